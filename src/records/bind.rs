//! Which column of an input holds which field.

use arrow_schema::Schema;

use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::plan::{DatasetPlan, FieldPlan};
use crate::spelling::heading_key;
use crate::text::text;

/// The columns of an input by the fields of its dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Per field the position of its column; none for an optional field the
    /// input does not have.
    pub columns: Vec<Option<usize>>,
    /// Columns of the input that are no field; they are not read.
    pub ignored: Vec<String>,
}

impl Binding {
    /// Binds columns by field name, or by the field's Chinese or English label, whatever their
    /// case, width, blanks, or note in brackets.
    ///
    /// # Errors
    ///
    /// `Input` where a required field has no column, a field has two, or a column could be two
    /// fields.
    pub fn new(dataset: &DatasetPlan, schema: &Schema) -> Result<Self> {
        let names: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().trim())
            .collect();
        let keys: Vec<String> = names.iter().map(|name| heading_key(name)).collect();
        let mut ignored: Vec<bool> = vec![true; names.len()];
        let mut columns = Vec::with_capacity(dataset.fields.len());
        for field in &dataset.fields {
            let own = [&field.name, &field.label.zh, &field.label.en].map(|own| heading_key(own));
            let named = names.iter().zip(&keys).enumerate();
            let mut matching = named
                .filter(|(_, (_, key))| own.contains(key))
                .map(|(position, (name, _))| (position, name));
            let column = matching.next();
            if let (Some((_, first)), Some((_, second))) = (column, matching.next()) {
                let (name, id) = (&field.name, &dataset.id);
                return Err(Error::new(
                    ErrorKind::Input,
                    text!(
                        "字段 {name} 对应两列：`{first}` 和 `{second}`，请只保留一列",
                        "field {name} has two columns, `{first}` and `{second}`; keep one"
                    ),
                )
                .in_dataset(id)
                .in_column(second));
            }
            match column {
                Some((position, _)) => {
                    if let Some(flag) = ignored.get_mut(position)
                        && !std::mem::replace(flag, false)
                    {
                        return Err(two_fields(dataset, field, names.get(position)));
                    }
                    columns.push(Some(position));
                }
                None if field.required => return Err(missing(dataset, field, &names)),
                None => columns.push(None),
            }
        }
        let ignored = names.iter().zip(ignored).filter(|(_, ignored)| *ignored);
        let binding = Self {
            columns,
            ignored: ignored.map(|(name, _)| (*name).to_owned()).collect(),
        };
        binding.nothing_misspelt(dataset)?;
        Ok(binding)
    }

    /// A column that is no field but is spelt almost like an optional field that
    /// has none: leaving it out would silently turn its values into nulls.
    fn nothing_misspelt(&self, dataset: &DatasetPlan) -> Result<()> {
        for (field, column) in dataset.fields.iter().zip(&self.columns) {
            let FieldPlan { name, label, .. } = field;
            let near = |wanted: &str| did_you_mean(wanted, &self.ignored);
            let found = near(name)
                .or_else(|| near(&label.zh))
                .or_else(|| near(&label.en));
            if let (None, Some(found)) = (column, found) {
                let (zh, en) = (&label.zh, &label.en);
                let message = text!(
                    "列 `{found}` 不是字段，却与字段 `{name}`（{zh}）相近；是该字段请改列名，不是请删去或改名",
                    "column `{found}` is no field but looks like `{name}` ({en}); rename it if it is that field, else rename or remove it"
                );
                return Err(Error::new(ErrorKind::Input, message)
                    .in_dataset(&dataset.id)
                    .in_column(&found));
            }
        }
        Ok(())
    }
}

fn two_fields(dataset: &DatasetPlan, second: &FieldPlan, column: Option<&&str>) -> Error {
    let column = column.copied().unwrap_or_default();
    let key = heading_key(column);
    let mut fields = dataset.fields.iter();
    let is_called = |field: &&FieldPlan| {
        let names = [&field.name, &field.label.zh, &field.label.en];
        names.iter().any(|own| heading_key(own) == key)
    };
    let first = fields.find(is_called).map_or("", |field| &field.name);
    let second = &second.name;
    let message = text!(
        "列 `{column}` 可能是字段 `{first}`，也可能是 `{second}`；请用字段名作列名",
        "column `{column}` can be the field `{first}` or the field `{second}`; name it after the field"
    );
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(column)
}

fn missing(dataset: &DatasetPlan, field: &FieldPlan, names: &[&str]) -> Error {
    let FieldPlan { name, label, .. } = field;
    let (zh, en) = (&label.zh, &label.en);
    let meant = did_you_mean(name, names).or_else(|| did_you_mean(zh, names));
    let found = if names.is_empty() {
        "—".to_owned()
    } else {
        names.join(", ")
    };
    let message = match meant {
        Some(meant) => text!(
            "缺少列 `{name}`（{zh}）；是否就是 `{meant}`？文件中的列：{found}",
            "column `{name}` ({en}) is missing; is it `{meant}`? the columns found are: {found}"
        ),
        None => text!(
            "缺少列 `{name}`（{zh}）；文件中的列：{found}",
            "column `{name}` ({en}) is missing; the columns found are: {found}"
        ),
    };
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(name)
}

//! Which column of an input holds which field.

use arrow_schema::Schema;

use crate::definition::FieldType;
use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::headings::Heading;
use crate::plan::{DatasetPlan, FieldPlan};
use crate::spelling::heading_note;
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
        let mut columns: Vec<Option<usize>> = vec![None; dataset.fields.len()];
        let mut ignored: Vec<bool> = Vec::with_capacity(names.len());
        for (position, name) in names.iter().enumerate() {
            let field = the_field(dataset, name)?;
            ignored.push(field.is_none());
            let Some((place, field)) = field else {
                continue;
            };
            let Some(column) = columns.get_mut(place) else {
                continue;
            };
            if let Some(first) = column.and_then(|first| names.get(first)) {
                return Err(two_columns(dataset, field, first, name));
            }
            *column = Some(position);
        }
        let without = dataset.fields.iter().zip(&columns);
        let mut without = without.filter(|(_, column)| column.is_none());
        if let Some((field, _)) = without.find(|(field, _)| field.required) {
            return Err(missing(dataset, field, &names));
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

/// The field that a column holds, with its position; none where it holds no field.
fn the_field<'d>(dataset: &'d DatasetPlan, column: &str) -> Result<Option<(usize, &'d FieldPlan)>> {
    let field = |place: usize| Some((place, dataset.fields.get(place)?));
    let called = match dataset.field_called(column) {
        Heading::Other => None,
        Heading::Field(place) => field(place),
        Heading::Doubtful(first, second) => match (field(first), field(second)) {
            (Some((_, first)), Some((_, second))) => {
                return Err(two_fields(dataset, column, [first, second]));
            }
            (first, _) => first,
        },
    };
    match called {
        Some((_, field)) if counts_in_another_unit(field, column) => {
            Err(other_unit(dataset, field, column))
        }
        field => Ok(field),
    }
}

/// Whether the note behind a number's column speaks of a unit of which a multiple is meant, and
/// none of the field's names has the same note: `金额（万元）` is not `金额`.
fn counts_in_another_unit(field: &FieldPlan, column: &str) -> bool {
    const MULTIPLES: [&str; 13] = [
        "十", "百", "千", "万", "亿", "%", "‰", "10", "thousand", "million", "billion", "percent",
        "hundred",
    ];
    let is_number = matches!(field.r#type, FieldType::Integer | FieldType::Decimal { .. });
    let Some(note) = heading_note(column).filter(|_| is_number) else {
        return false;
    };
    let unit = note.trim_start_matches("单位").trim_start_matches(':');
    let is_multiple = MULTIPLES.iter().any(|word| unit.starts_with(word));
    let names = [&field.name, &field.label.zh, &field.label.en];
    is_multiple
        && names
            .iter()
            .all(|own| heading_note(own).as_ref() != Some(&note))
}

fn other_unit(dataset: &DatasetPlan, field: &FieldPlan, column: &str) -> Error {
    let name = &field.name;
    let message = text!(
        "列 `{column}` 的单位与字段 `{name}` 不同；请换算后用字段名作列名",
        "column `{column}` counts in another unit than the field `{name}`; convert it and name it after the field"
    );
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(column)
}

fn two_columns(dataset: &DatasetPlan, field: &FieldPlan, first: &str, second: &str) -> Error {
    let (name, id) = (&field.name, &dataset.id);
    let message = text!(
        "字段 {name} 对应两列：`{first}` 和 `{second}`，请只保留一列",
        "field {name} has two columns, `{first}` and `{second}`; keep one"
    );
    Error::new(ErrorKind::Input, message)
        .in_dataset(id)
        .in_column(second)
}

fn two_fields(dataset: &DatasetPlan, column: &str, fields: [&FieldPlan; 2]) -> Error {
    let [first, second] = fields.map(|field| &field.name);
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

#[cfg(test)]
#[path = "bind_tests.rs"]
mod tests;

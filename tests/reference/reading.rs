//! Texts → values, and what could not be read.

use huimin::Network;
use huimin::calendar::Date;
use huimin::definition::{Dataset, Definition, Field, FieldType, RuleKind};
use huimin::figure::Decimal;
use huimin::formula::Reference;
use huimin::network::{DivisionCode, DivisionId};

use super::evaluate::{Value, World};
use super::spelling::{self, Read};
use super::{Case, Record, names};

/// Why a value cannot be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Missing,
    Type,
    CodeList,
    UnknownDivision,
    /// The row holds a total or a signature.
    Total,
}

/// One field of a record.
#[derive(Clone, Debug)]
pub struct Cell {
    /// `Null` where there is none or it cannot be read. A division is the 12
    /// digits of its current code, also one that the register does not have.
    pub value: Value,
    pub trouble: Option<Trouble>,
    /// Whether the spelling was unusual.
    pub normalised: bool,
    /// The text, unless there is nothing to be seen of it.
    pub written: Option<String>,
    /// The division code as it was written, where it is one.
    pub code: Option<DivisionCode>,
}

/// A record that was read.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number among all rows, blank ones counted.
    pub number: usize,
    pub cells: Vec<Cell>,
    /// The current division it belongs to.
    pub division: Option<DivisionId>,
    /// Its own date.
    pub date: Option<Date>,
}

/// All records of all datasets.
pub fn read_all(case: &Case<'_>) -> Vec<Vec<Row>> {
    let datasets = case.definition.datasets.iter().zip(case.records);
    datasets
        .map(|(dataset, records)| {
            let numbered = records.iter().zip(1..);
            // A blank row is none.
            let rows = numbered.filter(|(record, _)| {
                let mut values = record.values().flatten();
                values.any(|value| !spelling::is_blank(value))
            });
            rows.map(|(record, number)| read_record(case, dataset, record, number))
                .collect()
        })
        .collect()
}

fn read_record(case: &Case<'_>, dataset: &Dataset, record: &Record, number: usize) -> Row {
    let is_key = |field: &Field| {
        let mut key = dataset.key.iter();
        key.any(|name| name.value == field.name.value)
    };
    let mut cells: Vec<Cell> = dataset
        .fields
        .iter()
        .map(|field| {
            let written = record.get(&field.name.value).cloned().flatten();
            let names_records = is_key(field) || is_reference(case.definition, dataset, field);
            let mut cell = read_cell(case, field, written, names_records);
            let says = |text: &String| spelling::is_total(&spelling::usual(text));
            let may_say = is_key(field) || field.name.value == dataset.division.value;
            let is_text = field.r#type == FieldType::Text && field.codes.is_none();
            let is_unread = cell.trouble.is_some() || is_text;
            if may_say && is_unread && cell.written.as_ref().is_some_and(says) {
                cell.trouble = Some(Trouble::Total);
            }
            cell
        })
        .collect();
    let at = |name: &str| place(dataset, name);
    let is_total = |cell: &Cell| cell.trouble == Some(Trouble::Total);
    if let Some(total) = cells.iter().position(is_total) {
        // Nothing is kept of such a row but its division.
        for (place, cell) in cells.iter_mut().enumerate() {
            let is_division = place == at(&dataset.division.value) && place != total;
            *cell = Cell {
                value: if is_division {
                    cell.value.clone()
                } else {
                    Value::Null
                },
                trouble: (place == total).then_some(Trouble::Total),
                normalised: false,
                written: None,
                code: cell.code.filter(|_| is_division),
            };
        }
    }
    let division = cells[at(&dataset.division.value)].code;
    let date = dataset
        .date
        .as_ref()
        .and_then(|date| match cells[at(&date.value)].value {
            Value::Date(date) => Some(date),
            _ => None,
        });
    Row {
        number,
        division: division.and_then(|code| case.network.find(code)),
        date,
        cells,
    }
}

/// Whether a reference names records by a field, of its own dataset or of the other.
fn is_reference(definition: &Definition, dataset: &Dataset, field: &Field) -> bool {
    definition.rules.iter().any(|rule| match &rule.kind {
        RuleKind::Reference {
            dataset: own,
            fields,
            to,
            to_fields,
            ..
        } => [(own, fields), (to, to_fields)].iter().any(|(id, fields)| {
            let mut fields = fields.iter();
            id.value == dataset.id.value && fields.any(|name| name.value == field.name.value)
        }),
        _ => false,
    })
}

/// The position of a field.
pub fn place(dataset: &Dataset, name: &str) -> usize {
    let mut fields = dataset.fields.iter();
    fields
        .position(|field| field.name.value == name)
        .expect("a field the plan found")
}

fn read_cell(case: &Case<'_>, field: &Field, written: Option<String>, names_records: bool) -> Cell {
    let mut cell = Cell {
        value: Value::Null,
        trouble: None,
        normalised: false,
        // Blanks alone are no text, nor are the marks of a text that is none.
        written: written.filter(|text| !spelling::is_blank(text)),
        code: None,
    };
    let is_prose = field.r#type == FieldType::Text && field.codes.is_none() && !names_records;
    let says_nothing = |text: &String| !is_prose && spelling::usual(text).is_empty();
    if cell.written.as_ref().is_some_and(says_nothing) {
        cell.written = None;
    }
    let Some(text) = cell.written.clone() else {
        if field.required {
            cell.trouble = Some(Trouble::Missing);
        }
        return cell;
    };
    let wrong = match field.r#type {
        FieldType::Division => Trouble::UnknownDivision,
        _ if field.codes.is_some() => Trouble::CodeList,
        _ => Trouble::Type,
    };
    let read = match field.r#type {
        FieldType::Division => read_division(case.network, &text, &mut cell),
        FieldType::Text => match &field.codes {
            Some(list) => read_code(case.definition, &list.value, &text),
            None if is_prose => Read::Plain(text.clone()),
            None => match spelling::usual(&text) {
                seen if seen == text => Read::Plain(seen),
                seen => Read::Noted(seen),
            },
        }
        .map(Value::Text),
        FieldType::Integer => spelling::whole(&text).map(Value::whole),
        FieldType::Decimal { scale } => {
            let number = |units: i64| Decimal::new(i128::from(units), scale).to_ratio();
            let number = |units| Value::Number(number(units).expect("a number of 64 bits"));
            spelling::decimal(&text, scale).map(number)
        }
        FieldType::Date => {
            let offset = case.definition.programme.utc_offset_minutes;
            spelling::date(&text, offset, field.date_of_time).map(Value::Date)
        }
        FieldType::Time => spelling::time(&text).map(Value::Time),
        FieldType::Boolean => spelling::truth(&text).map(Value::Boolean),
    };
    match read {
        Read::Plain(value) => cell.value = value,
        Read::Noted(value) => {
            cell.value = value;
            cell.normalised = true;
        }
        Read::Refused => cell.trouble = Some(wrong),
    }
    cell
}

/// A code of the register as that of the division that has it now; another one as it is, and as
/// an unknown division.
fn read_division(network: &Network, text: &str, cell: &mut Cell) -> Read<Value> {
    let seen = spelling::usual(text);
    let digits = seen.strip_suffix(".0").unwrap_or(&seen);
    let is_number = digits.chars().all(|digit| digit.is_ascii_digit());
    let Some(code) = DivisionCode::parse(digits).ok().filter(|_| is_number) else {
        return Read::Refused;
    };
    cell.code = Some(code.code);
    let current = network.find(code.code).map(|id| network.code(id));
    if current.is_none() {
        cell.trouble = Some(Trouble::UnknownDivision);
    }
    let value = Value::Text(current.unwrap_or(code.code).padded());
    if digits == text {
        Read::Plain(value)
    } else {
        Read::Noted(value)
    }
}

/// The code that a text is, or that it is the only label of.
fn read_code(definition: &Definition, list: &str, text: &str) -> Read<String> {
    let mut lists = definition.code_lists.iter();
    let list = lists.find(|known| known.id.value == list).expect("a list");
    let named = |is_name: &dyn Fn(&str) -> bool, with_codes: bool, with_labels: bool| {
        let codes = list.codes.iter().filter(|(code, label)| {
            with_codes && is_name(&code.value)
                || with_labels && (is_name(&label.zh) || is_name(&label.en))
        });
        let codes: Vec<&String> = codes.map(|(code, _)| &code.value).collect();
        match codes.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        }
    };
    let exact = |text: &str| {
        let same = |name: &str| name == text;
        named(&same, true, false).or_else(|| named(&same, false, true))
    };
    if let Some(code) = exact(text) {
        return Read::Plain(code);
    }
    let seen = spelling::usual(text);
    let folded = spelling::folded(&seen);
    let near = |name: &str| spelling::folded(name) == folded;
    match exact(&seen).or_else(|| named(&near, true, true)) {
        Some(code) => Read::Noted(code),
        None => Read::Refused,
    }
}

/// A value as keys show it.
pub fn shown(field: &Field, value: &Value) -> String {
    match (value, field.r#type) {
        (Value::Null, _) => String::new(),
        (Value::Boolean(truth), _) => truth.to_string(),
        (Value::Number(number), FieldType::Decimal { scale }) => {
            let number = number.round_half_even(scale).expect("a number as read");
            number.rescale(scale).expect("its own scale").to_string()
        }
        (Value::Number(number), _) => number.reduced().numerator().to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Time(minutes), _) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        (Value::Text(text), _) => text.clone(),
    }
}

impl Row {
    /// Whether it holds a total or a signature.
    pub fn is_total(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|cell| cell.trouble == Some(Trouble::Total))
    }

    /// The key's parts as they are shown; unreadable ones as written.
    pub fn key(&self, dataset: &Dataset) -> Vec<String> {
        let fields = dataset.key.iter().map(|name| place(dataset, &name.value));
        fields
            .map(|field| {
                let cell = &self.cells[field];
                match cell.value {
                    Value::Null => cell.written.clone().unwrap_or_default(),
                    _ => shown(&dataset.fields[field], &cell.value),
                }
            })
            .collect()
    }

    /// Whether the record has a key and every part of it a readable value.
    pub fn has_key(&self, dataset: &Dataset) -> bool {
        let readable = |name: &str| !matches!(self.cells[place(dataset, name)].value, Value::Null);
        !dataset.key.is_empty() && dataset.key.iter().all(|name| readable(&name.value))
    }

    /// Whether two records say the same: the same values, and the same texts
    /// where there is no value.
    pub fn equals(&self, other: &Self) -> bool {
        let same = |(one, two): (&Cell, &Cell)| match (&one.value, &two.value) {
            (Value::Null, Value::Null) => one.written == two.written,
            (one, two) => one == two,
        };
        self.cells.iter().zip(&other.cells).all(same)
    }
}

/// A record as formulas see it.
pub struct RecordWorld<'a> {
    pub case: &'a Case<'a>,
    pub dataset: &'a Dataset,
    pub row: &'a Row,
    pub other: Option<&'a Row>,
    pub as_of: Option<Date>,
}

impl World for RecordWorld<'_> {
    fn value(&self, reference: Reference) -> Value {
        let Case {
            definition,
            network,
            ..
        } = self.case;
        let period = definition.programme.period.value;
        match reference {
            Reference::Field(field) => self.row.cells[usize::from(field)].value.clone(),
            Reference::Other(field) => {
                let other = self.other.expect("a condition over two records");
                other.cells[usize::from(field)].value.clone()
            }
            Reference::Division(place) => {
                let division = self.row.division;
                division.map_or(Value::Null, |id| names::attribute(network, id, place))
            }
            Reference::Parameter(place) => match self.parameter_day(place) {
                Some(day) => names::parameter_on(definition, place, day),
                None => Value::Null,
            },
            Reference::AsOf => self.as_of.map_or(Value::Null, Value::Date),
            Reference::PeriodStart => Value::Date(period.start()),
            Reference::PeriodEnd => Value::Date(period.end()),
            Reference::Measure(_) => Value::Null,
        }
    }
}

impl RecordWorld<'_> {
    /// The day by which a parameter is dated: the record's own date, or the
    /// period's first day where records of the dataset have none.
    fn parameter_day(&self, place: u16) -> Option<Date> {
        if self.dataset.date.is_some() && !names::is_constant(self.case.definition, place) {
            return self.row.date;
        }
        Some(self.case.definition.programme.period.value.start())
    }
}

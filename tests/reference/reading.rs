//! Texts → values, and what could not be read.

use huimin::Network;
use huimin::calendar::{Date, TimeOfDay};
use huimin::definition::{Dataset, Definition, Field, FieldType};
use huimin::figure::Decimal;
use huimin::formula::Reference;
use huimin::network::{DivisionCode, DivisionId};

use super::evaluate::{Value, World};
use super::{Case, Record, names};

/// Why a value cannot be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Missing,
    Type,
    CodeList,
    UnknownDivision,
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
    /// The text, unless it is empty.
    pub written: Option<String>,
    /// The division code as it was written, where it is one.
    pub code: Option<DivisionCode>,
}

/// A record that was read.
#[derive(Clone, Debug)]
pub struct Row {
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
            let rows = records.iter();
            rows.map(|record| read_record(case, dataset, record))
                .collect()
        })
        .collect()
}

fn read_record(case: &Case<'_>, dataset: &Dataset, record: &Record) -> Row {
    let cells: Vec<Cell> = dataset
        .fields
        .iter()
        .map(|field| {
            let written = record.get(&field.name.value).cloned().flatten();
            read_cell(case.definition, case.network, field, written)
        })
        .collect();
    let at = |name: &str| place(dataset, name);
    let division = cells[at(&dataset.division.value)].code;
    let date = dataset
        .date
        .as_ref()
        .and_then(|date| match cells[at(&date.value)].value {
            Value::Date(date) => Some(date),
            _ => None,
        });
    Row {
        division: division.and_then(|code| case.network.find(code)),
        date,
        cells,
    }
}

/// The position of a field.
pub fn place(dataset: &Dataset, name: &str) -> usize {
    let mut fields = dataset.fields.iter();
    fields
        .position(|field| field.name.value == name)
        .expect("a field the plan found")
}

fn read_cell(
    definition: &Definition,
    network: &Network,
    field: &Field,
    written: Option<String>,
) -> Cell {
    let mut cell = Cell {
        value: Value::Null,
        trouble: None,
        normalised: false,
        // An empty text is no text.
        written: written.filter(|text| !text.is_empty()),
        code: None,
    };
    let Some(text) = cell.written.clone() else {
        if field.required {
            cell.trouble = Some(Trouble::Missing);
        }
        return cell;
    };
    if field.r#type == FieldType::Division {
        read_division(network, &text, &mut cell);
        return cell;
    }
    let read = |text: &str| read_value(definition, field, text);
    if let Some(value) = read(&text) {
        cell.value = value;
    } else if let Some(value) = read(&usual(&text)) {
        cell.value = value;
        cell.normalised = true;
    } else {
        cell.trouble = Some(match field.codes {
            Some(_) => Trouble::CodeList,
            None => Trouble::Type,
        });
    }
    cell
}

fn read_division(network: &Network, text: &str, cell: &mut Cell) {
    cell.trouble = Some(Trouble::UnknownDivision);
    if let Ok(parsed) = DivisionCode::parse(text) {
        cell.normalised = parsed.normalised;
        cell.code = Some(parsed.code);
        let current = network.find(parsed.code).map(|id| network.code(id));
        if current.is_some() {
            cell.trouble = None;
        }
        cell.value = Value::Text(current.unwrap_or(parsed.code).padded());
    }
}

/// The value of a text in its plain spelling.
fn read_value(definition: &Definition, field: &Field, text: &str) -> Option<Value> {
    match field.r#type {
        FieldType::Text => match &field.codes {
            None => Some(Value::Text(text.to_owned())),
            Some(list) => {
                let mut lists = definition.code_lists.iter();
                let list = lists.find(|known| known.id.value == list.value)?;
                let known = list.codes.iter().any(|(code, _)| code.value == text);
                known.then(|| Value::Text(text.to_owned()))
            }
        },
        FieldType::Integer => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
            let number = plain.then(|| text.parse::<i64>().ok()).flatten()?;
            Some(Value::whole(number))
        }
        FieldType::Decimal { scale } => {
            let number = Decimal::parse(text)?.rescale(scale).ok()?;
            i64::try_from(number.units()).ok()?;
            Some(Value::Number(number.to_ratio().ok()?))
        }
        FieldType::Date => Date::parse(text).map(Value::Date),
        FieldType::Time => TimeOfDay::parse(text).map(|time| Value::Time(time.minutes())),
        FieldType::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "是" => Some(Value::Boolean(true)),
            "false" | "0" | "否" => Some(Value::Boolean(false)),
            _ => None,
        },
        FieldType::Division => None,
    }
}

/// Without blanks around it and with full-width signs as plain ones.
fn usual(text: &str) -> String {
    let plain = |sign: char| match sign as u32 {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xff01 + 0x21).unwrap_or(sign),
        _ => sign,
    };
    text.trim().chars().map(plain).collect()
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

    fn is_record(&self) -> bool {
        true
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

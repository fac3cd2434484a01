//! What systems hand over, as an author writes it.

use super::name::Name;
use super::word::Word;
use crate::headings::Names;
use crate::text::Text;

/// A kind of records.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its name.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The fields that identify a record together; empty where records have no identity.
    pub key: Vec<Name>,
    /// The field that holds the record's division.
    pub division: Name,
    /// The record's own date, where it has one that must lie in the period.
    pub date: Option<Name>,
    /// With `versions = "latest"` the field that orders the records of one key.
    pub version: Option<Name>,
    /// A condition over the record: which records count in no measure on purpose.
    pub not_counted: Option<Name>,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a dataset.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; also its column's name in a file.
    pub name: Name,
    /// What people call it; also accepted as its column's name in a file.
    pub label: Text,
    /// Its type.
    pub r#type: FieldType,
    /// The code list its values are taken from; text fields only.
    pub codes: Option<Name>,
    /// Whether every record must have it.
    pub required: bool,
    /// Whether findings mask its values.
    pub personal: bool,
    /// Whether a time of day in it is dropped with a note; date fields only.
    pub date_of_time: bool,
}

impl Field {
    /// What a column of it may be called.
    pub(crate) fn names(&self) -> Names {
        Names::new(&self.name.value, &[&self.label.zh, &self.label.en])
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// An exact decimal with so many digits after the point, 18 digits in all.
    Decimal {
        /// Digits after the decimal point.
        scale: u8,
    },
    /// A day.
    Date,
    /// A time of day, HH:MM, 00:00 to 24:00.
    Time,
    /// true or false.
    Boolean,
    /// A division code.
    Division,
}

impl Word for FieldType {
    /// The digits of a decimal stand in a key of their own.
    const ALL: &'static [Self] = &[
        Self::Text,
        Self::Integer,
        Self::Decimal { scale: 0 },
        Self::Date,
        Self::Time,
        Self::Boolean,
        Self::Division,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal { .. } => "decimal",
            Self::Date => "date",
            Self::Time => "time",
            Self::Boolean => "boolean",
            Self::Division => "division",
        }
    }
}

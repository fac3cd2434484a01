//! The keys of datasets.

use super::super::dataset::FieldType;
use super::super::word::words;
use super::example::Row;
use super::forms::{CodeListId, FieldName, Flag, Formula, IdBut, OneOf, Small, Taken};
use super::nested::{AtMost, Inner, Label, List};
use super::table::{Table, table};
use crate::limits;

/// Digits after the point that a decimal field or a shown figure can have.
pub const LARGEST_SCALE: u8 = 18;

/// `division.x` is an attribute of the record's division.
pub struct OwnDatasets;

impl Taken for OwnDatasets {
    const NAMES: &'static [&'static str] = &["division"];
}

/// What is done with several records under one key.
#[derive(Clone, Copy)]
pub enum Versions {
    /// The highest version counts.
    Latest,
}

words!(Versions { Latest = "latest" });

table! {
    /// a kind of records that systems hand over
    Dataset = "dataset" {
        /// its name, which is also the name of its file
        id: Required<IdBut<OwnDatasets>>;
        /// what people call it
        label: Required<Label>;
        /// the fields that identify a record together, all of them required
        key: Optional<List<FieldName>>, else "none: records have no identity, copies are not found";
        /// the required field of type `division` that holds the record's division
        division: Required<FieldName>;
        /// the record's own date, a field of type `date`: it must lie inside the
        /// programme's period
        date: Optional<FieldName>;
        /// of the records under one key the highest version counts
        /// ([how](semantics.md#versions)); needs `key` and `version`
        versions: Optional<OneOf<Versions>>, else "none: records that differ under one key are in conflict";
        /// the field that orders the records of one key: of type `date`, `integer`,
        /// `decimal` or `time`, and none of the key; needs `versions`
        version: Optional<FieldName>;
        /// a condition over the record: which records count in no measure on purpose;
        /// `check` warns of [others](semantics.md#records-that-count-in-no-measure)
        not_counted: Optional<Formula>;
        /// the fields, in order
        field: Required<AtMost<List<Inner<Field>>, { limits::FIELDS }>>;
    }
    further [
        Condition::Needs("versions", &["key", "version"]),
        Condition::Needs("version", &["versions"]),
    ]
}

/// Keys that a row of an example may have beside the fields.
pub struct RowKeys;

impl Taken for RowKeys {
    const NAMES: &'static [&'static str] = Row::NAMES;
}

table! {
    /// a field of a dataset
    Field = "dataset.field" {
        /// its name, which is also its column's name in a file
        name: Required<IdBut<RowKeys>>;
        /// what people call it; either label is also accepted as its column's name
        label: Required<Label>;
        /// `integer` has 64 bits; `decimal` is exact, with `scale`; `date` is a day by
        /// ISO 8601; `time` is HH:MM, 00:00 to 24:00; `division` is a division code
        r#type: Required<OneOf<FieldType>>;
        /// digits after the point of a decimal field, and of no other
        scale: Optional<Small<LARGEST_SCALE>>;
        /// the code list that the values of a text field are taken from
        codes: Optional<CodeListId>;
        /// whether every record must have it
        required: Or<Flag> = false;
        /// whether findings mask its values, as with ID numbers
        personal: Or<Flag> = false;
        /// of a date field: whether a time of day in it is dropped with a note; otherwise
        /// only midnight stands for its day, and any other time of day is a finding of
        /// `type`
        date_of_time: Or<Flag> = false;
    }
    further [
        Condition::NeededWhere("scale", "type", "decimal"),
        Condition::OnlyWhere("scale", "type", "decimal"),
        Condition::OnlyWhere("codes", "type", "text"),
        Condition::OnlyWhere("date_of_time", "type", "date"),
    ]
}

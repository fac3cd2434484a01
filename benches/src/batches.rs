//! Records as Arrow batches, with plain or dictionary text.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Int32Builder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::records::{BENEFICIARIES, CHANNELS, Id, OUTCOMES, Record, SERVICES};

pub const COLUMNS: [&str; 9] = [
    "record_id",
    "unit_code",
    "service",
    "accepted_on",
    "closed_on",
    "beneficiary",
    "outcome",
    "channel",
    "persons",
];

/// Columns of few different texts.
pub const FEW: [&str; 5] = ["unit_code", "service", "beneficiary", "outcome", "channel"];

pub fn schema(dictionary: bool) -> SchemaRef {
    let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let fields = COLUMNS.map(|name| {
        let r#type = match name {
            "accepted_on" | "closed_on" => DataType::Date32,
            "persons" => DataType::Int32,
            name if dictionary && FEW.contains(&name) => coded.clone(),
            _ => DataType::Utf8,
        };
        Field::new(name, r#type, true)
    });
    Arc::new(Schema::new(fields.to_vec()))
}

/// Writes the id; false where it is null.
pub fn write_id(id: Id, text: &mut String) -> bool {
    text.clear();
    if let Id::Number(number) = id {
        let _ = write!(text, "YN2019{number:014}");
    }
    id != Id::Null
}

enum Texts {
    Plain(StringBuilder),
    Coded(StringDictionaryBuilder<Int32Type>),
}

impl Texts {
    fn new(dictionary: bool, known: &[&str]) -> Self {
        if !dictionary {
            return Self::Plain(StringBuilder::new());
        }
        let known = StringArray::from(known.to_vec());
        let builder = StringDictionaryBuilder::new_with_dictionary(0, &known);
        Self::Coded(builder.unwrap_or_default())
    }

    fn push(&mut self, text: Option<&str>) {
        match self {
            Self::Plain(builder) => builder.append_option(text),
            Self::Coded(builder) => builder.append_option(text),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Plain(mut builder) => Arc::new(builder.finish()),
            Self::Coded(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// One batch.
pub fn batch(records: impl Iterator<Item = Record>, dictionary: bool) -> RecordBatch {
    let mut ids = StringBuilder::new();
    let mut units = Texts::new(dictionary, &[]);
    let mut services = Texts::new(dictionary, &SERVICES);
    let (mut accepted, mut closed) = (Date32Builder::new(), Date32Builder::new());
    let mut beneficiaries = Texts::new(dictionary, &BENEFICIARIES);
    let mut outcomes = Texts::new(dictionary, &OUTCOMES);
    let mut channels = Texts::new(dictionary, &CHANNELS);
    let mut persons = Int32Builder::new();
    let mut text = String::new();
    for record in records {
        let known = write_id(record.id, &mut text);
        ids.append_option(known.then_some(text.as_str()));
        text.clear();
        let _ = write!(text, "{:012}", record.unit);
        units.push(Some(&text));
        services.push(Some(SERVICES[usize::from(record.service)]));
        accepted.append_value(record.accepted_on);
        closed.append_option(record.closed_on);
        beneficiaries.push(Some(BENEFICIARIES[usize::from(record.beneficiary)]));
        outcomes.push(record.outcome.map(|outcome| OUTCOMES[usize::from(outcome)]));
        channels.push(Some(CHANNELS[usize::from(record.channel)]));
        persons.append_value(record.persons);
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(ids.finish()),
        units.finish(),
        services.finish(),
        Arc::new(accepted.finish()),
        Arc::new(closed.finish()),
        beneficiaries.finish(),
        outcomes.finish(),
        channels.finish(),
        Arc::new(persons.finish()),
    ];
    RecordBatch::try_new(schema(dictionary), columns)
        .expect("columns of one length and the schema's types")
}

//! The scope the tests of this folder share: a few fields of the built-in datasets.

use super::{Environment, Reference, Resolved, Scope, Type, Value};
use crate::calendar::{Date, TimeOfDay};
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionCode;

/// Name, reference, type, codes.
const NAMES: [(&str, Reference, Type, &[&str]); 20] = [
    ("case_id", Reference::Field(0), Type::Text, &[]),
    (
        "service",
        Reference::Field(1),
        Type::Text,
        &["lawyer", "notary", "mediation"],
    ),
    (
        "outcome",
        Reference::Field(2),
        Type::Text,
        &["settled", "failed", "pending"],
    ),
    ("accepted_on", Reference::Field(3), Type::Date, &[]),
    ("closed_on", Reference::Field(4), Type::Date, &[]),
    ("persons", Reference::Field(5), Type::Integer, &[]),
    (
        "amount",
        Reference::Field(6),
        Type::Decimal { scale: 2 },
        &[],
    ),
    ("opens", Reference::Field(7), Type::Time, &[]),
    ("closes", Reference::Field(8), Type::Time, &[]),
    ("logo_unified", Reference::Field(9), Type::Boolean, &[]),
    ("结果", Reference::Field(10), Type::Text, &["成功", "失败"]),
    ("date", Reference::Field(11), Type::Date, &[]),
    (
        "share",
        Reference::Field(12),
        Type::Decimal { scale: 10 },
        &[],
    ),
    ("division_code", Reference::Field(13), Type::Division, &[]),
    ("place", Reference::Field(14), Type::Division, &[]),
    (
        "division.level",
        Reference::Division(0),
        Type::Text,
        &["city", "county", "township", "village"],
    ),
    (
        "platforms.accepted_on",
        Reference::Other(0),
        Type::Date,
        &[],
    ),
    ("settled", Reference::Measure(0), Type::Integer, &[]),
    (":as_of", Reference::AsOf, Type::Date, &[]),
    (":limit", Reference::Parameter(0), Type::Integer, &[]),
];

pub(super) struct TestScope;

impl Scope for TestScope {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let whole = qualifier.map_or(name.to_owned(), |qualifier| format!("{qualifier}.{name}"));
        let (_, reference, r#type, codes) = NAMES.iter().find(|(known, ..)| *known == whole)?;
        let codes = codes.iter().map(ToString::to_string).collect::<Vec<_>>();
        Some(Resolved {
            reference: *reference,
            r#type: *r#type,
            codes: (!codes.is_empty()).then_some(codes),
        })
    }

    fn current_division(&self, written: DivisionCode) -> DivisionCode {
        match written.number() {
            530_422_000_000 => DivisionCode::from_number(530_402_000_000).unwrap(),
            _ => written,
        }
    }

    fn candidates(&self) -> Vec<String> {
        NAMES.iter().map(|(name, ..)| (*name).to_owned()).collect()
    }
}

/// What a reference of the scope is called.
pub(super) fn name_of(reference: Reference) -> String {
    NAMES
        .iter()
        .find(|(_, known, ..)| *known == reference)
        .map_or_else(String::new, |(name, ..)| (*name).to_owned())
}

/// A world in which a field is missing or has a plain value of its type.
pub(super) struct TestWorld;

impl Environment for TestWorld {
    fn value(&self, reference: Reference, _: Type) -> Result<Value<'_>> {
        let (name, _, r#type, _) = NAMES
            .iter()
            .find(|(_, known, ..)| *known == reference)
            .unwrap_or(&NAMES[0]);
        if *name == "closed_on" {
            return Ok(Value::Null);
        }
        Ok(match r#type {
            Type::Boolean => Value::Boolean(true),
            Type::Integer => Value::Number(Ratio::integer(3)),
            Type::Decimal { .. } | Type::Ratio => Value::Number(Ratio::new(5, 2).unwrap()),
            Type::Date => Value::Date(Date::parse("2019-04-28").unwrap()),
            Type::Time => Value::Time(TimeOfDay::parse("08:30").unwrap()),
            Type::Text => Value::Text("settled".into()),
            Type::Division => Value::Division(DivisionCode::from_number(530_402_000_000).unwrap()),
        })
    }
}

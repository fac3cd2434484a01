//! What a text means as the value of a field: the one reader of values. A record checked alone
//! is read by it, and so is every value of a batch that is not plainly written; what batches
//! read by themselves, many at once, it would read the same.

use std::borrow::Cow;

use super::key::write_number;
use super::total::is_total;
use crate::definition::FieldType;
use crate::forms::{self, DateForms, Refusal, Serials};
use crate::network::{DivisionCode, DivisionId, Network, parse_digits};
use crate::plan::{FieldPlan, Plan, StructuralRule};
use crate::spelling::{is_plain, name_key, usual};

/// What besides a text decides how it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'p> {
    /// The register.
    pub network: &'p Network,
    /// Minutes by which the programme's days begin before those of UTC.
    pub utc_offset_minutes: Option<i32>,
    /// The workbook's way of counting days, where the text comes from one.
    pub serials: Option<Serials>,
}

impl<'p> Context<'p> {
    /// Of a plan, for texts that come from no workbook.
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            network: &plan.network,
            utc_offset_minutes: plan.utc_offset_minutes,
            serials: None,
        }
    }

    /// How a field's dates are read.
    pub fn date_forms(&self, field: &FieldPlan) -> DateForms {
        DateForms {
            utc_offset_minutes: self.utc_offset_minutes,
            drops_time: field.date_of_time,
            serials: self.serials,
        }
    }
}

/// A value as it is computed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'t> {
    /// A whole number, the digits of a decimal, days since 1970-01-01, or minutes of a day.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// A position in the field's code list.
    Code(u8),
    /// A text; that of a key or reference in its usual spelling.
    Text(Cow<'t, str>),
    /// A division's code and, where the register has it, the division.
    Division(DivisionCode, Option<DivisionId>),
}

/// What a text was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning<'t> {
    /// Nothing: the text is blank.
    Missing,
    /// A value, written in its usual form.
    Usual(Value<'t>),
    /// A value, written in another form that can mean only this.
    Unusual(Value<'t>),
    /// No value, which violates this rule.
    Wrong(StructuralRule),
}

/// Reads a text as the value of a field.
#[inline(always)]
pub(crate) fn read<'t>(context: &Context<'_>, field: &FieldPlan, text: &'t str) -> Meaning<'t> {
    if text.is_empty() {
        return Meaning::Missing;
    }
    match plainly_written(context, field, text) {
        Some(usual) => Meaning::Usual(usual),
        None => read_closely(context, field, text),
    }
}

/// Reads a text that is not written as nearly all are.
#[cold]
fn read_closely<'t>(context: &Context<'_>, field: &FieldPlan, text: &'t str) -> Meaning<'t> {
    if field.r#type == FieldType::Text && field.codes.is_none() && !field.is_identifier {
        return free_text(text);
    }
    let seen = usual(text);
    if seen.is_empty() {
        return Meaning::Missing;
    }
    // Any text can be a key, but for those that say that their row is no record.
    let is_any_text = field.r#type == FieldType::Text && field.codes.is_none();
    if is_any_text && field.shows_totals && is_total(&seen) {
        return Meaning::Wrong(StructuralRule::TotalRow);
    }
    let meaning = match field.r#type {
        FieldType::Text if field.codes.is_some() => code(field, text, &seen),
        FieldType::Text => return identifier(text, seen),
        FieldType::Division => division(context.network, text, &seen),
        _ => number(context, field, &seen),
    };
    match meaning {
        Meaning::Wrong(_) if field.shows_totals && is_total(&seen) => {
            Meaning::Wrong(StructuralRule::TotalRow)
        }
        meaning => meaning,
    }
}

/// A value that is written as nearly all are, without a look at other spellings.
#[inline(always)]
fn plainly_written<'t>(
    context: &Context<'_>,
    field: &FieldPlan,
    text: &'t str,
) -> Option<Value<'t>> {
    match field.r#type {
        FieldType::Text if field.codes.is_some() => field.code_position(text).map(Value::Code),
        FieldType::Text => {
            let is_usual = if field.is_identifier {
                is_plain(text.as_bytes())
            } else {
                // A text that begins with something that is seen is not blank.
                text.as_bytes().first().is_some_and(u8::is_ascii_graphic)
            };
            is_usual.then_some(Value::Text(Cow::Borrowed(text)))
        }
        FieldType::Division => {
            let code = DivisionCode::from_number(parse_digits(text.as_bytes())?)?;
            Some(Value::Division(code, context.network.find(code)))
        }
        FieldType::Boolean => forms::truth(text).map(|truth| Value::Truth(truth == 1)),
        _ => usual_number(field, text).map(Value::Number),
    }
}

fn free_text(text: &str) -> Meaning<'_> {
    let begins_blank = text.chars().next().is_none_or(crate::spelling::is_blank);
    if begins_blank && crate::spelling::is_all_blank(text) {
        Meaning::Missing
    } else {
        Meaning::Usual(Value::Text(Cow::Borrowed(text)))
    }
}

fn identifier<'t>(text: &'t str, seen: Cow<'t, str>) -> Meaning<'t> {
    if seen == text {
        Meaning::Usual(Value::Text(Cow::Borrowed(text)))
    } else {
        Meaning::Unusual(Value::Text(seen))
    }
}

/// A code is written as the code itself or by one of its labels, which are as good.
fn code(field: &FieldPlan, text: &str, seen: &str) -> Meaning<'static> {
    let word = |text: &str| field.code_names.words.get(text).copied();
    if let Some(place) = word(text) {
        return Meaning::Usual(Value::Code(place));
    }
    let folded = word(seen).or_else(|| field.code_by_key(&name_key(seen)));
    match folded {
        Some(place) => Meaning::Unusual(Value::Code(place)),
        None => Meaning::Wrong(StructuralRule::CodeList),
    }
}

fn division(network: &Network, text: &str, seen: &str) -> Meaning<'static> {
    let wrong = Meaning::Wrong(StructuralRule::UnknownDivision);
    let code = match parse_digits(seen.as_bytes()) {
        Some(number) => DivisionCode::from_number(number),
        // A code that a host read as a number with decimals has lost nothing.
        None => DivisionCode::parse(seen.strip_suffix(".0").unwrap_or(seen))
            .ok()
            .map(|parsed| parsed.code),
    };
    let Some(code) = code else { return wrong };
    let value = Value::Division(code, network.find(code));
    if text == seen && !seen.ends_with(".0") {
        // Two or four digits, which are as usual as more.
        Meaning::Usual(value)
    } else {
        Meaning::Unusual(value)
    }
}

fn number(context: &Context<'_>, field: &FieldPlan, seen: &str) -> Meaning<'static> {
    let value = |number: i64| {
        if field.r#type == FieldType::Boolean {
            Value::Truth(number == 1)
        } else {
            Value::Number(number)
        }
    };
    match other_number(context, field, seen) {
        Ok(number) => Meaning::Unusual(value(number)),
        Err(_) => Meaning::Wrong(StructuralRule::Type),
    }
}

/// A value that is held as a number, in its usual form.
#[inline]
pub(crate) fn usual_number(field: &FieldPlan, text: &str) -> Option<i64> {
    match field.r#type {
        FieldType::Integer => forms::integer(text),
        FieldType::Decimal { scale } => forms::decimal(text, scale),
        FieldType::Date => forms::date(text),
        FieldType::Time => forms::time(text),
        FieldType::Boolean => forms::truth(text),
        FieldType::Text | FieldType::Division => None,
    }
}

/// A value that is held as a number, in whatever form it may have; else why it is none. `seen`
/// is the text in its usual spelling.
pub(crate) fn other_number(
    context: &Context<'_>,
    field: &FieldPlan,
    seen: &str,
) -> Result<i64, Refusal> {
    if let Some(number) = usual_number(field, seen) {
        return Ok(number);
    }
    match field.r#type {
        FieldType::Integer => forms::other_number(seen, 0),
        FieldType::Decimal { scale } => forms::other_number(seen, scale),
        FieldType::Date => forms::other_date(seen, context.date_forms(field)),
        FieldType::Time => forms::other_time(seen),
        FieldType::Boolean => forms::other_truth(seen).ok_or(Refusal::NoForm),
        FieldType::Text | FieldType::Division => Err(Refusal::NoForm),
    }
}

/// A value as it is shown to people who wrote it in another form.
pub(crate) fn shown(network: &Network, field: &FieldPlan, value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => text.clone().into_owned(),
        Value::Truth(truth) => truth.to_string(),
        Value::Code(place) => {
            let code = field
                .codes
                .as_ref()
                .and_then(|list| list.get(usize::from(*place)));
            code.cloned().unwrap_or_default()
        }
        Value::Division(code, id) => {
            let current = id.map_or(*code, |id| network.code(id));
            current.padded()
        }
        Value::Number(number) => {
            let mut shown = String::new();
            // Writing to a text does not fail.
            write_number(field.r#type, *number, &mut shown).unwrap_or(());
            shown
        }
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;

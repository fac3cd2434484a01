//! One record, and reports against records.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::number::Exact;
use super::{Words, argument, read, table, written};
use crate::assess::Assessment;
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Decimal;
use crate::network::Level;
use crate::plan::Plan;
use crate::reconcile::{Duty, MissingChildren, Options, Tolerance};
use crate::text::{Language, text};
use crate::verify::RecordFinding;

/// The text of a value: numbers as they are written, none for null.
fn value_text(token: &str) -> Result<Option<String>> {
    match token.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => read(token).map(Some),
        Some(b'{' | b'[') => Err(argument(text!(
            "记录的值应为文本、数字、true、false 或 null,实为 {token}",
            "expected a text, a number, true, false or null as a value, but found {token}"
        ))),
        _ => Ok(Some(token.to_owned())),
    }
}

#[derive(Serialize)]
struct FindingAnswer<'a> {
    rule: &'a str,
    severity: &'static str,
    field: Option<&'a str>,
    message: Words,
}

/// Checks one record, an object of field names or labels with texts, numbers, booleans or
/// null; numbers are read as they are written. Answers with an array of `rule`, `severity`,
/// `field`, `message`.
///
/// # Errors
///
/// As [`Plan::check_record`]; `Argument` where the record is no such object.
///
/// # Example
///
/// ```
/// use huimin::{Network, Plan, Programme, exchange};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let record = r#"{"consultation_id": "A1", "division_code": "530402",
///                  "held_on": "2019-05-06", "channel": "hotline", "persons": 0}"#;
/// let found = exchange::check_record(&plan, "consultations", record)?;
/// assert!(found.starts_with(r#"[{"rule":"persons_below_one","severity":"reject","field":"persons""#));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn check_record(plan: &Plan, dataset: &str, record: &str) -> Result<String> {
    let values: BTreeMap<String, Box<RawValue>> = read(record)?;
    let values = values
        .into_iter()
        .map(|(name, value)| Ok((name, value_text(value.get())?)));
    let values = values.collect::<Result<BTreeMap<String, Option<String>>>>()?;
    let values: Vec<(&str, Option<&str>)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_deref()))
        .collect();
    record_findings(&plan.check_record(dataset, &values)?)
}

/// What is wrong with one record: an array of `rule`, `severity`, `field`, `message`, as
/// [`check_record`] answers.
///
/// # Errors
///
/// None that findings can cause.
pub fn record_findings(found: &[RecordFinding]) -> Result<String> {
    let found: Vec<FindingAnswer<'_>> = found
        .iter()
        .map(|finding| FindingAnswer {
            rule: &finding.rule,
            severity: finding.severity.id(),
            field: finding.field.as_deref(),
            message: Words::from(&finding.message),
        })
        .collect();
    written(&found)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReconcileRequest {
    duties: Vec<DutyRequest>,
    indicators: Vec<String>,
    absolute: Option<Exact>,
    relative: Option<Exact>,
    missing_children: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyRequest {
    level: String,
    period_end: String,
    due_on: String,
}

/// Holds reports against records: `{"duties": [{"level", "period_end", "due_on"}],
/// "indicators": […], "absolute", "relative", "missing_children": "none" | "zero" |
/// "fail"}`, everything optional. Answers with the tables `comparison`, `imbalance`,
/// `completeness`, `falls` and `findings`.
///
/// # Errors
///
/// As [`reconcile`](crate::reconcile::reconcile); `Argument` for a request that cannot be read.
pub fn reconcile(assessment: &Assessment, request: &str, language: Language) -> Result<String> {
    let tables = reconcile_tables(assessment, request, language)?;
    let tables = tables
        .iter()
        .map(|(name, rows)| Ok(format!("\"{name}\":{}", table(rows)?)));
    Ok(format!(
        "{{{}}}",
        tables.collect::<Result<Vec<_>>>()?.join(",")
    ))
}

/// As [`reconcile`], with the tables as they are, for hosts that read Arrow.
///
/// # Errors
///
/// As [`reconcile`].
pub fn reconcile_tables(
    assessment: &Assessment,
    request: &str,
    language: Language,
) -> Result<[(&'static str, RecordBatch); 5]> {
    let request: ReconcileRequest = read(request)?;
    let found = crate::reconcile::reconcile(assessment, &request.into_options()?)?;
    Ok([
        ("comparison", found.comparison_table()?),
        ("imbalance", found.imbalance_table()?),
        ("completeness", found.completeness_table()?),
        ("falls", found.fall_table()?),
        ("findings", found.finding_table(language)?),
    ])
}

impl ReconcileRequest {
    fn into_options(self) -> Result<Options> {
        let day = |text: &str| text.parse::<Date>();
        let duties = self.duties.iter().map(|duty| {
            Ok(Duty {
                level: level(&duty.level)?,
                period_end: day(&duty.period_end)?,
                due_on: day(&duty.due_on)?,
            })
        });
        let zero = Decimal::integer(0);
        Ok(Options {
            duties: duties.collect::<Result<_>>()?,
            indicators: self.indicators,
            tolerance: Tolerance {
                absolute: self.absolute.map_or(zero, |number| number.0),
                relative: self.relative.map_or(zero, |number| number.0),
            },
            missing_children: missing_children(self.missing_children.as_deref())?,
        })
    }
}

pub(super) fn level(id: &str) -> Result<Level> {
    Level::from_id(id).ok_or_else(|| {
        argument(text!(
            "`{id}` 不是层级;层级有:province, city, county, township, village",
            "`{id}` is not a level; the levels are province, city, county, township, village"
        ))
    })
}

fn missing_children(id: Option<&str>) -> Result<MissingChildren> {
    let all = [
        MissingChildren::None,
        MissingChildren::Zero,
        MissingChildren::Fail,
    ];
    let Some(id) = id else {
        return Ok(MissingChildren::default());
    };
    all.into_iter()
        .find(|known| known.id() == id)
        .ok_or_else(|| {
            argument(text!(
                "`missing_children` 应为 none、zero 或 fail,实为 `{id}`",
                "expected none, zero or fail as `missing_children`, but found `{id}`"
            ))
        })
}

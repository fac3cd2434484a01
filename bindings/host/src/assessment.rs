//! Assessments: what a tally says as of a date.

use arrow_array::RecordBatch;
use std::sync::Mutex;

use huimin::assess::AssessOptions;
use huimin::report::{Enclosures, write_csv};
use huimin::tally::{AddOptions, Progress};
use huimin::{Assessment, Language, exchange, report};

use crate::tally::{self, TallyHandle};
use crate::{Handle, Outcome, day};

/// An assessment.
pub type AssessmentHandle = Handle<Assessment>;

/// The names of the tables that can be made of an assessment.
pub const TABLES: &[&str] = &report::TABLES;

/// What the tally says as of a day, such as `2019-11-30`. The callback of the options hears of
/// no number of records, and may stop the call.
///
/// # Errors
///
/// As [`huimin::Tally::assess_with`]; `State` where another thread has the tally; for a bad
/// handle.
pub fn assess(
    tally: TallyHandle,
    as_of: &str,
    options: AddOptions<'_>,
) -> Outcome<AssessmentHandle> {
    let as_of = day(as_of)?;
    let tally = tally.object()?;
    let callback = options.progress.map(Mutex::new);
    let nothing = Progress {
        records: 0,
        bytes: 0,
    };
    let goes_on = || match callback.as_ref().map(Mutex::try_lock) {
        Some(Ok(mut callback)) => callback(nothing),
        // While one thread asks, the others go on.
        None | Some(Err(_)) => true,
    };
    let options = AssessOptions {
        threads: options.threads,
        goes_on: Some(&goes_on),
    };
    let assessment = tally::lock(&tally)?.assess_with(as_of, options)?;
    Handle::keep(assessment)
}

/// A figure as of the assessment's day, as [`exchange::figure`].
///
/// # Errors
///
/// As [`Assessment::value`]; for a bad handle.
pub fn value(assessment: AssessmentHandle, indicator: &str, division: &str) -> Outcome<String> {
    let figure = assessment.object()?.value(indicator, division)?;
    Ok(exchange::figure(&figure)?)
}

/// How a figure came about, down to the records, as [`exchange::explanation`]; without
/// records where `with_records` is false.
///
/// # Errors
///
/// As [`Assessment::explain`]; for a bad handle.
pub fn explain(
    assessment: AssessmentHandle,
    (indicator, division): (&str, &str),
    with_records: bool,
) -> Outcome<String> {
    let assessment = assessment.object()?;
    let explanation = if with_records {
        assessment.explain(indicator, division)?
    } else {
        assessment.explain_without_records(indicator, division)?
    };
    Ok(exchange::explanation(&explanation)?)
}

/// The same in words; of each list at most `entries` lines.
///
/// # Errors
///
/// As [`Assessment::explain`]; for a bad handle.
pub fn explain_text(
    assessment: AssessmentHandle,
    (indicator, division): (&str, &str),
    language: Language,
    entries: usize,
) -> Outcome<String> {
    let explanation = assessment.object()?.explain(indicator, division)?;
    Ok(explanation.render(language, entries))
}

/// Whether every indicator with a target at the programme's root is met; none where
/// there is no verdict.
///
/// # Errors
///
/// As [`Assessment::verdict`]; for a bad handle.
pub fn verdict(assessment: AssessmentHandle) -> Outcome<Option<bool>> {
    Ok(assessment.object()?.verdict()?)
}

/// What is to be said of the programme as a whole, by its name: `met`, `not_met`,
/// `cannot_be_judged`, `nothing_to_judge`.
///
/// # Errors
///
/// As [`Assessment::judgement`]; for a bad handle.
pub fn judgement(assessment: AssessmentHandle) -> Outcome<&'static str> {
    Ok(assessment.object()?.judgement()?.id())
}

/// The datasets that nobody handed over, in the definition's order.
///
/// # Errors
///
/// For a bad handle.
pub fn not_received(assessment: AssessmentHandle) -> Outcome<Vec<String>> {
    let assessment = assessment.object()?;
    Ok(assessment.not_received().map(str::to_owned).collect())
}

/// The as-of day.
///
/// # Errors
///
/// For a bad handle.
pub fn as_of(assessment: AssessmentHandle) -> Outcome<String> {
    Ok(assessment.object()?.as_of().to_string())
}

/// The days figures are stated for: month ends, and the as-of day last.
///
/// # Errors
///
/// For a bad handle.
pub fn dates(assessment: AssessmentHandle) -> Outcome<Vec<String>> {
    let assessment = assessment.object()?;
    Ok(assessment.dates().iter().map(ToString::to_string).collect())
}

/// A table by its name; none where the definition has nothing that it could be made of.
///
/// # Errors
///
/// As [`report::table`]; for a bad handle.
pub fn table(
    assessment: AssessmentHandle,
    name: &str,
    language: Language,
) -> Outcome<Option<RecordBatch>> {
    let assessment = assessment.object()?;
    Ok(report::table(&assessment, name, language)?)
}

/// The same as JSON, as [`exchange::table`]; `null` where there is none.
///
/// # Errors
///
/// As [`table`].
pub fn table_json(assessment: AssessmentHandle, name: &str, language: Language) -> Outcome<String> {
    match table(assessment, name, language)? {
        Some(table) => Ok(exchange::table(&table)?),
        None => Ok("null".to_owned()),
    }
}

/// The same as comma-separated text in UTF-8 with a header line; nothing at all where
/// there is none.
///
/// # Errors
///
/// As [`table`].
pub fn table_csv(assessment: AssessmentHandle, name: &str, language: Language) -> Outcome<Vec<u8>> {
    let mut text = Vec::new();
    if let Some(table) = table(assessment, name, language)? {
        write_csv(&table, &mut text)?;
    }
    Ok(text)
}

/// The acceptance tables as the bytes of a workbook, with reports, inspections and scores
/// as the definition lays them down; of builds with the feature `xlsx`.
///
/// # Errors
///
/// As [`Enclosures::of`] and the library's `workbook`; `Argument` where this build leaves
/// it out; for a bad handle.
pub fn workbook(assessment: AssessmentHandle, language: Language) -> Outcome<Vec<u8>> {
    let assessment = assessment.object()?;
    write_workbook(&Enclosures::of(&assessment)?, language)
}

#[cfg(feature = "xlsx")]
fn write_workbook(enclosures: &Enclosures<'_>, language: Language) -> Outcome<Vec<u8>> {
    Ok(report::workbook(&enclosures.dossier(language))?)
}

#[cfg(not(feature = "xlsx"))]
fn write_workbook(_: &Enclosures<'_>, _: Language) -> Outcome<Vec<u8>> {
    crate::left_out("xlsx")
}

/// The same as one HTML page; of builds with the feature `html`.
///
/// # Errors
///
/// As [`Enclosures::of`] and the library's `page`; `Argument` where this build leaves it
/// out; for a bad handle.
pub fn page(assessment: AssessmentHandle, language: Language) -> Outcome<String> {
    let assessment = assessment.object()?;
    write_page(&Enclosures::of(&assessment)?, language)
}

#[cfg(feature = "html")]
fn write_page(enclosures: &Enclosures<'_>, language: Language) -> Outcome<String> {
    Ok(report::page(&enclosures.dossier(language))?)
}

#[cfg(not(feature = "html"))]
fn write_page(_: &Enclosures<'_>, _: Language) -> Outcome<String> {
    crate::left_out("html")
}

/// Holds reports against records on the terms of a request, as [`exchange::reconcile`].
///
/// # Errors
///
/// As [`exchange::reconcile`]; for a bad handle.
pub fn reconcile(
    assessment: AssessmentHandle,
    request: &str,
    language: Language,
) -> Outcome<String> {
    let assessment = assessment.object()?;
    Ok(exchange::reconcile(&assessment, request, language)?)
}

/// An inspection of the definition, drawn with another seed where one is given, as
/// [`exchange::inspection`].
///
/// # Errors
///
/// As [`exchange::inspection`]; for a bad handle.
pub fn inspection(assessment: AssessmentHandle, id: &str, seed: Option<&str>) -> Outcome<String> {
    let assessment = assessment.object()?;
    Ok(exchange::inspection(&assessment, id, seed)?)
}

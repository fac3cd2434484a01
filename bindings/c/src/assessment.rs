//! Assessments.

use std::ffi::c_char;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use huimin_host::assessment::{self, AssessmentHandle};
use huimin_host::huimin::exchange;
use huimin_host::language;

use crate::arrow;
use crate::bytes::huimin_bytes;
use crate::convert::{Out, call, named, optional_text, status, text};
use crate::error::huimin_error;

/// An assessment: what a tally says as of a day. It never changes, whatever becomes of the
/// tally, and any number of threads may use it. Freed with huimin_assessment_free.
///
/// Since 0.1.0.
pub type huimin_assessment = u64;

/// A figure as of the assessment's day. `division` is a division code in any written form. JSON:
/// `numerator`, `denominator`, `value` (exact, as texts), `display`, `target`, `attainment`, `met`,
/// `reason`.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown indicator or division.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_value(
    assessment: huimin_assessment,
    indicator: *const c_char,
    indicator_length: usize,
    division: *const c_char,
    division_length: usize,
    figure: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (indicator, division, figure) = unsafe {
            (
                named("indicator", indicator, indicator_length)?,
                named("division", division, division_length)?,
                Out::new("figure", figure)?,
            )
        };
        figure.put_bytes(assessment::value(assessment.into(), indicator, division)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// How a figure came about, as JSON: formula, measures, children, records, clause. `with_records`
/// is 0 where the records, of which there may be millions, are not wanted.
///
/// Errors as huimin_assessment_value.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_explain(
    assessment: huimin_assessment,
    indicator: *const c_char,
    indicator_length: usize,
    division: *const c_char,
    division_length: usize,
    with_records: i32,
    explanation: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (indicator, division, explanation) = unsafe {
            (
                named("indicator", indicator, indicator_length)?,
                named("division", division, division_length)?,
                Out::new("explanation", explanation)?,
            )
        };
        let place = (indicator, division);
        explanation.put_bytes(assessment::explain(
            assessment.into(),
            place,
            with_records != 0,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The same in words; of each list at most `entries` lines, and how many there are in all.
///
/// Errors as huimin_assessment_value.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_explain_text(
    assessment: huimin_assessment,
    indicator: *const c_char,
    indicator_length: usize,
    division: *const c_char,
    division_length: usize,
    language_number: i32,
    entries: usize,
    explanation: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (indicator, division, explanation) = unsafe {
            (
                named("indicator", indicator, indicator_length)?,
                named("division", division, division_length)?,
                Out::new("explanation", explanation)?,
            )
        };
        let (place, language) = ((indicator, division), language(language_number)?);
        explanation.put_bytes(assessment::explain_text(
            assessment.into(),
            place,
            language,
            entries,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Whether every indicator with a target at the programme's root is met: 1 where all are, 0 where
/// one is not, -1 where there is no verdict.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_verdict(
    assessment: huimin_assessment,
    met: *mut i32,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let met = unsafe { Out::new("met", met)? };
        met.put(assessment::verdict(assessment.into())?.map_or(-1, i32::from));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What is to be said of the programme as a whole: met, not_met (one target is missed),
/// cannot_be_judged (none is missed, and a figure has no value, be it that a dataset was not
/// handed over) or nothing_to_judge.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_judgement(
    assessment: huimin_assessment,
    judgement: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let judgement = unsafe { Out::new("judgement", judgement)? };
        judgement.put_bytes(assessment::judgement(assessment.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The datasets that nobody handed over, a JSON array of texts. Figures that need one of them have
/// no value, and not_received as the reason.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_not_received(
    assessment: huimin_assessment,
    datasets: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let datasets = unsafe { Out::new("datasets", datasets)? };
        let names = assessment::not_received(assessment.into())?;
        datasets.put_bytes(exchange::names(&names)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The as-of day, such as 2019-11-30.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_as_of(
    assessment: huimin_assessment,
    day: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let day = unsafe { Out::new("day", day)? };
        day.put_bytes(assessment::as_of(assessment.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The days figures are stated for, month ends and the as-of day last: a JSON array of texts.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_dates(
    assessment: huimin_assessment,
    days: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let days = unsafe { Out::new("days", days)? };
        days.put_bytes(exchange::names(&assessment::dates(assessment.into())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The names of all tables, a JSON array of texts. It is the same for all assessments.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table_names(
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(assessment::TABLES)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A table by its name, as a stream of Arrow batches. The stream is the caller's, to be released
/// through itself; it may be read by one thread at a time, and outlives the assessment. Where the
/// definition has nothing that the table could be made of, its `release` is NULL.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table(
    assessment: huimin_assessment,
    name: *const c_char,
    name_length: usize,
    language_number: i32,
    stream: *mut FFI_ArrowArrayStream,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, stream) = unsafe {
            (
                named("name", name, name_length)?,
                Out::new("stream", stream)?,
            )
        };
        let table = assessment::table(assessment.into(), name, language(language_number)?)?;
        stream.put(arrow::stream_of(table));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A table by its name, as a JSON array of one object per row; `null` where the definition has
/// nothing that it could be made of.
///
/// Errors as huimin_assessment_table.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table_json(
    assessment: huimin_assessment,
    name: *const c_char,
    name_length: usize,
    language_number: i32,
    rows: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, rows) = unsafe { (named("name", name, name_length)?, Out::new("rows", rows)?) };
        rows.put_bytes(assessment::table_json(
            assessment.into(),
            name,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A table by its name, as comma-separated text with a header line; not one byte where the
/// definition has nothing that it could be made of.
///
/// Errors as huimin_assessment_table.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table_csv(
    assessment: huimin_assessment,
    name: *const c_char,
    name_length: usize,
    language_number: i32,
    file: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, file) = unsafe { (named("name", name, name_length)?, Out::new("file", file)?) };
        file.put_bytes(assessment::table_csv(
            assessment.into(),
            name,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The acceptance tables as an Excel workbook, with reports, inspections and scores as the
/// definition lays them down.
///
/// HUIMIN_ERROR_ARGUMENT where the build has no `xlsx`; HUIMIN_ERROR_LIMIT for what is too large.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_workbook(
    assessment: huimin_assessment,
    language_number: i32,
    file: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let file = unsafe { Out::new("file", file)? };
        file.put_bytes(assessment::workbook(
            assessment.into(),
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The same as one HTML page that needs nothing but itself.
///
/// HUIMIN_ERROR_ARGUMENT where the build has no `html`.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_page(
    assessment: huimin_assessment,
    language_number: i32,
    file: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let file = unsafe { Out::new("file", file)? };
        file.put_bytes(assessment::page(
            assessment.into(),
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Holds reports against records. The request is JSON: `duties` (`level`, `period_end`, `due_on`),
/// `indicators`, `absolute`, `relative`, `missing_children` (none, zero, fail), all of them
/// optional. The answer has the tables `comparison`, `imbalance`, `completeness`, `falls` and
/// `findings`.
///
/// HUIMIN_ERROR_STATE where the definition has no reports; HUIMIN_ERROR_ARGUMENT for a request that
/// cannot be read.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_reconcile(
    assessment: huimin_assessment,
    request: *const c_char,
    request_length: usize,
    language_number: i32,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(assessment::reconcile(
            assessment.into(),
            request,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// An inspection of the definition, drawn with another seed; `seed` is NULL for that of the
/// definition. The answer is JSON with the tables `inspections`, `samples` and `characteristics`.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown inspection, or a seed that cannot be one.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_inspection(
    assessment: huimin_assessment,
    name: *const c_char,
    name_length: usize,
    seed: *const c_char,
    seed_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, seed, answer) = unsafe {
            (
                named("name", name, name_length)?,
                optional_text("seed", seed, seed_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(assessment::inspection(assessment.into(), name, seed)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees an assessment; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_assessment_free(assessment: huimin_assessment) -> i32 {
    status(|| AssessmentHandle::from(assessment).free())
}

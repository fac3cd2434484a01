//! Assessments.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use huimin_host::assessment;
use huimin_host::huimin::exchange;
use huimin_host::language;

use crate::arrow;
use crate::convert::{Out, call, named, optional_text, status, text};
use crate::options::huimin_explain_options;
use crate::types::{huimin_assessment, huimin_bytes, huimin_error, huimin_text};

/// Writes a figure as of the day of the assessment. `division` is a division code in any written
/// form. The JSON object has `numerator`, `denominator`, `value` (exact, as texts), `display`,
/// `target`, `attainment`, `met`, `reason`.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown indicator or division.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_value(
    assessment: huimin_assessment,
    indicator: huimin_text,
    division: huimin_text,
    figure: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (indicator, division, figure) = unsafe {
            (
                named("indicator", indicator)?,
                named("division", division)?,
                Out::new("figure", figure)?,
            )
        };
        figure.put_bytes(assessment::value(assessment.handle(), indicator, division)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes how a figure came about, a JSON object: formula, measures, children, records, clause.
/// `explain_options` may be NULL.
///
/// Errors as huimin_assessment_value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_explain(
    assessment: huimin_assessment,
    indicator: huimin_text,
    division: huimin_text,
    explain_options: *const huimin_explain_options,
    explanation: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (place, options, explanation) = unsafe {
            (
                (named("indicator", indicator)?, named("division", division)?),
                huimin_explain_options::read(explain_options)?,
                Out::new("explanation", explanation)?,
            )
        };
        let with_records = options.with_records != 0;
        explanation.put_bytes(assessment::explain(
            assessment.handle(),
            place,
            with_records,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes how a figure came about, in words. Where a list is cut short, its whole length is told.
/// `explain_options` may be NULL.
///
/// Errors as huimin_assessment_value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_explain_text(
    assessment: huimin_assessment,
    indicator: huimin_text,
    division: huimin_text,
    explain_options: *const huimin_explain_options,
    explanation: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (place, options, explanation) = unsafe {
            (
                (named("indicator", indicator)?, named("division", division)?),
                huimin_explain_options::read(explain_options)?,
                Out::new("explanation", explanation)?,
            )
        };
        let (language, entries) = (language(options.language)?, options.entries());
        let words = assessment::explain_text(assessment.handle(), place, language, entries)?;
        explanation.put_bytes(words)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes whether every indicator with a target at the root of the programme is met: 1 if all are,
/// 0 if one is not, -1 if there is no verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_verdict(
    assessment: huimin_assessment,
    met: *mut i32,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let met = unsafe { Out::new("met", met)? };
        met.put(assessment::verdict(assessment.handle())?.map_or(-1, i32::from));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the judgement of the programme as a whole, a text: `met`; `not_met` if one target is
/// missed; `cannot_be_judged` if none is missed but a figure has no value, for instance because a
/// dataset was not received; or `nothing_to_judge`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_judgement(
    assessment: huimin_assessment,
    judgement: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let judgement = unsafe { Out::new("judgement", judgement)? };
        judgement.put_bytes(assessment::judgement(assessment.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the ids of the datasets that were not received, a JSON array of texts. Figures that need
/// one of them have no value, and the reason `not_received`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_not_received(
    assessment: huimin_assessment,
    datasets: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let datasets = unsafe { Out::new("datasets", datasets)? };
        let names = assessment::not_received(assessment.handle())?;
        datasets.put_bytes(exchange::names(&names)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the day of the assessment, such as 2019-11-30.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_as_of(
    assessment: huimin_assessment,
    day: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let day = unsafe { Out::new("day", day)? };
        day.put_bytes(assessment::as_of(assessment.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the days for which there are figures: the month ends, and last the day of the assessment.
/// A JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_dates(
    assessment: huimin_assessment,
    days: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let days = unsafe { Out::new("days", days)? };
        days.put_bytes(exchange::names(&assessment::dates(assessment.handle())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the names of all tables, a JSON array of texts. They are the same for every assessment.
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

/// Writes a table as a stream of Arrow batches. The caller must release the stream through its own
/// `release`. One thread at a time may read it; it stays valid when the assessment is freed. If the
/// definition has nothing that the table could be made from, `release` is NULL.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table(
    assessment: huimin_assessment,
    name: huimin_text,
    language_number: i32,
    stream: *mut FFI_ArrowArrayStream,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, stream) = unsafe { (named("name", name)?, Out::new("stream", stream)?) };
        let table = assessment::table(assessment.handle(), name, language(language_number)?)?;
        stream.put(arrow::stream_of(table));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes a table as a JSON array of one object per row; `null` if the definition has nothing that
/// the table could be made from.
///
/// Errors as huimin_assessment_table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table_json(
    assessment: huimin_assessment,
    name: huimin_text,
    language_number: i32,
    rows: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, rows) = unsafe { (named("name", name)?, Out::new("rows", rows)?) };
        rows.put_bytes(assessment::table_json(
            assessment.handle(),
            name,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes a table as comma-separated text with a header line; no bytes at all if the definition has
/// nothing that the table could be made from.
///
/// Errors as huimin_assessment_table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_table_csv(
    assessment: huimin_assessment,
    name: huimin_text,
    language_number: i32,
    file: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, file) = unsafe { (named("name", name)?, Out::new("file", file)?) };
        file.put_bytes(assessment::table_csv(
            assessment.handle(),
            name,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the acceptance tables as an Excel workbook, with the reports, inspections and scores that
/// the definition lays down.
///
/// HUIMIN_ERROR_ARGUMENT in a build without `xlsx`; HUIMIN_ERROR_LIMIT for tables that are too
/// large.
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
            assessment.handle(),
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the acceptance tables as one HTML page that refers to nothing outside itself.
///
/// HUIMIN_ERROR_ARGUMENT in a build without `html`.
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
            assessment.handle(),
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Compares reports with records. The request is a JSON object of `duties` (`level`, `period_end`,
/// `due_on`), `indicators`, `absolute`, `relative`, `missing_children` (`none`, `zero`, `fail`),
/// all of them optional. The answer has the tables `comparison`, `imbalance`, `completeness`,
/// `falls` and `findings`.
///
/// HUIMIN_ERROR_STATE for a definition without reports; HUIMIN_ERROR_ARGUMENT for a request that
/// cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_reconcile(
    assessment: huimin_assessment,
    request: huimin_text,
    language_number: i32,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe { (text("request", request)?, Out::new("answer", answer)?) };
        answer.put_bytes(assessment::reconcile(
            assessment.handle(),
            request,
            language(language_number)?,
        )?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Draws an inspection of the definition with another seed. If `seed` is NULL with length 0, the
/// seed is that of the definition. The answer is a JSON object with the tables `inspections`,
/// `samples` and `characteristics`.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown inspection, or a text that cannot be a seed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assessment_inspection(
    assessment: huimin_assessment,
    name: huimin_text,
    seed: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, seed, answer) = unsafe {
            (
                named("name", name)?,
                optional_text("seed", seed)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(assessment::inspection(assessment.handle(), name, seed)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees an assessment. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_assessment_free(assessment: huimin_assessment) -> i32 {
    status(|| assessment.handle().free())
}

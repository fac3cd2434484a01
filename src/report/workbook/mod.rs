//! The acceptance tables as a workbook that a bureau files.

mod acceptance;
mod book;
mod cell;
mod column;
mod findings;
mod inspections;
mod page;
mod progress;
mod received;
mod reports;
mod scores;
mod sheet;
mod style;
mod targets;
mod value;

use crate::error::Result;
use crate::network::{DivisionCode, DivisionId};
use crate::report::Dossier;
use book::{Book, Room};
use column::{Column, When};
use style::Tone;
use value::Value;

/// The acceptance tables as the bytes of an Excel workbook (`.xlsx`).
///
/// | sheet | when | a row | columns |
/// |---|---|---|---|
/// | 接收清单 what was received | anything was | a file or sheet | number, file, dataset, status, records, blank rows, not counting, counting, notes, SHA-256 |
/// | 任务分解表 task decomposition | targets are allocated | a division, in an outline | code, name, level; of every allocated indicator weight and target; last the sum over the lowest divisions, and by how much children differ from their parents |
/// | 进度表 progress | there are indicators | the root or one below it × indicator | code, name, indicator, unit, target, planned, actual, planned and actual share, status |
/// | 逐月进度表 progress by month | there are indicators | indicator × planned, actual, status of the root | indicator, unit, target, what, one column for each month end and the as-of date |
/// | 考核验收表 acceptance | always; the verdict stands above | an indicator of the root | indicator, unit, requirement, target, value, numerator, denominator, attainment, met, reason, clause |
/// | 分区划达标表 acceptance by division | there are divisions below the root | a division right below the root | code, name, met by indicator, how many are met and not met |
/// | 上报核对表 reports against records | they were received and reconciled | a report made or owed | code, name, indicator, period end; reported, computed and difference in parts; days of report and due, days late, result |
/// | 上报平衡表 balance of reports | likewise, and parents report | a parent's report | the same with the sum of the children; children, those missing, result |
/// | 上报情况表 completeness of reports | likewise | a level, or a division; below, figures that fell, and what cannot be compared | owed, received, on time, shares |
/// | 问题清单 findings | there are any | a finding | number, rule, severity, dataset, key, file, line (where there is none, the number of the record), division, field, message |
/// | 逾期事项 overdue milestones | there are any | a milestone of a division that is overdue or was done late | milestone, code, name, level, due, done, status |
/// | 抽查表 inspection | one for each inspection | a unit drawn | number, stratum, key, name; result (a list to choose from) and remark to be filled in |
/// | 抽查汇总表 summary of inspections | there are any | a stratum, or an inspection as a whole | population, drawn, inspected, nonconforming, outstanding, plan, rate with interval, verdict |
/// | 综合考评表 scores | there is a scoreboard | a division | rank, code, name, points of every item, bonus and deduction, total, grade, vetoes, how it came about |
///
/// Figures are those of the [`Dossier`], nothing is computed here. A number is a
/// number where 15 decimal digits hold it exactly, else a text; what is shown rounded
/// is that rounded number (GB/T 8170). Codes are texts of 12 digits. There is not one
/// formula: what looks like one is a text, and stays one when it is edited. Characters
/// that a workbook cannot hold become U+FFFD, and texts above 32,767 characters end
/// with `…`. What exceeds the rows of a sheet goes on in the next, as 问题清单 2.
///
/// The same dossier gives the same bytes; the file's day of creation is the as-of date.
///
/// # Errors
///
/// `Overflow` where a figure leaves the exact range; `Limit` for more cells than
/// [`limits::WRITTEN_CELLS`](crate::limits::WRITTEN_CELLS), more columns than a sheet
/// has, or a file that becomes too large.
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::report::{Dossier, workbook};
/// use huimin::{Language, Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let assessment = Tally::new(&plan).assess(Date::parse("2019-11-30").unwrap())?;
/// let bytes = workbook(&Dossier::new(&assessment, Language::Chinese))?;
/// assert!(bytes.starts_with(b"PK"));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn workbook(dossier: &Dossier<'_>) -> Result<Vec<u8>> {
    with_room(dossier, Room::MOST)
}

/// As [`workbook`], with so much room.
fn with_room(dossier: &Dossier<'_>, room: Room) -> Result<Vec<u8>> {
    let mut book = Book::new(dossier, room);
    received::write(&mut book)?;
    targets::write(&mut book)?;
    progress::write(&mut book)?;
    progress::write_months(&mut book)?;
    acceptance::write(&mut book)?;
    acceptance::write_divisions(&mut book)?;
    reports::write(&mut book)?;
    findings::write(&mut book)?;
    findings::write_overdue(&mut book)?;
    inspections::write(&mut book)?;
    scores::write(&mut book)?;
    book.finish()
}

/// The columns that say which division a row is about.
fn division_columns(book: &Book<'_>) -> [Column; 2] {
    [
        Column::code(book.say("区划代码", "division code")),
        Column::words(book.say("区划", "division")),
    ]
}

/// What stands in them.
fn division_values<'d>(book: &Book<'d>, division: DivisionId) -> [Value<'d>; 2] {
    let network = book.network();
    [
        Value::text(network.code(division).padded()),
        Value::text(network.name(division)),
    ]
}

/// As [`division_values`], of a code that need not be in the register.
fn code_values<'d>(book: &Book<'d>, code: DivisionCode) -> [Value<'d>; 2] {
    let found = book.network().find(code);
    let name = found.map(|division| book.network().name(division));
    [
        Value::text(code.padded()),
        Value::text(name.unwrap_or_default()),
    ]
}

/// The divisions that are shown side by side: the programme's root, and those right
/// below it. Without a root, all that have nothing above them.
fn shown_divisions(book: &Book<'_>) -> Vec<DivisionId> {
    let network = book.network();
    match book.dossier.assessment.plan().top {
        Some(root) => std::iter::once(root)
            .chain(network.children(root))
            .collect(),
        None => network.roots().collect(),
    }
}

/// Whether a target is met, in words; — where that cannot be said.
fn met_value<'v>(book: &Book<'_>, met: Option<bool>) -> Value<'v> {
    let words = met.map(|met| met_words(book, met).to_owned());
    Value::text(words.unwrap_or_else(|| "—".to_owned()))
}

fn met_words<'t>(book: &Book<'_>, met: bool) -> &'t str {
    if met {
        book.say("达标", "met")
    } else {
        book.say("未达标", "not met")
    }
}

/// The colours of met and not met.
fn met_tones(book: &Book<'_>) -> [(When, Tone); 2] {
    [(true, Tone::Good), (false, Tone::Bad)]
        .map(|(met, tone)| (When::Says(met_words(book, met).to_owned()), tone))
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;

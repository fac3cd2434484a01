//! 进度表 and 逐月进度表: what was planned, and what there is.

use super::book::Book;
use super::column::{Column, Heading, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::{SHARE_DECIMALS, Value};
use super::{division_columns, division_values, shown_divisions};
use crate::assess::{Progress, Status};
use crate::error::Result;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let assessment = book.dossier.assessment;
    if assessment.plan().indicators.is_empty() {
        return Ok(());
    }
    let [target, planned, actual] = amount_words(book);
    let mut columns = Vec::from(division_columns(book));
    columns.extend([
        Column::words(book.say("指标", "indicator")).up_to(44),
        Column::short(book.say("单位", "unit")),
        Column::number(target),
        Column::number(planned),
        Column::number(actual),
        Column::number(book.say("计划进度", "planned share")),
        Column::number(book.say("实际进度", "actual share")),
        Column::short(book.say("进度状态", "status")).tones(status_tones(book)),
    ]);
    let divisions = shown_divisions(book);
    let language = book.language();
    let mut sheet = Sheet::new(book, Heading::of("进度表", "progress"), columns)?;
    for division in divisions {
        for (position, plan) in assessment.plan().indicators.iter().enumerate() {
            let progress = assessment.progress_of(position, division, assessment.last_cut())?;
            let target = assessment.target_display(position, division)?;
            let mut row = Vec::from(division_values(sheet.book(), division));
            row.extend([
                Value::text(plan.label.get(language)),
                Value::text(plan.unit.get(language)),
                Value::shown_option(target.as_deref()),
                planned_value(&progress)?,
                Value::shown(&progress.actual),
                Value::share(progress.planned_share)?,
                Value::share(progress.actual_share)?,
                Value::text(status_words(sheet.book(), progress.status)),
            ]);
            sheet.row(row)?;
        }
    }
    sheet.finish()
}

/// The root, month by month.
pub(super) fn write_months(book: &mut Book<'_>) -> Result<()> {
    let assessment = book.dossier.assessment;
    let Some(root) = assessment.plan().top else {
        return Ok(());
    };
    if assessment.plan().indicators.is_empty() {
        return Ok(());
    }
    let words = amount_words(book);
    let [target_word, planned_word, actual_word] = words;
    let status_word = book.say("状态", "status");
    let mut columns = vec![
        Column::words(book.say("指标", "indicator")).up_to(44),
        Column::short(book.say("单位", "unit")),
        Column::number(target_word),
        Column::short(book.say("项目", "what")),
    ];
    let tones = status_tones(book);
    for date in assessment.dates() {
        columns.push(Column::number(date.to_string()).tones(tones.clone()));
    }
    let heading = Heading {
        about: book.network().name(root).to_owned(),
        ..Heading::of("逐月进度表", "progress by month")
    };
    let language = book.language();
    let mut sheet = Sheet::new(book, heading, columns)?;
    for (position, plan) in assessment.plan().indicators.iter().enumerate() {
        let cuts = 0..=assessment.last_cut();
        let progress = cuts.map(|cut| assessment.progress_of(position, root, cut));
        let progress = progress.collect::<Result<Vec<Progress>>>()?;
        let target = assessment.target_display(position, root)?;
        let planned = progress.iter().map(planned_value);
        let planned = planned.collect::<Result<Vec<Value<'_>>>>()?;
        let actual = progress.iter().map(|it| Value::shown(&it.actual));
        let statuses = progress
            .iter()
            .map(|it| Value::text(status_words(sheet.book(), it.status)));
        let rows = [
            (planned_word, planned),
            (actual_word, actual.collect()),
            (status_word, statuses.collect()),
        ];
        for (what, values) in rows {
            // An indicator that is not due by the schedule has no plan to be shown.
            if what != actual_word && progress.iter().all(|it| it.planned.is_none()) {
                continue;
            }
            let mut row = vec![
                Value::text(plan.label.get(language)),
                Value::text(plan.unit.get(language)),
                Value::shown_option(target.as_deref()),
                Value::text(what),
            ];
            row.extend(values);
            sheet.row(row)?;
        }
    }
    sheet.finish()
}

fn amount_words<'t>(book: &Book<'_>) -> [&'t str; 3] {
    [
        book.say("目标值", "target"),
        book.say("计划数", "planned"),
        book.say("实际数", "actual"),
    ]
}

/// The planned amount, rounded once as in the table of progress; of whole ones the
/// zeros behind the point are left out.
fn planned_value<'v>(progress: &Progress) -> Result<Value<'v>> {
    let rounded = progress.planned.map(|amount| {
        let rounded = amount.round_half_even(SHARE_DECIMALS)?;
        let whole = rounded.rescale(0);
        Ok(Value::Number(whole.unwrap_or(rounded)))
    });
    Ok(rounded.transpose()?.unwrap_or(Value::Blank))
}

/// The status in words; — where there is none.
fn status_words(book: &Book<'_>, status: Status) -> String {
    match status {
        Status::NotApplicable => "—".to_owned(),
        status => book.label(&status.label()),
    }
}

fn status_tones(book: &Book<'_>) -> Vec<(When, Tone)> {
    let tones = [
        (Status::Done, Tone::Good),
        (Status::Ahead, Tone::Good),
        (Status::OnSchedule, Tone::Calm),
        (Status::Behind, Tone::Bad),
    ];
    let tones = tones.into_iter();
    tones
        .map(|(status, tone)| (When::Says(book.label(&status.label())), tone))
        .collect()
}

//! 上报核对表, 上报平衡表 and 上报情况表: what was reported, and what the records say.

use super::book::Book;
use super::column::{Column, Heading, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::Value;
use super::{code_values, division_columns};
use crate::calendar::Date;
use crate::error::Result;
use crate::network::DivisionCode;
use crate::reconcile::{Amounts, Balance, Comparison, Reconciliation, State};

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let reconciliation = book.dossier.reconciliation;
    let Some(reconciliation) = reconciliation.filter(|found| found.is_received) else {
        return Ok(());
    };
    write_comparisons(book, reconciliation)?;
    write_imbalances(book, reconciliation)?;
    write_completeness(book, reconciliation)
}

fn write_comparisons(book: &mut Book<'_>, reconciliation: &Reconciliation) -> Result<()> {
    let states = [
        (State::Agrees, Tone::Good),
        (State::Differs, Tone::Bad),
        (State::Missing, Tone::Warning),
        (State::InConflict, Tone::Warning),
        (State::Rejected, Tone::Warning),
        (State::Unexpected, Tone::Warning),
        (State::Late, Tone::Warning),
        (State::NotReceived, Tone::Calm),
    ];
    let states = states.map(|(state, tone)| (When::Says(book.label(&state.label())), tone));
    let mut columns = subject_columns(book);
    columns.extend(part_columns(book, book.say("上报数", "reported")));
    columns.extend(part_columns(book, book.say("核算数", "computed")));
    columns.extend(difference_columns(book));
    columns.extend([
        Column::short(book.say("上报日期", "reported on")),
        Column::short(book.say("应报日期", "due on")),
        Column::number(book.say("迟报天数", "days late")).tones([(When::IsNotZero, Tone::Warning)]),
        Column::short(book.say("核对结果", "result")).tones(states),
    ]);
    let heading = Heading::of("上报核对表", "reports against records");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for comparison in &reconciliation.comparisons {
        let Comparison {
            division_code,
            indicator,
            period_end,
            reported,
            computed,
            difference,
            ..
        } = comparison;
        let mut row = subject_values(sheet.book(), *division_code, indicator, *period_end);
        row.extend(part_values(*reported));
        row.extend(part_values(*computed));
        row.push(Value::exact(difference.map(|it| it.numerator)));
        row.push(Value::exact(difference.and_then(|it| it.denominator)));
        let late = comparison.days_late.map(|days| Value::count(days.into()));
        row.extend([
            Value::date(comparison.reported_on),
            Value::date(comparison.due_on),
            late.unwrap_or(Value::Blank),
            Value::text(sheet.label(&comparison.state.label())),
        ]);
        sheet.row(row)?;
    }
    sheet.finish()
}

fn write_imbalances(book: &mut Book<'_>, reconciliation: &Reconciliation) -> Result<()> {
    if reconciliation.imbalances.is_empty() {
        return Ok(());
    }
    let states = [
        (Balance::Balanced, Tone::Good),
        (Balance::Imbalanced, Tone::Bad),
        (Balance::NotCompared, Tone::Warning),
        (Balance::ChildMissing, Tone::Bad),
    ];
    let states = states.map(|(state, tone)| (When::Says(book.label(&state.label())), tone));
    let mut columns = subject_columns(book);
    columns.extend(part_columns(book, book.say("本级上报数", "reported")));
    columns.extend(part_columns(
        book,
        book.say("下级上报合计", "sum of children"),
    ));
    columns.extend(difference_columns(book));
    columns.extend([
        Column::number(book.say("应报下级", "children")),
        Column::number(book.say("缺报下级", "missing")),
        Column::words(book.say("缺报的下级", "who is missing")),
        Column::short(book.say("核对结果", "result")).tones(states),
    ]);
    let heading = Heading::of("上报平衡表", "balance of reports");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for imbalance in &reconciliation.imbalances {
        let (code, indicator) = (imbalance.division_code, &imbalance.indicator);
        let mut row = subject_values(sheet.book(), code, indicator, imbalance.period_end);
        row.extend(part_values(imbalance.reported));
        row.extend(part_values(imbalance.sum));
        row.extend(part_values(imbalance.imbalance));
        let missing = imbalance.missing_children.iter();
        let missing = missing.map(|code| {
            let network = sheet.book().network();
            let name = network.find(*code).map(|child| network.name(child));
            name.map_or_else(|| code.padded(), str::to_owned)
        });
        let missing: Vec<String> = missing.collect();
        row.extend([
            Value::length(imbalance.children),
            Value::length(missing.len()),
            Value::text(missing.join(sheet.book().say("、", ", "))),
            Value::text(sheet.label(&imbalance.state.label())),
        ]);
        sheet.row(row)?;
    }
    sheet.finish()
}

fn write_completeness(book: &mut Book<'_>, reconciliation: &Reconciliation) -> Result<()> {
    let mut columns = Vec::from(division_columns(book));
    columns.extend([
        Column::short(book.say("层级", "level")),
        Column::short(book.say("统计截止日期", "period end")),
        Column::short(book.say("应报日期", "due on")),
        Column::number(book.say("应报", "owed")),
        Column::number(book.say("已报", "received")),
        Column::number(book.say("其中冲突", "in conflict")),
        Column::number(book.say("其中不计入", "rejected")),
        Column::number(book.say("按时", "on time")),
        Column::number(book.say("上报率", "received share")),
        Column::number(book.say("及时率", "on-time share")),
    ]);
    let falls = [
        Column::words(book.say("指标", "indicator")).up_to(44),
        Column::short(book.say("统计截止日期", "period end")),
        Column::number(book.say("上报数", "reported")),
        Column::short(book.say("此前截止日期", "earlier period end")),
        Column::number(book.say("此前上报数", "reported before")),
    ];
    let falls = division_columns(book).into_iter().chain(falls).collect();
    let problems = [
        Column::words(book.say("指标", "indicator")).up_to(44),
        Column::short(book.say("统计截止日期", "period end")),
        Column::words(book.say("问题", "problem")).up_to(48),
    ];
    let problems = division_columns(book).into_iter().chain(problems).collect();
    let whole = book.say("合计", "all");
    let heading = Heading::of("上报情况表", "completeness of reports");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for one in &reconciliation.completeness {
        let mut row = match one.division_code {
            Some(code) => Vec::from(code_values(sheet.book(), code)),
            None => vec![Value::Blank, Value::text(whole)],
        };
        row.extend([
            Value::text(sheet.label(&one.level.label())),
            Value::Date(one.period_end),
            Value::Date(one.due_on),
            Value::length(one.owed),
            Value::length(one.received),
            Value::length(one.in_conflict),
            Value::length(one.rejected),
            Value::length(one.on_time),
            Value::share(one.received_share())?,
            Value::share(one.on_time_share())?,
        ]);
        sheet.row(row)?;
    }
    if !reconciliation.falls.is_empty() {
        let caption = sheet
            .book()
            .say("累计数下降", "cumulative figures that fell");
        sheet.table(caption.to_owned(), falls);
    }
    for fall in &reconciliation.falls {
        let (code, indicator) = (fall.division_code, &fall.indicator);
        let mut row = subject_values(sheet.book(), code, indicator, fall.period_end);
        row.extend([
            Value::exact(Some(fall.numerator)),
            Value::Date(fall.earlier_period_end),
            Value::exact(Some(fall.earlier_numerator)),
        ]);
        sheet.row(row)?;
    }
    if !reconciliation.findings.is_empty() {
        let caption = sheet.book().say("不能核对的上报", "reports with problems");
        sheet.table(caption.to_owned(), problems);
    }
    for finding in &reconciliation.findings {
        let (code, indicator) = (finding.division_code, &finding.indicator);
        let mut row = subject_values(sheet.book(), code, indicator, finding.period_end);
        row.push(Value::text(sheet.label(&finding.message())));
        sheet.row(row)?;
    }
    sheet.finish()
}

/// What a row is about.
fn subject_columns(book: &Book<'_>) -> Vec<Column> {
    let mut columns = Vec::from(division_columns(book));
    columns.push(Column::words(book.say("指标", "indicator")).up_to(44));
    columns.push(Column::short(book.say("统计截止日期", "period end")));
    columns
}

fn subject_values<'v>(
    book: &Book<'v>,
    code: DivisionCode,
    indicator: &str,
    period_end: Date,
) -> Vec<Value<'v>> {
    let mut values = Vec::from(code_values(book, code));
    values.push(Value::text(book.indicator_label(indicator)));
    values.push(Value::Date(period_end));
    values
}

fn part_columns(book: &Book<'_>, group: &str) -> [Column; 2] {
    let parts = [
        ("数值或分子", "value or numerator"),
        ("分母", "denominator"),
    ];
    parts.map(|(zh, en)| Column::number(book.say(zh, en)).under(group))
}

fn difference_columns(book: &Book<'_>) -> [Column; 2] {
    let columns = part_columns(book, book.say("差额", "difference"));
    columns.map(|column| column.tones([(When::IsNotZero, Tone::Bad)]))
}

fn part_values<'v>(amounts: Option<Amounts>) -> [Value<'v>; 2] {
    [
        Value::exact(amounts.map(|it| it.numerator)),
        Value::exact(amounts.and_then(|it| it.denominator)),
    ]
}

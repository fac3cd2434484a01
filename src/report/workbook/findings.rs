//! 问题清单 and 逾期事项: what has to be put right.

use super::book::Book;
use super::column::{Column, Heading, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::Value;
use super::{division_columns, division_values};
use crate::assess::MilestoneStatus;
use crate::definition::Severity;
use crate::error::Result;
use crate::network::DivisionCode;
use crate::plan::Plan;
use crate::text::Language;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let assessment = book.dossier.assessment;
    let (plan, findings) = (assessment.plan(), assessment.findings());
    if findings.is_empty() {
        return Ok(());
    }
    let severities = [
        (Severity::Reject, Tone::Bad),
        (Severity::Warn, Tone::Warning),
        (Severity::Note, Tone::Calm),
    ];
    let severities = severities.map(|(severity, tone)| {
        let words = book.label(&severity.label());
        (When::Says(words), tone)
    });
    let mut columns = vec![
        Column::number(book.say("序号", "no.")),
        Column::words(book.say("校验规则", "rule")).up_to(32),
        Column::short(book.say("处理", "severity")).tones(severities),
        Column::words(book.say("数据集", "dataset")).up_to(20),
        Column::key(book.say("记录编号", "key")).up_to(48),
        Column::words(book.say("文件", "file")).up_to(40),
        Column::number(book.say("行号", "line")),
    ];
    columns.extend(division_columns(book));
    columns.extend([
        Column::words(book.say("字段", "field")).up_to(20),
        Column::words(book.say("问题", "message")).up_to(64),
    ]);
    let language = book.language();
    let network = book.network();
    let heading = Heading::of("问题清单", "findings");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for (number, finding) in (1..).zip(findings.iter(language)) {
        let rule = plan.rules.get(finding.rule_position);
        let code = finding.division_code.as_deref();
        let division = code.and_then(|code| network.find(DivisionCode::parse(code).ok()?.code));
        let row = finding
            .line
            .or(finding.row)
            .map(|row| Value::count(row.into()));
        let file = match (&finding.file, &finding.sheet) {
            (Some(file), Some(sheet)) => format!("{file}［{sheet}］"),
            (file, _) => file.clone().unwrap_or_default(),
        };
        let severity = sheet.label(&finding.severity.label());
        let (dataset, field) = (finding.dataset.as_deref(), finding.field.as_deref());
        sheet.row([
            Value::count(number),
            Value::text(rule.map_or(&*finding.rule, |rule| rule.label.get(language))),
            Value::text(severity),
            Value::text(dataset_label(plan, dataset, language)),
            Value::text(&*finding.key),
            Value::text(file),
            row.unwrap_or(Value::Blank),
            Value::text(code.unwrap_or_default()),
            Value::text(division.map_or("", |division| network.name(division))),
            Value::text(field_label(plan, dataset, field, language)),
            Value::text(&*finding.message),
        ])?;
    }
    sheet.finish()
}

fn dataset_label<'p>(plan: &'p Plan, dataset: Option<&'p str>, language: Language) -> &'p str {
    let position = dataset.and_then(|id| plan.dataset(id));
    let found = position.and_then(|position| plan.datasets.get(position));
    found.map_or(dataset.unwrap_or_default(), |found| {
        found.label.get(language)
    })
}

fn field_label<'p>(
    plan: &'p Plan,
    dataset: Option<&str>,
    field: Option<&'p str>,
    language: Language,
) -> &'p str {
    let position = dataset.and_then(|id| plan.dataset(id));
    let found = position.and_then(|position| plan.datasets.get(position));
    let fields = found.map(|found| &*found.fields).unwrap_or_default();
    let label = fields.iter().find(|it| Some(&*it.name) == field);
    label.map_or(field.unwrap_or_default(), |found| found.label.get(language))
}

/// Milestones that are overdue, or were.
pub(super) fn write_overdue(book: &mut Book<'_>) -> Result<()> {
    let milestones = book.dossier.assessment.milestones();
    let tones = [
        (MilestoneStatus::Overdue, Tone::Bad),
        (MilestoneStatus::DoneLate, Tone::Warning),
    ];
    let is_late = |status| tones.iter().any(|(late, _)| *late == status);
    let late = milestones.iter().filter(|it| is_late(it.status));
    let late: Vec<_> = late.collect();
    if late.is_empty() {
        return Ok(());
    }
    let tones = tones.map(|(status, tone)| (When::Says(book.label(&status.label())), tone));
    let mut columns = vec![Column::words(book.say("事项", "milestone")).up_to(40)];
    columns.extend(division_columns(book));
    columns.extend([
        Column::short(book.say("层级", "level")),
        Column::short(book.say("完成期限", "due on")),
        Column::short(book.say("完成日期", "done on")),
        Column::short(book.say("状态", "status")).tones(tones),
    ]);
    let (language, network) = (book.language(), book.network());
    let heading = Heading::of("逾期事项", "overdue milestones");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for one in late {
        let mut row = vec![Value::text(one.milestone.label.get(language))];
        row.extend(division_values(sheet.book(), one.division));
        row.extend([
            Value::text(sheet.label(&network.level(one.division).label())),
            Value::Date(one.due_on),
            Value::date(one.done_on),
            Value::text(sheet.label(&one.status.label())),
        ]);
        sheet.row(row)?;
    }
    sheet.finish()
}

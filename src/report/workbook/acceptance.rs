//! 考核验收表 and 分区划达标表: the verdict, the indicators, and the divisions.

use super::book::Book;
use super::column::{Column, Heading, Note, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::Value;
use super::{division_columns, division_values, met_tones, met_value, shown_divisions};
use crate::assess::{Figure, Judgement};
use crate::definition::Bound;
use crate::error::Result;
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;
use crate::text::{Text, text};

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let assessment = book.dossier.assessment;
    let plan = assessment.plan();
    let root = plan.top;
    let heading = Heading {
        about: root.map_or(String::new(), |root| book.network().name(root).to_owned()),
        notes: notes(book)?,
        ..Heading::of("考核验收表", "acceptance")
    };
    let columns = indicator_columns(book);
    let mut sheet = Sheet::new(book, heading, columns)?;
    if let Some(root) = root {
        for (position, indicator) in plan.indicators.iter().enumerate() {
            let figure = assessment.figure(position, root, assessment.last_cut(), false)?;
            let target = assessment.target_display(position, root)?;
            let row = indicator_row(sheet.book(), indicator, &figure, target.as_deref());
            sheet.row(row)?;
        }
    }
    sheet.finish()
}

/// 分区划达标表: who meets what.
pub(super) fn write_divisions(book: &mut Book<'_>) -> Result<()> {
    let assessment = book.dossier.assessment;
    let plan = assessment.plan();
    let divisions = shown_divisions(book).into_iter();
    let divisions: Vec<DivisionId> = divisions.filter(|it| Some(*it) != plan.top).collect();
    if divisions.is_empty() || plan.indicators.is_empty() {
        return Ok(());
    }
    let mut columns = Vec::from(division_columns(book));
    for indicator in &plan.indicators {
        let head = book.label(&indicator.label);
        columns.push(Column::short(head).tones(met_tones(book)));
    }
    let not_met = [(When::IsNotZero, Tone::Bad)];
    columns.extend([
        Column::number(book.say("达标项数", "met")),
        Column::number(book.say("未达标项数", "not met")).tones(not_met),
    ]);
    let heading = Heading::of("分区划达标表", "acceptance by division");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for division in divisions {
        let positions = 0..plan.indicators.len();
        let met = positions.map(|position| {
            let figure = assessment.figure(position, division, assessment.last_cut(), false);
            figure.map(|figure| figure.met)
        });
        let met = met.collect::<Result<Vec<Option<bool>>>>()?;
        let count = |which: bool| met.iter().filter(|it| **it == Some(which)).count();
        let mut row = Vec::from(division_values(sheet.book(), division));
        row.extend(met.iter().map(|met| met_value(sheet.book(), *met)));
        row.extend([true, false].map(|which| Value::length(count(which))));
        sheet.row(row)?;
    }
    sheet.finish()
}

/// The phases, the verdict, and the datasets that were not received.
fn notes(book: &Book<'_>) -> Result<Vec<Note>> {
    let assessment = book.dossier.assessment;
    let mut notes = Vec::new();
    let phases = assessment.phases().map(|(phase, status)| {
        let (phase, status) = (book.label(&phase.label), book.label(&status.label()));
        format!("{phase} {status}")
    });
    let phases: Vec<String> = phases.collect();
    if !phases.is_empty() {
        let phases = phases.join(book.say("、", ", "));
        let line = text!("实施阶段:{phases}", "phases: {phases}");
        notes.push(Note {
            text: book.label(&line),
            tone: None,
        });
    }
    let Some(root) = assessment.plan().top else {
        return Ok(notes);
    };
    let (mut met, mut judged) = (0_usize, 0_usize);
    for position in 0..assessment.plan().indicators.len() {
        let figure = assessment.figure(position, root, assessment.last_cut(), false)?;
        judged = judged.saturating_add(usize::from(figure.met.is_some()));
        met = met.saturating_add(usize::from(figure.met == Some(true)));
    }
    let judgement = assessment.judgement()?;
    let tone = match judgement {
        Judgement::Met => Tone::Good,
        Judgement::NotMet => Tone::Bad,
        Judgement::CannotBeJudged | Judgement::NothingToJudge => Tone::Warning,
    };
    let Text { zh, en } = judgement.label();
    let line = text!(
        "考核结论:{zh}(可判定的 {judged} 项指标中 {met} 项达标)",
        "verdict: {en} ({met} of {judged} indicators that can be judged are met)"
    );
    notes.push(Note {
        text: book.label(&line),
        tone: Some(tone),
    });
    let missing = assessment.not_received_labels();
    let missing: Vec<String> = missing.map(|label| book.label(label)).collect();
    if !missing.is_empty() {
        let missing = missing.join(book.say("、", ", "));
        let line = text!(
            "未收到的数据集：{missing}",
            "datasets not received: {missing}"
        );
        notes.push(Note {
            text: book.label(&line),
            tone: Some(Tone::Warning),
        });
    }
    Ok(notes)
}

fn indicator_columns(book: &Book<'_>) -> Vec<Column> {
    vec![
        Column::words(book.say("指标", "indicator")).up_to(44),
        Column::short(book.say("单位", "unit")),
        Column::short(book.say("要求", "requirement")),
        Column::number(book.say("目标值", "target")),
        Column::number(book.say("完成值", "value")),
        Column::number(book.say("分子", "numerator")),
        Column::number(book.say("分母", "denominator")),
        Column::number(book.say("完成率", "attainment")),
        Column::short(book.say("是否达标", "met")).tones(met_tones(book)),
        Column::words(book.say("说明", "reason")),
        Column::words(book.say("依据", "clause")).up_to(36),
    ]
}

fn indicator_row<'v>(
    book: &Book<'v>,
    indicator: &'v IndicatorPlan,
    figure: &'v Figure,
    target: Option<&'v str>,
) -> Vec<Value<'v>> {
    let language = book.language();
    let clauses = &book.dossier.assessment.plan().definition.clauses;
    let clause = indicator.clause.and_then(|position| clauses.get(position));
    // Of a count the numerator is the value itself.
    let denominator = figure.denominator;
    let numerator = figure.numerator.filter(|_| indicator.denominator.is_some());
    vec![
        Value::text(indicator.label.get(language)),
        Value::text(indicator.unit.get(language)),
        Value::text(target.map_or("", |_| requirement(book, indicator))),
        Value::shown_option(target),
        Value::shown(&figure.display),
        Value::exact(numerator),
        Value::exact(denominator),
        Value::percent(figure.attainment),
        met_value(book, figure.met),
        Value::text(
            figure
                .reason
                .map_or(String::new(), |it| book.label(&it.label())),
        ),
        Value::text(clause.map_or("", |clause| clause.label.get(language))),
    ]
}

fn requirement<'t>(book: &Book<'_>, indicator: &IndicatorPlan) -> &'t str {
    match indicator.target.map(|target| target.bound) {
        Some(Bound::AtLeast) => book.say("不低于", "at least"),
        Some(Bound::AtMost) => book.say("不高于", "at most"),
        Some(Bound::Exactly) => book.say("等于", "exactly"),
        None => "",
    }
}

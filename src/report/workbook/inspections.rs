//! 抽查表 and 抽查汇总表: what inspectors look at, and what follows.

use super::book::Book;
use super::column::{Column, Heading, Note, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::Value;
use super::{code_values, division_columns};
use crate::error::Result;
use crate::figure::Decimal;
use crate::inspect::{Outcome, UnitsResult, Verdict};
use crate::network::DivisionCode;
use crate::report::Inspection;
use crate::text::text;

/// Digits after the point of confidence limits, as shares.
const LIMIT_DECIMALS: usize = 4;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let dossier = book.dossier;
    for (number, inspection) in (1_usize..).zip(&dossier.inspections) {
        write_units(book, number, inspection)?;
    }
    if dossier.inspections.is_empty() {
        return Ok(());
    }
    write_summary(book, &dossier.inspections)
}

/// The units drawn, with room for what is found.
fn write_units(book: &mut Book<'_>, number: usize, inspection: &Inspection<'_>) -> Result<()> {
    let label = book.label(inspection.label);
    let (name_zh, name_en) = if book.dossier.inspections.len() > 1 {
        (
            format!("抽查表({number})"),
            format!("inspection ({number})"),
        )
    } else {
        ("抽查表".to_owned(), "inspection".to_owned())
    };
    let seed = &inspection.sample.seed;
    let line = text!(
        "抽样种子:{seed}。各层抽取 SHA-256(种子, U+001F, 编号)最小的单位。",
        "seed: {seed}. Drawn in each stratum are the units with the smallest SHA-256 of seed, U+001F, key."
    );
    let heading = Heading {
        about: label,
        notes: vec![Note {
            text: book.label(&line),
            tone: None,
        }],
        ..Heading::of(&name_zh, &name_en)
    };
    let outcomes = [
        Outcome::Conforming,
        Outcome::Nonconforming,
        Outcome::NotInspected,
    ];
    let choices = outcomes.map(|outcome| book.label(&outcome.label()));
    let tones = outcomes
        .into_iter()
        .zip([Tone::Good, Tone::Bad, Tone::Warning]);
    let tones = tones.map(|(outcome, tone)| (When::Says(book.label(&outcome.label())), tone));
    let tones: Vec<(When, Tone)> = tones.collect();
    let mut columns = vec![Column::number(book.say("序号", "no."))];
    columns.extend(division_columns(book));
    columns.extend([
        Column::key(book.say("单位编号", "unit")),
        Column::words(book.say("单位名称", "name")),
        Column::short(book.say("检查结果", "result"))
            .tones(tones)
            .choices(choices)
            .at_least(10),
        Column::words(book.say("备注", "remark")).at_least(30),
    ]);
    let network = book.network();
    let mut sheet = Sheet::new(book, heading, columns)?;
    let strata = inspection.sample.strata.iter();
    let units = strata.flat_map(|it| it.units.iter().map(|unit| (it.stratum, unit)));
    for (place, (stratum, unit)) in (1..).zip(units) {
        // The key of a platform is the code of its division.
        let code = DivisionCode::parse(&unit.key).ok();
        let division = code.and_then(|parsed| network.find(parsed.code));
        let mut row = vec![Value::count(place)];
        row.extend(code_values(sheet.book(), stratum));
        row.extend([
            Value::text(&*unit.key),
            Value::text(division.map_or("", |division| network.name(division))),
            Value::Blank,
            Value::Blank,
        ]);
        sheet.row(row)?;
    }
    sheet.finish()
}

/// How many there are, were drawn and found, and what that means.
fn write_summary(book: &mut Book<'_>, inspections: &[Inspection<'_>]) -> Result<()> {
    let verdicts = [
        (Verdict::Accepted, Tone::Good),
        (Verdict::Refused, Tone::Bad),
        (Verdict::Incomplete, Tone::Warning),
    ];
    let verdicts = verdicts.map(|(verdict, tone)| (When::Says(book.label(&verdict.label())), tone));
    let mut columns = vec![Column::words(book.say("检查内容", "inspection"))];
    columns.extend(division_columns(book));
    let plan = book.say("抽样方案", "plan");
    let interval = book.say("核实率置信区间", "confidence interval");
    columns.extend([
        Column::number(book.say("总体", "population")),
        Column::number(book.say("抽取", "drawn")),
        Column::number(book.say("已查", "inspected")),
        Column::number(book.say("不合格", "nonconforming")),
        Column::number(book.say("未查", "outstanding")),
        Column::number("n").under(plan),
        Column::number("c").under(plan),
        Column::number(book.say("核实率", "verified rate")),
        Column::number(book.say("置信水平", "confidence")).under(interval),
        Column::number(book.say("下限", "lower")).under(interval),
        Column::number(book.say("上限", "upper")).under(interval),
        Column::short(book.say("判定", "verdict")).tones(verdicts),
    ]);
    let whole = book.say("合计", "all");
    let heading = Heading::of("抽查汇总表", "summary of inspections");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for inspection in inspections {
        let label = sheet.label(inspection.label);
        for stratum in &inspection.sample.strata {
            let code = stratum.stratum;
            let mut population = inspection.population.iter();
            let population = population.find(|it| it.stratum == code).map(|it| it.units);
            let evaluated = inspection.evaluation.and_then(|evaluation| {
                let mut strata = evaluation.strata.iter();
                strata.find(|it| it.stratum == Some(code))
            });
            let mut row = vec![Value::text(&*label)];
            row.extend(code_values(sheet.book(), code));
            row.push(population.map_or(Value::Blank, Value::count));
            row.push(Value::length(stratum.units.len()));
            row.extend(result_values(sheet.book(), evaluated)?);
            sheet.row(row)?;
        }
        let population = inspection.population.iter();
        let population = population.fold(0_u64, |sum, it| sum.saturating_add(it.units));
        let drawn = inspection.sample.strata.iter();
        let drawn = drawn.fold(0_usize, |sum, it| sum.saturating_add(it.units.len()));
        let mut row = vec![Value::text(&*label), Value::Blank, Value::text(whole)];
        row.extend([Value::count(population), Value::length(drawn)]);
        let evaluated = inspection.evaluation.map(|evaluation| &evaluation.overall);
        row.extend(result_values(sheet.book(), evaluated)?);
        sheet.row(row)?;
    }
    sheet.finish()
}

/// From the units inspected to the verdict; blank where nothing was evaluated.
fn result_values<'v>(book: &Book<'_>, result: Option<&UnitsResult>) -> Result<Vec<Value<'v>>> {
    const COLUMNS: usize = 10;
    let Some(result) = result else {
        return Ok(vec![Value::Blank; COLUMNS]);
    };
    let plan = |number: fn(&crate::inspect::SamplingPlan) -> u64| {
        let plan = result.plan.as_ref();
        plan.map_or(Value::Blank, |plan| Value::count(number(plan)))
    };
    let interval = result.rate.map(|rate| rate.clopper_pearson);
    let verdict = result.verdict.map(|verdict| book.label(&verdict.label()));
    Ok(vec![
        Value::count(result.inspected),
        Value::count(result.nonconforming),
        Value::length(result.outstanding.len()),
        plan(|plan| plan.sample_size),
        plan(|plan| plan.acceptance_number),
        Value::share(result.rate.map(|rate| rate.rate))?,
        interval.map_or(Value::Blank, |it| {
            Value::Percent(with_percent(it.confidence))
        }),
        interval.map_or(Value::Blank, |it| limit(it.lower)),
        interval.map_or(Value::Blank, |it| limit(it.upper)),
        Value::text(verdict.unwrap_or_default()),
    ])
}

/// A share with at least the two digits that percent take.
fn with_percent(share: Decimal) -> Decimal {
    share.rescale(share.scale().max(2)).unwrap_or(share)
}

/// A confidence limit, for the eye.
fn limit<'v>(share: f64) -> Value<'v> {
    let text = format!("{share:.LIMIT_DECIMALS$}");
    Decimal::parse(&text).map_or(Value::Blank, Value::Percent)
}

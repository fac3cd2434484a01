//! `[reporting]`, `[[inspection]]`, `[scoring]` and `[[responsibility]]`.

use super::super::code;
use super::super::inspection::{Inspection, InspectionSize};
use super::super::model::Comparison;
use super::super::reporting::{MissingChildren, ReportDuty, Reporting};
use super::super::responsibility::{PostHolder, Responsibility};
use super::super::scoring::{
    ScoreAdjustment, ScoreCount, ScoreCurve, ScoreInstead, ScoreItem, ScoreVeto, Scoring, VetoCause,
};
use super::records::LARGEST_SCALE;
use super::table::{Sink, TableReader};
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::text::{Text, text};

/// Two ways of comparing a value with a limit (GB/T 8170, clause 4.3).
const COMPARISONS: [(&str, Comparison); 2] =
    [("full", Comparison::Full), ("rounded", Comparison::Rounded)];

/// `[reporting]`.
pub(super) fn read_reporting(mut table: TableReader<'_>) -> Option<Reporting> {
    const POLICIES: [(&str, MissingChildren); 3] = [
        ("none", MissingChildren::None),
        ("zero", MissingChildren::Zero),
        ("fail", MissingChildren::Fail),
    ];
    let span = table.span();
    let duties = table.each_required("duty", "reporting.duty", |mut duty| {
        let level = duty.required("level", Sink::text).unwrap_or_default();
        let period_end = duty.required("period_end", Sink::date);
        let due = duty.required("due", Sink::date);
        duty.finish();
        Some(ReportDuty {
            level,
            period_end: period_end?,
            due: due?,
        })
    });
    let indicators = table
        .optional("indicators", Sink::names)
        .unwrap_or_default();
    let nothing = Spanned::new(Decimal::integer(0), span);
    let tolerance = table.inner("tolerance", "reporting.tolerance", |mut inner| {
        let limits = ["absolute", "relative"].map(|key| inner.optional(key, Sink::number));
        inner.finish();
        Some(limits)
    });
    let [absolute, relative] = tolerance.unwrap_or_default();
    let missing_children = table.choice("missing_children", &POLICIES);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Reporting {
        span,
        duties,
        indicators,
        absolute: absolute.unwrap_or_else(|| nothing.clone()),
        relative: relative.unwrap_or(nothing),
        missing_children: missing_children.unwrap_or_default(),
        clause,
    })
}

/// `[[inspection]]`.
pub(super) fn read_inspection(mut table: TableReader<'_>) -> Option<Inspection> {
    let span = table.span();
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let measure = table.required("measure", Sink::text).unwrap_or_default();
    let indicator = table.optional("indicator", Sink::text);
    let stratum = table.required("stratum", Sink::text).unwrap_or_default();
    let seed = table.required("seed", Sink::text);
    let confidence = table.required("confidence", Sink::number);
    let precision = table.inner("precision", "inspection.precision", |mut inner| {
        let z = inner.required("z", Sink::number);
        let margin = inner.required("margin", Sink::number);
        let expected = inner.required("expected", Sink::number);
        let tolerated = inner.required("tolerated", Sink::number);
        let minimum = inner.optional("minimum", Sink::whole);
        inner.finish();
        Some(InspectionSize::Precision {
            z: z?,
            margin: margin?,
            expected: expected?,
            tolerated: tolerated?,
            minimum: minimum.map_or(0, |minimum| minimum.value),
        })
    });
    let risks = table.inner("risks", "inspection.risks", |mut inner| {
        let producer_quality = inner.required("producer_quality", Sink::number);
        let producer_risk = inner.required("producer_risk", Sink::number);
        let consumer_quality = inner.required("consumer_quality", Sink::number);
        let consumer_risk = inner.required("consumer_risk", Sink::number);
        inner.finish();
        Some(InspectionSize::Risks {
            producer_quality: producer_quality?,
            producer_risk: producer_risk?,
            consumer_quality: consumer_quality?,
            consumer_risk: consumer_risk?,
        })
    });
    one_of(&table, &["precision", "risks"]);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Inspection {
        span,
        id,
        label,
        measure,
        indicator,
        stratum,
        seed: seed?,
        confidence: confidence?,
        size: precision.or(risks)?,
        clause,
    })
}

/// `[scoring]`.
pub(super) fn read_scoring(mut table: TableReader<'_>) -> Option<Scoring> {
    const INSTEAD: [(&str, ScoreInstead); 3] = [
        ("full_points", ScoreInstead::FullPoints),
        ("no_points", ScoreInstead::NoPoints),
        ("left_out", ScoreInstead::LeftOut),
    ];
    let span = table.span();
    let level = table.required("level", Sink::text).unwrap_or_default();
    let decimals = table.optional("decimals", |sink, value| sink.small(value, LARGEST_SCALE));
    let items = table.each_required("item", "scoring.item", read_item);
    let adjustments =
        |table: &mut TableReader<'_>, key, kind| table.each(key, kind, read_adjustment);
    let bonuses = adjustments(&mut table, "bonus", "scoring.adjustment");
    let deductions = adjustments(&mut table, "deduction", "scoring.adjustment");
    let vetoes = table.each("veto", "scoring.veto", read_veto);
    let bands = table.each("band", "scoring.band", |mut band| {
        let label = band.required("label", Sink::label);
        let lower = band.required("at_least", Sink::number);
        band.finish();
        Some((label?, lower?))
    });
    let may_exceed_full = table.flag("may_exceed_full", false);
    let missing = table.choice("missing", &INSTEAD);
    let not_applicable = table.choice("not_applicable", &INSTEAD);
    let graded_by = table.choice("graded_by", &COMPARISONS);
    let ranked_by = table.choice("ranked_by", &COMPARISONS);
    let dense_ranks = table.flag("dense_ranks", false);
    let ranks_vetoed = table.flag("ranks_vetoed", true);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Scoring {
        span,
        level,
        decimals: decimals.unwrap_or(2),
        items,
        bonuses,
        deductions,
        vetoes,
        bands,
        may_exceed_full,
        missing: missing.unwrap_or(ScoreInstead::NoPoints),
        not_applicable: not_applicable.unwrap_or(ScoreInstead::LeftOut),
        graded_by: graded_by.unwrap_or(Comparison::Full),
        ranked_by: ranked_by.unwrap_or(Comparison::Rounded),
        dense_ranks,
        ranks_vetoed,
        clause,
    })
}

fn read_item(mut table: TableReader<'_>) -> Option<ScoreItem> {
    let indicator = table.required("indicator", Sink::text).unwrap_or_default();
    let points = table.required("points", Sink::number);
    let is_stepped = table.has("step");
    let steps = table.each("step", "scoring.item.step", |mut step| {
        let attainment = step.required("attainment", Sink::number);
        let points = step.required("points", Sink::number);
        step.finish();
        Some((attainment?, points?))
    });
    let steps = is_stepped.then_some(steps);
    let all_or_nothing = table.flag("all_or_nothing", false);
    let floor = table.optional("floor", Sink::number);
    let cap = table.optional("cap", Sink::number);
    let is_linear = floor.is_some() || cap.is_some();
    let kinds = [is_linear, steps.is_some(), all_or_nothing];
    if kinds.iter().filter(|given| **given).count() > 1 {
        let message = text!(
            "`floor` 和 `cap`、`step`、`all_or_nothing` 只能用一种",
            "points go by `floor` and `cap`, by `step` or by `all_or_nothing`, not by several of them"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
    table.finish();
    let number = |given: Option<Spanned<Decimal>>, default| given.map_or(default, |it| it.value);
    let curve = match steps {
        Some(steps) => ScoreCurve::Steps(steps),
        None if all_or_nothing => ScoreCurve::AllOrNothing,
        None => ScoreCurve::Linear {
            floor: number(floor, Decimal::integer(0)),
            cap: number(cap, Decimal::integer(1)),
        },
    };
    Some(ScoreItem {
        indicator,
        points: points?,
        curve,
    })
}

fn read_adjustment(mut table: TableReader<'_>) -> Option<ScoreAdjustment> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let each = table.required("each", Sink::number);
    let cap = table.required("cap", Sink::number);
    one_of(&table, &["count", "overdue_milestones"]);
    let count = table.optional("count", Sink::text);
    let overdue = table.flag("overdue_milestones", false);
    table.finish();
    let count = match count {
        Some(formula) => Some(ScoreCount::Formula(formula)),
        None => overdue.then_some(ScoreCount::OverdueMilestones),
    };
    Some(ScoreAdjustment {
        id,
        label,
        each: each?,
        cap: cap?,
        count: count?,
    })
}

fn read_veto(mut table: TableReader<'_>) -> Option<ScoreVeto> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let points = table.required("points", Sink::number);
    let grade = table.optional("grade", Sink::label);
    one_of(&table, &["when", "missed"]);
    let condition = table.optional("when", Sink::text).map(VetoCause::Condition);
    let missed = table.optional("missed", Sink::text).map(VetoCause::Missed);
    table.finish();
    Some(ScoreVeto {
        id,
        label,
        points: points?,
        grade,
        when: condition.or(missed)?,
    })
}

/// `[[responsibility]]`.
pub(super) fn read_responsibility(mut table: TableReader<'_>) -> Option<Responsibility> {
    let span = table.span();
    let post = table.required("post", Sink::label).unwrap_or_default();
    one_of(&table, &["level", "division"]);
    let level = table.optional("level", Sink::text).map(PostHolder::Level);
    let division = table.optional("division", Sink::division_code);
    let indicators = table
        .optional("indicators", Sink::names)
        .unwrap_or_default();
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Responsibility {
        span,
        post,
        of: level.or(division.map(PostHolder::Division))?,
        indicators,
        clause,
    })
}

/// Reports a table that does not have exactly one of two keys.
fn one_of(table: &TableReader<'_>, keys: &[&'static str; 2]) {
    if keys.iter().filter(|key| table.has(key)).count() != 1 {
        let [one, other] = keys;
        let message: Text = text!(
            "须在 `{one}`、`{other}` 中写且只写一个",
            "expected exactly one of `{one}` and `{other}`"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
}

//! `[scoring]`.

use super::super::code;
use super::super::keys::acceptance as keys;
use super::super::keys::table::{Key, TableReader};
use super::super::scoring::{
    ScoreAdjustment, ScoreCount, ScoreCurve, ScoreItem, ScoreVeto, Scoring, VetoCause,
};
use super::acceptance::one_of;
use crate::text::text;

/// `[scoring]`.
pub(super) fn read_scoring(table: TableReader<'_, keys::Scoring>) -> Scoring {
    let keys = table.keys();
    let scoring = Scoring {
        span: table.span(),
        level: table.read(keys.level).unwrap_or_default(),
        decimals: table.read(keys.decimals),
        items: table.each(keys.item, read_item),
        bonuses: table.each(keys.bonus, read_adjustment),
        deductions: table.each(keys.deduction, read_adjustment),
        vetoes: table.each(keys.veto, read_veto),
        bands: table.each(keys.band, |band| {
            let keys = band.keys();
            let label = band.read(keys.label);
            let lower = band.read(keys.at_least);
            band.finish();
            Some((label?, lower?))
        }),
        may_exceed_full: table.read(keys.may_exceed_full),
        missing: table.read(keys.missing),
        not_applicable: table.read(keys.not_applicable),
        graded_by: table.read(keys.graded_by),
        ranked_by: table.read(keys.ranked_by),
        dense_ranks: table.read(keys.dense_ranks),
        ranks_vetoed: table.read(keys.ranks_vetoed),
        clause: table.read(keys.clause),
    };
    table.finish();
    scoring
}

fn read_item(table: TableReader<'_, keys::Item>) -> Option<ScoreItem> {
    let keys = table.keys();
    let indicator = table.read(keys.indicator).unwrap_or_default();
    let points = table.read(keys.points);
    let is_stepped = table.has(keys.step);
    let steps = table.each(keys.step, |step| {
        let keys = step.keys();
        let attainment = step.read(keys.attainment);
        let points = step.read(keys.points);
        step.finish();
        Some((attainment?, points?))
    });
    let all_or_nothing = table.read(keys.all_or_nothing);
    let (floor, cap) = (table.given(keys.floor), table.given(keys.cap));
    let is_linear = floor.is_some() || cap.is_some();
    let kinds = [is_linear, is_stepped, all_or_nothing];
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
    let curve = if is_stepped {
        ScoreCurve::Steps(steps)
    } else if all_or_nothing {
        ScoreCurve::AllOrNothing
    } else {
        ScoreCurve::Linear {
            floor: floor.map_or(keys.floor.default, |floor| floor.value),
            cap: cap.map_or(keys.cap.default, |cap| cap.value),
        }
    };
    Some(ScoreItem {
        indicator,
        points: points?,
        curve,
    })
}

fn read_adjustment(table: TableReader<'_, keys::Adjustment>) -> Option<ScoreAdjustment> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let each = table.read(keys.each);
    let cap = table.read(keys.cap);
    one_of(&table, [keys.count.name(), keys.overdue_milestones.name()]);
    let count = table.read(keys.count);
    let overdue = table.read(keys.overdue_milestones);
    table.finish();
    let count = match count {
        Some(formula) => Some(ScoreCount::Formula(formula)),
        None => overdue
            .filter(|overdue| overdue.value)
            .map(|_| ScoreCount::OverdueMilestones),
    };
    Some(ScoreAdjustment {
        id,
        label,
        each: each?,
        cap: cap?,
        count: count?,
    })
}

fn read_veto(table: TableReader<'_, keys::Veto>) -> Option<ScoreVeto> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let points = table.read(keys.points);
    let grade = table.read(keys.grade);
    one_of(&table, [keys.when.name(), keys.missed.name()]);
    let condition = table.read(keys.when).map(VetoCause::Condition);
    let missed = table.read(keys.missed).map(VetoCause::Missed);
    table.finish();
    Some(ScoreVeto {
        id,
        label,
        points: points?,
        grade,
        when: condition.or(missed)?,
    })
}

//! 任务分解表: what of every allocated target falls to whom.

use super::book::Book;
use super::column::{Column, Heading};
use super::sheet::Sheet;
use super::value::Value;
use super::{division_columns, division_values};
use crate::allocate::Allocation;
use crate::error::Result;
use crate::figure::Decimal;
use crate::network::{DivisionId, Network};

/// Columns that say which division a row is about, with its level.
const DIVISION_COLUMNS: u16 = 3;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let plan = book.dossier.assessment.plan();
    let allocated = plan.indicators.iter();
    let allocated = allocated.filter_map(|plan| Some((plan, plan.allocation.as_deref()?)));
    let allocated: Vec<_> = allocated.collect();
    if allocated.is_empty() {
        return Ok(());
    }
    let mut columns = Vec::from(division_columns(book));
    columns.push(Column::short(book.say("层级", "level")));
    for (indicator, _) in &allocated {
        let group = book.label(&indicator.label);
        columns.push(Column::number(book.say("权重", "weight")).under(&group));
        let target = Column::number(book.say("任务数", "target")).under(&group);
        columns.push(target);
    }
    let difference = book.say(
        "核对:各级下级之和与本级之差(应为 0)",
        "check: differences between children and parents (0 expected)",
    );
    let sum = book.say("最末级合计", "sum of the lowest divisions");
    let heading = Heading::of("任务分解表", "task decomposition");
    let network = book.network();
    let mut sheet = Sheet::new(book, heading, columns)?;
    for division in network.ids() {
        let shares = allocated.iter().map(|(_, it)| it.share(division));
        let shares: Vec<_> = shares.collect();
        if shares.iter().all(Option::is_none) {
            continue;
        }
        let depth = depth(network, division, &allocated);
        let level = sheet.label(&network.level(division).label());
        let mut row = Vec::from(division_values(sheet.book(), division));
        row.push(Value::text(level));
        for share in shares {
            row.push(share.map_or(Value::Blank, |share| Value::count(share.weight)));
            row.push(share.map_or(Value::Blank, |share| Value::count(share.target)));
        }
        sheet.row_at(depth, row)?;
    }
    let checks = allocated.iter().map(|(_, it)| Check::of(it, network));
    let checks: Vec<Check> = checks.collect();
    for (label, number) in [
        (sum, (|check| check.lowest) as fn(&Check) -> i128),
        (difference, |check| check.difference),
    ] {
        let values = checks.iter().flat_map(|check| {
            let number = Decimal::integer(number(check));
            [Value::Blank, Value::Number(number)]
        });
        sheet.total(label, DIVISION_COLUMNS, values)?;
    }
    sheet.finish()
}

/// How many of those above a division take part.
fn depth<P>(network: &Network, division: DivisionId, allocated: &[(P, &Allocation)]) -> u8 {
    let takes_part = |division: &DivisionId| {
        let mut shares = allocated.iter().map(|(_, it)| it.share(*division));
        shares.any(|share| share.is_some())
    };
    let above = network.ancestors(division).filter(takes_part).count();
    u8::try_from(above).unwrap_or(u8::MAX)
}

/// What an allocation comes to.
struct Check {
    /// The sum over divisions without shares below them.
    lowest: i128,
    /// By how much parents and the sums of their children differ, without sign.
    difference: i128,
}

impl Check {
    fn of(allocation: &Allocation, network: &Network) -> Self {
        let mut check = Self {
            lowest: 0,
            difference: 0,
        };
        for share in allocation.shares() {
            let children = network.children(share.division);
            let mut children = children.filter_map(|child| allocation.target(child));
            let Some(first) = children.next() else {
                check.lowest = check.lowest.saturating_add(share.target.into());
                continue;
            };
            let sum = children.fold(i128::from(first), |sum, child| {
                sum.saturating_add(child.into())
            });
            let difference = sum.saturating_sub(share.target.into()).saturating_abs();
            check.difference = check.difference.saturating_add(difference);
        }
        check
    }
}

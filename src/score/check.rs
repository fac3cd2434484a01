//! Whether the terms of a scheme make sense.

use std::collections::BTreeSet;

use super::{Adjustment, Band, Curve, Item, Step, Terms, argument};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::limits;
use crate::text::{Text, text};

const ZERO: Decimal = Decimal::integer(0);

/// The full points of all items together, where the terms make sense.
pub(super) fn check(terms: &Terms) -> Result<Decimal> {
    check_ids(terms)?;
    let mut full = ZERO;
    for item in &terms.items {
        check_item(item)?;
        full = full.checked_add(item.full)?;
    }
    if terms.items.is_empty() {
        return Err(argument(text!(
            "评分方案没有评分项",
            "the scheme has no items"
        )));
    }
    if full == ZERO {
        return Err(argument(text!(
            "各评分项的满分均为 0,无从计分",
            "all items have 0 full points, so there is nothing to score"
        )));
    }
    for adjustment in terms.bonuses.iter().chain(&terms.deductions) {
        let Adjustment { id, each, cap } = adjustment;
        not_negative(
            id,
            Text::new("每次分值", "points for each occurrence"),
            *each,
        )?;
        not_negative(id, Text::new("上限", "a cap"), *cap)?;
    }
    for veto in &terms.vetoes {
        not_negative(&veto.id, Text::new("分值", "points"), veto.points)?;
    }
    check_bands(&terms.bands)?;
    Ok(full)
}

/// Every id stands for one part, whichever kind of part it is.
fn check_ids(terms: &Terms) -> Result<()> {
    let items = terms.items.iter().map(|it| &it.id);
    let adjustments = terms.bonuses.iter().chain(&terms.deductions);
    let vetoes = terms.vetoes.iter().map(|it| &it.id);
    let ids: Vec<&String> = items
        .chain(adjustments.map(|it| &it.id))
        .chain(vetoes)
        .collect();
    let (count, limit) = (ids.len(), limits::SCHEME_PARTS);
    if count > limit {
        let message = text!(
            "评分方案共有 {count} 项,超过上限 {limit}",
            "the scheme has {count} parts, which exceeds the limit of {limit}"
        );
        return Err(Error::new(ErrorKind::Limit, message));
    }
    let mut seen = BTreeSet::new();
    match ids.into_iter().find(|id| !seen.insert(*id)) {
        Some(id) => Err(argument(text!(
            "评分方案中 `{id}` 出现了两次",
            "the scheme has `{id}` twice"
        ))),
        None => Ok(()),
    }
}

fn check_item(item: &Item) -> Result<()> {
    let Item { id, full, curve } = item;
    not_negative(id, Text::new("满分", "full points"), *full)?;
    match curve {
        Curve::Linear { floor, cap } if cap <= floor => Err(argument(text!(
            "`{id}` 的满分完成率 {cap} 不高于起点 {floor}",
            "`{id}` has a cap of {cap}, which is not above its floor of {floor}"
        ))),
        Curve::Linear { .. } | Curve::AllOrNothing => Ok(()),
        Curve::Stepped(steps) => check_steps(id, *full, steps),
    }
}

fn check_steps(id: &str, full: Decimal, steps: &[Step]) -> Result<()> {
    if steps.is_empty() {
        return Err(argument(text!(
            "`{id}` 的分档表是空的",
            "`{id}` has a table without steps"
        )));
    }
    let points = Text::new("分档分值", "points of a step");
    for step in steps {
        not_negative(id, points.clone(), step.points)?;
        if step.points > full {
            let points = step.points;
            return Err(argument(text!(
                "`{id}` 有一档得 {points} 分,高于满分 {full}",
                "`{id}` has a step of {points} points, above its full points of {full}"
            )));
        }
    }
    for (lower, upper) in steps.iter().zip(steps.iter().skip(1)) {
        let (from, to) = (lower.attainment, upper.attainment);
        if to <= from {
            return Err(argument(text!(
                "`{id}` 的分档界限应由低到高:{to} 不高于前一档 {from}",
                "`{id}` has thresholds that do not ascend: {to} after {from}"
            )));
        }
        let (less, more) = (lower.points, upper.points);
        if more < less {
            return Err(argument(text!(
                "`{id}` 完成率 {to} 得 {more} 分,反而低于 {from} 的 {less} 分",
                "`{id}` gives {more} points from {to} on, fewer than the {less} from {from} on"
            )));
        }
    }
    Ok(())
}

fn check_bands(bands: &[Band]) -> Result<()> {
    for (below, above) in bands.iter().zip(bands.iter().skip(1)) {
        let (from, to) = (below.lower, above.lower);
        let (
            Text { zh, en },
            Text {
                zh: next_zh,
                en: next_en,
            },
        ) = (&below.label, &above.label);
        if to == from {
            return Err(argument(text!(
                "等次“{zh}”与“{next_zh}”的下限同为 {from}",
                "the grades `{en}` and `{next_en}` have the same lower bound of {from}"
            )));
        }
        if to < from {
            return Err(argument(text!(
                "等次应由低到高:“{next_zh}”的下限 {to} 低于前面“{zh}”的下限 {from},两者重叠",
                "grades go from low to high, but `{next_en}` from {to} on overlaps with `{en}` from {from} on before it"
            )));
        }
    }
    Ok(())
}

fn not_negative(id: &str, name: Text, value: Decimal) -> Result<()> {
    if value >= ZERO {
        return Ok(());
    }
    let Text { zh, en } = name;
    Err(argument(text!(
        "`{id}` 的{zh}不能为负,实际为 {value}",
        "`{id}` has {en} below 0: {value}"
    )))
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;

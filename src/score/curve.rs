//! From attainment to points.

use super::written;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::text::{Text, text};

/// How the attainment (完成率) of an item, its value over its target, turns into
/// points. More attainment is better; where a lower value is the better one, the
/// caller gives the attainment that expresses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Curve {
    /// 直线: 0 points up to the floor, full points from the cap on, and between them
    /// full × (attainment − floor) ÷ (cap − floor).
    Linear {
        /// The attainment up to which there are no points.
        floor: Decimal,
        /// The attainment from which on there are full points; above the floor.
        cap: Decimal,
    },
    /// 分档: the points of the highest step that is reached; 0 below the first. Steps
    /// go from low to high.
    Stepped(Vec<Step>),
    /// 达标得满分, 不达标不得分: full points for an attainment of 1 or more, else 0.
    AllOrNothing,
}

/// A line of a stepped table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The attainment from which on it counts, itself included.
    pub attainment: Decimal,
    /// Its points.
    pub points: Decimal,
}

impl Curve {
    /// The points, in lowest terms, and the formula in words.
    pub(super) fn points(&self, full: Decimal, attainment: Ratio) -> Result<(Ratio, Text)> {
        match self {
            Self::Linear { floor, cap } => linear(full, attainment, *floor, *cap),
            Self::Stepped(steps) => stepped(attainment, steps),
            Self::AllOrNothing => all_or_nothing(full, attainment),
        }
    }
}

fn linear(full: Decimal, attainment: Ratio, floor: Decimal, cap: Decimal) -> Result<(Ratio, Text)> {
    let (from, to) = (floor.to_ratio()?, cap.to_ratio()?);
    let value = written(attainment);
    if attainment <= from {
        let formula = text!(
            "完成率 {value} 不高于起点 {floor},得 0 分",
            "attainment {value} is not above the floor of {floor}: 0 points"
        );
        return Ok((Ratio::integer(0), formula));
    }
    if attainment >= to {
        let formula = text!(
            "完成率 {value} 达到 {cap},得满分 {full}",
            "attainment {value} reaches the cap of {cap}: the full {full} points"
        );
        return Ok((full.to_ratio()?.reduced(), formula));
    }
    let above = attainment.checked_sub(from)?;
    // The cap is above the floor, so there always is a quotient.
    let share = above.checked_div(to.checked_sub(from)?)?;
    let share = share.unwrap_or(Ratio::integer(0));
    let points = full.to_ratio()?.checked_mul(share)?.reduced();
    let sum = written(points);
    let formula = text!(
        "完成率 {value},由 {floor} 到 {cap} 按直线计:{full} × ({value} − {floor}) ÷ ({cap} − {floor}) = {sum}",
        "attainment {value}, linear from {floor} to {cap}: {full} × ({value} − {floor}) ÷ ({cap} − {floor}) = {sum}"
    );
    Ok((points, formula))
}

fn stepped(attainment: Ratio, steps: &[Step]) -> Result<(Ratio, Text)> {
    let value = written(attainment);
    for step in steps.iter().rev() {
        if attainment >= step.attainment.to_ratio()? {
            let Step {
                attainment: from,
                points,
            } = step;
            let formula = text!(
                "完成率 {value} 达到 {from} 一档,得 {points} 分",
                "attainment {value} reaches the step from {from} on: {points} points"
            );
            return Ok((points.to_ratio()?.reduced(), formula));
        }
    }
    let formula = text!(
        "完成率 {value} 未达到最低一档,得 0 分",
        "attainment {value} is below the first step: 0 points"
    );
    Ok((Ratio::integer(0), formula))
}

fn all_or_nothing(full: Decimal, attainment: Ratio) -> Result<(Ratio, Text)> {
    let value = written(attainment);
    if attainment >= Ratio::integer(1) {
        let formula = text!(
            "完成率 {value},达标,得满分 {full}",
            "attainment {value}, met: the full {full} points"
        );
        return Ok((full.to_ratio()?.reduced(), formula));
    }
    let formula = text!(
        "完成率 {value},未达标,得 0 分",
        "attainment {value}, not met: 0 points"
    );
    Ok((Ratio::integer(0), formula))
}

#[cfg(test)]
#[path = "curve_tests.rs"]
mod tests;

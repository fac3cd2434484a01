//! The points of one division: items, bonuses, deductions, vetoes, total and grade.

use super::{
    Adjustment, AdjustmentScore, Attainment, Candidate, Fraction, Instead, Item, ItemScore, Points,
    Scheme, Score, Terms, Total, Veto, argument, written,
};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionCode;
use crate::text::{Text, text};

/// The score of a candidate, not yet ranked.
pub(super) fn score_division(scheme: &Scheme, candidate: &Candidate) -> Result<Score> {
    let terms = scheme.terms();
    check_ids(terms, candidate)?;
    let (items, scale) = score_items(scheme, candidate)?;
    let adjust = |adjustments: &[Adjustment]| {
        let scores = adjustments.iter();
        let scores = scores.map(|it| adjusted(it, candidate, terms.decimals));
        scores.collect::<Result<Vec<AdjustmentScore>>>()
    };
    let (bonuses, deductions) = (adjust(&terms.bonuses)?, adjust(&terms.deductions)?);
    let vetoes = terms.vetoes.iter();
    let vetoes = vetoes.filter(|veto| candidate.vetoes.contains(&veto.id));
    let vetoes: Vec<Veto> = vetoes.cloned().collect();

    let mut score = Score {
        division: candidate.division,
        items,
        scale,
        bonuses,
        deductions,
        vetoes,
        total: None,
        formula: Text::default(),
        grade: None,
        rank: None,
    };
    match unjudged(terms, candidate) {
        Some(reason) => score.formula = reason,
        None => put_together(&mut score, scheme)?,
    }
    Ok(score)
}

/// Total, its formula and the grade, of the parts of a score.
fn put_together(score: &mut Score, scheme: &Scheme) -> Result<()> {
    let sum = Sum::of(&score.items, &score.bonuses, &score.deductions);
    // The first of those with the fewest points.
    let deciding = score.vetoes.iter().min_by_key(|veto| veto.points);
    let (total, formula) = sum.total(scheme, deciding)?;
    score.grade = match deciding {
        Some(veto) => veto.grade.clone(),
        None => grade(scheme.terms(), &total),
    };
    score.formula = formula;
    score.total = Some(total);
    Ok(())
}

/// Why there is no total: the parts that cannot be judged; none where all can.
fn unjudged(terms: &Terms, candidate: &Candidate) -> Option<Text> {
    let items = terms.items.iter().map(|item| &item.id);
    let items = items.filter(|id| is_open(candidate.attainments.get(*id)));
    let others = candidate.not_received.iter();
    let parts: Vec<&str> = items.chain(others).map(String::as_str).collect();
    if parts.is_empty() {
        return None;
    }
    let (zh, en) = (parts.join("、"), parts.join(", "));
    Some(text!(
        "未收到数据，不能判定 {zh}，不计总分",
        "data was not received for {en}, so there is no total"
    ))
}

fn is_open(attainment: Option<&Attainment>) -> bool {
    attainment == Some(&Attainment::NotReceived)
}

/// Every id that a candidate names is one of the scheme's.
fn check_ids(terms: &Terms, candidate: &Candidate) -> Result<()> {
    let has_item = |id: &&String| terms.items.iter().any(|it| it.id == **id);
    let has_adjustment = |id: &&String| {
        let mut adjustments = terms.bonuses.iter().chain(&terms.deductions);
        adjustments.any(|it| it.id == **id)
    };
    let has_veto = |id: &&String| terms.vetoes.iter().any(|it| it.id == **id);

    let item = candidate.attainments.keys().find(|id| !has_item(id));
    let adjustment = candidate.occurrences.keys().find(|id| !has_adjustment(id));
    let veto = candidate.vetoes.iter().find(|id| !has_veto(id));
    let mut open = candidate.not_received.iter();
    let open = open.find(|id| !has_adjustment(id) && !has_veto(id));
    let unknown = [
        (item, Text::new("评分项", "item")),
        (
            open,
            Text::new("加分项、扣分项或否决项", "bonus, deduction or veto"),
        ),
        (
            adjustment,
            Text::new("加分项或扣分项", "bonus or deduction"),
        ),
        (veto, Text::new("否决项", "veto")),
    ];
    for (id, Text { zh, en }) in unknown {
        if let Some(id) = id {
            let division = candidate.division;
            return Err(argument(text!(
                "区划 {division}:评分方案中没有{zh} `{id}`",
                "division {division}: the scheme has no {en} `{id}`"
            )));
        }
    }
    Ok(())
}

/// The points of all items, and by what they are scaled.
fn score_items(scheme: &Scheme, candidate: &Candidate) -> Result<(Vec<ItemScore>, Ratio)> {
    let terms = scheme.terms();
    let division = candidate.division;
    let mut earned = Vec::with_capacity(terms.items.len());
    let mut remaining = Decimal::integer(0);
    for item in &terms.items {
        let attainment = candidate.attainments.get(&item.id);
        let attainment = attainment.copied().unwrap_or(Attainment::Missing);
        let (points, formula) = earn(terms, item, attainment, division)?;
        // An item that cannot be judged is not left out either.
        if points.is_some() || attainment == Attainment::NotReceived {
            remaining = remaining.checked_add(item.full)?;
        }
        earned.push((item, attainment, points, formula));
    }
    let scale = scheme
        .full()
        .to_ratio()?
        .checked_div(remaining.to_ratio()?)?;
    let scale = scale.ok_or_else(|| {
        argument(text!(
            "区划 {division}:有分值的评分项均不计入,无从计分",
            "division {division}: no item with points is left to score"
        ))
    })?;
    let scale = scale.reduced();
    let scaled = |points: Ratio| -> Result<Points> {
        rounded(points.checked_mul(scale)?.reduced(), terms.decimals)
    };
    let scores = earned
        .into_iter()
        .map(|(item, attainment, points, formula)| {
            let points = points.map(scaled).transpose()?;
            Ok(ItemScore {
                id: item.id.clone(),
                attainment,
                points,
                formula: with_scale(formula, scale, points),
            })
        });
    Ok((scores.collect::<Result<Vec<ItemScore>>>()?, scale))
}

/// The points of one item before they are scaled; none where it is left out.
fn earn(
    terms: &Terms,
    item: &Item,
    attainment: Attainment,
    division: DivisionCode,
) -> Result<(Option<Ratio>, Text)> {
    let (instead, Text { zh, en }) = match attainment {
        Attainment::Known(attainment) => {
            let (points, formula) = item.curve.points(item.full, attainment)?;
            return Ok((Some(points), formula));
        }
        Attainment::NotReceived => {
            let formula = text!("未收到数据，不能判定", "not received: cannot be judged");
            return Ok((None, formula));
        }
        Attainment::Missing => (terms.missing, Text::new("缺报", "missing")),
        Attainment::NotApplicable => (terms.not_applicable, Text::new("不适用", "not applicable")),
    };
    let Item { id, full, .. } = item;
    match instead {
        Some(Instead::FullPoints) => {
            let formula = text!(
                "{zh},按满分 {full} 计",
                "{en}: counts with the full {full} points"
            );
            Ok((Some(full.to_ratio()?.reduced()), formula))
        }
        Some(Instead::NoPoints) => {
            let formula = text!("{zh},按 0 分计", "{en}: counts with 0 points");
            Ok((Some(Ratio::integer(0)), formula))
        }
        Some(Instead::LeftOut) => {
            let formula = text!(
                "{zh},不计入,其余各项按比例放大",
                "{en}: left out, the other items are scaled up"
            );
            Ok((None, formula))
        }
        None => Err(argument(text!(
            "区划 {division}:`{id}` {zh},而评分方案未规定{zh}时如何计分",
            "division {division}: `{id}` is {en}, and the scheme has no rule for what is {en}"
        ))),
    }
}

/// The formula of an item, with the scaling where there is one.
fn with_scale(formula: Text, scale: Ratio, points: Option<Points>) -> Text {
    match points {
        Some(points) if scale != Ratio::integer(1) => {
            let Text { zh, en } = formula;
            let (scale, points) = (written(scale), written(points.exact));
            text!(
                "{zh};有评分项不计入,乘以 {scale},得 {points}",
                "{en}; as items are left out, × {scale} = {points}"
            )
        }
        _ => formula,
    }
}

fn adjusted(
    adjustment: &Adjustment,
    candidate: &Candidate,
    decimals: u8,
) -> Result<AdjustmentScore> {
    let Adjustment { id, each, cap } = adjustment;
    if candidate.not_received.contains(id) {
        return Ok(AdjustmentScore {
            id: id.clone(),
            occurrences: None,
            points: None,
            formula: text!("未收到数据，不能判定", "not received: cannot be judged"),
        });
    }
    let times = candidate.occurrences.get(id).copied().unwrap_or(0);
    let product = each.checked_mul(Decimal::integer(times.into()))?;
    let (points, formula) = if product > *cap {
        let formula = text!(
            "{times} 次 × {each} = {product},以 {cap} 为限",
            "{times} × {each} = {product}, capped at {cap}"
        );
        (*cap, formula)
    } else {
        let formula = text!(
            "{times} 次 × {each} = {product}",
            "{times} × {each} = {product}"
        );
        (product, formula)
    };
    Ok(AdjustmentScore {
        id: id.clone(),
        occurrences: Some(times),
        points: Some(rounded(points.to_ratio()?.reduced(), decimals)?),
        formula,
    })
}

fn rounded(exact: Ratio, decimals: u8) -> Result<Points> {
    let shown = exact.round_half_even(decimals)?;
    Ok(Points { exact, shown })
}

/// What a total is made of.
struct Sum {
    items: Fraction,
    bonuses: Fraction,
    deductions: Fraction,
}

impl Sum {
    fn of(
        items: &[ItemScore],
        bonuses: &[AdjustmentScore],
        deductions: &[AdjustmentScore],
    ) -> Self {
        Self {
            items: add(items.iter().filter_map(|it| it.points)),
            bonuses: add(bonuses.iter().filter_map(|it| it.points)),
            deductions: add(deductions.iter().filter_map(|it| it.points)),
        }
    }

    /// The total after its limits and the veto that decides, and its formula.
    fn total(&self, scheme: &Scheme, veto: Option<&Veto>) -> Result<(Total, Text)> {
        let decimals = scheme.terms().decimals;
        let mut formula = self.formula(decimals)?;
        let gained = self.items.plus(&self.bonuses);
        let mut exact = gained.minus(&self.deductions);
        if gained < self.deductions {
            formula = followed(formula, text!("不低于 0", "not below 0"));
        }
        let full = Fraction::of_decimal(scheme.full());
        if exact > full && !scheme.terms().may_exceed_full {
            let points = scheme.full();
            let limited = text!(
                "以满分 {points} 为限",
                "limited to the full {points} points"
            );
            formula = followed(formula, limited);
            exact = full;
        }
        if let Some(veto) = veto {
            let Veto { reason, points, .. } = veto;
            let (zh, en) = (&reason.zh, &reason.en);
            let vetoed = text!(
                "因{zh}一票否决,至多 {points}",
                "vetoed ({en}), at most {points}"
            );
            formula = followed(formula, vetoed);
            exact = exact.min(Fraction::of_decimal(*points));
        }
        let shown = exact.round_half_even(decimals)?;
        let formula = followed(formula, text!("总分 {shown}", "total {shown}"));
        Ok((Total { exact, shown }, formula))
    }

    fn formula(&self, decimals: u8) -> Result<Text> {
        let items = self.items.round_half_even(decimals)?;
        let mut formula = text!("评分项 {items}", "items {items}");
        if self.bonuses != Fraction::zero() {
            let Text { zh, en } = formula;
            let points = self.bonuses.round_half_even(decimals)?;
            formula = text!("{zh} + 加分 {points}", "{en} + bonuses {points}");
        }
        if self.deductions != Fraction::zero() {
            let Text { zh, en } = formula;
            let points = self.deductions.round_half_even(decimals)?;
            formula = text!("{zh} − 扣分 {points}", "{en} − deductions {points}");
        }
        Ok(formula)
    }
}

fn add(points: impl Iterator<Item = Points>) -> Fraction {
    points.fold(Fraction::zero(), |sum, points| {
        sum.plus(&Fraction::of(points.exact))
    })
}

fn followed(first: Text, next: Text) -> Text {
    let (
        Text { zh, en },
        Text {
            zh: next_zh,
            en: next_en,
        },
    ) = (first, next);
    text!("{zh};{next_zh}", "{en}; {next_en}")
}

/// The highest band that the total reaches.
fn grade(terms: &Terms, total: &Total) -> Option<Text> {
    let total = total.compared(terms.graded_by);
    let mut bands = terms.bands.iter().rev();
    let band = bands.find(|band| total >= Fraction::of_decimal(band.lower));
    band.map(|band| band.label.clone())
}

#[cfg(test)]
#[path = "sum_tests.rs"]
mod tests;

//! Indicators, targets, verdicts and progress, as rows of text.

use huimin::calendar::Date;
use huimin::definition::{Bound, Comparison, EmptyDenominator, Indicator, Schedule, ScheduleMode};
use huimin::error::Result;
use huimin::figure::{Decimal, Ratio};
use huimin::formula::{Arithmetic, Expression, ExpressionKind, Type};
use huimin::network::{DivisionCode, DivisionId};

use super::evaluate::evaluate;
use super::measures::Measures;
use super::names::{self, MeasureNames};
use super::rules::Finding;
use super::{Case, Outcome, cell};

/// An indicator with its formula.
struct Formula<'a> {
    indicator: &'a Indicator,
    dividend: Expression,
    /// Where the formula is a quotient.
    divisor: Option<Expression>,
}

/// One figure.
struct Figure {
    numerator: Option<Ratio>,
    denominator: Option<Ratio>,
    value: Option<Ratio>,
    target: Option<Decimal>,
    met: Option<bool>,
    reason: Option<&'static str>,
}

pub fn outcome(
    case: &Case<'_>,
    measures: &Measures<'_>,
    mut findings: Vec<Finding>,
) -> Result<Outcome> {
    findings.sort();
    let writer = Writer {
        case,
        measures,
        scale: largest_scale(case),
        root: root(case),
    };
    let mut outcome = Outcome {
        findings: findings.iter().map(Finding::shown).collect(),
        ..Outcome::default()
    };
    let formulas: Vec<Formula<'_>> = case
        .definition
        .indicators
        .iter()
        .map(|indicator| writer.formula(indicator))
        .collect();
    for id in case.network.ids() {
        for formula in &formulas {
            for day in 0..measures.days.len() {
                outcome
                    .indicators
                    .push(writer.indicator_row(formula, id, day)?);
                outcome.monthly.push(writer.monthly_row(formula, id, day)?);
                outcome
                    .progress
                    .push(writer.progress_row(formula, id, day)?);
            }
        }
    }
    if let Some(root) = writer.root {
        let mut without_value = false;
        for formula in &formulas {
            let figure = writer.figure(formula, root, measures.days.len() - 1, false)?;
            without_value |= figure.target.is_some()
                && matches!(figure.reason, Some("no_value" | "not_received"));
            if let Some(met) = figure.met {
                outcome.verdict = Some(outcome.verdict != Some(false) && met);
            }
        }
        // What has no value may yet be missed.
        if outcome.verdict == Some(true) && without_value {
            outcome.verdict = None;
        }
    }
    Ok(outcome)
}

/// The programme's root, where the register has it.
fn root(case: &Case<'_>) -> Option<DivisionId> {
    let code = DivisionCode::parse(&case.definition.programme.root.value)
        .ok()?
        .code;
    case.network.find(code)
}

/// The decimals of the columns numerator and denominator.
fn largest_scale(case: &Case<'_>) -> u8 {
    let scale = |measure| match names::measure_type(case.definition, case.network, measure) {
        Type::Decimal { scale } => scale,
        _ => 0,
    };
    case.definition
        .measures
        .iter()
        .map(scale)
        .max()
        .unwrap_or(0)
}

struct Writer<'a> {
    case: &'a Case<'a>,
    measures: &'a Measures<'a>,
    scale: u8,
    root: Option<DivisionId>,
}

impl Writer<'_> {
    fn formula<'i>(&self, indicator: &'i Indicator) -> Formula<'i> {
        let names = MeasureNames {
            definition: self.case.definition,
            network: self.case.network,
            measures: self.case.definition.measures.len(),
        };
        let expression = names::measure_formula(&names, &indicator.value.value);
        match expression.kind {
            ExpressionKind::Arithmetic(Arithmetic::Divide, dividend, divisor) => Formula {
                indicator,
                dividend: *dividend,
                divisor: Some(*divisor),
            },
            _ => Formula {
                indicator,
                dividend: expression,
                divisor: None,
            },
        }
    }

    fn figure(
        &self,
        formula: &Formula<'_>,
        id: DivisionId,
        day: usize,
        month_alone: bool,
    ) -> Result<Figure> {
        let parts = std::iter::once(&formula.dividend).chain(&formula.divisor);
        if !parts
            .into_iter()
            .all(|part| self.measures.is_received(part))
        {
            return Ok(Figure {
                numerator: None,
                denominator: None,
                value: None,
                target: self.target(formula.indicator, id, month_alone),
                met: None,
                reason: Some("not_received"),
            });
        }
        let world = self.measures.of(id, day, month_alone);
        let numerator = evaluate(&formula.dividend, &world)?.number();
        let denominator = match &formula.divisor {
            Some(divisor) => evaluate(divisor, &world)?.number(),
            None => None,
        };
        let value = match (&formula.divisor, numerator, denominator) {
            (None, numerator, _) => numerator,
            (Some(_), Some(numerator), Some(denominator)) => numerator.checked_div(denominator)?,
            (Some(_), _, _) => None,
        };
        let indicator = formula.indicator;
        let target = indicator
            .target
            .as_ref()
            .filter(|target| !month_alone && (target.every_division || self.root == Some(id)));
        let empty = denominator == Some(Ratio::integer(0));
        let (met, reason) = match (value, target) {
            (None, _) if empty => {
                let met = target.is_some() && indicator.empty == EmptyDenominator::Met;
                (met.then_some(true), Some("empty_denominator"))
            }
            (None, _) => (None, Some("no_value")),
            (Some(_), None) => (None, Some("no_target")),
            (Some(value), Some(target)) => {
                let limit = target.value.value.to_ratio()?;
                let order = match indicator.comparison {
                    Comparison::Full => value.cmp(&limit),
                    Comparison::Rounded => {
                        let hundred =
                            Ratio::integer(if indicator.display.percent { 100 } else { 1 });
                        let shown = value
                            .checked_mul(hundred)?
                            .round_half_even(indicator.display.decimals)?;
                        shown.to_ratio()?.cmp(&limit.checked_mul(hundred)?)
                    }
                };
                let met = match target.bound {
                    Bound::AtLeast => order.is_ge(),
                    Bound::AtMost => order.is_le(),
                    Bound::Exactly => order.is_eq(),
                };
                (Some(met), None)
            }
        };
        Ok(Figure {
            numerator,
            denominator,
            value,
            target: target.map(|target| target.value.value),
            met,
            reason,
        })
    }

    fn target(&self, indicator: &Indicator, id: DivisionId, month_alone: bool) -> Option<Decimal> {
        let target = indicator.target.as_ref()?;
        let is_its = !month_alone && (target.every_division || self.root == Some(id));
        is_its.then_some(target.value.value)
    }

    fn indicator_row(&self, formula: &Formula<'_>, id: DivisionId, day: usize) -> Result<String> {
        let figure = self.figure(formula, id, day, false)?;
        let mut row = self.figure_columns(formula, id, day, &figure)?;
        let target = figure.target.map(|target| target.to_ratio()).transpose()?;
        let attainment = match (figure.value, target) {
            (Some(value), Some(target)) => value.checked_div(target)?,
            _ => None,
        };
        row.extend([
            cell(
                target
                    .map(|target| shown_exactly(formula.indicator, target))
                    .transpose()?,
            ),
            cell(percent(attainment)?),
            cell(figure.met),
            cell(self.reason(&figure)),
        ]);
        Ok(row.join(" | "))
    }

    /// Why something of a figure is not in its row.
    fn reason(&self, figure: &Figure) -> Option<&'static str> {
        let is_cut = figure.numerator.is_some() && self.exact_parts(figure).0.is_none();
        match figure.reason {
            None | Some("no_target") if is_cut => Some("too_many_digits"),
            reason => reason,
        }
    }

    fn monthly_row(&self, formula: &Formula<'_>, id: DivisionId, day: usize) -> Result<String> {
        let figure = self.figure(formula, id, day, true)?;
        let mut row = self.figure_columns(formula, id, day, &figure)?;
        // No month has a target, so that there is nothing to say of it.
        let reason = self.reason(&figure);
        row.push(cell(reason.filter(|reason| *reason != "no_target")));
        Ok(row.join(" | "))
    }

    fn figure_columns(
        &self,
        formula: &Formula<'_>,
        id: DivisionId,
        day: usize,
        figure: &Figure,
    ) -> Result<Vec<String>> {
        let network = self.case.network;
        let (numerator, denominator) = self.exact_parts(figure);
        Ok(vec![
            network.code(id).padded(),
            network.name(id).to_owned(),
            network.level(id).id().to_owned(),
            formula.indicator.id.value.clone(),
            self.measures.days[day].to_string(),
            cell(numerator),
            cell(denominator),
            cell(figure.value.map(Ratio::to_f64)),
            shown(formula.indicator, figure.value)?,
        ])
    }

    /// Numerator and denominator with the decimals of their columns; where one
    /// of them has more, the value as a fraction in lowest terms.
    fn exact_parts(&self, figure: &Figure) -> (Option<Decimal>, Option<Decimal>) {
        let exact = |part: Ratio| {
            let rounded = part.round_half_even(self.scale).ok()?;
            let rounded = rounded.rescale(self.scale).ok()?;
            let digits = rounded.units().unsigned_abs().to_string().len();
            (digits <= 38 && rounded.to_ratio().ok()? == part).then_some(rounded)
        };
        let (numerator, denominator) = (figure.numerator.map(exact), figure.denominator.map(exact));
        match (numerator, denominator, figure.value) {
            (Some(None), _, Some(value)) | (_, Some(None), Some(value)) => {
                let value = value.reduced();
                let whole = |number| exact(Ratio::integer(number));
                let parts = whole(value.numerator()).zip(whole(value.denominator()));
                parts.unzip()
            }
            _ => (numerator.flatten(), denominator.flatten()),
        }
    }

    fn progress_row(&self, formula: &Formula<'_>, id: DivisionId, day: usize) -> Result<String> {
        let figure = self.figure(formula, id, day, false)?;
        let indicator = formula.indicator;
        let schedule = self
            .case
            .definition
            .schedule
            .as_ref()
            .filter(|_| indicator.scheduled);
        let mut columns = [None, None, None, None];
        let mut status = "not_applicable";
        if let (Some(schedule), Some(target), Some(value)) = (schedule, figure.target, figure.value)
        {
            let limit = target.to_ratio()?;
            let period = self.case.definition.programme.period.value;
            let planned_share = planned_share(schedule, period.start(), self.measures.days[day])?;
            if let Some(share) = value.checked_div(limit)? {
                let planned = limit.checked_mul(planned_share)?;
                columns = [
                    Some(shown_exactly(indicator, limit)?),
                    Some(shown(indicator, Some(planned))?),
                    percent(Some(planned_share))?,
                    percent(Some(share))?,
                ];
                let bound = indicator.target.as_ref().map(|target| target.bound);
                let ahead = planned_share.checked_add(schedule.ahead_margin.to_ratio()?)?;
                status = match bound {
                    Some(Bound::AtMost) if share <= planned_share => "on_schedule",
                    Some(Bound::AtMost) => "behind",
                    _ if figure.met == Some(true) => "done",
                    Some(Bound::Exactly) if value > limit => "behind",
                    _ if share < planned_share => "behind",
                    _ if share > ahead => "ahead",
                    _ => "on_schedule",
                };
            }
        }
        let [target, planned, planned_share, share] = columns.map(cell);
        let row = [
            self.case.network.code(id).padded(),
            indicator.id.value.clone(),
            self.measures.days[day].to_string(),
            target,
            planned,
            shown(indicator, figure.value)?,
            planned_share,
            share,
            status.to_owned(),
        ];
        Ok(row.join(" | "))
    }
}

/// A value as the indicator shows it.
fn shown(indicator: &Indicator, value: Option<Ratio>) -> Result<String> {
    let Some(value) = value else {
        return Ok("—".to_owned());
    };
    let decimals = indicator.display.decimals;
    if indicator.display.percent {
        let value = value.checked_mul(Ratio::integer(100))?;
        return Ok(format!("{}%", value.round_half_even(decimals)?));
    }
    Ok(value.round_half_even(decimals)?.to_string())
}

/// A target, with as many digits as it has, and no fewer than its indicator shows.
fn shown_exactly(indicator: &Indicator, target: Ratio) -> Result<String> {
    let mut indicator = indicator.clone();
    let hundred = Ratio::integer(if indicator.display.percent { 100 } else { 1 });
    let written = target.checked_mul(hundred)?;
    while written
        .round_half_even(indicator.display.decimals)?
        .to_ratio()?
        != written
    {
        indicator.display.decimals += 1;
    }
    shown(&indicator, Some(target))
}

fn percent(share: Option<Ratio>) -> Result<Option<String>> {
    let text = |share: Ratio| -> Result<String> {
        let percent = share.checked_mul(Ratio::integer(100))?;
        Ok(format!("{}%", percent.round_half_even(2)?))
    };
    share.map(text).transpose()
}

/// The share due by a day. Linear: each instalment comes in equal daily parts,
/// from the day after the one before it was due (at first from the period's
/// first day) to its own day.
fn planned_share(schedule: &Schedule, first: Date, day: Date) -> Result<Ratio> {
    let mut planned = Ratio::integer(0);
    let mut begins = first;
    for instalment in &schedule.instalments {
        let due = instalment.due.value;
        let share = instalment.share.value.to_ratio()?;
        let days = i128::from(due.days() - begins.days() + 1);
        let passed = i128::from(day.days() - begins.days() + 1).clamp(0, days);
        let part = match schedule.mode {
            ScheduleMode::Stepped => Ratio::integer(i128::from(day >= due)),
            ScheduleMode::Linear => Ratio::new(passed, days).expect("at least one day"),
        };
        planned = planned.checked_add(share.checked_mul(part)?)?;
        begins = due.add_days(1).expect("a day of the calendar");
    }
    Ok(planned)
}

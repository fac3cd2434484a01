//! Measures that count divisions: coverage.

use super::Tally;
use super::accumulate::{Cells, Figures, MeasureFigures, Monthly};
use super::roll_up::{add, add_up_narrow};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::formula::{
    AggregateFunction, Environment, Expression, Reference, Type, Value, evaluate, truth,
};
use crate::network::{DivisionId, Level};
use crate::plan::{MeasurePlan, MeasureSource, Members, Plan};

/// The measures of one division at one cut, for formulas.
pub(crate) struct DivisionMeasures<'a> {
    pub plan: &'a Plan,
    pub figures: &'a Figures,
    pub division: usize,
    pub cut: usize,
    pub monthly: bool,
}

impl DivisionMeasures<'_> {
    fn date(&self) -> Option<Date> {
        self.figures.cuts.dates().get(self.cut).copied()
    }

    fn start(&self) -> Date {
        let before = self
            .cut
            .checked_sub(1)
            .and_then(|cut| self.figures.cuts.dates().get(cut));
        match before.and_then(|date| date.add_days(1)) {
            Some(day) if self.monthly => day,
            _ => self.plan.period.start(),
        }
    }

    fn measure(&self, position: u16) -> Value<'static> {
        let position = usize::from(position);
        let value = self
            .figures
            .value(position, self.division, self.cut, self.monthly);
        match (value, self.plan.measures.get(position)) {
            (Some(value), Some(plan)) => valued(plan, value),
            _ => Value::Null,
        }
    }

    fn parameter(&self, position: u16) -> Value<'static> {
        let (Some(steps), Some(date)) =
            (self.plan.parameters.get(usize::from(position)), self.date())
        else {
            return Value::Null;
        };
        let in_force = steps
            .partition_point(|(from, _)| *from <= date)
            .saturating_sub(1);
        steps
            .get(in_force)
            .map_or(Value::Null, |(_, value)| number(*value))
    }
}

/// A whole number as a value of its measure.
fn valued(plan: &MeasurePlan, value: i128) -> Value<'static> {
    if plan.is_date {
        let day = i32::try_from(value).ok().and_then(Date::from_days);
        return day.map_or(Value::Null, Value::Date);
    }
    number(Decimal::new(value, plan.scale))
}

fn number(value: Decimal) -> Value<'static> {
    value.to_ratio().map_or(Value::Null, Value::Number)
}

impl Environment for DivisionMeasures<'_> {
    fn value(&self, reference: Reference, _: Type) -> Result<Value<'_>> {
        Ok(match reference {
            Reference::Measure(position) => self.measure(position),
            Reference::Parameter(position) => self.parameter(position),
            Reference::AsOf => self.date().map_or(Value::Null, Value::Date),
            Reference::PeriodStart => Value::Date(self.start()),
            Reference::PeriodEnd => Value::Date(self.plan.period.end()),
            Reference::Field(_) | Reference::Division(_) | Reference::Other(_) => Value::Null,
        })
    }
}

impl DivisionMeasures<'_> {
    /// Whether a condition holds; none where it is neither true nor false.
    pub fn holds(&self, condition: &Expression) -> Result<Option<bool>> {
        truth(condition, self)
    }

    /// The value of a numeric formula; none where it has no value.
    pub fn number(&self, formula: &Expression) -> Result<Option<Ratio>> {
        number_of(formula, self)
    }
}

fn number_of(formula: &Expression, environment: &impl Environment) -> Result<Option<Ratio>> {
    Ok(match evaluate(formula, environment)? {
        Value::Number(number) => Some(number),
        _ => None,
    })
}

/// The measures of several divisions together, none of them within another.
/// Counts and sums add up; how many different values there are in several
/// divisions the figures do not know, so that such a measure has no value.
pub(crate) struct MeasuresTogether<'a> {
    /// Those of one of them; what is not a measure is the same for all.
    pub of_one: DivisionMeasures<'a>,
    /// The divisions.
    pub divisions: &'a [DivisionId],
}

impl MeasuresTogether<'_> {
    /// The value of a numeric formula; none where it has no value.
    pub fn number(&self, formula: &Expression) -> Result<Option<Ratio>> {
        number_of(formula, self)
    }

    fn measure(&self, position: usize) -> Result<Value<'static>> {
        let Some(plan) = self.of_one.plan.measures.get(position) else {
            return Ok(Value::Null);
        };
        let function = match plan.source {
            MeasureSource::Records { function, .. } => function,
            MeasureSource::Divisions { .. } => AggregateFunction::Count,
        };
        if function == AggregateFunction::CountDistinct && self.divisions.len() > 1 {
            return Ok(Value::Null);
        }
        let mut together: Option<i128> = None;
        for division in self.divisions {
            let DivisionMeasures {
                figures,
                cut,
                monthly,
                ..
            } = self.of_one;
            let Some(value) = figures.value(position, division.index(), cut, monthly) else {
                continue;
            };
            let Some(known) = &mut together else {
                together = Some(value);
                continue;
            };
            match function {
                AggregateFunction::Min => *known = value.min(*known),
                AggregateFunction::Max => *known = value.max(*known),
                _ => add(known, value)?,
            }
        }
        Ok(together.map_or(Value::Null, |value| valued(plan, value)))
    }
}

impl Environment for MeasuresTogether<'_> {
    fn value(&self, reference: Reference, r#type: Type) -> Result<Value<'_>> {
        match reference {
            Reference::Measure(position) => self.measure(usize::from(position)),
            _ => self.of_one.value(reference, r#type),
        }
    }
}

impl Tally {
    /// For every division the number of divisions of `level` in it that are
    /// members, exist at the cut, and for which the condition holds.
    pub(super) fn count_divisions(
        &self,
        level: Level,
        members: &Members,
        holds: Option<&Expression>,
        figures: &Figures,
    ) -> Result<MeasureFigures> {
        let (plan, network) = (&self.plan, &self.plan.network);
        let width = figures.cuts.len();
        let cells = network.len().saturating_mul(width);
        let (mut counted, mut counted_monthly) = (vec![0_i64; cells], vec![0_i64; cells]);
        for id in network.at_level(level) {
            let division = id.index();
            let (from, until) = network.valid(id);
            for (cut, date) in figures.cuts.dates().iter().enumerate() {
                if !members.contains(division, *date)
                    || from.is_some_and(|from| *date < from)
                    || until.is_some_and(|until| *date >= until)
                {
                    continue;
                }
                let cell = division.saturating_mul(width).saturating_add(cut);
                for (monthly, cells) in [(false, &mut counted), (true, &mut counted_monthly)] {
                    let measures = DivisionMeasures {
                        plan,
                        figures,
                        division,
                        cut,
                        monthly,
                    };
                    let holds = match holds {
                        Some(condition) => measures.holds(condition)? == Some(true),
                        None => true,
                    };
                    if let (true, Some(cell)) = (holds, cells.get_mut(cell)) {
                        *cell = 1;
                    }
                }
            }
        }
        add_up_narrow(network, width, &mut counted);
        add_up_narrow(network, width, &mut counted_monthly);
        Ok(MeasureFigures {
            to_date: Cells::Narrow(counted),
            monthly: Monthly::Own(Cells::Narrow(counted_monthly)),
            present: None,
        })
    }
}

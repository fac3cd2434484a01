//! Measures that count divisions: coverage.

use super::Tally;
use super::accumulate::{Cells, Figures, MeasureFigures, Monthly};
use super::roll_up::add_up_narrow;
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::formula::{Environment, Expression, Reference, Value, evaluate};
use crate::network::{DivisionCode, Level};
use crate::plan::Plan;

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
        let (Some(value), Some(plan)) = (value, self.plan.measures.get(position)) else {
            return Value::Null;
        };
        if plan.is_date {
            return i32::try_from(value)
                .ok()
                .and_then(Date::from_days)
                .map_or(Value::Null, Value::Date);
        }
        number(Decimal::new(value, plan.scale))
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

fn number(value: Decimal) -> Value<'static> {
    value.to_ratio().map_or(Value::Null, Value::Number)
}

impl Environment for DivisionMeasures<'_> {
    fn value(&self, reference: Reference) -> Result<Value<'_>> {
        Ok(match reference {
            Reference::Measure(position) => self.measure(position),
            Reference::Parameter(position) => self.parameter(position),
            Reference::AsOf => self.date().map_or(Value::Null, Value::Date),
            Reference::PeriodStart => Value::Date(self.start()),
            Reference::PeriodEnd => Value::Date(self.plan.period.end()),
            Reference::Field(_) | Reference::Division(_) | Reference::Other(_) => Value::Null,
        })
    }

    fn is_division_code(&self, text: &str) -> bool {
        DivisionCode::parse(text).is_ok()
    }
}

impl DivisionMeasures<'_> {
    /// Whether a condition holds; none where it is neither true nor false.
    pub fn holds(&self, condition: &Expression) -> Result<Option<bool>> {
        Ok(match evaluate(condition, self)? {
            Value::Boolean(holds) => Some(holds),
            _ => None,
        })
    }

    /// The value of a numeric formula; none where it has no value.
    pub fn number(&self, formula: &Expression) -> Result<Option<Ratio>> {
        Ok(match evaluate(formula, self)? {
            Value::Number(number) => Some(number),
            _ => None,
        })
    }
}

impl Tally {
    /// For every division the number of divisions of `level` in it that are
    /// members, exist at the cut, and for which the condition holds.
    pub(super) fn count_divisions(
        &self,
        level: Level,
        members: &[bool],
        holds: Option<&Expression>,
        figures: &Figures,
    ) -> Result<MeasureFigures> {
        let (plan, network) = (&self.plan, &self.plan.network);
        let width = figures.cuts.len();
        let cells = network.len().saturating_mul(width);
        let (mut counted, mut counted_monthly) = (vec![0_i64; cells], vec![0_i64; cells]);
        for id in network.at_level(level) {
            let division = id.index();
            if members.get(division) != Some(&true) {
                continue;
            }
            let (from, until) = network.valid(id);
            for (cut, date) in figures.cuts.dates().iter().enumerate() {
                if from.is_some_and(|from| *date < from)
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

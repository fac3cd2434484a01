//! Which divisions a condition over the register's attributes is true of.

use std::borrow::Cow;

use super::attributes::ATTRIBUTES;
use super::compile::Workshop;
use super::scope::RecordScope;
use crate::calendar::{Date, Period};
use crate::column::in_force;
use crate::definition::Name;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::formula::{Environment, Expression, Reference, Type, Value, parse_condition, truth};
use crate::network::{DivisionId, Network};

/// The divisions that a measure or a weighting counts, as the parameters of its condition say.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// From the first day of each step on, whether a division is counted, by its index.
    steps: Vec<(Date, Vec<bool>)>,
}

impl Members {
    /// Every division of a network.
    pub(super) fn all(network: &Network, period: Period) -> Self {
        Self {
            steps: vec![(period.start(), vec![true; network.len()])],
        }
    }

    /// Whether a division is counted on a day.
    pub fn contains(&self, division: usize, day: Date) -> bool {
        let begun = self.steps.partition_point(|(from, _)| *from <= day);
        let step = self.steps.get(begun.saturating_sub(1));
        step.is_some_and(|(_, members)| members.get(division) == Some(&true))
    }
}

impl Workshop<'_> {
    /// The divisions of which a condition over attributes is true.
    pub(super) fn members(&mut self, filter: &Name) -> Option<Members> {
        let period = self.definition.programme.period.value;
        let scope = RecordScope {
            definition: self.definition,
            dataset: None,
            other: None,
            network: self.network,
            as_of: false,
        };
        let start = filter.span.start;
        let condition = parse_condition(&filter.value, start, &scope, &mut self.diagnostics)?;
        self.within_range(&condition, filter)?;
        let mut days = vec![period.start()];
        condition.for_each_reference(&mut |reference| {
            if let Reference::Parameter(parameter) = reference {
                let steps = self.parameters.get(usize::from(parameter));
                days.extend(steps.into_iter().flatten().map(|(from, _)| *from));
            }
        });
        days.retain(|day| period.contains(*day));
        days.sort_unstable();
        days.dedup();
        let steps = days.into_iter();
        let steps = steps.map(|day| Ok((day, self.members_on(&condition, day)?)));
        match steps.collect::<Result<_>>() {
            Ok(steps) => Some(Members { steps }),
            Err(error) => {
                self.failed(filter, &error);
                None
            }
        }
    }

    fn members_on(&self, condition: &Expression, day: Date) -> Result<Vec<bool>> {
        let period = self.definition.programme.period.value;
        let ids = self.network.ids();
        let is_member = |division| {
            let world = DivisionWorld {
                network: self.network,
                parameters: &self.parameters,
                period,
                day,
                division,
            };
            Ok(truth(condition, &world)? == Some(true))
        };
        ids.map(is_member).collect()
    }
}

/// A division of the register as formulas read it on a day.
struct DivisionWorld<'a> {
    network: &'a Network,
    parameters: &'a [Vec<(Date, Decimal)>],
    period: Period,
    day: Date,
    division: DivisionId,
}

impl Environment for DivisionWorld<'_> {
    fn value(&self, reference: Reference, _: Type) -> Result<Value<'_>> {
        Ok(match reference {
            Reference::Division(attribute) => self.attribute(usize::from(attribute)),
            Reference::Parameter(parameter) => {
                let steps = self.parameters.get(usize::from(parameter));
                match steps.and_then(|steps| in_force(steps, self.day)) {
                    Some(value) => Value::Number(value.to_ratio()?),
                    None => Value::Null,
                }
            }
            Reference::PeriodStart => Value::Date(self.period.start()),
            Reference::PeriodEnd => Value::Date(self.period.end()),
            Reference::AsOf | Reference::Measure(_) | Reference::Field(_) | Reference::Other(_) => {
                Value::Null
            }
        })
    }
}

impl DivisionWorld<'_> {
    fn attribute(&self, position: usize) -> Value<'_> {
        let (network, id) = (self.network, self.division);
        match ATTRIBUTES.get(position) {
            Some(&"code") => Value::Division(network.code(id)),
            Some(&"name") => text_value(Some(network.name(id))),
            Some(&"level") => Value::Text(Cow::Borrowed(network.level(id).id())),
            Some(&"kind") => text_value(Some(network.kind(id))),
            Some(&"poor_village") => network.poor_village(id).map_or(Value::Null, Value::Boolean),
            Some(&"population") => {
                let people = network.population(id).map(i128::from);
                people.map_or(Value::Null, |people| Value::Number(Ratio::integer(people)))
            }
            _ => text_value(network.attribute(id, position.saturating_sub(ATTRIBUTES.len()))),
        }
    }
}

fn text_value(text: Option<&str>) -> Value<'_> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Value::Text(Cow::Borrowed(text)),
        None => Value::Null,
    }
}

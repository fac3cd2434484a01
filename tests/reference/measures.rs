//! What every measure says of every division on every day.

use std::collections::BTreeSet;

use huimin::calendar::Date;
use huimin::definition::{Dataset, MeasureKind, Name};
use huimin::error::Result;
use huimin::figure::Ratio;
use huimin::formula::{Aggregate, AggregateFunction, Expression, Reference};
use huimin::network::{DivisionId, Level};

use super::Case;
use super::evaluate::{Value, World, evaluate};
use super::names::{self, MeasureNames, RecordNames, dataset_named};
use super::reading::{RecordWorld, Row, place};

/// The value of every measure: by measure, division, day, and whether it is
/// that of the month alone.
pub struct Measures<'a> {
    case: &'a Case<'a>,
    pub days: Vec<Date>,
    values: Vec<Vec<Vec<[Value; 2]>>>,
    /// By measure, the datasets it is computed from in the end.
    sources: Vec<BTreeSet<usize>>,
}

/// One division on one day as formulas see it.
pub struct DivisionWorld<'a> {
    measures: &'a Measures<'a>,
    id: DivisionId,
    day: usize,
    month_alone: bool,
}

/// A record that counts, with what a measure needs of it on each day.
struct Contribution {
    division: DivisionId,
    /// By day: whether it counts, to date and in the month alone.
    counts: Vec<[bool; 2]>,
    argument: Value,
}

impl<'a> Measures<'a> {
    pub fn compute(
        case: &'a Case<'a>,
        datasets: &[Vec<Row>],
        counting: &[Vec<bool>],
    ) -> Result<Self> {
        let mut measures = Self {
            case,
            days: case.days(),
            values: Vec::new(),
            sources: Vec::new(),
        };
        for (position, measure) in case.definition.measures.iter().enumerate() {
            let mut sources = BTreeSet::new();
            let values = match &measure.kind {
                MeasureKind::Records { dataset, value, on } => {
                    let (place, dataset) = dataset_named(case.definition, &dataset.value);
                    sources.insert(place);
                    let (rows, counting) = (&datasets[place], &counting[place]);
                    measures.over_records(dataset, value, on.as_ref(), (rows, counting))?
                }
                MeasureKind::Divisions { per, filter, holds } => {
                    let names = MeasureNames {
                        definition: case.definition,
                        network: case.network,
                        measures: position,
                    };
                    let holds = holds
                        .as_ref()
                        .map(|holds| names::measure_formula(&names, &holds.value));
                    if let Some(holds) = &holds {
                        sources = measures.sources_of(holds);
                    }
                    // Of what was not received nothing is computed.
                    let holds = holds.as_ref().filter(|holds| measures.is_received(holds));
                    measures.over_divisions(per, filter.as_ref(), holds)?
                }
            };
            measures.values.push(values);
            measures.sources.push(sources);
        }
        Ok(measures)
    }

    pub fn of(&'a self, id: DivisionId, day: usize, month_alone: bool) -> DivisionWorld<'a> {
        DivisionWorld {
            measures: self,
            id,
            day,
            month_alone,
        }
    }

    /// The datasets that the measures of a formula are computed from.
    pub fn sources_of(&self, formula: &Expression) -> BTreeSet<usize> {
        let mut sources = BTreeSet::new();
        formula.for_each_reference(&mut |reference| {
            if let Reference::Measure(measure) = reference {
                sources.extend(&self.sources[usize::from(measure)]);
            }
        });
        sources
    }

    /// The datasets that one measure is computed from.
    pub fn sources(&self, measure: usize) -> &BTreeSet<usize> {
        &self.sources[measure]
    }

    /// Whether all of those were handed over.
    pub fn is_received(&self, formula: &Expression) -> bool {
        let sources = self.sources_of(formula);
        sources.iter().all(|dataset| self.case.received[*dataset])
    }

    /// A measure as a number; a day as days since 1970-01-01.
    pub fn number(&self, measure: usize, id: DivisionId, day: usize) -> Option<Ratio> {
        match &self.values[measure][id.index()][day][0] {
            Value::Number(number) => Some(*number),
            Value::Date(date) => Some(Ratio::integer(i128::from(date.days()))),
            _ => None,
        }
    }

    fn over_records(
        &self,
        dataset: &Dataset,
        formula: &Name,
        on: Option<&Name>,
        (rows, counting): (&[Row], &[bool]),
    ) -> Result<Vec<Vec<[Value; 2]>>> {
        let aggregate = names::aggregate(
            self.case.definition,
            self.case.network,
            dataset,
            &formula.value,
        );
        let on = on.map(|name| place(dataset, &name.value));
        let mut contributions = Vec::new();
        for (row, counts) in rows.iter().zip(counting) {
            // One whose formulas cannot be computed counts nowhere.
            if *counts {
                contributions.extend(self.contribution(dataset, &aggregate, on, row)?);
            }
        }
        let network = self.case.network;
        let is_in = |one: DivisionId, whole: DivisionId| {
            one == whole || network.ancestors(one).any(|above| above == whole)
        };
        let mut values = Vec::new();
        for id in network.ids() {
            let mut of_division = Vec::new();
            for day in 0..self.days.len() {
                let value = |alone: usize| {
                    let there = contributions
                        .iter()
                        .filter(|record| record.counts[day][alone] && is_in(record.division, id));
                    put_together(aggregate.function, there.map(|record| &record.argument))
                };
                of_division.push([value(0)?, value(1)?]);
            }
            values.push(of_division);
        }
        Ok(values)
    }

    /// What a record adds; nothing where its division is not known.
    fn contribution(
        &self,
        dataset: &Dataset,
        aggregate: &Aggregate,
        on: Option<usize>,
        row: &Row,
    ) -> Result<Option<Contribution>> {
        let start = self.case.definition.programme.period.value.start();
        let mut world = RecordWorld {
            case: self.case,
            dataset,
            row,
            other: None,
            as_of: None,
        };
        let argument = match &aggregate.argument {
            Some(argument) => evaluate(argument, &world)?,
            None => Value::Boolean(true),
        };
        let mut counts = Vec::new();
        let mut month_start = start;
        for day in &self.days {
            world.as_of = Some(*day);
            let holds = match &aggregate.filter {
                Some(filter) => evaluate(filter, &world)?.is_true(),
                None => true,
            };
            let holds = holds && argument != Value::Null;
            let between = |from: Date| match on.map(|field| &row.cells[field].value) {
                // A stock states what holds at the day, for the month as well.
                None => true,
                Some(Value::Date(date)) => from <= *date && date <= day,
                Some(_) => false,
            };
            counts.push([holds && between(start), holds && between(month_start)]);
            month_start = day.add_days(1).expect("a day of the calendar");
        }
        Ok(row.division.map(|division| Contribution {
            division,
            counts,
            argument,
        }))
    }

    fn over_divisions(
        &self,
        per: &Name,
        filter: Option<&Name>,
        holds: Option<&Expression>,
    ) -> Result<Vec<Vec<[Value; 2]>>> {
        let network = self.case.network;
        let level = Level::from_id(&per.value).expect("a level the plan knows");
        let filter = filter.map(|filter| {
            let names = RecordNames {
                definition: self.case.definition,
                network,
                dataset: None,
                other: None,
            };
            names::record_condition(&names, &filter.value)
        });
        // By division and day: whether it is counted itself.
        let mut counted = Vec::new();
        for id in network.ids() {
            let mut days = Vec::new();
            for (day, date) in self.days.iter().enumerate() {
                let world = RegisterWorld {
                    case: self.case,
                    id,
                    day: *date,
                };
                let member = match &filter {
                    Some(filter) => evaluate(filter, &world)?.is_true(),
                    None => true,
                };
                let (from, until) = network.valid(id);
                let exists = from.is_none_or(|from| from <= *date)
                    && until.is_none_or(|until| *date < until);
                let is = |alone: bool| -> Result<bool> {
                    if !(member && exists && network.level(id) == level) {
                        return Ok(false);
                    }
                    match holds {
                        Some(holds) => Ok(evaluate(holds, &self.of(id, day, alone))?.is_true()),
                        None => Ok(true),
                    }
                };
                days.push([is(false)?, is(true)?]);
            }
            counted.push(days);
        }
        let whole = |id: DivisionId, day: usize, alone: usize| {
            let below = network.at_level_below(id, level);
            let number = below
                .filter(|below| counted[below.index()][day][alone])
                .count();
            Value::whole(number as i64)
        };
        let days = 0..self.days.len();
        let of_division = |id| {
            let days = days.clone();
            days.map(|day| [whole(id, day, 0), whole(id, day, 1)])
                .collect()
        };
        Ok(network.ids().map(of_division).collect())
    }
}

/// The aggregate of some values.
fn put_together<'v>(
    function: AggregateFunction,
    values: impl Iterator<Item = &'v Value>,
) -> Result<Value> {
    let values: Vec<&Value> = values.collect();
    Ok(match function {
        AggregateFunction::Count => Value::whole(values.len() as i64),
        AggregateFunction::CountDistinct => {
            let different: BTreeSet<String> = values.iter().map(|value| canonical(value)).collect();
            Value::whole(different.len() as i64)
        }
        AggregateFunction::Sum => {
            let mut sum = Ratio::integer(0);
            for number in values.iter().filter_map(|value| value.number()) {
                sum = sum.checked_add(number)?;
            }
            Value::Number(sum)
        }
        AggregateFunction::Min => extreme(values, |new, known| new < known),
        AggregateFunction::Max => extreme(values, |new, known| new > known),
    })
}

/// Equal values have equal texts.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let number = number.reduced();
            format!("{}/{}", number.numerator(), number.denominator())
        }
        other => format!("{other:?}"),
    }
}

fn extreme(values: Vec<&Value>, better: fn(Ratio, Ratio) -> bool) -> Value {
    let mut best: Option<(Ratio, Value)> = None;
    for value in values {
        let (rank, value) = match value {
            Value::Number(number) => (*number, value.clone()),
            Value::Date(date) => (Ratio::integer(i128::from(date.days())), value.clone()),
            Value::Time(minutes) => {
                let minutes = Value::whole(i64::from(*minutes));
                (minutes.number().expect("a number"), minutes)
            }
            _ => continue,
        };
        if best.as_ref().is_none_or(|(known, _)| better(rank, *known)) {
            best = Some((rank, value));
        }
    }
    best.map_or(Value::Null, |(_, value)| value)
}

impl World for DivisionWorld<'_> {
    fn value(&self, reference: Reference) -> Value {
        let definition = self.measures.case.definition;
        let period = definition.programme.period.value;
        let day = self.measures.days[self.day];
        match reference {
            Reference::Measure(measure) => {
                let values = &self.measures.values[usize::from(measure)];
                values[self.id.index()][self.day][usize::from(self.month_alone)].clone()
            }
            Reference::Parameter(place) => names::parameter_on(definition, place, day),
            Reference::AsOf => Value::Date(day),
            // The period of a month alone begins with the month.
            Reference::PeriodStart => match self.day.checked_sub(1) {
                Some(before) if self.month_alone => {
                    Value::Date(self.measures.days[before].add_days(1).expect("a day"))
                }
                _ => Value::Date(period.start()),
            },
            Reference::PeriodEnd => Value::Date(period.end()),
            Reference::Field(_) | Reference::Division(_) | Reference::Other(_) => Value::Null,
        }
    }
}

/// A division as the register knows it.
struct RegisterWorld<'a> {
    case: &'a Case<'a>,
    id: DivisionId,
    day: Date,
}

impl World for RegisterWorld<'_> {
    fn value(&self, reference: Reference) -> Value {
        let period = self.case.definition.programme.period.value;
        match reference {
            Reference::Division(place) => names::attribute(self.case.network, self.id, place),
            Reference::Parameter(place) => {
                names::parameter_on(self.case.definition, place, self.day)
            }
            Reference::PeriodStart => Value::Date(period.start()),
            Reference::PeriodEnd => Value::Date(period.end()),
            _ => Value::Null,
        }
    }
}

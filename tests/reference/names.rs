//! What names mean in the formulas of a definition.

use huimin::Network;
use huimin::calendar::Date;
use huimin::definition::{Dataset, Definition, FieldType, Measure, MeasureKind};
use huimin::figure::Decimal;
use huimin::formula::{
    Aggregate, Expression, Reference, Resolved, Scope, Type, parse_aggregate, parse_condition,
    parse_expression,
};
use huimin::network::DivisionCode;

use super::evaluate::Value;

/// The attributes of a division that every register has.
const ATTRIBUTES: [(&str, Type); 6] = [
    ("code", Type::Division),
    ("name", Type::Text),
    ("level", Type::Text),
    ("kind", Type::Text),
    ("poor_village", Type::Boolean),
    ("population", Type::Integer),
];

/// The names of formulas over records and over the register.
pub struct RecordNames<'a> {
    pub definition: &'a Definition,
    pub network: &'a Network,
    pub dataset: Option<&'a Dataset>,
    pub other: Option<&'a Dataset>,
}

/// The names of formulas over measures.
pub struct MeasureNames<'a> {
    pub definition: &'a Definition,
    pub network: &'a Network,
    /// How many measures, from the first on, may be read.
    pub measures: usize,
}

impl Scope for RecordNames<'_> {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        match qualifier {
            None if name.starts_with(':') => parameter(self.definition, name),
            None => field(self.dataset?, name, Reference::Field),
            Some("division") => {
                let own = ATTRIBUTES.iter().position(|(known, _)| *known == name);
                let further = self.network.attribute_names();
                let further = further.iter().position(|known| known == name);
                let (place, r#type) = match (own, further) {
                    (Some(place), _) => (place, ATTRIBUTES[place].1),
                    (None, Some(place)) => (place + ATTRIBUTES.len(), Type::Text),
                    (None, None) => return None,
                };
                Some(resolved(Reference::Division(place as u16), r#type))
            }
            Some(other) => {
                let dataset = self.other.filter(|dataset| dataset.id.value == other)?;
                field(dataset, name, Reference::Other)
            }
        }
    }

    fn current_division(&self, written: DivisionCode) -> DivisionCode {
        let current = self.network.find(written);
        current.map_or(written, |id| self.network.code(id))
    }

    fn candidates(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Scope for MeasureNames<'_> {
    fn resolve(&self, _: Option<&str>, name: &str) -> Option<Resolved> {
        if name.starts_with(':') {
            return parameter(self.definition, name);
        }
        let measures = &self.definition.measures[..self.measures];
        let place = measures
            .iter()
            .position(|measure| measure.id.value == name)?;
        let r#type = measure_type(self.definition, self.network, &measures[place]);
        Some(resolved(Reference::Measure(place as u16), r#type))
    }

    fn candidates(&self) -> Vec<String> {
        Vec::new()
    }
}

fn resolved(reference: Reference, r#type: Type) -> Resolved {
    Resolved {
        reference,
        r#type,
        codes: None,
    }
}

fn field(dataset: &Dataset, name: &str, make: fn(u16) -> Reference) -> Option<Resolved> {
    let mut fields = dataset.fields.iter();
    let place = fields.position(|field| field.name.value == name)?;
    let r#type = match dataset.fields[place].r#type {
        FieldType::Text => Type::Text,
        FieldType::Division => Type::Division,
        FieldType::Integer => Type::Integer,
        FieldType::Decimal { scale } => Type::Decimal { scale },
        FieldType::Date => Type::Date,
        FieldType::Time => Type::Time,
        FieldType::Boolean => Type::Boolean,
    };
    Some(resolved(make(place as u16), r#type))
}

fn parameter(definition: &Definition, name: &str) -> Option<Resolved> {
    Some(match name {
        ":as_of" => resolved(Reference::AsOf, Type::Date),
        ":period_start" => resolved(Reference::PeriodStart, Type::Date),
        ":period_end" => resolved(Reference::PeriodEnd, Type::Date),
        _ => {
            let mut parameters = definition.parameters.iter();
            let place = parameters.position(|known| known.id.value == name[1..])?;
            let values = definition.parameters[place].values.iter();
            let scale = values.map(|(_, value)| value.value.scale()).max()?;
            resolved(Reference::Parameter(place as u16), number_type(scale))
        }
    })
}

fn number_type(scale: u8) -> Type {
    match scale {
        0 => Type::Integer,
        scale => Type::Decimal { scale },
    }
}

/// The aggregate of a measure over records.
pub fn aggregate(
    definition: &Definition,
    network: &Network,
    dataset: &Dataset,
    formula: &str,
) -> Aggregate {
    let names = RecordNames {
        definition,
        network,
        dataset: Some(dataset),
        other: None,
    };
    parse_aggregate(formula, 0, &names, &mut Vec::new()).expect("a formula the plan accepted")
}

/// A condition over records or the register.
pub fn record_condition(names: &RecordNames<'_>, formula: &str) -> Expression {
    parse_condition(formula, 0, names, &mut Vec::new()).expect("a condition the plan accepted")
}

/// A formula over measures.
pub fn measure_formula(names: &MeasureNames<'_>, formula: &str) -> Expression {
    parse_expression(formula, 0, names, &mut Vec::new()).expect("a formula the plan accepted")
}

/// The type of a measure's values; times of day are minutes.
pub fn measure_type(definition: &Definition, network: &Network, measure: &Measure) -> Type {
    match &measure.kind {
        MeasureKind::Divisions { .. } => Type::Integer,
        MeasureKind::Records { dataset, value, .. } => {
            let dataset = dataset_named(definition, &dataset.value).1;
            match aggregate(definition, network, dataset, &value.value).r#type {
                Type::Time => Type::Integer,
                other => other,
            }
        }
    }
}

pub fn dataset_named<'a>(definition: &'a Definition, id: &str) -> (usize, &'a Dataset) {
    let mut datasets = definition.datasets.iter().enumerate();
    datasets
        .find(|(_, dataset)| dataset.id.value == id)
        .expect("a dataset the plan found")
}

/// The value of a parameter in force on a day; before its first day the first one.
pub fn parameter_on(definition: &Definition, place: u16, day: Date) -> Value {
    let values = &definition.parameters[usize::from(place)].values;
    let in_force = values.iter().rev().find(|(from, _)| from.value <= day);
    let value: Decimal = in_force.or(values.first()).expect("a value").1.value;
    Value::Number(value.to_ratio().expect("a short number"))
}

/// Whether a parameter has the same value on every day.
pub fn is_constant(definition: &Definition, place: u16) -> bool {
    definition.parameters[usize::from(place)].values.len() == 1
}

/// An attribute of a division.
pub fn attribute(network: &Network, id: huimin::network::DivisionId, place: u16) -> Value {
    let text = |text: &str| match text {
        "" => Value::Null,
        text => Value::Text(text.to_owned()),
    };
    match ATTRIBUTES.get(usize::from(place)).map(|(name, _)| *name) {
        Some("code") => Value::Text(network.code(id).padded()),
        Some("name") => text(network.name(id)),
        Some("level") => text(network.level(id).id()),
        Some("kind") => text(network.kind(id)),
        Some("poor_village") => network.poor_village(id).map_or(Value::Null, Value::Boolean),
        Some(_) => {
            let people = network.population(id);
            people.map_or(Value::Null, |people| Value::whole(people as i64))
        }
        None => {
            let further = usize::from(place) - ATTRIBUTES.len();
            network.attribute(id, further).map_or(Value::Null, text)
        }
    }
}

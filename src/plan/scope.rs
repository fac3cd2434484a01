//! What names mean in the formulas of a definition.

use crate::definition::{Dataset, Definition, FieldType};
use crate::figure::Decimal;
use crate::formula::{Reference, Resolved, Scope, Type};
use crate::network::{DivisionCode, Level, Network};

use super::MeasurePlan;
use super::attributes::{ATTRIBUTES, attribute_type};

/// The names a formula over records may use.
pub(super) struct RecordScope<'a> {
    pub definition: &'a Definition,
    pub dataset: Option<&'a Dataset>,
    /// A dataset whose fields are written `dataset.field`.
    pub other: Option<&'a Dataset>,
    /// What is known of divisions.
    pub network: &'a Network,
    /// Whether `:as_of` may be used.
    pub as_of: bool,
}

impl Scope for RecordScope<'_> {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        match qualifier {
            None if name.starts_with(':') => parameter(self.definition, name, self.as_of),
            None => field(self.definition, self.dataset?, name, Reference::Field),
            Some("division") => self.attribute(name),
            Some(qualifier) => {
                let other = self.other.filter(|other| other.id.value == qualifier)?;
                field(self.definition, other, name, Reference::Other)
            }
        }
    }

    fn current_division(&self, written: DivisionCode) -> DivisionCode {
        let current = self.network.find(written);
        current.map_or(written, |id| self.network.code(id))
    }

    fn candidates(&self) -> Vec<String> {
        let own = self.dataset.iter().flat_map(|dataset| &dataset.fields);
        let mut names: Vec<String> = own.map(|field| field.name.value.clone()).collect();
        for other in self.other.iter() {
            let id = &other.id.value;
            names.extend(
                other
                    .fields
                    .iter()
                    .map(|field| format!("{id}.{}", field.name.value)),
            );
        }
        names.extend(ATTRIBUTES.iter().map(|name| format!("division.{name}")));
        names.extend(
            self.network
                .attribute_names()
                .iter()
                .map(|name| format!("division.{name}")),
        );
        names.extend(parameter_names(self.definition, self.as_of));
        names
    }
}

impl RecordScope<'_> {
    fn attribute(&self, name: &str) -> Option<Resolved> {
        let built_in = ATTRIBUTES.iter().position(|known| *known == name);
        let further = || {
            let mut names = self.network.attribute_names().iter();
            let position = names.position(|known| known == name)?;
            position.checked_add(ATTRIBUTES.len())
        };
        let position = built_in.or_else(further)?;
        let codes = (name == "level").then(|| {
            Level::all()
                .iter()
                .map(|level| level.id().to_owned())
                .collect()
        });
        Some(Resolved {
            reference: Reference::Division(u16::try_from(position).ok()?),
            r#type: attribute_type(position),
            codes,
        })
    }
}

/// The names a formula over measures may use.
pub(super) struct MeasureScope<'a> {
    pub definition: &'a Definition,
    pub measures: &'a [MeasurePlan],
}

impl Scope for MeasureScope<'_> {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        if qualifier.is_some() {
            return None;
        }
        if name.starts_with(':') {
            return parameter(self.definition, name, true);
        }
        let position = self
            .measures
            .iter()
            .position(|measure| measure.id == name)?;
        let measure = self.measures.get(position)?;
        Some(Resolved {
            reference: Reference::Measure(u16::try_from(position).ok()?),
            r#type: match (measure.is_date, measure.scale) {
                (true, _) => Type::Date,
                (_, 0) => Type::Integer,
                (_, scale) => Type::Decimal { scale },
            },
            codes: None,
        })
    }

    fn candidates(&self) -> Vec<String> {
        let measures = self.measures.iter().map(|measure| measure.id.clone());
        measures
            .chain(parameter_names(self.definition, true))
            .collect()
    }
}

/// The type of a field in formulas.
pub(super) fn formula_type(field_type: FieldType) -> Type {
    match field_type {
        FieldType::Text => Type::Text,
        FieldType::Division => Type::Division,
        FieldType::Integer => Type::Integer,
        FieldType::Decimal { scale } => Type::Decimal { scale },
        FieldType::Date => Type::Date,
        FieldType::Time => Type::Time,
        FieldType::Boolean => Type::Boolean,
    }
}

fn field(
    definition: &Definition,
    dataset: &Dataset,
    name: &str,
    make: impl Fn(u16) -> Reference,
) -> Option<Resolved> {
    let position = dataset
        .fields
        .iter()
        .position(|field| field.name.value == name)?;
    let field = dataset.fields.get(position)?;
    let codes = field.codes.as_ref().and_then(|list| {
        let list = definition
            .code_lists
            .iter()
            .find(|known| known.id.value == list.value)?;
        Some(
            list.codes
                .iter()
                .map(|(code, _)| code.value.clone())
                .collect(),
        )
    });
    Some(Resolved {
        reference: make(u16::try_from(position).ok()?),
        r#type: formula_type(field.r#type),
        codes,
    })
}

fn parameter(definition: &Definition, name: &str, as_of: bool) -> Option<Resolved> {
    let date = |reference| {
        Some(Resolved {
            reference,
            r#type: Type::Date,
            codes: None,
        })
    };
    match name {
        ":as_of" if as_of => return date(Reference::AsOf),
        ":period_start" => return date(Reference::PeriodStart),
        ":period_end" => return date(Reference::PeriodEnd),
        _ => {}
    }
    let wanted = name.strip_prefix(':')?;
    let position = definition
        .parameters
        .iter()
        .position(|parameter| parameter.id.value == wanted)?;
    let parameter = definition.parameters.get(position)?;
    let scale = parameter_scale(parameter.values.iter().map(|(_, value)| value.value));
    Some(Resolved {
        reference: Reference::Parameter(u16::try_from(position).ok()?),
        r#type: if scale == 0 {
            Type::Integer
        } else {
            Type::Decimal { scale }
        },
        codes: None,
    })
}

/// Digits after the point of a parameter: as many as the longest of its values has.
pub(super) fn parameter_scale(values: impl Iterator<Item = Decimal>) -> u8 {
    values.map(Decimal::scale).max().unwrap_or(0)
}

fn parameter_names(definition: &Definition, as_of: bool) -> impl Iterator<Item = String> + '_ {
    let built_in = [":as_of", ":period_start", ":period_end"];
    let built_in = built_in
        .into_iter()
        .filter(move |name| as_of || *name != ":as_of");
    let own = definition
        .parameters
        .iter()
        .map(|parameter| format!(":{}", parameter.id.value));
    built_in.map(str::to_owned).chain(own)
}

//! The register's attributes as columns over the divisions (`division.x`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::column::{AttributeTable, Codes, Column, Mask, Numbers, TextColumn, Truth};
use crate::formula::Type;
use crate::network::{DivisionId, Level, Network};

/// The attributes every register has.
pub(super) const ATTRIBUTES: [&str; 6] = [
    "code",
    "name",
    "level",
    "kind",
    "poor_village",
    "population",
];

/// The name of the attribute with that position.
pub(crate) fn attribute_name(network: &Network, position: usize) -> Option<&str> {
    let further = || {
        let place = position.checked_sub(ATTRIBUTES.len())?;
        network.attribute_names().get(place).map(String::as_str)
    };
    ATTRIBUTES.get(position).copied().or_else(further)
}

/// The type of the attribute with that position; further columns are text.
pub(super) fn attribute_type(position: usize) -> Type {
    match ATTRIBUTES.get(position) {
        Some(&"poor_village") => Type::Boolean,
        Some(&"population") => Type::Integer,
        Some(&"code") => Type::Division,
        _ => Type::Text,
    }
}

/// An attribute of a division as text; none where it has no value.
pub(super) fn text_of(network: &Network, id: DivisionId, attribute: &str) -> Option<String> {
    match attribute {
        "code" => Some(network.code(id).padded()),
        "name" => Some(network.name(id).to_owned()),
        "level" => Some(network.level(id).id().to_owned()),
        "kind" => Some(network.kind(id).to_owned()),
        "poor_village" => network.poor_village(id).map(|is_poor| is_poor.to_string()),
        "population" => network.population(id).map(|people| people.to_string()),
        _ => {
            let names = network.attribute_names();
            let place = names.iter().position(|name| name == attribute)?;
            network.attribute(id, place).map(str::to_owned)
        }
    }
}

/// The values of one attribute for every division of the network.
pub(super) fn attribute_table(network: &Network, position: usize) -> AttributeTable {
    let ids: Vec<DivisionId> = network.ids().collect();
    let length = ids.len();
    let values = match ATTRIBUTES.get(position) {
        Some(&"code") => {
            let codes = ids.iter().map(|id| network.code(*id).number());
            Column::Numbers(Numbers {
                values: codes.map(|code| i64::try_from(code).unwrap_or(0)).collect(),
                known: Mask::all(length),
            })
        }
        Some(&"level") => {
            let list: Arc<[String]> = Level::all()
                .iter()
                .map(|level| level.id().to_owned())
                .collect();
            let place = |id: &DivisionId| {
                let level = network.level(*id);
                let place = Level::all().iter().position(|known| *known == level);
                place
                    .and_then(|place| u8::try_from(place).ok())
                    .unwrap_or(u8::MAX)
            };
            let values = ids.iter().map(place).collect();
            Column::Codes(Codes {
                values,
                known: Mask::all(length),
                list,
            })
        }
        Some(&"poor_village") => {
            let of = |wanted: bool| {
                Mask::from_fn(length, |row| {
                    ids.get(row).and_then(|id| network.poor_village(*id)) == Some(wanted)
                })
            };
            Column::Truth(Truth {
                yes: of(true),
                no: of(false),
            })
        }
        Some(&"population") => {
            let value = |id: &DivisionId| network.population(*id);
            let number = |id| value(id).and_then(|people| i64::try_from(people).ok());
            Column::Numbers(Numbers {
                values: ids.iter().map(|id| number(id).unwrap_or(0)).collect(),
                known: Mask::from_fn(length, |row| {
                    ids.get(row).is_some_and(|id| number(id).is_some())
                }),
            })
        }
        Some(&"name") => texts(ids.iter().map(|id| Some(network.name(*id)))),
        Some(&"kind") => texts(ids.iter().map(|id| Some(network.kind(*id)))),
        _ => {
            let further = position.saturating_sub(ATTRIBUTES.len());
            texts(ids.iter().map(|id| network.attribute(*id, further)))
        }
    };
    AttributeTable { values }
}

/// Texts as codes where there are few different ones.
fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> Column {
    let values: Vec<Option<&str>> = values
        .map(|value| value.filter(|word| !word.is_empty()))
        .collect();
    let mut positions: BTreeMap<&str, u8> = BTreeMap::new();
    for word in values.iter().flatten() {
        if positions.len() < crate::limits::CODES {
            positions.entry(word).or_insert(0);
        } else if !positions.contains_key(word) {
            return Column::Text(TextColumn::Utf8(values.into_iter().collect()));
        }
    }
    for (place, position) in positions.values_mut().enumerate() {
        *position = u8::try_from(place).unwrap_or(u8::MAX);
    }
    Column::Codes(Codes {
        values: values
            .iter()
            .map(|word| word.map_or(0, |word| positions.get(word).copied().unwrap_or(0)))
            .collect(),
        known: Mask::from_fn(values.len(), |row| {
            values.get(row).is_some_and(Option::is_some)
        }),
        list: positions.keys().map(|word| (*word).to_owned()).collect(),
    })
}

//! Synthetic marks of the divisions: which villages are poor, how many people
//! live there. No public register of 2019 gives either per village.
#![expect(
    clippy::indexing_slicing,
    reason = "vectors have one entry per division and are indexed by the network's own positions"
)]

use std::io::Write;

use crate::error::Result;
use crate::network::{DivisionId, FormerDivision, Level, Network};

use super::random::{Purpose, Random};
use super::write;

/// The stream of random numbers of the marks; datasets have smaller numbers.
const STREAM: u64 = 1_000;
/// Of a thousand villagers' committees, how many are poor at least and at most,
/// by county: with few poor residents' committees about 30 % of Yuxi's villages.
const POOR_PERMILLE: (u32, u32) = (310, 510);
/// Of a thousand residents' committees, how many are poor.
const POOR_URBAN_PERMILLE: u64 = 80;

/// The marks of every division, by its position in the network.
#[derive(Debug)]
pub(super) struct Marks {
    /// Whether a village is poor; `None` for other levels.
    pub(super) poor: Vec<Option<bool>>,
    /// Residents.
    pub(super) population: Vec<u64>,
    /// Whether any of the two was made up.
    synthetic: Vec<bool>,
}

impl Marks {
    /// The marks under `seed`; what the register itself says is kept.
    pub(super) fn new(network: &Network, seed: u64) -> Self {
        let random = Random::new(seed, STREAM);
        let mut marks = Self {
            poor: Vec::new(),
            population: Vec::new(),
            synthetic: Vec::new(),
        };
        for id in network.ids() {
            let village = network.level(id) == Level::Village;
            let poor = network
                .poor_village(id)
                .or_else(|| village.then(|| poor_village(network, random, id)));
            let registered = network.population(id);
            let residents = if village {
                residents(network, random, id)
            } else {
                0
            };
            marks
                .synthetic
                .push(registered.is_none() || poor != network.poor_village(id));
            marks.poor.push(poor);
            marks.population.push(registered.unwrap_or(residents));
        }
        marks.add_up(network);
        marks
    }

    /// Gives every division above the villages the sum of what lies below it.
    fn add_up(&mut self, network: &Network) {
        // Children come after their parents, so backwards every division is
        // complete before it is added to its parent.
        let ids: Vec<DivisionId> = network.ids().collect();
        for id in ids.into_iter().rev() {
            if let Some(parent) = network.parent(id)
                && network.population(parent).is_none()
            {
                let sum =
                    self.population[parent.index()].saturating_add(self.population[id.index()]);
                self.population[parent.index()] = sum;
            }
        }
    }

    /// The register with the marks as comma-separated text.
    pub(super) fn write_register(&self, network: &Network, out: impl Write) -> Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let mut header: Vec<&str> = vec![
            "code",
            "name",
            "level",
            "parent_code",
            "kind",
            "poor_village",
            "population",
            "valid_from",
            "valid_until",
            "successor",
            "marks",
        ];
        // A register that was itself made by this function has the column already.
        let further: Vec<usize> = (0..network.attribute_names().len())
            .filter(|position| network.attribute_names()[*position] != "marks")
            .collect();
        header.extend(
            further
                .iter()
                .map(|position| network.attribute_names()[*position].as_str()),
        );
        writer.write_record(&header).map_err(write::failed)?;
        for id in network.ids() {
            writer
                .write_record(self.register_row(network, id, &further))
                .map_err(write::failed)?;
        }
        for former in network.former() {
            let mut row = former_row(former);
            row.resize(header.len(), String::new());
            writer.write_record(&row).map_err(write::failed)?;
        }
        writer.flush().map_err(|error| write::failed(error.into()))
    }

    fn register_row(&self, network: &Network, id: DivisionId, further: &[usize]) -> Vec<String> {
        let position = id.index();
        let (from, until) = network.valid(id);
        let marks = if self.synthetic[position] {
            "synthetic"
        } else {
            "register"
        };
        let mut row = vec![
            network.code(id).to_string(),
            network.name(id).to_owned(),
            network.level(id).id().to_owned(),
            network
                .parent(id)
                .map(|parent| network.code(parent).to_string())
                .unwrap_or_default(),
            network.kind(id).to_owned(),
            self.poor[position]
                .map(|poor| poor.to_string())
                .unwrap_or_default(),
            self.population[position].to_string(),
            from.map(|date| date.to_string()).unwrap_or_default(),
            until.map(|date| date.to_string()).unwrap_or_default(),
            String::new(),
            marks.to_owned(),
        ];
        let values = further
            .iter()
            .map(|name| network.attribute(id, *name).unwrap_or_default());
        row.extend(values.map(str::to_owned));
        row
    }
}

/// The row of a former division, without its further columns.
fn former_row(former: &FormerDivision) -> Vec<String> {
    vec![
        former.code.to_string(),
        former.name.clone(),
        former.level.id().to_owned(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        former
            .valid_from
            .map(|date| date.to_string())
            .unwrap_or_default(),
        former
            .valid_until
            .map(|date| date.to_string())
            .unwrap_or_default(),
        former.successor.to_string(),
        "register".to_owned(),
    ]
}

fn poor_village(network: &Network, random: Random, id: DivisionId) -> bool {
    let number = id.index() as u64;
    let permille = if network.kind(id).contains("居") {
        POOR_URBAN_PERMILLE
    } else {
        let county = county_number(network, id);
        u64::from(random.between(county, Purpose::County, POOR_PERMILLE.0, POOR_PERMILLE.1))
    };
    random.chance(number, Purpose::Poor, permille)
}

fn residents(network: &Network, random: Random, id: DivisionId) -> u64 {
    let (low, high) = if network.kind(id).contains("居") {
        (1_600, 6_400)
    } else {
        (700, 3_900)
    };
    u64::from(random.between(id.index() as u64, Purpose::Population, low, high))
}

/// A number that all villages of a county share.
fn county_number(network: &Network, id: DivisionId) -> u64 {
    let mut at = id;
    while let Some(parent) = network.parent(at) {
        at = parent;
        if network.level(at) == Level::County {
            break;
        }
    }
    at.index() as u64
}

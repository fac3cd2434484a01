//! The network of the workload: Yunnan's register of 2019 with invented marks
//! of poor villages.

use std::fmt::Write;

use huimin::network::{DivisionId, Level};
use huimin::{Network, Result};

use crate::random::Random;

const YUNNAN: &str = include_str!("../../data/yunnan_divisions_2019.csv");
const SEED: u64 = 0x706F_6F72;

/// The register as text: 30 % of the villages are marked as poor.
pub fn network() -> Result<Network> {
    let mut text = String::with_capacity(YUNNAN.len() * 2);
    for (number, line) in YUNNAN.lines().enumerate() {
        let poor = match line.split(',').nth(2) {
            _ if number == 0 => "poor_village",
            Some("village") if Random::of_item(SEED, number as u64).below(100) < 30 => "true",
            Some("village") => "false",
            _ => "",
        };
        let _ = writeln!(text, "{line},{poor}");
    }
    Network::from_csv(text.as_bytes())
}

/// The divisions in order of their codes: the order of the canonical tables.
pub fn by_code(network: &Network) -> Vec<DivisionId> {
    let mut ids: Vec<DivisionId> = network.ids().collect();
    ids.sort_by_key(|id| network.code(*id));
    ids
}

/// What the rivals read: code, level, parent, poor (1, 0 or empty), codes with 12 digits.
pub fn listing(network: &Network) -> String {
    let mut text = "code,level,parent,poor\n".to_owned();
    for id in by_code(network) {
        let parent = network
            .parent(id)
            .map(|parent| network.code(parent).padded());
        let poor = network
            .poor_village(id)
            .filter(|_| network.level(id) == Level::Village);
        let poor = poor.map(|poor| u8::from(poor).to_string());
        let _ = writeln!(
            text,
            "{},{},{},{}",
            network.code(id).padded(),
            network.level(id).id(),
            parent.unwrap_or_default(),
            poor.unwrap_or_default(),
        );
    }
    text
}

//! One number for a whole register.

use crate::calendar::Date;

use super::tree::Network;

/// The fingerprint of a network: FNV-1a over its divisions in pre-order and
/// its former divisions, each value with its length or a mark of absence.
pub(super) fn fingerprint(network: &Network) -> u64 {
    let mut hash = Fnv::default();
    hash.count(network.attribute_names.len());
    network
        .attribute_names
        .iter()
        .for_each(|name| hash.text(name));
    hash.count(network.nodes.len());
    for node in &network.nodes {
        hash.number(node.code.number());
        hash.text(node.level.id());
        hash.optional(node.parent.map(|parent| parent.index() as u64));
        hash.text(&node.name);
        hash.text(&node.kind);
        hash.optional(node.poor_village.map(u64::from));
        hash.optional(node.population);
        hash.date(node.valid_from);
        hash.date(node.valid_until);
    }
    for value in &network.attributes {
        hash.number(u64::from(value.is_some()));
        hash.text(value.as_deref().unwrap_or_default());
    }
    hash.count(network.former.len());
    for former in &network.former {
        hash.number(former.code.number());
        hash.text(&former.name);
        hash.text(former.level.id());
        hash.date(former.valid_from);
        hash.date(former.valid_until);
        hash.number(former.successor.number());
    }
    hash.0
}

struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    fn optional(&mut self, number: Option<u64>) {
        self.number(u64::from(number.is_some()));
        self.number(number.unwrap_or_default());
    }

    fn date(&mut self, date: Option<Date>) {
        // The bits of the day number; only that they differ counts.
        self.optional(date.map(|date| u64::from(date.days().cast_unsigned())));
    }
}

//! One number for a whole register.

use crate::calendar::Date;

use super::tree::Network;

/// The fingerprint of a network: a hash over its divisions in pre-order and its
/// former divisions, each value with its length or a mark of absence.
pub(super) fn fingerprint(network: &Network) -> u64 {
    let mut hash = Hash::default();
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
        hash.text(network.text(&node.name));
        hash.text(network.text(&node.kind));
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

/// A running hash over words of eight bytes. Each step is a bijection of the
/// state for a given word, and of the word for a given state, so that texts
/// which differ in one word alone never agree.
#[derive(Default)]
struct Hash(u64);

impl Hash {
    fn number(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for word in words {
            self.number(u64::from_le_bytes(*word));
        }
        // The length tells missing bytes from zeros.
        let mut last = [0; 8];
        last.iter_mut()
            .zip(rest)
            .for_each(|(last, byte)| *last = *byte);
        self.number(u64::from_le_bytes(last));
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

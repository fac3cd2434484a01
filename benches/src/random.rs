//! SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.

/// A stream of numbers that follow from a seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of one item of a seeded family: records are made in any
    /// order, and each is always the same.
    pub fn of_item(seed: u64, item: u64) -> Self {
        let mut random = Self(seed ^ item.wrapping_mul(0xD1B5_4A32_D192_ED03));
        random.next();
        random
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// Whether one of a hundred thousand, `share` times.
    pub fn in_100_000(&mut self, share: u64) -> bool {
        self.below(100_000) < share
    }
}

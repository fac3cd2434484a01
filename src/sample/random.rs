//! Random numbers that depend on nothing but what they are for.
//!
//! A number is a pure function of the seed, the dataset, the row and the
//! purpose, so a row can be made without the rows before it, in any order and
//! on any machine. SplitMix64's output function over a counter does exactly
//! that in three multiplications; a dependency would bring more and promise
//! less about the bytes of the next version. (Steele, Lea, Flood: "Fast
//! splittable pseudorandom number generators", OOPSLA 2014.)

/// 2^64 divided by the golden ratio, the increment of SplitMix64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// An odd constant that keeps purposes apart from rows.
const PURPOSE: u64 = 0xD1B5_4A32_D192_ED03;

/// What a random number decides. The numbers are part of what makes a sample
/// reproducible: never renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The order in which platforms get accepted.
    Order = 1,
    /// Whether a village is marked as poor.
    Poor = 2,
    /// How many residents a division has.
    Population = 3,
    /// The own date of a record.
    Date = 4,
    /// The second date of a record.
    Lag = 5,
    /// Whether a record is made at the centre of its county or further down.
    Reach = 6,
    /// Which of the platforms further down.
    Place = 7,
    /// The service.
    Service = 8,
    /// The beneficiary or party.
    Beneficiary = 9,
    /// The outcome or decision.
    Outcome = 10,
    /// The channel.
    Channel = 11,
    /// A number of persons.
    Persons = 12,
    /// A property of a whole county.
    County = 13,
    /// How a curve of a county deviates from the schedule.
    Noise = 14,
}

/// The random numbers of one dataset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Random {
    base: u64,
}

impl Random {
    /// The numbers of `stream` (a dataset) under `seed`.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self {
            base: mix(seed ^ mix(stream.wrapping_add(GOLDEN))),
        }
    }

    /// 64 random bits for `row` and `purpose`.
    pub(super) fn bits(self, row: u64, purpose: Purpose) -> u64 {
        let counter = row
            .wrapping_mul(GOLDEN)
            .wrapping_add((purpose as u64).wrapping_mul(PURPOSE));
        mix(self.base.wrapping_add(counter))
    }

    /// A number from 0 to `bound` - 1; 0 where `bound` is 0.
    pub(super) fn below(self, row: u64, purpose: Purpose, bound: u64) -> u64 {
        // The high half of the product: no division, and the bias of 2^-32 or
        // less does not matter to invented records.
        (u128::from(self.bits(row, purpose)).wrapping_mul(u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both possible.
    pub(super) fn between(self, row: u64, purpose: Purpose, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)).saturating_add(1);
        low.saturating_add(self.below(row, purpose, span) as u32)
    }

    /// True so many times out of a thousand.
    pub(super) fn chance(self, row: u64, purpose: Purpose, permille: u64) -> bool {
        self.below(row, purpose, 1000) < permille
    }

    /// One of `choices`, each as often as its weight says.
    pub(super) fn choose<T: Copy>(
        self,
        row: u64,
        purpose: Purpose,
        choices: &[(T, u64)],
        otherwise: T,
    ) -> T {
        let total = choices
            .iter()
            .fold(0_u64, |sum, (_, weight)| sum.saturating_add(*weight));
        let mut drawn = self.below(row, purpose, total);
        for (choice, weight) in choices {
            if drawn < *weight {
                return *choice;
            }
            drawn = drawn.saturating_sub(*weight);
        }
        otherwise
    }
}

/// The output function of SplitMix64.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
#[path = "random_tests.rs"]
mod tests;

//! Which units to inspect: in each stratum those with the smallest hashes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{argument, limit};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::network::DivisionCode;
use crate::text::text;

/// What stands between the seed and the key in what is hashed: the unit separator.
const SEPARATOR: char = '\u{1F}';

/// A SHA-256 digest. The order of the bytes is that of the big-endian number they are.
type Sha256Digest = [u8; 32];

/// How many units a stratum has, or how many of it are to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StratumSize {
    /// The stratum: a county, as a rule.
    pub stratum: DivisionCode,
    /// The units.
    pub units: u64,
}

/// A stratified draw under way: takes units one by one, in any order, and holds no
/// more of them than are to be drawn.
///
/// Drawn are, in each stratum, the n units with the smallest hashes. A unit's hash is
/// SHA-256 (FIPS 180-4) over these bytes, and nothing else:
///
/// | bytes | |
/// |---|---|
/// | the seed | as UTF-8, without a mark at its end |
/// | `1F` | one byte |
/// | the unit's key | as UTF-8, as given: not trimmed, not normalised |
///
/// The 32 bytes of the digest are compared from the first to the last, as a big-endian
/// number; equal ones by the key's bytes. Keys are told apart within their stratum, so
/// a key given twice counts once. Who knows the seed and the keys can repeat the draw
/// in any language; fix the seed in public, after the keys are fixed.
///
/// The order of units means nothing, and parts of them can be drawn apart and
/// [merged](Draw::merge).
///
/// # Example
///
/// ```
/// use huimin::inspect::{Draw, StratumSize};
/// use huimin::network::DivisionCode;
///
/// let county = DivisionCode::parse("530402")?.code;
/// let two = [StratumSize { stratum: county, units: 2 }];
/// let mut draw = Draw::new("2019-12-01", &two)?;
/// let mut other = draw.clone();
/// draw.add(county, "N-001")?;
/// draw.add(county, "N-002")?;
/// other.add(county, "N-003")?;
/// draw.merge(other)?;
///
/// let sample = draw.sample()?;
/// let keys: Vec<&str> = sample.strata[0].units.iter().map(|unit| unit.key.as_str()).collect();
/// assert_eq!(keys, ["N-002", "N-001"]);
/// # Ok::<(), huimin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    seed: String,
    strata: BTreeMap<DivisionCode, Kept>,
}

/// The units of a stratum with the smallest hashes so far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    size: usize,
    units: BTreeSet<(Sha256Digest, String)>,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The seed, with which anybody can repeat the draw.
    pub seed: String,
    /// The strata by their codes.
    pub strata: Vec<StratumSample>,
}

/// What was drawn of one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumSample {
    /// The stratum.
    pub stratum: DivisionCode,
    /// The units drawn, by their hashes: the first so many are the draw of so many.
    pub units: Vec<DrawnUnit>,
}

/// A unit drawn, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnUnit {
    /// Its key.
    pub key: String,
    /// The hash by which it was drawn.
    pub digest: [u8; 32],
}

impl DrawnUnit {
    /// The digest as 64 hexadecimal digits in lower case.
    pub fn digest_hex(&self) -> String {
        let mut digits = String::new();
        for byte in self.digest {
            // Writing to a text cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }
}

/// Draws a stratified sample in one call: of each stratum so many units as `sizes`
/// says, by their hashes with the seed. How, [`Draw`] says.
///
/// # Errors
///
/// As [`Draw::new`], [`Draw::add`] and [`Draw::sample`].
pub fn draw<K: AsRef<str>>(
    seed: &str,
    sizes: &[StratumSize],
    units: impl IntoIterator<Item = (DivisionCode, K)>,
) -> Result<Sample> {
    let mut draw = Draw::new(seed, sizes)?;
    for (stratum, key) in units {
        draw.add(stratum, key.as_ref())?;
    }
    draw.sample()
}

/// The hash of a unit, over the bytes that [`Draw`] states.
pub fn unit_digest(seed: &str, key: &str) -> [u8; 32] {
    let hash = Sha256::new_with_prefix(seed).chain_update([SEPARATOR as u8]);
    hash.chain_update(key).finalize().into()
}

impl Draw {
    /// A draw of so many units of each stratum as `sizes` says.
    ///
    /// # Errors
    ///
    /// `Argument` for an empty seed or one with the separator U+001F, which would
    /// make two pairs of seed and key the same bytes, or a stratum given twice;
    /// `Limit` for more than [`limits::DRAWN_UNITS`] units.
    pub fn new(seed: &str, sizes: &[StratumSize]) -> Result<Self> {
        if seed.is_empty() || seed.contains(SEPARATOR) {
            return Err(argument(text!(
                "抽样种子不能为空,也不能含有字符 U+001F",
                "expected a seed that is not empty and does not contain the character U+001F"
            )));
        }
        let mut strata = BTreeMap::new();
        let mut total = 0_u64;
        for StratumSize { stratum, units } in sizes {
            total = total.saturating_add(*units);
            let size = usize::try_from(*units).unwrap_or(usize::MAX);
            let units = BTreeSet::new();
            if strata.insert(*stratum, Kept { size, units }).is_some() {
                return Err(argument(text!(
                    "层 {stratum} 给出了两次",
                    "the stratum {stratum} is given twice"
                )));
            }
        }
        let most = limits::DRAWN_UNITS;
        if total > most {
            return Err(limit(text!(
                "样本共 {total} 个单位,超过上限 {most}",
                "a sample of {total} units exceeds the limit of {most}"
            )));
        }
        Ok(Self {
            seed: seed.to_owned(),
            strata,
        })
    }

    /// Takes a unit of the population.
    ///
    /// # Errors
    ///
    /// `Argument` for a stratum of which the draw was given no size.
    pub fn add(&mut self, stratum: DivisionCode, key: &str) -> Result<()> {
        let kept = self.strata.get_mut(&stratum);
        let kept = kept.ok_or_else(|| {
            argument(text!(
                "单位 `{key}` 所在的层 {stratum} 没有给出样本量",
                "the unit `{key}` is of the stratum {stratum}, for which no sample size is given"
            ))
        })?;
        kept.offer(unit_digest(&self.seed, key), key);
        Ok(())
    }

    /// Takes what another draw has taken. The result is that of one draw over the
    /// units of both.
    ///
    /// # Errors
    ///
    /// `State` where the other draw has another seed or other sizes.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        let sizes = |draw: &Self| -> Vec<(DivisionCode, usize)> {
            let strata = draw.strata.iter();
            strata.map(|(code, kept)| (*code, kept.size)).collect()
        };
        if self.seed != other.seed || sizes(self) != sizes(&other) {
            let message = text!(
                "种子或各层样本量不同的抽样不能合并",
                "draws with different seeds or sample sizes cannot be merged"
            );
            return Err(Error::new(ErrorKind::State, message));
        }
        for (kept, others) in self.strata.values_mut().zip(other.strata.into_values()) {
            for (digest, key) in others.units {
                kept.offer(digest, &key);
            }
        }
        Ok(())
    }

    /// The units that are drawn as things stand, by stratum. Given to a draw with the
    /// same seed and sizes elsewhere, they stand for all units taken here.
    pub fn units(&self) -> impl Iterator<Item = (DivisionCode, &str)> {
        self.strata.iter().flat_map(|(stratum, kept)| {
            let units = kept.units.iter();
            units.map(|(_, key)| (*stratum, key.as_str()))
        })
    }

    /// The sample, when all units have been taken.
    ///
    /// # Errors
    ///
    /// `Argument` for a stratum that has fewer units than were to be drawn.
    pub fn sample(self) -> Result<Sample> {
        let strata = self.strata.into_iter().map(|(stratum, kept)| {
            let (size, found) = (kept.size, kept.units.len());
            if found < size {
                return Err(argument(text!(
                    "层 {stratum} 只有 {found} 个单位,少于样本量 {size}",
                    "the stratum {stratum} has {found} units, fewer than the {size} to be drawn"
                )));
            }
            let units = kept.units.into_iter();
            let units = units.map(|(digest, key)| DrawnUnit { key, digest });
            let units = units.collect();
            Ok(StratumSample { stratum, units })
        });
        Ok(Sample {
            seed: self.seed,
            strata: strata.collect::<Result<_>>()?,
        })
    }
}

impl Kept {
    /// Keeps the unit if it belongs to the smallest, at the cost of the largest.
    fn offer(&mut self, digest: Sha256Digest, key: &str) {
        let is_full = self.units.len() >= self.size;
        let is_larger = |last: &(Sha256Digest, String)| (&digest, key) > (&last.0, &last.1);
        if is_full && self.units.last().is_none_or(is_larger) {
            return;
        }
        self.units.insert((digest, key.to_owned()));
        if self.units.len() > self.size {
            self.units.pop_last();
        }
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;

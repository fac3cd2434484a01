//! Whole numbers in as few bits as their range needs.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "places are computed from the width and the length the bytes were made with"
)]

use crate::column::Mask;

/// Bytes behind the last number, so that each can be read as eight bytes.
const MARGIN: usize = 8;

/// A column of whole numbers, some of which may be missing. What is stored is
/// the distance from the least number, in 0, 1, 2, 4 or 12 bits or in whole bytes.
///
/// INVARIANT: the same numbers give the same bytes, so equality is that of
/// numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedNumbers {
    length: usize,
    base: i64,
    /// Bits of one number: 0, 1, 2, 4, 12, or a multiple of 8 up to 64.
    bits: u8,
    bytes: Vec<u8>,
    /// The rows that have a number; none where all have.
    known: Option<Mask>,
}

impl PackedNumbers {
    /// Packs numbers of which those in `known` count; the others may be anything.
    pub fn new(values: &[i64], known: &Mask) -> Self {
        let all = known.is_full();
        let (least, greatest) = if all {
            bounds(values.iter().copied())
        } else {
            bounds(known.rows().map(|row| values[row]))
        };
        let range = greatest.wrapping_sub(least) as u64;
        let mut packed = Self {
            length: values.len(),
            base: least,
            bits: width(range),
            bytes: Vec::new(),
            known: (!all).then(|| known.clone()),
        };
        if all {
            packed.fill(values.iter().map(|value| value.wrapping_sub(least) as u64));
        } else {
            packed.fill(values.iter().enumerate().map(|(row, value)| {
                if known.contains(row) {
                    value.wrapping_sub(least) as u64
                } else {
                    0
                }
            }));
        }
        packed
    }

    /// Packs numbers of which none is missing.
    pub fn of_all(values: &[i64]) -> Self {
        let (least, greatest) = bounds(values.iter().copied());
        let mut packed = Self {
            length: values.len(),
            base: least,
            bits: width(greatest.wrapping_sub(least) as u64),
            bytes: Vec::new(),
            known: None,
        };
        packed.fill(values.iter().map(|value| value.wrapping_sub(least) as u64));
        packed
    }

    /// Packs small numbers of which those in `known` count.
    pub fn of_bytes(values: &[u8], known: &Mask) -> Self {
        let all = known.is_full();
        let mut masked = Vec::new();
        let values = if all {
            values
        } else {
            // What is missing takes part as the least number there is.
            let least = known.rows().map(|row| values[row]).min().unwrap_or(0);
            masked.extend_from_slice(values);
            for row in known.complement().rows() {
                masked[row] = least;
            }
            &masked
        };
        let least = values.iter().copied().min().unwrap_or(0);
        let greatest = values.iter().copied().max().unwrap_or(0);
        let mut packed = Self {
            length: values.len(),
            base: i64::from(least),
            bits: width(u64::from(greatest - least)),
            bytes: Vec::new(),
            known: (!all).then(|| known.clone()),
        };
        let distances: Vec<u8> = values.iter().map(|value| value - least).collect();
        packed.fill_small(&distances);
        packed
    }

    fn fill(&mut self, distances: impl ExactSizeIterator<Item = u64>) {
        match self.bits {
            0 => {}
            1 | 2 | 4 => {
                let small: Vec<u8> = distances.map(|distance| distance as u8).collect();
                self.fill_small(&small);
            }
            12 => {
                let mut bytes = Vec::with_capacity(self.length.div_ceil(2) * 3 + MARGIN);
                let mut distances = distances;
                while let Some(first) = distances.next() {
                    let both = first | distances.next().unwrap_or(0) << 12;
                    bytes.extend_from_slice(&both.to_le_bytes()[..3]);
                }
                bytes.resize(bytes.len() + MARGIN, 0);
                self.bytes = bytes;
            }
            8 => self.fill_wide::<1>(distances),
            16 => self.fill_wide::<2>(distances),
            24 => self.fill_wide::<3>(distances),
            32 => self.fill_wide::<4>(distances),
            40 => self.fill_wide::<5>(distances),
            48 => self.fill_wide::<6>(distances),
            56 => self.fill_wide::<7>(distances),
            _ => self.fill_wide::<8>(distances),
        }
    }

    /// Fills in distances of which several share a byte.
    fn fill_small(&mut self, distances: &[u8]) {
        match self.bits {
            0 => {}
            1 => self.fill_bits::<8>(distances),
            2 => self.fill_bits::<4>(distances),
            4 => self.fill_bits::<2>(distances),
            _ => self.fill_wide::<1>(distances.iter().copied().map(u64::from)),
        }
    }

    fn fill_bits<const PER_BYTE: usize>(&mut self, distances: &[u8]) {
        let together = |distances: &[u8]| {
            let placed = distances.iter().enumerate();
            placed.fold(0, |byte, (place, distance)| {
                byte | distance << (place * 8 / PER_BYTE)
            })
        };
        let (whole, rest) = distances.as_chunks::<PER_BYTE>();
        let length = self.length.div_ceil(PER_BYTE) + MARGIN;
        let mut bytes = Vec::with_capacity(length);
        bytes.extend(whole.iter().map(|distances| together(distances)));
        if !rest.is_empty() {
            bytes.push(together(rest));
        }
        bytes.resize(length, 0);
        self.bytes = bytes;
    }

    fn fill_wide<const BYTES: usize>(&mut self, distances: impl ExactSizeIterator<Item = u64>) {
        self.bytes = vec![0; self.length * BYTES + MARGIN];
        let places = self.bytes.chunks_exact_mut(BYTES);
        for (place, distance) in places.zip(distances) {
            place.copy_from_slice(&distance.to_le_bytes()[..BYTES]);
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The number of a row; none where it has none or there is no such row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        let known =
            row < self.length && self.known.as_ref().is_none_or(|known| known.contains(row));
        known.then(|| self.base.wrapping_add(self.distance(row) as i64))
    }

    /// The rows that have a number; none where all have.
    pub fn known(&self) -> Option<&Mask> {
        self.known.as_ref()
    }

    /// A number no row's exceeds in magnitude.
    pub fn magnitude(&self) -> u64 {
        let range = match self.bits {
            64 => return u64::MAX,
            bits => (1_u64 << bits) - 1,
        };
        let greatest = self
            .base
            .saturating_add(i64::try_from(range).unwrap_or(i64::MAX));
        self.base.unsigned_abs().max(greatest.unsigned_abs())
    }

    #[inline]
    fn distance(&self, row: usize) -> u64 {
        match self.bits {
            0 => 0,
            bits @ (1 | 2 | 4) => {
                let per_byte = 8 / usize::from(bits);
                let shift = row % per_byte * usize::from(bits);
                u64::from(self.bytes[row / per_byte] >> shift) & ((1 << bits) - 1)
            }
            12 => self.eight_bytes(row / 2 * 3) >> (row % 2 * 12) & 0xFFF,
            64 => self.eight_bytes(row * 8),
            bits => self.eight_bytes(row * usize::from(bits / 8)) & ((1 << bits) - 1),
        }
    }

    #[inline]
    fn eight_bytes(&self, place: usize) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.bytes[place..place + 8]);
        u64::from_le_bytes(bytes)
    }

    /// All numbers, in order; arbitrary ones where a row has none.
    pub fn unpack(&self, out: &mut Vec<i64>) {
        self.unpack_as(out, |number| number);
    }

    /// As [`unpack`](Self::unpack), what `value` makes of every number.
    pub fn unpack_as<T: Clone>(&self, out: &mut Vec<T>, value: impl Fn(i64) -> T) {
        out.clear();
        let base = self.base;
        match self.bits {
            0 => out.resize(self.length, value(base)),
            1 => self.unpack_bits::<1, T>(out, value),
            2 => self.unpack_bits::<2, T>(out, value),
            4 => self.unpack_bits::<4, T>(out, value),
            12 => {
                let pairs = self.bytes.chunks_exact(3).take(self.length.div_ceil(2));
                for pair in pairs {
                    let both =
                        i64::from(pair[0]) | i64::from(pair[1]) << 8 | i64::from(pair[2]) << 16;
                    out.push(value(base.wrapping_add(both & 0xFFF)));
                    out.push(value(base.wrapping_add(both >> 12)));
                }
                out.truncate(self.length);
            }
            8 => self.unpack_wide::<1, T>(out, value),
            16 => self.unpack_wide::<2, T>(out, value),
            24 => self.unpack_wide::<3, T>(out, value),
            32 => self.unpack_wide::<4, T>(out, value),
            40 => self.unpack_wide::<5, T>(out, value),
            48 => self.unpack_wide::<6, T>(out, value),
            56 => self.unpack_wide::<7, T>(out, value),
            _ => self.unpack_wide::<8, T>(out, value),
        }
    }

    /// The numbers of some rows, and which of these have one.
    pub fn gather(&self, rows: &[usize]) -> (Vec<i64>, Mask) {
        let known = match &self.known {
            Some(known) => Mask::of_values(rows, |row| known.contains(*row)),
            None => Mask::of_values(rows, |row| *row < self.length),
        };
        // Where many are asked for, all in order are quicker than these one by one.
        let values = if rows.len() >= self.length / 8 {
            let mut all = Vec::with_capacity(self.length);
            self.unpack(&mut all);
            let value = |row: &usize| all.get(*row).copied().unwrap_or(0);
            rows.iter().map(value).collect()
        } else {
            let value = |row: &usize| self.get(*row).unwrap_or(0);
            rows.iter().map(value).collect()
        };
        (values, known)
    }

    fn unpack_wide<const BYTES: usize, T>(&self, out: &mut Vec<T>, value: impl Fn(i64) -> T) {
        let (places, _) = self.bytes.as_chunks::<BYTES>();
        out.extend(places.iter().take(self.length).map(|place| {
            let mut bytes = [0; 8];
            bytes[..BYTES].copy_from_slice(place);
            value(self.base.wrapping_add(i64::from_le_bytes(bytes)))
        }));
    }

    fn unpack_bits<const BITS: usize, T>(&self, out: &mut Vec<T>, value: impl Fn(i64) -> T) {
        let per_byte = 8 / BITS;
        let mask = (1_u8 << BITS) - 1;
        for byte in &self.bytes[..self.length.div_ceil(per_byte)] {
            for place in 0..per_byte {
                let distance = i64::from(byte >> (place * BITS) & mask);
                out.push(value(self.base.wrapping_add(distance)));
            }
        }
        out.truncate(self.length);
    }
}

/// The least and the greatest number; 0 and 0 of none.
fn bounds(values: impl Iterator<Item = i64>) -> (i64, i64) {
    let (least, greatest) = values.fold((i64::MAX, i64::MIN), |(least, greatest), value| {
        (least.min(value), greatest.max(value))
    });
    if least > greatest {
        (0, 0)
    } else {
        (least, greatest)
    }
}

/// The bits that hold every distance up to `range`.
fn width(range: u64) -> u8 {
    match u64::BITS - range.leading_zeros() {
        bits @ 0..=2 => bits as u8,
        3..=4 => 4,
        9..=12 => 12,
        bits => bits.div_ceil(8) as u8 * 8,
    }
}

#[cfg(test)]
#[path = "packed_tests.rs"]
mod tests;

//! Division codes: 2 province + 2 city + 2 county digits (GB/T 2260) and, of
//! the National Bureau of Statistics, 3 township + 3 village digits.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "divisors are powers of ten, shifts are constants, and a code has at most 12 digits, so no product or sum leaves u64"
)]

use std::fmt;

use super::Level;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Text, text};

/// A division code (区划代码).
///
/// Held as the canonical 12 digits read as a number, so that codes compare as
/// their texts do and a division comes before everything below it. A code is
/// well-formed; whether a division of that code exists, the
/// [`Network`](super::Network) knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DivisionCode(u64);

/// A code as it was read, and whether it had to be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParsedCode {
    /// The code.
    pub code: DivisionCode,
    /// Whether white space around it was dropped or a full-width digit was
    /// taken as its plain one; such a code is accepted, and noted.
    pub normalised: bool,
}

/// The first number with more than 12 digits.
const LIMIT: u64 = 1_000_000_000_000;

impl DivisionCode {
    /// The code written as `text`: 2, 4, 6, 9 or 12 digits, where the shorter
    /// forms and the forms padded with zeros mean the same division
    /// (`5304`, `530400` and `530400000000`).
    ///
    /// White space around the code and full-width digits (`５３０４`) are put
    /// right, and said so in [`ParsedCode::normalised`].
    ///
    /// # Errors
    /// Of kind [`Argument`](ErrorKind::Argument): anything but digits, another
    /// count of digits, no province, or digits below a city or township `00`
    /// or `000`. (A county of `00` is sound: some cities have no counties, and
    /// 441900003 is a township directly under its city.)
    pub fn parse(text: &str) -> Result<ParsedCode> {
        if let Some(code) = parse_digits(text.as_bytes()).and_then(Self::from_number) {
            let normalised = false;
            return Ok(ParsedCode { code, normalised });
        }
        Self::parse_spelling(text)
    }

    /// Any spelling, digit by digit.
    fn parse_spelling(text: &str) -> Result<ParsedCode> {
        let trimmed = text.trim();
        let mut number = 0_u64;
        let mut digits = 0_u32;
        let mut normalised = trimmed.len() != text.len();
        for character in trimmed.chars() {
            let (digit, wide) = digit_of(character).ok_or_else(|| not_a_code(text))?;
            normalised |= wide;
            digits += 1;
            if digits > 12 {
                return Err(not_a_code(text));
            }
            number = number * 10 + digit;
        }
        if !matches!(digits, 2 | 4 | 6 | 9 | 12) {
            return Err(not_a_code(text));
        }
        let number = number * 10_u64.pow(12 - digits);
        let code = Self::from_number(number).ok_or_else(|| gap_in_code(text, number))?;
        Ok(ParsedCode { code, normalised })
    }

    /// The code whose canonical 12 digits, read as a number, are `number`;
    /// `None` where that is not a well-formed code.
    pub const fn from_number(number: u64) -> Option<Self> {
        let (province, below_province) = (number / 10_000_000_000, number % 10_000_000_000);
        let (city, below_city) = (below_province / 100_000_000, below_province % 100_000_000);
        let (township, village) = (below_city / 1_000 % 1_000, below_city % 1_000);
        let sound = number < LIMIT
            && province != 0
            && (city != 0 || below_city == 0)
            && (township != 0 || village == 0);
        if sound { Some(Self(number)) } else { None }
    }

    /// The canonical 12 digits, read as a number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The level: that of the last group of digits that is not all zeros.
    pub const fn level(self) -> Level {
        if !self.0.is_multiple_of(1_000) {
            Level::Village
        } else if !self.0.is_multiple_of(1_000_000) {
            Level::Township
        } else if !self.0.is_multiple_of(100_000_000) {
            Level::County
        } else if !self.0.is_multiple_of(10_000_000_000) {
            Level::City
        } else {
            Level::Province
        }
    }

    /// The division above by the digits alone; `None` for a province.
    ///
    /// A register may say otherwise, as boundaries move.
    pub const fn prefix_parent(self) -> Option<Self> {
        let parent = match self.level() {
            Level::Province => return None,
            Level::City => self.0 - self.0 % 10_000_000_000,
            Level::County => self.0 - self.0 % 100_000_000,
            // A county group of 00 makes this the city itself.
            Level::Township => self.0 - self.0 % 1_000_000,
            Level::Village => self.0 - self.0 % 1_000,
        };
        Some(Self(parent))
    }

    /// Whether `other` is this division or lies below it by its digits alone.
    pub const fn is_prefix_of(self, other: Self) -> bool {
        let unit = match self.level() {
            Level::Province => 10_000_000_000,
            Level::City => 100_000_000,
            Level::County => 1_000_000,
            Level::Township => 1_000,
            Level::Village => 1,
        };
        self.0 / unit == other.0 / unit
    }

    /// The 12 digits.
    pub fn padded(self) -> String {
        format!("{:012}", self.0)
    }
}

/// The usual short form: 6 digits for a province, city or county, 9 for a
/// township, 12 for a village.
impl fmt::Display for DivisionCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level() {
            Level::Province | Level::City | Level::County => {
                write!(formatter, "{:06}", self.0 / 1_000_000)
            }
            Level::Township => write!(formatter, "{:09}", self.0 / 1_000),
            Level::Village => write!(formatter, "{:012}", self.0),
        }
    }
}

/// The number of a code written with 6, 9 or 12 plain digits, canonical as
/// that of [`DivisionCode::number`]; `None` for any other text.
///
/// This is the fast path for columns of millions of codes: no allocation, a
/// few multiplications. The number need not be a well-formed code; a network
/// simply does not [find](super::Network::find_number) it. What is `None` here
/// may still be a code for [`DivisionCode::parse`].
pub fn parse_digits(bytes: &[u8]) -> Option<u64> {
    let word = |digits: &[u8; 8]| eight_digits(u64::from_le_bytes(*digits));
    // Four digits are eight that begin with four zeros.
    let half = |digits: &[u8; 4]| {
        eight_digits(
            u64::from(u32::from_le_bytes(*digits)) << 32 | u64::from(u32::from_le_bytes(*b"0000")),
        )
    };
    match bytes.len() {
        12 => Some(word(bytes.first_chunk()?)? * 10_000 + half(bytes.last_chunk()?)?),
        9 => Some((word(bytes.first_chunk()?)? * 10 + one_digit(*bytes.last()?)?) * 1_000),
        // The fours overlap by two digits, which the first leaves to the last.
        6 => Some(
            (half(bytes.first_chunk()?)? / 100 * 10_000 + half(bytes.last_chunk()?)?) * 1_000_000,
        ),
        _ => None,
    }
}

/// Eight digits at once: each step adds neighbours into lanes twice as wide.
///
/// The first digit is the lowest byte of `word`.
#[inline]
pub(crate) fn eight_digits(word: u64) -> Option<u64> {
    // A byte is a digit if its high half is 3, and is still 3 after adding 6.
    let halves = (word & 0xF0F0_F0F0_F0F0_F0F0)
        | ((word.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4);
    if halves != 0x3333_3333_3333_3333 {
        return None;
    }
    let ones = word & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (ones.wrapping_mul(10 << 8 | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
}

fn one_digit(byte: u8) -> Option<u64> {
    byte.is_ascii_digit().then(|| u64::from(byte & 0x0F))
}

/// The value of a digit, and whether it is a full-width one.
fn digit_of(character: char) -> Option<(u64, bool)> {
    match character {
        '0'..='9' => Some((u64::from(character) - u64::from('0'), false)),
        '０'..='９' => Some((u64::from(character) - u64::from('０'), true)),
        _ => None,
    }
}

fn not_a_code(found: &str) -> Error {
    let found = excerpt(found);
    argument(text!(
        "区划代码应为 2、4、6、9 或 12 位数字,实际为“{found}”",
        "expected a division code of 2, 4, 6, 9 or 12 digits, but found `{found}`"
    ))
}

fn gap_in_code(found: &str, number: u64) -> Error {
    let found = excerpt(found);
    argument(if number / 10_000_000_000 == 0 {
        text!(
            "区划代码的前两位应为省份代码,不能是 00,实际为“{found}”",
            "expected a division code that starts with its province, but found `{found}`, which starts with `00`"
        )
    } else {
        text!(
            "区划代码“{found}”的上级码段为零而下级码段不为零,请核对",
            "expected a division code without a gap, but found `{found}`, which has digits below a group of zeros"
        )
    })
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

/// The beginning of what was found: a message stays readable whatever a file holds.
pub(super) fn excerpt(found: &str) -> String {
    const SHOWN_CHARACTERS: usize = 40;
    match found.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", found.get(..end).unwrap_or_default()),
        None => found.to_owned(),
    }
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;

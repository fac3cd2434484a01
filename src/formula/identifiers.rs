//! Check digits of Chinese identification numbers.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "sums of at most 18 terms below 31 * 31, and remainders by constants"
)]

use crate::calendar::Date;

/// Whether `text` is a citizen identification number by GB 11643-1999: six
/// digits of address, a day of birth that exists, three digits of order and
/// the check character. Whether anybody has it is not known here.
pub fn valid_citizen_id(text: &str) -> bool {
    citizen_id_digit_right(text) && birthday(text).is_some()
}

/// Whether `text` has the 18 characters of a citizen identification number and
/// the last one is right by GB 11643-1999 (ISO 7064, MOD 11-2).
pub fn citizen_id_digit_right(text: &str) -> bool {
    let Some((body, &[check])) = text.as_bytes().split_at_checked(17) else {
        return false;
    };
    // Weight 2^(17-i) of character i is what doubling the sum at each step gives.
    let mut sum = 0_u32;
    for byte in body {
        let Some(digit) = (*byte as char).to_digit(10) else {
            return false;
        };
        sum = ((sum + digit) * 2) % 11;
    }
    b"10X98765432".get(sum as usize) == Some(&check)
}

/// Whether `text` is a unified social credit code by GB 32100-2015: 18 of its
/// 31 characters, six digits of division in places 3 to 8, an organisation
/// code whose own check character (GB 11714-1997) is right, and the check
/// character.
pub fn valid_credit_code(text: &str) -> bool {
    let code = text.as_bytes();
    if code.len() != 18 {
        return false;
    }
    let division = code.get(2..8).unwrap_or_default();
    let organisation = code.get(8..17).unwrap_or_default();
    division.iter().all(u8::is_ascii_digit)
        && organisation_digit_right(organisation)
        && credit_digit_right(code)
}

/// Weights 3^(i-1), modulo 31.
fn credit_digit_right(code: &[u8]) -> bool {
    const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let (mut sum, mut weight) = (0_usize, 1_usize);
    let mut check = None;
    for byte in code {
        let Some(value) = CHARACTERS.iter().position(|character| character == byte) else {
            return false;
        };
        // The last character is not weighed but compared.
        check = Some((value, (31 - sum) % 31));
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    check.is_some_and(|(found, expected)| found == expected)
}

/// Eight characters by weight, modulo 11; 10 is written X.
fn organisation_digit_right(code: &[u8]) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let Some((body, &[check])) = code.split_at_checked(8) else {
        return false;
    };
    let mut sum = 0_u32;
    for (byte, weight) in body.iter().zip(WEIGHTS) {
        let Some(value) = (*byte as char)
            .to_digit(36)
            .filter(|_| !byte.is_ascii_lowercase())
        else {
            return false;
        };
        sum += value * weight;
    }
    match 11 - sum % 11 {
        10 => check == b'X',
        11 => check == b'0',
        digit => (check as char).to_digit(10) == Some(digit),
    }
}

fn birthday(text: &str) -> Option<Date> {
    let (year, month, day) = (text.get(6..10)?, text.get(10..12)?, text.get(12..14)?);
    Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
#[path = "identifiers_tests.rs"]
mod tests;

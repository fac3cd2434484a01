//! What a cell holds, and what of it a workbook can hold.

use std::borrow::Cow;

use crate::calendar::Date;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};

/// Digits after the point of amounts and shares that are not shown as their
/// indicator says: those of the table of progress.
pub(super) const SHARE_DECIMALS: u8 = 2;

/// UTF-16 units of a text that a cell holds.
const CELL_TEXT_UNITS: usize = 32_767;

/// What stands at the end of a text that was cut.
const CUT_MARK: &str = "…";

/// Decimal digits that every double gives back.
const DOUBLE_DIGITS: u32 = 15;

/// The 1970-01-01 of workbooks that count from 1900.
const UNIX_EPOCH_SERIAL: i32 = 25_569;

/// The first serial day behind the leap day of 1900, which workbooks have and
/// calendars have not.
const FIRST_SERIAL: i32 = 61;

/// What a cell holds.
#[derive(Clone, Debug)]
pub(super) enum Value<'v> {
    /// Nothing.
    Blank,
    /// Words or codes.
    Text(Cow<'v, str>),
    /// A number with the digits it is shown with.
    Number(Decimal),
    /// A share, shown in percent: 97.96 % is 0.9796.
    Percent(Decimal),
    /// A day.
    Date(Date),
}

impl<'v> Value<'v> {
    /// Words; an empty text is a blank cell.
    pub fn text(text: impl Into<Cow<'v, str>>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    /// A value as an assessment shows it, such as `1.5`, `97.96%` or `—`: the
    /// number that it says.
    pub fn shown(text: &'v str) -> Self {
        let is_share = text.ends_with('%');
        match Decimal::parse_share(text) {
            Some(share) if is_share => Self::Percent(share),
            Some(number) => Self::Number(number),
            None => Self::text(text),
        }
    }

    /// As [`shown`](Self::shown), of a text that need not be there.
    pub fn shown_option(text: Option<&'v str>) -> Self {
        text.map_or(Self::Blank, Self::shown)
    }

    /// A number exactly: a decimal, or a text such as `1/3`.
    pub fn exact(number: Option<Ratio>) -> Self {
        match number {
            None => Self::Blank,
            Some(number) => match number.exact_decimal() {
                Some(decimal) => Self::Number(decimal),
                None => Self::text(number.reduced().to_string()),
            },
        }
    }

    /// A number of things.
    pub fn count(count: u64) -> Self {
        Self::Number(Decimal::integer(count.into()))
    }

    /// A number of things in memory.
    pub fn length(count: usize) -> Self {
        Self::count(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A number of percent with its digits: 97.96 is 97.96 %.
    pub fn percent(percent: Option<Decimal>) -> Self {
        let share = |percent: Decimal| {
            let scale = percent.scale().checked_add(2)?;
            Some(Decimal::new(percent.units(), scale))
        };
        percent.and_then(share).map_or(Self::Blank, Self::Percent)
    }

    /// An exact share, rounded once to be shown in percent.
    pub fn share(share: Option<Ratio>) -> Result<Self> {
        let percent = share.map(|share| share.percent(SHARE_DECIMALS));
        Ok(Self::percent(percent.transpose()?))
    }

    /// A day that need not be there.
    pub fn date(date: Option<Date>) -> Self {
        date.map_or(Self::Blank, Self::Date)
    }
}

/// The double that is read back as the same decimal; none where there is none, or
/// where a workbook would not show all digits.
pub(super) fn double(number: Decimal) -> Option<f64> {
    let mut significant = number.units().unsigned_abs();
    while significant > 0 && significant.checked_rem(10) == Some(0) {
        significant = significant.checked_div(10)?;
    }
    let few =
        significant < 10_u128.pow(DOUBLE_DIGITS) && u32::from(number.scale()) <= DOUBLE_DIGITS;
    // The text is the exact value, and parsing gives the double nearest to it.
    few.then(|| number.to_string().parse().ok()).flatten()
}

/// The number by which workbooks know a day; none before March 1900.
pub(super) fn serial(date: Date) -> Option<i32> {
    let serial = date.days().checked_add(UNIX_EPOCH_SERIAL)?;
    (serial >= FIRST_SERIAL).then_some(serial)
}

/// A text as a cell can hold it: characters that XML cannot hold are replaced by
/// U+FFFD, a carriage return by a blank, and what is too long is cut with a mark.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let is_markup = is_taken_for_markup(text);
    // Bytes are never fewer than UTF-16 units.
    let most = CELL_TEXT_UNITS.saturating_sub(usize::from(is_markup));
    let fits = text.len() <= most || text.encode_utf16().count() <= most;
    if fits
        && !is_markup
        && text
            .chars()
            .all(|character| replaced(character) == character)
    {
        return Cow::Borrowed(text);
    }
    let room = CELL_TEXT_UNITS.saturating_sub(CUT_MARK.len());
    let mut units = 0_usize;
    let mut cleaned = String::with_capacity(text.len().min(CELL_TEXT_UNITS));
    for character in text.chars().map(replaced) {
        units = units.saturating_add(character.len_utf16());
        if !fits && units > room {
            break;
        }
        cleaned.push(character);
    }
    if !fits {
        cleaned.push_str(CUT_MARK);
    } else if is_markup {
        // One character makes it a text like any other, whatever it begins with.
        cleaned.insert(0, '\u{200B}');
    }
    Cow::Owned(cleaned)
}

/// Whether the writer would take the text for one with formats of its own, and
/// write it out without escaping anything.
fn is_taken_for_markup(text: &str) -> bool {
    text.starts_with("<r>") && text.ends_with("</r>")
}

fn replaced(character: char) -> char {
    match character {
        '\t' | '\n' => character,
        '\r' => ' ',
        '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        _ => character,
    }
}

/// Whether a text begins like what a spreadsheet program computes. Such a text is
/// marked, so that it stays a text when somebody edits its cell.
pub(super) fn is_formula_like(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;

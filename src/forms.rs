//! How single values are written: the usual form of each type, read fast, and the other forms
//! that can mean only one thing. A form that can mean two, or that says more than the type
//! holds, is refused with the reason.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "times of day are below a day, offsets below a day, and days are those of four-digit years"
)]

use crate::calendar::{Date, TimeOfDay};
use crate::figure::Decimal;

const MINUTES_PER_DAY: i64 = 1_440;

/// Why a text is not read as a value of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is none of the forms the type has.
    NoForm,
    /// It can mean these.
    Ambiguous(Vec<String>),
    /// It has the form of a date, but there is no such day.
    NoSuchDay,
    /// A date with a time of day other than midnight.
    TimeInDate,
    /// A moment in a time zone, where the programme does not say in which zone its days are.
    NoOffset,
    /// A spreadsheet's count of days, which is these days by its two ways of counting.
    Serial([Option<Date>; 2]),
    /// A time of day with seconds.
    Seconds,
    /// A number with a unit or another word behind it.
    Unit(String),
    /// A number with an exponent.
    Exponent,
    /// A number of percent.
    Percent,
    /// A number whose thousands separators do not stand at thousands.
    Grouping,
    /// A number with more decimals than the field holds, or a part where it holds whole numbers.
    Decimals,
    /// A number beyond the range in which the library computes exactly.
    Range,
}

/// ASCII digits with an optional minus, as many as fit 64 bits.
#[inline]
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The digits of a decimal at `scale`, without the point.
#[inline]
pub(crate) fn decimal(text: &str, scale: u8) -> Option<i64> {
    at_scale(Decimal::parse(text)?, scale)
}

/// The digits of a decimal at `scale`, where it has no more and fits 64 bits.
pub(crate) fn at_scale(value: Decimal, scale: u8) -> Option<i64> {
    i64::try_from(value.rescale(scale).ok()?.units()).ok()
}

/// A number in another form than [`decimal`] reads, already without blanks around it and in
/// half width: with separators at thousands, a plus, or zeros behind the point.
pub(crate) fn other_number(text: &str, scale: u8) -> Result<i64, Refusal> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (whole, part) = match unsigned.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (unsigned, None),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = part.is_none_or(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_grouped = whole.contains(',');
    let digits: String = whole
        .chars()
        .filter(|character| *character != ',')
        .collect();
    if !is_number(&digits) || !is_part {
        return Err(no_number(unsigned));
    }
    if is_grouped && !groups_are_thousands(whole) {
        return Err(Refusal::Grouping);
    }
    // Zeros at the end of the part say nothing.
    let part = part.unwrap_or_default().trim_end_matches('0');
    if part.len() > usize::from(scale) {
        return Err(Refusal::Decimals);
    }
    let written = if part.is_empty() {
        format!("{sign}{digits}")
    } else {
        format!("{sign}{digits}.{part}")
    };
    decimal(&written, scale).ok_or(Refusal::Range)
}

/// Whether separators stand before every three digits from the right, and there alone.
fn groups_are_thousands(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    // Nobody groups `0,123`: its comma may be a point.
    !first.starts_with('0')
        && (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
}

/// Why something that begins like a number is none.
fn no_number(unsigned: &str) -> Refusal {
    let begins = unsigned.starts_with(|first: char| first.is_ascii_digit());
    let is_numeric = |character: char| character.is_ascii_digit() || matches!(character, ',' | '.');
    let rest = unsigned.trim_start_matches(is_numeric);
    if !begins || rest.is_empty() {
        return Refusal::NoForm;
    }
    if rest == "%" || rest == "‰" {
        return Refusal::Percent;
    }
    let exponent = rest.strip_prefix(['e', 'E']);
    let exponent = exponent.map(|rest| rest.strip_prefix(['-', '+']).unwrap_or(rest));
    if exponent
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Refusal::Exponent;
    }
    // What stands behind the digits is a word, and not a second number.
    if rest.trim_start().starts_with(char::is_alphabetic)
        && !rest.contains(|c: char| c.is_ascii_digit())
    {
        return Refusal::Unit(rest.trim().to_owned());
    }
    Refusal::NoForm
}

/// A date as days since 1970-01-01.
#[inline]
pub(crate) fn date(text: &str) -> Option<i64> {
    Date::parse_bytes(text.as_bytes()).map(|date| i64::from(date.days()))
}

/// How dates are read where they are written in another form than ISO 8601.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DateForms {
    /// Minutes by which the programme's days begin before those of UTC.
    pub utc_offset_minutes: Option<i32>,
    /// Whether a time of day beside a date is dropped.
    pub drops_time: bool,
    /// A workbook's way of counting days, and the days that a number in it may mean.
    pub serials: Option<Serials>,
}

/// A workbook's way of counting days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Serials {
    /// Whether day 0 is 1904-01-01.
    pub from_1904: bool,
    /// The first and last day that a number is taken for.
    pub within: (Date, Date),
}

/// A date in another form than [`date`] reads, already without blanks around it and in half
/// width: `2019/3/5`, `2019.3.5`, `2019-3-5`, `2019年3月5日`, `20190305`, each also with a time of
/// midnight, and with an offset from UTC.
pub(crate) fn other_date(text: &str, forms: DateForms) -> Result<i64, Refusal> {
    let mut scan = Scan::new(text);
    let Some(day) = scan.day() else {
        return match text.parse::<i64>() {
            Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => serial(number, forms),
            _ => Err(ambiguous_date(text)),
        };
    };
    let day = day?;
    if scan.rest.is_empty() {
        return Ok(i64::from(day.days()));
    }
    let time = scan.time().ok_or(Refusal::NoForm)?;
    let shift = if scan.rest.is_empty() {
        0
    } else {
        let zone = scan.zone().filter(|_| scan.rest.is_empty());
        let zone = zone.ok_or(Refusal::NoForm)?;
        i64::from(forms.utc_offset_minutes.ok_or(Refusal::NoOffset)?) - zone
    };
    let minutes = time.minutes + shift;
    let is_midnight = time.is_whole && minutes.rem_euclid(MINUTES_PER_DAY) == 0;
    if !is_midnight && !forms.drops_time {
        return Err(Refusal::TimeInDate);
    }
    let days = i64::from(day.days()) + minutes.div_euclid(MINUTES_PER_DAY);
    is_day(days).then_some(days).ok_or(Refusal::NoSuchDay)
}

/// Whether a number of days since 1970-01-01 is a day of a four-digit year.
pub(crate) fn is_day(days: i64) -> bool {
    i32::try_from(days).ok().and_then(Date::from_days).is_some()
}

/// The day of a workbook's number, where it is near enough to be meant.
fn serial(number: i64, forms: DateForms) -> Result<i64, Refusal> {
    let readings = [false, true].map(|from_1904| serial_day(number, from_1904));
    if let Some(Serials { from_1904, within }) = forms.serials
        && let Some(day) = readings[usize::from(from_1904)]
        && (within.0..=within.1).contains(&day)
    {
        return Ok(i64::from(day.days()));
    }
    // Elsewhere than in a workbook a shorter number is rather a year, a longer one a month.
    let may_be = forms.serials.is_some() || (10_000..100_000).contains(&number);
    if may_be && readings.iter().any(Option::is_some) {
        Err(Refusal::Serial(readings))
    } else {
        Err(Refusal::NoForm)
    }
}

/// The day a spreadsheet counts as `number`: 1 is 1900-01-01, with a 29 February that was none,
/// or 0 is 1904-01-01.
fn serial_day(number: i64, from_1904: bool) -> Option<Date> {
    /// 1899-12-30, from where numbers count that lie behind that 29 February.
    const BEFORE_1900: i64 = -25_569;
    /// 1904-01-01.
    const OF_1904: i64 = -24_107;
    /// 9999-12-31.
    const LAST: i64 = 2_958_465;
    let days = if from_1904 {
        (0..=LAST - 1_462)
            .contains(&number)
            .then(|| number + OF_1904)
    } else {
        (61..=LAST).contains(&number).then(|| number + BEFORE_1900)
    };
    Date::from_days(i32::try_from(days?).ok()?)
}

/// What a text may mean that names a day, a month and a year in another order, or a year by two
/// digits.
fn ambiguous_date(text: &str) -> Refusal {
    let day = text.split_once([' ', 'T']).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return Refusal::NoForm;
    };
    let number = |part: &str| {
        let is_short = matches!(part.len(), 1 | 2) || part.len() == 4;
        let is_number = is_short && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Refusal::NoForm;
    };
    let year = |year: i32| if year < 100 { 2_000 + year } else { year };
    let orders = [(a, b, c), (c, a, b), (c, b, a)];
    let mut readings = Vec::new();
    for (y, m, d) in orders {
        let part = |number: i32| u8::try_from(number).ok();
        let date = part(m).zip(part(d));
        let date = date.and_then(|(month, day)| Date::from_ymd(year(y), month, day));
        let reading = date.map(|date| date.to_string());
        readings.extend(reading.filter(|reading| !readings.contains(reading)));
    }
    if readings.is_empty() {
        Refusal::NoSuchDay
    } else {
        Refusal::Ambiguous(readings)
    }
}

/// What of a text has not been read.
#[derive(Clone, Copy)]
struct Scan<'t> {
    rest: &'t str,
    /// Whether a word stands before it, and no digit.
    is_behind_word: bool,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            is_behind_word: false,
        }
    }

    /// Takes up to `most` digits.
    fn digits(&mut self, most: usize) -> Option<(i32, usize)> {
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let count = self.rest.bytes().take(most).take_while(is_digit).count();
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let number = digits.parse().ok()?;
        self.rest = rest;
        Some((number, count))
    }

    /// Takes one of some characters, and the blanks around it.
    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        let found = self.rest.trim_start().chars().next()?;
        let found = wanted.contains(&found).then_some(found)?;
        self.rest = self.rest.trim_start().get(found.len_utf8()..)?.trim_start();
        Some(found)
    }

    /// A day; none where the text does not begin with one in a known form.
    fn day(&mut self) -> Option<Result<Date, Refusal>> {
        let mut scan = *self;
        let (year, length) = scan.digits(8)?;
        if length == 8 {
            self.rest = scan.rest;
            let (month, day) = (year / 100 % 100, year % 100);
            return Some(of_parts(year / 10_000, month, day));
        }
        if length != 4 {
            return None;
        }
        let separator = scan.one_of(&['-', '/', '.', '年'])?;
        let (month, _) = scan.digits(2)?;
        scan.one_of(&[if separator == '年' { '月' } else { separator }])?;
        let (day, _) = scan.digits(2)?;
        if separator == '年' {
            scan.one_of(&['日', '号'])?;
            scan.is_behind_word = true;
        }
        *self = scan;
        Some(of_parts(year, month, day))
    }

    /// A time of day behind a date and a blank or a `T`.
    fn time(&mut self) -> Option<Moment> {
        let behind = self
            .rest
            .strip_prefix('T')
            .unwrap_or(self.rest.trim_start());
        // Behind 日 nothing need stand between; digits behind digits would run together.
        if behind.len() == self.rest.len() && !self.is_behind_word {
            return None;
        }
        self.rest = behind;
        let (hours, _) = self.digits(2).filter(|(hours, _)| *hours < 24)?;
        let minutes = self.two_digits_behind_colon()?;
        let mut is_whole = true;
        if self.rest.starts_with(':') {
            is_whole = self.two_digits_behind_colon()? == 0;
            if let Some(part) = self.rest.strip_prefix('.') {
                let rest = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
                let digits = part.strip_suffix(rest).filter(|part| !part.is_empty())?;
                is_whole &= digits.bytes().all(|digit| digit == b'0');
                self.rest = rest;
            }
        }
        Some(Moment {
            minutes: i64::from(hours) * 60 + i64::from(minutes),
            is_whole,
        })
    }

    /// A number below 60 in two digits behind a colon.
    fn two_digits_behind_colon(&mut self) -> Option<i32> {
        self.rest = self.rest.strip_prefix(':')?;
        let (number, length) = self.digits(2)?;
        (length == 2 && number < 60).then_some(number)
    }

    /// An offset from UTC in minutes: `Z`, `+08`, `+08:00` or `+0800`.
    fn zone(&mut self) -> Option<i64> {
        let text = self.rest.trim_start();
        if let Some(rest) = text.strip_prefix(['Z', 'z']) {
            self.rest = rest;
            return Some(0);
        }
        let sign = match text.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.rest = text.get(1..)?;
        let (hours, length) = self.digits(2)?;
        let minutes = if self.rest.is_empty() {
            0
        } else if self.rest.starts_with(':') {
            self.two_digits_behind_colon()?
        } else {
            let (minutes, length) = self.digits(2)?;
            (length == 2 && minutes < 60).then_some(minutes)?
        };
        let is_sound = length == 2 && hours < 15;
        is_sound.then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)))
    }
}

/// A time of day as it stands behind a date.
struct Moment {
    minutes: i64,
    /// Whether it has no seconds and no part of one.
    is_whole: bool,
}

fn of_parts(year: i32, month: i32, day: i32) -> Result<Date, Refusal> {
    let parts = u8::try_from(month).ok().zip(u8::try_from(day).ok());
    let date = parts.and_then(|(month, day)| Date::from_ymd(year, month, day));
    date.ok_or(Refusal::NoSuchDay)
}

/// A time of day as minutes after midnight.
#[inline]
pub(crate) fn time(text: &str) -> Option<i64> {
    TimeOfDay::parse(text).map(|time| i64::from(time.minutes()))
}

/// A time of day in another form than [`time`] reads: `9:00`, `09:00:00`.
pub(crate) fn other_time(text: &str) -> Result<i64, Refusal> {
    let mut scan = Scan::new(text);
    let parts = (|| {
        let (hours, _) = scan.digits(2)?;
        scan.rest = scan.rest.strip_prefix(':')?;
        let (minutes, length) = scan.digits(2)?;
        (length == 2).then_some((hours, minutes))
    })();
    let (hours, minutes) = parts.ok_or(Refusal::NoForm)?;
    if !scan.rest.is_empty() {
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = scan.rest.strip_prefix(':').ok_or(Refusal::NoForm)?;
        let (whole, part) = match seconds.split_once('.') {
            Some((whole, part)) => (whole, Some(part)),
            None => (seconds, None),
        };
        if whole.len() != 2 || !is_digits(whole) || !part.is_none_or(is_digits) {
            return Err(Refusal::NoForm);
        }
        if seconds.contains(|digit| !matches!(digit, '0' | '.')) {
            return Err(Refusal::Seconds);
        }
    }
    let whole = format!("{hours:02}:{minutes:02}");
    time(&whole).ok_or(Refusal::NoForm)
}

/// 1 for true, 0 for false.
#[inline]
pub(crate) fn truth(text: &str) -> Option<i64> {
    match text {
        "1" | "是" => Some(1),
        "0" | "否" => Some(0),
        // Hosts write them in any case: true, True, TRUE.
        word if word.eq_ignore_ascii_case("true") => Some(1),
        word if word.eq_ignore_ascii_case("false") => Some(0),
        _ => None,
    }
}

/// Truth in another form than [`truth`] reads, already in half width: as databases and forms
/// write it.
pub(crate) fn other_truth(text: &str) -> Option<i64> {
    const TRUE: [&str; 8] = ["t", "yes", "y", "1.0", "真", "√", "✓", "✔"];
    const FALSE: [&str; 8] = ["f", "no", "n", "0.0", "假", "×", "✗", "✘"];
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match (is(&TRUE), is(&FALSE)) {
        (true, _) => Some(1),
        (_, true) => Some(0),
        _ => truth(text),
    }
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;

//! How values are written, by the section "Reading values" of `docs/semantics.md`: one pattern
//! for each line of its tables.

use std::collections::BTreeMap;
use std::sync::Mutex;

use huimin::calendar::{Date, TimeOfDay};
use huimin::figure::Decimal;
use regex::Regex;

/// What the section says of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read<T> {
    /// In the usual form.
    Plain(T),
    /// In another form with one meaning.
    Noted(T),
    Refused,
}

impl<T> Read<T> {
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Plain(value) => Read::Plain(turn(value)),
            Self::Noted(value) => Read::Noted(turn(value)),
            Self::Refused => Read::Refused,
        }
    }
}

/// Unicode's white space and what the section lists beside it.
fn cannot_be_seen(sign: char) -> bool {
    let listed: [(u32, u32); 15] = [
        (0x00ad, 0x00ad),
        (0x034f, 0x034f),
        (0x061c, 0x061c),
        (0x115f, 0x1160),
        (0x180e, 0x180e),
        (0x200b, 0x200f),
        (0x202a, 0x202e),
        (0x2060, 0x2064),
        (0x2066, 0x206f),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xfe00, 0xfe0f),
        (0xfeff, 0xfeff),
        (0xffa0, 0xffa0),
        (0x3000, 0x3000),
    ];
    let number = sign as u32;
    sign.is_whitespace()
        || listed
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&number))
}

/// Whether a text has nothing to be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(cannot_be_seen)
}

fn plain_sign(sign: char) -> char {
    match sign {
        '\u{2212}' => '-',
        '！'..='～' => char::from_u32(sign as u32 - 0xff01 + 0x21).expect("an ASCII sign"),
        other => other,
    }
}

/// The usual spelling.
pub fn usual(text: &str) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    loop {
        while signs.first().is_some_and(|sign| cannot_be_seen(*sign)) {
            signs.remove(0);
        }
        while signs.last().is_some_and(|sign| cannot_be_seen(*sign)) {
            signs.pop();
        }
        signs.retain(|sign| sign.is_whitespace() || !cannot_be_seen(*sign));
        for sign in &mut signs {
            *sign = if sign.is_whitespace() {
                ' '
            } else {
                plain_sign(*sign)
            };
        }
        let quotes = signs.iter().filter(|sign| **sign == '"').count();
        if signs.first() == Some(&'\'') {
            signs.remove(0);
        } else if signs.len() >= 3
            && signs.starts_with(&['=', '"'])
            && signs.ends_with(&['"'])
            && quotes == 2
        {
            signs.pop();
            signs.drain(..2);
        } else {
            return signs.into_iter().collect();
        }
    }
}

/// What codes and their labels are compared by where they differ.
pub fn folded(text: &str) -> String {
    let signs = text.chars().filter(|sign| !cannot_be_seen(*sign));
    let signs = signs.map(plain_sign).filter(|sign| !"_-".contains(*sign));
    signs.flat_map(char::to_lowercase).collect()
}

/// A pattern, which is compiled once.
fn pattern(pattern: &str) -> Regex {
    static KNOWN: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().expect("no panic before");
    let compile = || Regex::new(pattern).expect("a pattern");
    known
        .entry(pattern.to_owned())
        .or_insert_with(compile)
        .clone()
}

/// A text as it is in the first way, or its usual spelling in either.
fn read<T>(
    text: &str,
    plain: impl Fn(&str) -> Option<T>,
    other: impl Fn(&str) -> Option<T>,
) -> Read<T> {
    if let Some(value) = plain(text) {
        return Read::Plain(value);
    }
    let seen = usual(text);
    match plain(&seen).or_else(|| other(&seen)) {
        Some(value) => Read::Noted(value),
        None => Read::Refused,
    }
}

pub fn date(text: &str, utc_offset: Option<i32>, drops_time: bool) -> Read<Date> {
    let other = |text: &str| {
        let three = r"(\d{4}) *([-/.]) *(\d{1,2}) *([-/.]) *(\d{1,2})";
        let chinese = r"(\d{4}) *年 *(\d{1,2}) *月 *(\d{1,2}) *[日号]";
        let time = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?: *(Z|z|[-+]\d{2}(?::?\d{2})?))?";
        let forms = [
            format!(r"^{three}(?:(?: +|T){time})?$"),
            format!(r"^{chinese}(?: *T?{time})?$"),
            format!(r"^(\d{{4}})(\d{{2}})(\d{{2}})(?:(?: +|T){time})?$"),
        ];
        let (form, found) = forms
            .iter()
            .enumerate()
            .find_map(|(form, each)| Some((form, pattern(each).captures(text)?)))?;
        let groups: Vec<Option<&str>> = found
            .iter()
            .skip(1)
            .map(|group| group.map(|group| group.as_str()))
            .collect();
        let (parts, time) = groups.split_at(if form == 0 { 5 } else { 3 });
        let parts: Vec<&str> = parts.iter().flatten().copied().collect();
        let parts = match parts.as_slice() {
            [year, one, month, two, day] if one == two => [*year, *month, *day],
            [year, month, day] => [*year, *month, *day],
            _ => return None,
        };
        let [year, month, day] = parts.map(|part| part.parse::<i32>().expect("digits"));
        let day = Date::from_ymd(year, month as u8, day as u8)?;
        at_midnight(day, time, utc_offset, drops_time)
    };
    read(text, Date::parse, other)
}

/// The day of a time behind a day: hours, minutes, seconds, the part of a second, and the zone.
fn at_midnight(
    day: Date,
    time: &[Option<&str>],
    utc_offset: Option<i32>,
    drops_time: bool,
) -> Option<Date> {
    let number = |place: usize| time[place].unwrap_or("0").parse::<i32>().expect("digits");
    let (hours, minutes, seconds) = (number(0), number(1), number(2));
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let part = time[3].unwrap_or_default();
    let mut since_midnight = hours * 60 + minutes;
    if let Some(zone) = time[4] {
        let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
        let digits: i32 = format!("{digits:0<4}").parse().expect("digits");
        if digits / 100 > 14 || digits % 100 > 59 {
            return None;
        }
        let zone_minutes = digits / 100 * 60 + digits % 100;
        let east = if zone.starts_with('-') {
            -zone_minutes
        } else {
            zone_minutes
        };
        since_midnight += utc_offset? - east;
    }
    let is_midnight =
        since_midnight % 1_440 == 0 && seconds == 0 && part.chars().all(|digit| digit == '0');
    if !is_midnight && !drops_time {
        return None;
    }
    day.add_days(since_midnight.div_euclid(1_440))
}

pub fn whole(text: &str) -> Read<i64> {
    let plain = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = !digits.is_empty() && digits.chars().all(|sign| sign.is_ascii_digit());
        is_plain.then(|| text.parse().ok()).flatten()
    };
    read(text, plain, |text| {
        plain(without_marks(text)?.strip_suffix('.').unwrap_or_default())
    })
}

/// A decimal as its digits at the field's scale.
pub fn decimal(text: &str, scale: u8) -> Read<i64> {
    let plain = |text: &str| {
        let units = Decimal::parse(text)?.rescale(scale).ok()?.units();
        i64::try_from(units).ok()
    };
    read(text, plain, |text| {
        let number = without_marks(text)?;
        plain(number.strip_suffix('.').unwrap_or(&number))
    })
}

/// A number without its plus, its thousands separators and the zeros of its part; with a point.
fn without_marks(text: &str) -> Option<String> {
    let forms = pattern(r"^([-+]?)(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d*))?$");
    let found = forms.captures(text)?;
    let sign = if &found[1] == "-" { "-" } else { "" };
    let digits = found[2].replace(',', "");
    let part = found.get(3).map_or("", |part| part.as_str());
    Some(format!("{sign}{digits}.{}", part.trim_end_matches('0')))
}

pub fn time(text: &str) -> Read<u16> {
    let plain = |text: &str| TimeOfDay::parse(text).map(|time| time.minutes());
    read(text, plain, |text| {
        let found = pattern(r"^(\d{1,2}:\d{2})(?::00(?:\.0+)?)?$").captures(text)?;
        plain(&format!("{:0>5}", &found[1]))
    })
}

pub fn truth(text: &str) -> Read<bool> {
    let among = |text: &str, yes: &[&str], no: &[&str]| {
        let lower = text.to_ascii_lowercase();
        match (yes.contains(&lower.as_str()), no.contains(&lower.as_str())) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    };
    read(
        text,
        |text| among(text, &["true", "1", "是"], &["false", "0", "否"]),
        |text| {
            let yes = ["t", "yes", "y", "1.0", "真", "√", "✓", "✔"];
            let no = ["f", "no", "n", "0.0", "假", "×", "✗", "✘"];
            among(text, &yes, &no)
        },
    )
}

/// Whether a field of the key, or the division, says that its row holds a total or a signature.
pub fn is_total(text: &str) -> bool {
    let seen: String = text.chars().filter(|sign| !cannot_be_seen(*sign)).collect();
    let totals = "合计|总计|小计|共计|总合计";
    let signatures = "填表人|审核人|制表人|填报人|复核人|负责人|单位负责人|分管领导|填报单位|\
                      填表单位|填报日期|填表日期|制表日期|制表单位|联系电话|盖章";
    let marks = r"[-()（）\[\]【】—*：:，,。]*";
    let patterns = [
        format!(r"^{marks}(?:{totals})(?:[^\p{{Alphabetic}}\p{{N}}].*)?$"),
        format!(r"^{marks}[\u3400-\u4dbf\u4e00-\u9fff]*(?:{totals}){marks}$"),
        format!("^{marks}(?:{signatures})"),
    ];
    patterns.iter().any(|each| pattern(each).is_match(&seen))
}

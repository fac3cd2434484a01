//! Values written otherwise than usual: in forms that can mean only one thing, and in forms that
//! are refused.

use super::programmes::code_labels;
use super::{Kind, Random};

/// Blank and invisible characters that may stand around a value.
const BLANKS: [&str; 12] = [
    " ", "  ", "\t", "\r\n", "\u{3000}", "\u{a0}", "\u{2009}", "\u{200b}", "\u{200e}", "\u{feff}",
    "\u{202c}", "\u{61c}",
];
/// Invisible characters that may stand within a value.
const INVISIBLE: [&str; 4] = ["\u{200b}", "\u{ad}", "\u{2060}", "\u{fe0f}"];

/// Another spelling of a value in its usual form, or in one of the forms already, with the same
/// meaning. Of text that is no key and no reference the meaning changes.
pub fn otherwise(random: &mut Random, kind: &Kind, value: &str) -> String {
    let mut value = value.to_owned();
    if random.chance(60) {
        value = other_form(random, kind, &value);
    }
    for _ in 0..random.below(3) {
        value = disfigured(random, &value);
    }
    value
}

/// Blanks, width and marks of spreadsheets, which any value but prose may have.
fn disfigured(random: &mut Random, value: &str) -> String {
    let blank = *random.pick(&BLANKS);
    match random.below(7) {
        0 => format!("{blank}{value}"),
        1 => format!("{value}{blank}"),
        2 => format!("{blank}{value}{}", random.pick(&BLANKS)),
        3 => value.chars().map(wide).collect(),
        4 => format!("'{value}"),
        5 if !value.contains(['"', '＂']) => format!("=\"{value}\""),
        _ => {
            let places: Vec<usize> = value.char_indices().map(|(place, _)| place).collect();
            let Some(place) = places.get(random.below(places.len().max(1))) else {
                return blank.to_owned();
            };
            let (before, behind) = value.split_at(*place);
            format!("{before}{}{behind}", random.pick(&INVISIBLE))
        }
    }
}

/// The full-width form of a character.
fn wide(sign: char) -> char {
    match sign {
        '!'..='~' => char::from_u32(sign as u32 + 0xfee0).expect("a wide sign"),
        ' ' => '\u{3000}',
        sign => sign,
    }
}

/// Another form of a value's own type.
fn other_form(random: &mut Random, kind: &Kind, value: &str) -> String {
    match kind {
        Kind::Text => value.to_owned(),
        Kind::Codes(codes) => match codes.iter().find(|code| *code == value) {
            Some(code) => code_form(random, code),
            None => value.to_owned(),
        },
        Kind::Integer => number_form(random, value, true),
        Kind::Decimal(_) => number_form(random, value, false),
        Kind::Date => date_form(random, value).unwrap_or_else(|| value.to_owned()),
        Kind::Time => time_form(random, value).unwrap_or_else(|| value.to_owned()),
        Kind::Boolean => truth_form(random, value),
        Kind::Division if value.chars().all(|sign| sign.is_ascii_digit()) => {
            match random.below(3) {
                0 if value.len() <= 12 => format!("{value:0<12}"),
                1 => format!("{value}.0"),
                _ => value.to_owned(),
            }
        }
        Kind::Division => value.to_owned(),
    }
}

fn code_form(random: &mut Random, code: &str) -> String {
    let [zh, en] = code_labels(code);
    match random.below(6) {
        0 => zh,
        1 => en,
        2 => code.to_uppercase(),
        3 => en.to_lowercase().replace(' ', "_"),
        4 => code.replace(['_', '-'], " "),
        _ => zh.replace('（', "(").replace('）', " )"),
    }
}

fn number_form(random: &mut Random, value: &str, is_whole: bool) -> String {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if !whole.chars().all(|sign| sign.is_ascii_digit()) {
        return value.to_owned();
    }
    let sign = if value.starts_with('-') {
        *random.pick(&["-", "\u{2212}", "－"])
    } else {
        *random.pick(&["", "", "+"])
    };
    let whole = if random.chance(50) && !whole.starts_with('0') {
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                grouped.push(*random.pick(&[',', '，']));
            }
            grouped.push(digit);
        }
        grouped
    } else {
        whole.to_owned()
    };
    let part = match part {
        "" if is_whole => *random.pick(&["", ".", ".0", ".00"]),
        "" => *random.pick(&["", "."]),
        part => return format!("{sign}{whole}.{part}"),
    };
    format!("{sign}{whole}{part}")
}

fn date_form(random: &mut Random, value: &str) -> Option<String> {
    let (year, rest) = value.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (short_month, short_day) = (month.trim_start_matches('0'), day.trim_start_matches('0'));
    let day = match random.below(9) {
        0 => format!("{year}/{short_month}/{short_day}"),
        1 => format!("{year}.{short_month}.{short_day}"),
        2 => format!("{year}-{short_month}-{short_day}"),
        3 => format!("{year}年{short_month}月{short_day}日"),
        4 => format!("{year} 年 {month} 月 {day} 号"),
        5 => format!("{year}{month}{day}"),
        6 => format!("{year}/{month}/{day}"),
        7 => format!("{year} - {month} - {day}"),
        _ => format!("{year}-{month}-{day}"),
    };
    let midnight = [
        "",
        "",
        " 00:00",
        " 0:00:00",
        "T00:00:00",
        "T00:00:00.000",
        "T00:00:00+08:00",
    ];
    Some(format!("{day}{}", random.pick(&midnight)))
}

fn time_form(random: &mut Random, value: &str) -> Option<String> {
    let short = value.strip_prefix('0').filter(|short| short.len() == 4);
    Some(match random.below(3) {
        0 => format!("{}:00", short.unwrap_or(value)),
        1 => format!("{value}:00.000"),
        _ => short?.to_owned(),
    })
}

fn truth_form(random: &mut Random, value: &str) -> String {
    let words: &[&str] = match value {
        "true" | "1" | "是" => &["True", "t", "YES", "y", "1.0", "真", "√", "✓", "✔"],
        "false" | "0" | "否" => &["FALSE", "F", "no", "N", "0.0", "假", "×", "✗", "✘"],
        value => &[value],
    };
    (*random.pick(words)).to_owned()
}

/// A text that is no value of a field.
pub fn refused(random: &mut Random, kind: &Kind) -> String {
    let forms: &[&str] = match kind {
        Kind::Text => &[" ", "\u{3000}", "'", "=\"\""],
        Kind::Codes(_) => &["c", "zzz", "aa", "13", "Sort", "a b", "甲乙"],
        Kind::Integer => &[
            "1.5",
            "12,34",
            "0,123",
            "1,23,456",
            ",123",
            "30人",
            "1e3",
            "2E+05",
            "98%",
            "--1",
            "+-1",
            "1 2",
            "9223372036854775808",
            "-9223372036854775809",
            "9,223,372,036,854,775,808",
            "三",
            "½",
            "٣",
            "0x10",
            "-",
            "+",
            ".",
            ".5",
            "5-",
            "(5)",
            "1,234.5",
        ],
        Kind::Decimal(_) => &[
            "0.12345",
            "12,34.5",
            "0,123.4",
            "30元",
            "1.5e3",
            "98.5%",
            "5‰",
            "1.2.3",
            ".5",
            "-.5",
            "1 .5",
            "99999999999999999999.9",
            "一",
            "NaN",
            "inf",
            "1,234.",
            "0,5",
        ],
        Kind::Date => &[
            "2019-02-30",
            "2019/13/1",
            "20190230",
            "20191301",
            "0000-01-01",
            "5/3/2019",
            "25/12/2019",
            "19-3-5",
            "2019-03/05",
            "2019/3-5",
            "2019.3/5",
            "2019-03",
            "2019年3月",
            "2019",
            "201903",
            "43466",
            "2019-03-05 14:30",
            "2019-03-05T23:59:59.999",
            "2019-03-05 24:00",
            "2019-03-05 25:00",
            "2019-03-05 00:60",
            "2019-03-05 0:0",
            "2019-03-05 00:00:60",
            "2019-03-05 00:00:00.",
            "2019-03-05T00:00:00Z",
            "2019-03-04T16:00:00Z",
            "2019-03-05 00:00+08:00",
            "2019-03-05 00:00+8",
            "2019-03-0500:00",
            "2019-03-05 T00:00",
            "2019-03-05T",
            "2019-3-5-",
            "2019年3月5",
            "2019-３-5日",
            "三月五日",
            "yesterday",
            "2019-03-05 上午",
            "1/1",
            "2019-1-1-1",
        ],
        Kind::Time => &[
            "25:00",
            "24:01",
            "8:5",
            "8",
            "0830",
            "08:30:30",
            "08:30:00.5",
            "08:30:00.",
            "08:30:0",
            "08:60",
            "8时30分",
            "8:30 AM",
            "-8:30",
            "008:30",
            "08:30:00:00",
        ],
        Kind::Boolean => &[
            "2", "-1", "yess", "有", "无", "on", "是的", "10", "1.", "x", "是否",
        ],
        Kind::Division => &[
            "5.30402E+11",
            "5.304e+5",
            "53040",
            "5304021",
            "530,402",
            "5304 02",
            "某地",
            "0",
            "00",
            "000000",
            "-530402",
            "530400001002",
            "530402.5",
            "530402.00",
            "+530402",
            "合",
            "填表",
        ],
    };
    (*random.pick(forms)).to_owned()
}

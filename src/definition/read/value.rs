//! Single values of the file, each turned into what the format asks for, or
//! into a diagnostic that says what was expected and what was found.

use std::ops::Range;

use toml::de::{DeInteger, DeValue};

use super::super::code;
use super::table::{Sink, TableReader, Value, span_of};
use crate::calendar::{Date, Period};
use crate::diagnostic::{Diagnostic, Span, Spanned, did_you_mean};
use crate::figure::Decimal;
use crate::text::{Text, text};

impl<'t> Sink<'t> {
    /// Text that is not empty. Its span is the text inside the quotes, so that
    /// an offset into a formula is an offset into the file.
    pub(super) fn text(&'t self, value: &'t Value<'t>) -> Option<Spanned<String>> {
        let DeValue::String(content) = value.get_ref() else {
            return self.wrong_type(value, text!("文本(加引号)", "text in quotes"));
        };
        let span = self.content_of(value.span(), content);
        if content.trim().is_empty() {
            self.error(
                code::EMPTY,
                span_of(value),
                text!("此处不能为空", "this text must not be empty"),
            );
            return None;
        }
        Some(Spanned::new(content.to_string(), span))
    }

    /// The name of a part: letters, digits and underscores, starting with a
    /// letter; Latin letters in lower case, letters of other scripts as they are.
    pub(super) fn id(&'t self, value: &'t Value<'t>) -> Option<Spanned<String>> {
        let name = self.text(value)?;
        if !is_id(&name.value) {
            let written = &name.value;
            self.report(
                Diagnostic::error(code::BAD_ID, name.span, text!("`{written}` 不能作标识", "`{written}` cannot be an id")).help(text!(
                    "标识由小写字母、汉字、数字和下划线组成,以字母或汉字开头,例如 `cases_handled`",
                    "an id has lower-case letters, digits and underscores and starts with a letter, such as `cases_handled`"
                )),
            );
        }
        Some(name)
    }

    /// The id of a programme: lower-case ASCII letters, digits and hyphens.
    pub(super) fn programme_id(&'t self, value: &'t Value<'t>) -> Option<Spanned<String>> {
        let name = self.text(value)?;
        let fits = name
            .value
            .starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .value
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !fits {
            let written = &name.value;
            self.report(
                Diagnostic::error(code::BAD_ID, name.span, text!("`{written}` 不能作项目标识", "`{written}` cannot be a programme's id")).help(text!(
                    "项目标识由小写英文字母、数字和连字符组成,以字母开头,例如 `yuxi-2019`",
                    "a programme's id has lower-case letters, digits and hyphens and starts with a letter, such as `yuxi-2019`"
                )),
            );
        }
        Some(name)
    }

    /// A division code: 2, 4, 6, 9 or 12 digits. Whether there is such a
    /// division is the register's to say.
    pub(super) fn division_code(&'t self, value: &'t Value<'t>) -> Option<Spanned<String>> {
        let name = self.text(value)?;
        let digits = name.value.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(name.value.len(), 2 | 4 | 6 | 9 | 12) {
            let written = &name.value;
            self.report(
                Diagnostic::error(
                    code::BAD_DIVISION_CODE,
                    name.span,
                    text!(
                        "`{written}` 不是区划代码",
                        "`{written}` is not a division code"
                    ),
                )
                .help(text!(
                    "区划代码为 2、4、6、9 或 12 位数字,例如 `530400`",
                    "a division code has 2, 4, 6, 9 or 12 digits, such as `530400`"
                )),
            );
        }
        Some(name)
    }

    /// A list of at least one name.
    pub(super) fn names(&'t self, value: &'t Value<'t>) -> Option<Vec<Spanned<String>>> {
        let values = self.array(value)?;
        if values.is_empty() {
            self.empty_list(value);
        }
        Some(values.iter().filter_map(|name| self.text(name)).collect())
    }

    /// An array.
    pub(super) fn array(&'t self, value: &'t Value<'t>) -> Option<&'t [Value<'t>]> {
        match value.get_ref() {
            DeValue::Array(values) => Some(values),
            _ => self.wrong_type(value, text!("列表([ … ])", "an array (`[ … ]`)")),
        }
    }

    /// true or false.
    pub(super) fn boolean(&'t self, value: &'t Value<'t>) -> Option<Spanned<bool>> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Spanned::new(*flag, span_of(value))),
            _ => self.wrong_type(
                value,
                text!(" true 或 false(不加引号)", "true or false without quotes"),
            ),
        }
    }

    /// A day, as TOML writes it.
    pub(super) fn date(&'t self, value: &'t Value<'t>) -> Option<Spanned<Date>> {
        let span = span_of(value);
        let date = match value.get_ref() {
            DeValue::Datetime(written) if written.time.is_none() => {
                written.date.and_then(|date| Date::parse(&date.to_string()))
            }
            DeValue::Datetime(_) | DeValue::String(_) => None,
            _ => {
                return self.wrong_type(
                    value,
                    text!("日期,例如 2019-03-31", "a date such as 2019-03-31"),
                );
            }
        };
        if date.is_none() {
            let written = self.written(span);
            self.report(
                Diagnostic::error(code::BAD_DATE, span, text!("`{written}` 不是日期", "`{written}` is not a date")).help(text!(
                    "日期写作年-月-日,不加引号,不带时刻,例如 2019-03-31",
                    "write a date as year-month-day without quotes and without a time, such as 2019-03-31"
                )),
            );
        }
        date.map(|date| Spanned::new(date, span))
    }

    /// How far local time is ahead of UTC, `±HH:MM`, in minutes.
    pub(super) fn utc_offset_minutes(&'t self, value: &'t Value<'t>) -> Option<i32> {
        let written = self.text(value)?;
        let minutes = parse_utc_offset(&written.value);
        if minutes.is_none() {
            let offset = &written.value;
            self.report(
                Diagnostic::error(
                    code::BAD_OFFSET,
                    written.span,
                    text!(
                        "`{offset}` 不是与世界时的时差",
                        "`{offset}` is not an offset from UTC"
                    ),
                )
                .help(text!(
                    "写作正负号、两位小时、冒号、两位分钟，不超过 14:00，例如 \"+08:00\"",
                    "write a sign, two digits of hours, a colon and two of minutes, at most 14:00, such as \"+08:00\""
                )),
            );
        }
        minutes
    }

    /// A period as `{ start = …, end = … }`, both days in it.
    pub(super) fn period(&'t self, value: &'t Value<'t>) -> Option<Spanned<Period>> {
        let mut table = TableReader::open("period", value, self)?;
        let span = table.span();
        let start = table.required("start", Sink::date);
        let end = table.required("end", Sink::date);
        table.finish();
        let (start, end) = (start?, end?);
        let period = Period::new(start.value, end.value);
        if period.is_none() {
            let (first, last) = (start.value, end.value);
            self.error(
                code::BAD_PERIOD,
                end.span,
                text!(
                    "止期 {last} 早于起期 {first}",
                    "the period ends on {last}, before it starts on {first}"
                ),
            );
        }
        period.map(|period| Spanned::new(period, span))
    }

    /// An exact number: an integer, or text such as "0.98" or "98%".
    pub(super) fn number(&'t self, value: &'t Value<'t>) -> Option<Spanned<Decimal>> {
        let span = span_of(value);
        let number = match value.get_ref() {
            DeValue::Integer(integer) => parse_integer(integer).map(Decimal::integer),
            DeValue::String(content) => Decimal::parse_share(content),
            DeValue::Float(_) => return self.binary_float(span),
            _ => {
                return self.wrong_type(
                    value,
                    text!(
                        "整数或文本小数,例如 8000 或 \"98%\"",
                        "a whole number or an exact decimal as text, such as 8000 or \"98%\""
                    ),
                );
            }
        };
        if number.is_none() {
            let written = self.written(span);
            self.report(
                Diagnostic::error(code::BAD_NUMBER, span, text!("{written} 不是可精确表示的数", "{written} is not an exact number")).help(text!(
                    "可写整数 8000、小数 \"0.98\" 或百分数 \"98%\",用半角数字,不用科学记数法",
                    "write a whole number (8000), a decimal (\"0.98\") or a percentage (\"98%\") in ASCII digits without an exponent"
                )),
            );
        }
        number.map(|number| Spanned::new(number, span))
    }

    /// A small whole number from 0 to `largest`.
    pub(super) fn small(&'t self, value: &'t Value<'t>, largest: u8) -> Option<u8> {
        let DeValue::Integer(integer) = value.get_ref() else {
            return self.wrong_type(
                value,
                text!(
                    "0 至 {largest} 的整数",
                    "a whole number from 0 to {largest}"
                ),
            );
        };
        let small = parse_integer(integer)
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| *number <= largest);
        if small.is_none() {
            let written = self.written(span_of(value));
            self.error(
                code::BAD_NUMBER,
                span_of(value),
                text!(
                    "应为 0 至 {largest} 的整数,实为 {written}",
                    "expected a whole number from 0 to {largest}, but found {written}"
                ),
            );
        }
        small
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &'t self,
        value: &'t Value<'t>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(value)?;
        let chosen = choices.iter().find(|(choice, _)| *choice == word.value);
        if chosen.is_none() {
            let written = &word.value;
            let words: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            let listed = words.join(", ");
            let help = match did_you_mean(written, &words) {
                Some(meant) => text!(
                    "是否要写 `{meant}`?可用:{listed}",
                    "did you mean `{meant}`? It can be: {listed}"
                ),
                None => text!("可用:{listed}", "it can be: {listed}"),
            };
            self.report(
                Diagnostic::error(
                    code::UNKNOWN_CHOICE,
                    word.span,
                    text!(
                        "此处不能写 `{written}`",
                        "`{written}` is none of the words that can stand here"
                    ),
                )
                .help(help),
            );
        }
        chosen.map(|(_, meaning)| *meaning)
    }

    /// A label as `{ zh = "…", en = "…" }`.
    pub(super) fn label(&'t self, value: &'t Value<'t>) -> Option<Text> {
        if let DeValue::String(content) = value.get_ref() {
            self.report(
                Diagnostic::error(
                    code::ONE_LANGUAGE,
                    self.content_of(value.span(), content),
                    text!(
                        "此处要有中文和英文两种文字",
                        "this needs its text in Chinese and in English"
                    ),
                )
                .help(text!(
                    "写作 {{ zh = \"中文\", en = \"英文\" }}",
                    "write {{ zh = \"Chinese\", en = \"English\" }}"
                )),
            );
            return None;
        }
        let mut table = TableReader::open("label", value, self)?;
        let zh = table.required("zh", Sink::text).unwrap_or_default().value;
        let en = table.required("en", Sink::text).unwrap_or_default().value;
        table.finish();
        Some(Text { zh, en })
    }

    /// A cell of an example as text; empty text is null.
    pub(super) fn cell(&'t self, value: &'t Value<'t>) -> Option<Option<String>> {
        match value.get_ref() {
            DeValue::String(content) if content.is_empty() => Some(None),
            DeValue::String(content) => Some(Some(content.to_string())),
            DeValue::Integer(integer) => Some(Some(parse_integer(integer)?.to_string())),
            DeValue::Boolean(flag) => Some(Some(flag.to_string())),
            DeValue::Datetime(_) => self.date(value).map(|date| Some(date.value.to_string())),
            DeValue::Float(_) => self.binary_float(span_of(value)),
            DeValue::Array(_) | DeValue::Table(_) => self.wrong_type(
                value,
                text!(
                    "单个值(文本、整数、日期、true 或 false)",
                    "a single value (text, whole number, date, true or false)"
                ),
            ),
        }
    }

    /// An expected figure as exact text.
    pub(super) fn figure(&'t self, value: &'t Value<'t>) -> Option<Spanned<String>> {
        let number = self.number(value)?;
        Some(Spanned::new(number.value.to_string(), number.span))
    }

    /// Says that the list `value` needs something in it.
    pub(super) fn empty_list(&self, value: &Value<'_>) {
        let message = text!("列表不能为空", "this list must not be empty");
        self.error(code::EMPTY, span_of(value), message);
    }

    /// Says what was expected in the place of `value`.
    pub(super) fn wrong_type<T>(&self, value: &Value<'_>, expected: Text) -> Option<T> {
        let found = kind_of(value.get_ref());
        self.error(
            code::WRONG_TYPE,
            span_of(value),
            Text {
                zh: format!("应为{},实为{}", expected.zh, found.zh),
                en: format!("expected {}, but found {}", expected.en, found.en),
            },
        );
        None
    }

    /// The place of `content` in a text that was written at `whole`: inside the
    /// quotes if it stands there letter for letter, else `whole` itself.
    pub(super) fn content_of(&self, whole: Range<usize>, content: &str) -> Span {
        let written = self.source.get(whole.clone()).unwrap_or_default();
        let found = ["'''", "\"\"\"", "'", "\"", ""].iter().find_map(|quote| {
            let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
            let first_line_ends = if quote.len() == 3 {
                ["\r\n", "\n"].iter().find(|end| inside.starts_with(**end))
            } else {
                None
            };
            let skipped = quote
                .len()
                .checked_add(first_line_ends.map_or(0, |end| end.len()))?;
            let start = whole.start.checked_add(skipped)?;
            let end = start.checked_add(content.len())?;
            (self.source.get(start..end)? == content && end.checked_add(quote.len())? == whole.end)
                .then(|| Span::new(start, end))
        });
        found.unwrap_or_else(|| Span::new(whole.start, whole.end))
    }

    fn written(&self, span: Span) -> &str {
        self.source.get(span.start..span.end).unwrap_or_default()
    }

    fn binary_float<T>(&self, span: Span) -> Option<T> {
        let written = self.written(span);
        self.report(
            Diagnostic::error(
                code::BINARY_FLOAT,
                span,
                text!(
                    "{written} 是二进制浮点数,不能精确表示",
                    "{written} is a binary float, which is not exact"
                ),
            )
            .help(text!(
                "把小数写成文本:\"{written}\",或写成百分数,例如 \"98%\"",
                "write an exact decimal as text: \"{written}\", or a percentage such as \"98%\""
            )),
        );
        None
    }
}

/// Minutes of `±HH:MM`; none for any other text and for more than 14 hours, the
/// largest offset there is.
fn parse_utc_offset(written: &str) -> Option<i32> {
    const MOST_MINUTES: i32 = 14 * 60;
    let (ahead, digits) = match written.split_at_checked(1)? {
        ("+", digits) => (true, digits),
        ("-", digits) => (false, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':')?;
    let two_digits = |part: &str| {
        let fits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let whole = hours.checked_mul(60)?.checked_add(minutes)?;
    let offset = if ahead { whole } else { whole.checked_neg()? };
    (minutes < 60 && whole <= MOST_MINUTES).then_some(offset)
}

/// Whether `name` can be an id.
fn is_id(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && !c.is_uppercase() && !is_wide_form(c);
    name.starts_with(letter)
        && name
            .chars()
            .all(|c| letter(c) || c.is_ascii_digit() || c == '_')
}

/// Whether `c` is a full-width or half-width form, which looks like another letter.
fn is_wide_form(c: char) -> bool {
    matches!(c, '\u{FF00}'..='\u{FFEF}')
}

fn parse_integer(integer: &DeInteger<'_>) -> Option<i128> {
    i128::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn kind_of(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(_) => text!("文本", "text"),
        DeValue::Integer(_) => text!("整数", "a whole number"),
        DeValue::Float(_) => text!("浮点数", "a binary float"),
        DeValue::Boolean(_) => text!("布尔值", "a boolean"),
        DeValue::Datetime(_) => text!("日期或时刻", "a date or time"),
        DeValue::Array(_) => text!("列表", "an array"),
        DeValue::Table(_) => text!("表", "a table"),
    }
}

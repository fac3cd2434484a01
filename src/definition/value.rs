//! Single values of the file, each turned into what the format asks for, or
//! into a diagnostic that says what was expected and what was found.

use toml::de::{DeInteger, DeValue};

use super::code;
use super::sink::{Sink, Value, span_of};
use super::word::Word;
use crate::allocate::Method;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Span, Spanned, did_you_mean};
use crate::figure::Decimal;
use crate::network::Level;
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

    /// One of the words of `choices`.
    pub(super) fn choice<W: Word>(&'t self, value: &'t Value<'t>, choices: &[W]) -> Option<W> {
        let word = self.text(value)?;
        let chosen = choices.iter().find(|choice| choice.id() == word.value);
        if chosen.is_none() {
            let written = &word.value;
            let words: Vec<&str> = choices.iter().map(|choice| choice.id()).collect();
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
        chosen.copied()
    }

    /// The level of divisions with the name `level`, which is reported if there is none.
    pub(super) fn level(&'t self, level: &Spanned<String>) {
        let levels: Vec<&str> = Level::all().iter().map(|known| known.id()).collect();
        if levels.contains(&level.value.as_str()) {
            return;
        }
        let (written, listed) = (&level.value, levels.join(", "));
        let error = Diagnostic::error(
            code::UNKNOWN_CHOICE,
            level.span,
            text!("`{written}` 不是层级", "`{written}` is not a level"),
        );
        let listed = text!("层级有:{listed}", "the levels are: {listed}");
        self.report(error.help(meant(written, &levels).unwrap_or(listed)));
    }

    /// How whole numbers are made of proportions.
    pub(super) fn allocation_method(&'t self, value: &'t Value<'t>) -> Option<Method> {
        let method = self.text(value)?;
        let chosen = Method::from_id(&method.value);
        if chosen.is_none() {
            let methods: Vec<&str> = Method::all().iter().map(|known| known.id()).collect();
            let (written, listed) = (&method.value, methods.join(", "));
            let error = Diagnostic::error(
                code::UNKNOWN_CHOICE,
                method.span,
                text!(
                    "`{written}` 不是分解方法",
                    "`{written}` is not a method of allocation"
                ),
            );
            let listed = text!("方法有:{listed}", "the methods are: {listed}");
            self.report(error.help(meant(written, &methods).unwrap_or(listed)));
        }
        chosen
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&'t self, value: &'t Value<'t>) -> Option<Spanned<u64>> {
        let DeValue::Integer(_) = value.get_ref() else {
            return self.wrong_type(value, text!("非负整数", "a whole number, 0 or more"));
        };
        let number = self.number(value)?;
        let whole = u64::try_from(number.value.units()).ok();
        if whole.is_none() {
            let message = text!("应为非负整数", "expected a whole number, 0 or more");
            self.report(Diagnostic::error(code::BAD_NUMBER, span_of(value), message));
        }
        whole.map(|whole| Spanned::new(whole, number.span))
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

/// The help that names what `written` probably means.
pub(super) fn meant(written: &str, known: &[&str]) -> Option<Text> {
    did_you_mean(written, known)
        .map(|meant| text!("是否要写 `{meant}`?", "did you mean `{meant}`?"))
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

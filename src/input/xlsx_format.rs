//! What number formats show: whether a cell's number is a number, a day or a time.

/// What a cell's number is shown as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Number,
    /// A day without a time of day.
    Day,
    /// A time of day, with or without its day.
    Moment,
    /// Hours, minutes or seconds that go on behind the end of a day.
    Elapsed,
}

impl Shown {
    /// By the number of a format that every spreadsheet knows, and that a workbook need not state.
    pub(super) fn of_number(number: u32) -> Self {
        match number {
            14..=17 => Self::Day,
            // What the East Asian ones from 27 on show depends on the language: days, or times.
            18..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Moment,
            46 => Self::Elapsed,
            _ => Self::Number,
        }
    }

    /// By the code of a format: the first of its sections decides.
    pub(super) fn of_code(code: &str) -> Self {
        let mut found = Self::Number;
        let mut rest = code.chars().peekable();
        while let Some(character) = rest.next() {
            let token = match character {
                ';' => break,
                '\\' | '_' | '*' => {
                    rest.next();
                    continue;
                }
                '"' => {
                    let _ = rest.by_ref().find(|character| *character == '"');
                    continue;
                }
                '[' => {
                    let content: String = rest.by_ref().take_while(|it| *it != ']').collect();
                    if is_elapsed(&content) {
                        return Self::Elapsed;
                    }
                    continue;
                }
                other => other.to_ascii_lowercase(),
            };
            match token {
                // `General`, and an exponent.
                'g' if skip_word(&mut rest, "eneral") => {}
                'e' if rest.peek().is_some_and(|next| matches!(next, '+' | '-')) => {}
                'y' | 'd' | 'e' if found == Self::Number => found = Self::Day,
                // Months or minutes: alone they are months.
                'm' if found == Self::Number => found = Self::Day,
                'h' | 's' => found = Self::Moment,
                _ => {}
            }
        }
        found
    }
}

/// Whether brackets hold a unit of elapsed time: `h`, `mm`.
fn is_elapsed(content: &str) -> bool {
    let content = content.to_ascii_lowercase();
    ['h', 'm', 's']
        .iter()
        .any(|unit| !content.is_empty() && content.chars().all(|character| character == *unit))
}

/// Passes over a word, in any case, if it comes next.
fn skip_word(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &str) -> bool {
    let mut ahead = rest.clone();
    let is_next = word.chars().all(|character| {
        let next = ahead.next();
        next.is_some_and(|next| next.eq_ignore_ascii_case(&character))
    });
    if is_next {
        *rest = ahead;
    }
    is_next
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn codes() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("G/通用格式", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("0.0e-0", Shown::Number),
            ("#,##0.00\"元\";[Red]-#,##0.00\"d\"", Shown::Number),
            ("0\\m", Shown::Number),
            ("#,##0*y", Shown::Number),
            ("_d0_)", Shown::Number),
            ("@", Shown::Number),
            ("[>=100][Magenta]General", Shown::Number),
            ("0;yyyy", Shown::Number),
            ("yyyy\"年\"m\"月\"d\"日\"", Shown::Day),
            ("yyyy年m月d日", Shown::Day),
            ("m/d/yy", Shown::Day),
            ("MMM-YY", Shown::Day),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", Shown::Day),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shown::Day),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"", Shown::Day),
            ("[$-404]e\"年\"m\"月\"d\"日\"", Shown::Day),
            ("mm", Shown::Day),
            ("h:mm", Shown::Moment),
            ("mm:ss", Shown::Moment),
            ("yyyy/m/d h:mm:ss", Shown::Moment),
            ("[$-F400]h:mm:ss AM/PM", Shown::Moment),
            ("上午/下午h\"时\"mm\"分\"", Shown::Moment),
            ("[h]:mm", Shown::Elapsed),
            ("[Blue]\\+[hh]:mm;[Red]\\-[h]:mm", Shown::Elapsed),
            ("[s].00", Shown::Elapsed),
            ("[mm]:ss", Shown::Elapsed),
            ("\"open", Shown::Number),
            ("[open", Shown::Number),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
        for (number, shown) in [
            (0, Shown::Number),
            (14, Shown::Day),
            (22, Shown::Moment),
            (31, Shown::Moment),
            (46, Shown::Elapsed),
            (49, Shown::Number),
            (58, Shown::Moment),
        ] {
            assert_eq!(Shown::of_number(number), shown);
        }
    }
}

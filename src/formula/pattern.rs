//! The patterns of `LIKE` and `matches` as regular expressions over a whole
//! text, and back.

use regex::{Regex, RegexBuilder};

use crate::limits;
use crate::text::{Text, text};

const LIKE_START: &str = r"(?s)\A";
const MATCHES_START: &str = r"\A(?:";
const MATCHES_END: &str = r")\z";
const END: &str = r"\z";

/// The regular expression of a `LIKE` pattern: `%` any characters, `_` one.
///
/// # Errors
///
/// What is wrong with the pattern, for its author.
pub(super) fn from_like(pattern: &str) -> Result<Regex, Text> {
    check_length(pattern)?;
    if pattern.contains('\\') {
        return Err(Text::new(
            r"LIKE 里不能用 `\`,请改用 matches",
            r"`\` is not used in LIKE, use matches instead",
        ));
    }
    let mut expression = String::from(LIKE_START);
    for character in pattern.chars() {
        match character {
            '%' => expression.push_str(".*"),
            '_' => expression.push('.'),
            other => expression.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push_str(END);
    compile(&expression)
}

/// The `LIKE` pattern a regular expression was made from by [`from_like`].
pub(super) fn to_like(expression: &Regex) -> String {
    let inner = expression
        .as_str()
        .strip_prefix(LIKE_START)
        .and_then(|rest| rest.strip_suffix(END))
        .unwrap_or_default();
    let mut pattern = String::new();
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => pattern.extend(characters.next()),
            '.' if characters.next_if_eq(&'*').is_some() => pattern.push('%'),
            '.' => pattern.push('_'),
            other => pattern.push(other),
        }
    }
    pattern
}

/// The regular expression that the whole text has to match.
///
/// # Errors
///
/// What is wrong with the pattern, for its author.
pub(super) fn from_matches(pattern: &str) -> Result<Regex, Text> {
    check_length(pattern)?;
    // By itself first: `a)|(?:b` would be well formed between the anchors, and
    // the message speaks of what the author wrote.
    compile(pattern)?;
    compile(&format!("{MATCHES_START}{pattern}{MATCHES_END}"))
}

/// The pattern a regular expression was made from by [`from_matches`].
pub(super) fn to_matches(expression: &Regex) -> &str {
    expression
        .as_str()
        .strip_prefix(MATCHES_START)
        .and_then(|rest| rest.strip_suffix(MATCHES_END))
        .unwrap_or_default()
}

fn check_length(pattern: &str) -> Result<(), Text> {
    let (found, most) = (pattern.len(), limits::PATTERN_BYTES);
    if found <= most {
        return Ok(());
    }
    Err(text!(
        "有 {found} 字节,最多 {most} 字节",
        "it has {found} bytes, the most is {most}"
    ))
}

fn compile(expression: &str) -> Result<Regex, Text> {
    RegexBuilder::new(expression)
        .nest_limit(limits::PATTERN_NESTING)
        .size_limit(limits::PATTERN_COMPILED_BYTES)
        .dfa_size_limit(limits::PATTERN_COMPILED_BYTES)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(most) => {
                text!(
                    "编译后超过 {most} 字节",
                    "compiled it has more than {most} bytes"
                )
            }
            // The last line of the message is the reason, the others draw the pattern.
            other => {
                let message = other.to_string();
                let reason = message
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ");
                Text::same(reason)
            }
        })
}

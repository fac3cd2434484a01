//! The dialect of formulas, for the tokenizer and parser of `sqlparser`.
//!
//! The dialects that come with the crate take a full-width quote for the start
//! of a name and leave the rest unread; this one admits letters (Chinese ones
//! too), ASCII digits and the underscore, and nothing else.

use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword;

/// The words that cannot be names in a formula. Every other word of SQL is an
/// ordinary name, unless it stands where only its SQL meaning is possible
/// (`DATE` before a text, `FILTER` before `(WHERE`).
pub const RESERVED_WORDS: [&str; 15] = [
    "AND", "BETWEEN", "CASE", "ELSE", "END", "FALSE", "IN", "IS", "LIKE", "NOT", "NULL", "OR",
    "THEN", "TRUE", "WHEN",
];

/// Whether `word` cannot be a name in a formula, in whatever case it is written.
pub fn is_reserved_word(word: &str) -> bool {
    RESERVED_WORDS
        .iter()
        .any(|reserved| reserved.eq_ignore_ascii_case(word))
}

/// The dialect.
#[derive(Debug)]
pub(super) struct FormulaDialect;

impl Dialect for FormulaDialect {
    fn is_identifier_start(&self, character: char) -> bool {
        character == '_' || is_letter(character)
    }

    fn is_identifier_part(&self, character: char) -> bool {
        character == '_' || is_letter(character) || character.is_ascii_digit()
    }

    /// Names are never quoted, so a backtick or quote is nothing but a mistake.
    fn is_delimited_identifier_start(&self, _character: char) -> bool {
        false
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    /// Tokens carry a keyword only where it is meant as one, so the parser need
    /// not try it as a name too (which takes exponential time when nested).
    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        keyword != Keyword::NoKeyword
    }
}

/// A letter of any script, but not the full-width copy of an ASCII letter.
fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !('\u{FF00}'..='\u{FFEF}').contains(&character)
}

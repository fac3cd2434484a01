//! Formula text → the tokens that the subset admits, each with its byte range.
//!
//! Everything that is not part of the subset is answered here, before anything
//! is parsed: full-width signs, quotes that are not `'`, comments, operators of
//! other dialects.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "sums of positions in a text whose length is capped, plus the saturating offset"
)]

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

use super::dialect::{FormulaDialect, is_reserved_word};
use super::messages;
use super::messages_of_types;
use crate::diagnostic::{Diagnostic, Span};
use crate::limits;

/// The tokens of `text` without white space, with `offset` added to all places.
/// Places are kept as line 1, column = byte + 1. Nothing if there was an error.
pub(super) fn admit(
    text: &str,
    offset: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<TokenWithSpan>> {
    let whole = Span::new(offset, offset.saturating_add(text.len()));
    if text.len() > limits::FORMULA_BYTES {
        diagnostics.push(messages::too_many_bytes(whole, text.len()));
        return None;
    }
    if text.trim().is_empty() {
        diagnostics.push(messages::empty(whole));
        return None;
    }
    let before = diagnostics.len();
    let mut raw = Vec::new();
    let outcome = Tokenizer::new(&FormulaDialect, text).tokenize_with_location_into_buf(&mut raw);
    let mut places = Places::new(text, offset);
    let mut admitted = Vec::with_capacity(raw.len());
    for token in raw {
        let span = places.span(token.span);
        if let Some(diagnostic) = refuse(&token.token, span, text, offset) {
            diagnostics.push(diagnostic);
        } else if !matches!(token.token, Token::Whitespace(_)) {
            admitted.push(located(token.token, span));
        }
    }
    if let Err(error) = outcome {
        let start = places.offset_of(error.location);
        diagnostics.push(messages::broken_token(text, offset, start));
    }
    let mut admitted = join_parameters(admitted, diagnostics);
    mark_keywords(&mut admitted);
    check_periods(&admitted, diagnostics);
    if admitted.len() > limits::FORMULA_TOKENS {
        diagnostics.push(messages::too_many_tokens(whole, admitted.len()));
    }
    (diagnostics.len() == before).then_some(admitted)
}

/// A token that says where it stands.
pub(super) fn located(token: Token, span: Span) -> TokenWithSpan {
    let location = |byte: usize| Location::new(1, (byte as u64).saturating_add(1));
    TokenWithSpan::new(
        token,
        sqlparser::tokenizer::Span::new(location(span.start), location(span.end)),
    )
}

/// The byte range of a token or node made of located tokens.
pub(super) fn span_of(span: sqlparser::tokenizer::Span) -> Span {
    let byte = |location: Location| usize::try_from(location.column.saturating_sub(1)).unwrap_or(0);
    Span::new(byte(span.start), byte(span.end))
}

/// The keyword a token is, or `NoKeyword`.
pub(super) fn keyword(token: &TokenWithSpan) -> Keyword {
    match &token.token {
        Token::Word(word) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

/// Turns lines and columns, which count characters, into bytes. Asked in
/// ascending order it walks the text once.
struct Places<'a> {
    text: &'a str,
    offset: usize,
    byte: usize,
    line: u64,
    column: u64,
}

impl<'a> Places<'a> {
    fn new(text: &'a str, offset: usize) -> Self {
        Self {
            text,
            offset,
            byte: 0,
            line: 1,
            column: 1,
        }
    }

    fn span(&mut self, span: sqlparser::tokenizer::Span) -> Span {
        Span::new(self.offset_of(span.start), self.offset_of(span.end))
    }

    fn offset_of(&mut self, location: Location) -> usize {
        if (location.line, location.column) < (self.line, self.column) {
            (self.byte, self.line, self.column) = (0, 1, 1);
        }
        for character in self.text.get(self.byte..).unwrap_or_default().chars() {
            if (self.line, self.column) >= (location.line, location.column) {
                break;
            }
            self.byte += character.len_utf8();
            if character == '\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        self.offset.saturating_add(self.byte)
    }
}

/// The diagnostic of a token that is not part of the subset.
fn refuse(token: &Token, span: Span, text: &str, offset: usize) -> Option<Diagnostic> {
    let written = text
        .get(span.start.saturating_sub(offset)..span.end.saturating_sub(offset))
        .unwrap_or_default();
    match token {
        Token::Word(_)
        | Token::SingleQuotedString(_)
        | Token::Comma
        | Token::Eq
        | Token::Lt
        | Token::Gt
        | Token::LtEq
        | Token::GtEq
        | Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::LParen
        | Token::RParen
        | Token::Period
        | Token::Colon => None,
        Token::Neq if written == "<>" => None,
        Token::Whitespace(
            Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
        ) => Some(messages::comment(span, written)),
        // The tokenizer takes every white space character of Unicode for a
        // space; the full-width one is harmless between tokens.
        Token::Whitespace(_) => None,
        Token::Number(digits, false) => {
            let plain =
                |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let well_formed = match digits.split_once('.') {
                Some((whole, fraction)) => plain(whole) && plain(fraction),
                None => plain(digits),
            };
            (!well_formed).then(|| messages_of_types::malformed_number(span, written))
        }
        Token::Number(_, true) => Some(messages_of_types::malformed_number(span, written)),
        Token::Char(character) => Some(
            messages::full_width(span, *character)
                .unwrap_or_else(|| messages::foreign_token(span, written)),
        ),
        _ => Some(messages::foreign_token(span, written)),
    }
}

/// `:` and the name right after it become one token; a colon elsewhere is an error.
fn join_parameters(
    tokens: Vec<TokenWithSpan>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TokenWithSpan> {
    let mut joined: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut colon: Option<Span> = None;
    for token in tokens {
        let span = span_of(token.span);
        if let Some(start) = colon.take() {
            if let (Token::Word(word), true) = (&token.token, start.end == span.start) {
                let name = format!(":{}", word.value);
                joined.push(located(
                    Token::Placeholder(name),
                    Span::new(start.start, span.end),
                ));
                continue;
            }
            diagnostics.push(messages::lone_colon(start));
        }
        if token.token == Token::Colon {
            colon = Some(span);
        } else {
            joined.push(token);
        }
    }
    if let Some(span) = colon {
        diagnostics.push(messages::lone_colon(span));
    }
    joined
}

/// Leaves a keyword only on the words that mean one where they stand, so that
/// every other word of SQL can be a name.
fn mark_keywords(tokens: &mut [TokenWithSpan]) {
    for index in 0..tokens.len() {
        let meant = is_keyword_at(tokens, index);
        if let (false, Some(Token::Word(word))) =
            (meant, tokens.get_mut(index).map(|token| &mut token.token))
        {
            word.keyword = Keyword::NoKeyword;
        }
    }
}

/// A period stands between the two words of a qualified name and nowhere else.
fn check_periods(tokens: &[TokenWithSpan], diagnostics: &mut Vec<Diagnostic>) {
    let is_word = |token: Option<&TokenWithSpan>| {
        token.is_some_and(|token| {
            matches!(token.token, Token::Word(_)) && keyword(token) == Keyword::NoKeyword
        })
    };
    for (index, token) in tokens.iter().enumerate() {
        if token.token == Token::Period {
            let before = index.checked_sub(1).and_then(|place| tokens.get(place));
            if !is_word(before) || !is_word(tokens.get(index + 1)) {
                diagnostics.push(messages::unexpected(span_of(token.span), ".", None));
            }
        }
    }
}

/// Whether the word at `index` means a keyword; the words before it are marked already.
fn is_keyword_at(tokens: &[TokenWithSpan], index: usize) -> bool {
    let Some(Token::Word(word)) = tokens.get(index).map(|token| &token.token) else {
        return false;
    };
    let before = |distance: usize| {
        index
            .checked_sub(distance)
            .and_then(|place| tokens.get(place))
    };
    let keyword_before = |distance| before(distance).map_or(Keyword::NoKeyword, keyword);
    if before(1).is_some_and(|token| token.token == Token::Period) {
        return false;
    }
    let parenthesis_before = before(1).is_some_and(|token| token.token == Token::LParen);
    let next = tokens.get(index + 1).map(|token| &token.token);
    match word.keyword {
        Keyword::DATE => matches!(next, Some(Token::SingleQuotedString(_))),
        Keyword::DISTINCT => {
            let compares = keyword_before(1) == Keyword::IS
                || (keyword_before(1) == Keyword::NOT && keyword_before(2) == Keyword::IS);
            let counts = parenthesis_before
                && matches!(
                    next,
                    Some(
                        Token::Word(_)
                            | Token::LParen
                            | Token::Placeholder(_)
                            | Token::Mul
                            | Token::Minus
                            | Token::Number(..)
                            | Token::SingleQuotedString(_)
                    )
                );
            compares || counts
        }
        Keyword::FROM => keyword_before(1) == Keyword::DISTINCT,
        Keyword::FILTER => {
            next == Some(&Token::LParen)
                && before(1).is_some_and(|token| token.token == Token::RParen)
        }
        Keyword::WHERE => parenthesis_before && keyword_before(2) == Keyword::FILTER,
        _ => is_reserved_word(&word.value),
    }
}

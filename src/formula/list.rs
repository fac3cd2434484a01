//! The constants in the parentheses of `IN`.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::messages;
use super::messages_of_types;
use super::reader::{Constant, Reader};
use super::syntax;
use super::tokens::{keyword, span_of};
use super::typed::Literal;
use crate::diagnostic::Span;
use crate::limits;

impl Reader<'_> {
    /// The constants of the list of `IN`, which ends before `closer`. Those
    /// that are wrong are reported and left out.
    pub(super) fn constants(&mut self, tokens: &[TokenWithSpan], closer: Span) -> Vec<Constant> {
        let mut constants = Vec::new();
        let mut members = tokens.split(|token| token.token == Token::Comma);
        let count = members.clone().count();
        if let (true, Some(first)) = (count > limits::CODES, tokens.first()) {
            let span = Span::new(span_of(first.span).start, closer.start);
            self.report(messages_of_types::list_too_long(span, count));
            return constants;
        }
        for (index, member) in members.by_ref().enumerate() {
            match self.member(member) {
                Ok(constant) => constants.push(constant),
                Err(Some(span)) => self.report(messages_of_types::list_of_literals(span)),
                // Nothing between two commas; named by the sign that follows.
                Err(None) if !member.is_empty() => {}
                Err(None) => {
                    let following = tokens
                        .iter()
                        .filter(|token| token.token == Token::Comma)
                        .nth(index)
                        .map_or(closer, |comma| span_of(comma.span));
                    let written = self.written(following);
                    self.report(messages::unexpected(
                        following,
                        written,
                        syntax::expected("("),
                    ));
                }
            }
        }
        constants
    }

    /// One constant; an error without a span is reported already or an empty member.
    fn member(&mut self, tokens: &[TokenWithSpan]) -> Result<Constant, Option<Span>> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Err(None);
        };
        let span = Span::new(span_of(first.span).start, span_of(last.span).end);
        let literal = match tokens {
            [only] => match (&only.token, keyword(only)) {
                (Token::SingleQuotedString(text), _) => Literal::Text(text.clone()),
                (Token::Number(digits, _), _) => {
                    Literal::Number(self.decimal(digits, false, span).ok_or(None)?)
                }
                (_, Keyword::TRUE) => Literal::Boolean(true),
                (_, Keyword::FALSE) => Literal::Boolean(false),
                (_, Keyword::NULL) => {
                    self.report(messages_of_types::compares_null(span));
                    return Err(None);
                }
                _ => return Err(Some(span)),
            },
            [sign, number] => match (&sign.token, keyword(sign), &number.token) {
                (Token::Minus, _, Token::Number(digits, _)) => {
                    Literal::Number(self.decimal(digits, true, span).ok_or(None)?)
                }
                (_, Keyword::DATE, Token::SingleQuotedString(day)) => {
                    Literal::Date(self.day(day, span).ok_or(None)?)
                }
                _ => return Err(Some(span)),
            },
            _ => return Err(Some(span)),
        };
        Ok(Constant { literal, span })
    }
}

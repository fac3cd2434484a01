//! Values of records as they are held, compared as they are.

use std::cmp::Ordering;

use super::typed::{Literal, Type};

/// A value of a record as it is held: integers as they are, decimals as their digits without the
/// point, dates as days since 1970-01-01, times as minutes of the day, divisions as their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    #[default]
    Null,
    /// An integer, decimal, date, time or division.
    Number(i64),
    /// true or false.
    Truth(bool),
    /// Text that is not empty.
    Text(&'a str),
}

impl Cell<'_> {
    /// How it compares with a constant in a place of a type, missing where it has no value; nothing
    /// where that takes more than a look at both.
    #[inline]
    pub(super) fn against(self, literal: &Literal, r#type: Type) -> Option<Option<Ordering>> {
        let order = match (self, literal) {
            (Self::Null, _) => return Some(None),
            (Self::Number(days), Literal::Date(date)) => days.cmp(&i64::from(date.days())),
            (Self::Number(number), Literal::Number(constant)) => {
                let scale = match r#type {
                    Type::Integer => 0,
                    Type::Decimal { scale } => scale,
                    _ => return None,
                };
                if constant.scale() != scale {
                    return None;
                }
                i128::from(number).cmp(&constant.units())
            }
            (Self::Text(text), Literal::Text(constant)) => text.cmp(constant.as_str()),
            (Self::Truth(truth), Literal::Boolean(constant)) => truth.cmp(constant),
            _ => return None,
        };
        Some(Some(order))
    }

    /// Whether it is that text; missing where it has no value.
    #[inline]
    pub(super) fn equals(self, word: &str) -> Option<bool> {
        match self {
            Self::Text(text) => Some(text == word),
            _ => None,
        }
    }

    /// Whether it is one of some constants; nothing where that takes more than a look at them.
    #[inline]
    pub(super) fn is_one_of(self, literals: &[Literal], r#type: Type) -> Option<Option<bool>> {
        if self == Self::Null {
            return Some(None);
        }
        for literal in literals {
            let is_it = match literal {
                Literal::Text(word) => self.equals(word)?,
                _ => self.against(literal, r#type)? == Some(Ordering::Equal),
            };
            if is_it {
                return Some(Some(true));
            }
        }
        Some(Some(false))
    }

    /// How it compares with another of the same type.
    #[inline]
    pub(super) fn beside(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => Some(one.cmp(&other)),
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Truth(one), Self::Truth(other)) => Some(one.cmp(&other)),
            _ => None,
        }
    }
}

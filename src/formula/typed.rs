//! The typed form of formulas and rules.
//!
//! INVARIANT: an [`Expression`] is well typed: its operands have the types its
//! operator asks for, so an evaluator needs no type checks.

use std::cmp::Ordering;

use crate::calendar::Date;
use crate::diagnostic::Span;
use crate::figure::Decimal;
use crate::network::DivisionCode;

/// The most digits after the point a decimal can have.
pub const MOST_DECIMALS: u8 = 18;

/// The static type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// true, false or unknown.
    Boolean,
    /// A whole number.
    Integer,
    /// A decimal with so many digits after the point.
    Decimal {
        /// Digits after the decimal point.
        scale: u8,
    },
    /// An exact quotient, the result of `/`.
    Ratio,
    /// A day.
    Date,
    /// A time of day in minutes.
    Time,
    /// Text.
    Text,
    /// A division, by its code.
    Division,
}

impl Type {
    /// Whether it is an integer, decimal or ratio.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal { .. } | Self::Ratio)
    }
}

/// What a name stands for, as an index into the tables of whoever made the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// A field of the record.
    Field(u16),
    /// An attribute of the record's division in the register (`division.x`).
    Division(u16),
    /// A field of the referenced record of another dataset (`platforms.x`).
    Other(u16),
    /// A measure.
    Measure(u16),
    /// A parameter of the definition (`:x`).
    Parameter(u16),
    /// `:as_of`.
    AsOf,
    /// `:period_start`.
    PeriodStart,
    /// `:period_end`.
    PeriodEnd,
}

/// What a scope says about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// What it stands for.
    pub reference: Reference,
    /// Its type.
    pub r#type: Type,
    /// The codes a text can have, where it is taken from a code list: a
    /// comparison with any other literal is a mistake.
    pub codes: Option<Vec<String>>,
}

/// The names a formula may use.
pub trait Scope {
    /// The meaning of `name`, or of `qualifier.name`; a parameter comes with
    /// its colon as part of the name (`:as_of`).
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved>;
    /// The code under which a division's records are held, of a code that an author wrote: that of
    /// the division which took its place, where it is a former one.
    fn current_division(&self, written: DivisionCode) -> DivisionCode {
        written
    }
    /// Every name that could have been meant, for "did you mean".
    fn candidates(&self) -> Vec<String>;
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `TRUE`, `FALSE`.
    Boolean(bool),
    /// A whole number or an exact decimal; its type is `Integer` when its scale is 0.
    Number(Decimal),
    /// `DATE '2019-01-01'`.
    Date(Date),
    /// `'…'`.
    Text(String),
    /// `'530402'` beside a division, whichever way the code is written.
    Division(DivisionCode),
    /// `NULL`, typed by where it stands.
    Null,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds of two values in that order.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// Whether it asks only whether both are equal.
    pub(super) fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// The comparison that says the same with its sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`: exact, never truncating; by zero not applicable.
    Divide,
}

/// Functions.
#[derive(Clone, Debug)]
pub enum Function {
    /// `length(text)`: characters.
    Length,
    /// `matches(text, 'pattern')`: the whole text matches the regular expression.
    Matches(regex::Regex),
    /// `text LIKE 'pattern'`, the pattern turned into a regular expression.
    Like(regex::Regex),
    /// `working_days(from, to)`: working days after `from` up to and with `to`.
    WorkingDays,
    /// A division where a text is asked for: its 12 digits. It is not written.
    Digits,
    /// `valid_division_code(text)`
    ValidDivisionCode,
    /// `valid_citizen_id(text)`
    ValidCitizenId,
    /// `valid_credit_code(text)`
    ValidCreditCode,
}

/// An expression with its type and place.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it computes.
    pub kind: ExpressionKind,
    /// Its type.
    pub r#type: Type,
    /// Where it stands in the formula's text.
    pub span: Span,
}

/// What an expression computes.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// A constant.
    Literal(Literal),
    /// A name.
    Name(Reference),
    /// A comparison; the operands are both numbers (of any kind), or of one type.
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// `IS [NOT] DISTINCT FROM`: never unknown. `negated` means `IS NOT DISTINCT FROM`.
    Distinct {
        /// The left operand.
        left: Box<Expression>,
        /// The right operand.
        right: Box<Expression>,
        /// Whether it asks for equality.
        negated: bool,
    },
    /// `IS NULL`; also true where a boolean is unknown. `negated` means `IS NOT NULL`.
    IsNull {
        /// The operand.
        operand: Box<Expression>,
        /// Whether it asks for a value.
        negated: bool,
    },
    /// `IN (…)` over literals that compare with the operand (numbers of any scale),
    /// without NULL. `NOT IN` is `Not(In)`.
    In(Box<Expression>, Vec<Literal>),
    /// All of them, Kleene; at least two. (`BETWEEN` becomes two comparisons.)
    And(Vec<Expression>),
    /// Any of them, Kleene; at least two.
    Or(Vec<Expression>),
    /// Negation, Kleene.
    Not(Box<Expression>),
    /// `CASE WHEN … THEN … ELSE … END`; without ELSE, null. All results have the type of the whole.
    Case {
        /// Conditions and results.
        branches: Vec<(Expression, Expression)>,
        /// The result where no condition is true.
        otherwise: Option<Box<Expression>>,
    },
    /// The first that is not null.
    Coalesce(Vec<Expression>),
    /// Arithmetic over numbers.
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    /// `-x`.
    Negate(Box<Expression>),
    /// date − date, in days.
    DaysBetween(Box<Expression>, Box<Expression>),
    /// date ± whole days (`n` may be negative by `Negate`).
    AddDays(Box<Expression>, Box<Expression>),
    /// A function call.
    Call(Function, Vec<Expression>),
}

/// Aggregate functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// `count(*)`, `count(x)`
    Count,
    /// `count(distinct x)`
    CountDistinct,
    /// `sum(x)`
    Sum,
    /// `min(x)`
    Min,
    /// `max(x)`
    Max,
}

/// An aggregate over records.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// The function.
    pub function: AggregateFunction,
    /// Its argument; none for `count(*)`.
    pub argument: Option<Expression>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Expression>,
    /// The type of its value.
    pub r#type: Type,
}

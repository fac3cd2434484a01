//! Typed form → canonical SQL text. Parsing the text gives the same form again.

use std::fmt;

use super::pattern;
use super::typed::{
    Aggregate, AggregateFunction, Arithmetic, Comparison, Expression, ExpressionKind, Function,
    Literal, Reference,
};
use crate::figure::Decimal;

impl Expression {
    /// Its canonical SQL text; `names` says what each name is called, a
    /// parameter with its colon, a qualified name with its qualifier.
    pub fn to_sql(&self, names: &dyn Fn(Reference) -> String) -> String {
        let mut printer = Printer {
            names,
            sql: String::new(),
        };
        printer.expression(self, Level::Or);
        printer.sql
    }
}

impl Aggregate {
    /// Its canonical SQL text, see [`Expression::to_sql`].
    pub fn to_sql(&self, names: &dyn Fn(Reference) -> String) -> String {
        let argument = self
            .argument
            .as_ref()
            .map_or_else(|| "*".to_owned(), |argument| argument.to_sql(names));
        let (function, distinct) = match self.function {
            AggregateFunction::Count => ("count", ""),
            AggregateFunction::CountDistinct => ("count", "DISTINCT "),
            AggregateFunction::Sum => ("sum", ""),
            AggregateFunction::Min => ("min", ""),
            AggregateFunction::Max => ("max", ""),
        };
        let mut sql = format!("{function}({distinct}{argument})");
        if let Some(filter) = &self.filter {
            sql.push_str(" FILTER (WHERE ");
            sql.push_str(&filter.to_sql(names));
            sql.push(')');
        }
        sql
    }
}

/// The canonical SQL text with numbered names, as only the maker of the scope
/// knows what they are called; see [`Expression::to_sql`].
impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_sql(&numbered))
    }
}

/// The canonical SQL text with numbered names; see [`Aggregate::to_sql`].
impl fmt::Display for Aggregate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_sql(&numbered))
    }
}

fn numbered(reference: Reference) -> String {
    match reference {
        Reference::Field(index) => format!("field_{index}"),
        Reference::Division(index) => format!("division.attribute_{index}"),
        Reference::Other(index) => format!("other.field_{index}"),
        Reference::Measure(index) => format!("measure_{index}"),
        Reference::Parameter(index) => format!(":parameter_{index}"),
        Reference::AsOf => ":as_of".to_owned(),
        Reference::PeriodStart => ":period_start".to_owned(),
        Reference::PeriodEnd => ":period_end".to_owned(),
    }
}

/// How tightly a form binds; a looser one stands in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Predicate,
    Sum,
    Product,
    Sign,
    Operand,
}

struct Printer<'a> {
    names: &'a dyn Fn(Reference) -> String,
    sql: String,
}

impl Printer<'_> {
    /// Writes it, in parentheses if it binds more loosely than `loosest`.
    fn expression(&mut self, expression: &Expression, loosest: Level) {
        if level(expression) < loosest {
            self.sql.push('(');
            self.bare(expression);
            self.sql.push(')');
        } else {
            self.bare(expression);
        }
    }

    fn bare(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Literal(literal) => self.literal(literal),
            ExpressionKind::Name(reference) => self.sql.push_str(&(self.names)(*reference)),
            ExpressionKind::Compare(comparison, left, right) => {
                self.infix(
                    left,
                    comparison_sign(*comparison),
                    right,
                    (Level::Sum, Level::Sum),
                );
            }
            ExpressionKind::Distinct {
                left,
                right,
                negated,
            } => {
                let sign = if *negated {
                    "IS NOT DISTINCT FROM"
                } else {
                    "IS DISTINCT FROM"
                };
                self.infix(left, sign, right, (Level::Sum, Level::Sum));
            }
            ExpressionKind::IsNull { operand, negated } => {
                self.expression(operand, Level::Sum);
                self.sql
                    .push_str(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            ExpressionKind::In(operand, literals) => self.membership(operand, literals, " IN ("),
            ExpressionKind::And(terms) => self.list(terms, " AND ", Level::Not),
            ExpressionKind::Or(terms) => self.list(terms, " OR ", Level::And),
            ExpressionKind::Not(operand) => self.negation(operand),
            ExpressionKind::Case {
                branches,
                otherwise,
            } => self.case(branches, otherwise.as_deref()),
            ExpressionKind::Coalesce(values) => self.call("coalesce", values),
            ExpressionKind::Arithmetic(operator, left, right) => {
                let (sign, levels) = match operator {
                    Arithmetic::Add => ("+", (Level::Sum, Level::Product)),
                    Arithmetic::Subtract => ("-", (Level::Sum, Level::Product)),
                    Arithmetic::Multiply => ("*", (Level::Product, Level::Sign)),
                    Arithmetic::Divide => ("/", (Level::Product, Level::Sign)),
                };
                self.infix(left, sign, right, levels);
            }
            ExpressionKind::Negate(operand) => {
                self.sql.push('-');
                // `-5` is a constant, `--` a comment.
                let parenthesised = number(operand).is_some() || level(operand) < Level::Operand;
                self.sql.push_str(if parenthesised { "(" } else { "" });
                self.bare(operand);
                self.sql.push_str(if parenthesised { ")" } else { "" });
            }
            ExpressionKind::DaysBetween(left, right) => {
                self.infix(left, "-", right, (Level::Sum, Level::Product));
            }
            ExpressionKind::AddDays(date, days) => self.add_days(date, days),
            ExpressionKind::Call(function, arguments) => self.function(function, arguments),
        }
    }

    fn infix(&mut self, left: &Expression, sign: &str, right: &Expression, levels: (Level, Level)) {
        self.expression(left, levels.0);
        self.sql.push(' ');
        self.sql.push_str(sign);
        self.sql.push(' ');
        self.expression(right, levels.1);
    }

    fn list(&mut self, terms: &[Expression], separator: &str, loosest: Level) {
        for (index, term) in terms.iter().enumerate() {
            if index > 0 {
                self.sql.push_str(separator);
            }
            self.expression(term, loosest);
        }
    }

    fn membership(&mut self, operand: &Expression, literals: &[Literal], opener: &str) {
        self.expression(operand, Level::Sum);
        self.sql.push_str(opener);
        for (index, literal) in literals.iter().enumerate() {
            if index > 0 {
                self.sql.push_str(", ");
            }
            self.literal(literal);
        }
        self.sql.push(')');
    }

    fn negation(&mut self, operand: &Expression) {
        match &operand.kind {
            ExpressionKind::In(operand, literals) => {
                self.membership(operand, literals, " NOT IN (")
            }
            ExpressionKind::Call(Function::Like(expression), arguments) => {
                self.like(arguments, " NOT LIKE ", expression);
            }
            _ => {
                self.sql.push_str("NOT ");
                self.expression(operand, Level::Predicate);
            }
        }
    }

    fn like(&mut self, arguments: &[Expression], sign: &str, expression: &regex::Regex) {
        self.list(arguments, ", ", Level::Sum);
        self.sql.push_str(sign);
        self.text(&pattern::to_like(expression));
    }

    fn case(&mut self, branches: &[(Expression, Expression)], otherwise: Option<&Expression>) {
        self.sql.push_str("CASE");
        for (condition, result) in branches {
            self.sql.push_str(" WHEN ");
            self.expression(condition, Level::Or);
            self.sql.push_str(" THEN ");
            self.expression(result, Level::Or);
        }
        if let Some(result) = otherwise {
            self.sql.push_str(" ELSE ");
            self.expression(result, Level::Or);
        }
        self.sql.push_str(" END");
    }

    /// Days are subtracted where that reads better and means the same form.
    fn add_days(&mut self, date: &Expression, days: &Expression) {
        if let Some(negative) = number(days).filter(|days| days.units() < 0)
            && let Ok(positive) = negative.negate()
            && i64::try_from(positive.units()).is_ok()
        {
            self.expression(date, Level::Sum);
            self.sql.push_str(&format!(" - {positive}"));
            return;
        }
        match &days.kind {
            ExpressionKind::Negate(operand) if number(operand).is_none() => {
                self.infix(date, "-", operand, (Level::Sum, Level::Product));
            }
            _ => self.infix(date, "+", days, (Level::Sum, Level::Product)),
        }
    }

    fn function(&mut self, function: &Function, arguments: &[Expression]) {
        match function {
            Function::Like(expression) => self.like(arguments, " LIKE ", expression),
            Function::Matches(expression) => {
                self.sql.push_str("matches(");
                self.list(arguments, ", ", Level::Or);
                self.sql.push_str(", ");
                self.text(pattern::to_matches(expression));
                self.sql.push(')');
            }
            // It follows from where the division stands.
            Function::Digits => self.list(arguments, ", ", Level::Operand),
            Function::Length => self.call("length", arguments),
            Function::WorkingDays => self.call("working_days", arguments),
            Function::ValidDivisionCode => self.call("valid_division_code", arguments),
            Function::ValidCitizenId => self.call("valid_citizen_id", arguments),
            Function::ValidCreditCode => self.call("valid_credit_code", arguments),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expression]) {
        self.sql.push_str(name);
        self.sql.push('(');
        self.list(arguments, ", ", Level::Or);
        self.sql.push(')');
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Boolean(true) => self.sql.push_str("TRUE"),
            Literal::Boolean(false) => self.sql.push_str("FALSE"),
            Literal::Number(number) => self.sql.push_str(&number.to_string()),
            Literal::Date(date) => self.sql.push_str(&format!("DATE '{date}'")),
            Literal::Text(text) => self.text(text),
            Literal::Division(code) => self.text(&code.padded()),
            Literal::Null => self.sql.push_str("NULL"),
        }
    }

    fn text(&mut self, text: &str) {
        self.sql.push('\'');
        self.sql.push_str(&text.replace('\'', "''"));
        self.sql.push('\'');
    }
}

fn level(expression: &Expression) -> Level {
    match &expression.kind {
        ExpressionKind::Or(_) => Level::Or,
        ExpressionKind::And(_) => Level::And,
        ExpressionKind::Not(operand) => match &operand.kind {
            ExpressionKind::In(..) | ExpressionKind::Call(Function::Like(_), _) => Level::Predicate,
            _ => Level::Not,
        },
        ExpressionKind::Compare(..)
        | ExpressionKind::Distinct { .. }
        | ExpressionKind::IsNull { .. }
        | ExpressionKind::In(..)
        | ExpressionKind::Call(Function::Like(_), _) => Level::Predicate,
        ExpressionKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..)
        | ExpressionKind::DaysBetween(..)
        | ExpressionKind::AddDays(..) => Level::Sum,
        ExpressionKind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => Level::Product,
        ExpressionKind::Negate(_) => Level::Sign,
        ExpressionKind::Literal(Literal::Number(number)) if number.units() < 0 => Level::Sign,
        ExpressionKind::Literal(_)
        | ExpressionKind::Name(_)
        | ExpressionKind::Case { .. }
        | ExpressionKind::Coalesce(_)
        | ExpressionKind::Call(..) => Level::Operand,
    }
}

fn number(expression: &Expression) -> Option<Decimal> {
    match expression.kind {
        ExpressionKind::Literal(Literal::Number(number)) => Some(number),
        _ => None,
    }
}

fn comparison_sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

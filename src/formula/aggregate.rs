//! Aggregates: the whole formula of a measure.

use super::arithmetic::decimals;
use super::messages_of_types;
use super::reader::{Argument, Call, Reader};
use super::typed::{Aggregate, AggregateFunction, Type};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::Text;

/// The aggregate functions by name.
pub(super) const AGGREGATES: [(&str, AggregateFunction); 4] = [
    ("count", AggregateFunction::Count),
    ("max", AggregateFunction::Max),
    ("min", AggregateFunction::Min),
    ("sum", AggregateFunction::Sum),
];

impl Reader<'_> {
    /// The aggregate that `call` at `span` asks for.
    pub(super) fn aggregate(
        &mut self,
        function: AggregateFunction,
        call: Call,
        span: Span,
    ) -> Option<Aggregate> {
        let counts = function == AggregateFunction::Count;
        if let (Some(place), false) = (call.distinct, counts) {
            self.report(distinct_elsewhere(place));
            return None;
        }
        let name = call.name.to_ascii_lowercase();
        let found = call.arguments.len();
        let mut arguments = call.arguments.into_iter();
        let argument = match (arguments.next(), arguments.next()) {
            (Some(Argument::Star(_)), None) if counts && call.distinct.is_none() => None,
            (Some(Argument::Star(place)), None) => {
                self.report(star_elsewhere(place));
                return None;
            }
            (Some(Argument::Value(value)), None) => Some(self.valued(value)?),
            _ => {
                let usage = if counts {
                    "count(*)".to_owned()
                } else {
                    format!("{name}(x)")
                };
                self.report(messages_of_types::argument_count(
                    span, &name, &usage, found,
                ));
                return None;
            }
        };
        let function = match call.distinct {
            Some(_) => AggregateFunction::CountDistinct,
            None => function,
        };
        let r#type = match &argument {
            None => Type::Integer,
            Some(argument) => match aggregate_type(function, argument.r#type()) {
                Some(r#type) => r#type,
                None => {
                    self.report(impossible(&name, argument.r#type(), argument.span()));
                    return None;
                }
            },
        };
        let argument = argument.map(|argument| argument.expression);
        Some(Aggregate {
            function,
            argument,
            filter: None,
            r#type,
        })
    }
}

/// The type of an aggregate of values of a type, if it can be taken of them.
fn aggregate_type(function: AggregateFunction, values: Type) -> Option<Type> {
    let exact = decimals(values).is_some();
    match function {
        AggregateFunction::Count => Some(Type::Integer),
        AggregateFunction::CountDistinct => (values != Type::Ratio).then_some(Type::Integer),
        AggregateFunction::Sum => exact.then_some(values),
        AggregateFunction::Min | AggregateFunction::Max => {
            (exact || matches!(values, Type::Date | Type::Time)).then_some(values)
        }
    }
}

fn impossible(name: &str, found: Type, place: Span) -> Diagnostic {
    let found = messages_of_types::type_name(found);
    let message = Text {
        zh: format!("`{name}` 不能用于{}", found.zh),
        en: format!("`{name}` cannot be taken of {}", found.en),
    };
    let help = Text::new(
        "sum 用于整数和小数,min 和 max 还可用于日期和时刻",
        "sum takes whole numbers and decimals, min and max take dates and times of day too",
    );
    messages_of_types::bad_aggregate_argument(place, message, help)
}

/// DISTINCT stands where it has no meaning.
pub(super) fn distinct_elsewhere(place: Span) -> Diagnostic {
    let message = Text::new(
        "DISTINCT 只能用在 count 里",
        "DISTINCT can only be used in count",
    );
    let help = Text::new("写成 `count(distinct x)`", "write `count(distinct x)`");
    messages_of_types::bad_aggregate_argument(place, message, help)
}

/// `*` stands where it has no meaning.
pub(super) fn star_elsewhere(place: Span) -> Diagnostic {
    let message = Text::new(
        "`*` 只能写在 `count(*)` 里",
        "`*` can only be used in `count(*)`",
    );
    let help = Text::new("写出要汇总的名称", "name what is to be aggregated");
    messages_of_types::bad_aggregate_argument(place, message, help)
}

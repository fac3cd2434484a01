//! What can stand as a single value: the forms that keys are declared with.

use std::marker::PhantomData;

use super::super::name::Name;
use super::super::sink::{Sink, Value};
use super::super::word::Word;
#[cfg(test)]
use super::describe::{Json, Shape};
use super::table::{Form, Settle};
use crate::allocate::Method;
use crate::calendar::Date;
use crate::diagnostic::{Span, Spanned};
use crate::figure::Decimal;
use crate::network::Level;

/// Declares forms that a method of [`Sink`] reads.
macro_rules! forms {
    ($($(#[$meaning:meta])* $name:ident: $value:ty, $read:path, $shape:expr;)*) => {
        $(
            $(#[$meaning])*
            pub struct $name;

            impl Form for $name {
                type Value<'t> = $value;

                fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<$value> {
                    $read(sink, value)
                }

                #[cfg(test)]
                fn shape() -> Shape {
                    $shape
                }
            }
        )*
    };
}

forms! {
    /// Text that is not empty.
    Line: Name, Sink::text, Shape::Line("text");
    /// The id of a clause.
    ClauseId: Name, Sink::text, Shape::Line("clause id");
    /// The id of a code list.
    CodeListId: Name, Sink::text, Shape::Line("code list id");
    /// The id of a dataset.
    DatasetId: Name, Sink::text, Shape::Line("dataset id");
    /// The id of a measure.
    MeasureId: Name, Sink::text, Shape::Line("measure id");
    /// The id of an indicator.
    IndicatorId: Name, Sink::text, Shape::Line("indicator id");
    /// The id of a rule.
    RuleId: Name, Sink::text, Shape::Line("rule id");
    /// The name of a field.
    FieldName: Name, Sink::text, Shape::Line("field");
    /// A code of a code list.
    Code: Name, Sink::text, Shape::Line("code");
    /// An SQL expression.
    Formula: Name, Sink::text, Shape::Formula;
    /// The id of a part.
    Id: Name, Sink::id, Shape::Id(&[]);
    /// The id of a programme.
    ProgrammeId: Name, Sink::programme_id, Shape::ProgrammeId;
    /// A division code.
    DivisionCode: Name, Sink::division_code, Shape::DivisionCode;
    /// A difference from UTC, in minutes.
    UtcOffset: i32, Sink::utc_offset_minutes, Shape::UtcOffset;
    /// A day.
    Day: Spanned<Date>, Sink::date, Shape::Date;
    /// An exact number.
    Number: Spanned<Decimal>, Sink::number, Shape::Number;
    /// An exact number, kept as exact text.
    Figure: Spanned<String>, Sink::figure, Shape::Number;
    /// A whole number, 0 or more.
    Whole: Spanned<u64>, Sink::whole, Shape::Whole;
    /// How often a row is written.
    Times: Spanned<Decimal>, Sink::number, Shape::Times;
    /// true or false.
    Flag: Spanned<bool>, Sink::boolean, Shape::Flag;
}

/// Ids that parts of a kind cannot have, as something else has them.
pub trait Taken: 'static {
    /// All of them.
    const NAMES: &'static [&'static str];
}

/// The id of a part, none of those that are taken. Whether it is one of them is asked
/// where the ids of all parts of its kind are compared.
pub struct IdBut<T>(PhantomData<T>);

impl<T: Taken> Form for IdBut<T> {
    type Value<'t> = Name;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Name> {
        sink.id(value)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Id(T::NAMES)
    }
}

/// A name of a level.
pub struct LevelName;

impl Word for Level {
    const ALL: &'static [Self] = &Self::all();

    fn id(self) -> &'static str {
        self.id()
    }
}

impl Form for LevelName {
    type Value<'t> = Name;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Name> {
        let level = sink.text(value)?;
        sink.level(&level);
        Some(level)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Words(Some("level"), ids::<Level>())
    }
}

/// A whole number from 0 to `MOST`.
pub struct Small<const MOST: u8>;

impl<const MOST: u8> Form for Small<MOST> {
    type Value<'t> = u8;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<u8> {
        sink.small(value, MOST)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Small(MOST)
    }
}

/// The words of a key: all those of a type, or some of them.
pub trait Choice: 'static {
    /// What they stand for.
    type Of: Word;
    /// Those that can be written.
    const CHOICES: &'static [Self::Of];
}

impl<W: Word> Choice for W {
    type Of = Self;
    const CHOICES: &'static [Self] = Self::ALL;
}

/// One word of a choice.
pub struct OneOf<C>(PhantomData<C>);

impl<C: Choice> Form for OneOf<C> {
    type Value<'t> = C::Of;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<C::Of> {
        sink.choice(value, C::CHOICES)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        let words = C::CHOICES.iter().map(|choice| choice.id());
        Shape::Words(None, words.collect())
    }
}

/// A method of allocation.
pub struct MethodName;

impl Form for MethodName {
    type Value<'t> = Method;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Method> {
        sink.allocation_method(value)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Words(None, ids::<Method>())
    }
}

#[cfg(test)]
fn ids<W: Word>() -> Vec<&'static str> {
    W::ALL.iter().map(|word| word.id()).collect()
}

impl Settle for Flag {
    type Default = bool;
    type Settled = bool;

    fn settle(given: Option<Spanned<bool>>, default: bool, _: Span) -> bool {
        given.map_or(default, |flag| flag.value)
    }

    #[cfg(test)]
    fn written(default: bool) -> Json {
        Json::Flag(default)
    }
}

impl<const MOST: u8> Settle for Small<MOST> {
    type Default = u8;
    type Settled = u8;

    fn settle(given: Option<u8>, default: u8, _: Span) -> u8 {
        given.unwrap_or(default)
    }

    #[cfg(test)]
    fn written(default: u8) -> Json {
        Json::number(default)
    }
}

impl Settle for Whole {
    type Default = u64;
    type Settled = u64;

    fn settle(given: Option<Spanned<u64>>, default: u64, _: Span) -> u64 {
        given.map_or(default, |whole| whole.value)
    }

    #[cfg(test)]
    fn written(default: u64) -> Json {
        Json::number(default)
    }
}

impl Settle for Number {
    type Default = Decimal;
    type Settled = Spanned<Decimal>;

    fn settle(given: Option<Spanned<Decimal>>, default: Decimal, span: Span) -> Spanned<Decimal> {
        given.unwrap_or(Spanned::new(default, span))
    }

    #[cfg(test)]
    fn written(default: Decimal) -> Json {
        Json::number(default)
    }
}

impl Settle for DatasetId {
    type Default = &'static str;
    type Settled = Name;

    fn settle(given: Option<Name>, default: &'static str, span: Span) -> Name {
        given.unwrap_or_else(|| Spanned::new(default.to_owned(), span))
    }

    #[cfg(test)]
    fn written(default: &'static str) -> Json {
        Json::text(default)
    }
}

impl<C: Choice> Settle for OneOf<C> {
    type Default = C::Of;
    type Settled = C::Of;

    fn settle(given: Option<C::Of>, default: C::Of, _: Span) -> C::Of {
        given.unwrap_or(default)
    }

    #[cfg(test)]
    fn written(default: C::Of) -> Json {
        Json::text(default.id())
    }
}

impl Settle for MethodName {
    type Default = Method;
    type Settled = Method;

    fn settle(given: Option<Method>, default: Method, _: Span) -> Method {
        given.unwrap_or(default)
    }

    #[cfg(test)]
    fn written(default: Method) -> Json {
        Json::text(default.id())
    }
}

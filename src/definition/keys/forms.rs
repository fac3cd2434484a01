//! What can stand as a value: the forms that keys are declared with.

use std::marker::PhantomData;

use toml::de::DeValue;

use super::super::code;
use super::super::name::Name;
use super::super::sink::{Sink, Value, span_of};
use super::super::word::Word;
#[cfg(test)]
use super::describe::{Json, Shape};
use super::table::{Form, Settle, Table, TableReader, entries, table};
use crate::allocate::Method;
use crate::calendar::{Date, Period};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::figure::Decimal;
use crate::network::Level;
use crate::text::{Text, text};

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

/// A list of at least one value.
pub struct List<F>(PhantomData<F>);

impl<F: Form> Form for List<F> {
    type Value<'t> = Vec<F::Value<'t>>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        let values = sink.array(value)?;
        if values.is_empty() {
            sink.empty_list(value);
        }
        Some(values.iter().filter_map(|it| F::read(sink, it)).collect())
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::List {
            of: Box::new(F::shape()),
            least: 1,
            most: None,
        }
    }
}

/// A list, perhaps empty.
pub struct AnyList<F>(PhantomData<F>);

impl<F: Form> Form for AnyList<F> {
    type Value<'t> = Vec<F::Value<'t>>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        let values = sink.array(value)?;
        Some(values.iter().filter_map(|it| F::read(sink, it)).collect())
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::List {
            of: Box::new(F::shape()),
            least: 0,
            most: None,
        }
    }
}

/// A list or table with at most `MOST` values, which are counted when the parts are
/// compared.
pub struct AtMost<F, const MOST: usize>(PhantomData<F>);

impl<F: Form, const MOST: usize> Form for AtMost<F, MOST> {
    type Value<'t> = F::Value<'t>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        F::read(sink, value)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        let mut shape = F::shape();
        if let Shape::List { most, .. } | Shape::Map { most, .. } = &mut shape {
            *most = Some(MOST);
        }
        shape
    }
}

/// A limit that is asked for when the parts are compared.
pub trait Limit: 'static {
    /// The limit in words.
    #[cfg(test)]
    fn words() -> String;
}

/// What has a limit beside its form.
pub struct Within<F, L>(PhantomData<(F, L)>);

impl<F: Form, L: Limit> Form for Within<F, L> {
    type Value<'t> = F::Value<'t>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        F::read(sink, value)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Within(Box::new(F::shape()), L::words())
    }
}

/// A table.
pub struct Inner<T>(PhantomData<T>);

impl<T: Table> Form for Inner<T> {
    type Value<'t> = TableReader<'t, T>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        TableReader::open(value, sink)
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Table(None, T::describe)
    }
}

/// What the keys of a table are that the author chooses.
pub trait Names: 'static {
    /// Reports `name` if it is none of them.
    fn check<'t>(sink: &'t Sink<'t>, name: &Name);

    /// What the page calls them.
    #[cfg(test)]
    const CALLED: &'static str;

    /// What they can be, where not everything.
    #[cfg(test)]
    fn shape() -> Option<Shape> {
        None
    }
}

/// A table whose keys the author chooses, with at least `LEAST` of them.
pub struct Map<N, F, const LEAST: usize>(PhantomData<(N, F)>);

/// What was read of a [`Map`].
pub struct Entries<V> {
    /// Where the table stands.
    pub span: Span,
    /// Its keys and values in the author's order; none for a value that cannot be read.
    pub list: Vec<(Name, Option<V>)>,
}

impl<N: Names, F: Form, const LEAST: usize> Form for Map<N, F, LEAST> {
    type Value<'t> = Entries<F::Value<'t>>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>> {
        let table = match value.get_ref() {
            DeValue::Table(table) => table,
            _ => return sink.not_a_table(value),
        };
        let entry = |(name, value): (Name, &'t Value<'t>)| {
            N::check(sink, &name);
            (name, F::read(sink, value))
        };
        let list = entries(Some(table), sink).into_iter().map(entry);
        Some(Entries {
            span: span_of(value),
            list: list.collect(),
        })
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Map {
            names: N::CALLED,
            keys: N::shape().map(Box::new),
            of: Box::new(F::shape()),
            least: LEAST,
            most: None,
        }
    }
}

/// Levels as keys.
impl Names for LevelName {
    fn check<'t>(sink: &'t Sink<'t>, name: &Name) {
        sink.level(name);
    }

    #[cfg(test)]
    const CALLED: &'static str = "level";

    #[cfg(test)]
    fn shape() -> Option<Shape> {
        Some(<Self as Form>::shape())
    }
}

/// Any keys: which there are is asked when the parts are compared.
macro_rules! any_names {
    ($($name:ident, $called:literal;)*) => {
        $(impl Names for $name {
            fn check<'t>(_: &'t Sink<'t>, _: &Name) {}

            #[cfg(test)]
            const CALLED: &'static str = $called;
        })*
    };
}

any_names! {
    Code, "code";
    DatasetId, "dataset";
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

table! {
    /// a text in both languages
    LabelTable = "label" {
        /// the Chinese text
        zh: Required<Line>;
        /// the English text
        en: Required<Line>;
    }
}

/// A text in both languages.
pub struct Label;

impl Form for Label {
    type Value<'t> = Text;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Text> {
        if let DeValue::String(content) = value.get_ref() {
            sink.report(
                Diagnostic::error(
                    code::ONE_LANGUAGE,
                    sink.content_of(value.span(), content),
                    text!(
                        "此处要有中文和英文两种文字",
                        "this needs its text in Chinese and in English"
                    ),
                )
                .help(text!(
                    "写作 {{ zh = \"中文\", en = \"英文\" }}",
                    "write {{ zh = \"Chinese\", en = \"English\" }}"
                )),
            );
            return None;
        }
        let table = TableReader::<LabelTable>::open(value, sink)?;
        let keys = table.keys();
        let [zh, en] = [keys.zh, keys.en].map(|key| table.read(key).unwrap_or_default().value);
        table.finish();
        Some(Text { zh, en })
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Table(Some("label"), LabelTable::describe)
    }
}

table! {
    /// a period; both days belong to it
    PeriodTable = "period" {
        /// the first day
        start: Required<Day>;
        /// the last day, not before the first
        end: Required<Day>;
    }
}

/// A period.
pub struct Days;

impl Form for Days {
    type Value<'t> = Spanned<Period>;

    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Spanned<Period>> {
        let table = TableReader::<PeriodTable>::open(value, sink)?;
        let (keys, span) = (table.keys(), table.span());
        let (start, end) = (table.read(keys.start), table.read(keys.end));
        table.finish();
        let (start, end) = (start?, end?);
        let period = Period::new(start.value, end.value);
        if period.is_none() {
            let (first, last) = (start.value, end.value);
            sink.error(
                code::BAD_PERIOD,
                end.span,
                text!(
                    "止期 {last} 早于起期 {first}",
                    "the period ends on {last}, before it starts on {first}"
                ),
            );
        }
        period.map(|period| Spanned::new(period, span))
    }

    #[cfg(test)]
    fn shape() -> Shape {
        Shape::Table(Some("period"), PeriodTable::describe)
    }
}

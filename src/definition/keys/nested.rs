//! Forms that hold others: lists, tables, labels.

use std::marker::PhantomData;

use toml::de::DeValue;

use super::super::code;
use super::super::name::Name;
use super::super::sink::{Sink, Value, span_of};
#[cfg(test)]
use super::describe::Shape;
use super::forms::{Code, DatasetId, Day, LevelName, Line};
use super::table::{Form, Table, TableReader, entries, table};
use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::text::{Text, text};

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

//! How a table of the format is declared, and how one that stands in a file is read.

use std::marker::PhantomData;

use toml::de::{DeTable, DeValue};

use super::super::code;
use super::super::sink::{Sink, Value, from_range, span_of};
use super::alternative::Alternative;
#[cfg(test)]
use super::describe::{Presence, Shape, TableDescription};
use crate::diagnostic::{Diagnostic, Span, Spanned, did_you_mean};
use crate::text::text;

/// A kind of table. The fields of the type are its keys; [`table`] declares it.
pub trait Table: Copy + 'static {
    /// What messages call it: `programme`, `dataset.field`, …
    const NAME: &'static str;
    /// Its keys.
    const KEYS: Self;
    /// The names of its keys, as the format writes them.
    const NAMES: &'static [&'static str];
    /// Where not all of its keys go together: it fits exactly one of these.
    const ALTERNATIVES: &'static [Alternative];

    /// The declaration, for the schema and the reference page.
    #[cfg(test)]
    fn describe() -> TableDescription;
}

/// What can stand as the value of a key.
pub trait Form: 'static {
    /// What is read.
    type Value<'t>;

    /// Reads `value`; none, and a diagnostic, where it is something else.
    fn read<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Self::Value<'t>>;

    /// What it is, for the schema and the reference page.
    #[cfg(test)]
    fn shape() -> Shape;
}

/// A form that can have a default.
pub trait Settle: Form {
    /// How the default is declared.
    type Default: Copy + 'static;
    /// What was read, or else the default.
    type Settled;

    /// The default where nothing is `given`; `span` is where the table stands.
    fn settle(given: Option<Self::Value<'_>>, default: Self::Default, span: Span) -> Self::Settled;

    /// The default as a file would have it.
    #[cfg(test)]
    fn written(default: Self::Default) -> super::describe::Json;
}

/// A key of the table `T`.
pub trait Key<T>: Copy {
    /// What reading it gives.
    type Answer<'t>;

    /// As the format writes it.
    fn name(self) -> &'static str;

    /// Reads it.
    fn ask<'t>(self, table: &TableReader<'t, T>) -> Self::Answer<'t>;

    /// Whether it must be there, for the schema and the reference page.
    #[cfg(test)]
    fn presence(self) -> Presence;
}

/// A key that must be there.
pub struct Required<T, F> {
    name: &'static str,
    of: PhantomData<fn() -> (T, F)>,
}

/// A key that can be left out.
pub struct Optional<T, F> {
    name: &'static str,
    of: PhantomData<fn() -> (T, F)>,
}

/// A key that has a default where it is left out.
pub struct Or<T, F: Settle> {
    name: &'static str,
    /// The default.
    pub default: F::Default,
    of: PhantomData<fn() -> (T, F)>,
}

impl<T, F> Required<T, F> {
    /// The key `name`.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            of: PhantomData,
        }
    }
}

impl<T, F> Optional<T, F> {
    /// The key `name`.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            of: PhantomData,
        }
    }
}

impl<T, F: Settle> Or<T, F> {
    /// The key `name`, and what it is where it is left out.
    pub const fn new(name: &'static str, default: F::Default) -> Self {
        Self {
            name,
            default,
            of: PhantomData,
        }
    }
}

impl<T, F> Clone for Required<T, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, F> Copy for Required<T, F> {}

impl<T, F> Clone for Optional<T, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, F> Copy for Optional<T, F> {}

impl<T, F: Settle> Clone for Or<T, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, F: Settle> Copy for Or<T, F> {}

impl<T: Table, F: Form> Key<T> for Required<T, F> {
    type Answer<'t> = Option<F::Value<'t>>;

    fn name(self) -> &'static str {
        self.name
    }

    fn ask<'t>(self, table: &TableReader<'t, T>) -> Self::Answer<'t> {
        if table.value(self.name).is_none() {
            let (name, key) = (T::NAME, self.name);
            let message = text!(
                "`{name}` 缺少必填的 `{key}`",
                "`{name}` lacks the key `{key}`"
            );
            table.sink.error(code::MISSING_KEY, table.span, message);
        }
        table.form::<F>(self.name)
    }

    #[cfg(test)]
    fn presence(self) -> Presence {
        Presence::Required
    }
}

impl<T: Table, F: Form> Key<T> for Optional<T, F> {
    type Answer<'t> = Option<F::Value<'t>>;

    fn name(self) -> &'static str {
        self.name
    }

    fn ask<'t>(self, table: &TableReader<'t, T>) -> Self::Answer<'t> {
        table.form::<F>(self.name)
    }

    #[cfg(test)]
    fn presence(self) -> Presence {
        Presence::Optional
    }
}

impl<T: Table, F: Settle> Key<T> for Or<T, F> {
    type Answer<'t> = F::Settled;

    fn name(self) -> &'static str {
        self.name
    }

    fn ask<'t>(self, table: &TableReader<'t, T>) -> Self::Answer<'t> {
        F::settle(table.given(self), self.default, table.span)
    }

    #[cfg(test)]
    fn presence(self) -> Presence {
        Presence::Default(F::written(self.default))
    }
}

/// A table of the kind `T` that is being read.
pub struct TableReader<'t, T> {
    /// None for one that is left out, which is read as if it had no keys.
    table: Option<&'t DeTable<'t>>,
    span: Span,
    sink: &'t Sink<'t>,
    kind: PhantomData<fn() -> T>,
}

impl<'t, T: Table> TableReader<'t, T> {
    /// The table in `value`; a diagnostic where it is something else.
    pub fn open(value: &'t Value<'t>, sink: &'t Sink<'t>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(Some(table), span_of(value), sink)),
            _ => sink.not_a_table(value),
        }
    }

    /// `table`, which stands at `span`.
    pub fn new(table: Option<&'t DeTable<'t>>, span: Span, sink: &'t Sink<'t>) -> Self {
        Self {
            table,
            span,
            sink,
            kind: PhantomData,
        }
    }

    /// The keys that it can have.
    pub fn keys(&self) -> T {
        T::KEYS
    }

    /// Where it stands: its header, or the whole inline table.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where diagnostics go.
    pub fn sink(&self) -> &'t Sink<'t> {
        self.sink
    }

    /// What stands under `key`.
    pub fn read<K: Key<T>>(&self, key: K) -> K::Answer<'t> {
        key.ask(self)
    }

    /// What `read` makes of each table of the list under `key`.
    pub fn each<S, U>(
        &self,
        key: impl Key<T, Answer<'t> = Option<Vec<TableReader<'t, S>>>>,
        read: impl FnMut(TableReader<'t, S>) -> Option<U>,
    ) -> Vec<U> {
        let tables = self.read(key).unwrap_or_default();
        tables.into_iter().filter_map(read).collect()
    }

    /// The table under `key`; where it is left out, one without keys.
    pub fn inner<S: Table>(
        &self,
        key: impl Key<T, Answer<'t> = Option<TableReader<'t, S>>>,
    ) -> TableReader<'t, S> {
        let absent = TableReader::new(None, self.span, self.sink);
        self.read(key).unwrap_or(absent)
    }

    /// What stands under `key`; none for its default.
    pub fn given<F: Settle>(&self, key: Or<T, F>) -> Option<F::Value<'t>> {
        self.form::<F>(key.name)
    }

    /// Whether `key` is there, whatever stands under it.
    pub fn has(&self, key: impl Key<T>) -> bool {
        self.value(key.name()).is_some()
    }

    /// Where the value of `key` stands.
    pub fn span_of(&self, key: impl Key<T>) -> Option<Span> {
        self.value(key.name()).map(span_of)
    }

    /// Whether its keys are those of exactly one of its alternatives.
    pub fn is_clear(&self) -> bool {
        let there = |key: &&str| self.value(key).is_some();
        let alternatives = T::ALTERNATIVES.iter();
        let fitting =
            alternatives.filter(|it| it.with.iter().all(there) && !it.without.iter().any(there));
        fitting.count() == 1
    }

    /// All keys and values in the author's order, for tables whose keys the author chooses.
    pub fn entries(&self) -> Vec<(Spanned<String>, &'t Value<'t>)> {
        entries(self.table, self.sink)
    }

    /// Reports every key that the table does not have.
    pub fn finish(self) {
        for key in self.table.into_iter().flat_map(DeTable::keys) {
            let (name, written) = (T::NAME, key.get_ref());
            if T::NAMES.contains(&written.as_ref()) {
                continue;
            }
            let message = text!(
                "`{name}` 没有 `{written}` 这个键",
                "`{name}` has no key `{written}`"
            );
            let help = match did_you_mean(written, T::NAMES) {
                Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
                None => {
                    let keys = T::NAMES.join(", ");
                    text!("可用的键:{keys}", "its keys are: {keys}")
                }
            };
            self.sink.report(
                Diagnostic::error(code::UNKNOWN_KEY, from_range(key.span()), message).help(help),
            );
        }
    }

    fn value(&self, key: &str) -> Option<&'t Value<'t>> {
        self.table.and_then(|table| table.get(key))
    }

    fn form<F: Form>(&self, key: &str) -> Option<F::Value<'t>> {
        self.value(key).and_then(|value| F::read(self.sink, value))
    }
}

/// All keys and values of `table` in the author's order.
pub fn entries<'t>(
    table: Option<&'t DeTable<'t>>,
    sink: &Sink<'_>,
) -> Vec<(Spanned<String>, &'t Value<'t>)> {
    let place = |key: &str, range| Spanned::new(key.to_owned(), sink.content_of(range, key));
    let mut entries: Vec<_> = table
        .into_iter()
        .flat_map(DeTable::iter)
        .map(|(key, value)| (place(key.get_ref(), key.span()), value))
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

/// A name as the format writes it: of one that Rust reserves without its `r#`.
pub const fn plain(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a [`Table`]: its doc comment says what it is, those of its keys what they
/// mean, so that the reference page can show them (in a sentence without its final
/// point). `else` says what it means that an optional key is left out. `either` lists
/// the [`Alternative`]s, `further` what else the schema can say of its keys.
macro_rules! table {
    (
        $(#[doc = $doc:literal])*
        $table:ident = $name:literal {
            $(
                $(#[doc = $key_doc:literal])*
                $key:ident: $presence:ident<$form:ty> $(= $default:expr)? $(, else $absent:literal)?;
            )*
        }
        $(either {
            $($title:literal: [$($with:ident),*] without [$($without:ident),*];)*
        })?
        $(further [$($condition:expr),* $(,)?])?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy)]
        pub struct $table {
            $(
                $(#[doc = $key_doc])*
                pub $key: $crate::definition::keys::table::$presence<Self, $form>,
            )*
        }

        impl $crate::definition::keys::table::Table for $table {
            const NAME: &'static str = $name;
            const KEYS: Self = Self {
                $($key: $crate::definition::keys::table::$presence::new(
                    $crate::definition::keys::table::plain(stringify!($key))
                    $(, $default)?
                ),)*
            };
            const NAMES: &'static [&'static str] = &[
                $($crate::definition::keys::table::plain(stringify!($key))),*
            ];
            const ALTERNATIVES: &'static [$crate::definition::keys::alternative::Alternative] = &[
                $($($crate::definition::keys::alternative::Alternative {
                    #[cfg(test)]
                    title: $title,
                    with: &[$($crate::definition::keys::table::plain(stringify!($with))),*],
                    without: &[$($crate::definition::keys::table::plain(stringify!($without))),*],
                },)*)?
            ];

            #[cfg(test)]
            fn describe() -> $crate::definition::keys::describe::TableDescription {
                #[allow(unused_imports, reason = "most tables have no conditions")]
                use $crate::definition::keys::describe::{Condition, Shape};
                use $crate::definition::keys::table::{Form, Key};
                $crate::definition::keys::describe::TableDescription {
                    name: $name,
                    doc: &[$($doc),*],
                    keys: vec![$($crate::definition::keys::describe::KeyDescription {
                        name: Key::<Self>::name(Self::KEYS.$key),
                        doc: &[$($key_doc),*],
                        presence: Key::<Self>::presence(Self::KEYS.$key),
                        absent: [$($absent)?].first().copied(),
                        shape: <$form as Form>::shape(),
                    }),*],
                    alternatives: Self::ALTERNATIVES,
                    conditions: vec![$($($condition),*)?],
                }
            }
        }
    };
}
pub(crate) use table;

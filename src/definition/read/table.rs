//! One table of the file, each key read once by a typed method, so that what
//! was read is what the format has, and every other key is a mistake.

use std::cell::{Cell, RefCell};

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::super::code;
use crate::diagnostic::{Diagnostic, Span, Spanned, did_you_mean};
use crate::limits;
use crate::text::{Text, text};

/// A value of the file with its place.
pub(super) type Value<'t> = TomlSpanned<DeValue<'t>>;

/// The file's text, and where diagnostics about it gather.
#[derive(Default)]
pub(in super::super) struct Sink<'s> {
    pub(super) source: &'s str,
    list: RefCell<Vec<Diagnostic>>,
    /// Bytes of the records that examples wrote several times.
    copied: Cell<usize>,
    /// The keys of each kind of table, for the comparison with the schema.
    #[cfg(test)]
    pub(in super::super) shapes: RefCell<std::collections::BTreeMap<&'static str, Shape>>,
}

impl<'s> Sink<'s> {
    /// No diagnostics yet about `source`.
    pub(in super::super) fn new(source: &'s str) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }

    /// Adds an error.
    pub(in super::super) fn error(&self, code: &'static str, span: Span, message: Text) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Adds a diagnostic.
    pub(in super::super) fn report(&self, diagnostic: Diagnostic) {
        self.list.borrow_mut().push(diagnostic);
    }

    /// Whether so many further bytes of copied records are within the limit.
    pub(super) fn copy_bytes(&self, bytes: usize) -> bool {
        let copied = self.copied.get().saturating_add(bytes);
        let within = copied <= limits::EXAMPLE_BYTES;
        if within {
            self.copied.set(copied);
        }
        within
    }

    /// All of them, sorted by place.
    pub(in super::super) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        list.sort_by(|left, right| (left.span, left.code).cmp(&(right.span, right.code)));
        list
    }
}

/// The keys that tables of one kind were asked for.
#[cfg(test)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Shape {
    pub(in super::super) keys: std::collections::BTreeSet<&'static str>,
    pub(in super::super) required: std::collections::BTreeSet<&'static str>,
}

#[cfg(test)]
impl Sink<'_> {
    fn note_required(&self, shape: &'static str, key: &'static str) {
        self.shapes
            .borrow_mut()
            .entry(shape)
            .or_default()
            .required
            .insert(key);
    }

    fn note_keys(&self, shape: &'static str, keys: &[&'static str]) {
        self.shapes
            .borrow_mut()
            .entry(shape)
            .or_default()
            .keys
            .extend(keys);
    }
}

/// A table that is being read.
pub(super) struct TableReader<'t> {
    /// What kind of table it is: `programme`, `dataset.field`, …
    shape: &'static str,
    table: &'t DeTable<'t>,
    span: Span,
    sink: &'t Sink<'t>,
    asked: Vec<&'static str>,
}

impl<'t> TableReader<'t> {
    /// The table in `value`; a diagnostic where it is something else.
    pub(super) fn open(
        shape: &'static str,
        value: &'t Value<'t>,
        sink: &'t Sink<'t>,
    ) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(shape, table, span_of(value), sink)),
            _ => sink.wrong_type(value, text!("一个表({{ … }})", "a table (`{{ … }}`)")),
        }
    }

    /// `table`, which stands at `span`.
    pub(super) fn new(
        shape: &'static str,
        table: &'t DeTable<'t>,
        span: Span,
        sink: &'t Sink<'t>,
    ) -> Self {
        Self {
            shape,
            table,
            span,
            sink,
            asked: Vec::new(),
        }
    }

    /// Where the table stands: its header, or the whole inline table.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Where diagnostics go.
    pub(super) fn sink(&self) -> &'t Sink<'t> {
        self.sink
    }

    /// Whether the file has `key`, which is read elsewhere.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// What `read` makes of the value of `key`; none where the key is absent.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'t Sink<'t>, &'t Value<'t>) -> Option<T>,
    ) -> Option<T> {
        self.asked.push(key);
        self.table.get(key).and_then(|value| read(self.sink, value))
    }

    /// The same for a key that must be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'t Sink<'t>, &'t Value<'t>) -> Option<T>,
    ) -> Option<T> {
        self.must_have(key);
        self.optional(key, read)
    }

    /// One of a few words; none where the key is absent.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        self.optional(key, |sink, value| sink.choice(value, choices))
    }

    /// true or false, `default` where the key is absent.
    pub(super) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        self.optional(key, Sink::boolean)
            .map_or(default, |flag| flag.value)
    }

    /// The same for an array that must be there.
    pub(super) fn each_required<T>(
        &mut self,
        key: &'static str,
        shape: &'static str,
        read: impl FnMut(TableReader<'t>) -> Option<T>,
    ) -> Vec<T> {
        self.must_have(key);
        if let Some(value) = self.table.get(key)
            && matches!(value.get_ref(), DeValue::Array(values) if values.is_empty())
        {
            self.sink.empty_list(value);
        }
        self.each(key, shape, read)
    }

    /// What `read` makes of each table of the array `key`, none where absent.
    pub(super) fn each<T>(
        &mut self,
        key: &'static str,
        shape: &'static str,
        read: impl FnMut(TableReader<'t>) -> Option<T>,
    ) -> Vec<T> {
        let values = self.optional(key, Sink::array).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| TableReader::open(shape, value, self.sink))
            .filter_map(read)
            .collect()
    }

    /// What `read` makes of the table `key`; none where absent.
    pub(super) fn inner<T>(
        &mut self,
        key: &'static str,
        shape: &'static str,
        read: impl FnOnce(TableReader<'t>) -> Option<T>,
    ) -> Option<T> {
        self.optional(key, |sink, value| TableReader::open(shape, value, sink))
            .and_then(read)
    }

    /// All keys and values in the author's order, for tables whose keys the author chooses.
    pub(super) fn entries(&self) -> Vec<(Spanned<String>, &'t Value<'t>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| {
                (
                    Spanned::new(
                        key.get_ref().to_string(),
                        self.sink.content_of(key.span(), key.get_ref()),
                    ),
                    value,
                )
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span);
        entries
    }

    fn must_have(&mut self, key: &'static str) {
        #[cfg(test)]
        self.sink.note_required(self.shape, key);
        if !self.has(key) {
            let table = self.shape;
            let message = text!(
                "`{table}` 缺少必填的 `{key}`",
                "`{table}` lacks the key `{key}`"
            );
            self.sink.error(code::MISSING_KEY, self.span, message);
        }
    }

    /// Reports every key that was never asked for.
    pub(super) fn finish(self) {
        #[cfg(test)]
        self.sink.note_keys(self.shape, &self.asked);
        let table = self.shape;
        for key in self.table.keys() {
            let written = key.get_ref();
            if self.asked.contains(&written.as_ref()) {
                continue;
            }
            let message = text!(
                "`{table}` 没有 `{written}` 这个键",
                "`{table}` has no key `{written}`"
            );
            let help = match did_you_mean(written, &self.asked) {
                Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
                None => {
                    let keys = self.asked.join(", ");
                    text!("可用的键:{keys}", "its keys are: {keys}")
                }
            };
            self.sink.report(
                Diagnostic::error(code::UNKNOWN_KEY, from_range(key.span()), message).help(help),
            );
        }
    }
}

/// Where `value` stands, quotes and brackets included.
pub(super) fn span_of(value: &Value<'_>) -> Span {
    from_range(value.span())
}

fn from_range(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

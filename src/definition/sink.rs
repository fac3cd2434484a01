//! Where diagnostics about a definition file gather.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::DeValue;

use super::code;
use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::text::{Text, text};

/// A value of the file with its place.
pub(super) type Value<'t> = TomlSpanned<DeValue<'t>>;

/// The file's text, and where diagnostics about it gather.
#[derive(Default)]
pub(super) struct Sink<'s> {
    pub(super) source: &'s str,
    list: RefCell<Vec<Diagnostic>>,
    /// Bytes of the records that examples wrote several times.
    copied: Cell<usize>,
}

impl<'s> Sink<'s> {
    /// No diagnostics yet about `source`.
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }

    /// Adds an error.
    pub(super) fn error(&self, code: &'static str, span: Span, message: Text) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Adds a diagnostic.
    pub(super) fn report(&self, diagnostic: Diagnostic) {
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
    pub(super) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        list.sort_by(|left, right| (left.span, left.code).cmp(&(right.span, right.code)));
        list
    }

    /// Says that the list `value` needs something in it.
    pub(super) fn empty_list(&self, value: &Value<'_>) {
        let message = text!("列表不能为空", "this list must not be empty");
        self.error(code::EMPTY, span_of(value), message);
    }

    /// Says what was expected in the place of `value`.
    pub(super) fn wrong_type<T>(&self, value: &Value<'_>, expected: Text) -> Option<T> {
        let found = kind_of(value.get_ref());
        self.error(
            code::WRONG_TYPE,
            span_of(value),
            Text {
                zh: format!("应为{},实为{}", expected.zh, found.zh),
                en: format!("expected {}, but found {}", expected.en, found.en),
            },
        );
        None
    }

    /// Says that `value` is no table.
    pub(super) fn not_a_table<T>(&self, value: &Value<'_>) -> Option<T> {
        self.wrong_type(value, text!("一个表({{ … }})", "a table (`{{ … }}`)"))
    }

    /// The place of `content` in a text that was written at `whole`: inside the
    /// quotes if it stands there letter for letter, else `whole` itself.
    pub(super) fn content_of(&self, whole: Range<usize>, content: &str) -> Span {
        let written = self.source.get(whole.clone()).unwrap_or_default();
        let found = ["'''", "\"\"\"", "'", "\"", ""].iter().find_map(|quote| {
            let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
            let first_line_ends = if quote.len() == 3 {
                ["\r\n", "\n"].iter().find(|end| inside.starts_with(**end))
            } else {
                None
            };
            let skipped = quote
                .len()
                .checked_add(first_line_ends.map_or(0, |end| end.len()))?;
            let start = whole.start.checked_add(skipped)?;
            let end = start.checked_add(content.len())?;
            (self.source.get(start..end)? == content && end.checked_add(quote.len())? == whole.end)
                .then(|| Span::new(start, end))
        });
        found.unwrap_or_else(|| Span::new(whole.start, whole.end))
    }

    pub(super) fn written(&self, span: Span) -> &str {
        self.source.get(span.start..span.end).unwrap_or_default()
    }
}

/// Where `value` stands, quotes and brackets included.
pub(super) fn span_of(value: &Value<'_>) -> Span {
    from_range(value.span())
}

pub(super) fn from_range(range: Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn kind_of(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(_) => text!("文本", "text"),
        DeValue::Integer(_) => text!("整数", "a whole number"),
        DeValue::Float(_) => text!("浮点数", "a binary float"),
        DeValue::Boolean(_) => text!("布尔值", "a boolean"),
        DeValue::Datetime(_) => text!("日期或时刻", "a date or time"),
        DeValue::Array(_) => text!("列表", "an array"),
        DeValue::Table(_) => text!("表", "a table"),
    }
}

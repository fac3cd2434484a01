//! Declarations as data, for whoever writes the schema and the reference page.

use super::alternative::Alternative;

/// A table of the format.
pub struct TableDescription {
    /// What messages call it.
    pub name: &'static str,
    /// The lines of its doc comment.
    pub doc: &'static [&'static str],
    /// Its keys.
    pub keys: Vec<KeyDescription>,
    /// The sets of keys of which it fits exactly one, if there are any.
    pub alternatives: &'static [Alternative],
    /// What else is asked of its keys.
    pub conditions: Vec<Condition>,
}

/// A key of a table.
pub struct KeyDescription {
    /// Its name.
    pub name: &'static str,
    /// The lines of its doc comment.
    pub doc: &'static [&'static str],
    /// Whether it must be there.
    pub presence: Presence,
    /// What it means that it is left out.
    pub absent: Option<&'static str>,
    /// What can stand under it.
    pub shape: Shape,
}

/// Whether a key must be there.
pub enum Presence {
    /// It must.
    Required,
    /// It can be left out.
    Optional,
    /// It is this where it is left out.
    Default(Json),
}

/// What can stand as a value.
pub enum Shape {
    /// Text that is not empty; what the page calls it.
    Line(&'static str),
    /// An SQL expression.
    Formula,
    /// The id of a part; these are taken.
    Id(&'static [&'static str]),
    /// The id of a programme.
    ProgrammeId,
    /// A division code.
    DivisionCode,
    /// A difference from UTC.
    UtcOffset,
    /// A day.
    Date,
    /// An exact number.
    Number,
    /// A whole number, 0 or more.
    Whole,
    /// A whole number above 0, perhaps as text.
    Times,
    /// A whole number from 0 to this.
    Small(u8),
    /// true or false.
    Flag,
    /// One of these words; what the page calls all of them, if they are shared.
    Words(Option<&'static str>, Vec<&'static str>),
    /// A cell of a row.
    Cell,
    /// A list.
    List {
        /// What is in it.
        of: Box<Shape>,
        /// How many there are at least.
        least: usize,
        /// How many there are at most.
        most: Option<usize>,
    },
    /// What has a limit in words.
    Within(Box<Shape>, String),
    /// A table, and what the page calls it if it is a kind of value.
    Table(Option<&'static str>, fn() -> TableDescription),
    /// A table whose keys the author chooses.
    Map {
        /// What the page calls its keys.
        names: &'static str,
        /// What its keys can be.
        keys: Option<Box<Shape>>,
        /// What stands under them.
        of: Box<Shape>,
        /// How many there are at least.
        least: usize,
        /// How many there are at most.
        most: Option<usize>,
    },
}

/// What is asked of the keys of a table beyond its alternatives. The reader asks for
/// it, too, in words of its own.
pub enum Condition {
    /// Where the key is, these are as well.
    Needs(&'static str, &'static [&'static str]),
    /// Where the key is, these are not.
    Excludes(&'static str, &'static [&'static str]),
    /// Where the key is true, these are not there.
    TrueExcludes(&'static str, &'static [&'static str]),
    /// The key is there only where another is that word.
    OnlyWhere(&'static str, &'static str, &'static str),
    /// The key must be there where another is that word.
    NeededWhere(&'static str, &'static str, &'static str),
    /// One of these lists is there and has something in it.
    SomeOf(&'static [&'static str]),
    /// Keys of other names are there as well, with values of this shape.
    Open(Shape),
}

/// JSON, in the order in which it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// true or false.
    Flag(bool),
    /// A number.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number.
    pub fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }

    /// A list of texts.
    pub fn texts(texts: &[&str]) -> Self {
        Self::List(texts.iter().map(|text| Self::text(*text)).collect())
    }

    /// An object.
    pub fn object<const N: usize>(entries: [(&str, Json); N]) -> Self {
        let entries = entries.into_iter();
        Self::Object(
            entries
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }
}

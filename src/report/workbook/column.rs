//! Columns of tables, and what stands over a table.

use super::style::{Side, Tone};
use crate::text::Text;

/// The width of a column in digits: at least, and at most unless it says more.
const NARROWEST: usize = 5;
const WIDEST: usize = 24;

/// When a cell gets a colour.
#[derive(Clone, Debug)]
pub(super) enum When {
    /// It says this.
    Says(String),
    /// It says something other than 0.
    IsNotZero,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub head: String,
    /// What stands over it and its neighbours with the same group.
    pub group: Option<String>,
    pub side: Side,
    pub is_code: bool,
    pub narrowest: usize,
    pub widest: usize,
    pub tones: Vec<(When, Tone)>,
    /// What can be entered.
    pub choices: Vec<String>,
}

impl Column {
    fn new(head: impl Into<String>, side: Side) -> Self {
        Self {
            head: head.into(),
            group: None,
            side,
            is_code: false,
            narrowest: NARROWEST,
            widest: WIDEST,
            tones: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Words, from the left.
    pub fn words(head: impl Into<String>) -> Self {
        Self::new(head, Side::Left)
    }

    /// Numbers, from the right.
    pub fn number(head: impl Into<String>) -> Self {
        Self::new(head, Side::Right)
    }

    /// Short words and days, in the middle.
    pub fn short(head: impl Into<String>) -> Self {
        Self::new(head, Side::Centre)
    }

    /// Codes and keys, which are texts even where they have digits only.
    pub fn code(head: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::new(head, Side::Centre)
        }
    }

    /// As [`code`](Self::code), from the left: such as may be long.
    pub fn key(head: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::new(head, Side::Left)
        }
    }

    /// The same column under a head that it shares with its neighbours.
    pub fn under(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }

    /// The same column with so many digits of room at most.
    pub fn up_to(mut self, widest: usize) -> Self {
        self.widest = widest;
        self
    }

    /// The same column with so many digits of room at least.
    pub fn at_least(mut self, narrowest: usize) -> Self {
        self.narrowest = narrowest;
        self
    }

    /// The same column with colours.
    pub fn tones(mut self, tones: impl IntoIterator<Item = (When, Tone)>) -> Self {
        self.tones.extend(tones);
        self
    }

    /// The same column, empty and to be filled in with one of these.
    pub fn choices(mut self, choices: impl IntoIterator<Item = String>) -> Self {
        self.choices.extend(choices);
        self
    }
}

/// A line under the title of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// What it says.
    pub text: String,
    /// In which colour.
    pub tone: Option<Tone>,
}

/// What is known of a sheet before it has rows.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// The name on its tab.
    pub name: Text,
    /// What the title says behind the name of the programme and the sheet.
    pub about: String,
    /// The lines under the title, that of the as-of date apart.
    pub notes: Vec<Note>,
}

impl Heading {
    pub fn of(zh: &str, en: &str) -> Self {
        Self {
            name: Text::new(zh, en),
            about: String::new(),
            notes: Vec::new(),
        }
    }
}

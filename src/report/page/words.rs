//! Words of the page in its language, and divisions as it names them.

use crate::assess::Status;
use crate::network::{DivisionCode, DivisionId, Network};
use crate::text::{Language, Text};

/// The language of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub Language);

impl Words {
    /// The words of the language.
    pub fn of<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// A text in the language.
    pub fn say(self, text: &Text) -> String {
        text.get(self.0).to_owned()
    }

    /// As [`say`](Self::say), for a label that lives as long as the plan.
    pub fn label(self, label: &Text) -> &str {
        label.get(self.0)
    }

    /// Whether a target is met.
    pub fn met(self, met: Option<bool>) -> &'static str {
        match met {
            Some(true) => self.of("达标", "met"),
            Some(false) => self.of("未达标", "not met"),
            None => NONE,
        }
    }

    /// Words one after the other.
    pub fn list(self, words: impl IntoIterator<Item = String>) -> String {
        let words: Vec<String> = words.into_iter().collect();
        words.join(self.of("、", ", "))
    }
}

/// Stands where there is nothing to show.
pub(super) const NONE: &str = "—";

/// By which class a judgement is coloured.
pub(super) fn tone(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "good",
        Some(false) => "bad",
        None => "open",
    }
}

/// By which class a status is coloured; none where there is no status to show.
pub(super) fn status_tone(status: Status) -> Option<&'static str> {
    match status {
        Status::Done | Status::Ahead => Some("good"),
        Status::OnSchedule => Some("open"),
        Status::Behind => Some("bad"),
        Status::NotApplicable => None,
    }
}

/// A division: its code as it is usually written, and its name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub code: String,
    pub name: String,
}

impl Place {
    pub fn of(network: &Network, id: DivisionId) -> Self {
        Self {
            code: network.code(id).to_string(),
            name: network.name(id).to_owned(),
        }
    }

    /// Of a code that may be in no register; its name is empty then.
    pub fn of_code(network: &Network, code: DivisionCode) -> Self {
        let name = network.find(code).map(|id| network.name(id));
        Self {
            code: code.to_string(),
            name: name.unwrap_or_default().to_owned(),
        }
    }
}

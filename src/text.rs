//! Text for people, in both languages of the library.

use std::fmt;

/// The language a message or label is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// 简体中文, the default.
    #[default]
    Chinese,
    /// English.
    English,
}

/// One text in Chinese and in English.
///
/// Every message that can reach a clerk and every label of a definition is a
/// `Text`, so that the language is chosen once, where the text is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text {
    /// The Chinese text.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl Text {
    /// A text from its two versions.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The same words in both languages: codes, names, numbers.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            zh: words.clone(),
            en: words,
        }
    }

    /// The text in `language`; where that version is empty, the other one.
    pub fn get(&self, language: Language) -> &str {
        let (wanted, other) = match language {
            Language::Chinese => (&self.zh, &self.en),
            Language::English => (&self.en, &self.zh),
        };
        if wanted.is_empty() { other } else { wanted }
    }

    /// The same, taken out.
    pub fn take(self, language: Language) -> String {
        let (wanted, other) = match language {
            Language::Chinese => (self.zh, self.en),
            Language::English => (self.en, self.zh),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

/// Shows the English text, as Rust's error messages are English.
impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.get(Language::English))
    }
}

/// Builds a [`Text`] from a Chinese and an English format string over the same
/// captured variables: `text!("第 {row} 行", "row {row}")`.
macro_rules! text {
    ($zh:literal, $en:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Text { zh: format!($zh $(, $name = $value)*), en: format!($en $(, $name = $value)*) }
    };
}
pub(crate) use text;

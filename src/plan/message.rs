//! Messages of findings: text with places for what was found.

use crate::text::{Language, Text};

/// A message with `{field}` places.
#[derive(Clone, Debug, Default)]
pub struct MessageTemplate {
    zh: Vec<Piece>,
    en: Vec<Piece>,
    /// The positions of the fields whose values a finding must carry.
    pub fields: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// The position in the list of what was found.
    Found(usize),
}

impl MessageTemplate {
    /// Takes a message apart. `position` gives the position of a named field;
    /// the name of the first unknown one is the error.
    pub fn parse(message: &Text, position: impl Fn(&str) -> Option<usize>) -> Result<Self, String> {
        let mut template = Self::default();
        template.zh = template.pieces(&message.zh, &position)?;
        template.en = template.pieces(&message.en, &position)?;
        Ok(template)
    }

    fn pieces(
        &mut self,
        message: &str,
        position: &impl Fn(&str) -> Option<usize>,
    ) -> Result<Vec<Piece>, String> {
        let mut pieces = Vec::new();
        let mut rest = message;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                pieces.push(Piece::Words(before.to_owned()));
            }
            let field = position(name).ok_or_else(|| name.to_owned())?;
            let found = self
                .fields
                .iter()
                .position(|known| *known == field)
                .unwrap_or_else(|| {
                    self.fields.push(field);
                    self.fields.len().saturating_sub(1)
                });
            pieces.push(Piece::Found(found));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(pieces)
    }

    /// The message with what was found put in; values beyond those given show as —.
    pub fn fill(&self, found: &[&str], language: Language) -> String {
        let pieces = match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        };
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.as_str(),
                Piece::Found(position) => found.get(*position).copied().unwrap_or("—"),
            })
            .collect()
    }
}

//! Scores: who ranks where, and why.

use askama::Template;

use super::words::{NONE, Place, Words};
use crate::assess::Assessment;
use crate::score::{Score, Scoreboard};
use crate::text::Text;

#[derive(Template)]
#[template(path = "page/scores.html")]
pub(super) struct Scores {
    pub words: Words,
    pub rows: Vec<ScoreRow>,
}

pub(super) struct ScoreRow {
    pub number: usize,
    pub place: Place,
    pub rank: String,
    pub total: String,
    pub grade: String,
    pub formula: String,
    pub parts: Vec<ScorePart>,
}

/// An item, a bonus, a deduction or a veto.
pub(super) struct ScorePart {
    pub kind: &'static str,
    pub label: String,
    pub points: String,
    pub formula: String,
}

impl Scores {
    pub fn new(words: Words, assessment: &Assessment, board: &Scoreboard) -> Self {
        let view = View { words, assessment };
        let rows = board.scores().iter().enumerate();
        let rows = rows.map(|(position, score)| ScoreRow {
            number: position.saturating_add(1),
            place: Place::of_code(&assessment.plan().network, score.division),
            rank: score.rank.map_or(NONE.to_owned(), |rank| rank.to_string()),
            total: score
                .total
                .as_ref()
                .map_or(NONE.to_owned(), |total| total.shown.to_string()),
            grade: score
                .grade
                .as_ref()
                .map_or(NONE.to_owned(), |grade| words.say(grade)),
            formula: words.say(&score.formula),
            parts: view.parts(score),
        });
        Self {
            words,
            rows: rows.collect(),
        }
    }
}

struct View<'a> {
    words: Words,
    assessment: &'a Assessment,
}

impl View<'_> {
    fn parts(&self, score: &Score) -> Vec<ScorePart> {
        let words = self.words;
        let part = |kind, id: &str, points: Option<String>, formula: &Text| ScorePart {
            kind,
            label: self.label(id),
            points: points.unwrap_or_else(|| NONE.to_owned()),
            formula: words.say(formula),
        };
        let items = score.items.iter().map(|item| {
            let points = item.points.map(|points| points.shown.to_string());
            part(words.of("评分项", "item"), &item.id, points, &item.formula)
        });
        let adjustments = [
            (words.of("加分项", "bonus"), "+", &score.bonuses),
            (words.of("扣分项", "deduction"), "−", &score.deductions),
        ];
        let adjustments = adjustments
            .into_iter()
            .flat_map(|(kind, sign, adjustments)| {
                adjustments.iter().map(move |one| {
                    let points = one.points.map(|points| format!("{sign}{}", points.shown));
                    part(kind, &one.id, points, &one.formula)
                })
            });
        let vetoes = score.vetoes.iter();
        let vetoes = vetoes.map(|veto| {
            let most = veto.points.to_string();
            let kind = words.of("一票否决", "veto");
            part(kind, &veto.id, Some(format!("≤ {most}")), &veto.reason)
        });
        items.chain(adjustments).chain(vetoes).collect()
    }

    /// What people call an item: as a rule it is an indicator.
    fn label(&self, id: &str) -> String {
        let indicators = &self.assessment.plan().indicators;
        let known = indicators.iter().find(|known| known.id == id);
        known.map_or_else(|| id.to_owned(), |known| self.words.say(&known.label))
    }
}

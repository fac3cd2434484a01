//! Reports against records.

use askama::Template;

use super::words::{NONE, Place, Words};
use crate::assess::Assessment;
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::limits;
use crate::reconcile::{
    Amounts, Balance, Comparison, Completeness, Fall, Imbalance, Reconciliation, State,
};

#[derive(Template)]
#[template(path = "page/reports.html")]
pub(super) struct Reports {
    pub words: Words,
    /// Whether reports were received; there is nothing to show where not.
    pub is_received: bool,
    /// How many comparisons are in which state: class, words, count.
    pub states: Vec<(&'static str, String, usize)>,
    pub completeness: Vec<CompletenessRow>,
    /// Those that do not agree.
    pub comparisons: Listed<ComparisonRow>,
    /// Those that are not balanced.
    pub imbalances: Listed<ImbalanceRow>,
    pub falls: Listed<FallRow>,
    pub findings: Listed<String>,
}

/// The first rows of a list, and how many it has.
pub(super) struct Listed<T> {
    pub rows: Vec<T>,
    pub total: usize,
}

impl<T> Listed<T> {
    fn of<S>(all: Vec<S>, row: impl Fn(S) -> Result<T>) -> Result<Self> {
        let total = all.len();
        let rows = all.into_iter().take(limits::PAGE_REPORTS).map(row);
        Ok(Self {
            rows: rows.collect::<Result<_>>()?,
            total,
        })
    }
}

pub(super) struct CompletenessRow {
    /// None for the level as a whole.
    pub place: Option<Place>,
    pub level: String,
    pub period_end: Date,
    pub due_on: Date,
    pub owed: usize,
    pub received: usize,
    /// Of those received, in conflict or rejected.
    pub unused: usize,
    pub on_time: usize,
    pub received_share: String,
    pub on_time_share: String,
}

pub(super) struct ComparisonRow {
    pub place: Place,
    pub indicator: String,
    pub period_end: Date,
    pub reported: String,
    pub computed: String,
    pub difference: String,
    pub reported_on: Option<Date>,
    pub due_on: Option<Date>,
    pub days_late: Option<u32>,
    pub tone: &'static str,
    pub state: String,
}

pub(super) struct ImbalanceRow {
    pub place: Place,
    pub indicator: String,
    pub period_end: Date,
    pub reported: String,
    pub sum: String,
    pub imbalance: String,
    /// Names of the children without a report.
    pub missing: String,
    pub tone: &'static str,
    pub state: String,
}

pub(super) struct FallRow {
    pub place: Place,
    pub indicator: String,
    pub earlier: (Date, String),
    pub later: (Date, String),
}

const STATES: [State; 8] = [
    State::Differs,
    State::Missing,
    State::InConflict,
    State::Rejected,
    State::Unexpected,
    State::Late,
    State::Agrees,
    State::NotReceived,
];

impl Reports {
    pub fn new(
        words: Words,
        assessment: &Assessment,
        reconciliation: &Reconciliation,
    ) -> Result<Self> {
        let view = View { words, assessment };
        let comparisons = reconciliation.comparisons.iter();
        let count = |state| comparisons.clone().filter(|one| one.state == state).count();
        // Who has everything need not read of what could be missing.
        let shown = |state: &State| *state != State::NotReceived || count(*state) > 0;
        let states = STATES
            .into_iter()
            .filter(shown)
            .map(|state| (tone(state), words.say(&state.label()), count(state)));
        let disagreeing = comparisons.clone();
        let disagreeing = disagreeing.filter(|one| one.state != State::Agrees);
        let imbalances = reconciliation.imbalances.iter();
        let imbalances = imbalances.filter(|one| one.state != Balance::Balanced);
        let completeness = reconciliation.completeness.iter();
        let completeness = completeness.map(|row| view.completeness(row));
        let findings = reconciliation.findings.iter().collect();
        Ok(Self {
            words,
            is_received: reconciliation.is_received,
            states: states.collect(),
            completeness: completeness.collect::<Result<_>>()?,
            comparisons: Listed::of(disagreeing.collect(), |one| view.comparison(one))?,
            imbalances: Listed::of(imbalances.collect(), |one| Ok(view.imbalance(one)))?,
            falls: Listed::of(reconciliation.falls.iter().collect(), |one| {
                Ok(view.fall(one))
            })?,
            findings: Listed::of(findings, |one| Ok(words.say(&one.message())))?,
        })
    }
}

struct View<'a> {
    words: Words,
    assessment: &'a Assessment,
}

impl View<'_> {
    fn completeness(&self, row: &Completeness) -> Result<CompletenessRow> {
        let network = &self.assessment.plan().network;
        let percent = |share: Option<Ratio>| -> Result<String> {
            match share {
                Some(share) => Ok(format!("{}%", share.percent(SHARE_DECIMALS)?)),
                None => Ok(NONE.to_owned()),
            }
        };
        Ok(CompletenessRow {
            place: row.division_code.map(|code| Place::of_code(network, code)),
            level: self.words.say(&row.level.label()),
            period_end: row.period_end,
            due_on: row.due_on,
            owed: row.owed,
            received: row.received,
            unused: row.in_conflict.saturating_add(row.rejected),
            on_time: row.on_time,
            received_share: percent(row.received_share())?,
            on_time_share: percent(row.on_time_share())?,
        })
    }

    fn comparison(&self, row: &Comparison) -> Result<ComparisonRow> {
        let difference = row.difference.map(|difference| Amounts {
            numerator: difference.numerator,
            denominator: difference.denominator,
        });
        Ok(ComparisonRow {
            place: Place::of_code(&self.assessment.plan().network, row.division_code),
            indicator: self.indicator(&row.indicator),
            period_end: row.period_end,
            reported: amounts(row.reported, " / "),
            computed: amounts(row.computed, " / "),
            // No quotient: numerators and denominators each by themselves.
            difference: amounts(difference, self.words.of(" 和 ", " and ")),
            reported_on: row.reported_on,
            due_on: row.due_on,
            days_late: row.days_late.filter(|days| *days > 0),
            tone: tone(row.state),
            state: self.words.say(&row.state.label()),
        })
    }

    fn imbalance(&self, row: &Imbalance) -> ImbalanceRow {
        let network = &self.assessment.plan().network;
        let missing = row.missing_children.iter();
        let missing = missing.map(|code| {
            let Place { code, name } = Place::of_code(network, *code);
            if name.is_empty() { code } else { name }
        });
        ImbalanceRow {
            place: Place::of_code(network, row.division_code),
            indicator: self.indicator(&row.indicator),
            period_end: row.period_end,
            reported: amounts(row.reported, " / "),
            sum: amounts(row.sum, " / "),
            imbalance: amounts(row.imbalance, self.words.of(" 和 ", " and ")),
            missing: self.words.list(missing),
            tone: match row.state {
                Balance::Balanced => "good",
                Balance::Imbalanced | Balance::ChildMissing => "bad",
                Balance::NotCompared => "open",
            },
            state: self.words.say(&row.state.label()),
        }
    }

    fn fall(&self, row: &Fall) -> FallRow {
        FallRow {
            place: Place::of_code(&self.assessment.plan().network, row.division_code),
            indicator: self.indicator(&row.indicator),
            earlier: (row.earlier_period_end, row.earlier_numerator.exact_text()),
            later: (row.period_end, row.numerator.exact_text()),
        }
    }

    /// What people call an indicator; its name as reported where there is none.
    fn indicator(&self, id: &str) -> String {
        let plan = self.assessment.plan();
        let known = plan.indicators.iter().find(|known| known.id == id);
        known.map_or_else(|| id.to_owned(), |known| self.words.say(&known.label))
    }
}

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;

fn amounts(amounts: Option<Amounts>, between: &str) -> String {
    match amounts {
        None => NONE.to_owned(),
        Some(Amounts {
            numerator,
            denominator: None,
        }) => numerator.exact_text(),
        Some(Amounts {
            numerator,
            denominator: Some(denominator),
        }) => format!(
            "{}{between}{}",
            numerator.exact_text(),
            denominator.exact_text()
        ),
    }
}

fn tone(state: State) -> &'static str {
    match state {
        State::Agrees => "good",
        State::Late => "late",
        State::NotReceived => "open",
        State::Differs
        | State::Missing
        | State::InConflict
        | State::Rejected
        | State::Unexpected => "bad",
    }
}

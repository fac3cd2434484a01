//! The parts that describe the programme itself, as an author writes them: identity,
//! clauses, phases, milestones, schedule, code lists, parameters.

use super::name::Name;
use super::word::words;
use crate::calendar::{Date, Period};
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::text::Text;

/// `[programme]`.
#[derive(Clone, Debug)]
pub struct Head {
    /// A short name: lower-case letters, digits, hyphens.
    pub id: Name,
    /// The version of the definition.
    pub version: Spanned<String>,
    /// The programme's name.
    pub label: Text,
    /// The first and last day.
    pub period: Spanned<Period>,
    /// The code of the division whose programme this is.
    pub root: Name,
    /// The document the programme comes from: title, number, date, address.
    pub document: Text,
    /// By how many minutes local time is ahead of UTC, where the file says so:
    /// the days of timestamps with a zone are those of that local time.
    pub utc_offset_minutes: Option<i32>,
}

/// A passage of the programme's text.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its name within the definition.
    pub id: Name,
    /// What it is about.
    pub label: Text,
    /// The passage itself, in the original language.
    pub text: String,
}

/// A phase of the programme.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its name within the definition.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// Its first and last day.
    pub period: Spanned<Period>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// Something every division of some levels has to have done by a day.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its name within the definition; a value of `milestones.milestone`.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The last day on which it is in time.
    pub due: Date,
    /// The levels whose divisions owe it (`city`, `county`, …).
    pub levels: Vec<Name>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[schedule]`.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// How the planned share moves between two instalments.
    pub mode: ScheduleMode,
    /// The instalments, in order of their due days; the shares sum to 1.
    pub instalments: Vec<Instalment>,
    /// By how much the actual share must exceed the planned one to be called ahead.
    pub ahead_margin: Decimal,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// How the planned share moves between two instalments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleMode {
    /// Day by day in equal steps from one instalment's due day to the next.
    Linear,
    /// All at once on the due day.
    Stepped,
}

words!(ScheduleMode {
    Linear = "linear",
    Stepped = "stepped",
});

/// A share of the target and the day it is due.
#[derive(Clone, Debug)]
pub struct Instalment {
    /// The day it is due.
    pub due: Spanned<Date>,
    /// Its share of the target, between 0 and 1.
    pub share: Spanned<Decimal>,
}

/// A list of codes that fields can share.
#[derive(Clone, Debug)]
pub struct CodeList {
    /// Its name within the definition.
    pub id: Name,
    /// What it lists.
    pub label: Text,
    /// The codes with their labels, in the author's order.
    pub codes: Vec<(Name, Text)>,
}

/// A value that changes on known days.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name; formulas write `:name`.
    pub id: Name,
    /// What it is.
    pub label: Text,
    /// From which day which value holds, in order of the days; before the first
    /// day the first value holds.
    pub values: Vec<(Spanned<Date>, Spanned<Decimal>)>,
}

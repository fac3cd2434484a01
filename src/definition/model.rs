//! The parts of a definition file as plain data.
//!
//! Formulas are kept as the author's text; [`crate::plan`] parses and resolves
//! them. Names are kept with their spans so that later stages can point at them.

use super::allocation::Allocation;
use super::inspection::Inspection;
use super::reporting::Reporting;
use super::responsibility::Responsibility;
use super::scoring::Scoring;
use super::services::ServiceTables;
use crate::calendar::{Date, Period};
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::headings::Names;
use crate::text::Text;

/// A name or a formula, as written.
pub type Name = Spanned<String>;

/// A whole definition file.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The file's name and text, for diagnostics.
    pub source_name: String,
    /// The file's text.
    pub source_text: String,
    /// `[programme]`: identity, period, root.
    pub programme: Head,
    /// `[[clause]]`: the passages of the programme's text that ask for something.
    pub clauses: Vec<Clause>,
    /// `[[phase]]`: the phases of the year.
    pub phases: Vec<Phase>,
    /// `[[milestone]]`: what has to be done by when.
    pub milestones: Vec<Milestone>,
    /// `[schedule]`: what share of a target is due by when.
    pub schedule: Option<Schedule>,
    /// `[verification]`: severities of the rules that follow from field declarations.
    pub verification: Verification,
    /// `[[code_list]]`: the code lists.
    pub code_lists: Vec<CodeList>,
    /// `[[parameter]]`: dated parameters.
    pub parameters: Vec<Parameter>,
    /// `[[dataset]]`: what systems hand over.
    pub datasets: Vec<Dataset>,
    /// `[[rule]]`: verification rules.
    pub rules: Vec<Rule>,
    /// `[[measure]]`: aggregates.
    pub measures: Vec<Measure>,
    /// `[[indicator]]`: formulas over measures, with targets.
    pub indicators: Vec<Indicator>,
    /// `[[allocation]]`: how targets go down the network.
    pub allocations: Vec<Allocation>,
    /// `[[responsibility]]`: who answers for what.
    pub responsibilities: Vec<Responsibility>,
    /// `[reporting]`: what is reported upward.
    pub reporting: Option<Reporting>,
    /// `[[inspection]]`: what is inspected.
    pub inspections: Vec<Inspection>,
    /// `[scoring]`: points per division.
    pub scoring: Option<Scoring>,
    /// `[platforms]`, `[residency]`, `[demand]`, `[coverage]`, `[teams]` and
    /// `[[grouping]]`: what the service network should offer.
    pub services: ServiceTables,
    /// `[[example]]`: records and the figures expected of them.
    pub examples: Vec<Example>,
}

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

/// A share of the target and the day it is due.
#[derive(Clone, Debug)]
pub struct Instalment {
    /// The day it is due.
    pub due: Spanned<Date>,
    /// Its share of the target, between 0 and 1.
    pub share: Spanned<Decimal>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The record counts nowhere.
    Reject,
    /// The record counts and is listed.
    Warn,
    /// The record counts; for information.
    Note,
}

impl Severity {
    /// Its name in files and tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Warn => "warn",
            Self::Note => "note",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Reject => ("不计入", "rejected"),
            Self::Warn => ("提醒", "warning"),
            Self::Note => ("说明", "note"),
        };
        Text::new(zh, en)
    }
}

/// `[verification]`: severities of the rules that every dataset has without a
/// `[[rule]]`. The field names are the rules' names in findings.
#[derive(Clone, Debug)]
pub struct Verification {
    /// A required field is missing.
    pub required: Severity,
    /// A value is not of its field's type.
    pub r#type: Severity,
    /// A value is outside its code list.
    pub code_list: Severity,
    /// A division is not in the register, or did not exist on the record's date.
    pub unknown_division: Severity,
    /// The record's own date lies outside the programme's period.
    pub outside_period: Severity,
    /// The record is one of several identical copies; they count once.
    pub identical_copy: Severity,
    /// Different records stand under one key. Always `Reject`.
    pub conflicting_records: Severity,
    /// A code was written in an unusual form and read all the same.
    pub normalised: Severity,
    /// A dataset that something needs was not handed over. Never `Reject`.
    pub not_received: Severity,
    /// A higher version of the record stands under its key. `Warn` or `Note`.
    pub superseded: Severity,
    /// What a record names does not exist: a milestone, an indicator, an inspection or
    /// an inspected record.
    pub unknown_id: Severity,
}

impl Default for Verification {
    fn default() -> Self {
        Self {
            required: Severity::Reject,
            r#type: Severity::Reject,
            code_list: Severity::Reject,
            unknown_division: Severity::Reject,
            outside_period: Severity::Reject,
            identical_copy: Severity::Warn,
            conflicting_records: Severity::Reject,
            normalised: Severity::Note,
            not_received: Severity::Warn,
            superseded: Severity::Note,
            unknown_id: Severity::Reject,
        }
    }
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

/// A kind of records.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its name.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The fields that identify a record together; empty where records have no identity.
    pub key: Vec<Name>,
    /// The field that holds the record's division.
    pub division: Name,
    /// The record's own date, where it has one that must lie in the period.
    pub date: Option<Name>,
    /// With `versions = "latest"` the field that orders the records of one key.
    pub version: Option<Name>,
    /// A condition over the record: which records count in no measure on purpose.
    pub not_counted: Option<Name>,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a dataset.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; also its column's name in a file.
    pub name: Name,
    /// What people call it; also accepted as its column's name in a file.
    pub label: Text,
    /// Its type.
    pub r#type: FieldType,
    /// The code list its values are taken from; text fields only.
    pub codes: Option<Name>,
    /// Whether every record must have it.
    pub required: bool,
    /// Whether findings mask its values.
    pub personal: bool,
    /// Whether a time of day in it is dropped with a note; date fields only.
    pub date_of_time: bool,
}

impl Field {
    /// What a column of it may be called.
    pub(crate) fn names(&self) -> Names {
        Names::new(&self.name.value, &[&self.label.zh, &self.label.en])
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// An exact decimal with so many digits after the point, 18 digits in all.
    Decimal {
        /// Digits after the decimal point.
        scale: u8,
    },
    /// A day.
    Date,
    /// A time of day, HH:MM, 00:00 to 24:00.
    Time,
    /// true or false.
    Boolean,
    /// A division code.
    Division,
}

/// A verification rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in findings.
    pub id: Name,
    /// What it asks for.
    pub label: Text,
    /// How grave a violation is.
    pub severity: Severity,
    /// What is checked.
    pub kind: RuleKind,
    /// The finding's message; `{field}` stands for what was found.
    pub message: Text,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// What a rule checks.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// A condition that every record of a dataset must fulfil.
    Record {
        /// The dataset.
        dataset: Name,
        /// The field a finding points at.
        field: Option<Name>,
        /// The condition.
        condition: Name,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A record of another dataset that must exist, and fulfil a condition.
    Reference {
        /// The dataset.
        dataset: Name,
        /// Its fields that name the other record.
        fields: Vec<Name>,
        /// The other dataset.
        to: Name,
        /// The other dataset's fields they are compared with, in the same order.
        to_fields: Vec<Name>,
        /// A condition over both; the other's fields are written `to.field`.
        condition: Option<Name>,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A condition over the measures of every division of some levels.
    Division {
        /// The levels.
        levels: Vec<Name>,
        /// The condition.
        condition: Name,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A measure that lies far from the median of the division's siblings.
    Outlier {
        /// The levels.
        levels: Vec<Name>,
        /// The measure.
        measure: Name,
        /// How many median absolute deviations are allowed.
        limit: Spanned<Decimal>,
    },
}

/// An aggregate.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub id: Name,
    /// What it counts or sums.
    pub label: Text,
    /// What it is computed from.
    pub kind: MeasureKind,
}

/// What a measure is computed from.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// From the records of a dataset.
    Records {
        /// The dataset.
        dataset: Name,
        /// The aggregate: `count(*) FILTER (WHERE …)`, `sum(x)`, …
        value: Name,
        /// The date field that puts a record into the period (flow); none for
        /// what holds at a date (stock).
        on: Option<Name>,
    },
    /// The number of divisions of a level for which conditions hold.
    Divisions {
        /// The level.
        per: Name,
        /// A condition over the division's attributes.
        filter: Option<Name>,
        /// A condition over the division's measures.
        holds: Option<Name>,
    },
}

/// A formula over measures, with its target.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its name.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The unit of its value, such as 件 / cases; empty for rates.
    pub unit: Text,
    /// The formula.
    pub value: Name,
    /// What an empty denominator counts as.
    pub empty: EmptyDenominator,
    /// Its target.
    pub target: Option<Target>,
    /// Whether the target is due by the schedule (counts) or at every date (rates).
    pub scheduled: bool,
    /// How the value is shown.
    pub display: Display,
    /// How the value is compared with the target (GB/T 8170, clause 4.3).
    pub comparison: Comparison,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// What an empty denominator counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyDenominator {
    /// The target is met: nothing was asked for, so nothing was refused.
    Met,
    /// The indicator does not apply.
    NotApplicable,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// At least, at most or exactly.
    pub bound: Bound,
    /// The value.
    pub value: Spanned<Decimal>,
    /// Whether every division has it (rates) or only the programme's root, until
    /// it is allocated to others (counts).
    pub every_division: bool,
}

/// How a target bounds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The value must not be below the target.
    AtLeast,
    /// The value must not be above the target.
    AtMost,
    /// The value must equal the target.
    Exactly,
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// As a percentage.
    pub percent: bool,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// The two methods of GB/T 8170 for comparing a value with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// 全数值比较法: the exact value.
    Full,
    /// 修约值比较法: the value rounded as it is shown.
    Rounded,
}

/// Records and what the author expects of them.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub note: Name,
    /// The date of the assessment.
    pub as_of: Date,
    /// The register: rows of column name → text.
    pub register: Vec<ExampleRow>,
    /// The records by dataset: rows of field name → text (None for null).
    pub records: Vec<(Name, Vec<ExampleRow>)>,
    /// The expected figures.
    pub expect: Vec<Expectation>,
    /// The expected findings as `rule key` pairs, where the author states them:
    /// then exactly these.
    pub findings: Option<Vec<ExpectedFinding>>,
}

/// One row of an example: column and value as text.
pub type ExampleRow = Vec<(Name, Option<String>)>;

/// An expected figure.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The indicator.
    pub indicator: Name,
    /// The division's code.
    pub division: Name,
    /// The expected shown value.
    pub display: Option<Spanned<String>>,
    /// The expected numerator, as exact text.
    pub numerator: Option<Spanned<String>>,
    /// The expected denominator.
    pub denominator: Option<Spanned<String>>,
    /// The expected verdict.
    pub met: Option<Spanned<bool>>,
}

/// An expected finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFinding {
    /// The rule.
    pub rule: Name,
    /// The dataset; empty for a finding about a division.
    pub dataset: Name,
    /// The record's key, or the 12 digits of the division; empty for a record
    /// without a key.
    pub key: Spanned<String>,
}

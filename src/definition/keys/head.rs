//! The keys of the tables about the programme itself.

use super::super::head::ScheduleMode;
use super::super::rule::Severity;
use super::forms::{
    Choice, ClauseId, Code, Day, DivisionCode, Id, IdBut, LevelName, Line, Number, OneOf,
    ProgrammeId, Taken, UtcOffset,
};
use super::nested::{AtMost, Days, Inner, Label, Limit, List, Map, Within};
use super::table::table;
use crate::figure::Decimal;
use crate::limits;

/// How long a programme can be.
pub struct PeriodMonths;

impl Limit for PeriodMonths {
    #[cfg(test)]
    fn words() -> String {
        format!("at most {} months", limits::PERIOD_MONTHS)
    }
}

table! {
    /// identity, period and root of the programme
    Programme = "programme" {
        /// a short name: lower-case letters, digits and hyphens, starting with a letter
        id: Required<ProgrammeId>;
        /// the version of this definition
        version: Required<Line>;
        /// the programme's name
        label: Required<Label>;
        /// its first and last day
        period: Required<Within<Days, PeriodMonths>>;
        /// the division whose programme this is
        root: Required<DivisionCode>;
        /// the document it comes from: title, number, date, address
        document: Optional<Label>;
        /// how far local time is ahead of UTC, at most 14 hours: the days of timestamps
        /// with a zone are those of that local time
        utc_offset: Optional<UtcOffset>, else "none: the day of a timestamp with a zone is open";
    }
}

table! {
    /// a passage of the programme's text that asks for something
    Clause = "clause" {
        /// its name; other parts point at it with `clause`
        id: Required<Id>;
        /// what it is about
        label: Required<Label>;
        /// the passage itself, letter by letter, in the original language
        text: Required<Line>;
    }
}

table! {
    /// a phase of the programme
    Phase = "phase" {
        /// its name
        id: Required<Id>;
        /// what people call it
        label: Required<Label>;
        /// its first and last day, inside the programme's period; phases may overlap
        period: Required<Days>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// something every division of some levels has to have done by a day
    Milestone = "milestone" {
        /// its name; a value of the field `milestone` of the dataset `milestones`
        id: Required<Id>;
        /// what people call it
        label: Required<Label>;
        /// the last day on which it is in time
        due: Required<Day>;
        /// the levels whose divisions owe it
        levels: Required<List<LevelName>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// what share of a target is due by when
    Schedule = "schedule" {
        /// `linear`: day by day in equal steps from one instalment's due day to the
        /// next; `stepped`: all at once on the due day
        mode: Or<OneOf<ScheduleMode>> = ScheduleMode::Linear;
        /// the instalments, in order of their due days; the shares sum to 1 exactly
        instalment: Required<List<Inner<Instalment>>>;
        /// by how much the actual share must exceed the planned one to be called ahead
        ahead_margin: Or<Number> = Decimal::integer(0);
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// a share of the target and the day it is due
    Instalment = "schedule.instalment" {
        /// the day it is due, inside the programme's period
        due: Required<Day>;
        /// its share of the target, from 0 to 1
        share: Required<Number>;
    }
}

/// Counting either of two records that contradict each other would make figures depend
/// on their order.
pub struct AlwaysReject;

impl Choice for AlwaysReject {
    type Of = Severity;
    const CHOICES: &'static [Severity] = &[Severity::Reject];
}

/// There is no record to reject, or it counts nowhere anyway.
pub struct NeverReject;

impl Choice for NeverReject {
    type Of = Severity;
    const CHOICES: &'static [Severity] = &[Severity::Warn, Severity::Note];
}

table! {
    /// severities of the rules that every dataset has without a `[[rule]]`
    Verification = "verification" {
        /// a required field is missing
        required: Or<OneOf<Severity>> = Severity::Reject;
        /// a value is not of its field's type
        r#type: Or<OneOf<Severity>> = Severity::Reject;
        /// a value is outside its code list
        code_list: Or<OneOf<Severity>> = Severity::Reject;
        /// a division is not in the register, or did not exist on the record's date (the
        /// code of a former division stands for the one that took its place, and one of
        /// the two must have existed)
        unknown_division: Or<OneOf<Severity>> = Severity::Reject;
        /// the record's own date lies outside the programme's period
        outside_period: Or<OneOf<Severity>> = Severity::Reject;
        /// the record is one of several identical copies, which count once
        identical_copy: Or<OneOf<Severity>> = Severity::Warn;
        /// a code was written in an unusual form and read all the same
        normalised: Or<OneOf<Severity>> = Severity::Note;
        /// a record names a milestone, an indicator, an inspection or an inspected record
        /// that there is not ([which](semantics.md#ids-that-name-nothing))
        unknown_id: Or<OneOf<Severity>> = Severity::Reject;
        /// different records stand under one key: counting one of them would make figures
        /// depend on the order of records
        conflicting_records: Or<OneOf<AlwaysReject>> = Severity::Reject;
        /// a dataset that something needs was not handed over, so that figures, rules or
        /// scores are not judged ([which](semantics.md#received-empty-and-not-received));
        /// there is no record to reject
        not_received: Or<OneOf<NeverReject>> = Severity::Warn;
        /// a higher version of the record stands under its key, so that this one does not
        /// count ([versions](semantics.md#versions))
        superseded: Or<OneOf<NeverReject>> = Severity::Note;
    }
}

table! {
    /// a list of codes that text fields can share
    CodeList = "code_list" {
        /// its name; fields point at it with `codes`
        id: Required<Id>;
        /// what it lists
        label: Required<Label>;
        /// the codes with their labels, in the order tables show them
        codes: Required<AtMost<Map<Code, Label, 1>, { limits::CODES }>>;
    }
}

/// Parameters that every formula has.
pub struct OwnParameters;

impl Taken for OwnParameters {
    const NAMES: &'static [&'static str] = &["as_of", "period_start", "period_end"];
}

table! {
    /// a value that changes on known days
    Parameter = "parameter" {
        /// its name; formulas write `:id`
        id: Required<IdBut<OwnParameters>>;
        /// what it is
        label: Required<Label>;
        /// which value holds from which day on, in order of the days; before the first
        /// day the first value holds
        value: Required<List<Inner<ParameterValue>>>;
    }
}

table! {
    /// a value and the day from which it holds
    ParameterValue = "parameter.value" {
        /// the first day
        from: Required<Day>;
        /// the value
        value: Required<Number>;
    }
}

//! The parts that describe the programme itself: identity, clauses, phases,
//! milestones, schedule, severities, code lists, parameters.

use super::super::code;
use super::super::model::{
    Clause, CodeList, Head, Instalment, Milestone, Parameter, Phase, Schedule, ScheduleMode,
    Severity, Verification,
};
use super::table::{Sink, TableReader};
use crate::figure::Decimal;
use crate::text::text;

/// The words for severities.
pub(super) const SEVERITIES: [(&str, Severity); 3] = [
    ("reject", Severity::Reject),
    ("warn", Severity::Warn),
    ("note", Severity::Note),
];

const SEVERITIES_OF_SUPERSEDED: [(&str, Severity); 2] =
    [("warn", Severity::Warn), ("note", Severity::Note)];

/// `[programme]`.
pub(super) fn read_programme(mut table: TableReader<'_>) -> Option<Head> {
    let id = table.required("id", Sink::programme_id).unwrap_or_default();
    let version = table.required("version", Sink::text).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let period = table.required("period", Sink::period);
    let root = table
        .required("root", Sink::division_code)
        .unwrap_or_default();
    let document = table.optional("document", Sink::label).unwrap_or_default();
    let utc_offset_minutes = table.optional("utc_offset", Sink::utc_offset_minutes);
    table.finish();
    Some(Head {
        id,
        version,
        label,
        period: period?,
        root,
        document,
        utc_offset_minutes,
    })
}

/// `[[clause]]`.
pub(super) fn read_clause(mut table: TableReader<'_>) -> Option<Clause> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let text = table.required("text", Sink::text).unwrap_or_default().value;
    table.finish();
    Some(Clause { id, label, text })
}

/// `[[phase]]`.
pub(super) fn read_phase(mut table: TableReader<'_>) -> Option<Phase> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let period = table.required("period", Sink::period);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Phase {
        id,
        label,
        period: period?,
        clause,
    })
}

/// `[[milestone]]`.
pub(super) fn read_milestone(mut table: TableReader<'_>) -> Option<Milestone> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let due = table.required("due", Sink::date);
    let levels = table.required("levels", Sink::names).unwrap_or_default();
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Milestone {
        id,
        label,
        due: due?.value,
        levels,
        clause,
    })
}

/// `[schedule]`.
pub(super) fn read_schedule(mut table: TableReader<'_>) -> Option<Schedule> {
    const MODES: [(&str, ScheduleMode); 2] = [
        ("linear", ScheduleMode::Linear),
        ("stepped", ScheduleMode::Stepped),
    ];
    let mode = table.choice("mode", &MODES).unwrap_or(ScheduleMode::Linear);
    let instalments = table.each_required("instalment", "schedule.instalment", read_instalment);
    let ahead_margin = table
        .optional("ahead_margin", Sink::number)
        .map_or(Decimal::integer(0), |margin| margin.value);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Schedule {
        mode,
        instalments,
        ahead_margin,
        clause,
    })
}

fn read_instalment(mut table: TableReader<'_>) -> Option<Instalment> {
    let due = table.required("due", Sink::date);
    let share = table.required("share", Sink::number);
    table.finish();
    Some(Instalment {
        due: due?,
        share: share?,
    })
}

/// `[verification]`.
pub(super) fn read_verification(mut table: TableReader<'_>) -> Option<Verification> {
    let default = Verification::default();
    let mut severity = |key, default| table.choice(key, &SEVERITIES).unwrap_or(default);
    let verification = Verification {
        required: severity("required", default.required),
        r#type: severity("type", default.r#type),
        code_list: severity("code_list", default.code_list),
        unknown_division: severity("unknown_division", default.unknown_division),
        outside_period: severity("outside_period", default.outside_period),
        identical_copy: severity("identical_copy", default.identical_copy),
        normalised: severity("normalised", default.normalised),
        unknown_id: severity("unknown_id", default.unknown_id),
        // Counting either of two records that contradict each other would make
        // the figure depend on their order.
        conflicting_records: table
            .choice("conflicting_records", &[("reject", Severity::Reject)])
            .unwrap_or(default.conflicting_records),
        // There is no record that could be rejected.
        not_received: table
            .choice(
                "not_received",
                &[("warn", Severity::Warn), ("note", Severity::Note)],
            )
            .unwrap_or(default.not_received),
        // That it counts nowhere is what the higher version is for.
        superseded: table
            .choice("superseded", &SEVERITIES_OF_SUPERSEDED)
            .unwrap_or(default.superseded),
    };
    table.finish();
    Some(verification)
}

/// `[[code_list]]`.
pub(super) fn read_code_list(mut table: TableReader<'_>) -> Option<CodeList> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let codes = table.required("codes", |sink, value| {
        TableReader::open("code_list.codes", value, sink)
    });
    let codes = codes.map(|codes| {
        let entries = codes.entries();
        if entries.is_empty() {
            codes.sink().error(
                code::EMPTY,
                codes.span(),
                text!("代码表不能为空", "a code list must not be empty"),
            );
        }
        entries
            .into_iter()
            .map(|(code, value)| (code, codes.sink().label(value).unwrap_or_default()))
            .collect()
    });
    table.finish();
    Some(CodeList {
        id,
        label,
        codes: codes.unwrap_or_default(),
    })
}

/// `[[parameter]]`.
pub(super) fn read_parameter(mut table: TableReader<'_>) -> Option<Parameter> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let values = table.each_required("value", "parameter.value", |mut value| {
        let from = value.required("from", Sink::date);
        let number = value.required("value", Sink::number);
        value.finish();
        Some((from?, number?))
    });
    table.finish();
    Some(Parameter { id, label, values })
}

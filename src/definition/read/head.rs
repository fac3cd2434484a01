//! The parts that describe the programme itself: identity, clauses, phases,
//! milestones, schedule, severities, code lists, parameters.

use super::super::code;
use super::super::head::{
    Clause, CodeList, Head, Instalment, Milestone, Parameter, Phase, Schedule,
};
use super::super::keys::head as keys;
use super::super::keys::table::TableReader;
use super::super::rule::Verification;
use crate::text::text;

/// `[programme]`.
pub(super) fn read_programme(table: TableReader<'_, keys::Programme>) -> Option<Head> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let version = table.read(keys.version).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let period = table.read(keys.period);
    let root = table.read(keys.root).unwrap_or_default();
    let document = table.read(keys.document).unwrap_or_default();
    let utc_offset_minutes = table.read(keys.utc_offset);
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
pub(super) fn read_clause(table: TableReader<'_, keys::Clause>) -> Option<Clause> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let text = table.read(keys.text).unwrap_or_default().value;
    table.finish();
    Some(Clause { id, label, text })
}

/// `[[phase]]`.
pub(super) fn read_phase(table: TableReader<'_, keys::Phase>) -> Option<Phase> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let period = table.read(keys.period);
    let clause = table.read(keys.clause);
    table.finish();
    Some(Phase {
        id,
        label,
        period: period?,
        clause,
    })
}

/// `[[milestone]]`.
pub(super) fn read_milestone(table: TableReader<'_, keys::Milestone>) -> Option<Milestone> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let due = table.read(keys.due);
    let levels = table.read(keys.levels).unwrap_or_default();
    let clause = table.read(keys.clause);
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
pub(super) fn read_schedule(table: TableReader<'_, keys::Schedule>) -> Schedule {
    let keys = table.keys();
    let schedule = Schedule {
        mode: table.read(keys.mode),
        instalments: table.each(keys.instalment, read_instalment),
        ahead_margin: table.read(keys.ahead_margin).value,
        clause: table.read(keys.clause),
    };
    table.finish();
    schedule
}

fn read_instalment(table: TableReader<'_, keys::Instalment>) -> Option<Instalment> {
    let keys = table.keys();
    let due = table.read(keys.due);
    let share = table.read(keys.share);
    table.finish();
    Some(Instalment {
        due: due?,
        share: share?,
    })
}

/// `[verification]`.
pub(super) fn read_verification(table: TableReader<'_, keys::Verification>) -> Verification {
    let keys = table.keys();
    let verification = Verification {
        required: table.read(keys.required),
        r#type: table.read(keys.r#type),
        code_list: table.read(keys.code_list),
        unknown_division: table.read(keys.unknown_division),
        outside_period: table.read(keys.outside_period),
        identical_copy: table.read(keys.identical_copy),
        normalised: table.read(keys.normalised),
        unknown_id: table.read(keys.unknown_id),
        conflicting_records: table.read(keys.conflicting_records),
        not_received: table.read(keys.not_received),
        superseded: table.read(keys.superseded),
    };
    table.finish();
    verification
}

/// `[[code_list]]`.
pub(super) fn read_code_list(table: TableReader<'_, keys::CodeList>) -> Option<CodeList> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let codes = table.read(keys.codes);
    if let Some(codes) = codes.as_ref().filter(|codes| codes.list.is_empty()) {
        table.sink().error(
            code::EMPTY,
            codes.span,
            text!("代码表不能为空", "a code list must not be empty"),
        );
    }
    table.finish();
    let codes = codes.into_iter().flat_map(|codes| codes.list);
    Some(CodeList {
        id,
        label,
        codes: codes
            .map(|(code, label)| (code, label.unwrap_or_default()))
            .collect(),
    })
}

/// `[[parameter]]`.
pub(super) fn read_parameter(table: TableReader<'_, keys::Parameter>) -> Option<Parameter> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let values = table.each(keys.value, |value| {
        let keys = value.keys();
        let from = value.read(keys.from);
        let number = value.read(keys.value);
        value.finish();
        Some((from?, number?))
    });
    table.finish();
    Some(Parameter { id, label, values })
}

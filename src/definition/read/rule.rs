//! `[[rule]]`.

use super::super::code;
use super::super::keys::rule as keys;
use super::super::keys::rule::Unknown;
use super::super::keys::table::TableReader;
use super::super::name::Name;
use super::super::rule::{Rule, RuleKind, Severity};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::text;

/// `[[rule]]`, with the place of its message.
pub(super) fn read_rule(table: TableReader<'_, keys::Rule>) -> Option<(Rule, Span)> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let severity = table.read(keys.severity).unwrap_or(Severity::Reject);
    let message_span = table.span_of(keys.message).unwrap_or(table.span());
    let message = table.read(keys.message).unwrap_or_default();
    let clause = table.read(keys.clause);
    let kind = read_kind(&table);
    table.finish();
    let rule = Rule {
        id,
        label,
        severity,
        kind,
        message,
        clause,
    };
    Some((rule, message_span))
}

/// Which of the four kinds a rule is, told by its keys.
fn read_kind(table: &TableReader<'_, keys::Rule>) -> RuleKind {
    let keys = table.keys();
    let is_clear = table.is_clear();
    if !is_clear {
        report_unclear(table);
    }
    let unknown_passes = table.read(keys.unknown) == Unknown::Pass;
    let dataset = table.read(keys.dataset).unwrap_or_default();
    let field = table.read(keys.field);
    let condition = table.read(keys.condition).unwrap_or_default();
    let levels = table.read(keys.levels).unwrap_or_default();
    let reference = table.read(keys.reference);
    let reference = reference.map(|inner| read_reference(inner, &dataset, unknown_passes));
    let outlier = table.read(keys.outlier);
    let outlier = outlier.and_then(|inner| read_outlier(inner, &levels));
    // Where the kind is unclear or incomplete, which has been reported, the
    // rule keeps its id, so that what refers to it is not reported as well.
    let nothing = RuleKind::Record {
        dataset: Name::default(),
        field: None,
        condition: Name::default(),
        unknown_passes,
    };
    if !is_clear {
        nothing
    } else if table.has(keys.reference) {
        reference.unwrap_or(nothing)
    } else if table.has(keys.outlier) {
        outlier.unwrap_or(nothing)
    } else if table.has(keys.levels) {
        RuleKind::Division {
            levels,
            condition,
            unknown_passes,
        }
    } else {
        RuleKind::Record {
            dataset,
            field,
            condition,
            unknown_passes,
        }
    }
}

fn report_unclear(table: &TableReader<'_, keys::Rule>) {
    table.sink().report(
        Diagnostic::error(
            code::UNCLEAR_KIND,
            table.span(),
            text!("看不出这条规则属于哪一类", "the keys of this rule fit none of the four kinds"),
        )
        .help(text!(
            "规则须为以下之一:`dataset` 加 `condition`(可加 `field`);`dataset` 加 `reference`;`levels` 加 `condition`;`levels` 加 `outlier`",
            "a rule has `dataset` and `condition` (and perhaps `field`), or `dataset` and `reference`, or `levels` and `condition`, or `levels` and `outlier`"
        )),
    );
}

fn read_outlier(table: TableReader<'_, keys::Outlier>, levels: &[Name]) -> Option<RuleKind> {
    let keys = table.keys();
    let measure = table.read(keys.measure).unwrap_or_default();
    let limit = table.read(keys.limit);
    table.finish();
    Some(RuleKind::Outlier {
        levels: levels.to_vec(),
        measure,
        limit: limit?,
    })
}

fn read_reference(
    table: TableReader<'_, keys::Reference>,
    dataset: &Name,
    unknown_passes: bool,
) -> RuleKind {
    let keys = table.keys();
    let reference = RuleKind::Reference {
        dataset: dataset.clone(),
        fields: table.read(keys.fields).unwrap_or_default(),
        to: table.read(keys.to).unwrap_or_default(),
        to_fields: table.read(keys.to_fields).unwrap_or_default(),
        condition: table.read(keys.condition),
        unknown_passes,
    };
    table.finish();
    reference
}

//! The parts about records and figures: datasets, rules, measures, indicators.

use super::super::code;
use super::super::model::{
    Bound, Comparison, Dataset, Display, EmptyDenominator, Field, FieldType, Indicator, Measure,
    MeasureKind, Name, Rule, RuleKind, Severity, Target,
};
use super::head::SEVERITIES;
use super::table::{Sink, TableReader};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::text;

/// Digits after the point that a decimal field or a shown figure can have.
pub(super) const LARGEST_SCALE: u8 = 18;

/// `[[dataset]]`.
pub(super) fn read_dataset(mut table: TableReader<'_>) -> Option<Dataset> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let key = table.optional("key", Sink::names).unwrap_or_default();
    let division = table.required("division", Sink::text).unwrap_or_default();
    let date = table.optional("date", Sink::text);
    let version = read_version(&mut table);
    let not_counted = table.optional("not_counted", Sink::text);
    let fields = table.each_required("field", "dataset.field", read_field);
    table.finish();
    Some(Dataset {
        id,
        label,
        key,
        division,
        date,
        version,
        not_counted,
        fields,
    })
}

/// The field that orders the records of one key; `versions` says what is done
/// with the order.
fn read_version(table: &mut TableReader<'_>) -> Option<Name> {
    let versions = table.choice("versions", &[("latest", ())]);
    let version = table.optional("version", Sink::text);
    let span = table.span();
    if table.has("versions") && !table.has("version") {
        table.sink().report(
            Diagnostic::error(
                code::MISSING_KEY,
                span,
                text!(
                    "有 `versions` 的数据集缺少 `version`",
                    "a dataset with `versions` lacks `version`"
                ),
            )
            .help(text!(
                "用 `version` 写明按哪个字段分先后，例如上报日期",
                "name with `version` the field that orders them, such as the day of the report"
            )),
        );
    }
    if let Some(version) = version.as_ref().filter(|_| !table.has("versions")) {
        table.sink().report(
            Diagnostic::error(
                code::UNCLEAR_KIND,
                version.span,
                text!(
                    "有 `version` 而没有 `versions`",
                    "there is `version` without `versions`"
                ),
            )
            .help(text!(
                "加上 `versions = \"latest\"`：同一主键下版本最高的记录计入",
                "add `versions = \"latest\"`: of the records of one key the highest version counts"
            )),
        );
    }
    if table.has("versions") && !table.has("key") {
        table.sink().error(
            code::UNCLEAR_KIND,
            span,
            text!(
                "没有 `key` 的数据集不能有 `versions`",
                "a dataset without `key` cannot have `versions`"
            ),
        );
    }
    version.filter(|_| versions.is_some())
}

fn read_field(mut table: TableReader<'_>) -> Option<Field> {
    const TYPES: [(&str, FieldType); 7] = [
        ("text", FieldType::Text),
        ("integer", FieldType::Integer),
        ("decimal", FieldType::Decimal { scale: 0 }),
        ("date", FieldType::Date),
        ("time", FieldType::Time),
        ("boolean", FieldType::Boolean),
        ("division", FieldType::Division),
    ];
    let name = table.required("name", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let plain = table
        .required("type", |sink, value| sink.choice(value, &TYPES))
        .unwrap_or(FieldType::Text);
    let scale = table.optional("scale", |sink, value| sink.small(value, LARGEST_SCALE));
    let r#type = match (plain, scale) {
        (FieldType::Decimal { .. }, Some(scale)) => FieldType::Decimal { scale },
        (FieldType::Decimal { .. }, None) if !table.has("scale") => {
            let span = table.span();
            table.sink().error(
                code::MISSING_KEY,
                span,
                text!(
                    "小数字段缺少小数位数 `scale`",
                    "a decimal field lacks `scale`, its digits after the point"
                ),
            );
            plain
        }
        _ => plain,
    };
    if scale.is_some() && !matches!(plain, FieldType::Decimal { .. }) {
        let span = table.span();
        table.sink().error(
            code::UNFIT_FIELD,
            span,
            text!(
                "只有小数字段可以有 `scale`",
                "only a decimal field has `scale`"
            ),
        );
    }
    let codes = table.optional("codes", Sink::text);
    let required = table.flag("required", false);
    let personal = table.flag("personal", false);
    let date_of_time = read_date_of_time(&mut table, plain);
    table.finish();
    Some(Field {
        name,
        label,
        r#type,
        codes,
        required,
        personal,
        date_of_time,
    })
}

/// Whether a time of day is dropped, which only a date field can say.
fn read_date_of_time(table: &mut TableReader<'_>, r#type: FieldType) -> bool {
    let flag = table.optional("date_of_time", Sink::boolean);
    let Some(flag) = flag else { return false };
    if r#type != FieldType::Date {
        table.sink().report(
            Diagnostic::error(
                code::UNFIT_FIELD,
                flag.span,
                text!(
                    "只有日期字段可以有 `date_of_time`",
                    "only a date field has `date_of_time`"
                ),
            )
            .help(text!(
                "删去 `date_of_time`，或把字段的类型改为 `date`",
                "remove `date_of_time`, or give the field the type `date`"
            )),
        );
    }
    flag.value
}

/// `[[rule]]`, with the place of its message.
pub(super) fn read_rule(mut table: TableReader<'_>) -> Option<(Rule, Span)> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let severity = table
        .required("severity", |sink, value| sink.choice(value, &SEVERITIES))
        .unwrap_or(Severity::Reject);
    let mut message_span = table.span();
    let message = table.required("message", |sink, value| {
        message_span = super::table::span_of(value);
        sink.label(value)
    });
    let clause = table.optional("clause", Sink::text);
    let kind = read_rule_kind(&mut table);
    table.finish();
    Some((
        Rule {
            id,
            label,
            severity,
            kind,
            message: message.unwrap_or_default(),
            clause,
        },
        message_span,
    ))
}

/// Which of the four kinds a rule is, told by its keys.
fn read_rule_kind(table: &mut TableReader<'_>) -> RuleKind {
    let kind = told_kind(table);
    let unknown_words = [("pass", true), ("fail", false)];
    let unknown_passes = table.choice("unknown", &unknown_words).unwrap_or(true);
    let dataset = table.optional("dataset", Sink::text).unwrap_or_default();
    let field = table.optional("field", Sink::text);
    let condition = table.optional("condition", Sink::text).unwrap_or_default();
    let levels = table.optional("levels", Sink::names).unwrap_or_default();
    let reference = table.inner("reference", "rule.reference", |inner| {
        Some(read_reference(inner, &dataset, unknown_passes))
    });
    let outlier = table.inner("outlier", "rule.outlier", |inner| {
        read_outlier(inner, &levels)
    });
    let read = match kind {
        Some(ToldKind::Record) => Some(RuleKind::Record {
            dataset,
            field,
            condition,
            unknown_passes,
        }),
        Some(ToldKind::Reference) => reference,
        Some(ToldKind::Division) => Some(RuleKind::Division {
            levels,
            condition,
            unknown_passes,
        }),
        Some(ToldKind::Outlier) => outlier,
        None => None,
    };
    // Where the kind is unclear or incomplete, which has been reported, the
    // rule keeps its id, so that what refers to it is not reported as well.
    read.unwrap_or_else(|| RuleKind::Record {
        dataset: Name::default(),
        field: None,
        condition: Name::default(),
        unknown_passes,
    })
}

#[derive(Clone, Copy)]
enum ToldKind {
    Record,
    Reference,
    Division,
    Outlier,
}

fn told_kind(table: &TableReader<'_>) -> Option<ToldKind> {
    const TOLD: [&str; 5] = ["dataset", "reference", "levels", "outlier", "condition"];
    let [dataset, reference, levels, outlier, condition] = TOLD.map(|key| table.has(key));
    let (field, unknown) = (table.has("field"), table.has("unknown"));
    let kind = match (dataset, reference, levels, outlier, condition) {
        (true, false, false, false, true) => Some(ToldKind::Record),
        (true, true, false, false, false) if !field => Some(ToldKind::Reference),
        (false, false, true, false, true) if !field => Some(ToldKind::Division),
        (false, false, true, true, false) if !field && !unknown => Some(ToldKind::Outlier),
        _ => None,
    };
    if kind.is_none() {
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
    kind
}

fn read_outlier(mut table: TableReader<'_>, levels: &[Name]) -> Option<RuleKind> {
    let measure = table.required("measure", Sink::text).unwrap_or_default();
    let limit = table.required("limit", Sink::number);
    table.finish();
    Some(RuleKind::Outlier {
        levels: levels.to_vec(),
        measure,
        limit: limit?,
    })
}

fn read_reference(mut table: TableReader<'_>, dataset: &Name, unknown_passes: bool) -> RuleKind {
    let fields = table.required("fields", Sink::names).unwrap_or_default();
    let to = table.required("to", Sink::text).unwrap_or_default();
    let to_fields = table.required("to_fields", Sink::names).unwrap_or_default();
    let condition = table.optional("condition", Sink::text);
    table.finish();
    RuleKind::Reference {
        dataset: dataset.clone(),
        fields,
        to,
        to_fields,
        condition,
        unknown_passes,
    }
}

/// `[[measure]]`.
pub(super) fn read_measure(mut table: TableReader<'_>) -> Option<Measure> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let kind = read_measure_kind(&mut table);
    table.finish();
    Some(Measure { id, label, kind })
}

/// Which of the two kinds a measure is, told by its keys.
fn read_measure_kind(table: &mut TableReader<'_>) -> MeasureKind {
    const OF_RECORDS: [&str; 3] = ["dataset", "value", "on"];
    const OF_DIVISIONS: [&str; 3] = ["per", "filter", "holds"];
    let any = |keys: [&str; 3]| keys.iter().any(|key| table.has(key));
    let of_records = table.has("dataset") && table.has("value") && !any(OF_DIVISIONS);
    let of_divisions = table.has("per") && !any(OF_RECORDS);
    if !of_records && !of_divisions {
        table.sink().report(
            Diagnostic::error(
                code::UNCLEAR_KIND,
                table.span(),
                text!(
                    "看不出这项计量按什么计算",
                    "the keys of this measure fit neither records nor divisions"
                ),
            )
            .help(text!(
                "按记录计算:`dataset`、`value`、`on`(可省);按区划计算:`per`、`filter`(可省)、`holds`(可省)",
                "a measure over records has `dataset`, `value` and perhaps `on`; one over divisions has `per` and perhaps `filter` and `holds`"
            )),
        );
    }
    let dataset = table.optional("dataset", Sink::text).unwrap_or_default();
    let value = table.optional("value", Sink::text).unwrap_or_default();
    let on = table.optional("on", Sink::text);
    let per = table.optional("per", Sink::text).unwrap_or_default();
    let filter = table.optional("filter", Sink::text);
    let holds = table.optional("holds", Sink::text);
    if of_divisions {
        MeasureKind::Divisions { per, filter, holds }
    } else {
        MeasureKind::Records { dataset, value, on }
    }
}

/// `[[indicator]]`.
pub(super) fn read_indicator(mut table: TableReader<'_>) -> Option<Indicator> {
    let empty_words = [
        ("met", EmptyDenominator::Met),
        ("not_applicable", EmptyDenominator::NotApplicable),
    ];
    let comparisons = [("full", Comparison::Full), ("rounded", Comparison::Rounded)];
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let unit = table.optional("unit", Sink::label).unwrap_or_default();
    let value = table.required("value", Sink::text).unwrap_or_default();
    let empty = table
        .choice("empty", &empty_words)
        .unwrap_or(EmptyDenominator::NotApplicable);
    let target = table.inner("target", "indicator.target", read_target);
    let scheduled = table.flag("scheduled", false);
    let display = table.inner("display", "indicator.display", |mut inner| {
        let percent = inner.flag("percent", false);
        let decimals = inner
            .optional("decimals", |sink, value| sink.small(value, LARGEST_SCALE))
            .unwrap_or(0);
        inner.finish();
        Some(Display { percent, decimals })
    });
    let comparison = table
        .choice("comparison", &comparisons)
        .unwrap_or(Comparison::Full);
    let clause = table.optional("clause", Sink::text);
    table.finish();
    let display = display.unwrap_or(Display {
        percent: false,
        decimals: 0,
    });
    Some(Indicator {
        id,
        label,
        unit,
        value,
        empty,
        target,
        scheduled,
        display,
        comparison,
        clause,
    })
}

fn read_target(mut table: TableReader<'_>) -> Option<Target> {
    let bounds = [
        ("at_least", Bound::AtLeast),
        ("at_most", Bound::AtMost),
        ("exactly", Bound::Exactly),
    ];
    let given = bounds.iter().filter(|(key, _)| table.has(key)).count();
    let values = bounds.map(|(key, bound)| Some((bound, table.optional(key, Sink::number)?)));
    let every_division = table.flag("every_division", false);
    if given != 1 {
        table.sink().error(
            code::UNCLEAR_KIND,
            table.span(),
            text!(
                "目标值须在 `at_least`、`at_most`、`exactly` 中写且只写一个",
                "a target has exactly one of `at_least`, `at_most` and `exactly`"
            ),
        );
    }
    table.finish();
    let (bound, value) = values.into_iter().flatten().next()?;
    Some(Target {
        bound,
        value,
        every_division,
    })
}

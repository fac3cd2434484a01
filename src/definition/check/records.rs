//! Datasets, rules, measures and examples: the fields and parts they name exist
//! and can be used so.

use std::collections::{BTreeMap, BTreeSet};

use super::super::code;
use super::super::dataset::{Dataset, FieldType};
use super::super::example::Example;
use super::super::indicator::{Measure, MeasureKind};
use super::super::keys::forms::Taken;
use super::super::keys::records::RowKeys;
use super::super::keys::rule::StructuralRules;
use super::super::name::Name;
use super::super::rule::{Rule, RuleKind};
use super::super::word::Word;
use super::{CODE_LIST, Checker, DATASET, FIELD, INDICATOR, MEASURE, RULE, with_help};
use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::text::{Text, text};

/// What the message of an outlier rule can show: the measure's value, the
/// siblings' median, and the median of the distances from it.
const OUTLIER_PLACEHOLDERS: [&str; 3] = ["value", "median", "deviation"];

impl<'a> Checker<'a> {
    pub(super) fn records(&self) {
        let parts = self.parts;
        parts
            .datasets
            .iter()
            .for_each(|dataset| self.dataset(dataset));
        parts
            .rules
            .iter()
            .zip(&parts.message_spans)
            .for_each(|(rule, span)| self.rule(rule, *span));
        parts
            .measures
            .iter()
            .for_each(|measure| self.measure(measure));
        self.loads();
        parts
            .examples
            .iter()
            .for_each(|example| self.example(example));
    }

    fn dataset(&self, dataset: &Dataset) {
        self.unique(
            FIELD,
            dataset.fields.iter().map(|field| &field.name),
            RowKeys::NAMES,
        );
        self.limit(
            dataset.id.span,
            dataset.fields.len(),
            limits::FIELDS,
            text!("字段", "fields"),
        );
        let mut keys = BTreeSet::new();
        for name in &dataset.key {
            if !keys.insert(&name.value) {
                let written = &name.value;
                self.sink.error(
                    code::DUPLICATE,
                    name.span,
                    text!(
                        "关键字段 `{written}` 重复",
                        "the key names `{written}` twice"
                    ),
                );
            }
            self.identifying(name, dataset);
        }
        if !keys.contains(&dataset.division.value) {
            self.identifying(&dataset.division, dataset);
        }
        self.typed(&dataset.division, dataset, FieldType::Division);
        if let Some(date) = &dataset.date {
            self.date_field(date, dataset);
        }
        if let Some(version) = &dataset.version {
            self.version(version, dataset);
        }
        let known: Vec<&str> = self
            .parts
            .code_lists
            .iter()
            .map(|list| list.id.value.as_str())
            .collect();
        for field in &dataset.fields {
            let Some(codes) = &field.codes else { continue };
            self.refer(codes, CODE_LIST, &known);
        }
    }

    /// The field that orders the records of one key: it has an order, and is none of
    /// the key.
    fn version(&self, name: &Name, dataset: &Dataset) {
        self.field(name, dataset);
        let written = &name.value;
        if dataset.key.iter().any(|key| key.value == *written) {
            self.sink.error(
                code::UNFIT_FIELD,
                name.span,
                text!(
                    "`{written}` 属于主键，同一主键下它总是相同，不能分先后",
                    "`{written}` is part of the key, so it is the same for all records of one key"
                ),
            );
        }
        let fits = |r#type: FieldType| {
            matches!(
                r#type,
                FieldType::Date | FieldType::Integer | FieldType::Decimal { .. } | FieldType::Time
            )
        };
        let unfit = type_of(dataset, written).is_some_and(|r#type| !fits(r#type));
        if unfit {
            self.sink.error(
                code::UNFIT_FIELD,
                name.span,
                text!(
                    "字段 `{written}` 不能分先后：版本字段的类型应为 `date`、`integer`、`decimal` 或 `time`",
                    "expected the version `{written}` to be of type `date`, `integer`, `decimal` or `time`"
                ),
            );
        }
    }

    /// A field that says which record it is, so that every record must have it.
    fn identifying(&self, name: &Name, dataset: &Dataset) {
        self.field(name, dataset);
        if dataset
            .fields
            .iter()
            .any(|field| field.name.value == name.value && !field.required)
        {
            let written = &name.value;
            self.sink.report(
                Diagnostic::error(
                    code::UNFIT_FIELD,
                    name.span,
                    text!(
                        "关键字段和区划字段必须必填,`{written}` 不是",
                        "`{written}` identifies the record, so it must be required"
                    ),
                )
                .help(text!(
                    "给该字段加上 `required = true`",
                    "add `required = true` to the field"
                )),
            );
        }
    }

    fn date_field(&self, name: &Name, dataset: &Dataset) {
        self.field(name, dataset);
        self.typed(name, dataset, FieldType::Date);
    }

    pub(super) fn typed(&self, name: &Name, dataset: &Dataset, wanted: FieldType) {
        if dataset
            .fields
            .iter()
            .any(|field| field.name.value == name.value && field.r#type != wanted)
        {
            let (written, shown) = (&name.value, wanted.id());
            self.sink.error(
                code::UNFIT_FIELD,
                name.span,
                text!(
                    "字段 `{written}` 的类型应为 `{shown}`",
                    "expected the field `{written}` to be of type `{shown}`"
                ),
            );
        }
    }

    fn rule(&self, rule: &Rule, message_span: Span) {
        let in_messages = match &rule.kind {
            RuleKind::Record { dataset, field, .. } => {
                let dataset = self.known_dataset(dataset);
                if let (Some(field), Some(dataset)) = (field, dataset) {
                    self.field(field, dataset);
                }
                dataset.map(field_names)
            }
            RuleKind::Reference {
                dataset,
                fields,
                to,
                to_fields,
                ..
            } => self.reference(dataset, fields, to, to_fields),
            RuleKind::Division { .. } => Some(self.measure_names()),
            RuleKind::Outlier { measure, .. } => {
                self.refer(measure, MEASURE, &self.measure_names());
                Some(OUTLIER_PLACEHOLDERS.to_vec())
            }
        };
        let Some(known) = in_messages else { return };
        let names = [&rule.message.zh, &rule.message.en]
            .into_iter()
            .flat_map(|message| placeholders(message));
        for name in names.filter(|name| !known.contains(name)) {
            let error = Diagnostic::error(
                code::UNKNOWN_PLACEHOLDER,
                message_span,
                text!(
                    "提示语中的 `{{{name}}}` 没有对应的内容",
                    "`{{{name}}}` in the message stands for nothing"
                ),
            );
            let listed = known.join(", ");
            let listed = text!("可用:{listed}", "it can be: {listed}");
            self.sink
                .report(with_help(error, name, &known, Some(listed)));
        }
    }

    fn reference(
        &self,
        dataset: &Name,
        fields: &[Name],
        to: &Name,
        to_fields: &[Name],
    ) -> Option<Vec<&'a str>> {
        let (dataset, other) = (self.known_dataset(dataset), self.known_dataset(to));
        if fields.len() != to_fields.len() {
            let (here, there) = (fields.len(), to_fields.len());
            self.sink.error(
                code::UNFIT_FIELD,
                to.span,
                text!(
                    "`fields` 有 {here} 个字段,`to_fields` 有 {there} 个,应一一对应",
                    "`fields` names {here} fields and `to_fields` {there}, but they are compared one by one"
                ),
            );
        }
        let types = |dataset: Option<&Dataset>, names: &[Name]| {
            dataset
                .into_iter()
                .for_each(|dataset| names.iter().for_each(|name| self.field(name, dataset)));
            names
                .iter()
                .map(|name| type_of(dataset?, &name.value))
                .collect::<Vec<_>>()
        };
        let (here, there) = (types(dataset, fields), types(other, to_fields));
        for (name, _) in to_fields
            .iter()
            .zip(here.iter().zip(&there))
            .filter(|(_, (here, there))| here.is_some() && there.is_some() && here != there)
        {
            let written = &name.value;
            self.sink.error(
                code::UNFIT_FIELD,
                name.span,
                text!(
                    "`{written}` 与它对应的字段类型不同,不能比较",
                    "`{written}` is of another type than the field it is compared with"
                ),
            );
        }
        dataset.map(field_names)
    }

    fn measure(&self, measure: &Measure) {
        if let MeasureKind::Records { dataset, on, .. } = &measure.kind
            && let (Some(dataset), Some(on)) = (self.known_dataset(dataset), on)
        {
            self.date_field(on, dataset);
        }
    }

    /// Caps on the measures and rules of each dataset.
    fn loads(&self) {
        let of_measures = self
            .parts
            .measures
            .iter()
            .filter_map(|measure| match &measure.kind {
                MeasureKind::Records { dataset, .. } => Some(dataset),
                MeasureKind::Divisions { .. } => None,
            });
        let of_rules = self.parts.rules.iter().filter_map(|rule| match &rule.kind {
            RuleKind::Record { dataset, .. } | RuleKind::Reference { dataset, .. } => Some(dataset),
            RuleKind::Division { .. } | RuleKind::Outlier { .. } => None,
        });
        self.load(of_measures, &text!("计量", "measures"));
        self.load(of_rules, &text!("规则", "rules"));
    }

    fn load<'n>(&self, datasets: impl Iterator<Item = &'n Name>, what: &Text) {
        let mut counts: BTreeMap<&str, (usize, Span)> = BTreeMap::new();
        for dataset in datasets {
            let (count, span) = counts.entry(&dataset.value).or_default();
            *count = count.saturating_add(1);
            *span = dataset.span;
        }
        for (count, span) in counts.into_values() {
            self.limit(span, count, limits::MEASURES_PER_DATASET, what.clone());
        }
    }

    fn example(&self, example: &Example) {
        for (name, rows) in &example.records {
            let Some(dataset) = self.known_dataset(name) else {
                continue;
            };
            // A row that is written several times has its columns at one place.
            let mut seen = BTreeSet::new();
            let columns = rows.iter().flatten().map(|(column, _)| column);
            columns
                .filter(|column| seen.insert(column.span))
                .for_each(|column| self.field(column, dataset));
        }
        let indicators: Vec<&str> = self
            .parts
            .indicators
            .iter()
            .map(|indicator| indicator.id.value.as_str())
            .collect();
        example
            .expect
            .iter()
            .for_each(|expectation| self.refer(&expectation.indicator, INDICATOR, &indicators));
        let own = self.parts.rules.iter().map(|rule| rule.id.value.as_str());
        let rules: Vec<&str> = own.chain(StructuralRules::NAMES.iter().copied()).collect();
        for finding in example.findings.iter().flatten() {
            self.refer(&finding.rule, RULE, &rules);
            self.known_dataset(&finding.dataset);
        }
    }

    fn measure_names(&self) -> Vec<&'a str> {
        self.parts
            .measures
            .iter()
            .map(|measure| measure.id.value.as_str())
            .collect()
    }

    pub(super) fn known_dataset(&self, name: &Name) -> Option<&'a Dataset> {
        let known: Vec<&str> = self
            .parts
            .datasets
            .iter()
            .map(|dataset| dataset.id.value.as_str())
            .collect();
        self.refer(name, DATASET, &known);
        self.parts
            .datasets
            .iter()
            .find(|dataset| dataset.id.value == name.value)
    }

    pub(super) fn field(&self, name: &Name, dataset: &Dataset) {
        self.refer(name, FIELD, &field_names(dataset));
    }
}

fn field_names(dataset: &Dataset) -> Vec<&str> {
    dataset
        .fields
        .iter()
        .map(|field| field.name.value.as_str())
        .collect()
}

fn type_of(dataset: &Dataset, name: &str) -> Option<FieldType> {
    dataset
        .fields
        .iter()
        .find(|field| field.name.value == name)
        .map(|field| field.r#type)
}

/// The names in braces of a message.
fn placeholders(message: &str) -> impl Iterator<Item = &str> {
    message
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

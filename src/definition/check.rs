//! The parts of a definition compared with each other, as far as that needs no
//! formula and no register.

use std::collections::{BTreeMap, BTreeSet};

use super::code;
use super::model::{
    Clause, CodeList, Dataset, Example, FieldType, Indicator, Measure, MeasureKind, Milestone,
    Name, Parameter, Phase, Rule, RuleKind, Schedule,
};
use super::read::Sink;
use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::figure::Decimal;
use crate::limits;
use crate::text::{Text, text};

/// The levels of the network, from the top.
const LEVELS: [&str; 5] = ["province", "city", "county", "township", "village"];

/// The rules that every dataset has because of its field declarations, by the
/// names that findings give them.
const STRUCTURAL_RULES: [&str; 8] = [
    "required",
    "type",
    "code_list",
    "unknown_division",
    "outside_period",
    "identical_copy",
    "conflicting_records",
    "normalised",
];

/// Names that formulas give a meaning of their own.
const RESERVED_PARAMETERS: [&str; 3] = ["as_of", "period_start", "period_end"];

/// What was read, also where the whole is not fit to be a definition.
pub(super) struct Parts<'a> {
    pub(super) period: Option<Period>,
    pub(super) clauses: &'a [Clause],
    pub(super) phases: &'a [Phase],
    pub(super) milestones: &'a [Milestone],
    pub(super) schedule: Option<&'a Schedule>,
    pub(super) code_lists: &'a [CodeList],
    pub(super) parameters: &'a [Parameter],
    pub(super) datasets: &'a [Dataset],
    pub(super) rules: &'a [Rule],
    /// Where the message of each rule stands.
    pub(super) message_spans: &'a [Span],
    pub(super) measures: &'a [Measure],
    pub(super) indicators: &'a [Indicator],
    pub(super) examples: &'a [Example],
}

/// Reports everything about `parts` that does not fit together.
pub(super) fn check(parts: &Parts<'_>, sink: &Sink<'_>) {
    let checker = Checker { parts, sink };
    checker.ids();
    checker.clauses();
    checker.calendar();
    checker.parameters();
    parts
        .datasets
        .iter()
        .for_each(|dataset| checker.dataset(dataset));
    parts
        .code_lists
        .iter()
        .for_each(|list| checker.code_list(list));
    parts
        .rules
        .iter()
        .zip(parts.message_spans)
        .for_each(|(rule, span)| checker.rule(rule, *span));
    parts
        .measures
        .iter()
        .for_each(|measure| checker.measure(measure));
    checker.loads();
    parts
        .examples
        .iter()
        .for_each(|example| checker.example(example));
}

struct Checker<'a> {
    parts: &'a Parts<'a>,
    sink: &'a Sink<'a>,
}

impl<'a> Checker<'a> {
    fn ids(&self) {
        let parts = self.parts;
        self.unique("clause", parts.clauses.iter().map(|part| &part.id), &[]);
        self.unique("phase", parts.phases.iter().map(|part| &part.id), &[]);
        self.unique(
            "milestone",
            parts.milestones.iter().map(|part| &part.id),
            &[],
        );
        self.unique(
            "code_list",
            parts.code_lists.iter().map(|part| &part.id),
            &[],
        );
        self.unique(
            "parameter",
            parts.parameters.iter().map(|part| &part.id),
            &RESERVED_PARAMETERS,
        );
        self.unique(
            "dataset",
            parts.datasets.iter().map(|part| &part.id),
            &["division"],
        );
        self.unique(
            "rule",
            parts.rules.iter().map(|part| &part.id),
            &STRUCTURAL_RULES,
        );
        self.unique("measure", parts.measures.iter().map(|part| &part.id), &[]);
        self.unique(
            "indicator",
            parts.indicators.iter().map(|part| &part.id),
            &[],
        );
    }

    fn clauses(&self) {
        let parts = self.parts;
        let known: Vec<&str> = parts
            .clauses
            .iter()
            .map(|clause| clause.id.value.as_str())
            .collect();
        let named = parts
            .phases
            .iter()
            .map(|part| &part.clause)
            .chain(parts.milestones.iter().map(|part| &part.clause))
            .chain(parts.schedule.map(|part| &part.clause))
            .chain(parts.rules.iter().map(|part| &part.clause))
            .chain(parts.indicators.iter().map(|part| &part.clause));
        named.flatten().for_each(|clause| {
            self.refer(clause, "clause", &known);
        });
        parts
            .milestones
            .iter()
            .for_each(|milestone| self.levels(&milestone.levels));
    }

    /// Phases and instalments lie inside the programme's period, which has a limit.
    fn calendar(&self) {
        let schedule = self.parts.schedule;
        if let Some(schedule) = schedule {
            self.shares(schedule);
            self.in_order(
                schedule
                    .instalments
                    .iter()
                    .map(|instalment| (instalment.due.value, instalment.due.span)),
            );
        }
        let Some(period) = self.parts.period else {
            return;
        };
        let (first, last) = (period.start(), period.end());
        let phases = self.parts.phases.iter().map(|phase| phase.period.clone());
        for phase in phases.filter(|phase| {
            !(period.contains(phase.value.start()) && period.contains(phase.value.end()))
        }) {
            self.sink.error(
                code::OUTSIDE_PERIOD,
                phase.span,
                text!(
                    "阶段超出项目期间 {first} 至 {last}",
                    "the phase leaves the programme's period, {first} to {last}"
                ),
            );
        }
        let dues = schedule
            .into_iter()
            .flat_map(|schedule| &schedule.instalments)
            .map(|instalment| &instalment.due);
        for due in dues.filter(|due| !period.contains(due.value)) {
            self.sink.error(
                code::OUTSIDE_PERIOD,
                due.span,
                text!(
                    "进度日期超出项目期间 {first} 至 {last}",
                    "the instalment is due outside the programme's period, {first} to {last}"
                ),
            );
        }
    }

    fn shares(&self, schedule: &Schedule) {
        let (none, whole) = (Decimal::integer(0), Decimal::integer(1));
        let mut sum = Some(none);
        for share in schedule
            .instalments
            .iter()
            .map(|instalment| &instalment.share)
        {
            sum = sum.and_then(|sum| sum.checked_add(share.value).ok());
            if share.value < none || share.value > whole {
                let value = share.value;
                self.sink.error(
                    code::BAD_SHARES,
                    share.span,
                    text!(
                        "份额应在 0 与 1 之间,实为 {value}",
                        "expected a share between 0 and 1, but found {value}"
                    ),
                );
            }
        }
        let span = schedule
            .instalments
            .last()
            .map(|instalment| instalment.share.span);
        if let (Some(span), false) = (span, sum == Some(whole)) {
            let found = sum.map_or_else(|| "?".to_owned(), |sum| sum.to_string());
            self.sink.error(
                code::BAD_SHARES,
                span,
                text!(
                    "各期份额之和应为 1,实为 {found}",
                    "expected the shares to sum to 1, but they sum to {found}"
                ),
            );
        }
    }

    fn in_order(&self, dates: impl Iterator<Item = (crate::calendar::Date, Span)>) {
        let mut before = None;
        for (date, span) in dates {
            if let Some(previous) = before.filter(|previous| *previous >= date) {
                self.sink.error(
                    code::BAD_ORDER,
                    span,
                    text!(
                        "日期应依次递增,{date} 不晚于前面的 {previous}",
                        "expected later and later dates, but {date} is not after {previous}"
                    ),
                );
            }
            before = Some(date);
        }
    }

    fn parameters(&self) {
        for parameter in self.parts.parameters {
            self.in_order(
                parameter
                    .values
                    .iter()
                    .map(|(from, _)| (from.value, from.span)),
            );
        }
    }

    fn dataset(&self, dataset: &Dataset) {
        self.unique("field", dataset.fields.iter().map(|field| &field.name), &[]);
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
        self.identifying(&dataset.division, dataset);
        self.typed(
            &dataset.division,
            dataset,
            FieldType::Division,
            text!("区划(division)", "of type `division`"),
        );
        if let Some(date) = &dataset.date {
            self.field(date, dataset);
            self.typed(
                date,
                dataset,
                FieldType::Date,
                text!("日期(date)", "of type `date`"),
            );
        }
        let known: Vec<&str> = self
            .parts
            .code_lists
            .iter()
            .map(|list| list.id.value.as_str())
            .collect();
        for field in &dataset.fields {
            let Some(codes) = &field.codes else { continue };
            self.refer(codes, "code_list", &known);
            if field.r#type != FieldType::Text {
                self.sink.error(
                    code::UNFIT_FIELD,
                    codes.span,
                    text!(
                        "只有文本字段可以使用代码表",
                        "only a field of type `text` has a code list"
                    ),
                );
            }
        }
    }

    /// A field that every record must have, as it says which record it is.
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
                        "关键字段和区划字段 `{written}` 必须必填",
                        "`{written}` identifies records and so must be required"
                    ),
                )
                .help(text!(
                    "给该字段加上 `required = true`",
                    "add `required = true` to the field"
                )),
            );
        }
    }

    fn typed(&self, name: &Name, dataset: &Dataset, wanted: FieldType, shown: Text) {
        if dataset
            .fields
            .iter()
            .any(|field| field.name.value == name.value && field.r#type != wanted)
        {
            let (written, zh, en) = (&name.value, shown.zh, shown.en);
            self.sink.error(
                code::UNFIT_FIELD,
                name.span,
                text!(
                    "字段 `{written}` 的类型应为{zh}",
                    "expected the field `{written}` to be {en}"
                ),
            );
        }
    }

    fn code_list(&self, list: &CodeList) {
        self.limit(
            list.id.span,
            list.codes.len(),
            limits::CODES,
            text!("代码", "codes"),
        );
        let mut fields = self
            .parts
            .datasets
            .iter()
            .flat_map(|dataset| &dataset.fields);
        if !fields.any(|field| {
            field
                .codes
                .as_ref()
                .is_some_and(|codes| codes.value == list.id.value)
        }) {
            let id = &list.id.value;
            self.sink.report(Diagnostic::warning(
                code::UNUSED,
                list.id.span,
                text!(
                    "没有字段使用代码表 `{id}`",
                    "no field uses the code list `{id}`"
                ),
            ));
        }
    }

    fn rule(&self, rule: &Rule, message_span: Span) {
        let placeholders = match &rule.kind {
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
            } => {
                let (dataset, other) = (self.known_dataset(dataset), self.known_dataset(to));
                dataset
                    .into_iter()
                    .for_each(|dataset| fields.iter().for_each(|name| self.field(name, dataset)));
                other
                    .into_iter()
                    .for_each(|other| to_fields.iter().for_each(|name| self.field(name, other)));
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
                dataset.map(field_names)
            }
            RuleKind::Division { levels, .. } => {
                self.levels(levels);
                Some(self.measure_names())
            }
            RuleKind::Outlier {
                levels, measure, ..
            } => {
                self.levels(levels);
                self.refer(measure, "measure", &self.measure_names());
                Some(self.measure_names())
            }
        };
        let Some(known) = placeholders else { return };
        for text in [&rule.message.zh, &rule.message.en] {
            for name in placeholders_of(text).filter(|name| !known.contains(name)) {
                let error = Diagnostic::error(
                    code::UNKNOWN_PLACEHOLDER,
                    message_span,
                    text!(
                        "提示语中的 `{{{name}}}` 没有对应的字段或计量",
                        "`{{{name}}}` in the message is no field or measure of the rule"
                    ),
                );
                self.sink.report(with_help(error, name, &known));
            }
        }
    }

    fn measure(&self, measure: &Measure) {
        match &measure.kind {
            MeasureKind::Records { dataset, on, .. } => {
                if let (Some(dataset), Some(on)) = (self.known_dataset(dataset), on) {
                    self.field(on, dataset);
                    self.typed(
                        on,
                        dataset,
                        FieldType::Date,
                        text!("日期(date)", "of type `date`"),
                    );
                }
            }
            MeasureKind::Divisions { per, .. } => self.levels(std::slice::from_ref(per)),
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
        self.load(of_measures, text!("计量", "measures"));
        self.load(of_rules, text!("规则", "rules"));
    }

    fn load<'n>(&self, datasets: impl Iterator<Item = &'n Name>, what: Text) {
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
        for expectation in &example.expect {
            self.refer(&expectation.indicator, "indicator", &indicators);
        }
        let own = self.parts.rules.iter().map(|rule| rule.id.value.as_str());
        let rules: Vec<&str> = own.chain(STRUCTURAL_RULES).collect();
        for finding in example.findings.iter().flatten() {
            self.refer(&finding.rule, "rule", &rules);
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

    fn known_dataset(&self, name: &Name) -> Option<&'a Dataset> {
        let known: Vec<&str> = self
            .parts
            .datasets
            .iter()
            .map(|dataset| dataset.id.value.as_str())
            .collect();
        self.refer(name, "dataset", &known);
        self.parts
            .datasets
            .iter()
            .find(|dataset| dataset.id.value == name.value)
    }

    fn field(&self, name: &Name, dataset: &Dataset) {
        self.refer(name, "field", &field_names(dataset));
    }

    fn levels(&self, levels: &[Name]) {
        for level in levels
            .iter()
            .filter(|level| !level.value.is_empty() && !LEVELS.contains(&level.value.as_str()))
        {
            let written = &level.value;
            let error = Diagnostic::error(
                code::UNKNOWN_CHOICE,
                level.span,
                text!("`{written}` 不是层级", "`{written}` is not a level"),
            );
            let listed = LEVELS.join(", ");
            self.sink.report(match did_you_mean(written, LEVELS) {
                Some(_) => with_help(error, written, &LEVELS),
                None => error.help(text!("层级有:{listed}", "the levels are: {listed}")),
            });
        }
    }

    /// Reports `name` if it is none of `known`. An empty name is one that could
    /// not be read, which has been reported already.
    fn refer(&self, name: &Name, what: &str, known: &[&str]) {
        if name.value.is_empty() || known.contains(&name.value.as_str()) {
            return;
        }
        let written = &name.value;
        let error = Diagnostic::error(
            code::UNKNOWN_REFERENCE,
            name.span,
            text!(
                "没有名为 `{written}` 的 {what}",
                "there is no {what} `{written}`"
            ),
        );
        self.sink.report(with_help(error, written, known));
    }

    fn unique<'n>(&self, what: &str, ids: impl Iterator<Item = &'n Name>, reserved: &[&str]) {
        let mut seen = BTreeSet::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            let written = &id.value;
            if reserved.contains(&written.as_str()) {
                self.sink.error(
                    code::BAD_ID,
                    id.span,
                    text!(
                        "`{written}` 是保留的名称,不能用作 {what}",
                        "`{written}` is reserved and cannot be the id of a {what}"
                    ),
                );
            }
            if !seen.insert(written) {
                self.sink.error(
                    code::DUPLICATE,
                    id.span,
                    text!(
                        "{what} `{written}` 重复",
                        "there is already a {what} `{written}`"
                    ),
                );
            }
        }
    }

    fn limit(&self, span: Span, found: usize, most: usize, what: Text) {
        if found > most {
            let (zh, en) = (what.zh, what.en);
            self.sink.error(
                code::OVER_LIMIT,
                span,
                text!(
                    "{zh}有 {found} 个,上限 {most} 个",
                    "there are {found} {en}, but at most {most} are allowed"
                ),
            );
        }
    }
}

fn field_names(dataset: &Dataset) -> Vec<&str> {
    dataset
        .fields
        .iter()
        .map(|field| field.name.value.as_str())
        .collect()
}

fn with_help(error: Diagnostic, written: &str, known: &[&str]) -> Diagnostic {
    match did_you_mean(written, known) {
        Some(meant) => error.help(text!("是否要写 `{meant}`?", "did you mean `{meant}`?")),
        None => error,
    }
}

/// The names in braces of a message.
fn placeholders_of(message: &str) -> impl Iterator<Item = &str> {
    message
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

//! Reports, inspections, scores and posts compared with what they name.

use std::collections::BTreeSet;

use super::super::code;
use super::super::indicator::MeasureKind;
use super::super::inspection::{Inspection, InspectionSize};
use super::super::name::Name;
use super::super::reporting::Reporting;
use super::super::responsibility::PostHolder;
use super::super::scoring::{Scoring, VetoCause};
use super::{Checker, DATASET, INDICATOR, MEASURE, SCORE_PART, with_help};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::figure::Decimal;
use crate::text::text;

/// The character between seed and key in what is hashed for a draw.
const SEED_SEPARATOR: char = '\u{1F}';

impl Checker<'_> {
    pub(super) fn acceptance(&self) {
        if let Some(reporting) = &self.parts.reporting {
            self.reporting(reporting);
        }
        for inspection in &self.parts.inspections {
            self.inspection(inspection);
        }
        if let Some(scoring) = &self.parts.scoring {
            self.scoring(scoring);
        }
        self.responsibilities();
    }

    fn indicators(&self, names: &[Name]) {
        let known = self.parts.indicators.iter();
        let known: Vec<&str> = known.map(|it| it.id.value.as_str()).collect();
        names
            .iter()
            .for_each(|name| self.refer(name, INDICATOR, &known));
    }

    fn reporting(&self, reporting: &Reporting) {
        let datasets = self.parts.datasets.iter();
        let known: Vec<&str> = datasets.map(|it| it.id.value.as_str()).collect();
        let reports = Spanned::new("reports".to_owned(), reporting.span);
        self.refer(&reports, DATASET, &known);
        self.indicators(&reporting.indicators);
        for limit in [&reporting.absolute, &reporting.relative] {
            if limit.value < Decimal::integer(0) {
                let message = text!("容差不能小于 0", "a tolerance cannot be less than 0");
                self.sink.error(code::BAD_NUMBER, limit.span, message);
            }
        }
        let mut known = BTreeSet::new();
        for duty in &reporting.duties {
            let (day, due) = (duty.period_end.value, duty.due.value);
            let period = self.parts.programme.as_ref().map(|head| head.period.value);
            if period.is_some_and(|period| !period.month_ends().contains(&day)) {
                let message = text!(
                    "{day} 不是项目期间内的月末;上报的是截至月末的数据",
                    "{day} is no month end of the programme's period; reports are about month ends"
                );
                let span = duty.period_end.span;
                self.sink.error(code::OUTSIDE_PERIOD, span, message);
            }
            if due < day {
                let message = text!(
                    "上报期限 {due} 早于所报数据的日期 {day}",
                    "the report about {day} cannot be due before that day, on {due}"
                );
                self.sink.error(code::BAD_ORDER, duty.due.span, message);
            }
            if !known.insert((&duty.level.value, day)) {
                let level = &duty.level.value;
                let message = text!(
                    "`{level}` 级截至 {day} 的上报已在前面规定",
                    "what `{level}` owes for {day} is stated already"
                );
                self.sink.error(code::DUPLICATE, duty.level.span, message);
            }
        }
    }

    fn inspection(&self, inspection: &Inspection) {
        let measures = self.parts.measures.iter();
        let records = measures.filter(|it| matches!(it.kind, MeasureKind::Records { .. }));
        let known: Vec<&str> = records.map(|it| it.id.value.as_str()).collect();
        let measure = &inspection.measure;
        let mut all = self.parts.measures.iter();
        if all.any(|it| it.id.value == measure.value) && !known.contains(&measure.value.as_str()) {
            let written = &measure.value;
            let message = text!(
                "`{written}` 按区划计数,不能从中抽取记录",
                "`{written}` counts divisions, so no records can be drawn from it"
            );
            let error = Diagnostic::error(code::UNCLEAR_KIND, measure.span, message);
            self.sink.report(with_help(error, written, &known, None));
        } else {
            self.refer(measure, MEASURE, &known);
        }
        self.can_be_drawn_from(measure);
        self.indicators(inspection.indicator.as_slice());
        let seed = &inspection.seed;
        if seed.value.contains(SEED_SEPARATOR) {
            let message = text!(
                "抽样种子不能含有字符 U+001F",
                "a seed cannot contain the character U+001F"
            );
            self.sink.error(code::UNCLEAR_KIND, seed.span, message);
        }
        self.open_share(&inspection.confidence);
        match &inspection.size {
            InspectionSize::Precision {
                z,
                margin,
                expected,
                tolerated,
                minimum: _,
            } => {
                if z.value <= Decimal::integer(0) {
                    let message = text!("`z` 应大于 0", "`z` must be greater than 0");
                    self.sink.error(code::BAD_NUMBER, z.span, message);
                }
                self.open_share(margin);
                self.open_share(expected);
                if tolerated.value != Decimal::integer(0) {
                    self.open_share(tolerated);
                }
            }
            InspectionSize::Risks {
                producer_quality,
                producer_risk,
                consumer_quality,
                consumer_risk,
            } => {
                for share in [
                    producer_quality,
                    producer_risk,
                    consumer_quality,
                    consumer_risk,
                ] {
                    self.open_share(share);
                }
                let (good, bad) = (producer_quality.value, consumer_quality.value);
                if good >= bad {
                    let message = text!(
                        "使用方质量 {bad} 应大于生产方质量 {good}",
                        "the consumer's quality {bad} must be greater than the producer's, {good}"
                    );
                    let span = consumer_quality.span;
                    self.sink.error(code::BAD_NUMBER, span, message);
                }
            }
        }
    }

    /// Units are told apart by their keys.
    fn can_be_drawn_from(&self, measure: &Name) {
        let mut measures = self.parts.measures.iter();
        let dataset = measures.find_map(|it| match &it.kind {
            MeasureKind::Records { dataset, .. } if it.id.value == measure.value => Some(dataset),
            _ => None,
        });
        let mut datasets = self.parts.datasets.iter();
        let dataset = dataset.and_then(|id| datasets.find(|it| it.id.value == id.value));
        if let Some(dataset) = dataset.filter(|dataset| dataset.key.is_empty()) {
            let id = &dataset.id.value;
            let message = text!(
                "数据集 `{id}` 没有关键字段,其记录无法抽取",
                "the records of `{id}` have no key, so they cannot be drawn"
            );
            self.sink.error(code::UNCLEAR_KIND, measure.span, message);
        }
    }

    /// Reports a share that is not between 0 and 1, both excluded.
    fn open_share(&self, share: &Spanned<Decimal>) {
        if share.value <= Decimal::integer(0) || share.value >= Decimal::integer(1) {
            let value = share.value;
            let message = text!(
                "应大于 0 且小于 1(即 0% 与 100% 之间),实为 {value}",
                "expected more than 0 and less than 1 (between 0% and 100%), but found {value}"
            );
            self.sink.error(code::BAD_SHARES, share.span, message);
        }
    }

    fn scoring(&self, scoring: &Scoring) {
        let items = scoring.items.iter().map(|item| &item.indicator);
        let items: Vec<Name> = items.cloned().collect();
        self.indicators(&items);
        for veto in &scoring.vetoes {
            if let VetoCause::Missed(indicator) = &veto.when {
                self.indicators(std::slice::from_ref(indicator));
            }
        }
        self.unique(SCORE_PART, items.iter(), &[]);
        let adjustments = scoring.bonuses.iter().chain(&scoring.deductions);
        let ids = adjustments.map(|part| &part.id);
        let ids = ids.chain(scoring.vetoes.iter().map(|part| &part.id));
        self.unique(SCORE_PART, ids, &[]);
    }

    /// Of two posts neither may be the one that goes before the other.
    fn responsibilities(&self) {
        let mut known = BTreeSet::new();
        for part in &self.parts.responsibilities {
            self.indicators(&part.indicators);
            let (holder, span) = match &part.of {
                PostHolder::Level(level) => (&level.value, level.span),
                PostHolder::Division(code) => (&code.value, code.span),
            };
            let named: Vec<Option<&str>> = if part.indicators.is_empty() {
                vec![None]
            } else {
                let named = part.indicators.iter();
                named
                    .map(|indicator| Some(indicator.value.as_str()))
                    .collect()
            };
            for indicator in named {
                if !known.insert((holder, indicator)) {
                    let message = text!(
                        "`{holder}` 的责任岗位已在前面规定",
                        "the post of `{holder}` that answers for this is stated already"
                    );
                    self.sink.error(code::DUPLICATE, span, message);
                }
            }
        }
    }
}

//! The options, checked against the assessment.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Amounts, Duty, Options};
use crate::assess::Assessment;
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::network::{DivisionId, Level, Network};
use crate::plan::{IndicatorPlan, ReportPlan};
use crate::text::{Text, text};

/// By what reports are judged.
pub(super) struct Terms<'a> {
    pub assessment: &'a Assessment,
    pub options: &'a Options,
    pub reports: ReportPlan,
    /// By period end and level, each once.
    pub duties: Vec<Duty>,
    /// The positions of the indicators that are owed, in order.
    pub indicators: Vec<usize>,
    /// The divisions of the programme.
    within: Range<usize>,
}

impl<'a> Terms<'a> {
    pub fn new(assessment: &'a Assessment, options: &'a Options) -> Result<Self> {
        let plan = assessment.plan();
        let tolerance = options.tolerance;
        for limit in [tolerance.absolute, tolerance.relative] {
            if limit < Decimal::integer(0) {
                return Err(argument(text!(
                    "容差应不小于 0,实际为 {limit}",
                    "expected a tolerance of 0 or more, but found `{limit}`"
                )));
            }
        }
        let mut indicators = options
            .indicators
            .iter()
            .map(|id| assessment.indicator(id))
            .collect::<Result<Vec<usize>>>()?;
        if indicators.is_empty() {
            indicators = (0..plan.indicators.len()).collect();
        }
        indicators.sort_unstable();
        indicators.dedup();
        let root = plan.root.map(|root| plan.network.subtree(root));
        Ok(Self {
            assessment,
            options,
            reports: plan.reports.ok_or_else(no_reports)?,
            duties: duties(assessment, options)?,
            indicators,
            within: root.unwrap_or(0..plan.network.len()),
        })
    }

    pub fn network(&self) -> &'a Network {
        &self.assessment.plan().network
    }

    pub fn indicator(&self, position: usize) -> Option<&'a IndicatorPlan> {
        self.assessment.plan().indicators.get(position)
    }

    /// Whether a division is one of the programme.
    pub fn includes(&self, division: DivisionId) -> bool {
        self.within.contains(&division.index())
    }

    /// The position of a day among those the assessment states figures for.
    pub fn cut(&self, date: Date) -> Option<usize> {
        self.assessment.dates().binary_search(&date).ok()
    }

    /// The divisions that owe a report, in order.
    pub fn owing(&self, duty: Duty) -> impl Iterator<Item = DivisionId> + '_ {
        let divisions = self.network().at_level(duty.level);
        divisions.filter(move |id| self.includes(*id) && self.exists(*id, duty.period_end))
    }

    /// Those of them below a division.
    pub fn owing_below(
        &self,
        parent: DivisionId,
        duty: Duty,
    ) -> impl Iterator<Item = DivisionId> + '_ {
        let divisions = self.network().at_level_below(parent, duty.level);
        divisions.filter(move |id| self.exists(*id, duty.period_end))
    }

    fn exists(&self, division: DivisionId, day: Date) -> bool {
        let code = self.network().code(division);
        self.network().existed_on(division, code, day)
    }

    /// What the records say; none where the formula has no value.
    pub fn computed(
        &self,
        division: DivisionId,
        indicator: usize,
        date: Date,
    ) -> Result<Option<Amounts>> {
        let Some(cut) = self.cut(date) else {
            return Ok(None);
        };
        let figure = self.assessment.figure(indicator, division, cut, false)?;
        let is_ratio = self.is_ratio(indicator);
        let denominator = figure.denominator;
        let numerator = figure
            .numerator
            .filter(|_| denominator.is_some() == is_ratio);
        Ok(numerator.map(|numerator| Amounts {
            numerator,
            denominator,
        }))
    }

    /// Whether all datasets that an indicator needs were received.
    pub fn is_received(&self, indicator: Option<usize>) -> bool {
        let plan = indicator.and_then(|indicator| self.indicator(indicator));
        let mut needs = plan.into_iter().flat_map(|plan| &plan.needs);
        needs.all(|dataset| self.assessment.has_received(*dataset))
    }

    /// Whether an indicator is a quotient.
    pub fn is_ratio(&self, indicator: usize) -> bool {
        let plan = self.indicator(indicator);
        plan.is_some_and(|plan| plan.denominator.is_some())
    }
}

fn duties(assessment: &Assessment, options: &Options) -> Result<Vec<Duty>> {
    let mut duties = options.duties.clone();
    if duties.is_empty() {
        let as_of = assessment.as_of();
        duties = [Level::City, Level::County]
            .map(|level| Duty {
                period_end: as_of,
                level,
                due_on: as_of,
            })
            .to_vec();
    }
    duties.sort_unstable();
    let mut known = BTreeSet::new();
    for Duty {
        period_end, level, ..
    } in &duties
    {
        if assessment.dates().binary_search(period_end).is_err() {
            return Err(argument(text!(
                "应上报的统计截止日期 {period_end} 不是本次评估的日期(月末或评估日期)",
                "a report is owed for {period_end}, which is no date of the assessment: a month end or the as-of date"
            )));
        }
        if !known.insert((*period_end, *level)) {
            let Text { zh, en } = level.label();
            return Err(argument(text!(
                "{zh}级 {period_end} 的上报义务重复",
                "the duty of level `{en}` to report for {period_end} is stated twice"
            )));
        }
    }
    Ok(duties)
}

fn no_reports() -> Error {
    Error::new(
        ErrorKind::State,
        text!(
            "项目定义中没有可核对的数据集 `reports`;它须有字段 `indicator`(文本)、`period_end`(日期)、`numerator` 和 `denominator`(整数或小数,后者可为空)、`reported_on`(日期)",
            "the definition has no dataset `reports` to reconcile; it needs the fields `indicator` (text), `period_end` (date), `numerator` and `denominator` (integer or decimal, the latter may be missing), and `reported_on` (date)"
        ),
    )
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

//! The indicators of the programme's root, each with how it came about.

use askama::Template;

use super::words::{Words, status_tone, tone};
use crate::assess::{Assessment, Explanation, Progress};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::text::text;

#[derive(Template)]
#[template(path = "page/indicators.html")]
pub(super) struct Indicators<'a> {
    pub words: Words,
    pub rows: Vec<IndicatorRow<'a>>,
}

pub(super) struct IndicatorRow<'a> {
    pub number: usize,
    pub label: &'a str,
    pub unit: &'a str,
    pub display: String,
    /// Such as 不低于 70.
    pub target: Option<String>,
    pub attainment: Option<String>,
    pub bar: Option<Bar>,
    /// Class and words.
    pub status: Option<(&'static str, String)>,
    pub tone: &'static str,
    pub met: Option<bool>,
    pub verdict: &'static str,
    /// The verdict with its reason.
    pub conclusion: String,
    pub explanation: Explanation,
    /// Numerator and denominator, exactly.
    pub numbers: Option<String>,
}

/// The actual share of the target, and where the plan is.
pub(super) struct Bar {
    /// Percent of the width, at most 100.
    pub actual: String,
    /// Percent of the width.
    pub planned: Option<String>,
    pub description: String,
}

impl<'a> Indicators<'a> {
    pub fn new(words: Words, assessment: &'a Assessment) -> Result<Self> {
        let mut rows = Vec::new();
        if let Some(root) = assessment.plan().top {
            for position in 0..assessment.plan().indicators.len() {
                rows.extend(row(words, assessment, root, position)?);
            }
        }
        Ok(Self { words, rows })
    }

    /// How many are met.
    pub fn met(&self) -> usize {
        self.rows.iter().filter(|row| row.met == Some(true)).count()
    }

    /// Those that are not met.
    pub fn missed(&self) -> impl Iterator<Item = &IndicatorRow<'a>> {
        self.rows.iter().filter(|row| row.met == Some(false))
    }
}

fn row(
    words: Words,
    assessment: &Assessment,
    root: DivisionId,
    position: usize,
) -> Result<Option<IndicatorRow<'_>>> {
    let Some(plan) = assessment.plan().indicators.get(position) else {
        return Ok(None);
    };
    let code = assessment.plan().network.code(root).padded();
    let explanation = assessment.explain_without_records(&plan.id, &code)?;
    let progress = assessment.progress_of(position, root, assessment.last_cut())?;
    let figure = &explanation.figure;
    let numbers = figure.numerator.zip(figure.denominator);
    let numbers =
        numbers.map(|(top, bottom)| format!("{} / {}", top.exact_text(), bottom.exact_text()));
    let status = status_tone(progress.status);
    Ok(Some(IndicatorRow {
        number: position.saturating_add(1),
        label: words.label(&plan.label),
        unit: words.label(&plan.unit),
        display: figure.display.clone(),
        target: explanation.target.as_ref().map(|target| words.say(target)),
        attainment: figure.attainment.map(|share| format!("{share}%")),
        bar: bar(words, figure.attainment, &progress)?,
        status: status.map(|tone| (tone, words.say(&progress.status.label()))),
        tone: tone(figure.met),
        met: figure.met,
        verdict: words.met(figure.met),
        conclusion: words.say(&explanation.verdict()),
        numbers,
        explanation,
    }))
}

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;

fn bar(words: Words, attainment: Option<Decimal>, progress: &Progress) -> Result<Option<Bar>> {
    let Some(attained) = attainment else {
        return Ok(None);
    };
    let planned = progress.planned_share;
    let planned = planned.map(|share: Ratio| share.percent(SHARE_DECIMALS));
    let planned = planned.transpose()?;
    let description = match planned {
        Some(planned) => text!(
            "完成目标的 {attained}%,计划 {planned}%",
            "{attained}% of the target, planned {planned}%"
        ),
        None => text!("完成目标的 {attained}%", "{attained}% of the target"),
    };
    Ok(Some(Bar {
        actual: within_whole(attained).to_string(),
        planned: planned.map(|planned| within_whole(planned).to_string()),
        description: words.say(&description),
    }))
}

/// A share in percent as part of a width.
fn within_whole(percent: Decimal) -> Decimal {
    percent.clamp(Decimal::integer(0), Decimal::integer(100))
}

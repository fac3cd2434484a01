//! An assessment as one HTML page: what a bureau opens, prints and passes on.
//!
//! The page needs nothing but itself: no network, no font, no other file. It is
//! readable with scripts switched off; the script only shows, hides, filters and
//! sorts what is there. Script and styles are of the kind a browser of 2013 knows.
//! The markup is XML as well as HTML, so that what reads it need not guess.
//!
//! Every section is a struct of texts and a template of the same name under
//! `templates/page`. Nothing here computes a figure.

mod findings;
mod heat;
mod indicators;
mod inspections;
mod milestones;
mod progress;
mod received;
mod reports;
mod scores;
mod words;

use askama::Template;

use super::Dossier;
use crate::assess::Assessment;
use crate::calendar::Period;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Language, text};
use findings::FindingList;
use heat::Heat;
use indicators::Indicators;
use inspections::Inspections;
use milestones::Milestones;
use progress::ProgressByMonth;
use received::ReceivedList;
use reports::Reports;
use scores::Scores;
use words::{Place, Words, tone};

/// The dossier as one self-contained HTML page, in its language.
///
/// What it shows, from the top: the verdict, and which datasets were not received; the receipt; the indicators of the programme's root
/// with their explanations; the figures of the divisions below as a heat map;
/// progress by month; phases and milestones; findings; and, where the dossier has
/// them, reports against records, inspections and scores. Of very many findings,
/// divisions and reports it lists as many as [`limits`](crate::limits) says
/// (`PAGE_FILES`, `PAGE_FINDINGS`, `PAGE_DIVISIONS`, `PAGE_REPORTS`) and counts them all.
///
/// The same dossier gives the same bytes. All texts of definitions, registers and
/// records are escaped. Of personal data it holds no more than findings do.
///
/// # Errors
///
/// `Overflow` where a figure leaves the exact range.
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::report::{Dossier, page};
/// use huimin::{Language, Network, Plan, Programme, Tally};
///
/// let programme = Programme::builtin("yuxi-2019")?;
/// let plan = Plan::new(&programme, Network::builtin("yuxi-2019")?)?;
/// let assessment = Tally::new(&plan).assess(Date::parse("2019-11-30").unwrap())?;
/// let html = page(&Dossier::new(&assessment, Language::Chinese))?;
/// assert!(html.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn page(dossier: &Dossier<'_>) -> Result<String> {
    let page = Page::new(dossier)?;
    // Writing to a text fails only where a value refuses to be written.
    page.render().map_err(|error| {
        Error::new(
            ErrorKind::State,
            text!(
                "不能生成网页:{error}",
                "the page cannot be written: {error}"
            ),
        )
    })
}

#[derive(Template)]
#[template(path = "page/page.html")]
struct Page<'a> {
    words: Words,
    head: Head<'a>,
    received: Option<ReceivedList>,
    indicators: Indicators<'a>,
    heat: Heat<'a>,
    progress: Option<ProgressByMonth<'a>>,
    milestones: Option<Milestones<'a>>,
    findings: FindingList<'a>,
    reports: Option<Reports>,
    inspections: Option<Inspections>,
    scores: Option<Scores>,
    style: &'static str,
    script: &'static str,
}

/// What the page is about.
struct Head<'a> {
    title: &'a str,
    as_of: String,
    period: Period,
    root: Option<Place>,
    document: &'a str,
    /// The class and the words of the verdict.
    tone: &'static str,
    verdict: String,
    /// What people call the datasets that nobody handed over.
    not_received: String,
    definition: &'a str,
    version: &'a str,
    library: &'static str,
    fingerprint: String,
}

impl<'a> Page<'a> {
    fn new(dossier: &'a Dossier<'_>) -> Result<Self> {
        let (words, assessment) = (Words(dossier.language), dossier.assessment);
        let reconciliation = dossier.reconciliation;
        let reports = reconciliation.map(|found| Reports::new(words, assessment, found));
        let scoreboard = dossier.scoreboard;
        Ok(Self {
            words,
            head: Head::new(words, assessment)?,
            received: ReceivedList::new(words, assessment)?,
            indicators: Indicators::new(words, assessment)?,
            heat: Heat::new(words, assessment)?,
            progress: ProgressByMonth::new(words, assessment)?,
            milestones: Milestones::new(words, assessment),
            findings: FindingList::new(words, assessment),
            reports: reports.transpose()?,
            inspections: Inspections::new(words, dossier)?,
            scores: scoreboard.map(|board| Scores::new(words, assessment, board)),
            style: include_str!("../../../templates/page/page.css"),
            script: include_str!("../../../templates/page/page.js"),
        })
    }

    /// The language as HTML names it.
    fn language(&self) -> &'static str {
        match self.words.0 {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }
}

impl<'a> Head<'a> {
    fn new(words: Words, assessment: &'a Assessment) -> Result<Self> {
        let plan = assessment.plan();
        let programme = &plan.definition.programme;
        let judgement = assessment.judgement()?;
        let missing = assessment.not_received_labels();
        let missing = missing.map(|label| words.say(label));
        Ok(Self {
            title: words.label(&programme.label),
            as_of: assessment.as_of().to_string(),
            period: plan.period,
            root: plan.top.map(|root| Place::of(&plan.network, root)),
            document: words.label(&programme.document),
            tone: tone(judgement.is_met()),
            verdict: words.say(&judgement.label()),
            not_received: words.list(missing),
            definition: &programme.id.value,
            version: &programme.version.value,
            library: env!("CARGO_PKG_VERSION"),
            fingerprint: format!("{:016x}", plan.fingerprint),
        })
    }
}

//! Requests for scores.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::number::Exact;
use super::{Words, argument, read, written};
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionCode;
use crate::score::{
    Adjustment, AdjustmentScore, Attainment, Band, Candidate, Comparison, Curve, DEFAULT_DECIMALS,
    Instead, Item, Ranking, Scheme, Step, Terms, Veto, VetoedRank,
};
use crate::text::{Text, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreRequest {
    scheme: SchemeRequest,
    candidates: Vec<CandidateRequest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeRequest {
    items: Vec<ItemRequest>,
    #[serde(default)]
    bonuses: Vec<AdjustmentRequest>,
    #[serde(default)]
    deductions: Vec<AdjustmentRequest>,
    #[serde(default)]
    vetoes: Vec<VetoRequest>,
    #[serde(default)]
    bands: Vec<BandRequest>,
    #[serde(default)]
    may_exceed_full: bool,
    #[serde(default = "default_decimals")]
    decimals: u8,
    #[serde(default)]
    missing: Option<InsteadRequest>,
    #[serde(default)]
    not_applicable: Option<InsteadRequest>,
    #[serde(default)]
    graded_by: Option<ComparisonRequest>,
    #[serde(default)]
    ranked_by: Option<ComparisonRequest>,
    #[serde(default)]
    dense_ranks: bool,
    #[serde(default = "yes")]
    ranks_vetoed: bool,
}

fn default_decimals() -> u8 {
    DEFAULT_DECIMALS
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemRequest {
    id: String,
    points: Exact,
    #[serde(default)]
    floor: Option<Exact>,
    #[serde(default)]
    cap: Option<Exact>,
    #[serde(default)]
    steps: Option<Vec<StepRequest>>,
    #[serde(default)]
    all_or_nothing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRequest {
    attainment: Exact,
    points: Exact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdjustmentRequest {
    id: String,
    each: Exact,
    cap: Exact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelRequest {
    zh: String,
    en: String,
}

impl From<LabelRequest> for Text {
    fn from(label: LabelRequest) -> Self {
        Self::new(label.zh, label.en)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VetoRequest {
    id: String,
    reason: LabelRequest,
    points: Exact,
    #[serde(default)]
    grade: Option<LabelRequest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandRequest {
    label: LabelRequest,
    at_least: Exact,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum InsteadRequest {
    FullPoints,
    NoPoints,
    LeftOut,
}

impl From<InsteadRequest> for Instead {
    fn from(instead: InsteadRequest) -> Self {
        match instead {
            InsteadRequest::FullPoints => Self::FullPoints,
            InsteadRequest::NoPoints => Self::NoPoints,
            InsteadRequest::LeftOut => Self::LeftOut,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ComparisonRequest {
    Full,
    Rounded,
}

impl From<ComparisonRequest> for Comparison {
    fn from(comparison: ComparisonRequest) -> Self {
        match comparison {
            ComparisonRequest::Full => Self::Exact,
            ComparisonRequest::Rounded => Self::Shown,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CandidateRequest {
    division: String,
    /// `"not_applicable"`, `"missing"`, `"not_received"`, a fraction such as `"49/50"`, or an exact number.
    attainments: BTreeMap<String, Box<RawValue>>,
    #[serde(default)]
    occurrences: BTreeMap<String, u64>,
    #[serde(default)]
    vetoes: BTreeSet<String>,
    #[serde(default)]
    not_received: BTreeSet<String>,
}

impl SchemeRequest {
    fn into_scheme(self) -> Result<Scheme> {
        let items = self.items.into_iter().map(|item| {
            let exact = |given: Option<Exact>, default| given.map_or(default, |number| number.0);
            let curve = match item.steps {
                Some(steps) => Curve::Stepped(
                    steps
                        .iter()
                        .map(|step| Step {
                            attainment: step.attainment.0,
                            points: step.points.0,
                        })
                        .collect(),
                ),
                None if item.all_or_nothing => Curve::AllOrNothing,
                None => Curve::Linear {
                    floor: exact(item.floor, crate::figure::Decimal::integer(0)),
                    cap: exact(item.cap, crate::figure::Decimal::integer(1)),
                },
            };
            Item {
                id: item.id,
                full: item.points.0,
                curve,
            }
        });
        let mut terms = Terms::new(items.collect(), self.decimals);
        let adjustments = |parts: Vec<AdjustmentRequest>| {
            let parts = parts.into_iter().map(|part| Adjustment {
                id: part.id,
                each: part.each.0,
                cap: part.cap.0,
            });
            parts.collect()
        };
        terms.bonuses = adjustments(self.bonuses);
        terms.deductions = adjustments(self.deductions);
        let vetoes = self.vetoes.into_iter().map(|veto| Veto {
            id: veto.id,
            reason: veto.reason.into(),
            grade: veto.grade.map(Text::from),
            points: veto.points.0,
        });
        terms.vetoes = vetoes.collect();
        let bands = self.bands.into_iter().map(|band| Band {
            lower: band.at_least.0,
            label: band.label.into(),
        });
        terms.bands = bands.collect();
        terms.may_exceed_full = self.may_exceed_full;
        if let Some(missing) = self.missing {
            terms.missing = Some(missing.into());
        }
        if let Some(not_applicable) = self.not_applicable {
            terms.not_applicable = Some(not_applicable.into());
        }
        if let Some(graded_by) = self.graded_by {
            terms.graded_by = graded_by.into();
        }
        if let Some(ranked_by) = self.ranked_by {
            terms.ranked_by = ranked_by.into();
        }
        if self.dense_ranks {
            terms.ranking = Ranking::Dense;
        }
        if !self.ranks_vetoed {
            terms.vetoed = VetoedRank::Unranked;
        }
        Scheme::new(terms)
    }
}

impl CandidateRequest {
    fn into_candidate(self) -> Result<Candidate> {
        let mut candidate = Candidate::new(DivisionCode::parse(&self.division)?.code);
        for (item, attainment) in self.attainments {
            candidate = candidate.stand(&item, read_attainment(attainment.get())?);
        }
        candidate.occurrences = self.occurrences;
        candidate.vetoes = self.vetoes;
        candidate.not_received = self.not_received;
        Ok(candidate)
    }
}

/// The attainment that a JSON token writes.
fn read_attainment(token: &str) -> Result<Attainment> {
    if let Some(number) = Exact::of_token(token) {
        return Ok(Attainment::Known(number.0.to_ratio()?));
    }
    let words: String = read(token)?;
    match words.as_str() {
        "missing" => return Ok(Attainment::Missing),
        "not_applicable" => return Ok(Attainment::NotApplicable),
        "not_received" => return Ok(Attainment::NotReceived),
        _ => {}
    }
    let parts = words.split_once('/');
    let parts = parts.and_then(|(top, bottom)| {
        Ratio::new(top.trim().parse().ok()?, bottom.trim().parse().ok()?)
    });
    parts.map(Attainment::Known).ok_or_else(|| {
        argument(text!(
            "完成率应为数、分数（如 \"49/50\"）、missing、not_applicable 或 not_received，实为 `{words}`",
            "expected an attainment as a number, a fraction such as \"49/50\", missing, not_applicable or not_received, but found `{words}`"
        ))
    })
}

#[derive(Serialize)]
struct ScoreAnswer {
    division_code: String,
    rank: Option<u64>,
    total: Option<String>,
    exact_total: Option<String>,
    grade: Option<Words>,
    vetoes: Vec<Words>,
    formula: Words,
    items: Vec<PartAnswer>,
    bonuses: Vec<PartAnswer>,
    deductions: Vec<PartAnswer>,
}

#[derive(Serialize)]
struct PartAnswer {
    id: String,
    points: Option<String>,
    exact_points: Option<String>,
    formula: Words,
}

impl From<&AdjustmentScore> for PartAnswer {
    fn from(part: &AdjustmentScore) -> Self {
        Self {
            id: part.id.clone(),
            points: part.points.map(|points| points.shown.to_string()),
            exact_points: part.points.map(|points| points.exact.exact_text()),
            formula: Words::from(&part.formula),
        }
    }
}

/// Scores divisions: `{"scheme": {…}, "candidates": [{"division", "attainments": {item:
/// number, "49/50", "missing", "not_applicable" or "not_received"}, "occurrences": {id: times},
/// "vetoes": [id], "not_received": [id]}]}`; the last are the bonuses, deductions and vetoes
/// that cannot be judged. A scheme has `items` (`id`, `points`, and `floor` and `cap`, `steps`
/// or `all_or_nothing`), `bonuses` and `deductions` (`id`, `each`, `cap`), `vetoes` (`id`,
/// `reason`, `points`, `grade`), `bands` (`label`, `at_least`), and the keys of `[scoring]`
/// in definitions. Answers with the scoreboard, by rank.
///
/// # Errors
///
/// As [`score`](crate::score::score); `Argument` for a request that cannot be read.
///
/// # Example
///
/// ```
/// let request = r#"{"scheme": {"items": [{"id": "cases", "points": 100}]},
///                   "candidates": [{"division": "530402", "attainments": {"cases": "7/8"}}]}"#;
/// let answer = huimin::exchange::score(request)?;
/// assert!(answer.starts_with(r#"[{"division_code":"530402000000","rank":1,"total":"87.50""#));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn score(request: &str) -> Result<String> {
    let request: ScoreRequest = read(request)?;
    let scheme = request.scheme.into_scheme()?;
    let candidates = request.candidates.into_iter();
    let candidates = candidates.map(CandidateRequest::into_candidate);
    let board = crate::score::score(&scheme, &candidates.collect::<Result<Vec<_>>>()?)?;
    let scores = board.scores().iter().map(|score| ScoreAnswer {
        division_code: score.division.padded(),
        rank: score.rank,
        total: score.total.as_ref().map(|total| total.shown.to_string()),
        exact_total: score.total.as_ref().map(|total| total.exact.to_string()),
        grade: score.grade.as_ref().map(Words::from),
        vetoes: (score.vetoes.iter())
            .map(|veto| Words::from(&veto.reason))
            .collect(),
        formula: Words::from(&score.formula),
        items: (score.items.iter())
            .map(|item| PartAnswer {
                id: item.id.clone(),
                points: item.points.map(|points| points.shown.to_string()),
                exact_points: item.points.map(|points| points.exact.exact_text()),
                formula: Words::from(&item.formula),
            })
            .collect(),
        bonuses: score.bonuses.iter().map(PartAnswer::from).collect(),
        deductions: score.deductions.iter().map(PartAnswer::from).collect(),
    });
    written(&scores.collect::<Vec<_>>())
}

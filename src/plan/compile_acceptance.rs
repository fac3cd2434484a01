//! The part of a plan that is for the end of the year: inspections, scores, posts.

use super::compile::Workshop;
use super::compile_records::text_slot;
use super::scope::MeasureScope;
use super::{
    CountPlan, DatasetPlan, FieldPlan, IndicatorPlan, InspectionPlan, InspectionResultPlan,
    MeasurePlan, MeasureSource, ScoringPlan, VetoPlan,
};
use crate::definition::{
    Comparison, FieldType, Name, PostHolder, ScoreAdjustment, ScoreCount, ScoreCurve, ScoreInstead,
    Scoring, VetoCause,
};
use crate::diagnostic::Diagnostic;
use crate::formula::{parse_condition, parse_expression};
use crate::network::{DivisionCode, Level};
use crate::score::{
    Adjustment, Band, Comparison as ScoreComparison, Curve, Instead, Item, Ranking, Scheme, Step,
    Terms, Veto, VetoedRank,
};
use crate::text::text;

impl Workshop<'_> {
    /// The inspections, one for each of the definition.
    pub fn inspections(
        &self,
        measures: &[MeasurePlan],
        indicators: &[IndicatorPlan],
    ) -> Vec<InspectionPlan> {
        let inspections = self.definition.inspections.iter();
        let plans = inspections.filter_map(|inspection| {
            let mut known = measures.iter();
            let measure = known.find(|it| it.id == inspection.measure.value)?;
            let MeasureSource::Records { dataset, term, .. } = measure.source else {
                return None;
            };
            let indicator = inspection.indicator.as_ref();
            Some(InspectionPlan {
                dataset,
                term,
                indicator: indicator.and_then(|id| position(indicators, id)),
                stratum: Level::from_id(&inspection.stratum.value)?,
            })
        });
        plans.collect()
    }

    /// The dataset named `inspection_results`, where it has the fields of what
    /// inspectors found.
    pub fn inspection_results(&self, datasets: &mut [DatasetPlan]) -> Option<InspectionResultPlan> {
        let mut known = datasets.iter();
        let dataset = known.position(|dataset| dataset.id == "inspection_results")?;
        let plan = datasets.get_mut(dataset)?;
        let field = |name: &str| {
            let is_it = |field: &FieldPlan| field.name == name && field.r#type == FieldType::Text;
            plan.fields.iter().position(is_it)
        };
        let fields = [
            field("inspection")?,
            field("record_key")?,
            field("outcome")?,
        ];
        let [_, record_key_field, _] = fields;
        let [inspection, record_key, outcome] = fields.map(|field| text_slot(field, plan));
        Some(InspectionResultPlan {
            dataset,
            inspection,
            record_key,
            record_key_field,
            outcome,
        })
    }

    /// The scoring scheme, where the definition has one.
    pub fn scoring(
        &mut self,
        measures: &[MeasurePlan],
        indicators: &[IndicatorPlan],
    ) -> Option<ScoringPlan> {
        let definition = self.definition;
        let scoring = definition.scoring.as_ref()?;
        let scheme = match Scheme::new(terms(scoring)) {
            Ok(scheme) => scheme,
            Err(error) => {
                let message = error.message().clone();
                self.diagnostics
                    .push(Diagnostic::error("P017", scoring.span, message));
                return None;
            }
        };
        let adjustments = scoring.bonuses.iter().chain(&scoring.deductions);
        let counts: Vec<_> = adjustments
            .filter_map(|part| Some((part.id.value.clone(), self.count(part, measures)?)))
            .collect();
        let mut vetoes = Vec::new();
        for veto in &scoring.vetoes {
            let cause = match &veto.when {
                VetoCause::Condition(condition) => {
                    let scope = MeasureScope {
                        definition,
                        measures,
                    };
                    let (start, found) = (condition.span.start, &mut self.diagnostics);
                    let parsed = parse_condition(&condition.value, start, &scope, found);
                    parsed.map(VetoPlan::Condition)
                }
                VetoCause::Missed(id) => position(indicators, id).map(VetoPlan::Missed),
            };
            vetoes.extend(cause.map(|cause| (veto.id.value.clone(), cause)));
        }
        let items = scoring.items.iter();
        Some(ScoringPlan {
            level: Level::from_id(&scoring.level.value)?,
            scheme,
            indicators: items
                .filter_map(|item| position(indicators, &item.indicator))
                .collect(),
            counts,
            vetoes,
        })
    }

    fn count(&mut self, part: &ScoreAdjustment, measures: &[MeasurePlan]) -> Option<CountPlan> {
        let ScoreCount::Formula(formula) = &part.count else {
            return Some(CountPlan::OverdueMilestones);
        };
        let scope = MeasureScope {
            definition: self.definition,
            measures,
        };
        let (start, found) = (formula.span.start, &mut self.diagnostics);
        let parsed = parse_expression(&formula.value, start, &scope, found)?;
        if !parsed.r#type.is_number() {
            let message = text!(
                "`count` 的结果应为次数",
                "the formula of `count` must give a number of times"
            );
            self.diagnostics
                .push(Diagnostic::error("P012", parsed.span, message));
            return None;
        }
        Some(CountPlan::Formula(parsed))
    }

    /// Warns of posts of divisions that are not in the register.
    pub fn posts(&mut self) {
        for part in &self.definition.responsibilities {
            let PostHolder::Division(code) = &part.of else {
                continue;
            };
            let parsed = DivisionCode::parse(&code.value).ok();
            if parsed.and_then(|it| self.network.find(it.code)).is_none() {
                let written = &code.value;
                let message = text!(
                    "区划登记册中没有 `{written}`,其责任岗位不起作用",
                    "the division `{written}` is not in the register; its post answers for nothing"
                );
                self.diagnostics
                    .push(Diagnostic::warning("P018", code.span, message));
            }
        }
    }
}

fn position(indicators: &[IndicatorPlan], id: &Name) -> Option<usize> {
    indicators.iter().position(|it| it.id == id.value)
}

/// What the author laid down, in the words of the scheme.
fn terms(scoring: &Scoring) -> Terms {
    let items = scoring.items.iter().map(|item| Item {
        id: item.indicator.value.clone(),
        full: item.points.value,
        curve: match &item.curve {
            ScoreCurve::Linear { floor, cap } => Curve::Linear {
                floor: *floor,
                cap: *cap,
            },
            ScoreCurve::Steps(steps) => Curve::Stepped(
                steps
                    .iter()
                    .map(|(attainment, points)| Step {
                        attainment: attainment.value,
                        points: points.value,
                    })
                    .collect(),
            ),
            ScoreCurve::AllOrNothing => Curve::AllOrNothing,
        },
    });
    let mut terms = Terms::new(items.collect(), scoring.decimals);
    let adjustments = |parts: &[ScoreAdjustment]| {
        let parts = parts.iter().map(|part| Adjustment {
            id: part.id.value.clone(),
            each: part.each.value,
            cap: part.cap.value,
        });
        parts.collect()
    };
    terms.bonuses = adjustments(&scoring.bonuses);
    terms.deductions = adjustments(&scoring.deductions);
    let vetoes = scoring.vetoes.iter().map(|veto| Veto {
        id: veto.id.value.clone(),
        reason: veto.label.clone(),
        grade: veto.grade.clone(),
        points: veto.points.value,
    });
    terms.vetoes = vetoes.collect();
    let bands = scoring.bands.iter().map(|(label, lower)| Band {
        lower: lower.value,
        label: label.clone(),
    });
    terms.bands = bands.collect();
    terms.may_exceed_full = scoring.may_exceed_full;
    terms.missing = Some(instead(scoring.missing));
    terms.not_applicable = Some(instead(scoring.not_applicable));
    terms.graded_by = compared(scoring.graded_by);
    terms.ranked_by = compared(scoring.ranked_by);
    if scoring.dense_ranks {
        terms.ranking = Ranking::Dense;
    }
    if !scoring.ranks_vetoed {
        terms.vetoed = VetoedRank::Unranked;
    }
    terms
}

fn instead(how: ScoreInstead) -> Instead {
    match how {
        ScoreInstead::FullPoints => Instead::FullPoints,
        ScoreInstead::NoPoints => Instead::NoPoints,
        ScoreInstead::LeftOut => Instead::LeftOut,
    }
}

fn compared(how: Comparison) -> ScoreComparison {
    match how {
        Comparison::Full => ScoreComparison::Exact,
        Comparison::Rounded => ScoreComparison::Shown,
    }
}

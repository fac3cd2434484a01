//! The part of a plan that makes figures: measures, indicators, rules over divisions.

use super::as_of;
use super::compile::{Workshop, within_measures};
use super::compile_records::{rule_position, slot};
use super::members::Members;
use super::needs::{in_order, needs_of};
use super::scope::{MeasureScope, RecordScope};
use super::{
    DatasetPlan, DivisionCheck, DivisionRulePlan, IndicatorPlan, MeasurePlan, MeasureSource, Slot,
    SlotKind, TargetPlan, Term, Threshold,
};
use crate::column::Node;
use crate::definition::{EmptyDenominator, Indicator, Measure, MeasureKind, Name, RuleKind};
use crate::diagnostic::{Diagnostic, Span};
use crate::formula::{
    Aggregate, AggregateFunction, Arithmetic, Expression, ExpressionKind, Type, parse_aggregate,
    parse_condition, parse_expression,
};
use crate::network::Level;
use crate::text::text;

impl Workshop<'_> {
    /// The measures, in the definition's order; those over records become terms
    /// of their datasets. A measure over divisions may read the measures before it.
    pub fn measures(&mut self, datasets: &mut [DatasetPlan]) -> Vec<MeasurePlan> {
        let mut measures: Vec<MeasurePlan> = Vec::with_capacity(self.definition.measures.len());
        for (position, measure) in self.definition.measures.iter().enumerate() {
            let plan = match &measure.kind {
                MeasureKind::Records { dataset, value, on } => {
                    self.record_measure(position, measure, (dataset, value, on.as_ref()), datasets)
                }
                MeasureKind::Divisions { per, filter, holds } => self.division_measure(
                    measure,
                    (per, filter.as_ref(), holds.as_ref()),
                    &measures,
                ),
            };
            // A broken measure keeps its place, so that the others keep theirs.
            measures.push(plan.unwrap_or_else(|| MeasurePlan {
                id: measure.id.value.clone(),
                label: measure.label.clone(),
                scale: 0,
                is_date: false,
                flow: false,
                source: MeasureSource::Divisions {
                    level: Level::County,
                    members: Members::default(),
                    holds: None,
                },
                needs: Vec::new(),
            }));
        }
        measures
    }

    fn record_measure(
        &mut self,
        position: usize,
        measure: &Measure,
        (dataset, value, on): (&Name, &Name, Option<&Name>),
        datasets: &mut [DatasetPlan],
    ) -> Option<MeasurePlan> {
        let dataset = self.dataset(dataset)?;
        let scope = RecordScope {
            definition: self.definition,
            dataset: self.definition.datasets.get(dataset),
            other: None,
            network: self.network,
            as_of: true,
        };
        let start = value.span.start;
        let aggregate = parse_aggregate(&value.value, start, &scope, &mut self.diagnostics)?;
        for part in aggregate.filter.iter().chain(&aggregate.argument) {
            self.within_range(part, value)?;
        }
        let plan = datasets.get_mut(dataset)?;
        if !within_measures(plan.terms.len()) {
            let limit = crate::limits::MEASURES_PER_DATASET;
            self.limit(
                &measure.id,
                text!("一个数据集的计量", "measures over one dataset"),
                limit,
            );
            return None;
        }
        let Aggregate {
            function,
            argument,
            filter,
            r#type,
        } = aggregate;
        if let Some(argument) = argument
            .as_ref()
            .filter(|argument| as_of::mentions_as_of(argument))
        {
            let message = text!(
                "`:as_of` 只能用在 FILTER 中",
                "`:as_of` belongs into FILTER only"
            );
            self.diagnostics.push(
                Diagnostic::error("P011", argument.span, message).help(text!(
                    "例如 `count(*) FILTER (WHERE accepted_on <= :as_of)`;截至某日的天数由指标计算",
                    "as in `count(*) FILTER (WHERE accepted_on <= :as_of)`; days up to the date are computed by an indicator"
                )),
            );
            return None;
        }
        let parts = TermParts {
            measure: position,
            function,
            argument,
            filter,
            on,
        };
        let term = self.term(parts, value, plan)?;
        plan.terms.push(term);
        Some(MeasurePlan {
            id: measure.id.value.clone(),
            label: measure.label.clone(),
            scale: if let Type::Decimal { scale } = r#type {
                scale
            } else {
                0
            },
            is_date: r#type == Type::Date,
            flow: on.is_some(),
            source: MeasureSource::Records {
                dataset,
                term: plan.terms.len().saturating_sub(1),
                function,
            },
            needs: vec![dataset],
        })
    }

    fn term(
        &mut self,
        parts: TermParts<'_>,
        formula: &Name,
        plan: &mut DatasetPlan,
    ) -> Option<Term> {
        let timed = as_of::split(parts.filter, formula, &mut self.diagnostics);
        let mut term = Term {
            measure: parts.measure,
            function: parts.function,
            filter: None,
            on: None,
            from: Vec::new(),
            until: Vec::new(),
            argument_node: None,
            argument: None,
        };
        if let Some(on) = parts.on {
            let Some(field) = plan.fields.iter().position(|field| field.name == on.value) else {
                let known: Vec<String> =
                    plan.fields.iter().map(|field| field.name.clone()).collect();
                self.unknown(
                    "P006",
                    on,
                    known.iter().map(String::as_str),
                    text!("字段", "field"),
                );
                return None;
            };
            let node = plan
                .program
                .add(Node::Field(u16::try_from(field).unwrap_or(u16::MAX)));
            let day = slot(
                plan,
                Slot {
                    node,
                    kind: SlotKind::Date,
                },
            );
            term.on = Some(day);
            term.from.push(Threshold {
                slot: day,
                delay_days: 0,
                open: false,
            });
        }
        for bound in timed.bounds {
            let node = plan.program.add_formula(&bound.day, &formula.value).node();
            let day = slot(
                plan,
                Slot {
                    node,
                    kind: SlotKind::Date,
                },
            );
            let side = if bound.ceases {
                &mut term.until
            } else {
                &mut term.from
            };
            let threshold = Threshold {
                slot: day,
                delay_days: bound.delay_days,
                open: bound.open,
            };
            if !side.contains(&threshold) {
                side.push(threshold);
            }
        }
        if let Some(rest) = &timed.rest {
            term.filter = Some(plan.program.add_formula(rest, &formula.value).node());
        }
        if let Some(argument) = &parts.argument {
            let node = plan.program.add_formula(argument, &formula.value).node();
            term.argument_node = Some(node);
            if parts.function != AggregateFunction::Count {
                let kind = match argument.r#type {
                    Type::Text => SlotKind::Text,
                    Type::Boolean => SlotKind::Truth,
                    _ => SlotKind::Number,
                };
                term.argument = Some(slot(plan, Slot { node, kind }));
            }
        }
        Some(term)
    }

    fn division_measure(
        &mut self,
        measure: &Measure,
        (per, filter, holds): (&Name, Option<&Name>, Option<&Name>),
        before: &[MeasurePlan],
    ) -> Option<MeasurePlan> {
        let level = self.level(per)?;
        let members = match filter {
            Some(filter) => self.members(filter)?,
            None => Members::all(self.network, self.definition.programme.period.value),
        };
        let scope = MeasureScope {
            definition: self.definition,
            measures: before,
        };
        let holds = match holds {
            Some(holds) => {
                let start = holds.span.start;
                let mut found = Vec::new();
                let parsed = parse_condition(&holds.value, start, &scope, &mut found);
                found
                    .iter_mut()
                    .for_each(|diagnostic| self.explain_order(diagnostic, holds, measure));
                self.diagnostics.extend(found);
                Some(parsed?)
            }
            None => None,
        };
        Some(MeasurePlan {
            id: measure.id.value.clone(),
            label: measure.label.clone(),
            scale: 0,
            is_date: false,
            flow: false,
            needs: match &holds {
                Some(condition) => needs_of(condition, before),
                None => Vec::new(),
            },
            source: MeasureSource::Divisions {
                level,
                members,
                holds,
            },
        })
    }

    /// Helps with a name that is unknown only because its measure comes later.
    fn explain_order(&self, diagnostic: &mut Diagnostic, holds: &Name, measure: &Measure) {
        let Span { start, end } = diagnostic.span;
        let offset = |at: usize| at.checked_sub(holds.span.start);
        let written = offset(start).zip(offset(end));
        let written = written.and_then(|(start, end)| holds.value.get(start..end));
        let mut ids = self.definition.measures.iter().map(|known| &known.id.value);
        if let Some(name) = ids.find(|id| written == Some(id.as_str())) {
            let id = &measure.id.value;
            diagnostic.help = Some(if name == id {
                text!("计量不能引用自己", "a measure cannot read itself")
            } else {
                text!(
                    "计量 `{name}` 写在后面;把它移到 `{id}` 之前",
                    "the measure `{name}` comes later; move it before `{id}`"
                )
            });
        }
    }

    /// The `[[rule]]`s over the measures of divisions.
    pub fn division_rules(&mut self, measures: &[MeasurePlan]) -> Vec<DivisionRulePlan> {
        let mut plans = Vec::new();
        for (position, rule) in self.definition.rules.iter().enumerate() {
            let (levels, check) = match &rule.kind {
                RuleKind::Division {
                    levels,
                    condition,
                    unknown_passes,
                } => {
                    let scope = MeasureScope {
                        definition: self.definition,
                        measures,
                    };
                    let start = condition.span.start;
                    let parsed =
                        parse_condition(&condition.value, start, &scope, &mut self.diagnostics);
                    let Some(condition) = parsed else { continue };
                    (
                        levels,
                        DivisionCheck::Condition {
                            condition,
                            unknown_passes: *unknown_passes,
                        },
                    )
                }
                RuleKind::Outlier {
                    levels,
                    measure,
                    limit,
                } => {
                    let known = measures.iter().position(|known| known.id == measure.value);
                    let Some(measure) = known else {
                        let ids = measures.iter().map(|known| known.id.as_str());
                        self.unknown("P007", measure, ids, text!("计量", "measure"));
                        continue;
                    };
                    (
                        levels,
                        DivisionCheck::Outlier {
                            measure,
                            limit: limit.value,
                        },
                    )
                }
                RuleKind::Record { .. } | RuleKind::Reference { .. } => continue,
            };
            let needs = match &check {
                DivisionCheck::Condition { condition, .. } => needs_of(condition, measures),
                DivisionCheck::Outlier { measure, .. } => {
                    let measure = measures.get(*measure);
                    measure.map_or_else(Vec::new, |measure| measure.needs.clone())
                }
            };
            let levels = self.levels(levels);
            plans.push(DivisionRulePlan {
                rule: rule_position(position),
                levels,
                needs,
                check,
            });
        }
        plans
    }

    /// The indicators.
    pub fn indicators(&mut self, measures: &[MeasurePlan]) -> Vec<IndicatorPlan> {
        let definition = self.definition;
        definition
            .indicators
            .iter()
            .filter_map(|indicator| self.indicator(indicator, measures))
            .collect()
    }

    fn indicator(
        &mut self,
        indicator: &Indicator,
        measures: &[MeasurePlan],
    ) -> Option<IndicatorPlan> {
        let scope = MeasureScope {
            definition: self.definition,
            measures,
        };
        let Name {
            value: formula,
            span,
        } = &indicator.value;
        let expression = parse_expression(formula, span.start, &scope, &mut self.diagnostics)?;
        if !expression.r#type.is_number() {
            let message = text!(
                "指标公式的结果应为数值",
                "the formula of an indicator must give a number"
            );
            self.diagnostics.push(
                Diagnostic::error("P012", expression.span, message).help(text!(
                    "日期相减得天数,如 `:as_of - last_visit`;条件写成 `CASE WHEN … THEN 1 ELSE 0 END`",
                    "date minus date is days, as in `:as_of - last_visit`; a condition becomes `CASE WHEN … THEN 1 ELSE 0 END`"
                )),
            );
            return None;
        }
        let (numerator, denominator) = match expression.kind {
            ExpressionKind::Arithmetic(Arithmetic::Divide, dividend, divisor) => {
                (*dividend, Some(*divisor))
            }
            kind => (Expression { kind, ..expression }, None),
        };
        if denominator.is_none() && indicator.empty == EmptyDenominator::Met {
            let message = text!(
                "`empty` 只用于最外层是除法的公式",
                "`empty` is for formulas whose outermost operation is a division"
            );
            let help = text!(
                "把公式写成“分子 / 分母”的形式,或去掉 `empty`",
                "write the formula as numerator / denominator, or drop `empty`"
            );
            self.diagnostics
                .push(Diagnostic::warning("P014", *span, message).help(help));
        }
        let parts = std::iter::once(&numerator).chain(&denominator);
        let needs = in_order(parts.flat_map(|part| needs_of(part, measures)).collect());
        Some(IndicatorPlan {
            id: indicator.id.value.clone(),
            label: indicator.label.clone(),
            unit: indicator.unit.clone(),
            formula: formula.clone(),
            numerator,
            denominator,
            needs,
            empty: indicator.empty,
            target: indicator.target.as_ref().map(|target| TargetPlan {
                bound: target.bound,
                value: target.value.value,
                every_division: target.every_division,
            }),
            allocation: None,
            scheduled: indicator.scheduled,
            display: indicator.display,
            comparison: indicator.comparison,
            clause: self.clause(indicator.clause.as_ref()),
        })
    }
}

struct TermParts<'a> {
    measure: usize,
    function: AggregateFunction,
    argument: Option<Expression>,
    filter: Option<Expression>,
    on: Option<&'a Name>,
}

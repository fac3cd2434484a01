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
use crate::diagnostic::Diagnostic;
use crate::formula::{
    Aggregate, AggregateFunction, Arithmetic, Expression, ExpressionKind, Reference, Type,
    parse_aggregate, parse_condition, parse_expression,
};
use crate::network::Level;
use crate::text::text;

impl Workshop<'_> {
    /// The measures, in the definition's order, and the order in which those over divisions are
    /// computed; those over records become terms of their datasets.
    pub fn measures(&mut self, datasets: &mut [DatasetPlan]) -> (Vec<MeasurePlan>, Vec<usize>) {
        let definition = self.definition;
        let of_records = definition.measures.iter().enumerate();
        let of_records = of_records.map(|(position, measure)| {
            let plan = match &measure.kind {
                MeasureKind::Records { dataset, value, on } => {
                    self.record_measure(position, measure, (dataset, value, on.as_ref()), datasets)
                }
                MeasureKind::Divisions { .. } => None,
            };
            // A broken measure keeps its place, so that the others keep theirs.
            plan.unwrap_or_else(|| uncounted(measure))
        });
        let mut measures: Vec<MeasurePlan> = of_records.collect();
        for (position, measure) in definition.measures.iter().enumerate() {
            if let MeasureKind::Divisions { per, filter, holds } = &measure.kind {
                let parts = (per, filter.as_ref(), holds.as_ref());
                let source = self.divisions_counted(parts, &measures);
                if let Some((plan, source)) = measures.get_mut(position).zip(source) {
                    plan.source = source;
                }
            }
        }
        let order = self.computing_order(&measures);
        for position in &order {
            let holds = measures.get(*position).and_then(MeasurePlan::holds);
            let needs = holds.map(|holds| needs_of(holds, &measures));
            if let Some((plan, needs)) = measures.get_mut(*position).zip(needs) {
                plan.needs = needs;
            }
        }
        (measures, order)
    }

    /// The measures over divisions, each after those that its condition reads. Those that read each
    /// other in a circle are reported.
    fn computing_order(&mut self, measures: &[MeasurePlan]) -> Vec<usize> {
        let reads = |position: usize| {
            let mut read = Vec::new();
            if let Some(holds) = measures.get(position).and_then(MeasurePlan::holds) {
                holds.for_each_reference(&mut |reference| {
                    if let Reference::Measure(other) = reference {
                        read.push(usize::from(other));
                    }
                });
            }
            read
        };
        let is_of_divisions = |position: &usize| {
            let measure = measures.get(*position);
            measure.is_some_and(|measure| matches!(measure.source, MeasureSource::Divisions { .. }))
        };
        let mut waiting: Vec<usize> = (0..measures.len()).filter(is_of_divisions).collect();
        let mut order = Vec::with_capacity(waiting.len());
        loop {
            let is_ready = |position: &usize| {
                let mut read = reads(*position).into_iter();
                read.all(|other| !waiting.contains(&other))
            };
            let (ready, left): (Vec<usize>, Vec<usize>) =
                waiting.iter().copied().partition(is_ready);
            if ready.is_empty() {
                break;
            }
            order.extend(ready);
            waiting = left;
        }
        // Of those that wait for each other some only wait for a circle.
        let mut circle: Vec<usize> = Vec::new();
        let mut next = waiting.first().copied();
        while let Some(position) = next.filter(|position| !circle.contains(position)) {
            circle.push(position);
            next = reads(position)
                .into_iter()
                .find(|other| waiting.contains(other));
        }
        if let Some(start) = circle.iter().position(|position| Some(*position) == next) {
            self.report_circle(circle.split_off(start));
        }
        order
    }

    fn report_circle(&mut self, circle: Vec<usize>) {
        let measures = circle.iter().chain(circle.first());
        let measures = measures.filter_map(|position| self.definition.measures.get(*position));
        let ids: Vec<&str> = measures
            .clone()
            .map(|measure| measure.id.value.as_str())
            .collect();
        let holds = measures.clone().find_map(|measure| match &measure.kind {
            MeasureKind::Divisions { holds, .. } => holds.as_ref(),
            MeasureKind::Records { .. } => None,
        });
        let Some(holds) = holds else { return };
        let names = ids.join(" → ");
        let message = text!(
            "计量在各自的 `holds` 中互相引用：{names}",
            "measures read each other in their `holds`: {names}"
        );
        let help = text!(
            "让其中一个不再引用其余的",
            "make one of them read none of the others"
        );
        let diagnostic = Diagnostic::error("P023", holds.span, message);
        self.diagnostics.push(diagnostic.help(help));
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

    fn divisions_counted(
        &mut self,
        (per, filter, holds): (&Name, Option<&Name>, Option<&Name>),
        measures: &[MeasurePlan],
    ) -> Option<MeasureSource> {
        let level = self.level(per)?;
        let members = match filter {
            Some(filter) => self.members(filter)?,
            None => Members::all(self.network, self.definition.programme.period.value),
        };
        let scope = MeasureScope {
            definition: self.definition,
            measures,
        };
        let holds = match holds {
            Some(holds) => {
                let start = holds.span.start;
                let parsed = parse_condition(&holds.value, start, &scope, &mut self.diagnostics);
                Some(parsed?)
            }
            None => None,
        };
        Some(MeasureSource::Divisions {
            level,
            members,
            holds,
        })
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

/// A number of divisions that counts none.
fn uncounted(measure: &Measure) -> MeasurePlan {
    MeasurePlan {
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
    }
}

struct TermParts<'a> {
    measure: usize,
    function: AggregateFunction,
    argument: Option<Expression>,
    filter: Option<Expression>,
    on: Option<&'a Name>,
}

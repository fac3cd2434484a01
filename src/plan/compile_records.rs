//! The part of a plan that reads records: datasets, conditions, references.

use std::sync::Arc;

use super::compile::Workshop;
use super::scope::{RecordScope, parameter_scale};
use super::{
    CodeNames, ConditionPlan, DatasetPlan, FieldPlan, IdPlan, Join, MilestonePlan, NumberSlot,
    ReferencePlan, ReportPlan, Slot, SlotKind, StructuralRule, VersionPlan,
};
use crate::calendar::Date;
use crate::column::{Constants, Node, Program, units};
use crate::definition::{Dataset, Definition, Field, FieldType, Name, Rule, RuleKind};
use crate::error::{Error, ErrorKind};
use crate::figure::Decimal;
use crate::formula::{Expression, ExpressionKind, Reference, Type, parse_condition};
use crate::text::{Text, text};

impl Workshop<'_> {
    pub fn datasets(&mut self) -> Vec<DatasetPlan> {
        self.definition
            .datasets
            .iter()
            .map(|dataset| self.one_dataset(dataset))
            .collect()
    }

    fn one_dataset(&self, dataset: &Dataset) -> DatasetPlan {
        let position = |name: &Name| {
            dataset
                .fields
                .iter()
                .position(|field| field.name.value == name.value)
        };
        let is_key = |field: &Field| {
            let mut key = dataset.key.iter();
            key.any(|key| key.value == field.name.value)
        };
        let is_text = |field: &Field| field.r#type == FieldType::Text && field.codes.is_none();
        let fields = dataset.fields.iter().map(|field| {
            let codes = field.codes.as_ref().and_then(|list| self.code_list(list));
            let labels = field.codes.as_ref().map(|list| self.code_labels(list));
            let (known, code_labels) = (
                codes.as_deref().unwrap_or_default(),
                labels.unwrap_or_default(),
            );
            FieldPlan {
                name: field.name.value.clone(),
                label: field.label.clone(),
                names: field.names(),
                r#type: field.r#type,
                code_order: code_order(known),
                code_names: Arc::new(CodeNames::new(known, &code_labels)),
                code_labels,
                codes,
                required: field.required,
                personal: field.personal,
                date_of_time: field.date_of_time,
                is_identifier: is_text(field) && is_key(field),
                shows_totals: is_key(field) || field.name.value == dataset.division.value,
            }
        });
        DatasetPlan {
            id: dataset.id.value.clone(),
            label: dataset.label.clone(),
            fields: fields.collect(),
            key: dataset.key.iter().filter_map(position).collect(),
            division: position(&dataset.division).unwrap_or(0),
            date: dataset.date.as_ref().and_then(position),
            version: None,
            ids: Vec::new(),
            program: Program::new(self.constants(dataset.date.as_ref().and_then(position))),
            conditions: Vec::new(),
            checked: Vec::new(),
            terms: Vec::new(),
            slots: Vec::new(),
            unkept: Vec::new(),
            references: Vec::new(),
        }
    }

    /// Has every field kept whose values are small, so that records can be
    /// compared by what they say. The own division is kept in any case, a text
    /// of the key in the key.
    pub fn keep_contents(&self, datasets: &mut [DatasetPlan]) {
        for plan in datasets {
            for field in 0..plan.fields.len() {
                let Some(found) = plan.fields.get(field) else {
                    continue;
                };
                let is_small = found.r#type != FieldType::Text || found.codes.is_some();
                let is_elsewhere = field == plan.division || plan.key.contains(&field) && !is_small;
                if is_elsewhere {
                    continue;
                }
                if is_small {
                    field_slot(field, plan);
                } else if !plan.keeps_text(field) {
                    plan.unkept.push(field);
                }
            }
        }
    }

    /// Binds the fields that order the records of one key.
    pub fn versions(&self, datasets: &mut [DatasetPlan]) {
        for (dataset, plan) in self.definition.datasets.iter().zip(datasets) {
            let Some(version) = &dataset.version else {
                continue;
            };
            let mut fields = plan.fields.iter();
            let field = fields.position(|field| field.name == version.value);
            plan.version = field.map(|field| VersionPlan {
                field,
                slot: field_slot(field, plan),
            });
        }
    }

    /// Binds the fields that name parts of the definition: of the datasets of
    /// milestones, of reports and of inspectors' results, where there are such. One
    /// that could name nothing at all is not bound.
    pub fn ids(&self, datasets: &mut [DatasetPlan], are_read: (bool, bool, bool)) {
        let ids = |names: &mut dyn Iterator<Item = &Name>| -> Arc<[String]> {
            names.map(|name| name.value.clone()).collect()
        };
        let Definition {
            milestones,
            indicators,
            inspections,
            ..
        } = self.definition;
        let (has_milestones, has_reports, has_results) = are_read;
        for (is_read, dataset, field, known) in [
            (
                has_milestones,
                "milestones",
                "milestone",
                ids(&mut milestones.iter().map(|part| &part.id)),
            ),
            (
                has_reports,
                "reports",
                "indicator",
                ids(&mut indicators.iter().map(|part| &part.id)),
            ),
            (
                has_results,
                "inspection_results",
                "inspection",
                ids(&mut inspections.iter().map(|part| &part.id)),
            ),
        ] {
            let plan = datasets.iter_mut().find(|known| known.id == dataset);
            let Some(plan) = plan.filter(|_| is_read && !known.is_empty()) else {
                continue;
            };
            let position = plan.fields.iter().position(|known| known.name == field);
            plan.ids
                .extend(position.map(|field| IdPlan { field, known }));
        }
    }

    /// Reports what is wrong with the conditions that say which records count in no
    /// measure on purpose. They play no part in what is computed.
    pub fn not_counted(&mut self) {
        for (position, dataset) in self.definition.datasets.iter().enumerate() {
            if let Some(condition) = &dataset.not_counted {
                self.record_condition(condition, position, None);
            }
        }
    }

    fn code_list(&self, name: &Name) -> Option<Arc<[String]>> {
        let list = self
            .definition
            .code_lists
            .iter()
            .find(|list| list.id.value == name.value)?;
        Some(
            list.codes
                .iter()
                .map(|(code, _)| code.value.clone())
                .collect(),
        )
    }

    fn code_labels(&self, name: &Name) -> Arc<[Text]> {
        let list = self
            .definition
            .code_lists
            .iter()
            .find(|list| list.id.value == name.value);
        list.into_iter()
            .flat_map(|list| &list.codes)
            .map(|(_, label)| label.clone())
            .collect()
    }

    /// The conditions of `[[rule]]`s over records.
    pub fn conditions(&mut self, datasets: &mut [DatasetPlan]) {
        for (position, rule) in self.definition.rules.iter().enumerate() {
            let RuleKind::Record {
                dataset,
                field,
                condition,
                unknown_passes,
            } = &rule.kind
            else {
                continue;
            };
            let Some(dataset) = self.dataset(dataset) else {
                continue;
            };
            let Some(expression) = self.record_condition(condition, dataset, None) else {
                continue;
            };
            let Some(plan) = datasets.get_mut(dataset) else {
                continue;
            };
            let field = field.as_ref().and_then(|name| {
                let position = plan
                    .fields
                    .iter()
                    .position(|field| field.name == name.value);
                if position.is_none() {
                    let known = plan.fields.iter().map(|field| field.name.as_str());
                    self.unknown("P006", name, known, text!("字段", "field"));
                }
                position
            });
            plan.conditions.push(ConditionPlan {
                rule: rule_position(position),
                formula: plan.program.add_formula(&expression, &condition.value),
                unknown_passes: *unknown_passes,
                field,
                fields: self.fields_judged(&expression, plan),
            });
        }
    }

    fn record_condition(
        &mut self,
        condition: &Name,
        dataset: usize,
        other: Option<usize>,
    ) -> Option<Expression> {
        let scope = RecordScope {
            definition: self.definition,
            dataset: self.definition.datasets.get(dataset),
            other: other.and_then(|other| self.definition.datasets.get(other)),
            network: self.network,
            as_of: false,
        };
        let start = condition.span.start;
        let parsed = parse_condition(&condition.value, start, &scope, &mut self.diagnostics)?;
        self.within_range(&parsed, condition)?;
        Some(parsed)
    }

    /// Whether the parameters of a formula over records fit 64 bits, as the numbers of records do.
    pub fn within_range(&mut self, expression: &Expression, formula: &Name) -> Option<()> {
        let mut too_large = None;
        expression.for_each(&mut |part| {
            let ExpressionKind::Name(Reference::Parameter(parameter)) = part.kind else {
                return;
            };
            let scale = match part.r#type {
                Type::Decimal { scale } => scale,
                _ => 0,
            };
            let steps = self.parameters.get(usize::from(parameter));
            too_large = too_large.or(steps.into_iter().flatten().find_map(|(_, value)| {
                let fits = units(*value, scale).is_some();
                (!fits).then_some(*value)
            }));
        });
        let Some(value) = too_large else {
            return Some(());
        };
        let message = text!("数值 {value} 过大", "the number {value} is too large");
        self.failed(formula, &Error::new(ErrorKind::Overflow, message));
        None
    }

    /// What formulas over the records of a dataset with that date read beside the record.
    fn constants(&self, date: Option<usize>) -> Constants {
        Constants {
            period: self.definition.programme.period.value,
            parameters: self.parameters.iter().map(|values| steps(values)).collect(),
            own_date: date.and_then(|date| u16::try_from(date).ok()),
        }
    }

    /// The `[[rule]]`s that ask for a record of another dataset.
    pub fn references(&mut self, datasets: &mut [DatasetPlan]) {
        for (position, rule) in self.definition.rules.iter().enumerate() {
            if let RuleKind::Reference { .. } = rule.kind
                && let Some((dataset, reference)) = self.reference(position, rule, datasets)
                && let Some(plan) = datasets.get_mut(dataset)
            {
                plan.references.push(reference);
            }
        }
    }

    fn reference(
        &mut self,
        position: usize,
        rule: &Rule,
        datasets: &mut [DatasetPlan],
    ) -> Option<(usize, ReferencePlan)> {
        let RuleKind::Reference {
            dataset,
            fields,
            to,
            to_fields,
            condition,
            unknown_passes,
        } = &rule.kind
        else {
            return None;
        };
        let (own, other) = (self.dataset(dataset)?, self.dataset(to)?);
        let mut joins = Vec::with_capacity(fields.len());
        let mut named_by = Vec::with_capacity(fields.len());
        for (name, other_name) in fields.iter().zip(to_fields) {
            let own_field = self.joined_field(name, datasets.get(own)?)?;
            let other_field = self.joined_field(other_name, datasets.get(other)?)?;
            named_by.push(own_field);
            let divisions = (datasets.get(own)?.division, datasets.get(other)?.division);
            joins.push(if (own_field, other_field) == divisions {
                (Join::Division, Join::Division)
            } else {
                let own_slot = identifier_slot(own_field, datasets.get_mut(own)?);
                let other_slot = identifier_slot(other_field, datasets.get_mut(other)?);
                (Join::Slot(own_slot), Join::Slot(other_slot))
            });
        }
        let mut reference = ReferencePlan {
            rule: rule_position(position),
            field: named_by.first().copied().unwrap_or(0),
            to: other,
            named_by,
            joins,
            judged: Vec::new(),
            condition: None,
            fields: Vec::new(),
            others: Vec::new(),
            unknown_passes: *unknown_passes,
        };
        let mut own_fields: Vec<usize> = Vec::new();
        if let Some(condition) = condition {
            let expression = self.record_condition(condition, own, Some(other))?;
            let own_plan = datasets.get(own)?;
            let mut program = Program::new(self.constants(own_plan.date));
            let formula = program.add_formula(&expression, &condition.value);
            reference.condition = Some((program, formula));
            reference.judged = self.fields_judged(&expression, own_plan);
            own_fields.extend(own_plan.date);
            let mut other_fields = Vec::new();
            expression.for_each_reference(&mut |name| match name {
                Reference::Field(field) => own_fields.push(usize::from(field)),
                Reference::Other(field) => other_fields.push(usize::from(field)),
                _ => {}
            });
            reference.others = keep(other_fields, datasets.get_mut(other)?);
        }
        own_fields.extend(self.message_fields(rule, own));
        reference.fields = keep(own_fields, datasets.get_mut(own)?);
        Some((own, reference))
    }

    /// The record's fields an expression reads: by name, by way of the record's
    /// division or, for a parameter with several values, of its own date.
    fn fields_judged(&self, expression: &Expression, plan: &DatasetPlan) -> Vec<usize> {
        let mut fields = Vec::new();
        expression.for_each_reference(&mut |reference| match reference {
            Reference::Field(field) => fields.push(usize::from(field)),
            Reference::Division(_) => fields.push(plan.division),
            Reference::Parameter(parameter) => {
                let values = self.parameters.get(usize::from(parameter));
                fields.extend(
                    plan.date
                        .filter(|_| values.is_some_and(|values| values.len() > 1)),
                );
            }
            _ => {}
        });
        fields
    }

    fn message_fields(&self, rule: &Rule, dataset: usize) -> Vec<usize> {
        let Some(dataset) = self.definition.datasets.get(dataset) else {
            return Vec::new();
        };
        let position = |name: &str| {
            dataset
                .fields
                .iter()
                .position(|field| field.name.value == name)
        };
        super::MessageTemplate::parse(&rule.message, position)
            .map(|template| template.fields)
            .unwrap_or_default()
    }

    /// The dataset named `milestones`, where it has the fields that say what was
    /// done when.
    pub fn milestones(&self, datasets: &mut [DatasetPlan]) -> Option<MilestonePlan> {
        let dataset = datasets
            .iter()
            .position(|dataset| dataset.id == "milestones")?;
        let plan = datasets.get_mut(dataset)?;
        let mut kept = |name: &str, r#type: FieldType| {
            let is_it = |field: &FieldPlan| field.name == name && field.r#type == r#type;
            Some(text_slot(plan.fields.iter().position(is_it)?, plan))
        };
        Some(MilestonePlan {
            dataset,
            milestone: kept("milestone", FieldType::Text)?,
            due_on: kept("due_on", FieldType::Date)?,
            done_on: kept("done_on", FieldType::Date)?,
        })
    }

    /// The dataset named `reports`, where it has the fields of a figure that a
    /// division states about itself.
    pub fn reports(&self, datasets: &mut [DatasetPlan]) -> Option<ReportPlan> {
        let dataset = datasets
            .iter()
            .position(|dataset| dataset.id == "reports")?;
        let plan = datasets.get(dataset)?;
        let field = |name: &str| {
            let position = plan.fields.iter().position(|field| field.name == name)?;
            Some((position, plan.fields.get(position)?.r#type))
        };
        let of_type = |name: &str, wanted: FieldType| {
            let (position, r#type) = field(name)?;
            (r#type == wanted).then_some(position)
        };
        let number = |name: &str| match field(name)? {
            (position, FieldType::Integer) => Some((position, 0)),
            (position, FieldType::Decimal { scale }) => Some((position, scale)),
            _ => None,
        };
        let indicator = of_type("indicator", FieldType::Text)?;
        let period_end = of_type("period_end", FieldType::Date)?;
        let (numerator, denominator) = (number("numerator")?, number("denominator")?);
        let reported_on = of_type("reported_on", FieldType::Date)?;
        // Only now: a dataset that is not of reports keeps no slots for them.
        let plan = datasets.get_mut(dataset)?;
        let mut number_slot = |(field, scale): (usize, u8)| NumberSlot {
            slot: field_slot(field, plan),
            scale,
        };
        let (numerator, denominator) = (number_slot(numerator), number_slot(denominator));
        Some(ReportPlan {
            dataset,
            indicator: text_slot(indicator, plan),
            period_end: field_slot(period_end, plan),
            numerator,
            denominator,
            reported_on: field_slot(reported_on, plan),
        })
    }

    fn joined_field(&mut self, name: &Name, plan: &DatasetPlan) -> Option<usize> {
        let mut fields = plan.fields.iter();
        let field = fields.position(|field| field.name == name.value);
        if field.is_none() {
            let known = plan.fields.iter().map(|field| field.name.as_str());
            self.unknown("P006", name, known, text!("字段", "field"));
        }
        field
    }
}

/// The values of a parameter as records are computed with. What does not fit 64 bits is refused where a
/// formula reads it.
fn steps(values: &[(Date, Decimal)]) -> Vec<(i64, i64)> {
    let scale = parameter_scale(values.iter().map(|(_, value)| *value));
    let steps = values.iter().map(|(from, value)| {
        let units = units(*value, scale).unwrap_or(i64::MAX);
        (i64::from(from.days()), units)
    });
    steps.collect()
}

/// The positions of codes by length and text.
fn code_order(codes: &[String]) -> Arc<[u8]> {
    let mut order: Vec<u8> = (0..=u8::MAX).take(codes.len()).collect();
    order.sort_by_key(|position| {
        let code = codes.get(usize::from(*position));
        code.map(|code| (code.len(), code.as_str()))
    });
    order.into()
}

/// As [`text_slot`], of a field that names records of another dataset, or is named by them.
fn identifier_slot(field: usize, plan: &mut DatasetPlan) -> usize {
    if let Some(field) = plan.fields.get_mut(field) {
        field.is_identifier |= field.r#type == FieldType::Text && field.codes.is_none();
    }
    text_slot(field, plan)
}

/// The slot of a field whose values mean something outside their dataset. Codes
/// are kept as text: a position means something in its own list only.
pub(super) fn text_slot(field: usize, plan: &mut DatasetPlan) -> usize {
    let fields = plan.fields.get(field);
    if fields.is_none_or(|field| field.codes.is_none()) {
        return field_slot(field, plan);
    }
    let node = plan
        .program
        .add(Node::Field(u16::try_from(field).unwrap_or(u16::MAX)));
    let kind = SlotKind::Text;
    slot(plan, Slot { node, kind })
}

/// Slots for fields, each once, in the fields' order.
fn keep(mut fields: Vec<usize>, plan: &mut DatasetPlan) -> Vec<(usize, usize)> {
    fields.sort_unstable();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| (field, field_slot(field, plan)))
        .collect()
}

pub(super) fn field_slot(field: usize, plan: &mut DatasetPlan) -> usize {
    let node = plan
        .program
        .add(Node::Field(u16::try_from(field).unwrap_or(u16::MAX)));
    let kind = match plan.fields.get(field) {
        Some(FieldPlan {
            codes: Some(list), ..
        }) => SlotKind::Code(Arc::clone(list)),
        Some(field) => match field.r#type {
            FieldType::Date => SlotKind::Date,
            FieldType::Boolean => SlotKind::Truth,
            FieldType::Text => SlotKind::Text,
            FieldType::Integer
            | FieldType::Decimal { .. }
            | FieldType::Time
            | FieldType::Division => SlotKind::Number,
        },
        None => SlotKind::Number,
    };
    slot(plan, Slot { node, kind })
}

/// The position of a slot, which is added unless an equal one is there already.
pub(super) fn slot(plan: &mut DatasetPlan, slot: Slot) -> usize {
    plan.slots
        .iter()
        .position(|known| *known == slot)
        .unwrap_or_else(|| {
            plan.slots.push(slot);
            plan.slots.len().saturating_sub(1)
        })
}

/// The position of the n-th `[[rule]]` among all rules of a plan.
pub(super) fn rule_position(position: usize) -> u16 {
    u16::try_from(position.saturating_add(StructuralRule::ALL.len())).unwrap_or(u16::MAX)
}

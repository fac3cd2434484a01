//! The values of a dataset's fields that its rules and measures can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Date;
use crate::column::{Column, Node, NodeId};
use crate::definition::{FieldType, Severity};
use crate::figure::Decimal;
use crate::formula::{Expression, ExpressionKind, Literal, Reference, Type};
use crate::network::DivisionId;
use crate::plan::{DatasetPlan, FieldPlan, Plan, Threshold, attribute_name};
use crate::records::write_number;
use crate::text::{Text, text};

/// Constants of a formula that are tried for a field, at most.
const MOST_CONSTANTS: usize = 16;
/// Divisions that are tried, at most: one for each combination of the attributes that
/// formulas read.
const MOST_DIVISIONS: usize = 64;

/// A value of a field.
pub(super) struct Value {
    /// As a file has it; none where it is missing.
    pub text: Option<String>,
    /// The value with its field, in words.
    pub words: Text,
}

/// The fields of a dataset.
pub(super) struct Domain {
    /// By field the value that every record has.
    fixed: Vec<Option<String>>,
    /// The fields that vary, with their values.
    varied: Vec<(usize, Vec<Value>)>,
}

impl Domain {
    pub fn new(plan: &Plan, dataset: &DatasetPlan) -> Self {
        let reading = Reading::new(plan, dataset);
        let mut domain = Self {
            fixed: Vec::with_capacity(dataset.fields.len()),
            varied: Vec::new(),
        };
        for (position, field) in dataset.fields.iter().enumerate() {
            domain.fixed.push(reading.any(position, field));
            if reading.fields.contains(&position) {
                domain
                    .varied
                    .push((position, reading.values(position, field)));
            }
        }
        domain
    }

    /// By varied field the number of its values.
    pub fn sizes(&self) -> impl Iterator<Item = usize> + '_ {
        self.varied.iter().map(|(_, values)| values.len())
    }

    /// How many records there are; none where there are too many to say.
    pub fn combinations(&self) -> Option<usize> {
        self.sizes().try_fold(1_usize, usize::checked_mul)
    }

    /// Where a field stands among those that vary.
    pub fn varied_place(&self, field: usize) -> Option<usize> {
        self.varied.iter().position(|(varied, _)| *varied == field)
    }

    /// A value of the varied field at a place.
    pub fn value(&self, place: usize, value: usize) -> Option<&Value> {
        let (_, values) = self.varied.get(place)?;
        values.get(value)
    }

    /// The value that every record has in a field.
    pub fn fixed(&self, field: usize) -> Option<&str> {
        self.fixed.get(field)?.as_deref()
    }
}

/// What the rules that reject and the measures of a dataset read.
struct Reading<'a> {
    plan: &'a Plan,
    dataset: &'a DatasetPlan,
    fields: BTreeSet<usize>,
    /// The attributes of the record's division that are read.
    attributes: BTreeSet<usize>,
    /// By field the numbers it is compared with, in its own unit.
    numbers: BTreeMap<usize, BTreeSet<i64>>,
    /// By field the texts it is compared with.
    texts: BTreeMap<usize, BTreeSet<String>>,
    /// Days that are added to a date before it is compared with the date of a figure.
    delays: BTreeSet<i32>,
}

impl<'a> Reading<'a> {
    fn new(plan: &'a Plan, dataset: &'a DatasetPlan) -> Self {
        let rejects = |rule: u16| {
            let rule = plan.rules.get(usize::from(rule));
            rule.is_some_and(|rule| rule.severity == Severity::Reject)
        };
        let conditions = dataset.conditions.iter();
        let conditions = conditions.filter(|condition| rejects(condition.rule));
        let mut nodes: Vec<NodeId> = conditions.map(|rule| rule.formula.node()).collect();
        let mut reading = Self {
            plan,
            dataset,
            fields: BTreeSet::new(),
            attributes: BTreeSet::new(),
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            delays: BTreeSet::new(),
        };
        for term in &dataset.terms {
            nodes.extend(term.filter.iter().chain(&term.argument_node));
            let thresholds = term.from.iter().chain(&term.until);
            for Threshold {
                slot, delay_days, ..
            } in thresholds
            {
                nodes.extend(dataset.slots.get(*slot).map(|slot| slot.node));
                reading.delays.insert(*delay_days);
            }
        }
        for node in &nodes {
            // A day may be a field and nothing more.
            if let Some(Node::Field(field)) = dataset.program.node(*node) {
                reading.fields.insert(usize::from(*field));
            }
        }
        let formulas = dataset.program.formulas().iter();
        for formula in formulas.filter(|formula| nodes.contains(&formula.node)) {
            reading.note(&formula.expression);
        }
        reading
    }

    /// Notes what an expression reads, and with which constants it compares a field.
    fn note(&mut self, expression: &Expression) {
        let mut waiting = vec![expression];
        while let Some(expression) = waiting.pop() {
            waiting.extend(expression.children());
            match &expression.kind {
                ExpressionKind::Name(Reference::Field(field)) => {
                    self.fields.insert(usize::from(*field));
                }
                ExpressionKind::Name(Reference::Division(attribute)) => {
                    self.attributes.insert(usize::from(*attribute));
                    self.fields.insert(self.dataset.division);
                }
                ExpressionKind::Name(Reference::Parameter(_)) => {
                    self.fields.extend(self.dataset.date);
                }
                ExpressionKind::Compare(_, left, right) => {
                    for (operand, other) in [(left, right), (right, left)] {
                        if let ExpressionKind::Literal(constant) = &other.kind {
                            self.note_constant(operand, constant);
                        }
                    }
                }
                ExpressionKind::In(operand, constants) => {
                    for constant in constants {
                        self.note_constant(operand, constant);
                    }
                }
                _ => {}
            }
        }
    }

    fn note_constant(&mut self, operand: &Expression, constant: &Literal) {
        let ExpressionKind::Name(Reference::Field(field)) = operand.kind else {
            return;
        };
        let field = usize::from(field);
        let number = match constant {
            Literal::Text(text) => {
                self.texts.entry(field).or_default().insert(text.clone());
                return;
            }
            Literal::Number(number) => {
                let scale = match operand.r#type {
                    Type::Decimal { scale } => scale,
                    _ => 0,
                };
                let units = number.rescale(scale).ok().map(Decimal::units);
                units.and_then(|units| i64::try_from(units).ok())
            }
            Literal::Date(date) => Some(i64::from(date.days())),
            Literal::Division(_) | Literal::Boolean(_) | Literal::Null => None,
        };
        self.numbers.entry(field).or_default().extend(number);
    }

    /// A value of a field that no rule and no measure reads.
    fn any(&self, position: usize, field: &FieldPlan) -> Option<String> {
        let mut ids = self.dataset.ids.iter();
        if let Some(ids) = ids.find(|ids| ids.field == position) {
            return ids.known.first().cloned();
        }
        if let Some(codes) = &field.codes {
            return codes.first().cloned();
        }
        Some(match field.r#type {
            FieldType::Text => "x".to_owned(),
            FieldType::Integer | FieldType::Decimal { .. } => "1".to_owned(),
            FieldType::Date => self.middle().to_string(),
            FieldType::Time => "09:00".to_owned(),
            FieldType::Boolean => "true".to_owned(),
            FieldType::Division => return self.divisions().next().map(|id| self.code(id)),
        })
    }

    /// The values of a field that is read.
    fn values(&self, position: usize, field: &FieldPlan) -> Vec<Value> {
        let name = &field.name;
        let plain = |text: String| Value {
            words: text!("`{name}` 为 `{text}`", "`{name}` = `{text}`"),
            text: Some(text),
        };
        let number = |number: i64| {
            let mut text = String::new();
            // Writing to a text does not fail.
            write_number(field.r#type, number, &mut text).unwrap_or(());
            text
        };
        let mut values: Vec<Value> = match (&field.codes, field.r#type) {
            (Some(codes), _) => codes.iter().cloned().map(plain).collect(),
            (None, FieldType::Text) => {
                let any = self.any(position, field);
                let texts = self.texts.get(&position).into_iter().flatten().cloned();
                let texts = texts.take(MOST_CONSTANTS).filter(|text| !text.is_empty());
                any.into_iter().chain(texts).map(plain).collect()
            }
            (None, FieldType::Boolean) => ["true", "false"]
                .map(|truth| plain(truth.to_owned()))
                .into(),
            (None, FieldType::Date) => {
                let days = self.days(position).into_iter();
                days.map(|day| self.dated(field, day)).collect()
            }
            (None, FieldType::Division) => self.division_values(position, field),
            (None, FieldType::Integer | FieldType::Decimal { .. }) => {
                let numbers = self.around(position, &[0, 1, 2]).into_iter();
                numbers.map(|value| plain(number(value))).collect()
            }
            (None, FieldType::Time) => {
                const MINUTES: std::ops::RangeInclusive<i64> = 0..=1_440;
                let minutes = self.around(position, &[540, 600]).into_iter();
                let minutes = minutes.filter(|minute| MINUTES.contains(minute));
                minutes.map(|value| plain(number(value))).collect()
            }
        };
        if self.may_be_missing(field) {
            let words = text!("`{name}` 为空", "`{name}` missing");
            values.push(Value { text: None, words });
        }
        values
    }

    fn may_be_missing(&self, field: &FieldPlan) -> bool {
        let rejects = self.plan.definition.verification.required == Severity::Reject;
        !field.required || !rejects
    }

    /// Some numbers, and those a field is compared with and their neighbours.
    fn around(&self, position: usize, some: &[i64]) -> BTreeSet<i64> {
        let constants = self.numbers.get(&position).into_iter().flatten();
        let near = constants.take(MOST_CONSTANTS).flat_map(|constant| {
            let neighbours = [
                constant.checked_sub(1),
                Some(*constant),
                constant.checked_add(1),
            ];
            neighbours.into_iter().flatten()
        });
        some.iter().copied().chain(near).collect()
    }

    fn middle(&self) -> Date {
        let (first, last) = (self.plan.period.start(), self.plan.period.end());
        let days = i64::from(first.days()).midpoint(i64::from(last.days()));
        let middle = i32::try_from(days).ok().and_then(Date::from_days);
        middle.unwrap_or(first)
    }

    /// Days before, in and after the period, those a field is compared with and their
    /// neighbours, and those that lie at an end of the period once a delay is added.
    fn days(&self, position: usize) -> BTreeSet<Date> {
        let first = i64::from(self.plan.period.start().days());
        let last = i64::from(self.plan.period.end().days());
        let mut days = self.around(position, &[first, last, i64::from(self.middle().days())]);
        days.extend([first.saturating_sub(1), last.saturating_add(1)]);
        for delay in self.delays.iter().filter(|delay| **delay != 0) {
            for end in [first, last, last.saturating_add(1)] {
                days.insert(end.saturating_sub(i64::from(*delay)));
            }
        }
        let dates = days.into_iter();
        let dates = dates.filter_map(|day| Date::from_days(i32::try_from(day).ok()?));
        dates.collect()
    }

    fn dated(&self, field: &FieldPlan, day: Date) -> Value {
        let name = &field.name;
        let period = self.plan.period;
        let words = if day < period.start() {
            text!(
                "`{name}` 为 `{day}`（早于期初）",
                "`{name}` = `{day}` (before the period)"
            )
        } else if day > period.end() {
            text!(
                "`{name}` 为 `{day}`（晚于期末）",
                "`{name}` = `{day}` (after the period)"
            )
        } else {
            text!("`{name}` 为 `{day}`", "`{name}` = `{day}`")
        };
        Value {
            text: Some(day.to_string()),
            words,
        }
    }

    /// The divisions that existed all the time, or all where there is none.
    fn divisions(&self) -> impl Iterator<Item = DivisionId> + '_ {
        let network = &self.plan.network;
        let lasts = |id: &DivisionId| network.valid(*id) == (None, None);
        let any_lasts = network.ids().any(|id| lasts(&id));
        network.ids().filter(move |id| !any_lasts || lasts(id))
    }

    fn code(&self, id: DivisionId) -> String {
        self.plan.network.code(id).padded()
    }

    /// A division for every combination of the attributes that formulas read.
    fn division_values(&self, position: usize, field: &FieldPlan) -> Vec<Value> {
        let name = &field.name;
        let is_own = position == self.dataset.division && !self.attributes.is_empty();
        let mut known: BTreeSet<Vec<Option<String>>> = BTreeSet::new();
        let mut values = Vec::new();
        for id in self.divisions() {
            let code = self.code(id);
            if !is_own {
                let words = text!("`{name}` 为 `{code}`", "`{name}` = `{code}`");
                let text = Some(code);
                return vec![Value { text, words }];
            }
            let attributes = self.attributes.iter();
            let attributes: Vec<Option<String>> = attributes
                .map(|attribute| self.attribute(*attribute, id))
                .collect();
            if known.len() < MOST_DIVISIONS && known.insert(attributes.clone()) {
                values.push(Value {
                    text: Some(code),
                    words: self.attribute_words(&attributes),
                });
            }
        }
        values
    }

    fn attribute(&self, attribute: usize, id: DivisionId) -> Option<String> {
        let column = &self.plan.attributes.get(attribute)?.values;
        match column {
            Column::Truth(truth) => truth.value(id.index()).map(|truth| truth.to_string()),
            Column::Numbers(_) => column.number(id.index()).map(|number| number.to_string()),
            Column::Text(_) | Column::Codes(_) => column.text(id.index()).map(str::to_owned),
        }
    }

    fn attribute_words(&self, values: &[Option<String>]) -> Text {
        let network = &self.plan.network;
        let named = self.attributes.iter().zip(values);
        let words = named.map(|(attribute, value)| {
            let name = attribute_name(network, *attribute).unwrap_or_default();
            match value {
                Some(value) => text!(
                    "`division.{name}` 为 `{value}`",
                    "`division.{name}` = `{value}`"
                ),
                None => text!("`division.{name}` 为空", "`division.{name}` missing"),
            }
        });
        let words: Vec<Text> = words.collect();
        let joined = |word: fn(&Text) -> &str, between: &str| {
            let words: Vec<&str> = words.iter().map(word).collect();
            words.join(between)
        };
        Text::new(
            joined(|text| &text.zh, "、"),
            joined(|text| &text.en, " and "),
        )
    }
}

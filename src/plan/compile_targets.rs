//! The part of a plan that takes targets down the network.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::attributes::text_of;
use super::compile::{Workshop, declared_root};
use super::{IndicatorPlan, Members};
use crate::allocate::Task;
use crate::definition::{Allocation, Name, Weighting};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::network::{DivisionCode, DivisionId, Level};
use crate::text::{Text, text};

impl Workshop<'_> {
    /// Allocates the targets that are to be. The programme's root must be in the
    /// register: nobody else's divisions can be given its targets.
    pub fn allocations(&mut self, indicators: &mut [IndicatorPlan]) {
        let definition = self.definition;
        let Some(root) = declared_root(definition, self.network) else {
            return;
        };
        for allocation in &definition.allocations {
            let wanted = &allocation.indicator.value;
            let indicator = indicators.iter_mut().find(|it| it.id == *wanted);
            let Some(indicator) = indicator else { continue };
            let target = indicator
                .target
                .and_then(|target| target.value.rescale(0).ok());
            let target = target.and_then(|target| u64::try_from(target.units()).ok());
            let (Some(target), Some(to)) = (target, Level::from_id(&allocation.to.value)) else {
                continue;
            };
            let task = Task::new(self.network, root, target, to);
            let Some(task) = self.task(allocation, task, root) else {
                continue;
            };
            match task.allocate(self.network, allocation.method) {
                Ok(allocated) => indicator.allocation = Some(Arc::new(allocated)),
                Err(error) => {
                    // With a register of some divisions everything else can be computed.
                    let Text { zh, en } = error.message();
                    let message = text!("目标未分解:{zh}", "the target is not allocated: {en}");
                    let warning = Diagnostic::warning("P016", allocation.span, message);
                    self.diagnostics.push(warning.help(text!(
                        "登记册应包含本项目的全部区划;并请核对下限、上限和固定值",
                        "the register should have all divisions of the programme; check minima, capacities and pins, too"
                    )));
                }
            }
        }
    }

    /// The task with its weights and bounds; none where the register lacks some.
    fn task(&mut self, allocation: &Allocation, mut task: Task, root: DivisionId) -> Option<Task> {
        let network = self.network;
        let last_day = self.definition.programme.period.value.end();
        let lowest = Level::from_id(&allocation.to.value)?;
        let mut leaves = Vec::new();
        let subtree = network.subtree(root).filter_map(|index| network.id(index));
        for id in subtree.filter(|id| network.level(*id) <= lowest) {
            let exists = |id: &DivisionId| network.existed_on(*id, network.code(*id), last_day);
            if !exists(&id) {
                task.cap(id, 0);
                continue;
            }
            // Those above get what their children get together.
            if network.level(id) == lowest {
                leaves.push(id);
            } else if !network
                .at_level_below(id, lowest)
                .any(|below| exists(&below))
            {
                // There is nobody of the lowest level who could do anything.
                task.cap(id, 0);
            }
            let of_level = |(level, _): &&(Name, _)| level.value == network.level(id).id();
            if let Some((_, minimum)) = allocation.minimum.iter().find(of_level) {
                task.at_least(id, minimum.value);
            }
        }
        let weights = self.numbers(&allocation.weight, &leaves, allocation.span)?;
        for (id, weight) in leaves.iter().zip(weights) {
            task.weigh(*id, weight);
        }
        if let Some(capacity) = &allocation.capacity {
            let capacities = self.numbers(capacity, &leaves, allocation.span)?;
            for (id, capacity) in leaves.iter().zip(capacities) {
                task.cap(*id, capacity);
            }
        }
        for (code, share) in &allocation.pins {
            let id = self.within(code, root, |level| level <= lowest)?;
            task.pin(id, share.value);
        }
        let given = [Some(&allocation.weight), allocation.capacity.as_ref()];
        for weighting in given.into_iter().flatten() {
            if let Weighting::Given(numbers) = weighting {
                for (code, _) in numbers {
                    self.within(code, root, |level| level == lowest)?;
                }
            }
        }
        Some(task)
    }

    /// The numbers that a weighting gives some divisions; none where the register
    /// lacks what it reads.
    fn numbers(
        &mut self,
        weighting: &Weighting,
        ids: &[DivisionId],
        span: Span,
    ) -> Option<Vec<u64>> {
        let network = self.network;
        match weighting {
            Weighting::Divisions { level, filter } => {
                let level = Level::from_id(&level.value)?;
                let members = match filter {
                    Some(filter) => Some(self.members(filter)?),
                    None => None,
                };
                let last = self.definition.programme.period.value.end();
                let counts = |index: &usize| {
                    let id = network.id(*index);
                    let is_member = |members: &Members| members.contains(*index, last);
                    let exists = |id| network.existed_on(id, network.code(id), last);
                    id.is_some_and(|id| network.level(id) == level && exists(id))
                        && members.as_ref().is_none_or(is_member)
                };
                let count = |id: &DivisionId| network.subtree(*id).filter(counts).count() as u64;
                Some(ids.iter().map(count).collect())
            }
            Weighting::Attribute(attribute) => {
                self.attribute(attribute)?;
                let numbers = ids.iter().map(|id| self.whole_number(attribute, *id, span));
                numbers.collect()
            }
            Weighting::Given(numbers) => {
                let given = numbers.iter().filter_map(|(code, number)| {
                    let code = DivisionCode::parse(&code.value).ok()?.code;
                    Some((code, number.value))
                });
                let given: BTreeMap<DivisionCode, u64> = given.collect();
                let number = |id: &DivisionId| given.get(&network.code(*id)).copied().unwrap_or(0);
                Some(ids.iter().map(number).collect())
            }
        }
    }

    fn whole_number(&mut self, attribute: &Name, id: DivisionId, span: Span) -> Option<u64> {
        let found = text_of(self.network, id, &attribute.value);
        let number = found.as_ref().and_then(|found| found.parse().ok());
        if number.is_none() {
            let (name, code) = (&attribute.value, self.network.code(id));
            let found = found.unwrap_or_else(|| "—".to_owned());
            self.lacking(
                span,
                text!(
                    "区划 {code} 的 `{name}` 应为非负整数,实为 {found}",
                    "division {code} should have a whole number as `{name}`, but has {found}"
                ),
            );
        }
        number
    }

    /// Whether the register has an attribute.
    fn attribute(&mut self, attribute: &Name) -> Option<()> {
        let own = self.network.attribute_names().iter().map(String::as_str);
        let known: Vec<&str> = super::attributes::ATTRIBUTES
            .into_iter()
            .chain(own)
            .collect();
        let written = attribute.value.as_str();
        if known.contains(&written) {
            return Some(());
        }
        let message = text!(
            "区划登记册没有 `{written}` 这一列",
            "the register has no column `{written}`"
        );
        let help = match did_you_mean(written, &known) {
            Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
            None => {
                let known = known.join(", ");
                text!("登记册的列有:{known}", "its columns are: {known}")
            }
        };
        let error = Diagnostic::error("P015", attribute.span, message);
        self.diagnostics.push(error.help(help));
        None
    }

    /// The division with a code, at or below the root and at a level that fits.
    fn within(
        &mut self,
        code: &Name,
        root: DivisionId,
        fits: impl Fn(Level) -> bool,
    ) -> Option<DivisionId> {
        let written = &code.value;
        let parsed = DivisionCode::parse(written).ok();
        let found = parsed.and_then(|parsed| self.network.find(parsed.code));
        let last_day = self.definition.programme.period.value.end();
        let found = found.filter(|id| {
            let network = self.network;
            network.subtree(root).contains(&id.index())
                && fits(network.level(*id))
                && network.existed_on(*id, network.code(*id), last_day)
        });
        if found.is_none() {
            self.lacking(
                code.span,
                text!(
                    "`{written}` 不是本项目中参加分解的区划,或不是最低一级",
                    "`{written}` is no division of the programme that takes part here, or not of the lowest level"
                ),
            );
        }
        found
    }

    fn lacking(&mut self, span: Span, message: Text) {
        self.diagnostics
            .push(Diagnostic::error("P015", span, message));
    }
}

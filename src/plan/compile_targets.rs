//! The part of a plan that takes targets down the network.

use std::sync::Arc;

use super::IndicatorPlan;
use super::attributes::text_of;
use super::compile::Workshop;
use crate::allocate::{Method, Task};
use crate::definition::{Allocation, Name, Weighting};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::network::{DivisionCode, DivisionId, Level};
use crate::text::{Text, text};

impl Workshop<'_> {
    /// Allocates the targets that are to be. The programme's root must be in the
    /// register: nobody else's divisions can be given its targets.
    pub fn allocations(&mut self, indicators: &mut [IndicatorPlan]) {
        let definition = self.definition;
        let root = DivisionCode::parse(&definition.programme.root.value).ok();
        let Some(root) = root.and_then(|root| self.network.find(root.code)) else {
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
            let method = allocation.method.as_ref();
            let method = method.and_then(|method| Method::from_id(&method.value));
            match task.allocate(self.network, method.unwrap_or_default()) {
                Ok(allocated) => indicator.allocation = Some(Arc::new(allocated)),
                Err(error) => self.diagnostics.push(Diagnostic::error(
                    "P016",
                    allocation.span,
                    error.message().clone(),
                )),
            }
        }
    }

    /// The task with its weights and bounds; none where the register lacks some.
    fn task(&mut self, allocation: &Allocation, mut task: Task, root: DivisionId) -> Option<Task> {
        let network = self.network;
        let last_day = self.definition.programme.period.value.end();
        let subtree = network.subtree(root).filter_map(|index| network.id(index));
        let lowest = Level::from_id(&allocation.to.value)?;
        for id in subtree.filter(|id| network.level(*id) <= lowest) {
            let (from, until) = network.valid(id);
            let is_there = from.is_none_or(|from| from <= last_day)
                && until.is_none_or(|until| last_day < until);
            if !is_there {
                task.cap(id, 0);
                continue;
            }
            // Those above get what their children get together.
            if network.level(id) == lowest || network.children(id).next().is_none() {
                task.weigh(id, self.number(&allocation.weight, id, allocation.span)?);
                if let Some(capacity) = &allocation.capacity {
                    task.cap(id, self.number(capacity, id, allocation.span)?);
                }
            }
            let of_level = |(level, _): &&(Name, _)| level.value == network.level(id).id();
            if let Some((_, minimum)) = allocation.minimum.iter().find(of_level) {
                task.at_least(id, minimum.value);
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

    /// The number that a weighting gives a division.
    fn number(&mut self, weighting: &Weighting, id: DivisionId, span: Span) -> Option<u64> {
        let network = self.network;
        match weighting {
            Weighting::Divisions { level, only } => {
                let level = Level::from_id(&level.value)?;
                if let Some((attribute, _)) = only {
                    self.attribute(attribute)?;
                }
                let counts = |id: &DivisionId| {
                    network.level(*id) == level
                        && only.as_ref().is_none_or(|(attribute, value)| {
                            text_of(network, *id, &attribute.value).as_ref() == Some(&value.value)
                        })
                };
                let subtree = network.subtree(id).filter_map(|index| network.id(index));
                u64::try_from(subtree.filter(counts).count()).ok()
            }
            Weighting::Attribute(attribute) => {
                self.attribute(attribute)?;
                let found = text_of(network, id, &attribute.value);
                let number = found.as_ref().and_then(|found| found.parse().ok());
                if number.is_none() {
                    let (name, code) = (&attribute.value, network.code(id));
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
            Weighting::Given(numbers) => {
                let code = network.code(id);
                let is_it = |(name, _): &&(Name, _)| {
                    DivisionCode::parse(&name.value).is_ok_and(|parsed| parsed.code == code)
                };
                let found = numbers.iter().find(is_it);
                Some(found.map_or(0, |(_, number)| number.value))
            }
        }
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
        let found = found.filter(|id| {
            self.network.subtree(root).contains(&id.index()) && fits(self.network.level(*id))
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

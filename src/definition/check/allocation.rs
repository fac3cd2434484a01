//! Allocations compared with the indicators they are for.

use std::collections::BTreeSet;

use super::super::allocation::Allocation;
use super::super::code;
use super::super::indicator::Bound;
use super::{Checker, INDICATOR};
use crate::text::text;

impl Checker<'_> {
    pub(super) fn allocations(&self) {
        let indicators = self.parts.indicators.iter();
        let known: Vec<&str> = indicators.map(|it| it.id.value.as_str()).collect();
        let mut allocated = BTreeSet::new();
        for allocation in &self.parts.allocations {
            self.refer(&allocation.indicator, INDICATOR, &known);
            self.target_of(allocation);
            let written = &allocation.indicator;
            if !written.value.is_empty() && !allocated.insert(&written.value) {
                let id = &written.value;
                let message = text!(
                    "指标 `{id}` 的目标已在前面分解",
                    "the target of `{id}` is allocated already"
                );
                self.sink.error(code::DUPLICATE, written.span, message);
            }
        }
    }

    /// Only a number of things that the programme as a whole has to reach can be
    /// shared out.
    fn target_of(&self, allocation: &Allocation) {
        let wanted = &allocation.indicator.value;
        let mut indicators = self.parts.indicators.iter();
        let Some(indicator) = indicators.find(|it| it.id.value == *wanted) else {
            return;
        };
        let fits = indicator.target.as_ref().is_some_and(|target| {
            let value = &target.value.value;
            !target.every_division
                && target.bound != Bound::AtMost
                && value.units() >= 0
                && value.rescale(0).is_ok()
        });
        if !fits {
            let message = text!(
                "只能分解整数的数量目标(`at_least` 或 `exactly`,且不是 `every_division`);`{wanted}` 没有这样的目标",
                "only a whole number that the programme has to reach can be allocated (`at_least` or `exactly`, not `every_division`); `{wanted}` has no such target"
            );
            self.sink
                .error(code::UNCLEAR_KIND, allocation.indicator.span, message);
        }
    }
}

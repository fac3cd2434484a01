//! Allocations compared with the indicators they are for.

use std::collections::BTreeSet;

use super::super::allocation::{Allocation, Weighting};
use super::super::code;
use super::super::model::{Bound, Name};
use super::{Checker, INDICATOR, with_help};
use crate::diagnostic::Diagnostic;
use crate::text::text;

/// How whole numbers are made of proportions.
const METHODS: [&str; 3] = ["largest_remainder", "webster", "hill"];

impl Checker<'_> {
    pub(super) fn allocations(&self) {
        let indicators = self.parts.indicators.iter();
        let known: Vec<&str> = indicators.map(|it| it.id.value.as_str()).collect();
        let mut allocated = BTreeSet::new();
        for allocation in self.parts.allocations {
            self.refer(&allocation.indicator, INDICATOR, &known);
            self.levels(std::slice::from_ref(&allocation.to));
            self.method(allocation.method.as_ref());
            self.weighting(&allocation.weight);
            allocation.capacity.iter().for_each(|it| self.weighting(it));
            let minima: Vec<Name> = allocation.minimum.iter().map(|it| it.0.clone()).collect();
            self.levels(&minima);
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

    fn method(&self, method: Option<&Name>) {
        let Some(method) = method.filter(|it| !METHODS.contains(&it.value.as_str())) else {
            return;
        };
        let (written, listed) = (&method.value, METHODS.join(", "));
        let error = Diagnostic::error(
            code::UNKNOWN_CHOICE,
            method.span,
            text!(
                "`{written}` 不是分解方法",
                "`{written}` is not a method of allocation"
            ),
        );
        let listed = text!("方法有:{listed}", "the methods are: {listed}");
        self.sink
            .report(with_help(error, written, &METHODS, Some(listed)));
    }

    fn weighting(&self, weighting: &Weighting) {
        if let Weighting::Divisions { level, .. } = weighting {
            self.levels(std::slice::from_ref(level));
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

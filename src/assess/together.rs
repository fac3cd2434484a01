//! Figures of several divisions together.

use super::Assessment;
use super::figure::{Figure, Fraction};
use crate::error::Result;
use crate::figure::Decimal;
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;
use crate::tally::MeasuresTogether;

impl Assessment {
    /// The figure of an indicator over divisions, none of them within another, as
    /// of the assessment's date: its formula over their measures together, so that
    /// a ratio is a ratio of sums. Its target is that of every division, or the sum
    /// of what the divisions were allocated.
    ///
    /// # Errors
    ///
    /// `Overflow` where the exact value leaves 128 bits.
    pub(crate) fn figure_together(
        &self,
        plan: &IndicatorPlan,
        divisions: &[DivisionId],
    ) -> Result<Option<Figure>> {
        let Some(first) = divisions.first() else {
            return Ok(None);
        };
        let measures = MeasuresTogether {
            of_one: self.measures(*first, self.last_cut(), false),
            divisions,
        };
        let fraction = if self.figures.received.has_all(&plan.needs) {
            let numerator = measures.number(&plan.numerator)?;
            let denominator = match &plan.denominator {
                Some(formula) => measures.number(formula)?,
                None => None,
            };
            Fraction::new(plan, numerator, denominator)?
        } else {
            Fraction::NOT_RECEIVED
        };
        let target = self.target_together(plan, divisions)?;
        Figure::of_fraction(plan, fraction, target).map(Some)
    }

    fn target_together(
        &self,
        plan: &IndicatorPlan,
        divisions: &[DivisionId],
    ) -> Result<Option<Decimal>> {
        let every_division = plan.target.filter(|target| target.every_division);
        if let (Some(target), None) = (every_division, &plan.allocation) {
            return Ok(Some(target.value));
        }
        let mut sum = Decimal::integer(0);
        for division in divisions {
            match self.target(plan, *division) {
                Some(target) => sum = sum.checked_add(target)?,
                None => return Ok(None),
            }
        }
        Ok(Some(sum))
    }
}

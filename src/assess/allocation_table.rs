//! The task decomposition table (任务分解表).

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, StringBuilder, UInt64Builder};
use arrow_array::{RecordBatch, UInt64Array};

use super::Assessment;
use super::columns::batch;
use crate::error::Result;

/// Digits after the point of a quota as it is shown.
const QUOTA_DECIMALS: u8 = 2;

impl Assessment {
    /// What of an allocated target falls to every division, and how that came
    /// about: one row per allocated indicator × division, parents before their
    /// children.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | indicator | text | |
    /// | division_code | text | 12 digits |
    /// | division_name | text | |
    /// | level | text | |
    /// | parent_code | text | the division whose share it is a part of; null at the top |
    /// | weight | number | in proportion to which the parent's share is divided |
    /// | quota | text | the exact part by the weights, before bounds and rounding, shown with two decimals; null at the top |
    /// | minimum | number | what it and those below it must get |
    /// | capacity | number | what it and those below it can get at most; null without limit |
    /// | pinned | boolean | whether the share was fixed beforehand |
    /// | target | number | what it has to reach |
    ///
    /// # Errors
    ///
    /// `Overflow` where a quota leaves the exact range.
    pub fn allocations(&self) -> Result<RecordBatch> {
        let network = &self.plan().network;
        let text = StringBuilder::new;
        let (mut indicators, mut codes, mut names) = (text(), text(), text());
        let (mut levels, mut parents, mut quotas) = (text(), text(), text());
        let mut capacities = UInt64Builder::new();
        let mut pinned = BooleanBuilder::new();
        let [mut weights, mut minima, mut targets] = [const { Vec::new() }; 3];
        for indicator in &self.plan().indicators {
            let Some(allocation) = &indicator.allocation else {
                continue;
            };
            for (place, share) in allocation.shares().iter().enumerate() {
                let parent = network.parent(share.division).filter(|_| place > 0);
                let quota = share
                    .quota
                    .map(|quota| quota.round_half_even(QUOTA_DECIMALS));
                indicators.append_value(&indicator.id);
                codes.append_value(network.code(share.division).padded());
                names.append_value(network.name(share.division));
                levels.append_value(network.level(share.division).id());
                parents.append_option(parent.map(|parent| network.code(parent).padded()));
                weights.push(share.weight);
                quotas.append_option(quota.transpose()?.map(|quota| quota.to_string()));
                minima.push(share.minimum);
                capacities.append_option(Some(share.capacity).filter(|most| *most < u64::MAX));
                pinned.append_value(share.is_pinned);
                targets.push(share.target);
            }
        }
        batch(vec![
            ("indicator", Arc::new(indicators.finish())),
            ("division_code", Arc::new(codes.finish())),
            ("division_name", Arc::new(names.finish())),
            ("level", Arc::new(levels.finish())),
            ("parent_code", Arc::new(parents.finish())),
            ("weight", Arc::new(UInt64Array::from(weights))),
            ("quota", Arc::new(quotas.finish())),
            ("minimum", Arc::new(UInt64Array::from(minima))),
            ("capacity", Arc::new(capacities.finish())),
            ("pinned", Arc::new(pinned.finish())),
            ("target", Arc::new(UInt64Array::from(targets))),
        ])
    }
}

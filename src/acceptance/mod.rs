//! The end of the year (考核验收): what a definition says of inspections, scores and
//! posts, applied to an assessment.
//!
//! | question | answer |
//! |---|---|
//! | which records are to be seen on the spot, and what follows from what was found? | [`inspections`], [`inspection`] |
//! | how many points has every division, and why? | [`scores`] |
//! | who answers for which figure, and how do those below stand? | [`posts`] |
//!
//! How is drawn, judged and scored is a matter of [`inspect`](crate::inspect) and
//! [`score`](crate::score); here it is only said of what.

mod inspections;
mod posts;
mod scores;
mod tables;

pub use inspections::{Inspected, VerifiedValue, inspection, inspections};
pub use posts::{Post, posts};
pub use scores::scores;
pub use tables::{
    characteristic_table, inspection_table, post_table, sample_table, score_item_table, score_table,
};

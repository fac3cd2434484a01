//! What the author of a programme wrote: plain data, every value with its
//! place in the file. Knows nothing of networks, plans or records.

mod allocation;
mod builtin;
mod check;
mod code;
mod inspection;
mod model;
mod read;
mod reporting;
mod responsibility;
mod scoring;
mod services;

pub use allocation::{Allocation, Weighting};
pub use builtin::{builtin_names, builtin_text};
pub use inspection::{Inspection, InspectionSize};
pub use model::*;
pub use reporting::{MissingChildren, ReportDuty, Reporting};
pub use responsibility::{PostHolder, Responsibility};
pub use scoring::{
    ScoreAdjustment, ScoreCount, ScoreCurve, ScoreInstead, ScoreItem, ScoreVeto, Scoring, VetoCause,
};
pub use services::{
    Coverage, Demand, Grouping, Platforms, RequiredServices, Residency, ServiceTables, Teams,
};

//! What the author of a programme wrote: plain data, every value with its
//! place in the file. Knows nothing of networks but the names of levels, and
//! nothing of plans or records.

mod allocation;
mod builtin;
mod check;
mod code;
mod dataset;
mod example;
mod head;
mod indicator;
mod inspection;
mod keys;
mod model;
mod name;
mod parts;
mod read;
mod reporting;
mod responsibility;
mod rule;
mod scoring;
mod services;
mod sink;
mod value;
mod word;

pub use allocation::{Allocation, Weighting};
pub use builtin::{builtin_names, builtin_text};
pub use dataset::{Dataset, Field, FieldType};
pub use example::{Example, ExampleRow, Expectation, ExpectedFinding};
pub use head::{
    Clause, CodeList, Head, Instalment, Milestone, Parameter, Phase, Schedule, ScheduleMode,
};
pub use indicator::{
    Bound, Comparison, Display, EmptyDenominator, Indicator, Measure, MeasureKind, Target,
};
pub use inspection::{Inspection, InspectionSize};
pub use model::Definition;
pub use name::Name;
pub use reporting::{MissingChildren, ReportDuty, Reporting};
pub use responsibility::{PostHolder, Responsibility};
pub use rule::{Rule, RuleKind, Severity, Verification};
pub use scoring::{
    ScoreAdjustment, ScoreCount, ScoreCurve, ScoreInstead, ScoreItem, ScoreVeto, Scoring, VetoCause,
};
pub use services::{
    Coverage, Demand, Grouping, Platforms, RequiredServices, Residency, ServiceTables, Teams,
};

//! What the author of a programme wrote: plain data, every value with its
//! place in the file. Knows nothing of networks, plans or records.

mod allocation;
mod builtin;
mod check;
mod code;
mod model;
mod read;
mod services;

pub use allocation::{Allocation, Weighting};
pub use builtin::{builtin_names, builtin_text};
pub use model::*;
pub use services::{
    Coverage, Demand, Grouping, Platforms, RequiredServices, Residency, ServiceTables, Teams,
};

//! What the author of a programme wrote: plain data, every value with its
//! place in the file. Knows nothing of networks, plans or records.

mod model;

pub use model::*;

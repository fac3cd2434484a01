//! Random networks, programmes and records, small and nasty, from one seed.

mod forms;
pub mod formulas;
mod networks;
mod programmes;
mod random;
mod records;

pub use forms::{otherwise, refused};
pub use networks::network;
pub use programmes::{Kind, Shape, period, programme};
pub use random::Random;
pub use records::{Days, records};

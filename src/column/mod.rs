//! Columns of typed values and the programs that compute over them, block by
//! block. Pure: knows types and expressions, nothing of programmes, datasets or
//! divisions beyond a lookup table it is handed.
//!
//! What a formula means is said by [`evaluate`](crate::formula::evaluate) alone. A kernel computes
//! one kind of node over a column, and says the same.

mod block;
mod compile;
mod evaluate;
mod fingerprint;
mod kernels;
mod mask;
mod program;
mod record;

pub use block::{Block, Codes, Column, Numbers, TextColumn};
pub use compile::units;
pub use evaluate::{Evaluated, Failure};
pub use fingerprint::{fingerprint_bytes, unkept_fingerprints, unreadable_fingerprint};
pub use mask::{Mask, Truth};
pub use program::{Formula, FormulaId, Node, NodeId, Program};
pub use record::{AttributeTable, BlockRow, Constants, Record, RecordWorld, in_force};

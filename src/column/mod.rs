//! Columns of typed values and the programs that compute over them, block by
//! block. Pure: knows types and expressions, nothing of programmes, records or
//! divisions beyond a lookup table it is handed.

mod block;
mod compile;
mod evaluate;
mod fingerprint;
mod kernels;
mod mask;
mod program;
mod scalar;

pub use block::{Block, Codes, Column, Numbers, TextColumn};
pub use compile::Compiler;
pub use evaluate::{Evaluated, Vector};
pub use fingerprint::{fingerprint_bytes, unkept_fingerprints, unreadable_fingerprint};
pub use mask::{Mask, Truth};
pub use program::{AttributeTable, Node, NodeId, Program};
pub use scalar::{Outcome, RecordProgram, Scalar};

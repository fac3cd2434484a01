//! Exact numbers: decimals, ratios, and rounding by GB/T 8170-2008.
//!
//! Everything is computed in checked 128-bit integers; what does not fit is an
//! error of kind [`Overflow`](crate::ErrorKind::Overflow), never a wrong figure.
//! Nothing here knows of programmes.

mod decimal;
mod ratio;
mod rounding;

pub use decimal::Decimal;
pub use ratio::Ratio;
pub use rounding::{Interval, Parts};
pub(crate) use rounding::{nearest_whole, round_quotient};

use crate::error::{Error, ErrorKind};
use crate::text::text;

/// The error of a number that left the range of 128-bit integers.
fn overflow() -> Error {
    Error::new(
        ErrorKind::Overflow,
        text!(
            "数值超出精确计算的范围(128 位整数),请检查原始数据是否过大",
            "a number left the exact range of 128-bit integers; check the records for values that are far too large"
        ),
    )
}

//! A fence around foreign decoders.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result};

/// Runs `decode`; a panic in it becomes the error `damaged` gives.
///
/// Binary formats are decoded by libraries that are known to panic on some
/// broken files. What `decode` was working on must not be used after an error,
/// which is why every source ends with its first one; so nothing half-changed
/// is ever seen.
pub(crate) fn guarded<T>(
    damaged: fn(reason: &str) -> Error,
    decode: impl FnOnce() -> Result<T>,
) -> Result<T> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(damaged("")))
}

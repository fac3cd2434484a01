//! Bytes that callers own, freed.

use crate::convert::status;
use crate::types::huimin_bytes;

/// Frees bytes and sets the struct to `{0}`. `bytes` may be NULL, and the struct may be without bytes.
///
/// HUIMIN_ERROR_BAD_HANDLE for a copy of bytes that were freed already; the copy is set to `{0}` too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_bytes_free(bytes: *mut huimin_bytes) -> i32 {
    status(|| {
        if bytes.is_null() {
            return Ok(());
        }
        // SAFETY: not NULL, so it points to what its type says.
        let mut owned = unsafe { bytes.read_unaligned() };
        let freed = owned.free();
        // SAFETY: the same.
        unsafe { bytes.write_unaligned(owned) };
        freed
    })
}

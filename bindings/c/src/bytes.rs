//! Bytes that callers own.

use huimin_host::{Handle, Outcome};

use crate::convert::status;

/// Bytes that the library made and the caller owns, until huimin_bytes_free. A text is
/// UTF-8 and has no NUL at its end. Where there is nothing, `length` is 0 and `data` may
/// be NULL. `{0}` is such bytes.
///
/// Since 0.1.0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_bytes {
    /// The first byte.
    pub data: *const u8,
    /// How many there are.
    pub length: usize,
    /// For huimin_bytes_free alone.
    pub owner: u64,
}

impl huimin_bytes {
    /// Bytes that nobody needs to free.
    pub(crate) fn fixed(bytes: &'static [u8]) -> Self {
        Self {
            data: bytes.as_ptr(),
            length: bytes.len(),
            owner: 0,
        }
    }

    pub(crate) fn keep(bytes: Vec<u8>) -> Outcome<Self> {
        if bytes.is_empty() {
            return Ok(Self {
                data: std::ptr::null(),
                length: 0,
                owner: 0,
            });
        }
        // Where the bytes stand does not change when the vector is moved.
        let (data, length) = (bytes.as_ptr(), bytes.len());
        let owner = Handle::keep(bytes)?.into();
        Ok(Self {
            data,
            length,
            owner,
        })
    }
}

/// Frees bytes and empties the struct. NULL and empty bytes are allowed. A copy of bytes
/// that were freed is HUIMIN_ERROR_BAD_HANDLE, and nothing happens.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_bytes_free(bytes: *mut huimin_bytes) -> i32 {
    status(|| {
        if bytes.is_null() {
            return Ok(());
        }
        // SAFETY: not NULL, so it points to what its type says.
        let owned = unsafe { bytes.read_unaligned() };
        // SAFETY: the same.
        unsafe { bytes.write_unaligned(huimin_bytes::keep(Vec::new())?) };
        Handle::<Vec<u8>>::from(owned.owner).free()
    })
}

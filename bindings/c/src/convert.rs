//! Pointers and lengths into slices and texts, results into places of the caller. All
//! that is unsafe about a call is here, but for Arrow.

use std::ffi::c_char;
use std::mem::size_of;
use std::slice;

use huimin_host::huimin::Text;
use huimin_host::{Failure, Handle, Outcome, guard};

use crate::bytes::huimin_bytes;
use crate::error::huimin_error;

/// What a call comes to: a status, and an error for who asks for one.
///
/// # Safety
///
/// `error` is NULL or a place for a handle.
pub(crate) unsafe fn call(error: *mut huimin_error, work: impl FnOnce() -> Outcome<()>) -> i32 {
    let (status, kept) = match guard(work) {
        Ok(()) => (huimin_host::OK, 0),
        Err(failure) => {
            let status = failure.code();
            // An error that cannot be kept is told by its status alone.
            let kept = guard(|| {
                if error.is_null() {
                    Ok(0)
                } else {
                    Handle::keep(failure).map(u64::from)
                }
            });
            (status, kept.unwrap_or(0))
        }
    };
    if !error.is_null() {
        // SAFETY: as the caller promises; it need not be aligned.
        unsafe { error.write_unaligned(kept) };
    }
    status
}

/// As [`call`], where no error is asked for.
pub(crate) fn status(work: impl FnOnce() -> Outcome<()>) -> i32 {
    match guard(work) {
        Ok(()) => huimin_host::OK,
        Err(failure) => failure.code(),
    }
}

/// The bytes of the caller; NULL is allowed where there are none.
///
/// # Safety
///
/// `data` is NULL, or `length` bytes are there that do not change while the slice lives.
pub(crate) unsafe fn bytes<'a>(name: &str, data: *const u8, length: usize) -> Outcome<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::call(Text::new(
            format!("`{name}` 为 NULL,长度却为 {length}"),
            format!("`{name}` is NULL, but its length is {length}"),
        )));
    }
    // No object is larger, nor reaches over the end of all addresses.
    let ends = (data as usize).checked_add(length).is_some();
    if length > isize::MAX as usize || !ends {
        return Err(Failure::call(Text::new(
            format!("`{name}` 的长度 {length} 不可能"),
            format!("`{name}` cannot have the length {length}"),
        )));
    }
    // SAFETY: as the caller promises; not NULL, and no longer than an object can be.
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// The text of the caller, in UTF-8.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(name: &str, data: *const c_char, length: usize) -> Outcome<&'a str> {
    // SAFETY: as the caller promises.
    huimin_host::text(name, unsafe { bytes(name, data.cast(), length)? })
}

/// As [`text`], for the name of something, which is not longer than names are.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn named<'a>(name: &str, data: *const c_char, length: usize) -> Outcome<&'a str> {
    // SAFETY: as the caller promises.
    huimin_host::named(name, unsafe { bytes(name, data.cast(), length)? })
}

/// As [`text`], where NULL means that there is none.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn optional_text<'a>(
    name: &str,
    data: *const c_char,
    length: usize,
) -> Outcome<Option<&'a str>> {
    if data.is_null() && length == 0 {
        return Ok(None);
    }
    // SAFETY: as the caller promises.
    unsafe { text(name, data, length) }.map(Some)
}

/// A place of the caller for a result.
#[derive(Debug)]
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// The place, to be asked for before any work is done.
    ///
    /// # Safety
    ///
    /// `place` is NULL or there is room for a `T`, until the call ends.
    pub unsafe fn new(name: &str, place: *mut T) -> Outcome<Self> {
        if place.is_null() {
            return Err(Failure::call(Text::new(
                format!("`{name}` 为 NULL"),
                format!("`{name}` is NULL"),
            )));
        }
        Ok(Self(place))
    }

    /// As [`new`](Self::new), where NULL means that the result is not wanted.
    ///
    /// # Safety
    ///
    /// As [`new`](Self::new).
    pub unsafe fn optional(place: *mut T) -> Self {
        Self(place)
    }

    /// Writes the result.
    pub fn put(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: as was promised when it was made; it need not be aligned, and what was
            // there before is the caller's and not dropped.
            unsafe { self.0.write_unaligned(value) };
        }
    }
}

impl Out<huimin_bytes> {
    /// Writes bytes that the caller will own.
    pub fn put_bytes(self, bytes: impl Into<Vec<u8>>) -> Outcome<()> {
        if !self.0.is_null() {
            let bytes = huimin_bytes::keep(bytes.into())?;
            self.put(bytes);
        }
        Ok(())
    }
}

impl Out<u64> {
    /// Writes the handle of a new object.
    pub fn put_handle<T>(self, handle: Handle<T>) {
        self.put(handle.into());
    }
}

/// Options of the caller, with what it does not know of set to 0; none where it has none.
/// The first field says how large it thinks they are.
///
/// # Safety
///
/// `options` is NULL, or its first field is readable and as many bytes as that says. `T` is
/// a struct for which any bytes that C writes are values, and whose first field is a `usize`.
pub(crate) unsafe fn options<T: Copy>(
    options: *const T,
    zero: T,
    least: usize,
) -> Outcome<Option<T>> {
    /// More than options will ever be: what says so is not their size.
    const MOST: usize = 4096;
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: as the caller promises.
    let size = unsafe { options.cast::<usize>().read_unaligned() };
    let bad = |zh: &str, en: &str| Err(Failure::call(Text::new(zh, en)));
    if size < least || size > MOST {
        return bad(
            "选项的 `struct_size` 不是其大小",
            "`struct_size` of the options is not their size",
        );
    }
    let mut read = zero;
    let known = size.min(size_of::<T>());
    // SAFETY: as the caller promises for the source; the target is as large, and of a type
    // that takes any bytes.
    unsafe {
        options
            .cast::<u8>()
            .copy_to_nonoverlapping((&raw mut read).cast(), known);
    }
    // What a later version has added must not be asked for.
    // SAFETY: as the caller promises, `size` bytes are there.
    let all = unsafe { slice::from_raw_parts(options.cast::<u8>(), size) };
    if all.iter().skip(known).any(|byte| *byte != 0) {
        return bad(
            "选项中有本版本不认识的内容",
            "the options ask for what this version does not know",
        );
    }
    Ok(Some(read))
}

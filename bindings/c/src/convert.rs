//! Texts and bytes of the caller into slices, results into places of the caller. All that is unsafe
//! about a call is here, but for Arrow.

use std::mem::size_of;
use std::slice;

use huimin_host::huimin::Text;
use huimin_host::{Failure, Handle, Outcome, guard};

use crate::types::{huimin_buffer, huimin_bytes, huimin_error, huimin_text};

/// What a call comes to: a status, and an error for who asks for one.
///
/// # Safety
///
/// `error` is NULL or a place for a handle.
pub(crate) unsafe fn call(error: *mut huimin_error, work: impl FnOnce() -> Outcome<()>) -> i32 {
    let (status, kept) = match guard(work) {
        Ok(()) => (huimin_host::OK, huimin_error::NONE),
        Err(failure) => {
            let status = failure.code();
            // An error that cannot be kept is told by its status alone.
            let kept = guard(|| {
                if error.is_null() {
                    Ok(huimin_error::NONE)
                } else {
                    Handle::keep(failure).map(huimin_error::from)
                }
            });
            (status, kept.unwrap_or(huimin_error::NONE))
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

/// The bytes of the caller.
///
/// # Safety
///
/// `buffer` is as its type says, and its bytes do not change while the slice lives.
pub(crate) unsafe fn bytes<'a>(name: &str, buffer: huimin_buffer) -> Outcome<&'a [u8]> {
    let huimin_buffer { data, length } = buffer;
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::call(Text::new(
            format!("`{name}` 为 NULL，长度却为 {length}"),
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
    Ok(unsafe { slice::from_raw_parts(data.cast(), length) })
}

/// The bytes of a text, whatever they say.
///
/// # Safety
///
/// As [`bytes`].
unsafe fn bytes_of<'a>(name: &str, text: huimin_text) -> Outcome<&'a [u8]> {
    let huimin_text { data, length } = text;
    let data = data.cast();
    // SAFETY: as the caller promises.
    unsafe { bytes(name, huimin_buffer { data, length }) }
}

/// The text of the caller, in UTF-8.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(name: &str, text: huimin_text) -> Outcome<&'a str> {
    // SAFETY: as the caller promises.
    huimin_host::text(name, unsafe { bytes_of(name, text)? })
}

/// As [`text`], for the name of something, which is not longer than names are.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn named<'a>(name: &str, text: huimin_text) -> Outcome<&'a str> {
    // SAFETY: as the caller promises.
    huimin_host::named(name, unsafe { bytes_of(name, text)? })
}

/// As [`text()`], where NULL means that there is none.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn optional_text<'a>(name: &str, given: huimin_text) -> Outcome<Option<&'a str>> {
    if given.data.is_null() && given.length == 0 {
        return Ok(None);
    }
    // SAFETY: as the caller promises.
    unsafe { text(name, given) }.map(Some)
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

impl<S> Out<S> {
    /// Writes the handle of a new object.
    pub fn put_handle<T>(self, handle: Handle<T>)
    where
        S: From<Handle<T>>,
    {
        self.put(handle.into());
    }
}

/// Options of the caller, with what it does not know of set to 0. NULL and a struct of zeros are
/// `zero`. The first member says how large the caller thinks they are; `least` is how large they are
/// in the version that had them first.
///
/// # Safety
///
/// `options` is NULL, or at least `least` bytes are there, and as many as its first member says. `T`
/// is a struct for which any bytes that C writes are values, and whose first member is a `usize`.
pub(crate) unsafe fn options<T: Copy>(options: *const T, zero: T, least: usize) -> Outcome<T> {
    /// More than options will ever be: what says so is not their size.
    const MOST: usize = 4096;
    if options.is_null() {
        return Ok(zero);
    }
    // SAFETY: as the caller promises.
    let size = unsafe { options.cast::<usize>().read_unaligned() };
    let bad = |zh: &str, en: &str| Err(Failure::call(Text::new(zh, en)));
    if (size < least && size != 0) || size > MOST {
        return bad(
            "选项的 `struct_size` 不是其大小",
            "`struct_size` of the options is not their size",
        );
    }
    // SAFETY: as the caller promises, so many bytes are there.
    let all = unsafe { slice::from_raw_parts(options.cast::<u8>(), size.max(least)) };
    if size == 0 {
        return if all.iter().all(|byte| *byte == 0) {
            Ok(zero)
        } else {
            bad(
                "选项已填写，`struct_size` 却为 0",
                "the options are set, but their `struct_size` is 0",
            )
        };
    }
    let mut read = zero;
    let known = size.min(size_of::<T>());
    // SAFETY: the source has so many bytes; the target is as large, and of a type that takes any
    // bytes.
    unsafe {
        options
            .cast::<u8>()
            .copy_to_nonoverlapping((&raw mut read).cast(), known);
    }
    // What a later version has added must not be asked for.
    if all.iter().skip(known).any(|byte| *byte != 0) {
        return bad(
            "选项中有本版本不认识的内容",
            "the options ask for what this version does not know",
        );
    }
    Ok(read)
}

//! How records are added.

use std::ffi::c_void;

use huimin_host::huimin::Text;
use huimin_host::tally::{Encoding, Format};
use huimin_host::{AddOptions, Failure, Outcome, Progress};

use crate::convert::options;

/// Comma-separated text in UTF-8.
///
/// Since 0.1.0.
pub const HUIMIN_UTF_8: i32 = 0;
/// Comma-separated text in GB18030.
///
/// Since 0.1.0.
pub const HUIMIN_GB18030: i32 = 1;

/// Called now and then while records are added, with the records and the bytes read so far
/// (0 where the input does not know), or while a tally is assessed. A result of 0 stops the call
/// with HUIMIN_ERROR_CANCELLED, and nothing is added. It may be called by any thread, by one at a
/// time; it must return, and must not use the tally.
///
/// Since 0.1.0.
pub type huimin_progress =
    Option<unsafe extern "C" fn(user_data: *mut c_void, records: u64, bytes: u64) -> i32>;

/// How records are added, and tallies assessed. All bytes 0 but `struct_size`, which is
/// `sizeof(struct huimin_add_options)`, is the default; so is NULL.
///
/// Since 0.1.0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_add_options {
    /// The size of this struct, as the caller knows it.
    pub struct_size: usize,
    /// Threads that work at once; 0 means one.
    pub threads: u32,
    /// HUIMIN_UTF_8 or HUIMIN_GB18030, for comma-separated text.
    pub encoding: i32,
    /// The character between two cells of comma-separated text; 0 means a comma.
    pub delimiter: u32,
    /// Must be 0.
    pub reserved: u32,
    /// Called while the records are added, or NULL.
    pub progress: huimin_progress,
    /// What it is called with.
    pub user_data: *mut c_void,
}

impl huimin_add_options {
    /// How large the struct was in the version that had it first.
    const FIRST_SIZE: usize =
        size_of::<usize>() + 4 * size_of::<u32>() + 2 * size_of::<*mut c_void>();

    const DEFAULT: Self = Self {
        struct_size: 0,
        threads: 0,
        encoding: HUIMIN_UTF_8,
        delimiter: 0,
        reserved: 0,
        progress: None,
        user_data: std::ptr::null_mut(),
    };

    /// # Safety
    ///
    /// As [`options`].
    pub(crate) unsafe fn read(given: *const Self) -> Outcome<Self> {
        // SAFETY: as the caller promises; a struct of numbers and pointers, size first.
        let read = unsafe { options(given, Self::DEFAULT, Self::FIRST_SIZE)? };
        match read {
            Some(read) if read.reserved != 0 => Err(Failure::call(Text::new(
                "选项的 `reserved` 应为 0",
                "`reserved` of the options must be 0",
            ))),
            read => Ok(read.unwrap_or(Self::DEFAULT)),
        }
    }

    /// Comma-separated text as the options say.
    pub(crate) fn csv(&self) -> Outcome<Format> {
        let bad = |zh: &str, en: &str| Err(Failure::call(Text::new(zh, en)));
        let Format::Csv { delimiter, .. } = Format::csv() else {
            return bad("", "");
        };
        let encoding = match self.encoding {
            HUIMIN_UTF_8 => Encoding::Utf8,
            HUIMIN_GB18030 => Encoding::Gb18030,
            _ => {
                return bad(
                    "选项的 `encoding` 不是已知的编码",
                    "`encoding` of the options is none that is known",
                );
            }
        };
        let delimiter = match (self.delimiter, u8::try_from(self.delimiter)) {
            (0, _) => delimiter,
            (_, Ok(byte)) => byte,
            (_, Err(_)) => {
                return bad(
                    "选项的 `delimiter` 不是单个字节",
                    "`delimiter` of the options is not one byte",
                );
            }
        };
        Ok(Format::Csv {
            encoding,
            delimiter,
        })
    }

    /// Calls `add` with the options as the library knows them.
    pub(crate) fn with<T>(self, add: impl FnOnce(AddOptions<'_>) -> Outcome<T>) -> Outcome<T> {
        let threads = usize::try_from(self.threads).unwrap_or(usize::MAX);
        let user_data = Shared(self.user_data);
        let Some(progress) = self.progress else {
            return add(AddOptions {
                threads,
                progress: None,
                ..Default::default()
            });
        };
        let mut ask = move |done: Progress| {
            // SAFETY: as the caller promises of its callback, which is called by one thread
            // at a time and only until this call ends.
            let go_on = unsafe { progress(user_data.pointer(), done.records, done.bytes) };
            go_on != 0
        };
        add(AddOptions {
            threads,
            progress: Some(&mut ask),
            ..Default::default()
        })
    }
}

/// What the callback is called with, on whatever thread.
#[derive(Clone, Copy, Debug)]
struct Shared(*mut c_void);

// SAFETY: it is only handed back; the caller promises that its callback may be called by any
// thread.
unsafe impl Send for Shared {}

impl Shared {
    fn pointer(self) -> *mut c_void {
        self.0
    }
}

//! Options of calls, and the work that they watch over.

use std::ffi::c_void;

use huimin_host::huimin::Text;
use huimin_host::tally::{Encoding, Format};
use huimin_host::{AddOptions, Failure, Outcome, Progress};

use crate::convert::options;
use crate::types::huimin_bytes;

/// Comma-separated text in UTF-8.
pub const HUIMIN_UTF_8: i32 = 0;
/// Comma-separated text in GB18030.
pub const HUIMIN_GB18030: i32 = 1;

/// The lines of each list that huimin_assessment_explain_text writes by default.
pub const HUIMIN_EXPLANATION_ENTRIES: u32 = 10;

/// A function of the caller that is called from time to time while records are added or a tally is
/// assessed. `records` and `bytes` are the numbers read so far; each is 0 where it is not known. A
/// result of 0 stops the call, which then fails with HUIMIN_ERROR_CANCELLED. The function may be called
/// from any thread, but never from two at once. It must return; the behaviour is undefined if it leaves
/// by longjmp or a C++ exception. A call that it makes on the tally of its own call fails with
/// HUIMIN_ERROR_STATE; it may free that tally.
pub type huimin_progress =
    Option<unsafe extern "C" fn(user_data: *mut c_void, records: u64, bytes: u64) -> i32>;

/// How records are added and withdrawn.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_add_options {
    /// `sizeof(huimin_add_options)`.
    pub struct_size: usize,
    /// The number of threads that may work at once; 0 means one. Withdrawing uses one.
    pub threads: u32,
    /// HUIMIN_UTF_8 or HUIMIN_GB18030. Only comma-separated text depends on it.
    pub encoding: i32,
    /// The character between two cells; 0 means a comma. Only comma-separated text depends on it.
    pub delimiter: u32,
    /// Must be 0.
    pub reserved: u32,
    /// Called while records are added, or NULL. Withdrawing does not call it.
    pub progress: huimin_progress,
    /// The first argument of `progress`.
    pub user_data: *mut c_void,
    /// Receives the number of records that the input has, or NULL.
    pub records: *mut u64,
    /// Receives the columns that are no field of the dataset, a JSON array of texts, or NULL.
    pub ignored_columns: *mut huimin_bytes,
}

/// How many threads work on a call, and what is called meanwhile.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_work_options {
    /// `sizeof(huimin_work_options)`.
    pub struct_size: usize,
    /// The number of threads that may work at once; 0 means one.
    pub threads: u32,
    /// Must be 0.
    pub reserved: u32,
    /// Called while the work goes on, or NULL.
    pub progress: huimin_progress,
    /// The first argument of `progress`.
    pub user_data: *mut c_void,
}

/// What an explanation has.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_explain_options {
    /// `sizeof(huimin_explain_options)`.
    pub struct_size: usize,
    /// HUIMIN_CHINESE or HUIMIN_ENGLISH. Only huimin_assessment_explain_text depends on it.
    pub language: i32,
    /// Whether the records are listed, of which there may be millions: 0 means no. Only
    /// huimin_assessment_explain depends on it.
    pub with_records: i32,
    /// The largest number of lines of each list; 0 means HUIMIN_EXPLANATION_ENTRIES. Only
    /// huimin_assessment_explain_text depends on it.
    pub entries: usize,
}

impl huimin_add_options {
    const FIRST_SIZE: usize =
        size_of::<usize>() + 4 * size_of::<u32>() + 4 * size_of::<*mut c_void>();

    const DEFAULT: Self = Self {
        struct_size: 0,
        threads: 0,
        encoding: HUIMIN_UTF_8,
        delimiter: 0,
        reserved: 0,
        progress: None,
        user_data: std::ptr::null_mut(),
        records: std::ptr::null_mut(),
        ignored_columns: std::ptr::null_mut(),
    };

    /// # Safety
    ///
    /// As [`options`].
    pub(crate) unsafe fn read(given: *const Self) -> Outcome<Self> {
        // SAFETY: as the caller promises; a struct of numbers and pointers, size first.
        let read = unsafe { options(given, Self::DEFAULT, Self::FIRST_SIZE)? };
        must_be_zero(read.reserved)?;
        Ok(read)
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

    pub(crate) fn watch(&self) -> Watch {
        Watch {
            threads: self.threads,
            progress: self.progress,
            user_data: Shared(self.user_data),
        }
    }
}

impl huimin_work_options {
    const FIRST_SIZE: usize =
        size_of::<usize>() + 2 * size_of::<u32>() + 2 * size_of::<*mut c_void>();

    const DEFAULT: Self = Self {
        struct_size: 0,
        threads: 0,
        reserved: 0,
        progress: None,
        user_data: std::ptr::null_mut(),
    };

    /// # Safety
    ///
    /// As [`options`].
    pub(crate) unsafe fn read(given: *const Self) -> Outcome<Watch> {
        // SAFETY: as the caller promises; a struct of numbers and pointers, size first.
        let read = unsafe { options(given, Self::DEFAULT, Self::FIRST_SIZE)? };
        must_be_zero(read.reserved)?;
        Ok(Watch {
            threads: read.threads,
            progress: read.progress,
            user_data: Shared(read.user_data),
        })
    }
}

impl huimin_explain_options {
    const FIRST_SIZE: usize = 2 * size_of::<usize>() + 2 * size_of::<u32>();

    const DEFAULT: Self = Self {
        struct_size: 0,
        language: 0,
        with_records: 0,
        entries: 0,
    };

    /// # Safety
    ///
    /// As [`options`].
    pub(crate) unsafe fn read(given: *const Self) -> Outcome<Self> {
        // SAFETY: as the caller promises; a struct of numbers, size first.
        unsafe { options(given, Self::DEFAULT, Self::FIRST_SIZE) }
    }

    /// How many lines of each list are wanted.
    pub(crate) fn entries(&self) -> usize {
        match self.entries {
            0 => usize::try_from(HUIMIN_EXPLANATION_ENTRIES).unwrap_or(usize::MAX),
            entries => entries,
        }
    }
}

fn must_be_zero(reserved: u32) -> Outcome<()> {
    if reserved == 0 {
        return Ok(());
    }
    Err(Failure::call(Text::new(
        "选项的 `reserved` 应为 0",
        "`reserved` of the options must be 0",
    )))
}

/// The threads that work on a call, and the callback that watches it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch {
    threads: u32,
    progress: huimin_progress,
    user_data: Shared,
}

impl Watch {
    /// So many threads, and nobody who watches.
    pub(crate) fn threads(threads: u32) -> Self {
        Self {
            threads,
            progress: None,
            user_data: Shared(std::ptr::null_mut()),
        }
    }

    /// Does the work with the options as the library knows them.
    pub(crate) fn over<T>(self, work: impl FnOnce(AddOptions<'_>) -> Outcome<T>) -> Outcome<T> {
        let threads = usize::try_from(self.threads).unwrap_or(usize::MAX);
        let user_data = self.user_data;
        let Some(progress) = self.progress else {
            return work(AddOptions {
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
        work(AddOptions {
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

//! What crosses by value: handles, texts and bytes. All other files share these types, and this one
//! uses none of the others.

use std::ffi::{c_char, c_void};

use huimin_host::assessment::AssessmentHandle;
use huimin_host::checker::CheckerHandle;
use huimin_host::directory::DirectoryHandle;
use huimin_host::network::NetworkHandle;
use huimin_host::plan::PlanHandle;
use huimin_host::programme::ProgrammeHandle;
use huimin_host::tally::TallyHandle;
use huimin_host::{Failure, Handle, Outcome};

/// A text of the caller: `length` bytes of UTF-8 at `data`. It needs no NUL at its end, and NUL is a
/// character like any other. `data` may be NULL where `length` is 0, which is the empty text. The
/// library reads it during the call and keeps no pointer to it. See HUIMIN_TEXT and huimin_text_of.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_text {
    /// The first byte.
    pub data: *const c_char,
    /// The number of bytes.
    pub length: usize,
}

/// Bytes of the caller, such as the content of a file: `length` bytes at `data`, which may be NULL
/// where `length` is 0. The library reads them during the call and keeps no pointer to them. See
/// huimin_buffer_of.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_buffer {
    /// The first byte.
    pub data: *const c_void,
    /// The number of bytes.
    pub length: usize,
}

/// Bytes that the library allocated. The caller owns them and must free them with huimin_bytes_free.
/// A text is UTF-8 without a NUL at its end. Where there is nothing, `length` is 0 and `data` may be
/// NULL. `{0}` is the value without any bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_bytes {
    /// The first byte.
    pub data: *const u8,
    /// The number of bytes.
    pub length: usize,
    /// Reserved for huimin_bytes_free. The caller must not change it.
    pub owner: u64,
}

impl huimin_bytes {
    const NONE: Self = Self {
        data: std::ptr::null(),
        length: 0,
        owner: 0,
    };

    /// Bytes that nobody needs to free.
    pub(crate) fn fixed(bytes: &'static [u8]) -> Self {
        Self {
            data: bytes.as_ptr(),
            length: bytes.len(),
            ..Self::NONE
        }
    }

    pub(crate) fn keep(bytes: Vec<u8>) -> Outcome<Self> {
        if bytes.is_empty() {
            return Ok(Self::NONE);
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

    /// Frees what [`keep`](Self::keep) kept, and leaves no bytes behind.
    pub(crate) fn free(&mut self) -> Outcome<()> {
        let owner = std::mem::replace(self, Self::NONE).owner;
        Handle::<Vec<u8>>::from(owner).free()
    }
}

/// A handle of a programme: a definition that was read. A programme never changes, and any number of
/// threads may use it at once. The caller must free it with huimin_programme_free; plans made from it
/// stay valid.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_programme {
    /// The number of the programme, or 0.
    pub id: u64,
}

/// A handle of a network: a register of divisions. A network never changes, and any number of threads
/// may use it at once. The caller must free it with huimin_network_free; plans made from it stay
/// valid.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_network {
    /// The number of the network, or 0.
    pub id: u64,
}

/// A handle of a plan: a programme bound to a network. A plan never changes, and any number of threads
/// may use it at once. The caller must free it with huimin_plan_free; tallies made from it stay valid.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_plan {
    /// The number of the plan, or 0.
    pub id: u64,
}

/// A handle of a checker: the rules of one dataset, prepared for checking many records one by one. A
/// checker never changes, and any number of threads may use it at once. The caller must free it with
/// huimin_checker_free.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_checker {
    /// The number of the checker, or 0.
    pub id: u64,
}

/// A handle of a tally: what is kept of the records added so far. One call at a time may use a tally: a
/// call made while another one runs on the same tally fails with HUIMIN_ERROR_STATE and changes
/// nothing. The caller must free it with huimin_tally_free.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_tally {
    /// The number of the tally, or 0.
    pub id: u64,
}

/// A handle of an assessment: the figures and findings of a tally as of a day. An assessment never
/// changes, whatever happens to the tally, and any number of threads may use it at once. The caller
/// must free it with huimin_assessment_free.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_assessment {
    /// The number of the assessment, or 0.
    pub id: u64,
}

/// A handle of a directory of record files: what lies in it, and how each file is written. It never
/// changes, and any number of threads may use it at once; the files are opened again whenever their
/// records are read. The caller must free it with huimin_directory_free.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_directory {
    /// The number of the directory, or 0.
    pub id: u64,
}

/// A handle of an error: the details of a call that failed. An error never changes, and any thread may
/// use it. The caller must free it with huimin_error_free. `{0}` is no error.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_error {
    /// The number of the error, or 0.
    pub id: u64,
}

/// Each struct has the number of one kind of object.
macro_rules! handles {
    ($($name:ident is $handle:ty;)*) => {
        $(impl $name {
            /// The object, if there is one of that number and kind.
            pub(crate) fn handle(self) -> $handle {
                self.id.into()
            }
        }

        impl From<$handle> for $name {
            fn from(handle: $handle) -> Self {
                Self { id: handle.into() }
            }
        })*
    };
}

handles! {
    huimin_programme is ProgrammeHandle;
    huimin_network is NetworkHandle;
    huimin_plan is PlanHandle;
    huimin_checker is CheckerHandle;
    huimin_tally is TallyHandle;
    huimin_assessment is AssessmentHandle;
    huimin_directory is DirectoryHandle;
    huimin_error is Handle<Failure>;
}

impl huimin_error {
    /// No error.
    pub(crate) const NONE: Self = Self { id: 0 };
}

impl huimin_network {
    /// No network.
    pub(crate) const NONE: Self = Self { id: 0 };
}

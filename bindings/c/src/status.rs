//! Numbers that are part of the contract.

use std::ffi::c_char;

use huimin_host::huimin::ErrorKind;

/// The version of this header: its first number.
pub const HUIMIN_VERSION_MAJOR: u32 = 0;
/// Its second number.
pub const HUIMIN_VERSION_MINOR: u32 = 1;
/// Its third number.
pub const HUIMIN_VERSION_PATCH: u32 = 0;
/// The number of the ABI. A program runs with every library whose huimin_abi_version is that of the
/// header it was compiled with. The shared library has the number in its name, `libhuimin.so.0`.
pub const HUIMIN_ABI_VERSION: u32 = 0;

/// The call succeeded.
pub const HUIMIN_OK: i32 = 0;
/// A definition has mistakes. The JSON of the error lists all of them.
pub const HUIMIN_ERROR_DEFINITION: i32 = 1;
/// A register has mistakes. The JSON of the error lists all of them.
pub const HUIMIN_ERROR_NETWORK: i32 = 2;
/// An input cannot be read: its encoding, its format, or a column that is missing or of another
/// type.
pub const HUIMIN_ERROR_INPUT: i32 = 3;
/// A limit of the library was exceeded.
pub const HUIMIN_ERROR_LIMIT: i32 = 4;
/// A number left the range in which the library computes exactly.
pub const HUIMIN_ERROR_OVERFLOW: i32 = 5;
/// An argument names something that does not exist, or makes no sense.
pub const HUIMIN_ERROR_ARGUMENT: i32 = 6;
/// The call does not fit the state of an object: a record to withdraw that was never added, tallies
/// of different plans, a tally that another call uses.
pub const HUIMIN_ERROR_STATE: i32 = 7;
/// The bytes of a tally are damaged or of another version.
pub const HUIMIN_ERROR_BYTES: i32 = 8;
/// The callback stopped the call.
pub const HUIMIN_ERROR_CANCELLED: i32 = 9;
/// The library has a fault. The process goes on; a tally that the call was changing can only be
/// freed.
pub const HUIMIN_ERROR_INTERNAL: i32 = 100;
/// A handle is zero, freed, of another kind, or was never given out.
pub const HUIMIN_ERROR_BAD_HANDLE: i32 = 101;
/// An argument breaks the rules of this header: NULL where it is not allowed, NULL with a length
/// that is not 0, a length that no object has, a text that is not UTF-8, a member of options that
/// is not allowed.
pub const HUIMIN_ERROR_BAD_CALL: i32 = 102;

/// Texts for people in Chinese.
pub const HUIMIN_CHINESE: i32 = 0;
/// Texts for people in English.
pub const HUIMIN_ENGLISH: i32 = 1;

const fn number(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => u32::MAX,
    }
}

const _: () = assert!(
    HUIMIN_VERSION_MAJOR == number(env!("CARGO_PKG_VERSION_MAJOR"))
        && HUIMIN_VERSION_MINOR == number(env!("CARGO_PKG_VERSION_MINOR"))
        && HUIMIN_VERSION_PATCH == number(env!("CARGO_PKG_VERSION_PATCH"))
        // As `huimin_host::language` reads them.
        && HUIMIN_CHINESE == 0
        && HUIMIN_ENGLISH == 1
);

const _: () = assert!(
    HUIMIN_ERROR_DEFINITION == ErrorKind::Definition as i32
        && HUIMIN_ERROR_NETWORK == ErrorKind::Network as i32
        && HUIMIN_ERROR_INPUT == ErrorKind::Input as i32
        && HUIMIN_ERROR_LIMIT == ErrorKind::Limit as i32
        && HUIMIN_ERROR_OVERFLOW == ErrorKind::Overflow as i32
        && HUIMIN_ERROR_ARGUMENT == ErrorKind::Argument as i32
        && HUIMIN_ERROR_STATE == ErrorKind::State as i32
        && HUIMIN_ERROR_BYTES == ErrorKind::Bytes as i32
        && HUIMIN_ERROR_CANCELLED == ErrorKind::Cancelled as i32
        && HUIMIN_ERROR_INTERNAL == huimin_host::INTERNAL
        && HUIMIN_ERROR_BAD_HANDLE == huimin_host::BAD_HANDLE
        && HUIMIN_ERROR_BAD_CALL == huimin_host::BAD_CALL
);

/// Returns the version of the library as a text that ends with NUL. The caller must not free it.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the number of the ABI of the library, which must be HUIMIN_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_abi_version() -> u32 {
    HUIMIN_ABI_VERSION
}

/// Returns what this build of the library has beyond what every build has: some of `parallel`,
/// `html`, `xlsx`, `parquet`, `door`, separated by blanks, as a text that ends with NUL. The caller
/// must not free it. A function that needs what the build leaves out exists all the same, and fails
/// with HUIMIN_ERROR_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_features() -> *const c_char {
    // One text for each of the builds, as what is handed out must never be freed.
    macro_rules! builds {
        ($($names:literal)*) => {
            ["\0", $(concat!($names, "\0"),)* "door\0", $(concat!($names, " door\0")),*]
        };
    }
    const ALL: [&str; 32] = builds! {
        "parallel"
        "html"
        "parallel html"
        "xlsx"
        "parallel xlsx"
        "html xlsx"
        "parallel html xlsx"
        "parquet"
        "parallel parquet"
        "html parquet"
        "parallel html parquet"
        "xlsx parquet"
        "parallel xlsx parquet"
        "html xlsx parquet"
        "parallel html xlsx parquet"
    };
    const BUILD: usize = cfg!(feature = "parallel") as usize
        | (cfg!(feature = "html") as usize) << 1
        | (cfg!(feature = "xlsx") as usize) << 2
        | (cfg!(feature = "parquet") as usize) << 3
        | (cfg!(feature = "door") as usize) << 4;
    const { ALL[BUILD] }.as_ptr().cast()
}

/// Returns the name of a status: `ok`, `definition`, `network`, `input`, `limit`, `overflow`,
/// `argument`, `state`, `bytes`, `cancelled`, `internal`, `handle`, `call`, or `unknown` for any
/// other number, as a text that ends with NUL. The caller must not free it.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_status_name(status: i32) -> *const c_char {
    let name = match status {
        HUIMIN_OK => c"ok",
        HUIMIN_ERROR_DEFINITION => c"definition",
        HUIMIN_ERROR_NETWORK => c"network",
        HUIMIN_ERROR_INPUT => c"input",
        HUIMIN_ERROR_LIMIT => c"limit",
        HUIMIN_ERROR_OVERFLOW => c"overflow",
        HUIMIN_ERROR_ARGUMENT => c"argument",
        HUIMIN_ERROR_STATE => c"state",
        HUIMIN_ERROR_BYTES => c"bytes",
        HUIMIN_ERROR_CANCELLED => c"cancelled",
        HUIMIN_ERROR_INTERNAL => c"internal",
        HUIMIN_ERROR_BAD_HANDLE => c"handle",
        HUIMIN_ERROR_BAD_CALL => c"call",
        _ => c"unknown",
    };
    name.as_ptr()
}

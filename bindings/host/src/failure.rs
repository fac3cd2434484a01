//! What can go wrong at the boundary, and that nothing else can.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use huimin::error::Place;
use huimin::{Error, Language, Text, exchange};

/// Every call that did what it was asked to.
pub const OK: i32 = 0;
/// The library has a fault: a call panicked. The process lives on; a tally that was being
/// changed can no longer be used.
pub const INTERNAL: i32 = 100;
/// A handle is zero, garbage, freed, or of another kind.
pub const BAD_HANDLE: i32 = 101;
/// An argument of the call itself makes no sense: NULL, a length that cannot be, a text
/// that is not UTF-8.
pub const BAD_CALL: i32 = 102;

/// The result of every call.
pub type Outcome<T> = Result<T, Failure>;

/// What went wrong: an error of the library, or one of the boundary. Its number is part
/// of the public contract and never reused.
#[derive(Clone, Debug)]
pub struct Failure(Cause);

#[derive(Clone, Debug)]
enum Cause {
    Library(Error),
    Boundary(i32, Text),
}

impl Failure {
    /// A handle that is none.
    pub fn handle(message: Text) -> Self {
        Self(Cause::Boundary(BAD_HANDLE, message))
    }

    /// A call that makes no sense.
    pub fn call(message: Text) -> Self {
        Self(Cause::Boundary(BAD_CALL, message))
    }

    /// A fault of the library.
    pub fn internal(message: Text) -> Self {
        Self(Cause::Boundary(INTERNAL, message))
    }

    /// The frozen number: 1 to 9 the kinds of [`huimin::ErrorKind`], or one of
    /// [`INTERNAL`], [`BAD_HANDLE`], [`BAD_CALL`].
    pub fn code(&self) -> i32 {
        match &self.0 {
            Cause::Library(error) => error.code(),
            Cause::Boundary(code, _) => *code,
        }
    }

    /// The message without its place.
    pub fn message(&self) -> &Text {
        match &self.0 {
            Cause::Library(error) => error.message(),
            Cause::Boundary(_, message) => message,
        }
    }

    /// The place in the input; nothing of it where it is no error of the library's.
    pub fn place(&self) -> Place {
        match &self.0 {
            Cause::Library(error) => error.place().clone(),
            Cause::Boundary(..) => Place::default(),
        }
    }

    /// The failures that this one puts together: what is wrong with each of several files.
    pub fn causes(&self) -> Vec<Self> {
        match &self.0 {
            Cause::Library(error) => error.causes().iter().cloned().map(Self::from).collect(),
            Cause::Boundary(..) => Vec::new(),
        }
    }

    /// The whole of it for a person: place, message, every diagnostic and every cause.
    pub fn render(&self, language: Language) -> String {
        match &self.0 {
            Cause::Library(error) => error.render(language),
            Cause::Boundary(_, message) => message.get(language).to_owned(),
        }
    }

    /// Everything about it, in the shape of [`exchange::error`].
    pub fn json(&self) -> String {
        match &self.0 {
            Cause::Library(error) => exchange::error(error),
            Cause::Boundary(code, message) => {
                let kind = match *code {
                    BAD_HANDLE => "handle",
                    BAD_CALL => "call",
                    _ => "internal",
                };
                exchange::failure(*code, kind, message)
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(Cause::Library(error))
    }
}

impl From<Failure> for Error {
    /// For what must be an error of the library on its way through it.
    fn from(failure: Failure) -> Self {
        match failure.0 {
            Cause::Library(error) => error,
            Cause::Boundary(_, message) => Self::new(huimin::ErrorKind::Input, message),
        }
    }
}

/// What `work` gives. A panic in it is the failure [`INTERNAL`]; the panic hook of the
/// process, which may have printed it, is left as it is.
///
/// # Errors
///
/// That of `work`.
pub fn guard<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    // What a panic can leave half done is a tally, and that is marked by its lock.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let failure = Failure::internal(words(panic.as_ref()));
        // What was thrown may throw once more while it is dropped.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(panic)));
        Err(failure)
    })
}

fn words(panic: &(dyn Any + Send)) -> Text {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let words = words.unwrap_or("?");
    Text::new(
        format!("内部错误,请报告:{words}"),
        format!("internal error, please report it: {words}"),
    )
}

//! Names, as the author wrote them.

use crate::diagnostic::Spanned;

/// A name or a formula, as written.
pub type Name = Spanned<String>;

//! The codes of the diagnostics about definition files. A code is never reused;
//! each stands in `docs/diagnostics-definition.md` with a bad and a repaired example.

macro_rules! codes {
    ($($(#[$meaning:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$meaning])* pub(super) const $name: &str = $code;)*
        /// All of them, for the comparison with their documentation.
        #[cfg(test)]
        pub(super) const ALL: &[&str] = &[$($code),*];
    };
}

codes! {
    /// The text is not TOML.
    SYNTAX = "D001";
    /// A table has no such key.
    UNKNOWN_KEY = "D002";
    /// A table lacks a key.
    MISSING_KEY = "D003";
    /// A value is of another type.
    WRONG_TYPE = "D004";
    /// A name cannot be an id.
    BAD_ID = "D005";
    /// Two parts of one kind have the same id.
    DUPLICATE = "D006";
    /// Not a date.
    BAD_DATE = "D007";
    /// A binary float where figures are exact.
    BINARY_FLOAT = "D008";
    /// Not a number the place can have.
    BAD_NUMBER = "D009";
    /// None of the words that can stand there.
    UNKNOWN_CHOICE = "D010";
    /// A label in one language only.
    ONE_LANGUAGE = "D011";
    /// A name that no part has.
    UNKNOWN_REFERENCE = "D012";
    /// A field that cannot be used so.
    UNFIT_FIELD = "D013";
    /// A period that ends before it starts, or is too long.
    BAD_PERIOD = "D014";
    /// A date outside the programme's period.
    OUTSIDE_PERIOD = "D015";
    /// Dates that do not ascend.
    BAD_ORDER = "D016";
    /// Shares that are none or do not sum to 1.
    BAD_SHARES = "D017";
    /// A cap of the library.
    OVER_LIMIT = "D018";
    /// Keys that do not go together.
    UNCLEAR_KIND = "D019";
    /// An empty text or list.
    EMPTY = "D021";
    /// Not a division code.
    BAD_DIVISION_CODE = "D022";
    /// A placeholder in a message that stands for nothing.
    UNKNOWN_PLACEHOLDER = "D023";
    /// A part that nothing uses (a warning).
    UNUSED = "D024";
    /// A dataset that lacks a field a table reads.
    LACKING_FIELD = "D025";
    /// Not an offset from UTC.
    BAD_OFFSET = "D026";
    /// A label by which two parts could be meant.
    AMBIGUOUS_NAME = "D027";
}

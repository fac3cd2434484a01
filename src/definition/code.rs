//! The codes of the diagnostics about definition files. A code is never reused;
//! each stands in `docs/diagnostics-definition.md` with a bad and a repaired example.

pub(super) const SYNTAX: &str = "D001";
pub(super) const UNKNOWN_KEY: &str = "D002";
pub(super) const MISSING_KEY: &str = "D003";
pub(super) const WRONG_TYPE: &str = "D004";
pub(super) const BAD_ID: &str = "D005";
pub(super) const DUPLICATE: &str = "D006";
pub(super) const BAD_DATE: &str = "D007";
pub(super) const BINARY_FLOAT: &str = "D008";
pub(super) const BAD_NUMBER: &str = "D009";
pub(super) const UNKNOWN_CHOICE: &str = "D010";
pub(super) const ONE_LANGUAGE: &str = "D011";
pub(super) const UNKNOWN_REFERENCE: &str = "D012";
pub(super) const UNFIT_FIELD: &str = "D013";
pub(super) const BAD_PERIOD: &str = "D014";
pub(super) const OUTSIDE_PERIOD: &str = "D015";
pub(super) const BAD_ORDER: &str = "D016";
pub(super) const BAD_SHARES: &str = "D017";
pub(super) const OVER_LIMIT: &str = "D018";
pub(super) const UNCLEAR_KIND: &str = "D019";
pub(super) const NOT_SUPPORTED: &str = "D020";
pub(super) const EMPTY: &str = "D021";
pub(super) const BAD_DIVISION_CODE: &str = "D022";
pub(super) const UNKNOWN_PLACEHOLDER: &str = "D023";
pub(super) const UNUSED: &str = "D024";

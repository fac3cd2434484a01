//! Keys that do not go together.

/// One of several sets of keys that a table can have.
pub struct Alternative {
    /// What the table is then.
    #[cfg(test)]
    pub title: &'static str,
    /// The keys it has.
    pub with: &'static [&'static str],
    /// The keys it does not have.
    pub without: &'static [&'static str],
}

//! Words that a key of a definition can have.

/// A type whose values are words of a definition.
pub(super) trait Word: Copy + 'static {
    /// All of them, in the order in which they are listed for people.
    const ALL: &'static [Self];

    /// The word.
    fn id(self) -> &'static str;
}

/// Says once which word stands for which variant: [`Word`] for an enum all of
/// whose variants are words.
macro_rules! words {
    ($name:ident { $($variant:ident = $id:literal),* $(,)? }) => {
        impl $crate::definition::word::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id),*
                }
            }
        }
    };
}
pub(super) use words;

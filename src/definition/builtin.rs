//! The definitions that come with the library.

/// Names and texts, in the order of [`builtin_names`].
const BUILTINS: [(&str, &str); 2] = [
    ("yuxi-2019", include_str!("builtin/yuxi-2019.toml")),
    ("yunnan-2019", include_str!("builtin/yunnan-2019.toml")),
];

/// The names of the built-in definitions.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|(name, _)| *name)
}

/// The text of the built-in definition `name`; none if there is none of that name.
///
/// It is meant to be read, copied and changed: whatever the programme's own
/// text leaves open is marked there as the project's choice.
pub fn builtin_text(name: &str) -> Option<&'static str> {
    BUILTINS
        .iter()
        .find(|(builtin, _)| *builtin == name)
        .map(|(_, text)| *text)
}

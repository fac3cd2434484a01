//! The registers that ship with the library. Their source is named in NOTICE.

use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

use super::Network;

/// Name and packed text of each.
const REGISTERS: [(&str, &[u8]); 2] = [
    (
        "yuxi-2019",
        include_bytes!(concat!(env!("OUT_DIR"), "/yuxi_divisions_2019.csv.deflate")),
    ),
    (
        "yunnan-2019",
        include_bytes!(concat!(
            env!("OUT_DIR"),
            "/yunnan_divisions_2019.csv.deflate"
        )),
    ),
];

impl Network {
    /// The names that [`builtin`](Self::builtin) knows.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        REGISTERS.iter().map(|(name, _)| *name)
    }

    /// A register that ships with the library: `yuxi-2019` (the city of Yuxi,
    /// 794 divisions) or `yunnan-2019` (the province of Yunnan, 16,167), of
    /// the statistical division codes of the National Bureau of Statistics,
    /// 2019 edition (as of 2019-10-31).
    ///
    /// # Errors
    /// Of kind [`Argument`](ErrorKind::Argument) for any other name.
    ///
    /// # Example
    /// ```
    /// use huimin::network::{Level, Network};
    ///
    /// let network = Network::builtin("yuxi-2019")?;
    /// assert_eq!(network.at_level(Level::Township).count(), 75);
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn builtin(name: &str) -> Result<Self> {
        let known = REGISTERS.iter().find(|(known, _)| *known == name);
        let (_, packed) = known.ok_or_else(|| unknown(name))?;
        Self::from_source(name, &unpacked(packed)?)
    }
}

fn unpacked(packed: &[u8]) -> Result<String> {
    let bytes = miniz_oxide::inflate::decompress_to_vec(packed).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    // Never, as the build packed them; but nothing here may panic.
    text.ok_or_else(|| {
        let message = text!("内置区划登记册已损坏", "a built-in register is damaged");
        Error::new(ErrorKind::Bytes, message)
    })
}

fn unknown(name: &str) -> Error {
    let found = super::code::excerpt(name);
    let names: Vec<&str> = Network::builtin_names().collect();
    let (names_zh, names_en) = (names.join("、"), names.join("`, `"));
    let message = match did_you_mean(name, &names) {
        Some(meant) => text!(
            "没有名为“{found}”的内置区划登记册,是否指“{meant}”?可用的有:{names_zh}",
            "expected a built-in register, but found `{found}`; did you mean `{meant}`? there are `{names_en}`"
        ),
        None => text!(
            "没有名为“{found}”的内置区划登记册,可用的有:{names_zh}",
            "expected a built-in register, but found `{found}`; there are `{names_en}`"
        ),
    };
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
#[path = "builtin_tests.rs"]
mod tests;

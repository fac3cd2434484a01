//! Exact numbers of requests.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::figure::Decimal;

/// A number as it is written: `5`, `0.98`, `"0.98"` or `"98%"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact(pub Decimal);

impl Exact {
    /// The number that a JSON token writes.
    pub fn of_token(token: &str) -> Option<Self> {
        let text = match token.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"').unwrap_or(rest),
            None => token,
        };
        let number = Decimal::parse(text).or_else(|| Decimal::parse_share(text));
        number.map(Self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let token = raw.get();
        Self::of_token(token).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "expected an exact number such as 5, 0.98 or \"98%\", but found {token}"
            ))
        })
    }
}

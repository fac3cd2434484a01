//! Requests and answers as JSON, for hosts that hold no values of Rust: C, Java, and
//! whoever speaks to a service. Everything here converts and nothing decides, so an
//! answer has the same bytes in every language.
//!
//! Texts are UTF-8. Keys stand in a fixed order. Exact numbers that may have decimals
//! are texts (`"0.98"`, `"1/3"`), counts are JSON numbers, days are `YYYY-MM-DD`, and what
//! is not there is `null`. Messages for people have both languages:
//! `{"zh": …, "en": …}`. In requests an exact number may be a JSON number or a text
//! with or without `%`; it is read digit by digit, never through a float. A key that a
//! request does not know is an error.
//!
//! | request | answer |
//! |---|---|
//! | [`allocate`], [`apportion`] | whole numbers that sum exactly |
//! | [`sample_size`], [`sampling_plan`], [`characteristic`], [`interval`] | of a sample |
//! | [`draw`], [`evaluate`] | a sample, and what follows from what was found |
//! | [`score`] | a scoreboard |
//! | [`check_record`] | what is wrong with one record |
//!
//! With the feature `door`: `door_options` reads how a directory is surveyed, `delivery` answers
//! with what lies in it.
//!
//! Answers about values: [`table`], [`figure`], [`explanation`], [`inspection`],
//! [`record_findings`], [`diagnostics`], [`error`], [`failure`], [`names`].

mod allocation;
mod answers;
#[cfg(feature = "door")]
mod delivery;
mod inspected;
mod inspection;
mod number;
mod records;
mod scoring;
mod tables;

pub use allocation::{allocate, apportion};
pub use answers::{diagnostics, error, explanation, failure, figure, names};
#[cfg(feature = "door")]
pub use delivery::{delivery, door_options};
pub use inspected::inspection;
pub use inspection::{characteristic, draw, evaluate, interval, sample_size, sampling_plan};
pub use records::{check_record, reconcile, reconcile_tables, record_findings};
pub use scoring::score;
pub use tables::table;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::{Text, text};

/// A message in both languages.
#[derive(Serialize)]
struct Words {
    zh: String,
    en: String,
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Self {
        Self {
            zh: text.zh.clone(),
            en: text.en.clone(),
        }
    }
}

/// What `request` asks for.
fn read<T: DeserializeOwned>(request: &str) -> Result<T> {
    if request.len() > limits::REQUEST_BYTES {
        let (bytes, most) = (request.len(), limits::REQUEST_BYTES);
        let message = text!(
            "请求有 {bytes} 字节,上限 {most} 字节",
            "the request has {bytes} bytes, but at most {most} are allowed"
        );
        return Err(Error::new(ErrorKind::Limit, message));
    }
    serde_json::from_str(request).map_err(|error| {
        argument(text!(
            "请求不是所要的 JSON:{error}",
            "the request is not the JSON that is expected: {error}"
        ))
    })
}

fn written<T: Serialize>(answer: &T) -> Result<String> {
    serde_json::to_string(answer).map_err(|error| {
        let message = text!(
            "不能写成 JSON:{error}",
            "it cannot be written as JSON: {error}"
        );
        Error::new(ErrorKind::Argument, message)
    })
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

//! Many short texts in one run of bytes.

use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Texts by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextStore {
    pub(super) bytes: Vec<u8>,
    /// Where each text ends.
    pub(super) ends: Vec<u32>,
}

impl TextStore {
    /// Adds a text.
    ///
    /// # Errors
    ///
    /// `Limit` where the store would exceed 4 GiB.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let end = u32::try_from(self.bytes.len().saturating_add(bytes.len())).map_err(|_| {
            let message = text!(
                "一批记录的文本超过 4 GiB,请减小批次",
                "the texts of one batch exceed 4 GiB; use smaller batches"
            );
            Error::new(ErrorKind::Limit, message)
        })?;
        self.bytes.extend_from_slice(bytes);
        self.ends.push(end);
        Ok(())
    }

    /// The text with that position; empty beyond the last.
    pub fn bytes(&self, position: usize) -> &[u8] {
        let start = position
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied();
        let end = self.ends.get(position).copied().unwrap_or(0);
        let range = start.unwrap_or(0) as usize..end as usize;
        self.bytes.get(range).unwrap_or_default()
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

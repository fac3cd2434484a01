//! Batches in memory of somebody else.

use std::str::from_utf8;

use arrow_array::cast::AsArray;
use arrow_array::{Array, GenericStringArray, OffsetSizeTrait, RecordBatch, StringViewArray};
use arrow_schema::{DataType, SchemaRef};

use super::guard::guarded;
use super::{BatchSource, Piece, Rows};
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Rows of a piece: enough to make the work per piece vanish, little enough that threads
/// share a frame that comes as one batch, and that nobody waits for the end of a piece.
const PIECE_ROWS: usize = 16_384;

/// Record batches whose memory came from outside, by the Arrow C data interface.
///
/// What is read of them is looked at before: texts are UTF-8, offsets rise and stay within
/// their buffers, views and the positions of dictionaries point at what is there. What is
/// none of this is an error of kind [`Input`](ErrorKind::Input) with its column. How long
/// buffers are that interface does not say, so nobody can look at that.
#[derive(Debug)]
pub struct ImportedSource<I> {
    schema: Option<SchemaRef>,
    batches: I,
    /// What is left of a batch.
    rest: Option<RecordBatch>,
    kept: Option<Vec<usize>>,
    has_ended: bool,
}

impl<I: Iterator<Item = Result<RecordBatch>> + Send> ImportedSource<I> {
    /// A source that gives the rows of some batches, which have the columns of `schema`, where
    /// that is known before they come.
    pub fn new(schema: Option<SchemaRef>, batches: impl IntoIterator<IntoIter = I>) -> Self {
        Self {
            schema,
            batches: batches.into_iter(),
            rest: None,
            kept: None,
            has_ended: false,
        }
    }

    /// The next rows; of what stands in them only dictionaries have been looked at.
    fn next_rows(&mut self) -> Result<Option<RecordBatch>> {
        if self.has_ended {
            return Ok(None);
        }
        let rows = self.next_piece_of_batch();
        self.has_ended = !matches!(rows, Ok(Some(_)));
        rows
    }

    fn next_piece_of_batch(&mut self) -> Result<Option<RecordBatch>> {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => match guarded(damaged, || self.batches.next().transpose())? {
                Some(batch) => self.prepared(batch)?,
                None => return Ok(None),
            },
        };
        let rows = batch.num_rows();
        if rows > PIECE_ROWS {
            self.rest = Some(batch.slice(PIECE_ROWS, rows.saturating_sub(PIECE_ROWS)));
            return Ok(Some(batch.slice(0, PIECE_ROWS)));
        }
        Ok(Some(batch))
    }

    /// A batch with the columns that will be read. Dictionaries are looked at here, once for
    /// all pieces, which share their values.
    fn prepared(&self, batch: RecordBatch) -> Result<RecordBatch> {
        let batch = match &self.kept {
            Some(kept) => batch
                .project(kept)
                .map_err(|error| damaged(&error.to_string()))?,
            None => batch,
        };
        looked_at(&batch, |kind| matches!(kind, DataType::Dictionary(..)))?;
        Ok(batch)
    }
}

impl<I: Iterator<Item = Result<RecordBatch>> + Send> BatchSource for ImportedSource<I> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let rows = self.next_rows()?;
        let rows = rows.map(looked_at_but_dictionaries).transpose();
        self.has_ended |= rows.is_err();
        rows
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let rows = self.next_rows()?;
        let looked_at = |rows| std::iter::once(rows).map(looked_at_but_dictionaries);
        Ok(rows.map(|rows| Box::new(looked_at(rows).map(|rows| rows.map(Rows::from))) as Piece))
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        Ok(self.schema.clone())
    }

    fn keep(&mut self, columns: &[usize]) {
        self.kept = Some(columns.to_vec());
    }
}

fn looked_at_but_dictionaries(rows: RecordBatch) -> Result<RecordBatch> {
    looked_at(&rows, |kind| !matches!(kind, DataType::Dictionary(..)))?;
    Ok(rows)
}

/// Looks at the columns of some types.
fn looked_at(rows: &RecordBatch, which: impl Fn(&DataType) -> bool) -> Result<()> {
    let schema = rows.schema();
    let columns = rows.columns().iter().zip(schema.fields());
    for (column, field) in columns.filter(|(column, _)| which(column.data_type())) {
        let sound = guarded(damaged, || look_at(&**column));
        sound.map_err(|error| error.in_column(field.name()))?;
    }
    Ok(())
}

fn look_at(column: &dyn Array) -> Result<()> {
    // The library's own check of texts goes through all buffers, however small the slice.
    let is_sound = match column.data_type() {
        DataType::Utf8 => are_texts(column.as_string::<i32>()),
        DataType::LargeUtf8 => are_texts(column.as_string::<i64>()),
        DataType::Utf8View => are_views(column.as_string_view()),
        _ => false,
    };
    if is_sound {
        return Ok(());
    }
    let checked = column.to_data().validate_full();
    checked.map_err(|error| damaged(&error.to_string()))
}

/// Whether offsets rise and what is between them is text.
fn are_texts<O: OffsetSizeTrait>(texts: &GenericStringArray<O>) -> bool {
    let offsets = texts.value_offsets();
    let (Some(first), Some(last), Some(ends)) = (offsets.first(), offsets.last(), offsets.get(1..))
    else {
        return false;
    };
    // Slices side by side, all of them looked at: that becomes a few wide instructions.
    let rise = offsets.iter().zip(ends);
    let rise = rise.fold(true, |rise, (start, end)| rise & (start <= end));
    let start = first.as_usize();
    let bytes = texts.value_data().get(start..last.as_usize());
    let are_texts = |bytes: &[u8]| {
        // Most codes, dates and ids are ASCII, where every place is between two characters.
        bytes.is_ascii()
            || from_utf8(bytes).is_ok_and(|bytes| {
                let mut places = offsets.iter().map(|offset| offset.as_usize());
                places.all(|place| bytes.is_char_boundary(place.wrapping_sub(start)))
            })
    };
    rise && *first >= O::zero() && counts_nulls(texts) && bytes.is_some_and(are_texts)
}

/// Bytes of a text that a view holds itself.
const INLINE: u32 = 12;
/// Of every byte the bit that ASCII has not.
const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; 16]);

/// The same of views, which hold short texts themselves and say of long ones where they are.
fn are_views(texts: &StringViewArray) -> bool {
    let buffers = texts.data_buffers();
    let is_text = |view: &u128| {
        let (length, rest) = (low(*view), view >> 32);
        if length <= INLINE {
            // What is no byte of the text has to be zero.
            let beyond = rest.checked_shr(length.saturating_mul(8)).unwrap_or(0);
            return beyond == 0 && (rest & HIGH_BITS == 0 || is_short_text(rest, length));
        }
        let (buffer, start) = (low(view >> 64) as usize, low(view >> 96) as usize);
        let end = start.checked_add(length as usize);
        let bytes = buffers.get(buffer).zip(end);
        let bytes = bytes.and_then(|(buffer, end)| buffer.get(start..end));
        bytes.is_some_and(|bytes| {
            bytes.starts_with(&low(rest).to_le_bytes())
                && (bytes.is_ascii() || from_utf8(bytes).is_ok())
        })
    };
    counts_nulls(texts) && texts.views().iter().all(is_text)
}

fn is_short_text(bytes: u128, length: u32) -> bool {
    let bytes = bytes.to_le_bytes();
    let text = bytes.get(..length as usize);
    text.is_some_and(|text| from_utf8(text).is_ok())
}

/// The lowest 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is what is asked for")]
fn low(view: u128) -> u32 {
    view as u32
}

/// Whether there are as many nulls as the array says.
fn counts_nulls(array: &dyn Array) -> bool {
    array.nulls().is_none_or(|nulls| {
        let set = nulls.inner().count_set_bits();
        nulls.len().checked_sub(set) == Some(nulls.null_count())
    })
}

fn damaged(reason: &str) -> Error {
    let message = text!(
        "不能作为 Arrow 数据读入:{reason}",
        "it cannot be read as Arrow data: {reason}"
    );
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
#[path = "imported_tests.rs"]
mod tests;

//! Columns that Java hands over as arrays, as Arrow batches: the buffers come in the layout
//! that Arrow has, so that nothing is done but copying them.

use std::sync::Arc;

use arrow_array::types::{Date32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::{
    ArrowNativeType, BooleanBuffer, Buffer, MutableBuffer, NullBuffer, OffsetBuffer, ScalarBuffer,
};
use huimin_host::Failure;
use huimin_host::huimin::{Error, ErrorKind, Text};
use jni::objects::{JByteArray, JObjectArray};

use crate::call::{Call, Result};
use crate::packed;

/// Rows of a batch: pieces that threads work on side by side.
const BATCH_ROWS: usize = 1 << 16;

/// What `io.huimin.Columns` hands over.
pub struct Columns<'a, 'l> {
    /// The names, as one packed list.
    pub names: &'a JByteArray<'l>,
    /// Of each column the number of its kind: 0 text, 1 whole number, 2 boolean, 3 day.
    pub kinds: &'a JByteArray<'l>,
    /// Of each column three buffers: a bit per value that is there (null where all are),
    /// the offsets of texts (null for other kinds), and the values.
    pub buffers: &'a JObjectArray<'l, JByteArray<'l>>,
    /// How many values each has.
    pub rows: i32,
}

/// The columns as batches of records of a dataset.
pub fn batches(
    call: &mut Call<'_, '_>,
    dataset: &str,
    columns: &Columns<'_, '_>,
) -> Result<impl Iterator<Item = huimin_host::huimin::Result<RecordBatch>> + Send + use<>> {
    let names = call.bytes("names", columns.names)?;
    let names = packed::unpack("names", &names)?;
    let kinds = call.bytes("kinds", columns.kinds)?;
    let rows = usize::try_from(columns.rows).map_err(|_| wrong("rows"))?;
    if columns.buffers.is_null() {
        return Err(wrong("buffers").into());
    }
    let given = columns.buffers.len(call.env)?;
    let mut arrays = Vec::new();
    let mut next = 0..;
    for (name, kind) in names.iter().zip(kinds) {
        let name = name.ok_or_else(|| wrong("names"))?;
        let mut buffer = || match next.next().filter(|index| *index < given) {
            Some(index) => buffer(call, columns.buffers, index),
            None => Ok(None),
        };
        let parts = Parts {
            present: buffer()?,
            offsets: buffer()?,
            values: buffer()?.ok_or_else(|| wrong("buffers"))?,
        };
        let array = parts.array(kind, rows).map_err(|trouble| match trouble {
            Trouble::Shape => wrong("buffers"),
            Trouble::NotUtf8(row) => {
                let message = Text::new("文本不是 UTF-8", "the text is not UTF-8");
                let error = Error::new(ErrorKind::Input, message).in_dataset(dataset);
                error.in_column(name).at_row(row).into()
            }
        })?;
        arrays.push((name, array, true));
    }
    let whole = RecordBatch::try_from_iter_with_nullable(arrays).map_err(|_| wrong("columns"))?;
    let starts = (0..rows).step_by(BATCH_ROWS);
    Ok(starts.map(move |start| {
        let length = BATCH_ROWS.min(rows.saturating_sub(start));
        Ok(whole.slice(start, length))
    }))
}

/// The buffer at an index; none for null.
fn buffer(
    call: &mut Call<'_, '_>,
    buffers: &JObjectArray<'_, JByteArray<'_>>,
    index: usize,
) -> Result<Option<Buffer>> {
    let array = buffers.get_element(call.env, index)?;
    if array.is_null() {
        return Ok(None);
    }
    let mut copied = MutableBuffer::from_len_zeroed(array.len(call.env)?);
    array.get_region(call.env, 0, copied.typed_data_mut::<i8>())?;
    call.env.delete_local_ref(array);
    Ok(Some(copied.into()))
}

/// The buffers of a column.
struct Parts {
    present: Option<Buffer>,
    offsets: Option<Buffer>,
    values: Buffer,
}

/// Why buffers are no column.
enum Trouble {
    /// They are too short, or do not fit each other.
    Shape,
    /// The text of a row, counted from 1, is not UTF-8.
    NotUtf8(u64),
}

impl Parts {
    fn array(self, kind: u8, rows: usize) -> std::result::Result<ArrayRef, Trouble> {
        let nulls = match self.present {
            Some(bits) => Some(NullBuffer::new(booleans(bits, rows)?)),
            None => None,
        };
        Ok(match kind {
            0 => {
                let offsets = self.offsets.ok_or(Trouble::Shape)?;
                Arc::new(texts(offsets, self.values, nulls, rows)?)
            }
            1 => {
                let values = numbers::<i64>(self.values, rows)?;
                let array = PrimitiveArray::<Int64Type>::try_new(values, nulls);
                Arc::new(array.map_err(|_| Trouble::Shape)?)
            }
            2 => {
                let values = booleans(self.values, rows)?;
                Arc::new(BooleanArray::new(values, nulls))
            }
            3 => {
                let values = numbers::<i32>(self.values, rows)?;
                let array = PrimitiveArray::<Date32Type>::try_new(values, nulls);
                Arc::new(array.map_err(|_| Trouble::Shape)?)
            }
            _ => return Err(Trouble::Shape),
        })
    }
}

fn booleans(bits: Buffer, rows: usize) -> std::result::Result<BooleanBuffer, Trouble> {
    if bits.len() < rows.div_ceil(8) {
        return Err(Trouble::Shape);
    }
    Ok(BooleanBuffer::new(bits, 0, rows))
}

fn numbers<T: ArrowNativeType>(
    values: Buffer,
    rows: usize,
) -> std::result::Result<ScalarBuffer<T>, Trouble> {
    if values.len() != rows.saturating_mul(size_of::<T>()) {
        return Err(Trouble::Shape);
    }
    Ok(ScalarBuffer::new(values, 0, rows))
}

fn texts(
    offsets: Buffer,
    values: Buffer,
    nulls: Option<NullBuffer>,
    rows: usize,
) -> std::result::Result<StringArray, Trouble> {
    let offsets = numbers::<i32>(offsets, rows.saturating_add(1))?;
    let rising = offsets.is_sorted() && offsets.first().is_some_and(|first| *first >= 0);
    if !rising {
        return Err(Trouble::Shape);
    }
    let offsets = OffsetBuffer::new(offsets);
    StringArray::try_new(offsets.clone(), values.clone(), nulls)
        .map_err(|_| first_broken(&offsets, &values).map_or(Trouble::Shape, Trouble::NotUtf8))
}

/// The first row, counted from 1, whose text is not UTF-8.
fn first_broken(offsets: &[i32], values: &[u8]) -> Option<u64> {
    let place = |offset: i32| usize::try_from(offset).ok();
    (1..).zip(offsets.windows(2)).find_map(|(row, ends)| {
        let [start, end] = ends else { return None };
        let text = values.get(place(*start)?..place(*end)?)?;
        std::str::from_utf8(text).is_err().then_some(row)
    })
}

fn wrong(what: &str) -> Failure {
    Failure::call(Text::new(
        format!("列的 `{what}` 不成立"),
        format!("the `{what}` of the columns make no sense"),
    ))
}

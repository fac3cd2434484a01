//! Arrow arrays as texts and whole numbers, whatever their width and form.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType};
use arrow_schema::{DataType, TimeUnit};

use crate::column::{Mask, Numbers, TextColumn};

/// Texts of any of Arrow's text types; none for other types.
pub(super) fn texts(array: &ArrayRef) -> Option<TextColumn> {
    Some(match array.data_type() {
        DataType::Utf8 => TextColumn::Utf8(array.as_string::<i32>().clone()),
        DataType::LargeUtf8 => TextColumn::LargeUtf8(array.as_string::<i64>().clone()),
        DataType::Utf8View => TextColumn::View(array.as_string_view().clone()),
        DataType::Null => TextColumn::Null(array.len()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let texts = texts(dictionary.values())?;
            TextColumn::Dictionary(positions(dictionary.keys())?, Arc::new(texts))
        }
        _ => return None,
    })
}

/// The positions in its dictionary of every row of an array, by the array's keys; `u32::MAX`,
/// which is beyond every dictionary, for null.
pub(super) fn positions(keys: &dyn Array) -> Option<Vec<u32>> {
    macro_rules! of {
        ($($kind:ident: $type:ty),*) => {
            match keys.data_type() {
                $(DataType::$kind => {
                    let keys = keys.as_primitive::<$type>().values();
                    keys.iter().map(|key| u32::try_from(*key).unwrap_or(u32::MAX)).collect()
                })*
                _ => return None,
            }
        };
    }
    let mut positions: Vec<u32> = of!(
        Int8: Int8Type, Int16: Int16Type, Int32: Int32Type, Int64: Int64Type,
        UInt8: UInt8Type, UInt16: UInt16Type, UInt32: UInt32Type, UInt64: UInt64Type
    );
    if let Some(nulls) = keys.nulls() {
        for (position, is_there) in positions.iter_mut().zip(nulls) {
            // Without a branch, as it cannot be foreseen.
            *position |= u32::from(is_there).wrapping_sub(1);
        }
    }
    Some(positions)
}

/// Whole numbers of any width but unsigned 64 bits; none for other types.
pub(super) fn integers(array: &ArrayRef) -> Option<Numbers> {
    Some(match array.data_type() {
        DataType::Int8 => primitive::<Int8Type>(array, i64::from),
        DataType::Int16 => primitive::<Int16Type>(array, i64::from),
        DataType::Int32 => primitive::<Int32Type>(array, i64::from),
        DataType::Int64 => primitive::<Int64Type>(array, |value| value),
        DataType::UInt8 => primitive::<UInt8Type>(array, i64::from),
        DataType::UInt16 => primitive::<UInt16Type>(array, i64::from),
        DataType::UInt32 => primitive::<UInt32Type>(array, i64::from),
        _ => return None,
    })
}

/// Timestamps in their own unit; none for other types.
pub(super) fn timestamps(array: &ArrayRef) -> Option<Numbers> {
    let same = |value: i64| value;
    Some(match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => primitive::<TimestampSecondType>(array, same),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            primitive::<TimestampMillisecondType>(array, same)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            primitive::<TimestampMicrosecondType>(array, same)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            primitive::<TimestampNanosecondType>(array, same)
        }
        _ => return None,
    })
}

/// The values of a primitive array, widened.
pub(super) fn primitive<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    widen: impl Fn(T::Native) -> i64,
) -> Numbers {
    let array = array.as_primitive::<T>();
    Numbers {
        values: array.values().iter().map(|value| widen(*value)).collect(),
        known: match array.nulls() {
            None => Mask::all(array.len()),
            Some(nulls) => Mask::from_bits(nulls.inner()),
        },
    }
}

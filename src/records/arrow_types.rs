//! Arrow arrays as texts and whole numbers, whatever their width and form.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StringArray};
use arrow_schema::{DataType, TimeUnit};

use crate::calendar::Date;
use crate::column::{Mask, Numbers, TextColumn};

/// Billionths of a second.
pub(super) const NANOSECONDS: i64 = 1_000_000_000;

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

/// Whole numbers and exact decimals, of any width, as texts without zeros at the end of their part;
/// texts as they are, and any other type.
pub(super) fn as_texts(array: &ArrayRef) -> Cow<'_, ArrayRef> {
    fn written<T: ArrowPrimitiveType>(array: &ArrayRef, scale: i8) -> Cow<'_, ArrayRef>
    where
        T::Native: Display,
    {
        let values = array.as_primitive::<T>().iter();
        let texts = values.map(|value| Some(with_point(value?.to_string(), scale)));
        let texts: ArrayRef = Arc::new(texts.collect::<StringArray>());
        Cow::Owned(texts)
    }
    match array.data_type() {
        DataType::Int8 => written::<Int8Type>(array, 0),
        DataType::Int16 => written::<Int16Type>(array, 0),
        DataType::Int32 => written::<Int32Type>(array, 0),
        DataType::Int64 => written::<Int64Type>(array, 0),
        DataType::UInt8 => written::<UInt8Type>(array, 0),
        DataType::UInt16 => written::<UInt16Type>(array, 0),
        DataType::UInt32 => written::<UInt32Type>(array, 0),
        DataType::UInt64 => written::<UInt64Type>(array, 0),
        DataType::Decimal32(_, scale) => written::<Decimal32Type>(array, *scale),
        DataType::Decimal64(_, scale) => written::<Decimal64Type>(array, *scale),
        DataType::Decimal128(_, scale) => written::<Decimal128Type>(array, *scale),
        DataType::Decimal256(_, scale) => written::<Decimal256Type>(array, *scale),
        _ => Cow::Borrowed(array),
    }
}

/// The digits of a number with the point where `scale` puts it.
fn with_point(digits: String, scale: i8) -> String {
    let zeros = usize::from(scale.unsigned_abs());
    if scale < 0 && digits != "0" {
        return digits + &"0".repeat(zeros);
    }
    if scale <= 0 {
        return digits;
    }
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits.as_str()),
    };
    // At least one digit in front of the point.
    let padded = format!("{digits:0>width$}", width = zeros.saturating_add(1));
    let (whole, part) = padded.split_at(padded.len().saturating_sub(zeros));
    match part.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

/// A moment by a local clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Days since 1970-01-01.
    pub days: i64,
    /// Whole seconds since midnight.
    pub seconds: i64,
    /// Billionths of a second.
    pub nanoseconds: i64,
}

impl Moment {
    pub fn at_midnight(days: i64) -> Self {
        Self {
            days,
            seconds: 0,
            nanoseconds: 0,
        }
    }

    pub fn is_midnight(&self) -> bool {
        self.seconds | self.nanoseconds == 0
    }

    /// Its day, written out.
    pub fn day(&self) -> String {
        let day = i32::try_from(self.days).ok().and_then(Date::from_days);
        day.map(|day| day.to_string()).unwrap_or_default()
    }
}

impl Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ", self.day())?;
        write_time(self.seconds, self.nanoseconds, formatter)
    }
}

/// Writes a time of day, with a part of a second where it has one.
pub(super) fn write_time(seconds: i64, nanoseconds: i64, out: &mut impl fmt::Write) -> fmt::Result {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    write!(out, "{hours:02}:{minutes:02}:{seconds:02}")?;
    if nanoseconds == 0 {
        return Ok(());
    }
    let part = format!("{nanoseconds:09}");
    write!(out, ".{}", part.trim_end_matches('0'))
}

/// How an Arrow type counts moments.
#[derive(Clone, Copy, Debug)]
pub(super) struct MomentUnit {
    per_second: i64,
    /// Whether moments are those of UTC, whatever zone they are shown in.
    pub is_zoned: bool,
}

impl MomentUnit {
    /// The local moment that a value means; none beyond the range of the computation, where
    /// there is no day of a four-digit year.
    #[inline]
    pub fn moment(self, value: i64, offset_minutes: i32) -> Option<Moment> {
        const SECONDS_PER_DAY: i64 = 86_400;
        let seconds = value.div_euclid(self.per_second);
        let part = value.rem_euclid(self.per_second);
        let local = seconds.checked_add(i64::from(offset_minutes).checked_mul(60)?)?;
        let per_unit = NANOSECONDS.checked_div(self.per_second)?;
        Some(Moment {
            days: local.div_euclid(SECONDS_PER_DAY),
            seconds: local.rem_euclid(SECONDS_PER_DAY),
            nanoseconds: part.saturating_mul(per_unit),
        })
    }
}

/// Moments in their own unit; none for other types.
pub(super) fn moments(array: &ArrayRef) -> Option<(Numbers, MomentUnit)> {
    let same = |value: i64| value;
    let (numbers, per_second) = match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => {
            (primitive::<TimestampSecondType>(array, same), 1)
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            (primitive::<TimestampMillisecondType>(array, same), 1_000)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => (
            primitive::<TimestampMicrosecondType>(array, same),
            1_000_000,
        ),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            let numbers = primitive::<TimestampNanosecondType>(array, same);
            (numbers, 1_000_000_000)
        }
        DataType::Date64 => (primitive::<Date64Type>(array, same), 1_000),
        _ => return None,
    };
    let is_zoned = matches!(array.data_type(), DataType::Timestamp(_, Some(_)));
    Some((
        numbers,
        MomentUnit {
            per_second,
            is_zoned,
        },
    ))
}

/// Times of day in their own unit, and how many of it a second has; none for other types.
pub(super) fn times_of_day(array: &ArrayRef) -> Option<(Numbers, i64)> {
    let same = |value: i64| value;
    Some(match array.data_type() {
        DataType::Time32(TimeUnit::Second) => (primitive::<Time32SecondType>(array, i64::from), 1),
        DataType::Time32(_) => (primitive::<Time32MillisecondType>(array, i64::from), 1_000),
        DataType::Time64(TimeUnit::Microsecond) => {
            (primitive::<Time64MicrosecondType>(array, same), 1_000_000)
        }
        DataType::Time64(_) => (primitive::<Time64NanosecondType>(array, same), NANOSECONDS),
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

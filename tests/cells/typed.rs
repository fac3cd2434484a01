//! Columns with types of their own: a value is what its type says, and is not noted.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal256Type, Int8Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal128Array, DictionaryArray,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, NullArray, PrimitiveArray,
    StringArray, StringViewArray, Time32MillisecondArray, Time32SecondArray,
    Time64MicrosecondArray, Time64NanosecondArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt8Array,
    UInt16Array, UInt32Array, UInt64Array,
};
use arrow_buffer::{NullBuffer, ScalarBuffer, i256};
use huimin::input::ArrowSource;

use super::{FIELDS, Outcome, assessed, batch, by_row};

/// 2019-03-05 in days since 1970-01-01.
const DAY: i64 = 17_960;
const SECONDS: i64 = DAY * 86_400;
/// Seconds of 2019-03-05 00:00 in +08:00.
const SHANGHAI: i64 = SECONDS - 8 * 3_600;

/// A column of one row for a field, the other fields as usual.
fn of_one(field: &str, array: ArrayRef) -> arrow_array::RecordBatch {
    assert_eq!(array.len(), 1);
    let columns = FIELDS.iter().map(|(name, usual)| {
        let usual: ArrayRef = Arc::new(StringArray::from(vec![*usual]));
        (
            *name,
            if *name == field {
                Arc::clone(&array)
            } else {
                usual
            },
        )
    });
    batch(columns.collect())
}

fn array<A: Array + 'static>(array: A) -> ArrayRef {
    Arc::new(array)
}

fn decimal(value: i128, precision: u8, scale: i8) -> ArrayRef {
    let values = Decimal128Array::from(vec![value]);
    array(values.with_precision_and_scale(precision, scale).unwrap())
}

/// A null with something under it.
fn null_over<T: arrow_array::ArrowPrimitiveType>(value: T::Native) -> ArrayRef {
    let values = ScalarBuffer::from(vec![value]);
    let nulls = NullBuffer::from(vec![false]);
    array(PrimitiveArray::<T>::new(values, Some(nulls)))
}

#[test]
fn every_typed_column_means_what_the_table_says() {
    use arrow_array::types::{
        Date32Type, Int64Type, Time32SecondType, TimestampMicrosecondType, UInt64Type,
    };
    let utc = "UTC";
    let table: Vec<(&str, ArrayRef, &str)> = vec![
        // Dates.
        (
            "date",
            array(Date32Array::from(vec![DAY as i32])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(Date64Array::from(vec![SECONDS * 1_000])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(Date64Array::from(vec![SECONDS * 1_000 + 1])),
            "! type | 零点以外的时刻 | 2019-03-05 00:00:00.001`; it has a time other than midnight",
        ),
        (
            "date",
            array(Date32Array::from(vec![i32::MAX])),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(Date32Array::from(vec![i32::MIN])),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(Date64Array::from(vec![i64::MAX])),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(Date64Array::from(vec![i64::MIN])),
            "! type | 应为日期 | a date such as",
        ),
        ("date", null_over::<Date32Type>(i32::MAX), "-"),
        // Local moments.
        (
            "date",
            array(TimestampSecondArray::from(vec![SECONDS])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampMillisecondArray::from(vec![SECONDS * 1_000])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampMicrosecondArray::from(vec![SECONDS * 1_000_000])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampNanosecondArray::from(vec![
                SECONDS * 1_000_000_000,
            ])),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![-86_400])),
            "= 1969-12-31",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![SECONDS + 52_200])),
            "! type | 实为“2019-03-05 14:30:00”；带有零点以外的时刻，请只写日期 | found `2019-03-05 14:30:00`; it has a time other than midnight",
        ),
        (
            "date",
            array(TimestampNanosecondArray::from(vec![
                (SECONDS + 86_400) * 1_000_000_000 - 1,
            ])),
            "! type | 2019-03-05 23:59:59.999999999 | 2019-03-05 23:59:59.999999999`; it has a time other",
        ),
        (
            "date",
            array(TimestampNanosecondArray::from(vec![
                SECONDS * 1_000_000_000 + 1,
            ])),
            "! type | 零点以外 | 2019-03-05 00:00:00.000000001`; it has a time other",
        ),
        (
            "date",
            array(TimestampMicrosecondArray::from(vec![-1])),
            "! type | 零点以外 | 1969-12-31 23:59:59.999999`; it has a time other",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![i64::MAX])),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![i64::MIN])),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(TimestampMicrosecondArray::from(vec![i64::MAX])),
            "! type | 应为日期 | a date such as",
        ),
        // The end of what nanoseconds count is a day, and not midnight.
        (
            "date",
            array(TimestampNanosecondArray::from(vec![i64::MAX])),
            "! type | 2262-04-11 23:47:16.854775807 | 2262-04-11 23:47:16.854775807",
        ),
        ("date", null_over::<TimestampMicrosecondType>(1), "-"),
        // Moments of UTC, whatever zone they are shown in.
        (
            "date",
            array(TimestampSecondArray::from(vec![SHANGHAI]).with_timezone(utc)),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampMillisecondArray::from(vec![SHANGHAI * 1_000]).with_timezone("+00:00")),
            "= 2019-03-05",
        ),
        (
            "date",
            array(
                TimestampMicrosecondArray::from(vec![SHANGHAI * 1_000_000])
                    .with_timezone("Asia/Shanghai"),
            ),
            "= 2019-03-05",
        ),
        (
            "date",
            array(
                TimestampNanosecondArray::from(vec![SHANGHAI * 1_000_000_000])
                    .with_timezone("America/New_York"),
            ),
            "= 2019-03-05",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![SECONDS]).with_timezone(utc)),
            "! type | 2019-03-05 08:00:00 | found `2019-03-05 08:00:00`; it has a time other",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![i64::MAX]).with_timezone(utc)),
            "! type | 应为日期 | a date such as",
        ),
        (
            "date",
            array(TimestampSecondArray::from(vec![i64::MIN]).with_timezone(utc)),
            "! type | 应为日期 | a date such as",
        ),
        // Fields that drop a time of day.
        (
            "moment",
            array(TimestampSecondArray::from(vec![SECONDS])),
            "= 2019-03-05",
        ),
        (
            "moment",
            array(TimestampSecondArray::from(vec![SECONDS + 52_200])),
            "~ 2019-03-05",
        ),
        (
            "moment",
            array(TimestampNanosecondArray::from(vec![
                (SECONDS + 86_400) * 1_000_000_000 - 1,
            ])),
            "~ 2019-03-05",
        ),
        (
            "moment",
            array(TimestampSecondArray::from(vec![SECONDS + 17 * 3_600]).with_timezone(utc)),
            "~ 2019-03-06",
        ),
        (
            "moment",
            array(TimestampSecondArray::from(vec![i64::MAX])),
            "! type | 应为日期 | a date such as",
        ),
        // Days as numbers.
        (
            "date",
            array(Int32Array::from(vec![20_190_305])),
            "~ 2019-03-05",
        ),
        (
            "date",
            array(UInt64Array::from(vec![20_190_305])),
            "~ 2019-03-05",
        ),
        ("date", decimal(20_190_305, 18, 0), "~ 2019-03-05"),
        (
            "date",
            array(Int32Array::from(vec![20_190_230])),
            "! type | 没有这一天 | no such day",
        ),
        (
            "date",
            array(Int64Array::from(vec![43_529])),
            "! type | 日期序号 | count of days",
        ),
        // Whole numbers.
        ("integer", array(Int8Array::from(vec![-5])), "= -5"),
        ("integer", array(Int16Array::from(vec![500])), "= 500"),
        (
            "integer",
            array(Int64Array::from(vec![i64::MIN])),
            "= -9223372036854775808",
        ),
        ("integer", array(UInt8Array::from(vec![200])), "= 200"),
        ("integer", array(UInt16Array::from(vec![60_000])), "= 60000"),
        (
            "integer",
            array(UInt32Array::from(vec![u32::MAX])),
            "= 4294967295",
        ),
        ("integer", array(UInt64Array::from(vec![12])), "= 12"),
        (
            "integer",
            array(UInt64Array::from(vec![u64::MAX])),
            "! type | 18446744073709551615”；超出 | `18446744073709551615`; it is beyond",
        ),
        ("integer", null_over::<UInt64Type>(u64::MAX), "-"),
        ("integer", null_over::<Int64Type>(i64::MAX), "-"),
        ("integer", decimal(12, 38, 0), "= 12"),
        ("integer", decimal(1_200, 38, 2), "= 12"),
        ("integer", decimal(12, 5, -2), "= 1200"),
        (
            "integer",
            decimal(1_250, 38, 2),
            "! type | 12.5 | it has a part behind the point",
        ),
        (
            "integer",
            decimal(i128::from(i64::MAX) + 1, 38, 0),
            "! type | 超出 | beyond the exact range",
        ),
        (
            "integer",
            array(
                PrimitiveArray::<Decimal32Type>::from(vec![1_200])
                    .with_precision_and_scale(9, 2)
                    .unwrap(),
            ),
            "= 12",
        ),
        (
            "integer",
            array(
                PrimitiveArray::<Decimal64Type>::from(vec![-12])
                    .with_precision_and_scale(18, 0)
                    .unwrap(),
            ),
            "= -12",
        ),
        (
            "integer",
            array(
                PrimitiveArray::<Decimal256Type>::from(vec![i256::from_i128(12)])
                    .with_precision_and_scale(76, 0)
                    .unwrap(),
            ),
            "= 12",
        ),
        (
            "integer",
            array(
                PrimitiveArray::<Decimal256Type>::from(vec![i256::MAX])
                    .with_precision_and_scale(76, 0)
                    .unwrap(),
            ),
            "! type | 超出 | beyond the exact range",
        ),
        // Decimals.
        ("decimal", decimal(1_250, 10, 2), "= 12.50"),
        ("decimal", decimal(12_500, 10, 3), "= 12.50"),
        ("decimal", decimal(-5, 10, 2), "= -0.05"),
        (
            "decimal",
            decimal(125, 10, 3),
            "! type | 小数位数过多 | it has more decimals",
        ),
        ("decimal", array(Int32Array::from(vec![12])), "= 12.00"),
        ("decimal", array(UInt64Array::from(vec![12])), "= 12.00"),
        (
            "decimal",
            array(Int64Array::from(vec![i64::MAX])),
            "! type | 超出 | beyond the exact range",
        ),
        (
            "decimal",
            array(
                PrimitiveArray::<Decimal256Type>::from(vec![i256::from_i128(-5)])
                    .with_precision_and_scale(76, 2)
                    .unwrap(),
            ),
            "= -0.05",
        ),
        // Times of day.
        (
            "time",
            array(Time32SecondArray::from(vec![32_400])),
            "= 09:00",
        ),
        (
            "time",
            array(Time32MillisecondArray::from(vec![32_400_000])),
            "= 09:00",
        ),
        (
            "time",
            array(Time64MicrosecondArray::from(vec![32_400_000_000])),
            "= 09:00",
        ),
        (
            "time",
            array(Time64NanosecondArray::from(vec![32_400_000_000_000])),
            "= 09:00",
        ),
        (
            "time",
            array(Time32SecondArray::from(vec![32_430])),
            "! type | 实为“09:00:30”；时刻只到分钟 | found `09:00:30`; times are in whole minutes",
        ),
        (
            "time",
            array(Time64NanosecondArray::from(vec![32_400_000_000_001])),
            "! type | 09:00:00.000000001 | found `09:00:00.000000001`; times are in whole minutes",
        ),
        (
            "time",
            array(Time32SecondArray::from(vec![-60])),
            "! type | 应为时刻 | a time such as",
        ),
        (
            "time",
            array(Time32SecondArray::from(vec![-1])),
            "! type | 应为时刻 | a time such as",
        ),
        (
            "time",
            array(Time32SecondArray::from(vec![90_000])),
            "! type | 应为时刻 | a time such as",
        ),
        (
            "time",
            array(Time64NanosecondArray::from(vec![i64::MAX])),
            "! type | 应为时刻 | a time such as",
        ),
        ("time", null_over::<Time32SecondType>(-1), "-"),
        // Booleans.
        ("boolean", array(BooleanArray::from(vec![true])), "= true"),
        (
            "boolean",
            array(BooleanArray::from(vec![Some(false)])),
            "= false",
        ),
        ("boolean", array(BooleanArray::from(vec![None])), "-"),
        ("boolean", array(Int8Array::from(vec![1])), "= true"),
        ("boolean", array(UInt64Array::from(vec![0])), "= false"),
        (
            "boolean",
            array(Int8Array::from(vec![2])),
            "! type | 实为“2” | but found `2`",
        ),
        (
            "boolean",
            array(UInt64Array::from(vec![u64::MAX])),
            "! type | 应为是或否 | true or false",
        ),
        // Codes, keys, references and divisions as numbers.
        ("code", array(Int32Array::from(vec![12])), "= other service"),
        (
            "code",
            array(UInt64Array::from(vec![12])),
            "= other service",
        ),
        ("code", decimal(12, 10, 0), "= other service"),
        (
            "code",
            array(Int32Array::from(vec![13])),
            "! code_list | “13” | `13`",
        ),
        ("key", array(Int64Array::from(vec![17])), "= 17"),
        (
            "key",
            array(UInt64Array::from(vec![u64::MAX])),
            "= 18446744073709551615",
        ),
        ("key", decimal(17, 38, 0), "= 17"),
        ("key", decimal(1_700, 38, 2), "= 17"),
        ("reference", array(UInt32Array::from(vec![17])), "= 17"),
        ("reference", null_over::<UInt64Type>(5), "-"),
        (
            "other",
            array(Int32Array::from(vec![530_402])),
            "= 530402000000",
        ),
        (
            "other",
            array(Int64Array::from(vec![530_402_000_000])),
            "= 530402000000",
        ),
        (
            "other",
            array(UInt64Array::from(vec![530_402])),
            "= 530402000000",
        ),
        ("other", decimal(530_402, 18, 0), "= 530402000000"),
        ("other", decimal(53_040_200, 18, 2), "= 530402000000"),
        (
            "other",
            array(Int32Array::from(vec![-530_402])),
            "! unknown_division | “-530402” | `-530402`",
        ),
        (
            "other",
            array(Int32Array::from(vec![53_040])),
            "! unknown_division | 此处为 5 位 | this has 5",
        ),
        // Nothing at all.
        ("date", array(NullArray::new(1)), "-"),
        ("integer", array(NullArray::new(1)), "-"),
        ("code", array(NullArray::new(1)), "-"),
        ("boolean", array(NullArray::new(1)), "-"),
        ("other", array(NullArray::new(1)), "-"),
        ("reference", array(NullArray::new(1)), "-"),
        ("text", array(NullArray::new(1)), "-"),
        // Dictionaries: of many keys, with nulls among the values, and without any value.
        ("code", dictionary_of_nulls(0), "-"),
        ("code", dictionary_of_nulls(1), "= lawyer"),
        ("reference", dictionary_of_nulls(0), "-"),
        ("other", dictionary_of_nulls(0), "-"),
        ("date", dictionary_of_nulls(0), "-"),
        ("text", dictionary_of_nulls(0), "-"),
        ("code", empty_dictionary(), "-"),
        ("reference", empty_dictionary(), "-"),
        ("other", empty_dictionary(), "-"),
        ("boolean", empty_dictionary(), "-"),
        ("text", blank_dictionary(), "-"),
        ("reference", blank_dictionary(), "-"),
        ("code", blank_dictionary(), "-"),
        ("other", blank_dictionary(), "-"),
        // Garbage under a null.
        ("text", text_under_null(), "-"),
        ("code", text_under_null(), "-"),
        ("other", text_under_null(), "-"),
        ("date", text_under_null(), "-"),
    ];
    let mut wrong = Vec::new();
    for (line, (field, array, outcome)) in table.iter().enumerate() {
        let batch = of_one(field, Arc::clone(array));
        let found = by_row(ArrowSource::new([Ok(batch)]), 1).remove(0);
        if let Some(difference) = Outcome::parse(outcome).difference(field, &found) {
            let r#type = array.data_type();
            wrong.push(format!("case {line}, {field} as {type}: {difference}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are read otherwise:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(table.len() > 100, "{}", table.len());
}

/// A dictionary whose first value is null; `key` says which value the row has.
fn dictionary_of_nulls(key: i32) -> ArrayRef {
    let values = StringArray::from(vec![None, Some("lawyer")]);
    array(DictionaryArray::<Int32Type>::new(
        Int32Array::from(vec![key]),
        Arc::new(values),
    ))
}

/// A null of a dictionary without values.
fn empty_dictionary() -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int8Type>::new();
    builder.append_null();
    array(builder.finish())
}

/// Blanks in a dictionary of views.
fn blank_dictionary() -> ArrayRef {
    let values = StringViewArray::from(vec!["\u{3000}\u{200b}"]);
    array(DictionaryArray::<Int32Type>::new(
        Int32Array::from(vec![0]),
        Arc::new(values),
    ))
}

fn text_under_null() -> ArrayRef {
    let text = StringArray::from(vec!["合计"]);
    let (offsets, values, _) = text.into_parts();
    array(StringArray::new(
        offsets,
        values,
        Some(NullBuffer::from(vec![false])),
    ))
}

#[test]
fn columns_of_no_use_are_refused() {
    let floats = || array(Float64Array::from(vec![1.0]));
    let truths = || array(BooleanArray::from(vec![true]));
    for (field, array, words) in [
        (
            "integer",
            floats(),
            "convert the column to nullable integers",
        ),
        ("decimal", floats(), "floats are not exact"),
        ("date", floats(), "binary floats"),
        ("date", truths(), "true and false"),
        ("code", floats(), "binary floats"),
        ("key", floats(), "binary floats"),
        ("other", floats(), "read the code column as text"),
        ("time", array(Int32Array::from(vec![540])), "whole numbers"),
        ("boolean", floats(), "binary floats"),
        ("text", truths(), "true and false"),
    ] {
        let refused = assessed(ArrowSource::new([Ok(of_one(field, array))]));
        let error = refused.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(words), "{field}: {error}");
    }
}

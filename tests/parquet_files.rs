//! Parquet files of other programs (`tests/data/parquet/make.py`): packed in every way, and with
//! times of the old type INT96.
#![cfg(feature = "parquet")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampSecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use huimin::input::{BatchSource, ParquetOptions, ParquetSource};
use huimin::{ErrorKind, Language, Result};

fn source(name: &str) -> ParquetSource {
    let path = format!("{}/tests/data/parquet/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    ParquetSource::from_bytes(bytes, ParquetOptions::default())
}

fn only_batch(mut source: ParquetSource) -> Result<RecordBatch> {
    let batch = source.next_batch()?.expect("a batch");
    assert!(source.next_batch()?.is_none());
    Ok(batch)
}

#[test]
fn files_packed_in_every_way() {
    let expected = only_batch(source("snappy.parquet")).unwrap();
    assert_eq!(expected.num_rows(), 200);
    assert_eq!(
        expected.column(1).as_primitive::<Int32Type>().value(199),
        199
    );
    for (codec, name) in [
        ("gzip", None),
        ("zstd", None),
        ("brotli", Some("brotli")),
        ("lz4", Some("lz4")),
        ("lz4_raw", Some("lz4")),
    ] {
        let read = only_batch(source(&format!("{codec}.parquet")));
        let Some(name) = name.filter(|_| !cfg!(feature = "parquet-codecs")) else {
            let read = read.unwrap_or_else(|error| panic!("{codec}: {error}"));
            for column in ["id", "persons"] {
                let values = |batch: &RecordBatch| {
                    let column = batch.column_by_name(column).unwrap();
                    let text = format!("{:?}", arrow_array::array::make_array(column.to_data()));
                    text.split_once('\n').unwrap().1.to_owned()
                };
                assert_eq!(values(&read), values(&expected), "{codec}, {column}");
            }
            continue;
        };
        let error = read.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(
            error.render(Language::English),
            format!(
                "row 1, column id: the Parquet file is packed with {name}, which this build does not unpack; write it again with another codec, as with `compression=\"zstd\"` of pandas or pyarrow"
            )
        );
        assert_eq!(
            error.render(Language::Chinese),
            format!(
                "第 1 条记录，列 id：Parquet 文件以 {name} 压缩，本程序未带这种解压；请换一种压缩重新导出，例如 pandas 或 pyarrow 的 compression=\"zstd\""
            )
        );
        // The footer can be read, and what has no rows is no error.
        let mut columns = source(&format!("{codec}.parquet"));
        let schema = columns.schema().unwrap().unwrap();
        assert_eq!(schema.fields().len(), 3);
        columns.keep(&[]);
        assert_eq!(only_batch(columns).unwrap().num_rows(), 200);
    }
}

#[test]
fn times_of_the_old_type_are_seconds_of_utc() {
    for (name, has_far) in [
        ("int96_ns", false),
        ("int96_us", true),
        ("int96_us_bare", true),
    ] {
        let batch = only_batch(source(&format!("{name}.parquet"))).unwrap();
        let column = batch.column_by_name("int96").unwrap();
        let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        assert_eq!(*column.data_type(), seconds, "{name}");
        let times: Vec<_> = column
            .as_primitive::<TimestampSecondType>()
            .iter()
            .collect();
        // 2019-11-30T16:00, 2019-12-01, 9999-12-31, 4000-01-01, 1600-02-29T23:59:59.
        let near = [Some(1_575_129_600), Some(1_575_158_400)];
        let far = if has_far {
            [
                Some(253_402_214_400),
                Some(64_060_588_800),
                Some(-11_670_912_001),
                None,
            ]
        } else {
            [None; 4]
        };
        assert_eq!(times, [&near[..], &far].concat(), "{name}");
        let text = batch.column_by_name("text").unwrap().data_type();
        assert!(matches!(text, DataType::Dictionary(..)), "{name}: {text}");
    }
    // Times of another type stay what they are.
    let batch = only_batch(source("timestamp_ns.parquet")).unwrap();
    let nanoseconds = DataType::Timestamp(TimeUnit::Nanosecond, None);
    assert_eq!(*batch.column(1).data_type(), nanoseconds);
}

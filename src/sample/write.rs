//! Files of a dataset.

use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

use super::Sample;
use super::dataset::Dataset;

/// Writes a dataset as comma-separated text.
pub(super) fn csv(sample: &Sample<'_>, dataset: Dataset, out: impl Write) -> Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .buffer_capacity(1 << 16)
        .from_writer(out);
    let in_dataset = |error: csv::Error| failed(error).in_dataset(dataset.name());
    writer.write_record(dataset.header()).map_err(in_dataset)?;
    sample.each_row(dataset, &mut |cells| {
        writer
            .write_record(cells.iter().map(|cell| cell.unwrap_or_default()))
            .map_err(in_dataset)
    })?;
    writer.flush().map_err(|error| in_dataset(error.into()))
}

/// The error of a writer that does not take the bytes.
pub(super) fn failed(error: csv::Error) -> Error {
    not_written(&error)
}

fn not_written(error: &dyn std::error::Error) -> Error {
    let cause = error.to_string();
    Error::new(
        ErrorKind::Input,
        text!(
            "示例数据写不出去:{cause};请检查磁盘空间和写入权限",
            "the sample cannot be written: {cause}; check the free space and the permission to write"
        ),
    )
}

#[cfg(feature = "parquet")]
pub(super) use typed::parquet;

#[cfg(feature = "parquet")]
mod typed {
    //! Parquet with typed columns, a row group at a time.

    use std::io::Write;
    use std::sync::Arc;

    use arrow_array::builder::{BooleanBuilder, Date32Builder, Int64Builder, StringBuilder};
    use arrow_array::{ArrayRef, RecordBatch};
    use arrow_schema::{DataType, Field, Schema};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;

    use crate::calendar::Date;
    use crate::error::Result;

    use super::super::Sample;
    use super::super::dataset::{Dataset, FieldKind};
    use super::not_written;

    /// Rows of a row group.
    const GROUP_ROWS: usize = 1 << 17;
    /// Rows handed to the writer at a time.
    const BATCH_ROWS: usize = 1 << 13;

    /// Writes a dataset as Parquet.
    pub(in super::super) fn parquet(
        sample: &Sample<'_>,
        dataset: Dataset,
        out: impl Write + Send,
    ) -> Result<()> {
        let in_dataset =
            |error: &dyn std::error::Error| not_written(error).in_dataset(dataset.name());
        let fields: Vec<Field> = dataset
            .header()
            .iter()
            .map(|field| Field::new(*field, data_type(Dataset::field_kind(field)), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_created_by("huimin".to_owned())
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))
            .map_err(|error| in_dataset(&error))?;
        let mut columns: Vec<Column> = dataset
            .header()
            .iter()
            .map(|field| Column::new(Dataset::field_kind(field)))
            .collect();
        let mut rows = 0_usize;
        let mut write = |columns: &mut [Column]| {
            let arrays = columns.iter_mut().map(Column::finish).collect();
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
                .map_err(|error| in_dataset(&error))?;
            writer.write(&batch).map_err(|error| in_dataset(&error))
        };
        sample.each_row(dataset, &mut |cells| {
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(*cell);
            }
            rows = rows.saturating_add(1);
            if rows == BATCH_ROWS {
                rows = 0;
                write(&mut columns)?;
            }
            Ok(())
        })?;
        write(&mut columns)?;
        writer.close().map_err(|error| in_dataset(&error))?;
        Ok(())
    }

    fn data_type(kind: FieldKind) -> DataType {
        match kind {
            FieldKind::Text => DataType::Utf8,
            FieldKind::Date => DataType::Date32,
            FieldKind::Boolean => DataType::Boolean,
            FieldKind::Integer => DataType::Int64,
        }
    }

    /// A column in the making.
    enum Column {
        Text(StringBuilder),
        Date(Date32Builder),
        Boolean(BooleanBuilder),
        Integer(Int64Builder),
    }

    impl Column {
        fn new(kind: FieldKind) -> Self {
            match kind {
                FieldKind::Text => Self::Text(StringBuilder::new()),
                FieldKind::Date => Self::Date(Date32Builder::new()),
                FieldKind::Boolean => Self::Boolean(BooleanBuilder::new()),
                FieldKind::Integer => Self::Integer(Int64Builder::new()),
            }
        }

        /// Adds a cell; what is not of the column's type is missing.
        fn push(&mut self, cell: Option<&str>) {
            match self {
                Self::Text(column) => column.append_option(cell),
                Self::Date(column) => {
                    column.append_option(cell.and_then(Date::parse).map(Date::days))
                }
                Self::Boolean(column) => {
                    column.append_option(cell.and_then(|text| text.parse().ok()))
                }
                Self::Integer(column) => {
                    column.append_option(cell.and_then(|text| text.parse().ok()))
                }
            }
        }

        fn finish(&mut self) -> ArrayRef {
            match self {
                Self::Text(column) => Arc::new(column.finish()),
                Self::Date(column) => Arc::new(column.finish()),
                Self::Boolean(column) => Arc::new(column.finish()),
                Self::Integer(column) => Arc::new(column.finish()),
            }
        }
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;

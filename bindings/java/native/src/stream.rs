//! Arrow streams at addresses, as the Arrow C stream interface lays down: the one place
//! that touches foreign memory.

use std::fmt::Display;

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use huimin_host::huimin::{self, Error, ErrorKind, Text};
use huimin_host::{Failure, Outcome};

/// The batches of the stream at an address. The stream is moved: what stands at the
/// address afterwards is a released stream.
///
/// # Safety
///
/// The address is zero, or that of an `ArrowArrayStream` that is valid or released and
/// that nobody else uses during the call.
pub unsafe fn import(
    address: i64,
    dataset: &str,
) -> Outcome<impl Iterator<Item = huimin::Result<RecordBatch>> + Send + use<>> {
    let stream = pointer(address)?;
    // SAFETY: not null by `pointer`; else as the caller promises.
    let reader = unsafe { RecordBatchStreamReader::from_raw(stream) };
    let dataset = dataset.to_owned();
    let reader = reader.map_err(|error| unreadable(&error, &dataset))?;
    Ok(reader.map(move |batch| batch.map_err(|error| unreadable(&error, &dataset))))
}

fn unreadable(error: &impl Display, dataset: &str) -> Error {
    let message = Text::new(
        format!("Arrow 数据流不能读取:{error}"),
        format!("the Arrow stream cannot be read: {error}"),
    );
    Error::new(ErrorKind::Input, message).in_dataset(dataset)
}

/// Puts a stream of one batch at an address.
///
/// # Safety
///
/// The address is zero, or that of memory for an `ArrowArrayStream` that holds none.
pub unsafe fn export(table: RecordBatch, address: i64) -> Outcome<()> {
    let place = pointer(address)?;
    let schema = table.schema();
    let reader: Box<dyn RecordBatchReader + Send> =
        Box::new(RecordBatchIterator::new([Ok(table)], schema));
    // SAFETY: not null by `pointer`; else as the caller promises. What stands there is no
    // stream, so nothing has to be dropped.
    unsafe { place.write_unaligned(FFI_ArrowArrayStream::new(reader)) };
    Ok(())
}

fn pointer(address: i64) -> Outcome<*mut FFI_ArrowArrayStream> {
    let number = usize::try_from(address).ok().filter(|number| *number != 0);
    let number = number.ok_or_else(|| {
        Failure::call(Text::new(
            format!("{address} 不是 ArrowArrayStream 的地址"),
            format!("{address} is not the address of an ArrowArrayStream"),
        ))
    })?;
    Ok(std::ptr::with_exposed_provenance_mut(number))
}

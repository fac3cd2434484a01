//! Arrow streams at addresses, as the Arrow C stream interface lays down: the one place of
//! this crate that touches foreign memory.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use huimin_host::huimin::Text;
use huimin_host::huimin::input::ImportedSource;
use huimin_host::{Failure, Outcome};
use huimin_stream::Batches;

/// The stream at an address. It is moved: what stands at the address afterwards is a
/// released stream.
///
/// # Safety
///
/// The address is zero, or that of an `ArrowArrayStream` that is valid or released and
/// that nobody else uses during the call.
pub unsafe fn import(address: i64) -> Outcome<ImportedSource<Batches>> {
    let place = pointer(address)?;
    // SAFETY: not null by `pointer`; else as the caller promises.
    let moved = unsafe { place.read_unaligned() };
    // SAFETY: the same; what was there is owned by `moved` now.
    unsafe { place.write_unaligned(FFI_ArrowArrayStream::empty()) };
    Ok(huimin_stream::source(moved)?)
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

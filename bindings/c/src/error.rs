//! Errors that callers hold.

use huimin_host::{Failure, Handle, language};

use crate::bytes::huimin_bytes;
use crate::convert::{Out, status};

/// An error: what a call that failed tells beyond its status. It is of no thread, stays as
/// it is, and is freed with huimin_error_free. 0 is no error.
///
/// Since 0.1.0.
pub type huimin_error = u64;

/// The status of the call that failed; HUIMIN_ERROR_BAD_HANDLE where `error` is none.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_error_code(error: huimin_error) -> i32 {
    let mut code = huimin_host::OK;
    let status = status(|| {
        code = Handle::<Failure>::from(error).object()?.code();
        Ok(())
    });
    if status == huimin_host::OK {
        code
    } else {
        status
    }
}

/// The whole error for a person: its place, its message, every diagnostic and every cause. The text is
/// the caller's, to be freed with huimin_bytes_free.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_message(
    error: huimin_error,
    language_number: i32,
    message: *mut huimin_bytes,
) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let message = unsafe { Out::new("message", message)? };
        let language = language(language_number)?;
        let failure = Handle::<Failure>::from(error).object()?;
        message.put_bytes(failure.render(language))
    })
}

/// Where in the input it was found: the dataset, the 1-based data row and the column. A text
/// is empty and the row 0 where that is not known. Each of the three may be NULL where it is
/// not wanted; the texts are the caller's.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_place(
    error: huimin_error,
    dataset: *mut huimin_bytes,
    row: *mut u64,
    column: *mut huimin_bytes,
) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let (dataset, row, column) = unsafe {
            (
                Out::optional(dataset),
                Out::optional(row),
                Out::optional(column),
            )
        };
        let failure = Handle::<Failure>::from(error).object()?;
        let place = failure.place();
        dataset.put_bytes(place.dataset.unwrap_or_default())?;
        column.put_bytes(place.column.unwrap_or_default())?;
        row.put(place.row.unwrap_or(0));
        Ok(())
    })
}

/// Where in the files it was found: the file, by its path within what was handed over, the sheet of
/// a workbook, and the 1-based line of the file or row of the sheet, as an editor or a spreadsheet
/// shows it. A text is empty and the line 0 where that is not known. Each of the three may be NULL
/// where it is not wanted; the texts are the caller's. An error that puts several together has none
/// of it: its causes, in its JSON, have.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_file(
    error: huimin_error,
    file: *mut huimin_bytes,
    sheet: *mut huimin_bytes,
    line: *mut u64,
) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let (file, sheet, line) = unsafe {
            (
                Out::optional(file),
                Out::optional(sheet),
                Out::optional(line),
            )
        };
        let failure = Handle::<Failure>::from(error).object()?;
        let place = failure.place();
        file.put_bytes(place.file.unwrap_or_default())?;
        sheet.put_bytes(place.sheet.unwrap_or_default())?;
        line.put(place.line.unwrap_or(0));
        Ok(())
    })
}

/// Everything about it as JSON: `code`, `kind`, `message` (`zh`, `en`), `dataset`, `file`, `sheet`,
/// `row`, `line`, `column`, `diagnostics`, each with `code`, `gravity`, `line`, `column`, `text`,
/// `message`, `help`, and `causes`: the errors that it puts together, each an object of this shape.
/// The text is the caller's.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_json(error: huimin_error, json: *mut huimin_bytes) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let json = unsafe { Out::new("json", json)? };
        json.put_bytes(Handle::<Failure>::from(error).object()?.json())
    })
}

/// The same error once more, to be freed by itself.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_copy(error: huimin_error, copy: *mut huimin_error) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let copy = unsafe { Out::new("copy", copy)? };
        let failure = Handle::<Failure>::from(error).object()?;
        copy.put_handle(Handle::keep(Failure::clone(&failure))?);
        Ok(())
    })
}

/// Frees an error; 0 is allowed. One that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_error_free(error: huimin_error) -> i32 {
    status(|| Handle::<Failure>::from(error).free())
}

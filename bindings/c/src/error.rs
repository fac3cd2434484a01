//! Errors that callers hold.

use huimin_host::{Failure, Handle, language};

use crate::convert::{Out, status};
use crate::types::{huimin_bytes, huimin_error};

/// Returns the status of the call that failed; HUIMIN_ERROR_BAD_HANDLE if `error` is no error.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_error_code(error: huimin_error) -> i32 {
    let mut code = huimin_host::OK;
    let status = status(|| {
        code = error.handle().object()?.code();
        Ok(())
    });
    if status == huimin_host::OK {
        code
    } else {
        status
    }
}

/// Writes the whole error for people: its place, its message, all diagnostics and all causes.
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
        let failure = error.handle().object()?;
        message.put_bytes(failure.render(language))
    })
}

/// Writes where in the input the error was found: the dataset, the data row, counted from 1, and
/// the column. A text is empty, and the row 0, where that is not known. Each of the three
/// parameters may be NULL.
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
        let failure = error.handle().object()?;
        let place = failure.place();
        dataset.put_bytes(place.dataset.unwrap_or_default())?;
        column.put_bytes(place.column.unwrap_or_default())?;
        row.put(place.row.unwrap_or(0));
        Ok(())
    })
}

/// Writes where in the files the error was found: the path of the file within what was handed over,
/// the sheet of a workbook, and the line of the file or the row of the sheet, counted from 1 as an
/// editor or a spreadsheet shows it. A text is empty, and the line 0, where that is not known. Each
/// of the three parameters may be NULL. An error with several causes has no place of its own; its
/// causes, in its JSON, have theirs.
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
        let failure = error.handle().object()?;
        let place = failure.place();
        file.put_bytes(place.file.unwrap_or_default())?;
        sheet.put_bytes(place.sheet.unwrap_or_default())?;
        line.put(place.line.unwrap_or(0));
        Ok(())
    })
}

/// Writes the error as a JSON object: `code`, `kind`, `message` (`zh`, `en`), `dataset`, `file`,
/// `sheet`, `row`, `line`, `column`, `diagnostics`, each with `code`, `gravity`, `line`, `column`,
/// `text`, `message`, `help`, and `causes`, an array of objects of the same shape.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_json(error: huimin_error, json: *mut huimin_bytes) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let json = unsafe { Out::new("json", json)? };
        json.put_bytes(error.handle().object()?.json())
    })
}

/// Copies an error. The caller must free the copy by itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_error_copy(error: huimin_error, copy: *mut huimin_error) -> i32 {
    status(|| {
        // SAFETY: as promised of every pointer.
        let copy = unsafe { Out::new("copy", copy)? };
        let failure = error.handle().object()?;
        copy.put_handle(Handle::keep(Failure::clone(&failure))?);
        Ok(())
    })
}

/// Frees an error. `{0}` is allowed.
///
/// HUIMIN_ERROR_BAD_HANDLE for an error that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_error_free(error: huimin_error) -> i32 {
    status(|| error.handle().free())
}

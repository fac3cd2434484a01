//! What a stream hands over, looked at before anything is made of it: counts and lengths are
//! what addresses are computed from, and the crate that imports arrays believes them.

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_schema::{ArrowError, DataType};

/// Rows of one batch, and entries of a list or dictionary in it: more is no length. What is
/// computed from lengths stays in range.
const MOST_ROWS: usize = 1 << 40;
/// Columns of a batch, or buffers of an array: more is no count, and a negative one is more.
const MOST_PARTS: usize = 1 << 20;
/// Types within types: more is no data, and what is deeper than the stack ends the process.
const DEEPEST: usize = 16;

type Outcome = Result<(), ArrowError>;

/// A schema that is not deeper, nor wider, than schemas are.
pub fn of_schema(schema: &FFI_ArrowSchema) -> Outcome {
    schema_within(schema, DEEPEST)
}

fn schema_within(schema: &FFI_ArrowSchema, depth: usize) -> Outcome {
    let Some(depth) = depth.checked_sub(1) else {
        return bad("types are nested too deeply");
    };
    let children = schema.children();
    // How many they are said to be; none is looked at yet.
    if children.size_hint().0 > MOST_PARTS {
        return bad("the number of children of a type is out of range");
    }
    for child in children {
        schema_within(child, depth)?;
    }
    schema
        .dictionary()
        .map_or(Ok(()), |values| schema_within(values, depth))
}

/// An array whose counts, lengths and last offsets could be those of its type, which came of a
/// schema that was looked at.
pub fn of_array(array: &FFI_ArrowArray, r#type: &DataType) -> Outcome {
    // Negative numbers come as huge ones.
    let end = array.len().checked_add(array.offset());
    let Some(end) = end.filter(|end| *end <= MOST_ROWS) else {
        return bad("the length of an array is out of range");
    };
    if array.num_buffers() > MOST_PARTS {
        return bad("the number of buffers is out of range");
    }
    let children = children(r#type);
    if array.num_children() != children.len() {
        return bad("an array has not as many children as its type");
    }
    match r#type {
        DataType::Utf8 | DataType::Binary if end > 0 => {
            // SAFETY: `end` is the last of the offsets.
            ends_in_range(array, |offsets| unsafe {
                i64::from(offsets.cast::<i32>().add(end).read_unaligned())
            })?;
        }
        DataType::LargeUtf8 | DataType::LargeBinary if end > 0 => {
            // SAFETY: the same.
            ends_in_range(array, |offsets| unsafe {
                offsets.cast::<i64>().add(end).read_unaligned()
            })?;
        }
        DataType::Utf8View | DataType::BinaryView => views_in_range(array)?,
        DataType::FixedSizeBinary(size) | DataType::FixedSizeList(_, size) if *size < 0 => {
            return bad("the size of a type is negative");
        }
        DataType::Dictionary(_, values) => {
            if let Some(dictionary) = array.dictionary() {
                of_array(dictionary, values)?;
            }
        }
        _ => {}
    }
    for (place, child) in children.into_iter().enumerate() {
        of_array(array.child(place), child)?;
    }
    Ok(())
}

fn children(r#type: &DataType) -> Vec<&DataType> {
    match r#type {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => vec![field.data_type()],
        DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field.data_type()).collect(),
        DataType::RunEndEncoded(ends, values) => vec![ends.data_type(), values.data_type()],
        _ => Vec::new(),
    }
}

/// The last offset is the length of the bytes behind it: no slice has a negative one.
fn ends_in_range(array: &FFI_ArrowArray, last: impl FnOnce(*const u8) -> i64) -> Outcome {
    if array.num_buffers() < 3 {
        return bad("an array has fewer buffers than its type");
    }
    let offsets = array.buffer(1);
    if offsets.is_null() {
        return bad("the offsets are NULL");
    }
    if last(offsets) < 0 {
        return bad("the last offset is negative");
    }
    Ok(())
}

/// The last buffer of views has the lengths of those between the views and it.
fn views_in_range(array: &FFI_ArrowArray) -> Outcome {
    let Some(counted) = array.num_buffers().checked_sub(3) else {
        return bad("an array has fewer buffers than its type");
    };
    if counted == 0 {
        return Ok(());
    }
    let lengths = array.buffer(array.num_buffers().saturating_sub(1));
    if lengths.is_null() {
        return bad("the lengths of buffers are NULL");
    }
    let lengths = lengths.cast::<i64>();
    // SAFETY: as its interface demands, there is a length for each of the buffers.
    let mut all = (0..counted).map(|place| unsafe { lengths.add(place).read_unaligned() });
    if all.any(|length| length < 0) {
        return bad("the length of a buffer is negative");
    }
    Ok(())
}

fn bad(what: &str) -> Outcome {
    Err(ArrowError::CDataInterface(what.to_owned()))
}

//! The receipt within the bytes of a tally.

use super::bytes::{Reader, damaged, put, put_length, put_text};
use crate::error::Result;
use crate::origin::Origin;
use crate::receipt::{Handover, NotRead, Receipt, Received};

/// Appends a receipt, in its own order.
pub(super) fn put_receipt(out: &mut Vec<u8>, receipt: &Receipt) {
    put_length(out, receipt.entries().len());
    for received in receipt.entries() {
        put_option(out, received.dataset.as_deref());
        put_handover(out, &received.handover);
        let not_read = received.not_read.as_ref();
        put_option(out, not_read.map(|reason| reason.id.as_str()));
        put_option(out, not_read.map(|reason| reason.zh.as_str()));
        put_option(out, not_read.map(|reason| reason.en.as_str()));
        put_length(out, received.read_columns.len());
        for (column, field) in &received.read_columns {
            put_text(out, column.as_bytes());
            put_text(out, field.as_bytes());
        }
        for names in [&received.ignored_columns, &received.absent_fields] {
            put_length(out, names.len());
            names.iter().for_each(|name| put_text(out, name.as_bytes()));
        }
        put(out, &received.records.to_le_bytes());
        put(out, &received.blank_rows.to_le_bytes());
    }
}

fn put_handover(out: &mut Vec<u8>, handover: &Handover) {
    let origin = handover.origin.as_ref();
    put_option(out, origin.map(|origin| origin.file.as_str()));
    put_option(out, origin.and_then(|origin| origin.sheet.as_deref()));
    put_option(out, handover.sha256.as_deref());
    put_option(out, handover.format.as_deref());
    put_option(out, handover.encoding.as_deref());
    let delimiter = handover.delimiter.map(String::from);
    put_option(out, delimiter.as_deref());
    put(out, &[u8::from(handover.header_line.is_some())]);
    put(out, &handover.header_line.unwrap_or(0).to_le_bytes());
    put(out, &handover.title_rows.to_le_bytes());
    put_option(out, handover.same_as.as_deref());
    put(out, &[u8::from(handover.ends_within_line)]);
}

fn put_option(out: &mut Vec<u8>, text: Option<&str>) {
    put(out, &[u8::from(text.is_some())]);
    put_text(out, text.unwrap_or_default().as_bytes());
}

/// Reads what [`put_receipt`] wrote.
///
/// # Errors
///
/// `Bytes` where they are damaged.
pub(super) fn read_receipt(reader: &mut Reader<'_>) -> Result<Receipt> {
    let mut receipt = Receipt::default();
    for _ in 0..reader.length()? {
        receipt.add(Received {
            dataset: option(reader)?,
            handover: read_handover(reader)?,
            not_read: match (option(reader)?, option(reader)?, option(reader)?) {
                (Some(id), Some(zh), Some(en)) => Some(NotRead { id, zh, en }),
                _ => None,
            },
            read_columns: {
                let columns = reader.length()?;
                reader.many(columns, |reader| Ok((reader.text()?, reader.text()?)))?
            },
            ignored_columns: names(reader)?,
            absent_fields: names(reader)?,
            records: reader.u64()?,
            blank_rows: reader.u64()?,
        });
    }
    Ok(receipt)
}

fn read_handover(reader: &mut Reader<'_>) -> Result<Handover> {
    let (file, sheet) = (option(reader)?, option(reader)?);
    let (sha256, format, encoding) = (option(reader)?, option(reader)?, option(reader)?);
    let delimiter = match option(reader)? {
        Some(text) => Some(text.parse().map_err(|_| damaged())?),
        None => None,
    };
    let [has_header] = reader.array()?;
    let header_line = Some(reader.u64()?).filter(|_| has_header != 0);
    Ok(Handover {
        origin: file.map(|file| Origin { file, sheet }),
        sha256,
        format,
        encoding,
        delimiter,
        header_line,
        title_rows: reader.u64()?,
        same_as: option(reader)?,
        ends_within_line: reader.array::<1>()? != [0],
    })
}

fn option(reader: &mut Reader<'_>) -> Result<Option<String>> {
    let [is_there] = reader.array()?;
    let text = reader.text()?;
    Ok((is_there != 0).then_some(text))
}

fn names(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    let count = reader.length()?;
    reader.many(count, Reader::text)
}

//! The parts of a workbook as a stream of XML events, with a bound on what one event may hold.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{BufReader, Read};
use std::rc::Rc;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::xlsx_package::damaged;
use crate::error::Result;

/// Bytes of one tag, or of the text of one cell. Excel keeps 32,767 characters.
const EVENT_BYTES: usize = 16 << 20;
/// Bytes of an escape such as `_x000D_`.
const ESCAPE_BYTES: usize = 7;

/// A part of a workbook.
pub(super) struct Xml<R> {
    reader: Reader<BufReader<Metered<R>>>,
    buffer: Vec<u8>,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(part: R) -> Self {
        let left = Rc::new(Cell::new(EVENT_BYTES));
        let metered = Metered {
            part,
            left: Rc::clone(&left),
        };
        let mut reader = Reader::from_reader(BufReader::new(metered));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            reader,
            buffer: Vec::new(),
            left,
        }
    }

    /// What comes next.
    ///
    /// # Errors
    ///
    /// Kind `Input` where the part is not XML in UTF-8, or cannot be read.
    pub(super) fn next(&mut self) -> Result<Event<'_>> {
        self.left.set(EVENT_BYTES);
        self.buffer.clear();
        self.reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| damaged(&error.to_string()))
    }

    /// Appends the text up to the end of the element that has just begun.
    pub(super) fn push_text(&mut self, text: &mut String) -> Result<()> {
        self.push(text, true)
    }

    /// Appends the text of the runs (`t`) up to the end of the element that has just begun, but for
    /// those that say how it is read (`rPh`).
    pub(super) fn push_runs(&mut self, text: &mut String) -> Result<()> {
        self.push(text, false)
    }

    fn push(&mut self, text: &mut String, mut is_wanted: bool) -> Result<()> {
        let mut depth = 0_usize;
        // The depth of the run, or of the reading, that has begun.
        let mut run = None;
        let mut reading = None;
        loop {
            match self.next()? {
                Event::Start(element) => {
                    depth = depth.saturating_add(1);
                    match element.local_name().as_ref() {
                        "rPh" => drop(reading.get_or_insert(depth)),
                        "t" => drop(run.get_or_insert(depth)),
                        _ => {}
                    }
                    is_wanted |= run.is_some();
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => {
                    if run == Some(depth) {
                        (run, is_wanted) = (None, false);
                    }
                    reading = reading.filter(|reading| *reading != depth);
                    depth = depth.saturating_sub(1);
                }
                Event::Eof => return Err(cut_off()),
                _ if !is_wanted || reading.is_some() => {}
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(entity) => push_entity(&entity, text)?,
                _ => {}
            }
            if text.len() > EVENT_BYTES {
                return Err(damaged("a text is too long"));
            }
        }
    }

    /// Passes over the rest of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::Start(_) => depth = depth.saturating_add(1),
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
        }
    }
}

fn push_entity(entity: &BytesRef<'_>, text: &mut String) -> Result<()> {
    if let Some(known) = quick_xml::escape::resolve_xml_entity(entity) {
        text.push_str(known);
        return Ok(());
    }
    let character = entity.resolve_char_ref();
    let character = character.map_err(|error| damaged(&error.to_string()))?;
    text.push(character.ok_or_else(|| damaged("it uses an entity that is not defined"))?);
    Ok(())
}

/// Whether an element has this name, whatever its namespace.
pub(super) fn is_named(element: &BytesStart<'_>, name: &str) -> bool {
    element.local_name().as_ref() == name
}

/// An attribute without a namespace.
pub(super) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|it| it.key.as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// An attribute with a namespace.
pub(super) fn outer_attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let is_it = |key: quick_xml::name::QName<'_>| {
        key.prefix().is_some() && key.local_name().as_ref() == name
    };
    let found = attributes.flatten().find(|it| is_it(it.key))?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// A text in which characters that XML cannot hold are escaped as `_x000D_`, by their UTF-16 units.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut units = Vec::new();
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        if let Some(unit) = leading_escape(rest) {
            units.push(unit);
            rest = rest.get(ESCAPE_BYTES..).unwrap_or_default();
            continue;
        }
        plain.push_str(&String::from_utf16_lossy(&units));
        units.clear();
        let mut characters = rest.chars();
        match characters.next() {
            Some(character) => plain.push(character),
            None => return Cow::Owned(plain),
        }
        rest = characters.as_str();
    }
}

/// The unit of the escape at the beginning of a text.
fn leading_escape(text: &str) -> Option<u16> {
    let escape = text.get(..ESCAPE_BYTES)?;
    let digits = escape.strip_prefix("_x")?.strip_suffix('_')?;
    let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
}

/// A part ends within an element.
pub(super) fn cut_off() -> crate::error::Error {
    damaged("a part of it is cut off")
}

/// Bytes of a part, of which no more are handed out than one event may have.
struct Metered<R> {
    part: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.part.read(buffer)?;
        let left = self.left.get().checked_sub(count);
        self.left
            .set(left.ok_or_else(|| std::io::Error::other("a tag or a text is too long"))?);
        Ok(count)
    }
}

#[cfg(test)]
#[path = "xlsx_xml_tests.rs"]
mod tests;

//! How cells look: one format for each kind of cell, made once.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::text::Language;

/// On which side a cell's content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Centre,
    Right,
}

/// How a cell's number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As it is.
    General,
    /// As text, whatever is typed into it.
    Text,
    /// With so many digits after the point.
    Number(u8),
    /// In percent with so many digits after the point.
    Percent(u8),
    /// As a day.
    Date,
}

/// What a colour says. The words of the cell say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// As it should be.
    Good,
    /// To be looked at.
    Warning,
    /// Not as it should be.
    Bad,
    /// Neither; for information.
    Calm,
}

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The title of a sheet.
    Title,
    /// A line under the title, or over a further table.
    Note(Option<Tone>),
    /// The head of a column.
    Head,
    /// A cell of a table.
    Cell,
    /// A cell of a row that sums or checks.
    Total,
}

/// All that a format depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Style {
    pub role: Role,
    pub side: Side,
    pub form: Form,
    pub indent: u8,
    /// Whether the text begins like a formula.
    pub is_quoted: bool,
}

impl Style {
    pub fn of(role: Role, side: Side) -> Self {
        Self {
            role,
            side,
            form: Form::General,
            indent: 0,
            is_quoted: false,
        }
    }
}

/// The formats made so far.
#[derive(Debug)]
pub(super) struct Styles {
    language: Language,
    formats: BTreeMap<Style, Format>,
}

/// Points.
const TITLE_SIZE: f64 = 16.0;
const TEXT_SIZE: f64 = 10.5;

const LINE: Color = Color::RGB(0x80_80_80);
const HEAD_FILL: Color = Color::RGB(0xE7_EC_F2);
const TOTAL_FILL: Color = Color::RGB(0xF5_F5_F5);

impl Styles {
    pub fn new(language: Language) -> Self {
        Self {
            language,
            formats: BTreeMap::new(),
        }
    }

    pub fn get(&mut self, style: Style) -> &Format {
        let language = self.language;
        let made = self.formats.entry(style);
        made.or_insert_with(|| make(style, language))
    }
}

/// The colours of a tone: those that programs offer for good, neutral and bad,
/// which stay legible in print.
pub(super) fn tone_format(tone: Tone) -> Format {
    let (fill, ink) = match tone {
        Tone::Good => (0xE2_F0_D9, 0x1E_5B_2A),
        Tone::Warning => (0xFF_F2_CC, 0x7F_4F_00),
        Tone::Bad => (0xFB_DD_DB, 0x9C_00_06),
        Tone::Calm => (0xDD_EB_F7, 0x1F_3F_66),
    };
    Format::new()
        .set_background_color(Color::RGB(fill))
        .set_font_color(Color::RGB(ink))
}

fn make(style: Style, language: Language) -> Format {
    let (text_font, title_font) = match language {
        Language::Chinese => ("宋体", "黑体"),
        Language::English => ("Arial", "Arial"),
    };
    let tone = match style.role {
        Role::Note(tone) => tone.map(tone_format),
        _ => None,
    };
    let format = tone.unwrap_or_default();
    let format = format.set_font_name(text_font).set_font_size(TEXT_SIZE);
    let format = format.set_align(FormatAlign::VerticalCenter);
    let format = match style.side {
        Side::Left => format.set_align(FormatAlign::Left).set_text_wrap(),
        Side::Centre => format.set_align(FormatAlign::Center).set_text_wrap(),
        Side::Right => format.set_align(FormatAlign::Right),
    };
    let format = match style.role {
        Role::Title => format
            .set_font_name(title_font)
            .set_font_size(TITLE_SIZE)
            .set_bold(),
        Role::Note(Some(_)) => format.set_bold(),
        Role::Note(None) => format,
        Role::Head => lined(format).set_bold().set_background_color(HEAD_FILL),
        Role::Cell => lined(format),
        Role::Total => lined(format).set_bold().set_background_color(TOTAL_FILL),
    };
    let format = match style.form {
        Form::General => format,
        Form::Text => format.set_num_format("@"),
        Form::Number(decimals) => format.set_num_format(digits("#,##0", decimals)),
        Form::Percent(decimals) => format.set_num_format(digits("0", decimals) + "%"),
        Form::Date => format.set_num_format("yyyy-mm-dd"),
    };
    let format = if style.is_quoted {
        format.set_quote_prefix()
    } else {
        format
    };
    match style.indent {
        0 => format,
        indent => format.set_indent(indent),
    }
}

fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// A number format with so many digits after the point.
fn digits(whole: &str, decimals: u8) -> String {
    match decimals {
        0 => whole.to_owned(),
        _ => format!("{whole}.{}", "0".repeat(decimals.into())),
    }
}

//! The ticket slip and its printers.
//!
//! A [`Slip`] holds finished sentences and nothing about the person. [`render`] makes bytes of it, [`print()`] hands them
//! to a [`Printer`] and says honestly what became of them: a number counts as issued only once the paper is out or the
//! resident was told expressly that there is none.

mod escpos;
mod file;
mod font;
mod layout;
mod link;
mod plain;
mod printer;
mod queue;
mod raster;
#[cfg(test)]
mod tests;

use std::str::FromStr;

pub use escpos::EscPosOptions;
pub(crate) use escpos::Roll;
pub(crate) use escpos::columns_of;
pub use escpos::escpos;
pub use escpos::is_printable;
pub use file::NO_PAPER_FILE;
pub use font::FontError;
pub use font::Fonts;
pub(crate) use font::Glyph;
pub(crate) use layout::BOX;
pub(crate) use layout::MIN_COLUMNS;
pub(crate) use layout::clean;
pub(crate) use layout::wrap;
pub use plain::plain_text;
pub use printer::PrintError;
pub use printer::Printer;
pub use printer::UnknownPrinter;
pub use printer::Why;
pub use printer::print;
pub use printer::printer;

/// The characters across 80 mm of thermal paper in the printer's own font.
///
/// Source: Epson TM-T88 family, font A, 12 dots a character on 576 dots.
pub const COLUMNS: usize = 48;

/// What stands on the paper a resident takes away.
///
/// Every text is a finished sentence in the language of the kiosk; an empty one is left out. No name, telephone or ID
/// number belongs here: slips are dropped on the floor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slip {
    /// The hall's name, printed as the heading.
    pub hall: String,
    /// The number, printed as large as the paper allows.
    pub number: String,
    /// The centre that serves it, or where to go.
    pub centre_line: String,
    /// The matter, when one was chosen.
    pub matter: Option<String>,
    /// How many wait ahead.
    pub ahead_line: String,
    /// How long it may take, or why nobody can say.
    pub estimate_line: String,
    /// When the slip was printed.
    pub printed_at_line: String,
    /// The sentence that marks a second print of the same number, above the number; absent on the first.
    pub reprint_line: Option<String>,
    /// What else to know, one sentence a line.
    pub notes: Vec<String>,
}

/// How a slip is turned into bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 text, for a file or a queue with a driver of its own.
    #[default]
    Text,
    /// ESC/POS commands with GB18030 text, for a thermal printer with a Chinese font.
    EscPos,
}

/// Says that a configured slip format is not one of the known words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the slip format is \"text\" or \"escpos\", not {0:?}")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.trim() {
            "text" => Ok(Format::Text),
            "escpos" => Ok(Format::EscPos),
            other => Err(UnknownFormat(other.to_owned())),
        }
    }
}

/// Turns a slip into the bytes for a printer; `fonts` draw what a thermal printer's own font lacks.
#[must_use]
pub fn render(
    slip: &Slip,
    format: Format,
    options: &EscPosOptions,
    fonts: Option<&Fonts>,
) -> Vec<u8> {
    match format {
        Format::Text => plain_text(slip, options.columns).into_bytes(),
        Format::EscPos => escpos(slip, options, fonts),
    }
}

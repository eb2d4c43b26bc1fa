//! A paper on its way to a printer.

use std::str::FromStr;

use crate::domain::paper::Paper;
use crate::ui::paper::PdfError;
use crate::ui::paper::TEXT_COLUMNS;
use crate::ui::paper::render_escpos;
use crate::ui::paper::render_pdf;
use crate::ui::paper::render_text;
use crate::ui::slip;
use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Fonts;
use crate::ui::slip::PrintError;
use crate::ui::slip::Printer;

/// How a paper is turned into bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperFormat {
    /// A4 pages.
    #[default]
    Pdf,
    /// UTF-8 text of 80 columns.
    Text,
    /// ESC/POS commands for a thermal roll of 48 columns.
    EscPos,
}

/// Says that a word names no format of a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a paper's format is \"pdf\", \"text\" (or \"txt\") or \"escpos\" (or \"prn\"), not {0:?}")]
pub struct UnknownPaperFormat(pub String);

impl FromStr for PaperFormat {
    type Err = UnknownPaperFormat;

    /// Reads the word of a format or the ending of a file's name.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.trim() {
            "pdf" => Ok(PaperFormat::Pdf),
            "text" | "txt" => Ok(PaperFormat::Text),
            "escpos" | "prn" => Ok(PaperFormat::EscPos),
            other => Err(UnknownPaperFormat(other.to_owned())),
        }
    }
}

/// Why a paper did not come out.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It could not be drawn.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// It could not be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
}

/// Turns a paper into bytes.
///
/// # Errors
/// [`PdfError`] when A4 pages cannot be made.
pub fn render_paper(
    paper: &Paper,
    format: PaperFormat,
    fonts: &Fonts,
) -> Result<Vec<u8>, PdfError> {
    match format {
        PaperFormat::Pdf => render_pdf(paper, fonts),
        PaperFormat::Text => Ok(render_text(paper, TEXT_COLUMNS).into_bytes()),
        PaperFormat::EscPos => Ok(render_escpos(paper, &EscPosOptions::default(), Some(fonts))),
    }
}

/// Draws a paper and hands it to a printer; `Ok` means that the printer has taken it.
///
/// A file printer names its file after the kind and the case number.
///
/// # Errors
/// [`SendError`]; a paper that did not come out does not count as given.
pub fn print_paper(
    paper: &Paper,
    format: PaperFormat,
    fonts: &Fonts,
    printer: &Printer,
) -> Result<(), SendError> {
    let bytes = render_paper(paper, format, fonts)?;
    let name = format!("{}-{}", paper.kind, paper.number);
    slip::print(printer, &bytes, name.trim_end_matches('-'))?;
    Ok(())
}

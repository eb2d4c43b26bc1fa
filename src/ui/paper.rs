//! The papers residents take home: the words on them, and their renderers.
//!
//! [`compose`] makes a [`Paper`](crate::domain::paper::Paper) of the facts; [`render_pdf`], [`render_text`] and [`render_escpos`] draw it on A4, on a
//! screen of 80 columns and on a thermal roll. All three first pass through `legible`, so that a character nothing
//! can draw is a box with its code point told in words, never a gap.

pub mod compose;
pub mod fill;
pub mod issue;
mod legible;
mod page;
mod pdf;
mod roll;
mod rows;
mod send;
#[cfg(test)]
mod tests;

pub use pdf::PdfError;
pub use pdf::render_pdf;
pub use roll::render_escpos;
pub use rows::render_text;
pub use send::PaperFormat;
pub use send::SendError;
pub use send::UnknownPaperFormat;
pub use send::print_paper;
pub use send::render_paper;

/// The columns of a paper shown on a screen or kept as text.
pub const TEXT_COLUMNS: usize = 80;

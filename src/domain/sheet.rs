//! A sheet: the header and rows of a CSV file, or of the first page of a workbook.
//!
//! Cells are text. A CSV cell that a spreadsheet would take for a formula gets an apostrophe on the
//! way out and loses it on the way in; a workbook holds it as text. So a sheet comes back as it was
//! written, and nothing in it is ever computed.

use csv::ReaderBuilder;
use csv::StringRecord;
use csv::Trim;
use thiserror::Error;

pub(in crate::domain) mod text;
mod workbook;

pub use self::text::clean;

/// One row below the header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetRow {
    /// The line of the file or the row of the page on which it begins, from 1.
    pub line: u64,
    /// The cells.
    pub cells: Vec<String>,
}

/// A header and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The headers, cleaned.
    pub headers: Vec<String>,
    /// The rows in the file's order; wholly empty lines are not rows.
    pub rows: Vec<SheetRow>,
    /// The columns, from 0, that a workbook holds as numbers; all others stay text, codes above all.
    pub numbers: Vec<usize>,
    /// Whether the file was in GB18030.
    pub gb18030: bool,
}

/// Why a file is no sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetError {
    /// There is not one line in it.
    #[error("the file is empty: it needs a header line and a row per entry")]
    Empty,
    /// It is a workbook that cannot be read.
    #[error(
        "this workbook cannot be read: open it in Excel or WPS, take off its password, and save it as .xlsx or as \"CSV UTF-8\""
    )]
    Workbook,
    /// It has more cells than any list of a hall.
    #[error(
        "the sheet has more than {} cells: delete what lies beside and below the list",
        MAX_CELLS
    )]
    TooLarge,
}

/// The most cells of a sheet that are read; a broken workbook may claim sixteen thousand million.
pub const MAX_CELLS: usize = 8_000_000;

impl Sheet {
    /// Returns a sheet to be written.
    pub fn new<H: Into<String>>(
        headers: impl IntoIterator<Item = H>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        Sheet {
            headers: headers.into_iter().map(Into::into).collect(),
            rows: (2..)
                .zip(rows)
                .map(|(line, cells)| SheetRow { line, cells })
                .collect(),
            ..Sheet::default()
        }
    }

    /// Names the columns, from 0, that a workbook is to hold as numbers.
    pub fn with_numbers(mut self, columns: &[usize]) -> Self {
        self.numbers = columns.to_vec();
        self
    }

    /// Reads a file: a workbook (`.xlsx`, `.xls`, `.et`, `.ods`) by its first bytes, otherwise CSV in
    /// UTF-8, UTF-16 with a mark, or GB18030, with comma, semicolon or tab between cells.
    ///
    /// # Errors
    /// [`SheetError`] when it is empty, broken or too large.
    pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
        if workbook::is_one(bytes) {
            return workbook::read(bytes);
        }
        read_csv(bytes)
    }

    /// Writes CSV, lines ended by `\n`, cells quoted where needed and guarded against formulas.
    pub fn to_csv(&self) -> String {
        let mut out = String::new();
        let rows = self.rows.iter().map(|row| &row.cells);
        for cells in std::iter::once(&self.headers).chain(rows) {
            let line: Vec<String> = cells.iter().map(|cell| quoted(&guarded(cell))).collect();
            out.push_str(&line.join(","));
            out.push('\n');
        }
        out
    }

    /// Writes a workbook (`.xlsx`) with one page; it is the same bytes for the same sheet.
    ///
    /// # Errors
    /// [`SheetError::TooLarge`] when it does not fit on a page.
    pub fn to_workbook(&self) -> Result<Vec<u8>, SheetError> {
        workbook::write(&[("", self)])
    }

    /// Reads every page of a workbook that holds anything.
    ///
    /// # Errors
    /// [`SheetError`] when it is no workbook, broken or too large.
    pub fn read_book(bytes: &[u8]) -> Result<Vec<Sheet>, SheetError> {
        match workbook::is_one(bytes) {
            true => workbook::read_all(bytes),
            false => Err(SheetError::Workbook),
        }
    }

    /// Writes a workbook with a page for each sheet under its name, of at most 31 characters; it is the
    /// same bytes for the same sheets.
    ///
    /// # Errors
    /// [`SheetError::TooLarge`] when one does not fit on a page.
    pub fn book(pages: &[(String, Sheet)]) -> Result<Vec<u8>, SheetError> {
        let pages: Vec<(&str, &Sheet)> = pages.iter().map(|(name, s)| (name.as_str(), s)).collect();
        workbook::write(&pages)
    }
}

fn read_csv(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let decoded = text::decode(bytes)?;
    let mut reader = ReaderBuilder::new()
        .delimiter(text::delimiter(&decoded.text))
        .flexible(true)
        .trim(Trim::Headers)
        .has_headers(true)
        .from_reader(decoded.text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map(|h| h.iter().map(|cell| clean(freed(cell))).collect())
        .unwrap_or_default();
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    // The text is valid UTF-8 and rows may have any length, so the reader has nothing left to
    // refuse; should it, the rows before are still good.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        rows.push(SheetRow {
            line: text::line_of(&decoded.text, record.position()),
            cells: record.iter().map(|cell| freed(cell).to_owned()).collect(),
        });
    }
    Ok(Sheet {
        headers,
        rows,
        numbers: Vec::new(),
        gb18030: decoded.gb18030,
    })
}

/// Returns whether a spreadsheet would compute a cell of CSV; a plain number is harmless.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        && cell.parse::<f64>().map_or(true, |n| !n.is_finite())
}

/// Puts an apostrophe before a formula, and before apostrophes that stand before one.
fn guarded(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Takes the apostrophe of [`guarded`] away.
fn freed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_string()
    }
}

#[cfg(test)]
mod tests;

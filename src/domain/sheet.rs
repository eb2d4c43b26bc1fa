//! A sheet: the header and rows of a CSV file or of the first page of a workbook.
//!
//! Cells are text. What a spreadsheet would take for a formula is guarded on the way out and freed
//! on the way in, so that a sheet comes back as it was written.

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
    /// The headers.
    pub headers: Vec<String>,
    /// The rows in the file's order; wholly empty lines are not rows.
    pub rows: Vec<SheetRow>,
    /// The columns, from 0, that a workbook holds as numbers; all others stay text, codes above all.
    pub numbers: Vec<usize>,
    /// Whether the file was in GB18030.
    pub gb18030: bool,
}

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
}

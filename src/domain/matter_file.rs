//! Reads and writes catalogues of matters as CSV, our own form and other people's.
//!
//! Files come from other offices: with a byte-order mark or in GB18030, with line breaks inside a
//! cell, with limits as `20(工作日)`. A file is refused as a whole only when nothing in it can be
//! told apart ([`ReadError`]); otherwise every row ends either in the matters or among the
//! rejected, with its line in the file and a sentence that says what to do.

use std::collections::HashMap;
use std::fmt;

use csv::ReaderBuilder;
use csv::StringRecord;
use csv::Trim;

use crate::domain::matter::Matter;

mod map;
mod reason;
mod row;
pub(in crate::domain) mod text;

pub use crate::domain::matter::promises_too_long;

pub use self::map::CentreRules;
pub use self::map::ColumnMap;
pub use self::map::Field;
pub use self::reason::Note;
pub use self::reason::ReadError;
pub use self::reason::RejectReason;
pub use self::reason::Rejected;
pub use self::row::material_from_text;
pub use self::row::material_to_text;

use self::map::Columns;

/// The longest name of a matter, in characters; official names seen run to 110.
pub const MAX_NAME: usize = 200;

/// The longest code of a matter, in characters; national codes seen run to 55.
pub const MAX_CODE: usize = 80;

/// The longest name of one paper, alias or department, in characters.
pub const MAX_PART: usize = 200;

/// The most papers or aliases one matter may list.
pub const MAX_PARTS: usize = 100;

const SHIPPED: &str = include_str!("../../data/matters/township.csv");

/// What came out of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// The matters that were taken, in the file's order.
    pub matters: Vec<Matter>,
    /// The rows that were not, in the file's order; with `matters` they make up all rows below the header.
    pub rejected: Vec<Rejected>,
    /// What was assumed or mended on the way, with the number of rows it touched.
    pub notes: Vec<(Note, u64)>,
}

impl Import {
    /// Returns how many rows the file has below its header; wholly empty lines are not rows.
    pub fn rows(&self) -> usize {
        self.matters.len() + self.rejected.len()
    }
}

/// The running counts behind [`Import::notes`].
#[derive(Default)]
struct Notes(Vec<(Note, u64)>);

impl Notes {
    fn add(&mut self, note: Note) {
        match self.0.iter_mut().find(|(n, _)| *n == note) {
            Some((_, count)) => *count += 1,
            None => self.0.push((note, 1)),
        }
    }
}

/// Returns the catalogue shipped with the program, to be checked and edited by the hall.
pub fn shipped() -> Vec<Matter> {
    read(SHIPPED.as_bytes(), None)
        .map(|import| import.matters)
        .expect("a test reads the embedded catalogue without a rejected row")
}

/// Reads a catalogue in UTF-8, UTF-16 with a mark, or GB18030, with comma, semicolon or tab between cells.
///
/// Without a map the columns are found by the headers in use: our own, provincial and county ones.
/// With a map, the columns it names are taken and the others found in the same way.
///
/// # Errors
/// [`ReadError`] when the file is empty, is a workbook, or lacks the columns that are wanted.
pub fn read(bytes: &[u8], map: Option<&ColumnMap>) -> Result<Import, ReadError> {
    let decoded = text::decode(bytes)?;
    let default_map = ColumnMap::default();
    let map = map.unwrap_or(&default_map);
    let mut reader = ReaderBuilder::new()
        .delimiter(text::delimiter(&decoded.text))
        .flexible(true)
        .trim(Trim::Headers)
        .has_headers(true)
        .from_reader(decoded.text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map(|h| h.iter().map(text::clean).collect())
        .unwrap_or_default();
    let columns = Columns::find(&header, map)?;
    let mut notes = Notes::default();
    if decoded.gb18030 {
        notes.add(Note::Gb18030);
    }
    let mut import = Import::default();
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            // The text is valid UTF-8 and rows may have any length, so the reader has nothing left to
            // refuse; should it, the rows before are still good.
            Err(_) => break,
        }
        let line = text::line_of(&decoded.text, record.position());
        match row::matter(&record, &columns, &mut notes).and_then(|m| first_of(m, line, &mut lines))
        {
            Ok(matter) => import.matters.push(matter),
            Err(reason) => import.rejected.push(Rejected { line, reason }),
        }
    }
    import.notes = notes.0;
    Ok(import)
}

/// Keeps a code from coming twice; a row rejected for another reason does not hold its code.
fn first_of(
    matter: Matter,
    line: u64,
    lines: &mut HashMap<String, u64>,
) -> Result<Matter, RejectReason> {
    if let Some(first) = lines.get(&matter.code) {
        return Err(RejectReason::DuplicateCode {
            code: matter.code,
            first: *first,
        });
    }
    lines.insert(matter.code.clone(), line);
    Ok(matter)
}

/// Writes matters in our own form, header first, lines ended by `\n`.
///
/// Reading it back gives the same matters, provided that they could have been read: no control
/// characters, no blank names, and a promise that keeps within the statutory limit.
pub fn write(matters: &[Matter]) -> String {
    let mut out = Field::ALL.map(Field::own_header).join(",");
    out.push('\n');
    for matter in matters {
        let cells = row::cells(matter);
        let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&line.join(","));
        out.push('\n');
    }
    out
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_string()
    }
}

impl fmt::Display for Import {
    /// Writes the counts in one line, as `1200 rows: 1198 taken, 2 rejected`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, taken, rejected) = (self.rows(), self.matters.len(), self.rejected.len());
        write!(f, "{rows} rows: {taken} taken, {rejected} rejected")
    }
}

#[cfg(test)]
mod tests;

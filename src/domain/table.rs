//! Reads the small CSV tables that a clerk may edit, with the line of every row for messages.

use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a text is not the table that was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct TableError {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong there, in a few words.
    pub reason: String,
}

/// Returns the rows of a CSV text with their lines, counted from 1 as an editor counts them.
///
/// The columns may stand in any order among others. A byte-order mark, blank lines and spaces
/// around a field are taken, because spreadsheets and people leave them.
///
/// # Errors
/// A column of `columns` is missing, a row has another number of fields than the header, or a
/// field cannot be read as `T` wants it.
pub fn rows<T: DeserializeOwned>(
    text: &str,
    columns: &[&str],
) -> Result<Vec<(u64, T)>, TableError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| error_of(text, &e))?.clone();
    if let Some(lost) = columns
        .iter()
        .find(|column| !header.iter().any(|h| h == **column))
    {
        let reason = format!(
            "the column {lost} is missing; the columns are {}",
            columns.join(",")
        );
        return Err(TableError { line: 1, reason });
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| error_of(text, &e))?;
        let line = line_of(text, record.position());
        let row = record
            .deserialize(Some(&header))
            .map_err(|e| error_of(text, &e))?;
        rows.push((line, row));
    }
    Ok(rows)
}

fn error_of(text: &str, error: &csv::Error) -> TableError {
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("the row has {len} fields and the header {expected_len}")
        }
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    };
    TableError {
        line: line_of(text, error.position()),
        reason,
    }
}

/// Returns the line of a row; the reader's own position stands before the blank lines it skips.
fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else {
        return 1;
    };
    let rest = usize::try_from(position.byte())
        .ok()
        .and_then(|at| text.as_bytes().get(at..));
    let blank = rest
        .unwrap_or_default()
        .iter()
        .take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line() + blank.filter(|b| **b == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Pair = (String, u32);

    #[test]
    fn rows_come_with_the_line_an_editor_shows() {
        let text = "\u{feff}name,count\r\n甲, 1\r\n\r\n\r\n\"乙\" ,2\r\n\r\n";
        let found: Vec<(u64, Pair)> = rows(text, &["name", "count"]).unwrap();
        assert_eq!(
            found,
            [(2, ("甲".to_owned(), 1)), (5, ("乙".to_owned(), 2))]
        );
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        let line = |text| rows::<Pair>(text, &["name", "count"]).unwrap_err().line;
        assert_eq!(line("name,count\n甲,1\n\n乙\n"), 4);
        assert_eq!(line("name,count\n甲,1\n\n乙,many\n"), 4);
        assert_eq!(line("name,number\n甲,1\n"), 1);
        assert_eq!(line(""), 1);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = rows::<Pair>(&text, &[]);
            let _ = rows::<Pair>(&format!("name,count\n{text}"), &["name"]);
        }
    }
}

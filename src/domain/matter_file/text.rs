//! From a file's bytes to clean cells.

use encoding_rs::Encoding;
use encoding_rs::GB18030;

use super::ReadError;

/// A file as text, its line ends made `\n`.
pub(in crate::domain) struct Decoded {
    pub(in crate::domain) text: String,
    pub(super) gb18030: bool,
}

/// Reads UTF-8 and, failing that, GB18030; a byte-order mark decides before either.
pub(in crate::domain) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(ReadError::Workbook);
    }
    let mut gb18030 = false;
    let text = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding.decode(bytes).0
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) if mostly_utf8(bytes) => String::from_utf8_lossy(bytes),
            Err(_) => {
                gb18030 = true;
                GB18030.decode_without_bom_handling(bytes).0
            }
        }
    };
    // The reader counts `\n` only, and one line late after `\r\n`.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Decoded { text, gb18030 })
}

/// Returns whether broken bytes are rare among good Chinese, so that one bad cell spoils one row
/// and not the file; GB18030 text is broken nearly everywhere when read as UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken
}

/// Returns the separator that the header line uses most, the comma in doubt.
pub(in crate::domain) fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or("");
    let count = |d: u8| header.bytes().filter(|b| *b == d).count();
    let mut best = b',';
    for other in [b'\t', b';'] {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}

/// Returns the 1-based line of the file on which a row begins.
pub(in crate::domain) fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    // The reader counts empty lines before a row as part of it.
    let empty = text
        .as_bytes()
        .get(from..)
        .map_or(0, |rest| rest.iter().take_while(|b| **b == b'\n').count());
    position.line() + u64::try_from(empty).unwrap_or(0)
}

/// Takes control and direction characters out, makes every blank one space and trims.
pub(in crate::domain) fn clean(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars() {
        if c.is_whitespace() || c == '\u{a0}' || c == '\u{3000}' {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else if !c.is_control() && !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

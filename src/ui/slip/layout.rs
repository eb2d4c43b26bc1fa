//! What stands where on a slip, and text made safe for paper.

use unicode_linebreak::linebreaks;

use crate::ui::slip::Slip;

/// The narrowest paper that is laid out; anything less is treated as this.
pub(crate) const MIN_COLUMNS: usize = 16;

/// What is printed for a character the paper cannot show.
pub(crate) const BOX: char = '□';

/// One part of a slip, from top to bottom.
pub(super) enum Part<'a> {
    Heading(&'a str),
    Number(&'a str),
    Line(&'a str),
    Rule,
    Gap,
    /// Where the square code goes, if one is wanted.
    Code,
}

/// Lists the parts of a slip; empty sentences are left out.
pub(super) fn parts(slip: &Slip) -> Vec<Part<'_>> {
    let mut parts = vec![Part::Heading(&slip.hall), Part::Rule];
    parts.extend(slip.reprint_line.as_deref().map(Part::Line));
    parts.extend([Part::Gap, Part::Number(&slip.number), Part::Gap]);
    parts.push(Part::Line(&slip.centre_line));
    parts.extend(slip.matter.as_deref().map(Part::Line));
    parts.push(Part::Line(&slip.ahead_line));
    parts.push(Part::Line(&slip.estimate_line));
    parts.push(Part::Rule);
    parts.extend(slip.notes.iter().map(|note| Part::Line(note)));
    parts.push(Part::Code);
    parts.push(Part::Line(&slip.printed_at_line));
    parts.retain(|part| match part {
        Part::Heading(text) | Part::Number(text) | Part::Line(text) => !text.trim().is_empty(),
        Part::Rule | Part::Gap | Part::Code => true,
    });
    parts
}

/// Makes a sentence harmless: no control, escape or direction character is left in it.
///
/// Line breaks and tabs become spaces, invisible joiners go, everything else that could command a printer is shown as
/// a mark.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter_map(harmless).collect()
}

fn harmless(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{7f}' => Some('␡'),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{80}'..='\u{9f}' => Some(BOX),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(BOX)
        }
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}' => None,
        _ => Some(c),
    }
}

/// Breaks a sentence into rows of at most `columns`, where Chinese and Western rules allow it.
///
/// The width of a character is the caller's, because a printer's font and a terminal disagree on `·` and `“`.
pub(crate) fn wrap(text: &str, columns: usize, width: impl Fn(char) -> usize) -> Vec<String> {
    let measure = |piece: &str| piece.chars().map(&width).sum::<usize>();
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut start = 0;
    for (end, _) in linebreaks(text) {
        let piece = text.get(start..end).unwrap_or_default();
        start = end;
        if measure(&row) + measure(piece.trim_end()) > columns && !row.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        for c in piece.chars() {
            if measure(&row) + width(c) > columns && !c.is_whitespace() {
                rows.push(std::mem::take(&mut row));
            }
            row.push(c);
        }
    }
    rows.push(row);
    rows.iter()
        .map(|row| row.trim())
        .filter(|row| !row.is_empty())
        .map(str::to_owned)
        .collect()
}

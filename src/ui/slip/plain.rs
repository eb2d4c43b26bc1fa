//! A slip as plain text.

use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

use crate::ui::slip::Slip;
use crate::ui::slip::layout::MIN_COLUMNS;
use crate::ui::slip::layout::Part;
use crate::ui::slip::layout::clean;
use crate::ui::slip::layout::parts;
use crate::ui::slip::layout::wrap;

/// Lays a slip out as centred lines of at most `columns` terminal cells, each ended by a line feed.
///
/// Fewer than 16 columns are treated as 16. Control and direction characters come out as visible marks.
#[must_use]
pub fn plain_text(slip: &Slip, columns: usize) -> String {
    let columns = columns.max(MIN_COLUMNS);
    let mut text = String::new();
    for part in parts(slip) {
        match part {
            Part::Heading(line) | Part::Line(line) => push(&mut text, line, columns),
            Part::Number(number) => push(&mut text, &format!("==  {number}  =="), columns),
            Part::Rule => push(&mut text, &"-".repeat(columns), columns),
            Part::Gap => text.push('\n'),
            Part::Code => {}
        }
    }
    text
}

fn push(text: &mut String, line: &str, columns: usize) {
    for row in wrap(&clean(line), columns, |c| c.width().unwrap_or(0)) {
        let left = columns.saturating_sub(row.width()) / 2;
        text.extend(std::iter::repeat_n(' ', left));
        text.push_str(&row);
        text.push('\n');
    }
}

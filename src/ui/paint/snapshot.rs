//! A drawn screen as text, for tests and for `--print`.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::ui::text;
use crate::ui::theme::Role;

/// Returns the screen as lines of text without the blanks at their ends.
pub fn screen(buf: &Buffer) -> String {
    lines(buf, |x, y, line| {
        let symbol = buf[(x, y)].symbol();
        line.push_str(symbol);
        text::width(symbol).max(1) as u16
    })
}

/// Returns the screen as one letter per cell: which role it was drawn in.
///
/// `.` is plain text or nothing, `A` the second role of [`Role::ALL`] and so on, `?` a style that
/// comes from no role. Only for screens drawn in the probe theme.
pub fn roles(buf: &Buffer) -> String {
    let drawn = lines(buf, |x, y, line| {
        let letter = match buf[(x, y)].fg {
            Color::Indexed(0) | Color::Reset => '.',
            Color::Indexed(n) if usize::from(n) < Role::ALL.len() => char::from(b'A' + n - 1),
            _ => '?',
        };
        let cells = text::width(buf[(x, y)].symbol()).max(1);
        line.extend(std::iter::repeat_n(letter, cells));
        cells as u16
    });
    let trimmed: Vec<&str> = drawn.lines().map(|l| l.trim_end_matches('.')).collect();
    trimmed.join("\n")
}

/// Goes through each line; `cell` writes one cell and returns how many to go on.
fn lines(buf: &Buffer, cell: impl Fn(u16, u16, &mut String) -> u16) -> String {
    let mut out = Vec::with_capacity(usize::from(buf.area.height));
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::with_capacity(usize::from(buf.area.width) * 2);
        let mut x = buf.area.left();
        while x < buf.area.right() {
            x = x.saturating_add(cell(x, y, &mut line));
        }
        line.truncate(line.trim_end_matches(' ').len());
        out.push(line);
    }
    out.join("\n")
}

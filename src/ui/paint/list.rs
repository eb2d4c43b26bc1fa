//! Rows of columns, and menus whose lines are chosen by digit or cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::plain;
use crate::ui::paint::put;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left: words.
    Left,
    /// At the right: numbers.
    Right,
    /// In the middle.
    Centre,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The cells it takes; 0 shares what the others leave.
    pub cells: u16,
    /// Where its text stands.
    pub align: Align,
}

impl Column {
    /// Returns a column of words; 0 cells shares what the others leave.
    pub const fn left(cells: u16) -> Column {
        Column {
            cells,
            align: Align::Left,
        }
    }

    /// Returns a column of numbers.
    pub const fn right(cells: u16) -> Column {
        Column {
            cells,
            align: Align::Right,
        }
    }
}

/// Writes one row of a table over the whole width of an area, one cell between columns.
///
/// Columns that do not fit any more are left out at the right; a missing text is blank.
pub fn row(area: Rect, buf: &mut Buffer, columns: &[Column], cells: &[&str], style: Style) {
    let width = usize::from(area.width);
    let fixed: usize = columns.iter().map(|c| usize::from(c.cells)).sum();
    let gaps = columns.len().saturating_sub(1);
    let sharing = columns.iter().filter(|c| c.cells == 0).count();
    let share = width.saturating_sub(fixed + gaps) / sharing.max(1);
    let mut line = String::with_capacity(width * 2);
    let mut used = 0;
    for (at, column) in columns.iter().enumerate() {
        let gap = usize::from(at > 0);
        let wanted = if column.cells == 0 {
            share
        } else {
            usize::from(column.cells)
        };
        let w = wanted.min(width.saturating_sub(used + gap));
        if w == 0 {
            continue;
        }
        let shown = plain::visible(cells.get(at).copied().unwrap_or_default());
        line.push_str(if gap == 1 { " " } else { "" });
        line.push_str(&match column.align {
            Align::Left => text::pad_right(&shown, w),
            Align::Right => text::pad_left(&shown, w),
            Align::Centre => text::centre(&shown, w),
        });
        used += gap + w;
    }
    put(
        buf,
        area.x,
        area.y,
        &text::pad_right(&line, width),
        area.width,
        style,
    );
}

/// One line of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The key that chooses it, as shown: `1`, `F2`; may be empty.
    pub key: &'a str,
    /// Its words.
    pub label: &'a str,
    /// Says whether it can be chosen now.
    pub enabled: bool,
}

/// Draws the lines of a menu and keeps the chosen one in sight; returns the first line shown.
pub fn menu(
    area: Rect,
    buf: &mut Buffer,
    items: &[Item],
    selected: Option<usize>,
    look: &Look,
) -> usize {
    let rows = usize::from(area.height);
    let last_first = items.len().saturating_sub(rows);
    let first = selected
        .map_or(0, |at| (at + 1).saturating_sub(rows))
        .min(last_first);
    let key_cells = items.iter().map(|i| text::width(i.key)).max().unwrap_or(0);
    for (at, item) in items.iter().enumerate().skip(first).take(rows) {
        let chosen = selected == Some(at);
        let role = match (chosen, item.enabled) {
            (true, _) => Role::Select,
            (false, true) => Role::Text,
            (false, false) => Role::KeyOff,
        };
        let pointer = if chosen { look.glyphs.pointer() } else { " " };
        let (open, close) = if item.enabled { ("", "") } else { ("(", ")") };
        let key = text::pad_left(item.key, key_cells);
        let line = format!(
            "{pointer} {key} {open}{}{close}",
            plain::visible(item.label)
        );
        let line = text::pad_right(&line, usize::from(area.width));
        let y = area.y + (at - first) as u16;
        put(buf, area.x, y, &line, area.width, look.style(role));
    }
    first
}

//! Pieces that screens are made of: boxes, rows, lamps, bars, popups, the hint bar.
//!
//! Everything draws into a buffer, goes through [`text`] and stays inside its area; nothing
//! here decides anything.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Block;
use ratatui::widgets::Widget;

use crate::domain::plain;
use crate::ui::key::Key;
pub use crate::ui::paint::bars::bars;
pub use crate::ui::paint::bars::progress;
pub use crate::ui::paint::large::put_big;
pub use crate::ui::paint::large::put_centred;
pub use crate::ui::paint::large::size_for;
pub use crate::ui::paint::list::Align;
pub use crate::ui::paint::list::Column;
pub use crate::ui::paint::list::Item;
pub use crate::ui::paint::list::menu;
pub use crate::ui::paint::list::row;
pub use crate::ui::paint::snapshot::roles;
pub use crate::ui::paint::snapshot::screen;
use crate::ui::text;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod bars;
mod large;
mod list;
mod snapshot;

/// The least columns a post works in.
pub const LEAST_COLUMNS: u16 = 60;
/// The least rows a post works in.
pub const LEAST_ROWS: u16 = 15;

/// Fills an area with the ground of a role.
pub fn ground(area: Rect, buf: &mut Buffer, look: &Look, role: Role) {
    clear_wide(area, buf);
    buf.set_style(area.intersection(buf.area), look.style(role));
}

/// Empties an area, and with it the wide characters that its edges would cut in half.
pub fn clear_wide(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if area.x > buf.area.x {
            let cell = &mut buf[(area.x - 1, y)];
            if text::width(cell.symbol()) > 1 {
                cell.set_symbol(" ");
            }
        }
        if !area.is_empty() && area.right() < buf.area.right() {
            // The hidden half of a wide character has no style of its own: it would be a hole.
            let last = &buf[(area.right() - 1, y)];
            let (cut, style) = (text::width(last.symbol()) > 1, last.style());
            if cut {
                buf[(area.right(), y)].set_style(style);
            }
        }
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
        }
    }
}

/// Writes one line of text from people or from us at most `cells` wide, cut with `⋯`, and
/// returns the column after it. Outside the screen nothing is drawn.
pub fn put(buf: &mut Buffer, x: u16, y: u16, content: &str, cells: u16, style: Style) -> u16 {
    if y < buf.area.top() || y >= buf.area.bottom() || x < buf.area.left() {
        return x;
    }
    let room = buf.area.right().saturating_sub(x).min(cells);
    let shown = plain::visible(content);
    let shown = text::fit(&shown, usize::from(room));
    buf.set_stringn(x, y, &*shown, usize::from(room), style).0
}

/// Writes a text from the beginning of a row and returns the column after it.
pub fn line(row: Rect, buf: &mut Buffer, content: &str, style: Style) -> u16 {
    put(buf, row.x, row.y, content, row.width, style)
}

/// Writes pieces one after another, each in its role, and returns the column after the last.
pub fn put_spans(buf: &mut Buffer, area: Rect, spans: &[(Role, &str)], look: &Look) -> u16 {
    let mut x = area.x;
    for (role, content) in spans {
        let room = area.right().saturating_sub(x);
        x = put(buf, x, area.y, content, room, look.style(*role));
    }
    x
}

/// Writes lines below one another, each wrapped and in its role, and returns the row after the last
/// that fits. What goes on in the next row stands as deep as where the line began.
pub fn paragraphs(area: Rect, buf: &mut Buffer, said: &[(Role, String)], look: &Look) -> u16 {
    let mut y = area.y;
    for (role, words) in said {
        let deep = u16::try_from(words.len() - words.trim_start().len()).unwrap_or(0);
        let place = Rect {
            x: area.x + deep.min(area.width),
            y,
            width: area.width.saturating_sub(deep),
            height: area.bottom().saturating_sub(y),
        };
        if place.is_empty() {
            break;
        }
        let rows = put_wrapped(buf, place, words.trim_start(), look.style(*role)).max(1);
        y = y.saturating_add(u16::try_from(rows).unwrap_or(u16::MAX));
    }
    y
}

/// Writes a text wrapped into an area; returns how many lines it needs, which may be more than fit.
pub fn put_wrapped(buf: &mut Buffer, area: Rect, content: &str, style: Style) -> usize {
    let mut y = area.y;
    let mut lines = 0;
    for paragraph in content.split('\n') {
        for line in text::wrap(&plain::visible(paragraph), usize::from(area.width)) {
            if y < area.bottom() {
                put(buf, area.x, y, &line, area.width, style);
            }
            y = y.saturating_add(1);
            lines += 1;
        }
    }
    lines
}

/// Draws a box with a title and returns the area inside it.
pub fn frame_box(area: Rect, buf: &mut Buffer, title: &str, look: &Look, focused: bool) -> Rect {
    let area = area.intersection(buf.area);
    if area.width < 2 || area.height < 2 {
        return Rect::new(area.x, area.y, 0, 0);
    }
    let role = if focused {
        Role::BorderFocus
    } else {
        Role::Border
    };
    let block = Block::bordered()
        .border_set(look.glyphs.border())
        .border_style(look.style(role));
    let inner = block.inner(area);
    block.render(area, buf);
    if !title.is_empty() && area.width > 4 {
        let title = format!(" {title} ");
        put(
            buf,
            area.x + 1,
            area.y,
            &title,
            area.width - 2,
            look.style(Role::Title),
        );
    }
    inner
}

/// Draws a horizontal rule across the first row of an area.
pub fn rule(area: Rect, buf: &mut Buffer, look: &Look) {
    let line = look.glyphs.rule().repeat(usize::from(area.width));
    put(
        buf,
        area.x,
        area.y,
        &line,
        area.width,
        look.style(Role::Border),
    );
}

/// Clears a box in the middle of an area, draws its frame and returns the area inside.
///
/// The size asked for includes the frame and is cut to the area.
pub fn popup(
    area: Rect,
    buf: &mut Buffer,
    (columns, rows): (u16, u16),
    title: &str,
    look: &Look,
) -> Rect {
    let (columns, rows) = (columns.min(area.width), rows.min(area.height));
    let place = Rect::new(
        area.x + (area.width - columns) / 2,
        area.y + (area.height - rows) / 2,
        columns,
        rows,
    );
    // A blank cell at each side keeps the lines below from running into the frame.
    let left = place.x.saturating_sub(1).max(area.x);
    let right = place.right().saturating_add(1).min(area.right());
    let cleared = Rect::new(left, place.y, right - left, place.height);
    ground(cleared, buf, look, Role::Text);
    frame_box(place, buf, title, look, true)
}

/// Shows at the right of a popup's frame that there is more above or below what it shows.
pub fn more(inner: Rect, buf: &mut Buffer, (above, below): (bool, bool), look: &Look) {
    let x = inner.right().saturating_sub(3).max(inner.x);
    let style = look.style(Role::Key);
    if above {
        put(buf, x, inner.y.saturating_sub(1), " ↑ ", 3, style);
    }
    if below {
        put(buf, x, inner.bottom(), " ↓ ", 3, style);
    }
}

/// Returns a lamp as text: shape and word together, for its role's style.
pub fn lamp(lamp: Lamp, word: &str, glyphs: Glyphs) -> String {
    format!("{}{word}", glyphs.lamp(lamp))
}

/// Writes a lamp in its colour and returns the column after it.
pub fn put_lamp(buf: &mut Buffer, x: u16, y: u16, which: Lamp, word: &str, look: &Look) -> u16 {
    let shown = lamp(which, word, look.glyphs);
    put(buf, x, y, &shown, u16::MAX, look.style(which.role()))
}

/// Draws a calm notice and returns true when the terminal is too small to work in.
pub fn too_small(frame: &mut Frame, look: &Look) -> bool {
    let area = frame.area();
    if area.width >= LEAST_COLUMNS && area.height >= LEAST_ROWS {
        return false;
    }
    let buf = frame.buffer_mut();
    ground(area, buf, look, Role::Text);
    let notice = look.lang.say(
        "common.too_small",
        &[("columns", &area.width), ("rows", &area.height)],
    );
    let lines = text::wrap(&notice, usize::from(area.width.min(40)));
    let top = area.y + area.height.saturating_sub(lines.len() as u16) / 2;
    for (line, y) in lines.iter().zip(top..area.bottom()) {
        let line = text::centre(line, usize::from(area.width));
        put(buf, area.x, y, &line, area.width, look.style(Role::Text));
    }
    true
}

/// One key in the hint bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint<'a> {
    /// The key.
    pub key: Key,
    /// Its word, already in the post's language.
    pub label: &'a str,
    /// Says whether the key works now; pressed all the same, the post says why not.
    pub enabled: bool,
}

impl Hint<'_> {
    fn cells(&self, gaps: Gaps) -> usize {
        text::width(&self.key.to_string())
            + text::width(self.gap(gaps))
            + text::width(self.label)
            + usize::from(!self.enabled) * 2
    }

    /// Latin words run into each other (`EnterSubmit`); a Chinese word after a key does not.
    fn gap(&self, gaps: Gaps) -> &'static str {
        let key = self.key.to_string();
        let latin = self.label.starts_with(|c: char| c.is_ascii_alphanumeric());
        let word = key.ends_with(|c: char| c.is_ascii_alphabetic());
        if latin && (word || gaps == Gaps::AllKeys) {
            " "
        } else {
            ""
        }
    }

    /// The menu and the help are the way to every other key.
    fn stays(&self) -> bool {
        matches!(self.key, Key::Digit(0) | Key::F(1 | 10))
    }
}

/// Which keys of a row stand apart from a Latin word after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    /// All of them, where the row is long enough.
    AllKeys,
    /// Those that end in a letter; `F2` and `0` end by themselves.
    WordKeys,
}

/// Draws the keys that work now across one row and returns how many are shown.
///
/// A key that does not work now stands in brackets. When the row is too short, such keys go
/// first, then the last ones; `0` and `F1` stay, because they lead to all the others.
pub fn hint_bar(area: Rect, buf: &mut Buffer, hints: &[Hint], look: &Look) -> usize {
    let mut shown: Vec<&Hint> = hints.iter().collect();
    let room = usize::from(area.width.saturating_sub(1));
    let gaps = match needed(&shown, Gaps::AllKeys) <= room {
        true => Gaps::AllKeys,
        false => Gaps::WordKeys,
    };
    while !shown.is_empty() && needed(&shown, gaps) > room {
        let victim = shown
            .iter()
            .rposition(|h| !h.enabled && !h.stays())
            .or_else(|| shown.iter().rposition(|h| !h.stays()))
            .unwrap_or(shown.len() - 1);
        shown.remove(victim);
    }
    ground(area, buf, look, Role::Text);
    let mut x = area.x.saturating_add(1);
    for hint in &shown {
        let key = hint.key.to_string();
        let place = Rect::new(x, area.y, area.right().saturating_sub(x), 1);
        let spans: &[(Role, &str)] = if hint.enabled {
            &[
                (Role::Key, &key),
                (Role::Hint, hint.gap(gaps)),
                (Role::Hint, hint.label),
            ]
        } else {
            &[
                (Role::KeyOff, "("),
                (Role::KeyOff, &key),
                (Role::KeyOff, hint.gap(gaps)),
                (Role::KeyOff, hint.label),
                (Role::KeyOff, ")"),
            ]
        };
        x = put_spans(buf, place, spans, look).saturating_add(1);
    }
    shown.len()
}

fn needed(hints: &[&Hint], gaps: Gaps) -> usize {
    let cells: usize = hints.iter().map(|h| h.cells(gaps)).sum();
    cells + hints.len().saturating_sub(1)
}

/// Puts the ASCII twin in the place of every glyph that some terminals draw two cells wide.
///
/// The host calls it once, after a frame is drawn, when the post's set is [`Glyphs::Ascii`].
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let mut symbol = cell.symbol().chars();
        let twin = symbol
            .next()
            .filter(|_| symbol.next().is_none())
            .and_then(Glyphs::twin);
        if let Some(twin) = twin {
            cell.set_symbol(twin);
        }
    }
}

#[cfg(test)]
mod tests;

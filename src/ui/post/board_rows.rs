//! Where things stand on a board of work: tabs, the list, the chosen line beside or below it, and the
//! foot of the screen.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::paging;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words::weekday;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// From so many columns on the chosen line stands at the right.
const WIDE: u16 = 110;
/// The rows of the chosen line below the list.
const BELOW: u16 = 8;

/// What differs from post to post, in cells.
pub(super) struct Shape {
    /// The columns of the chosen line at the right.
    pub(super) side: u16,
    /// The rows of figures above the foot.
    pub(super) figures: u16,
    /// From so many rows on there is room for figures and for what to do now.
    pub(super) tall: u16,
    /// The least rows of the list with the chosen line below it.
    pub(super) list: u16,
}

/// Where things stand; what has no room is empty.
pub(super) struct Rows {
    pub(super) banner: Rect,
    pub(super) tabs: Rect,
    pub(super) list: Rect,
    pub(super) chosen: Rect,
    pub(super) figures: Rect,
    /// Everything between the banner and the foot.
    pub(super) body: Rect,
    pub(super) tip: Rect,
    pub(super) note: Rect,
    pub(super) keys: Rect,
}

impl Rows {
    /// Lays a screen out.
    pub(super) fn of(area: Rect, shape: &Shape) -> Rows {
        let row = |y: u16| Rect::new(area.x, y, area.width, 1);
        let bottom = area.bottom();
        let tall = area.height >= shape.tall;
        let tip = match tall {
            true => row(bottom.saturating_sub(3)),
            false => Rect::new(area.x, bottom.saturating_sub(2), 0, 0),
        };
        let (under, top) = (area.y + 1, area.y + 2);
        let end = tip.y.max(top);
        let figures = if tall { shape.figures } else { 0 };
        let high = end.saturating_sub(top).saturating_sub(figures);
        let side = shape.side;
        let (list, chosen) = match area.width >= WIDE {
            true => (
                Rect::new(area.x, top, area.width - side, high),
                Rect::new(area.right() - side, top, side, high),
            ),
            false => {
                let below = if high >= BELOW + shape.list { BELOW } else { 0 };
                (
                    Rect::new(area.x, top, area.width, high - below),
                    Rect::new(area.x, top + high - below, area.width, below),
                )
            }
        };
        Rows {
            banner: row(area.y),
            tabs: row(under),
            list,
            chosen,
            figures: Rect::new(area.x, end - figures, area.width, figures),
            body: Rect::new(area.x, under, area.width, end.saturating_sub(under)),
            tip,
            note: row(bottom.saturating_sub(2)),
            keys: row(bottom.saturating_sub(1)),
        }
    }
}

/// Draws a board of work on its ground, and puts the caret where that leaves one.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    shape: &Shape,
    look: &Look,
    board: impl FnOnce(&Rows, &mut Buffer) -> Option<Position>,
) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    if let Some(caret) = board(&Rows::of(area, shape), buf) {
        frame.set_cursor_position(caret);
    }
}

/// Draws the first row of a board of work: which post, by the key of its name, and where it stands at
/// the left, who is at it and the time at the right.
pub(super) fn banner(
    (name, place, me): (&str, &str, &str),
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
    (zone, now): (Zone, UtcMs),
) {
    paint::ground(row, buf, look, Role::Banner);
    let left = format!(" {} · {place}", look.tr(name));
    let day = weekday(zone.day(now), look.lang);
    let right = format!("{me}  {} {day} ", zone.clock(now));
    let taken = u16::try_from(text::width(&right) + 1).unwrap_or(row.width);
    let room = row.width.saturating_sub(taken);
    paint::put(buf, row.x, row.y, &left, room, look.style(Role::Banner));
    put_right(buf, row, &right, look, Role::Banner);
}

/// Draws the tabs, each a word and how many lines it has; the last is what is late.
pub(super) fn tabs(
    tabs: &[(&'static str, usize)],
    chosen: usize,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let mut x = row.x + 1;
    for (tab, (key, count)) in tabs.iter().enumerate() {
        let shown = format!(" {} {count} ", look.tr(key));
        let role = match tab == chosen {
            true => Role::Select,
            false if tab + 1 == tabs.len() && *count > 0 => Role::Warn,
            false => Role::Key,
        };
        let left = row.right().saturating_sub(x);
        x = paint::put(buf, x, row.y, &shown, left, look.style(role)).saturating_add(1);
    }
}

/// A line of a board of work.
pub(super) struct BoardLine {
    /// What stands in its columns behind the digit.
    pub(super) cells: Vec<String>,
    /// The lamp of what stands in the last column.
    pub(super) lamp: Option<Lamp>,
}

/// Draws the lines around the chosen one, each behind the digit that chooses it; `day` is the width of
/// the last column, in cells.
pub(super) fn list(
    lines: &[BoardLine],
    (columns, day): (&[Column], usize),
    chosen: usize,
    inner: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let room = usize::from(inner.height).max(1);
    let first = paging::first(chosen, lines.len(), room);
    for (y, (at, line)) in (0..).zip(lines.iter().enumerate().skip(first).take(room)) {
        let row = row_of(inner, y);
        let role = if at == chosen {
            Role::Select
        } else {
            Role::Text
        };
        let digit = paging::digit(at, chosen);
        let cells = line.cells.iter().map(String::as_str);
        let cells: Vec<&str> = std::iter::once(digit.as_str()).chain(cells).collect();
        paint::row(row, buf, columns, &cells, look.style(role));
        if at != chosen
            && let (Some(lamp), Some(last)) = (line.lamp, cells.last())
        {
            put_right(buf, row, &text::pad_right(last, day), look, lamp.role());
        }
    }
    paint::more(inner, buf, (first > 0, first + room < lines.len()), look);
}

/// Draws what is to be said of a line, each from a row of its own on, as far as there is room.
pub(super) fn all_of(said: &[(Role, String)], area: Rect, buf: &mut Buffer, look: &Look) {
    let mut y = area.y;
    for (role, words) in said {
        if y >= area.bottom() {
            return;
        }
        let place = Rect {
            y,
            height: area.bottom() - y,
            ..area
        };
        let rows = paint::put_wrapped(buf, place, words, look.style(*role)).max(1);
        y = y.saturating_add(u16::try_from(rows).unwrap_or(u16::MAX));
    }
}

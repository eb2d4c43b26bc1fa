//! Where things stand on a board of work: tabs, the list, the chosen line beside or below it, and the
//! foot of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ui::paint;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::words::weekday;
use crate::ui::text;
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

/// Draws the top row: which post of which site, who is at it, and what time it is.
pub(super) fn banner(
    area: Rect,
    buf: &mut Buffer,
    (left, who): (&str, &str),
    (zone, now): (Zone, UtcMs),
    look: &Look,
) {
    let row = Rect { height: 1, ..area };
    paint::ground(row, buf, look, Role::Banner);
    let day = weekday(zone.day(now), look.lang);
    let right = format!("{who}  {} {day} ", zone.clock(now));
    let taken = u16::try_from(text::width(&right) + 1).unwrap_or(area.width);
    let room = area.width.saturating_sub(taken);
    paint::put(buf, area.x, area.y, left, room, look.style(Role::Banner));
    put_right(buf, row, &right, look, Role::Banner);
}

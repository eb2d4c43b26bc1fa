//! Rows in the middle of a screen at which residents stand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::paint;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Rows below each other, each in the middle.
pub(super) struct Page<'a> {
    area: Rect,
    y: u16,
    gap: u16,
    look: &'a Look,
}

impl<'a> Page<'a> {
    /// Starts a page whose `used` rows and `gaps` gaps stand in the middle of an area.
    pub(super) fn new(area: Rect, used: u16, gaps: u16, look: &'a Look) -> Page<'a> {
        let free = area.height.saturating_sub(used);
        let gap = (free / gaps.max(1)).min(2);
        let y = area.y + free.saturating_sub(gap * gaps) / 2;
        Page { area, y, gap, look }
    }

    /// Leaves a gap.
    pub(super) fn gap(&mut self) {
        self.y = self.y.saturating_add(self.gap);
    }

    /// Takes rows.
    pub(super) fn rows(&mut self, rows: u16) -> Rect {
        let y = self.y.min(self.area.bottom());
        self.y = self.y.saturating_add(rows);
        let rows = rows.min(self.area.bottom() - y);
        Rect::new(self.area.x, y, self.area.width, rows)
    }

    /// Draws a line in the middle.
    pub(super) fn line(&mut self, buf: &mut Buffer, role: Role, content: &str) {
        let row = self.rows(1);
        paint::put_centred(row, buf, content, self.look.style(role));
    }

    /// Draws a line in large letters, as large as the room allows.
    pub(super) fn big(&mut self, buf: &mut Buffer, room: u16, content: &str) {
        let row = self.rows(room);
        let style = self.look.style(Role::Big);
        let used = paint::put_big(row, buf, &[content], style, self.look.glyphs);
        self.y = row.y + used;
    }
}

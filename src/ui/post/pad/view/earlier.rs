//! The page on which somebody names an errand of the last days.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::post::centred::Page;
use crate::ui::post::pad::Pad;
use crate::ui::post::pad::earlier::At;
use crate::ui::post::pad::earlier::Earlier;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Cells of a field.
const CELLS: u16 = 26;

impl Pad {
    pub(super) fn earlier(
        &self,
        area: Rect,
        buf: &mut Buffer,
        earlier: &Earlier,
        look: &Look,
        now: UtcMs,
    ) -> Option<Position> {
        let mut page = Page::new(area, 8, 5, look);
        page.line(buf, Role::Title, look.tr("pad.earlier_title"));
        page.gap();
        page.line(buf, Role::Muted, look.tr("pad.earlier_where"));
        page.line(buf, Role::Muted, look.tr("pad.earlier_where_case"));
        page.gap();
        let mut caret = None;
        let lines = [
            (look.tr("pad.earlier_number"), &earlier.number, At::Number),
            (look.tr("pad.earlier_code"), &earlier.code, At::Code),
        ];
        let cells = lines.iter().map(|(label, ..)| text::width(label)).max();
        for (label, field, at) in lines {
            let row = page.rows(1);
            let label = text::pad_left(label, cells.unwrap_or(0));
            let here = (at == earlier.at).then_some(());
            let drawn = line(row, buf, (&label, field, here.is_some()), look);
            caret = here.and(drawn).or(caret);
            page.gap();
        }
        let said = earlier.said.map_or("", |key| look.tr(key));
        page.line(buf, Role::Warn, said);
        page.line(buf, Role::Muted, look.tr("pad.unseen_level"));
        self.countdown(page.rows(1), buf, look, now);
        caret
    }
}

fn line(
    row: Rect,
    buf: &mut Buffer,
    (label, field, here): (&str, &Field, bool),
    look: &Look,
) -> Option<Position> {
    if row.height == 0 {
        return None;
    }
    let cells = u16::try_from(text::width(label)).unwrap_or(u16::MAX);
    let whole = cells.saturating_add(1 + CELLS).min(row.width);
    let x = row.x + (row.width - whole) / 2;
    let role = if here { Role::Focus } else { Role::Text };
    let end = paint::put(buf, x, row.y, label, cells.min(whole), look.style(role)) + 1;
    let width = row.right().saturating_sub(end).min(CELLS);
    let place = Rect::new(end, row.y, width, 1);
    field.draw(place, buf, look.style(Role::Input))
}

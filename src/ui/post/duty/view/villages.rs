//! The figures of the villages: only drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::measure::Month;
use crate::domain::measure::Villages;
use crate::locale;
use crate::ui::paint;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::village::view::walk::figure_lines;
use crate::ui::theme::Role;

/// Draws a month; without figures it is still being read.
pub(super) fn draw(
    draw: &Draw<'_>,
    (month, figures): (Month, Option<&Villages>),
    area: Rect,
    buf: &mut Buffer,
) {
    let look = draw.look;
    let title = look.lang.say("duty.villages", &[("month", &month)]);
    let inner = paint::frame_box(area, buf, &title, look, draw.post.dialogs.is_empty());
    match figures {
        Some(figures) => {
            let lines = locale::villages_report(look.lang, figures);
            figure_lines(&lines, draw.post.at, inner, buf, look);
        }
        None => {
            let style = look.style(Role::Muted);
            let words = look.tr("duty.reading");
            paint::put(
                buf,
                inner.x + 1,
                inner.y,
                words,
                inner.width.saturating_sub(1),
                style,
            );
        }
    }
}

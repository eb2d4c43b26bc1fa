//! The report of a night, as one page.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::night::Night;
use crate::locale;
use crate::ui::paint;
use crate::ui::post::duty::view::Draw;
use crate::ui::text;
use crate::ui::theme::Role;

/// Draws a report from the line that was gone to; without one it is still being read, or there is
/// none.
pub(super) fn draw(draw: &Draw<'_>, found: Option<Option<&Night>>, area: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let title = look.tr("duty.night");
    let inner = paint::frame_box(area, buf, title, look, draw.post.dialogs.is_empty());
    let lines = match found {
        None => vec![look.tr("duty.reading").to_owned()],
        Some(None) => vec![look.tr("duty.night_none").to_owned()],
        Some(Some(night)) => locale::night_report(look.lang, night, draw.words.zone),
    };
    let cells = usize::from(inner.width.saturating_sub(1));
    let lines: Vec<String> = lines.iter().flat_map(|l| broken(l, cells)).collect();
    let fit = usize::from(inner.height);
    let first = draw.post.at.min(lines.len().saturating_sub(fit));
    for (line, y) in lines.iter().skip(first).zip(inner.y..inner.bottom()) {
        let role = match line.strip_prefix("  ") {
            Some(_) => Role::Muted,
            None => Role::Text,
        };
        let width = inner.width.saturating_sub(1);
        paint::put(buf, inner.x + 1, y, line, width, look.style(role));
    }
}

/// Breaks a line; what goes on stands deeper than where it began.
fn broken(line: &str, cells: usize) -> Vec<String> {
    let indent = line.len() - line.trim_start().len();
    let rest = cells.saturating_sub(indent + 2);
    let pieces = text::wrap(line.trim_start(), rest);
    let pieces = pieces.into_iter().enumerate().map(|(i, piece)| {
        let deeper = if i == 0 { indent } else { indent + 2 };
        " ".repeat(deeper) + &piece
    });
    pieces.collect()
}

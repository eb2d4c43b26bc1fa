//! The register as a leader watches over it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ops::read::RegisterDay;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::register;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::theme::Role;

/// Draws the records that may be of one person, then who had whom shown in full.
pub(super) fn draw(draw: &Draw<'_>, day: Option<&RegisterDay>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let Some(day) = day else {
        return line(draw, "duty.reading", area, buf);
    };
    let twins = day.duplicates.len();
    let rows = twins + day.reveals.len();
    if rows == 0 {
        return line(draw, "duty.register_quiet", area, buf);
    }
    let list = List {
        columns: &[
            Column::right(2),
            Column::left(14),
            Column::left(12),
            Column::left(0),
        ],
        head: &["", "duty.col_what", "duty.col_who", "duty.col_why"],
        rows,
        line: |at| {
            let digit = match at {
                0..9 => (at + 1).to_string(),
                _ => String::new(),
            };
            match (
                day.duplicates.get(at),
                day.reveals.get(at.wrapping_sub(twins)),
            ) {
                (Some(group), _) => {
                    let why = look.tr(&format!("cli.alike_{}", group.why.word()));
                    let people: Vec<String> = group.people.iter().map(register::label).collect();
                    let what = look.tr("duty.kind_same").to_owned();
                    vec![digit, what, why.to_owned(), people.join(" / ")]
                }
                (None, Some(reveal)) => {
                    let time = words.zone.clock(reveal.at);
                    let what = look.lang.say("duty.kind_reveal", &[("time", &time)]);
                    let whom = format!("{}  {}", reveal.name, reveal.reason);
                    vec![digit, what, reveal.staff_name.clone(), whom]
                }
                (None, None) => Vec::new(),
            }
        },
    };
    list.draw(area, buf, draw.post.at, look);
    if day.more {
        let last = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1.min(area.height),
            ..area
        };
        line(draw, "duty.register_more", last, buf);
    }
}

fn line(draw: &Draw<'_>, key: &'static str, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let style = draw.look.style(Role::Muted);
    let cells = area.width.saturating_sub(1);
    paint::put(buf, area.x + 1, area.y, draw.look.tr(key), cells, style);
}

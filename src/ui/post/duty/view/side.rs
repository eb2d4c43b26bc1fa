//! The side pane of wide terminals: the whole waiting line, the windows, the staff.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::Centre;
use crate::domain::live::WindowState;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::view::Draw;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Role;

/// Draws the pane.
pub(super) fn draw(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let live = &draw.words.duty.live;
    let lines = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).saturating_add(2);
    let windows = lines(live.windows.len()).min(area.height / 3);
    let staff = lines(live.staff.len()).min(area.height / 3);
    let line = Rect {
        height: area.height - windows - staff,
        ..area
    };
    let windows = Rect {
        y: line.bottom(),
        height: windows,
        ..area
    };
    let staff = Rect {
        y: windows.bottom(),
        height: staff,
        ..area
    };
    waiting(draw, line, buf);
    window_rows(draw, windows, buf);
    staff_rows(draw, staff, buf);
}

/// Writes the numbers of each centre one after another, as many as there is room for.
fn waiting(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let inner = paint::frame_box(area, buf, look.tr("duty.line"), look, false);
    let mut y = inner.y;
    for centre in Centre::ALL {
        if y >= inner.bottom() {
            return;
        }
        let numbers: Vec<String> = words
            .duty
            .waiting
            .iter()
            .filter(|row| row.centre == centre)
            .map(|row| {
                let mark = if row.priority.is_some() { "▲" } else { "" };
                format!("{}{mark} {}", row.ticket, words.minutes(row.waited))
            })
            .collect();
        let title = format!("{} {}", words.centre(centre), numbers.len());
        paint::put(
            buf,
            inner.x,
            y,
            &title,
            inner.width,
            look.style(Role::Title),
        );
        y += 1;
        let rest = Rect {
            x: inner.x + 1,
            y,
            width: inner.width.saturating_sub(1),
            height: inner.bottom() - y,
        };
        let text = if numbers.is_empty() {
            look.tr("duty.line_empty").to_owned()
        } else {
            rows_of(&numbers, usize::from(rest.width)).join("\n")
        };
        let lines = paint::put_wrapped(buf, rest, &text, look.style(Role::Waiting));
        y = y.saturating_add(u16::try_from(lines).unwrap_or(u16::MAX));
    }
}

/// Puts as many words on a row as there is room for; a number stays with its time.
fn rows_of(words: &[String], cells: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if text::width(row) + 2 + text::width(word) <= cells => {
                row.push_str("  ");
                row.push_str(word);
            }
            _ => rows.push(word.clone()),
        }
    }
    rows
}

fn window_rows(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let live = &words.duty.live;
    let inner = paint::frame_box(area, buf, look.tr("duty.windows"), look, false);
    let columns = [
        Column::right(2),
        Column::left(0),
        Column::left(8),
        Column::left(11),
    ];
    for (window, y) in live.windows.iter().zip(inner.y..inner.bottom()) {
        let lamp = match window.state {
            WindowState::Open => Lamp::Ok,
            WindowState::Paused { .. } => Lamp::Soon,
            WindowState::Closed => Lamp::Off,
        };
        let state = paint::lamp(lamp, &words.window_state(&window.state), look.glyphs);
        let staff = window.staff.map(|no| words.name(no)).unwrap_or_default();
        let current = live.at_window(window.no).map(|visit| {
            let time = words.minutes(words.now.seconds_since(visit.since));
            format!("{} {time}", visit.label())
        });
        let no = window.no.to_string();
        let cells = [
            no.as_str(),
            &state,
            &staff,
            current.as_deref().unwrap_or_default(),
        ];
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        paint::row(row, buf, &columns, &cells, look.style(lamp.role()));
    }
}

fn staff_rows(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let live = &words.duty.live;
    let inner = paint::frame_box(area, buf, look.tr("duty.staff"), look, false);
    let columns = [Column::right(4), Column::left(10), Column::left(0)];
    for (staff, y) in live.staff.iter().zip(inner.y..inner.bottom()) {
        let (no, place) = (staff.no.to_string(), words.whereabouts(staff.no));
        let overdue = staff
            .away
            .as_ref()
            .is_some_and(|away| away.until < words.now);
        let role = match live.on_duty(staff.no) {
            _ if overdue => Role::Warn,
            Ok(_) => Role::Text,
            Err(_) => Role::Muted,
        };
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        paint::row(
            row,
            buf,
            &columns,
            &[&no, &staff.name, &place],
            look.style(role),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_parted_from_its_time() {
        let words: Vec<String> = ["A019 7分", "A020 5分", "A021 4分"]
            .map(str::to_owned)
            .into();
        assert_eq!(rows_of(&words, 19), ["A019 7分  A020 5分", "A021 4分"]);
        assert_eq!(rows_of(&words, 3).len(), 3);
        assert!(rows_of(&[], 9).is_empty());
    }
}

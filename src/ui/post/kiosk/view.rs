//! How the kiosk looks: one thing on the screen, large, with the keys at the bottom.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::domain::visit::PriorityKind;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::paint::Hint;
use crate::ui::post::HintRow;
use crate::ui::post::Post;
use crate::ui::post::kiosk::Doing;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::words;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod ask;
mod home;
mod matters;
mod number;

/// Draws the post.
pub(super) fn draw(kiosk: &Kiosk, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    banner(kiosk, area, buf, look, now);
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(2),
        ..area
    };
    let mut caret = None;
    match &kiosk.doing {
        Doing::Starting
        | Doing::LeftOver
        | Doing::Home
        | Doing::Taking
        | Doing::Printing(_)
        | Doing::Recording(..) => home::draw(kiosk, body, buf, look),
        Doing::Matters { centre, page } => {
            matters::draw(kiosk, *centre, *page, body, buf, look);
        }
        Doing::Find(search) => caret = matters::draw_search(kiosk, search, body, buf, look),
        Doing::CaseNumber { field, said } => {
            caret = ask::case_number(kiosk, field, said.as_ref(), body, buf, look);
        }
        Doing::Booked { field, said } => {
            caret = ask::booked(field, said.as_ref(), body, buf, look);
        }
        Doing::LastFour { field, said, .. } => {
            caret = ask::last_four(field, said.as_ref(), body, buf, look);
        }
        Doing::Case(own, answer) => ask::case(&own.number, answer, body, buf, look),
        Doing::Wronged(_, asked) => asked.draw(body, buf, look),
        Doing::Kinds => {
            let kinds = PriorityKind::ALL.map(words::kind);
            ask::choices("kiosk.kinds_title", &kinds, body, buf, look);
        }
        Doing::Reasons => {
            ask::choices("kiosk.reasons_title", &words::REASONS, body, buf, look);
        }
        Doing::Given { number, why, .. } => {
            number::given(kiosk, number, why, body, buf, look, now);
        }
        Doing::Doubt { number, why, .. } => {
            number::doubt(kiosk, number, why, body, buf, look, now);
        }
        Doing::Sorry { said, .. } => number::sorry(kiosk, said, body, buf, look, now),
    }
    let foot = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1,
        ..area
    };
    if matches!(kiosk.doing, Doing::Home | Doing::Starting | Doing::LeftOver) {
        home::foot(kiosk, foot, buf, look);
    } else {
        keys(&kiosk.hints(), foot, buf, look);
    }
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

fn banner(kiosk: &Kiosk, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let row = Rect { height: 1, ..area };
    paint::ground(row, buf, look, Role::Banner);
    let clock = kiosk.setting.zone.clock(now);
    let width = area.width.saturating_sub(9);
    let name = &kiosk.setting.config.hall.name;
    let style = look.style(Role::Banner);
    paint::put(buf, area.x + 1, area.y, name, width, style);
    let x = area.right().saturating_sub(6);
    paint::put(buf, x, area.y, &clock, 5, style);
}

fn keys(hints: &[HintRow], foot: Rect, buf: &mut Buffer, look: &Look) {
    let hints: Vec<Hint<'_>> = hints
        .iter()
        .map(|hint| Hint {
            key: hint.key,
            label: look.tr(hint.label),
            enabled: hint.why_not.is_none(),
        })
        .collect();
    paint::hint_bar(foot, buf, &hints, look);
}

/// Writes one line in the middle of a row.
fn put_centre(buf: &mut Buffer, area: Rect, y: u16, words: &str, role: Role, look: &Look) {
    if y >= area.bottom() {
        return;
    }
    let cells = u16::try_from(text::width(&crate::domain::plain::visible(words)));
    let cells = cells.unwrap_or(u16::MAX).min(area.width);
    let x = area.x + (area.width - cells) / 2;
    paint::put(buf, x, y, words, cells, look.style(role));
}

/// Puts a blank between Chinese characters: larger letters than a terminal has.
fn spaced(words: &str) -> String {
    if words.is_ascii() {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len() * 2);
    for c in words.chars() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Writes the title of an inner page and returns the row below it.
fn title(buf: &mut Buffer, area: Rect, words: &str, look: &Look) -> u16 {
    let y = area.y + u16::from(area.height > 16);
    put_centre(buf, area, y, &spaced(words), Role::Title, look);
    y + 1 + u16::from(area.height > 16)
}

/// Writes a digit and what it chooses.
fn choice(buf: &mut Buffer, area: Rect, digit: u8, words: &str, role: Role, look: &Look) {
    let key = Key::Digit(digit).to_string();
    let x = paint::put(buf, area.x, area.y, &key, 1, look.style(Role::Key));
    let room = area.width.saturating_sub(3);
    paint::put(buf, x + 2, area.y, words, room, look.style(role));
}

//! The number: as large as the screen allows, with what to do next below it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::ui::glyphs;
use crate::ui::glyphs::Size;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::Number;
use crate::ui::post::kiosk::view::put_centre;
use crate::ui::post::kiosk::view::spaced;
use crate::ui::post::kiosk::words;
use crate::ui::post::said::Said;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The rows below the number.
const BELOW: u16 = 6;

/// Writes the sentence and the number and returns the row below.
fn large(number: &Number, why: &str, area: Rect, buf: &mut Buffer, look: &Look) -> u16 {
    let size = if area.height >= BELOW + 4 + Size::Large.rows() as u16 {
        Size::Large
    } else {
        Size::Small
    };
    let rows = size.rows() as u16;
    let air = area.height.saturating_sub(rows + BELOW + 2) / 2;
    let role = match why {
        "kiosk.take_slip" | "kiosk.remember" => Role::Title,
        _ => Role::Warn,
    };
    let words = look.lang.say(why, &[("ticket", &number.ticket)]);
    let wide = spaced(&words);
    let words = if words.chars().any(|c| c.is_ascii_alphanumeric()) {
        words
    } else {
        wide
    };
    let mut y = area.y + air;
    put_centre(buf, area, y, &words, role, look);
    y += 1 + u16::from(air > 0);
    for row in glyphs::big(&number.ticket.to_string(), size, look.glyphs) {
        put_centre(buf, area, y, &row, Role::Big, look);
        y += 1;
    }
    y + u16::from(air > 0)
}

fn about(number: &Number, look: &Look) -> String {
    let centre = words::centre_line(number, look.lang);
    match &number.matter {
        Some(matter) => format!("{centre}  {matter}"),
        None => centre,
    }
}

pub(super) fn given(
    kiosk: &Kiosk,
    number: &Number,
    why: &str,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) {
    let y = large(number, why, area, buf, look);
    put_centre(buf, area, y, &about(number, look), Role::Text, look);
    let line = words::ahead_and_estimate(number, look.lang);
    put_centre(buf, area, y + 1, &line, Role::Accent, look);
    put_centre(
        buf,
        area,
        y + 2,
        look.tr("kiosk.wait_call"),
        Role::Text,
        look,
    );
    back_in(kiosk, area, buf, look, now);
}

pub(super) fn doubt(
    kiosk: &Kiosk,
    number: &Number,
    why: &str,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) {
    let y = large(number, why, area, buf, look);
    put_centre(buf, area, y, &about(number, look), Role::Text, look);
    let choices = [
        (
            Key::Digit(1).to_string(),
            look.tr("kiosk.choice_remembered"),
        ),
        (Key::Digit(2).to_string(), look.tr("kiosk.choice_again")),
    ];
    let cells: usize = choices
        .iter()
        .map(|(k, w)| k.len() + 1 + text::width(w))
        .sum();
    let cells = u16::try_from(cells + 6).unwrap_or(u16::MAX).min(area.width);
    let mut x = area.x + (area.width - cells) / 2;
    let row = y + 2;
    if row < area.bottom() {
        for (key, words) in &choices {
            x = paint::put(buf, x, row, key, 1, look.style(Role::Key)) + 1;
            let room = area.right().saturating_sub(x);
            x = paint::put(buf, x, row, words, room, look.style(Role::Title)) + 6;
        }
    }
    let left = kiosk.seconds_left(now).unwrap_or_default();
    let words = look.lang.say("kiosk.choice_timeout", &[("n", &left)]);
    put_centre(buf, area, y + 4, &words, Role::Muted, look);
}

pub(super) fn sorry(
    kiosk: &Kiosk,
    said: &Said,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) {
    let lines = text::wrap(&said.text(look.lang), usize::from(area.width.min(64)));
    let top = area.y + area.height / 3;
    for (line, y) in lines.iter().zip(top..) {
        put_centre(buf, area, y, line, Role::Title, look);
    }
    back_in(kiosk, area, buf, look, now);
}

fn back_in(kiosk: &Kiosk, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    if let Some(left) = kiosk.seconds_left(now) {
        let words = look.lang.say("kiosk.back_in", &[("n", &left)]);
        let y = area.bottom().saturating_sub(1);
        put_centre(buf, area, y, &words, Role::Muted, look);
    }
}

//! The first screen: four boxes, three lesser choices.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::Centre;
use crate::ui::glyphs;
use crate::ui::glyphs::Size;
use crate::ui::paint;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::view::put_centre;
use crate::ui::post::kiosk::view::spaced;
use crate::ui::post::kiosk::words;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The rows from which a greeting several rows high has room.
const TALL: u16 = 33;
/// The most rows of a box: more would only be empty.
const BOX_ROWS: u16 = 9;
/// The cells a large digit takes with the space after it.
const DIGIT_CELLS: u16 = 7;

/// What one box says.
struct Choice {
    digit: &'static str,
    name: &'static str,
    about: &'static str,
    line: String,
}

pub(super) fn draw(kiosk: &Kiosk, area: Rect, buf: &mut Buffer, look: &Look) {
    let top = greeting(kiosk, area, buf, look);
    if kiosk.is_closed() {
        let y = area.y + area.height / 2;
        put_centre(buf, area, y, look.tr("kiosk.closed"), Role::Title, look);
        return;
    }
    let options = 1 + u16::from(area.height > 16);
    let rows = area.bottom().saturating_sub(top + options) / 2;
    let rows = rows.min(BOX_ROWS + u16::from(area.height >= TALL) * 3);
    let gap = 2;
    let columns = area.width.saturating_sub(3 * gap) / 2;
    for (at, choice) in choices(kiosk, look).iter().enumerate() {
        let (right, below) = ((at % 2) as u16, (at / 2) as u16);
        let place = Rect {
            x: area.x + gap + right * (columns + gap),
            y: top + below * rows,
            width: columns,
            height: rows,
        };
        boxed(choice, place, buf, look);
    }
    let y = (top + 2 * rows + options - 1).min(area.bottom().saturating_sub(1));
    lesser(
        Rect {
            y,
            height: 1,
            ..area
        },
        buf,
        look,
    );
}

/// Writes the greeting, or what was asked for so far, and returns the row of the first box.
fn greeting(kiosk: &Kiosk, area: Rect, buf: &mut Buffer, look: &Look) -> u16 {
    let mut y = area.y + u16::from(area.height > 16);
    let hello = look.tr("kiosk.hello");
    if area.height >= TALL && glyphs::is_drawn(hello, Size::Medium, look.glyphs) {
        for row in glyphs::big(hello, Size::Medium, look.glyphs) {
            put_centre(buf, area, y, &row, Role::Big, look);
            y += 1;
        }
        y += 1;
    }
    let wishes = words::wishes(&kiosk.wish, look.lang);
    if wishes.is_empty() {
        let words = spaced(look.tr("kiosk.greeting"));
        put_centre(buf, area, y, &words, Role::Title, look);
    } else {
        let choose = look.tr("kiosk.wish_choose");
        let words = format!("{}   {choose}", wishes.join("   "));
        put_centre(buf, area, y, &words, Role::Accent, look);
    }
    y + 1 + u16::from(area.height > 16)
}

fn choices(kiosk: &Kiosk, look: &Look) -> Vec<Choice> {
    let centres = kiosk.figures.as_ref().map(|f| f.centres.as_slice());
    let mut choices: Vec<Choice> = Centre::ALL
        .into_iter()
        .zip(["1", "2", "3"])
        .map(|(centre, digit)| Choice {
            digit,
            name: look.tr(words::centre(centre)),
            about: look.tr(words::about(centre)),
            line: centres
                .unwrap_or_default()
                .iter()
                .find(|c| c.centre == centre)
                .map_or_else(String::new, |c| words::line(c, look.lang)),
        })
        .collect();
    choices.push(Choice {
        digit: "4",
        name: look.tr("kiosk.unclear"),
        about: look.tr("kiosk.unclear_about"),
        line: look.tr("kiosk.unclear_guide").to_owned(),
    });
    choices
}

fn boxed(choice: &Choice, place: Rect, buf: &mut Buffer, look: &Look) {
    let inner = paint::frame_box(place, buf, "", look, false);
    if inner.height == 0 || inner.width < 8 {
        return;
    }
    let large = inner.height >= 5;
    let lines = if large { 5 } else { 3.min(inner.height) };
    let top = inner.y + (inner.height - lines) / 2;
    let left = if large {
        for (row, y) in glyphs::big(choice.digit, Size::Small, look.glyphs)
            .iter()
            .zip(top..)
        {
            paint::put(buf, inner.x + 2, y, row, DIGIT_CELLS, look.style(Role::Big));
        }
        inner.x + 2 + DIGIT_CELLS
    } else {
        paint::put(
            buf,
            inner.x + 1,
            top,
            choice.digit,
            1,
            look.style(Role::Key),
        );
        inner.x + 4
    };
    let room = inner.right().saturating_sub(left);
    let name = match spaced(choice.name) {
        wide if text::width(&wide) <= usize::from(room) => wide,
        _ => choice.name.to_owned(),
    };
    // In a large box a blank row keeps the name apart from the rest.
    let rows = if large { [0, 2, 3] } else { [0, 1, 2] };
    let texts = [
        (name.as_str(), Role::Title),
        (choice.about, Role::Text),
        (choice.line.as_str(), Role::Muted),
    ];
    for ((words, role), row) in texts.into_iter().zip(rows) {
        if row < lines {
            paint::put(buf, left, top + row, words, room, look.style(role));
        }
    }
}

fn lesser(row: Rect, buf: &mut Buffer, look: &Look) {
    let options = [
        ("5", "kiosk.option_progress"),
        ("6", "kiosk.option_booked"),
        ("7", "kiosk.option_priority"),
    ]
    .map(|(key, words)| (key, look.tr(words)));
    let cells: usize = options
        .iter()
        .map(|(_, words)| 2 + text::width(words))
        .sum();
    let room = usize::from(row.width.saturating_sub(2));
    let gap = (room.saturating_sub(cells) / 2).clamp(1, 4);
    let used = cells + 2 * gap;
    let mut x = row.x + 1 + u16::try_from(room.saturating_sub(used) / 2).unwrap_or(0);
    for (key, words) in options {
        x = paint::put(buf, x, row.y, key, 1, look.style(Role::Key)) + 1;
        let room = row.right().saturating_sub(x);
        x = paint::put(buf, x, row.y, words, room, look.style(Role::Text));
        x += u16::try_from(gap).unwrap_or(1);
    }
}

pub(super) fn foot(kiosk: &Kiosk, row: Rect, buf: &mut Buffer, look: &Look) {
    let words = if kiosk.is_closed() {
        "kiosk.foot_closed"
    } else {
        "kiosk.foot"
    };
    put_centre(buf, row, row.y, look.tr(words), Role::Hint, look);
}

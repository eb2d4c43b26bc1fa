//! Pages that ask for something: a case number, a time, a kind.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::ops::read::SelfAnswer;
use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::view::choice;
use crate::ui::post::kiosk::view::title;
use crate::ui::post::kiosk::words;
use crate::ui::post::said::Said;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The widest a text gets, so that lines stay short to read.
const WIDEST: u16 = 68;

fn column(area: Rect, y: u16) -> Rect {
    let width = area.width.saturating_sub(8).min(WIDEST);
    let x = area.x + (area.width - width) / 2;
    Rect::new(x, y, width, area.bottom().saturating_sub(y))
}

/// A page with one field.
struct Question<'a> {
    title: &'a str,
    label: &'a str,
    cells: u16,
    hint: &'a str,
}

fn ask(
    question: &Question<'_>,
    field: &Field,
    said: Option<&Said>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let top = title(buf, area, question.title, look);
    let place = column(area, top + area.height / 6);
    let style = look.style(Role::Focus);
    let x = paint::put(buf, place.x, place.y, question.label, place.width, style);
    let input = Rect {
        x,
        width: question.cells.min(place.right().saturating_sub(x)),
        height: 1,
        ..place
    };
    let caret = field.draw(input, buf, look.style(Role::Input));
    let below = Rect {
        y: place.y + 2,
        height: place.height.saturating_sub(2),
        ..place
    };
    let rows = paint::put_wrapped(buf, below, question.hint, look.style(Role::Muted));
    if let Some(said) = said {
        let down = u16::try_from(rows).unwrap_or(1) + 1;
        let place = Rect {
            y: below.y.saturating_add(down),
            height: below.height.saturating_sub(down),
            ..below
        };
        paint::put_wrapped(buf, place, &said.text(look.lang), look.style(Role::Warn));
    }
    caret
}

pub(super) fn case_number(
    kiosk: &Kiosk,
    field: &Field,
    said: Option<&Said>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let code = &kiosk.setting.config.hall.code;
    let question = Question {
        title: look.tr("kiosk.case_title"),
        label: look.tr("kiosk.case_label"),
        cells: 26,
        hint: &look.lang.say("kiosk.case_where", &[("code", code)]),
    };
    ask(&question, field, said, area, buf, look)
}

pub(super) fn last_four(
    field: &Field,
    said: Option<&Said>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let question = Question {
        title: look.tr("kiosk.case_title"),
        label: look.tr("kiosk.last_four_label"),
        cells: 10,
        hint: look.tr("kiosk.last_four_where"),
    };
    ask(&question, field, said, area, buf, look)
}

pub(super) fn booked(
    field: &Field,
    said: Option<&Said>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let question = Question {
        title: look.tr("kiosk.booked_title"),
        label: look.tr("kiosk.booked_label"),
        cells: 10,
        hint: look.tr("kiosk.booked_where"),
    };
    ask(&question, field, said, area, buf, look)
}

/// Draws what anybody who holds the receipt may know: nothing of the applicant.
pub(super) fn case(number: &str, answer: &SelfAnswer, area: Rect, buf: &mut Buffer, look: &Look) {
    let top = title(buf, area, number, look);
    let mut place = column(area, top + area.height / 8);
    let rows = [
        (
            "kiosk.case_state",
            words::case_state(answer, look.lang),
            Role::Title,
        ),
        (
            "kiosk.case_due",
            words::case_due(answer, look.lang),
            Role::Text,
        ),
        (
            "kiosk.case_missing",
            words::case_missing(answer, look.lang),
            Role::Text,
        ),
    ];
    let cells = rows.iter().map(|(key, ..)| text::width(look.tr(key))).max();
    let label = u16::try_from(cells.unwrap_or(0)).unwrap_or(0) + 3;
    for (key, words, role) in rows {
        let style = look.style(Role::Muted);
        paint::put(buf, place.x, place.y, look.tr(key), place.width, style);
        let right = Rect {
            x: place.x + label,
            width: place.width.saturating_sub(label),
            ..place
        };
        let rows = paint::put_wrapped(buf, right, &words, look.style(role));
        let down = u16::try_from(rows).unwrap_or(1) + 1;
        place.y = place.y.saturating_add(down);
        place.height = place.height.saturating_sub(down);
    }
}

pub(super) fn choices(
    heading: &str,
    keys: &[&'static str],
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let top = title(buf, area, look.tr(heading), look);
    let longest = keys.iter().map(|key| text::width(look.tr(key))).max();
    let width = u16::try_from(longest.unwrap_or(0) + 4).unwrap_or(u16::MAX);
    let width = width.min(area.width);
    let x = area.x + (area.width - width) / 2;
    let step = if area.height > 16 { 3 } else { 2 };
    let mut y = top + 1;
    for (digit, key) in (1..).zip(keys) {
        if y < area.bottom() {
            let row = Rect::new(x, y, width, 1);
            choice(buf, row, digit, look.tr(key), Role::Title, look);
        }
        y += step;
    }
}

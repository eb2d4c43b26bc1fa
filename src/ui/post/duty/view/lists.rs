//! The lists behind the function keys: numbers, windows, bad ratings, cases, staff.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::live::WindowState;
use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::act::numbers;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::post::duty::view::matter;
use crate::ui::post::duty::view::order;
use crate::ui::post::duty::view::register;
use crate::ui::post::duty::view::sites;
use crate::ui::post::duty::words;
use crate::ui::post::holds;
use crate::ui::post::raised;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Role;

/// Draws the list on the screen and returns where the caret is.
pub(super) fn draw(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let (post, look) = (draw.post, draw.look);
    let title = match &post.screen {
        Screen::Tickets(_) => "duty.tickets",
        Screen::Windows => "duty.windows",
        Screen::Ratings => "duty.bad",
        Screen::Cases(..) => "duty.cases",
        Screen::Staff => "duty.staff",
        Screen::Matters(_) => "duty.matters",
        Screen::Register(..) => "duty.register",
        Screen::Holds(Some(holding), _) => holds::view::title(holding),
        Screen::Holds(None, _) => "village.hold_title",
        Screen::Sites(_) => "duty.sites",
        Screen::Raised => "duty.raised",
        Screen::Watch
        | Screen::Matter(_)
        | Screen::Day(..)
        | Screen::Figures(_)
        | Screen::Night(..)
        | Screen::Villages(..)
        | Screen::Ranks(..) => return None,
    };
    let title = match &post.screen {
        Screen::Register(day, _) => format!("{} {}", look.tr(title), draw.words.day(*day)),
        _ => look.tr(title).to_owned(),
    };
    let inner = paint::frame_box(area, buf, &title, look, post.dialogs.is_empty());
    match &post.screen {
        Screen::Tickets(field) => {
            let (caret, rest) = search(draw, field, "duty.field_ticket", inner, buf);
            tickets(draw, field.value(), rest, buf);
            caret
        }
        Screen::Cases(field, _) => {
            let (caret, rest) = search(draw, field, "duty.field_case", inner, buf);
            cases(draw, rest, buf);
            caret
        }
        Screen::Matters(field) => {
            let (caret, rest) = search(draw, field, "duty.field_case", inner, buf);
            matter::list(draw, rest, buf);
            caret
        }
        Screen::Windows => {
            windows(draw, inner, buf);
            None
        }
        Screen::Register(_, day) => {
            register::draw(draw, day.as_deref(), inner, buf);
            None
        }
        Screen::Sites(found) => {
            sites::draw(draw, found.as_deref(), inner, buf);
            None
        }
        Screen::Raised => {
            let lines = &draw.words.duty.raised;
            let (zone, today) = (draw.words.zone, draw.words.duty.live.day);
            raised::draw(lines, post.at, inner, buf, (look, zone, today));
            None
        }
        Screen::Holds(None, _) => {
            nothing(draw, "duty.reading", inner, buf);
            None
        }
        Screen::Holds(Some(holding), _) => {
            holds::view::draw(holding, inner, buf, look);
            None
        }
        Screen::Ratings => {
            order::draw(draw, inner, buf);
            None
        }
        _ => {
            staff(draw, inner, buf);
            None
        }
    }
}

/// Draws the field over a list with what to type in it.
fn search(
    draw: &Draw<'_>,
    field: &Field,
    label: &'static str,
    inner: Rect,
    buf: &mut Buffer,
) -> (Option<Position>, Rect) {
    let look = draw.look;
    if inner.height < 3 {
        return (None, inner);
    }
    let label = format!(" {} ", look.tr(label));
    let x = paint::put(
        buf,
        inner.x,
        inner.y,
        &label,
        inner.width,
        look.style(Role::Focus),
    );
    let place = Rect {
        x,
        width: inner.right().saturating_sub(x).min(40),
        height: 1,
        ..inner
    };
    let caret = field.draw(place, buf, look.style(Role::Input));
    let hint = match &draw.post.screen {
        Screen::Tickets(_) => "duty.hint_tickets",
        Screen::Matters(_) => "duty.hint_matters",
        _ => "duty.hint_cases",
    };
    let hint = field
        .note_text(look.lang)
        .unwrap_or_else(|| look.tr(hint).to_owned());
    paint::put(
        buf,
        inner.x + 1,
        inner.y + 1,
        &hint,
        inner.width - 1,
        look.style(Role::Hint),
    );
    let rest = Rect {
        y: inner.y + 2,
        height: inner.height - 2,
        ..inner
    };
    (caret, rest)
}

fn nothing(draw: &Draw<'_>, key: &'static str, area: Rect, buf: &mut Buffer) {
    let style = draw.look.style(Role::Muted);
    paint::put(
        buf,
        area.x + 1,
        area.y,
        draw.look.tr(key),
        area.width,
        style,
    );
}

fn tickets(draw: &Draw<'_>, typed: &str, area: Rect, buf: &mut Buffer) {
    let words = &draw.words;
    let rows: Vec<_> = numbers(words.duty, typed).collect();
    if rows.is_empty() {
        return nothing(draw, "duty.none_found", area, buf);
    }
    let list = List {
        columns: &[
            Column::left(8),
            Column::left(10),
            Column::left(9),
            Column::right(6),
            Column::left(10),
            Column::left(0),
        ],
        head: &[
            "duty.col_ticket",
            "duty.col_centre",
            "duty.col_state",
            "duty.col_time",
            "duty.col_target",
            "duty.col_priority",
        ],
        rows: rows.len(),
        line: |at| {
            let row = rows[at];
            vec![
                row.ticket.clone(),
                words.centre(row.centre).to_owned(),
                words.state(row.state.word()).to_owned(),
                words.minutes(row.waited),
                words.stands_at(row),
                row.priority
                    .map(|kind| words.kind(Some(kind)))
                    .unwrap_or_default(),
            ]
        },
    };
    list.draw(area, buf, draw.post.at, draw.look);
}

fn windows(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let live = &words.duty.live;
    let list = List {
        columns: &[
            Column::right(6),
            Column::left(20),
            Column::left(0),
            Column::left(10),
            Column::left(18),
        ],
        head: &[
            "duty.col_window",
            "duty.col_centre",
            "duty.col_state",
            "duty.col_staff",
            "duty.col_current",
        ],
        rows: live.windows.len(),
        line: |at| {
            let window = &live.windows[at];
            let centres: Vec<&str> = window.centres.iter().map(|c| words.centre(*c)).collect();
            let lamp = match window.state {
                WindowState::Open => Lamp::Ok,
                WindowState::Paused { .. } => Lamp::Soon,
                WindowState::Closed => Lamp::Off,
            };
            let state = words.window_state(&window.state);
            let current = live.at_window(window.no).map(|visit| {
                let time = words.minutes(words.now.seconds_since(visit.since));
                format!(
                    "{} {} {time}",
                    visit.label(),
                    words.state(visit.state.word())
                )
            });
            vec![
                window.no.to_string(),
                centres.join(" "),
                paint::lamp(lamp, &state, look.glyphs),
                window.staff.map(|no| words.name(no)).unwrap_or_default(),
                current.unwrap_or_default(),
            ]
        },
    };
    list.draw(area, buf, draw.post.at, look);
}

fn digit(at: usize) -> String {
    if at < 9 {
        (at + 1).to_string()
    } else {
        String::new()
    }
}

fn cases(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let rows: Vec<_> = draw.post.cases().collect();
    if rows.is_empty() {
        return nothing(draw, "duty.no_cases", area, buf);
    }
    let list = List {
        columns: &[
            Column::left(9),
            Column::left(15),
            Column::left(0),
            Column::left(8),
            Column::left(22),
        ],
        head: &[
            "duty.col_lamp",
            "duty.col_case",
            "duty.col_matter",
            "duty.col_applicant",
            "duty.col_due",
        ],
        rows: rows.len(),
        line: |at| {
            let card = rows[at];
            let lamp = words::lamp_of(card.lamp);
            vec![
                paint::lamp(lamp, words.lamp(card.lamp), look.glyphs),
                card.number.clone(),
                card.matter_name.clone(),
                card.applicant.clone(),
                words.due(card),
            ]
        },
    };
    list.draw(area, buf, draw.post.at, look);
}

fn staff(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    let live = &words.duty.live;
    let list = List {
        columns: &[
            Column::right(2),
            Column::right(8),
            Column::left(16),
            Column::left(8),
            Column::left(0),
        ],
        head: &[
            "",
            "duty.col_badge",
            "duty.col_name",
            "duty.col_role",
            "duty.col_where",
        ],
        rows: live.staff.len(),
        line: |at| {
            let staff = &live.staff[at];
            let role = look.tr(&format!("duty.role_{}", staff.role.word()));
            vec![
                digit(at),
                staff.no.to_string(),
                text::fit(&staff.name, 64).into_owned(),
                role.to_owned(),
                words.whereabouts(staff.no),
            ]
        },
    };
    list.draw(area, buf, draw.post.at, look);
}

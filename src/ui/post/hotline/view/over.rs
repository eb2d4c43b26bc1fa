//! What lies over the board: the door list, the jobs that were looked up, and the figures.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::hotline::DoorLine;
use crate::domain::hotline::JobKind;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::JobLine;
use crate::ui::paint;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::door::Door;
use crate::ui::post::hotline::view::found_row;
use crate::ui::post::hotline::view::job;
use crate::ui::post::village::view::inset;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws it; returns the caret.
pub(super) fn draw(
    post: &HotlinePost,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
    _now: UtcMs,
) -> Option<Position> {
    match &post.over {
        Over::Nothing | Over::Ask(..) => None,
        Over::Door(door) => list(post, door, room, buf, look),
        Over::Found(lines, at) => {
            found(post, lines, *at, room, buf, look);
            None
        }
        Over::Rates => {
            rates(post, room, buf, look);
            None
        }
    }
}

/// The row a line of the door list stands in, and its column: six at the left, two and three at the
/// right, each group under its name.
fn seat(at: usize) -> (u16, u16) {
    let row = u16::try_from(at).unwrap_or(0);
    match at {
        0..=5 => (0, row + 1),
        6..=7 => (1, row - 5),
        _ => (1, row - 4),
    }
}

/// Returns the cells of a seat.
fn cells((column, row): (u16, u16), inner: Rect) -> Rect {
    let half = inner.width / 2;
    let row = row_of(inner, row + 1);
    Rect {
        x: row.x + column * half,
        width: half,
        ..row
    }
}

fn list(
    post: &HotlinePost,
    door: &Door,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let home = !door.lines.is_empty();
    let size = (room.width.min(74), if home { 14 } else { 6 });
    let line = post.line(door.job);
    let number = line.map_or("", |line| line.number.as_str());
    let title = look.lang.say("hotline.door", &[("number", &number)]);
    let inner = inset(paint::popup(room, buf, size, &title, look));
    if let Some(line) = line {
        let head = job::head(line, look);
        let row = row_of(inner, 0);
        paint::put(buf, row.x, row.y, &head, row.width, look.style(Role::Text));
    }
    if home {
        ticks(door, inner, buf, look);
    }
    outcome(door, row_of(inner, if home { 9 } else { 2 }), buf, look)
}

/// Draws the lines with their ticks, and how many are open.
fn ticks(door: &Door, inner: Rect, buf: &mut Buffer, look: &Look) {
    for (key, seat) in [
        ("hotline.six", (0, 0)),
        ("hotline.two", (1, 0)),
        ("hotline.three", (1, 3)),
    ] {
        let place = cells(seat, inner);
        let style = look.style(Role::Title);
        paint::put(buf, place.x, place.y, look.tr(key), place.width, style);
    }
    for (at, (line, ticked)) in door.lines.iter().enumerate() {
        let place = cells(seat(at), inner);
        let role = match (at == door.at, ticked) {
            (true, _) => Role::Select,
            (false, true) => Role::Text,
            (false, false) => Role::Warn,
        };
        let tick = if *ticked { "[x]" } else { "[ ]" };
        let words = format!("{tick} {:>2} {}", at + 1, look.tr(line_key(*line)));
        let room = place.width.saturating_sub(1);
        paint::put(buf, place.x, place.y, &words, room, look.style(role));
    }
    let (role, words) = match door.lines.iter().filter(|(_, ticked)| !ticked).count() {
        0 => (Role::Hint, look.tr("hotline.door_whole").to_owned()),
        n => (Role::Warn, look.lang.say("hotline.door_open", &[("n", &n)])),
    };
    let row = row_of(inner, 11);
    paint::put(buf, row.x, row.y, &words, row.width, look.style(role));
}

/// Draws what came of it; returns the caret where it has the keyboard.
fn outcome(door: &Door, row: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
    let writes = door.writes();
    let role = if writes { Role::Focus } else { Role::Muted };
    let label = look.tr("hotline.outcome");
    let x = paint::put(buf, row.x, row.y, label, row.width, look.style(role)) + 1;
    let place = Rect {
        x,
        width: row.right().saturating_sub(x),
        ..row
    };
    if writes {
        return door.outcome.draw(place, buf, look.style(Role::Input));
    }
    let words = door.outcome.value();
    paint::put(
        buf,
        place.x,
        place.y,
        words,
        place.width,
        look.style(Role::Text),
    );
    None
}

fn line_key(line: DoorLine) -> &'static str {
    match line {
        DoorLine::Greeted => "hotline.door_greeted",
        DoorLine::Covers => "hotline.door_covers",
        DoorLine::Cloth => "hotline.door_cloth",
        DoorLine::Leaflet => "hotline.door_leaflet",
        DoorLine::Card => "hotline.door_card",
        DoorLine::Number => "hotline.door_number",
        DoorLine::Cleaned => "hotline.door_cleaned",
        DoorLine::Explained => "hotline.door_explained",
        DoorLine::NoDrink => "hotline.door_no_drink",
        DoorLine::NoSmoke => "hotline.door_no_smoke",
        DoorLine::NoMoney => "hotline.door_no_money",
    }
}

fn found(
    post: &HotlinePost,
    lines: &[JobLine],
    at: usize,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let size = (room.width.min(100), room.height);
    let inner = paint::popup(room, buf, size, look.tr("hotline.found_title"), look);
    let shown = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(6);
    let first = (at + 1).saturating_sub(usize::from(shown));
    for (y, (no, line)) in (0..shown).zip(lines.iter().enumerate().skip(first)) {
        let role = if no == at { Role::Select } else { Role::Text };
        found_row(line, role, inset(row_of(inner, y)), buf, look);
    }
    let below = Rect {
        y: inner.y + (shown + 1).min(inner.height),
        height: inner.height.saturating_sub(shown + 1),
        ..inset(inner)
    };
    if let Some(line) = lines.get(at) {
        job::draw(line, post.desk.setting.zone, below, buf, look);
    }
}

fn rates(post: &HotlinePost, room: Rect, buf: &mut Buffer, look: &Look) {
    let Some(board) = &post.board else {
        return;
    };
    let lang = look.lang;
    let month = board.month.format("%Y-%m");
    let title = lang.say("hotline.month", &[("month", &month)]);
    let inner = inset(paint::popup(
        room,
        buf,
        (room.width.min(74), 16),
        &title,
        look,
    ));
    let kinds = JobKind::ALL.into_iter().zip(board.kinds);
    let kinds: Vec<String> = kinds
        .map(|(kind, n)| format!("{} {n}", look.tr(job::kind_key(kind))))
        .collect();
    let row = row_of(inner, 0);
    paint::put(
        buf,
        row.x,
        row.y,
        &kinds.join("  "),
        row.width,
        look.style(Role::Text),
    );
    let rates = locale::hotline_rates(lang, &board.rates, board.min_for_percent);
    for (y, rate) in (2_u16..).zip(&rates) {
        let row = row_of(inner, y);
        let role = if rate.missed { Role::Warn } else { Role::Text };
        let columns = [
            paint::Column::left(24),
            paint::Column::left(0),
            paint::Column::left(14),
        ];
        let cells = [rate.name, &rate.said, &rate.target];
        paint::row(row, buf, &columns, &cells, look.style(role));
    }
    let rest = Rect {
        y: inner.y + 9.min(inner.height),
        height: inner.height.saturating_sub(9),
        ..inner
    };
    let source = look.tr("hotline.target_source");
    paint::put_wrapped(buf, rest, source, look.style(Role::Muted));
}

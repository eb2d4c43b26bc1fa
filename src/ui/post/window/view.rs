//! The window's screen: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::live::WindowState;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::read::LineRow;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::post::Post;
use crate::ui::post::foot;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::centre_key;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod applicant;
mod bundle;
mod calm;
mod intake;
mod line;
mod mine;
pub(in crate::ui::post) mod over;
mod own;
pub(in crate::ui::post) mod words;

/// From so many columns on the whole line stands at the right.
const WIDE: u16 = 110;
const SIDE: u16 = 36;

/// Where things stand.
struct Rows {
    body: Rect,
    promise: Rect,
    line: Rect,
    tip: Rect,
    today: Rect,
    note: Rect,
    keys: Rect,
    side: Rect,
}

fn rows(area: Rect) -> Rows {
    let height = area.height;
    let side = if area.width >= WIDE { SIDE } else { 0 };
    let mut bottom = area.bottom();
    let mut take = |rows: u16, width: u16| {
        bottom = bottom.saturating_sub(rows).max(area.y);
        Rect::new(area.x, bottom, width, rows.min(height))
    };
    let keys = take(1, area.width);
    let note = take(1, area.width);
    let today = take(u16::from(height >= 20), area.width);
    let tip = take(u16::from(height >= 23), area.width);
    let line = take(1, area.width);
    let promise = take(if height >= 22 { 3 } else { 1 }, area.width - side);
    let top = area.y + 1;
    Rows {
        body: Rect::new(area.x, top, area.width - side, bottom.saturating_sub(top)),
        side: Rect::new(area.right() - side, top, side, line.y.saturating_sub(top)),
        promise,
        line,
        tip,
        today,
        note,
        keys,
    }
}

/// Draws the post.
pub(super) fn draw(post: &WindowPost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    let area = frame.area();
    let at = rows(area);
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    banner(post, area, buf, look, now);
    let whole = at.body.union(at.promise);
    let mut caret = match post.phase() {
        Phase::Loading => None,
        Phase::Closed => calm::closed(post, whole, buf, look),
        Phase::Paused => calm::paused(post, whole, buf, look),
        Phase::Idle => calm::idle(post, whole, buf, look, now),
        Phase::Called => calm::called(post, whole, buf, look, now),
        Phase::Between => calm::between(post, whole, buf, look),
        Phase::Intake => {
            intake::promise(post, at.promise, buf, look);
            intake::draw(post, at.body, buf, look, now)
        }
    };
    if let Some(desk) = &post.desk {
        line::waiting(post, desk, at.line, buf, look, now);
        line::today(desk, at.today, buf, look);
        line::side(post, desk, at.side, buf, look, now);
    }
    tip(post, at.tip, buf, look);
    foot::note(post.note.as_ref(), at.note, buf, look);
    hints(post, at.keys, buf, look);
    if !matches!(post.over, Over::Nothing) {
        // The waiting line stays in sight below.
        let room = Rect::new(
            area.x,
            area.y + 1,
            area.width,
            at.line.y.saturating_sub(area.y + 1),
        );
        caret = over::draw(post, room, buf, look, now);
    }
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

/// Writes a text at the right end of a row.
pub(in crate::ui::post) fn put_right(
    buf: &mut Buffer,
    row: Rect,
    words: &str,
    look: &Look,
    role: Role,
) {
    let cells = text::width(&crate::domain::plain::visible(words));
    let cells = u16::try_from(cells).unwrap_or(u16::MAX).min(row.width);
    paint::put(
        buf,
        row.right() - cells,
        row.y,
        words,
        cells,
        look.style(role),
    );
}

fn banner(post: &WindowPost, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let row = Rect { height: 1, ..area };
    paint::ground(row, buf, look, Role::Banner);
    let lang = look.lang;
    let mut left = look.tr("window.name").to_owned();
    let mut right = String::new();
    if let Some(desk) = &post.desk {
        left = format!("{left} · {}", desk.hall);
        let state = match &desk.window.state {
            WindowState::Open => paint::lamp(Lamp::Ok, look.tr("window.is_open"), look.glyphs),
            WindowState::Paused { .. } => {
                paint::lamp(Lamp::Soon, look.tr("window.is_paused"), look.glyphs)
            }
            WindowState::Closed => paint::lamp(Lamp::Off, look.tr("window.is_closed"), look.glyphs),
        };
        let help = if desk.emergency {
            paint::lamp(Lamp::Over, look.tr("window.is_help"), look.glyphs)
        } else {
            String::new()
        };
        let zone = post.setting.zone;
        right = format!(
            "{help}  {state}  {}  {} {} ",
            desk.staff_name,
            zone.clock(now),
            words::weekday(zone.day(now), lang)
        );
    }
    let title = lang.say("window.title", &[("window", &post.no)]);
    let centres: Vec<&str> = post
        .desk
        .iter()
        .flat_map(|desk| &desk.window.centres)
        .map(|centre| look.tr(centre_key(*centre)))
        .collect();
    let place = format!("{title} {}", centres.join(" "));
    let ends = text::width(&right);
    let room = usize::from(area.width).saturating_sub(ends + 1);
    let hall = room.saturating_sub(text::width(&place) + 3);
    let left = format!(" {}  {place}", text::fit(&left, hall));
    paint::put(
        buf,
        area.x,
        area.y,
        &left,
        room as u16,
        look.style(Role::Banner),
    );
    put_right(buf, row, &right, look, Role::Banner);
}

/// Returns how long somebody has been where they are.
fn since(row: &LineRow, now: UtcMs) -> Seconds {
    now.seconds_since(row.since)
}

fn ticket_words(row: &LineRow, look: &Look) -> String {
    match row.priority {
        Some(kind) => {
            let why = words::priority(kind, look.lang);
            let why = look.lang.say("window.priority", &[("why", &why)]);
            format!("{}({why})", row.ticket)
        }
        None if row.returned => format!("{}({})", row.ticket, look.tr("window.returned")),
        None => row.ticket.clone(),
    }
}

/// Returns why a number is aside: missed, or parked until when.
fn aside_words(post: &WindowPost, row: &LineRow, look: &Look) -> String {
    match (row.state, row.parked_until) {
        (VisitState::Parked, Some(until)) => look.lang.say(
            "window.parked_until",
            &[("at", &post.setting.zone.clock(until))],
        ),
        (VisitState::Parked, None) => look.tr("window.park").to_owned(),
        _ => look.tr("window.was_missed").to_owned(),
    }
}

fn matter_name<'p>(post: &'p WindowPost, code: Option<&str>) -> &'p str {
    let found = code.and_then(|code| post.catalogue.as_ref()?.by_code(code));
    found.map_or("", |matter| matter.name.as_str())
}

/// What to do in the focused field, or with the list that lies over the desk.
fn tip(post: &WindowPost, row: Rect, buf: &mut Buffer, look: &Look) {
    let key = match (&post.over, post.phase()) {
        (Over::Nothing, Phase::Intake) => intake::tip(post),
        (Over::Mine(..), _) => Some("window.tip_mine"),
        (Over::Own(_), _) => Some("rating.own_hint"),
        (Over::Case(..), _) => Some("window.tip_case"),
        (Over::Bundles(_), _) => Some("window.tip_bundles"),
        (Over::Holds(holding), _) if holding.open => Some("window.tip_hold"),
        (Over::Holds(_), _) => Some("window.tip_holds"),
        _ => None,
    };
    foot::tip(key.map_or("", |key| look.tr(key)), row, buf, look);
}

fn hints(post: &WindowPost, row: Rect, buf: &mut Buffer, look: &Look) {
    let rows = post.hints();
    let bar = rows.iter().filter(|row| !matches!(row.key, Key::Ctrl(_)));
    let has_menu = matches!(post.over, Over::Nothing) && post.desk.is_some();
    let menu = has_menu.then(|| foot::menu_key(post.takes_text()));
    foot::keys(bar, menu, row, buf, look);
}

/// A label and what stands beside it.
fn labelled(buf: &mut Buffer, row: Rect, words: &str, focused: bool, look: &Look) -> Rect {
    label(buf, row, (words, LABEL), focused, look)
}

/// The cells of a label with its mark.
const LABEL: u16 = 9;

/// Draws a label in so many cells, with the mark of the field that has the keyboard, and returns
/// what is left of the row.
pub(in crate::ui::post) fn label(
    buf: &mut Buffer,
    row: Rect,
    (words, cells): (&str, u16),
    focused: bool,
    look: &Look,
) -> Rect {
    if row.is_empty() {
        return row;
    }
    let role = if focused { Role::Focus } else { Role::Muted };
    let mark = if focused { look.glyphs.pointer() } else { " " };
    paint::put(buf, row.x, row.y, mark, 1, look.style(role));
    paint::put(buf, row.x + 1, row.y, words, cells - 2, look.style(role));
    let taken = cells.min(row.width);
    Rect::new(row.x + taken, row.y, row.width - taken, 1)
}

/// Returns one row of an area, empty when the area has no such row.
pub(in crate::ui::post) fn row_of(area: Rect, at: u16) -> Rect {
    if at < area.height {
        Rect::new(area.x, area.y + at, area.width, 1)
    } else {
        Rect::new(area.x, area.y, 0, 0)
    }
}

/// Draws a field and returns its caret when it has the keyboard.
pub(in crate::ui::post) fn field(
    field: &crate::ui::field::Field,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    field.draw(row, buf, look.style(Role::Input))
}

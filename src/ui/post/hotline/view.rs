//! The hotline's screen: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::JobLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::Post;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::foot;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::Phase;
use crate::ui::post::hotline::TABS;
use crate::ui::post::paging;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::row_of;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod form;
mod job;
mod over;

const SHAPE: Shape = Shape {
    side: 46,
    figures: 2,
    tall: 20,
    list: 4,
};

/// Draws the post.
pub(super) fn draw(post: &HotlinePost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    let area = frame.area();
    let at = Rows::of(area, &SHAPE);
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    banner(post, area, buf, look, now);
    let mut caret = match post.phase() {
        Phase::Loading => None,
        Phase::SignIn => sign_in(&post.badge, "hotline.posted_rule", at.body, buf, look),
        Phase::Form => form::draw(post, at.body, buf, look),
        Phase::Board => {
            board(post, &at, buf, look, now);
            None
        }
    };
    tip(post, at.tip, buf, look);
    foot::note(post.note.as_ref(), at.note, buf, look);
    let free = matches!(post.over, Over::Nothing);
    let menu = free.then(|| foot::menu_key(post.takes_text()));
    foot::keys(post.hints().iter(), menu, at.keys, buf, look);
    caret = match &post.over {
        Over::Nothing => caret,
        Over::Ask(ask, job) => {
            let line = job.and_then(|job| post.line(job));
            let said = line.map(|line| job::head(line, look));
            dialog(ask, &said.unwrap_or_default(), at.body, buf, look)
        }
        _ => over::draw(post, at.body, buf, look, now),
    };
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

fn banner(post: &HotlinePost, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = post.board.as_ref().map_or("", |board| board.name.as_str());
    let left = format!(" {} · {name}", look.tr("hotline.name"));
    let said = (left.as_str(), post.my_name());
    board_rows::banner(area, buf, said, (post.setting.zone, now), look);
}

/// Returns the key of a tab's word.
fn tab_key(tab: usize) -> &'static str {
    match tab {
        0 => "hotline.tab_all",
        1 => "hotline.tab_send",
        2 => "hotline.tab_go",
        3 => "hotline.tab_tell",
        _ => "hotline.tab_late",
    }
}

fn board(post: &HotlinePost, at: &Rows, buf: &mut Buffer, look: &Look, now: UtcMs) {
    tabs(post, at.tabs, buf, look);
    let inner = paint::frame_box(at.list, buf, look.tr(tab_key(post.tab)), look, true);
    list(post, inner, buf, look, now);
    if !at.chosen.is_empty() {
        let title = post
            .chosen()
            .map_or_else(String::new, |line| line.number.clone());
        let inner = paint::frame_box(at.chosen, buf, &title, look, false);
        if let Some(line) = post.chosen() {
            job::draw(line, post.setting.zone, inset(inner), buf, look);
        }
    }
    figures(post, at.figures, buf, look);
}

fn tabs(post: &HotlinePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let mut x = row.x + 1;
    for tab in 0..TABS {
        let count = post.lines_of(tab).len();
        let shown = format!(" {} {count} ", look.tr(tab_key(tab)));
        let role = match tab == post.tab {
            true => Role::Select,
            false if tab == TABS - 1 && count > 0 => Role::Warn,
            false => Role::Key,
        };
        let left = row.right().saturating_sub(x);
        x = paint::put(buf, x, row.y, &shown, left, look.style(role)).saturating_add(1);
    }
}

fn list(post: &HotlinePost, inner: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let lines = post.lines();
    if lines.is_empty() {
        let place = inset(row_of(inner, 1));
        let words = look.tr("hotline.none");
        paint::put(
            buf,
            place.x,
            place.y,
            words,
            place.width,
            look.style(Role::Muted),
        );
        return;
    }
    // English words take more cells.
    let (kind, stand, day) = match look.lang {
        locale::Lang::ZhCn => (4, 6, 19),
        locale::Lang::En => (10, 9, 21),
    };
    let columns = [
        Column::right(1),
        Column::left(8),
        Column::left(kind),
        Column::left(8),
        Column::left(0),
        Column::left(stand),
        Column::left(day),
    ];
    let room = usize::from(inner.height).max(1);
    let first = paging::first(post.at, lines.len(), room);
    for (y, (at, line)) in lines.iter().enumerate().skip(first).take(room).enumerate() {
        let digit = paging::digit(at, post.at);
        let chosen = at == post.at;
        let row = row_of(inner, u16::try_from(y).unwrap_or(u16::MAX));
        let role = if chosen { Role::Select } else { Role::Text };
        let (lamp, time) = job::day(line, post.setting.zone, now, look);
        let cells = [
            digit.as_str(),
            job::short(&line.number),
            look.tr(job::kind_key(line.kind)),
            &line.name,
            &line.what,
            look.tr(job::stand_key(line.stand)),
            &time,
        ];
        paint::row(row, buf, &columns, &cells, look.style(role));
        if !chosen && let Some(lamp) = lamp {
            let cells = text::pad_right(&time, usize::from(day));
            put_right(buf, row, &cells, look, lamp.role());
        }
    }
    paint::more(inner, buf, (first > 0, first + room < lines.len()), look);
}

/// The month's figures, two to a row, each with its numbers.
fn figures(post: &HotlinePost, area: Rect, buf: &mut Buffer, look: &Look) {
    let Some(board) = post.board.as_ref().filter(|_| !area.is_empty()) else {
        return;
    };
    let rates = locale::hotline_rates(look.lang, &board.rates, board.min_for_percent);
    let half = area.width / 2;
    for (at, rate) in (0_u16..).zip(rates.iter().take(4)) {
        let row = row_of(area, at / 2);
        let x = row.x + 1 + (at % 2) * half;
        let role = if rate.missed { Role::Warn } else { Role::Text };
        let words = format!("{} {}  {}", rate.name, rate.said, rate.target);
        let room = half.saturating_sub(1);
        paint::put(buf, x, row.y, words.trim_end(), room, look.style(role));
    }
}

/// What to do now.
fn tip(post: &HotlinePost, row: Rect, buf: &mut Buffer, look: &Look) {
    if row.is_empty() {
        return;
    }
    let key = match (&post.over, post.phase()) {
        (Over::Nothing, Phase::Board) => Some("hotline.tip_board"),
        (Over::Nothing, Phase::Form) => form::tip(post),
        (Over::Door(door), _) if door.writes() => Some("hotline.tip_outcome"),
        (Over::Door(_), _) => Some("hotline.tip_door"),
        (Over::Found(..), _) => Some("hotline.tip_found"),
        _ => None,
    };
    let words = key.map_or("", |key| look.tr(key));
    let room = row.width - 1;
    paint::put(buf, row.x + 1, row.y, words, room, look.style(Role::Hint));
}

/// Draws a job's line of a list of jobs that were found.
fn found_row(line: &JobLine, role: Role, row: Rect, buf: &mut Buffer, look: &Look) {
    let columns = [
        Column::left(18),
        Column::left(10),
        Column::left(8),
        Column::left(0),
        Column::left(10),
    ];
    let cells = [
        line.number.as_str(),
        look.tr(job::kind_key(line.kind)),
        &line.name,
        &line.what,
        look.tr(job::stand_key(line.stand)),
    ];
    paint::row(row, buf, &columns, &cells, look.style(role));
}

//! The hotline's screen: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::JobLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::BoardLine;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::desk::Phase;
use crate::ui::post::foot;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::TABS;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::row_of;
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
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        banner(post, at.banner, buf, look, now);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::SignIn => sign_in(&post.desk.badge, "hotline.posted_rule", at.body, buf, look),
            Phase::Board if post.writing => form::draw(post, at.body, buf, look),
            Phase::Board => {
                board(post, at, buf, look, now);
                None
            }
        };
        tip(post, at.tip, buf, look);
        foot::note(post.desk.note.as_ref(), at.note, buf, look);
        let free = matches!(post.over, Over::Nothing);
        foot::bar(post, free, at.keys, buf, look);
        match &post.over {
            Over::Nothing => caret,
            Over::Ask(ask, job) => {
                let line = job.and_then(|job| post.line(job));
                let said = line.map(|line| job::head(line, look));
                dialog(ask, &said.unwrap_or_default(), at.body, buf, look)
            }
            _ => over::draw(post, at.body, buf, look, now),
        }
    });
}

fn banner(post: &HotlinePost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = post.board.as_ref().map_or("", |board| board.name.as_str());
    let said = ("hotline.name", name, post.my_name());
    board_rows::banner(said, row, buf, look, (post.desk.setting.zone, now));
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
    let inner = paint::frame_box(at.list, buf, look.tr(tab_key(post.desk.tab)), look, true);
    list(post, inner, buf, look, now);
    if !at.chosen.is_empty() {
        let title = post
            .chosen()
            .map_or_else(String::new, |line| line.number.clone());
        let inner = paint::frame_box(at.chosen, buf, &title, look, false);
        if let Some(line) = post.chosen() {
            job::draw(line, post.desk.setting.zone, inset(inner), buf, look);
        }
    }
    figures(post, at.figures, buf, look);
}

fn tabs(post: &HotlinePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let tabs = (0..TABS).map(|tab| (tab_key(tab), post.lines_of(tab).len()));
    board_rows::tabs(&tabs.collect::<Vec<_>>(), post.desk.tab, row, buf, look);
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
        Column::left(u16::try_from(day).unwrap_or(u16::MAX)),
    ];
    let lines = lines.into_iter().map(|line| {
        let (lamp, time) = job::day(line, post.desk.setting.zone, now, look);
        let (kind, stand) = (
            look.tr(job::kind_key(line.kind)),
            job::stand_key(line.stand),
        );
        let number = job::short(&line.number);
        let cells = [number, kind, &line.name, &line.what, look.tr(stand), &time];
        BoardLine {
            cells: cells.map(ToOwned::to_owned).into(),
            lamp,
        }
    });
    let lines: Vec<BoardLine> = lines.collect();
    board_rows::list(&lines, (&columns, day), post.desk.at, inner, buf, look);
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
        (Over::Nothing, Phase::Board) if post.writing => form::tip(post),
        (Over::Nothing, Phase::Board) => Some("hotline.tip_board"),
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

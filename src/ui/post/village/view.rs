//! The village's screen: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::ops::read::RaisedLine;
use crate::ops::read::RaisedState;
use crate::ui::field::Field;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::Post;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::foot;
use crate::ui::post::paging;
use crate::ui::post::village::Over;
use crate::ui::post::village::Phase;
use crate::ui::post::village::TABS;
use crate::ui::post::village::VillagePost;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::row_of;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

pub(in crate::ui::post) mod errand;
mod form;
mod over;
pub(in crate::ui::post) mod walk;
pub(in crate::ui::post) mod words;

const SHAPE: Shape = Shape {
    side: 44,
    figures: 0,
    tall: 18,
    list: 5,
};

/// Draws the post.
pub(super) fn draw(post: &VillagePost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        banner(post, at.banner, buf, look, now);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::NoVillage => {
                let inner = paint::frame_box(at.body, buf, look.tr("village.name"), look, false);
                let place = inset(inner);
                paint::put_wrapped(
                    buf,
                    place,
                    look.tr("refusal.no_village"),
                    look.style(Role::Warn),
                );
                None
            }
            Phase::SignIn => sign_in(&post.desk.badge, "village.posted_rule", at.body, buf, look),
            Phase::Form => form::draw(post, at.body, buf, look),
            Phase::Board => {
                board(post, at, buf, look);
                None
            }
        };
        tip(post, at.tip, buf, look);
        foot::note(post.desk.note.as_ref(), at.note, buf, look);
        line_state(post, at.note, buf, look, now);
        hints(post, at.keys, buf, look);
        match &post.over {
            Over::Nothing => caret,
            Over::Ask(ask, number) => {
                let line = post.line(number).filter(|_| ask.topic.names_papers());
                let papers = line.map_or_else(String::new, super::ask::papers_of);
                dialog(ask, &papers, at.body, buf, look)
            }
            _ => {
                over::draw(post, at.body, buf, look);
                None
            }
        }
    });
}

/// Draws the page between the resident and the assistant: nothing of the board is on it.
pub(super) fn give_back(post: &VillagePost, frame: &mut Frame<'_>, look: &Look) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    let words = look.tr("village.give_back_screen");
    let middle = Rect {
        y: area.y + area.height / 2,
        height: 1.min(area.height),
        ..area
    };
    paint::put_centred(middle, buf, words, look.style(Role::Title));
    let last = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1.min(area.height),
        ..area
    };
    foot::keys(post.hints().iter(), None, last, buf, look);
}

/// Returns an area without a cell at each side.
pub(in crate::ui::post) fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    }
}

fn banner(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = post.board.as_ref().map_or("", |board| board.name.as_str());
    let hall = post.board.as_ref().and_then(|board| board.hall.as_deref());
    let place = match hall {
        Some(hall) => format!("{name}  {} {hall}", look.glyphs.arrow()),
        None => name.to_owned(),
    };
    let said = ("village.name", place.as_str(), post.my_name());
    board_rows::banner(said, row, buf, look, (post.desk.setting.zone, now));
}

/// Draws where somebody says who they are, with what that means; returns the caret.
pub(in crate::ui::post) fn sign_in(
    field: &Field,
    rule: &str,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let inner = paint::frame_box(area, buf, look.tr("village.k_sign_in"), look, true);
    let top = inner.height / 4;
    let label = look.tr("village.sign_in");
    let row = inset(row_of(inner, top));
    paint::line(row, buf, label, look.style(Role::Title));
    let row = inset(row_of(inner, top + 2));
    let badge = look.tr("village.badge");
    let cells = u16::try_from(text::width(badge)).unwrap_or(8);
    paint::put(buf, row.x, row.y, badge, cells, look.style(Role::Focus));
    let place = Rect::new(row.x + cells + 2, row.y, 12.min(row.width), 1);
    let caret = field.draw(place, buf, look.style(Role::Input));
    let below = inset(inner);
    let rest = Rect {
        y: inner.y + (top + 4).min(inner.height),
        height: inner.height.saturating_sub(top + 4),
        ..below
    };
    paint::put_wrapped(buf, rest, look.tr(rule), look.style(Role::Muted));
    caret
}

fn board(post: &VillagePost, at: &Rows, buf: &mut Buffer, look: &Look) {
    tabs(post, at.tabs, buf, look);
    let title = look.tr(words::tab(post.desk.tab));
    let inner = paint::frame_box(at.list, buf, title, look, true);
    list(post, inner, buf, look);
    if let Some(board) = &post.board {
        let width = at.list.width.saturating_sub(2);
        let top = Rect {
            height: 1,
            width,
            ..at.list
        };
        walk::week(
            (board, post.desk.me),
            post.desk.setting.zone,
            top,
            buf,
            look,
        );
    }
    if at.chosen.is_empty() {
        return;
    }
    let title = post.chosen().map_or_else(String::new, |line| {
        look.lang.say("village.errand", &[("number", &line.number)])
    });
    let inner = paint::frame_box(at.chosen, buf, &title, look, false);
    if let Some(line) = post.chosen() {
        errand::draw(line, inset(inner), buf, look);
    }
}

fn tabs(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let tabs = (0..TABS).map(|tab| (words::tab(tab), post.lines_of(tab).len()));
    board_rows::tabs(&tabs.collect::<Vec<_>>(), post.desk.tab, row, buf, look);
}

fn list(post: &VillagePost, inner: Rect, buf: &mut Buffer, look: &Look) {
    let lines = post.lines();
    if lines.is_empty() {
        let words = look.tr("village.none");
        let place = inset(row_of(inner, 1));
        paint::line(place, buf, words, look.style(Role::Muted));
        return;
    }
    let roomy = inner.width >= 74;
    let columns = [
        Column::right(1),
        Column::left(6),
        Column::left(if roomy { 12 } else { 8 }),
        Column::left(0),
        Column::left(if roomy { 17 } else { 14 }),
        Column::left(18),
    ];
    let room = usize::from(inner.height).max(1);
    let first = paging::first(post.desk.at, lines.len(), room);
    for (y, (at, line)) in lines.iter().enumerate().skip(first).take(room).enumerate() {
        let digit = paging::digit(at, post.desk.at);
        let chosen = at == post.desk.at;
        let row = row_of(inner, u16::try_from(y).unwrap_or(u16::MAX));
        let role = if chosen { Role::Select } else { Role::Text };
        let cells = [
            digit.as_str(),
            crate::domain::mandate::number::end(&line.number),
            &line.applicant,
            &line.matter_name,
            &words::next(line, look),
            &words::day(line, look),
        ];
        paint::row(row, buf, &columns, &cells, look.style(role));
        if !chosen {
            words::lamp_over(line, row, buf, look);
        }
    }
    paint::more(inner, buf, (first > 0, first + room < lines.len()), look);
}

/// What to do now.
fn tip(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let key = match (&post.over, post.phase()) {
        (Over::Nothing, Phase::Board) => return board_tip(post, row, buf, look),
        (Over::Raised(_), _) => Some("village.tip_raised"),
        (Over::Nothing, Phase::Form) => form::tip(post),
        (Over::Found(..), _) => Some("village.tip_found"),
        (Over::Ask(ask, _), _) => ask.topic.tip(),
        _ => None,
    };
    foot::tip(key.map_or("", |key| look.tr(key)), row, buf, look);
}

/// What to do at the board: residents who wait to be told an answer come first, then the other half of
/// the day's way, which stands at the hotline's post.
fn board_tip(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let to_tell = |line: &&RaisedLine| line.state == RaisedState::ToTell;
    let visits = post.board.as_ref().map_or(0, |board| board.visits);
    let to_rate = post.chosen().is_some_and(|line| line.to_rate);
    let words = match (post.raised().iter().filter(to_tell).count(), visits) {
        (0, _) if to_rate => look.tr("village.tip_rate").to_owned(),
        (0, 0) => look.tr("village.tip_board").to_owned(),
        (0, n) => look.lang.say("village.tip_visits", &[("n", &n)]),
        (n, _) => look.lang.say("village.tip_to_tell", &[("n", &n)]),
    };
    foot::tip(&words, row, buf, look);
}

/// How the exchange with the hall stands, on the rule above the keys where nothing else is said.
fn line_state(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let line = post.board.as_ref().and_then(|board| board.line.as_ref());
    let zone = post.desk.setting.zone;
    if let (Some(line), None) = (line, &post.desk.note) {
        let words = format!(" {} ", words::line_state(line, look, (zone, zone.day(now))));
        let role = match line.is_silent(now) {
            true => Role::Warn,
            false => Role::Muted,
        };
        put_right(buf, row, &words, look, role);
    }
}

fn hints(post: &VillagePost, row: Rect, buf: &mut Buffer, look: &Look) {
    let rows = post.hints();
    let board = matches!(post.over, Over::Nothing);
    let menu = board.then(|| foot::menu_key(post.takes_text()));
    // On the board what is opened once a day is in the menu; over a list its keys have room.
    let bar = rows
        .iter()
        .filter(|row| !(board && matches!(row.key, Key::Ctrl(_))));
    foot::keys(bar, menu, row, buf, look);
}

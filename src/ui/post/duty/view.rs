//! The duty post's screens: only drawing.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::Post;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::Tone;
use crate::ui::post::duty::posted_leader;
use crate::ui::post::duty::words::Words;
use crate::ui::post::foot;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod day;
mod dialog;
mod figures;
mod lists;
mod matter;
mod night;
mod order;
mod ranks;
mod register;
mod side;
mod sites;
mod villages;
mod watch;

/// From how many columns on the side pane is there.
const WIDE: u16 = 110;

/// Everything a drawing needs.
pub(super) struct Draw<'a> {
    pub(super) post: &'a Duty,
    pub(super) words: Words<'a>,
    pub(super) look: &'a Look,
}

/// Draws the post.
pub(super) fn draw(post: &Duty, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    if area.height < 5 {
        return;
    }
    let bottom = area.bottom();
    footer(
        post,
        Rect {
            y: bottom - 3,
            height: 3,
            ..area
        },
        buf,
        look,
    );
    let body = Rect {
        y: area.y + 1,
        height: area.height - 4,
        ..area
    };
    let Some(figures) = &post.figures else {
        let style = look.style(Role::Muted);
        paint::put(
            buf,
            area.x + 1,
            body.y,
            look.tr("duty.reading"),
            area.width,
            style,
        );
        return;
    };
    let words = Words {
        duty: figures,
        card: post.card.as_deref(),
        lang: look.lang,
        zone: post.setting.zone,
        now,
    };
    let draw = Draw { post, words, look };
    banner(&draw, Rect { height: 1, ..area }, buf);
    let (main, side) = panes(body);
    let caret = match &post.screen {
        Screen::Watch => {
            watch::draw(&draw, main, buf);
            None
        }
        Screen::Day(day, figures) => {
            day::draw(&draw, (*day, figures.as_deref()), main, buf);
            None
        }
        Screen::Figures(board) => {
            figures::draw(&draw, board, main, buf);
            None
        }
        Screen::Night(_, found) => {
            night::draw(&draw, found.as_ref().map(Option::as_deref), main, buf);
            None
        }
        Screen::Villages(month, found) => {
            villages::draw(&draw, (*month, found.as_deref()), main, buf);
            None
        }
        Screen::Ranks(month, found) => {
            ranks::draw(&draw, (*month, found.as_deref()), main, buf);
            None
        }
        Screen::Matter(form) => matter::form(&draw, form, main, buf),
        _ => lists::draw(&draw, main, buf),
    };
    if let Some(side) = side {
        side::draw(&draw, side, buf);
    }
    let over = dialog::draw(&draw, body, buf);
    let caret = if post.dialogs.is_empty() { caret } else { over };
    if let Some(Position { x, y }) = caret {
        frame.set_cursor_position((x, y));
    }
}

/// Cuts the body into the main part and, when there is room, the side pane.
fn panes(body: Rect) -> (Rect, Option<Rect>) {
    if body.width < WIDE {
        return (body, None);
    }
    let side = (body.width / 3).clamp(30, 60);
    let main = Rect {
        width: body.width - side,
        ..body
    };
    let side = Rect {
        x: main.right(),
        width: side,
        ..body
    };
    (main, Some(side))
}

fn banner(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (words, look) = (&draw.words, draw.look);
    paint::ground(area, buf, look, Role::Banner);
    let live = &words.duty.live;
    let here = live
        .staff
        .iter()
        .filter(|s| live.on_duty(s.no).is_ok())
        .count();
    let leader = match draw.post.me {
        Some(no) => words.name(no),
        None => posted_leader(live).map_or_else(
            || look.tr("duty.nobody").to_owned(),
            |staff| staff.name.clone(),
        ),
    };
    let right = format!(
        "{} {}  {}  {}  {} ",
        words.day(live.day),
        words.weekday(live.day),
        look.lang
            .say("duty.on_duty", &[("n", &here), ("all", &live.staff.len())]),
        look.lang
            .say("duty.leader", &[("name", &text::fit(&leader, 16))]),
        words.zone.clock(words.now),
    );
    let left = format!(" {} · {}", look.tr("duty.title"), words.duty.hall);
    let style = look.style(Role::Banner);
    let shown = crate::domain::plain::visible(&right);
    let cells = u16::try_from(text::width(&shown))
        .unwrap_or(area.width)
        .min(area.width);
    let at = area.right() - cells;
    paint::put(
        buf,
        area.x,
        area.y,
        &left,
        at.saturating_sub(area.x + 1),
        style,
    );
    paint::put(buf, at, area.y, &right, cells, style);
}

fn footer(post: &Duty, area: Rect, buf: &mut Buffer, look: &Look) {
    if let Some((tone, said)) = &post.said {
        let (role, mark) = match tone {
            Tone::Done => (Role::Ok, "✓ "),
            Tone::Wrong => (Role::Danger, "! "),
        };
        let line = format!("{mark}{}", said.text(look.lang));
        paint::put(
            buf,
            area.x + 1,
            area.y,
            &line,
            area.width - 1,
            look.style(role),
        );
    }
    let rule = Rect {
        y: area.y + 1,
        height: 1,
        ..area
    };
    paint::rule(rule, buf, look);
    let rows = post.hints();
    let shown = rows.iter().filter(|row| !is_silent(row.key));
    let bar = Rect {
        y: area.y + 2,
        height: 1,
        ..area
    };
    let menu = Some(foot::menu_key(post.takes_text()));
    foot::keys(shown, menu, bar, buf, look);
}

/// Cursor keys are known, and what is looked at once a day is in the menu; the bar has no room to
/// say so.
fn is_silent(key: Key) -> bool {
    matches!(
        key,
        Key::Up
            | Key::Down
            | Key::PageUp
            | Key::PageDown
            | Key::Ctrl('r' | 'n' | 'o' | 't' | 'p' | 'v')
    )
}

/// A list: its columns, their names, and each line's texts by its place.
pub(super) struct List<'a, F: Fn(usize) -> Vec<String>> {
    pub(super) columns: &'a [Column],
    pub(super) head: &'a [&'static str],
    pub(super) rows: usize,
    pub(super) line: F,
}

impl<F: Fn(usize) -> Vec<String>> List<'_, F> {
    /// Draws the lines around the chosen one; only they are made into text.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, chosen: usize, look: &Look) {
        if area.height == 0 {
            return;
        }
        let name = |key: &&'static str| if key.is_empty() { "" } else { look.tr(key) };
        let head: Vec<&str> = self.head.iter().map(name).collect();
        paint::row(area, buf, self.columns, &head, look.style(Role::Muted));
        let fit = usize::from(area.height - 1);
        let first = (chosen + 1)
            .saturating_sub(fit)
            .min(self.rows.saturating_sub(fit));
        for (at, y) in (first..self.rows).zip(area.y + 1..area.bottom()) {
            let texts = (self.line)(at);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let role = if at == chosen {
                Role::Select
            } else {
                Role::Text
            };
            let place = Rect {
                y,
                height: 1,
                ..area
            };
            paint::row(place, buf, self.columns, &texts, look.style(role));
        }
    }
}

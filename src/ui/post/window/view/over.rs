//! What lies over the desk: dialogs, the list of missed and parked numbers, the count of a date.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::time::UtcMs;
use crate::ops::give_notice::NoticeDone;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::holds;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Line;
use crate::ui::post::window::ask::Topic;
use crate::ui::post::window::form::due_of;
use crate::ui::post::window::view;
use crate::ui::post::window::view::bundle;
use crate::ui::post::window::view::mine;
use crate::ui::post::window::view::own;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws what lies over the desk; returns the caret.
pub(super) fn draw(
    post: &WindowPost,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) -> Option<Position> {
    match &post.over {
        Over::Nothing => None,
        Over::Ask(ask) => dialog(ask, &missing(post, ask), room, buf, look),
        Over::Aside(at) => {
            aside(post, *at, room, buf, look, now);
            None
        }
        Over::Why => {
            why(post, room, buf, look);
            None
        }
        Over::Mine(filter, at) => {
            mine::list(post, (*filter, *at), room, buf, look);
            None
        }
        Over::Own(at) => {
            own::list(post, *at, room, buf, look);
            None
        }
        Over::Case(line, at) => {
            mine::case(line, *at, room, buf, look);
            None
        }
        Over::Bundles(bundles) => {
            bundle::draw(bundles, room, buf, look);
            None
        }
        Over::Holds(holding) => {
            let title = look.tr(holds::view::title(holding));
            let inner = paint::popup(room, buf, (room.width.min(140), room.height), title, look);
            holds::view::draw(holding, inner, buf, look);
            None
        }
        Over::Papers(asked) => dialog(&asked.ask, &asked.papers, room, buf, look),
        Over::Notice(done) => {
            given(done, room, buf, look);
            None
        }
    }
}

/// The cells of a dialog's labels.
const LABEL: u16 = 12;

fn height_of(line: &Line) -> u16 {
    let more = match line {
        Line::Pick { options, .. } => options.len(),
        Line::Text { usual, .. } => 1 + usize::from(!usual.is_empty()),
    };
    u16::try_from(more).unwrap_or(u16::MAX).max(1)
}

/// Draws a dialog: of the lines to choose from, only the one with the keyboard is unfolded.
pub(in crate::ui::post) fn dialog<T>(
    ask: &Ask<T>,
    notice: &str,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let heights = ask.lines.iter().enumerate();
    let heights = heights.map(|(at, line)| if at == ask.at { height_of(line) } else { 1 });
    let extra = u16::from(!notice.is_empty()) * 3;
    let height = heights.fold(2 + extra, u16::saturating_add);
    let inner = paint::popup(room, buf, (66, height), look.tr(ask.title), look);
    let mut y = 0;
    let mut caret = None;
    for (at, line) in ask.lines.iter().enumerate() {
        let here = at == ask.at;
        let place = labelled(buf, row_of(inner, y), line, here, look);
        let below = row_of(inner, y + 1);
        if here {
            caret = unfolded(line, place, below, inner.bottom(), buf, look);
        } else {
            let words = folded(line, look);
            paint::line(place, buf, &words, look.style(Role::Text));
        }
        y += if here { height_of(line) } else { 1 };
    }
    let rest = Rect {
        y: inner.y + y.min(inner.height),
        height: inner.height.saturating_sub(y),
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
    };
    paint::put_wrapped(buf, rest, notice, look.style(Role::Warn));
    caret
}

/// Returns the answer of a line that has not the keyboard.
fn folded(line: &Line, look: &Look) -> String {
    match line {
        Line::Pick { options, at, .. } => options
            .get(*at)
            .map_or_else(String::new, |said| said.text(look.lang)),
        Line::Text { field, .. } => field.value().to_owned(),
    }
}

/// Draws the line that has the keyboard, with what a digit chooses; returns the caret.
fn unfolded(
    line: &Line,
    place: Rect,
    below: Rect,
    bottom: u16,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    match line {
        Line::Pick { options, at, .. } => {
            for ((no, option), y) in options.iter().enumerate().zip(place.y..bottom) {
                let role = if no == *at { Role::Select } else { Role::Text };
                let words = format!("{} {}", no + 1, option.text(look.lang));
                let words = text::pad_right(&words, 40);
                paint::put(buf, place.x, y, &words, place.width, look.style(role));
            }
            None
        }
        Line::Text { field, usual, .. } => {
            let offered: Vec<String> = usual
                .iter()
                .zip(1..)
                .map(|(word, no): (&String, usize)| format!("{no} {word}"))
                .collect();
            if !offered.is_empty() && !below.is_empty() {
                let words = offered.join("  ");
                paint::put(
                    buf,
                    place.x,
                    below.y,
                    &words,
                    place.width,
                    look.style(Role::Muted),
                );
            }
            view::field(field, place, buf, look)
        }
    }
}

/// Names the papers of the one-time notice.
fn missing(post: &WindowPost, ask: &Ask) -> String {
    match (ask.topic, post.form.as_ref(), post.matter()) {
        (Topic::Finish, Some(form), Some(matter)) => {
            let (must, may) = form.missing(matter);
            let all: Vec<&str> = must.into_iter().chain(may).collect();
            all.join("、")
        }
        _ => String::new(),
    }
}

fn labelled(buf: &mut Buffer, row: Rect, line: &Line, here: bool, look: &Look) -> Rect {
    if row.is_empty() {
        return row;
    }
    let (Line::Pick { label, .. } | Line::Text { label, .. }) = line;
    let role = if here { Role::Focus } else { Role::Muted };
    paint::put(
        buf,
        row.x + 1,
        row.y,
        look.tr(label),
        LABEL,
        look.style(role),
    );
    let taken = (LABEL + 2).min(row.width);
    Rect::new(row.x + taken, row.y, row.width.saturating_sub(taken + 1), 1)
}

fn aside(post: &WindowPost, at: usize, room: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let Some(desk) = &post.desk else {
        return;
    };
    let rows = u16::try_from(desk.aside.len().max(1)).unwrap_or(u16::MAX);
    let size = (60, rows.saturating_add(2));
    let inner = paint::popup(room, buf, size, look.tr("window.k_aside"), look);
    let visible = usize::from(inner.height);
    let first = (at + 1).saturating_sub(visible);
    let columns = [
        Column::right(2),
        Column::left(6),
        Column::left(16),
        Column::right(8),
        Column::left(0),
    ];
    for (line, row) in desk.aside.iter().enumerate().skip(first).take(visible) {
        let role = if line == at { Role::Select } else { Role::Text };
        let state = view::aside_words(post, row, look);
        let gone = words::minutes(view::since(row, now), look.lang);
        let matter = view::matter_name(post, row.matter.as_deref());
        let no = (line + 1).to_string();
        let place = row_of(inner, u16::try_from(line - first).unwrap_or(u16::MAX));
        let cells = [no.as_str(), &row.ticket, &state, &gone, matter];
        paint::row(place, buf, &columns, &cells, look.style(role));
    }
    if desk.aside.is_empty() {
        let words = look.tr("window.nothing_here");
        paint::put(
            buf,
            inner.x + 1,
            inner.y,
            words,
            inner.width,
            look.style(Role::Muted),
        );
    }
}

/// The notice that was given: its number, everything missing, and what should have been told before.
fn given(done: &NoticeDone, room: Rect, buf: &mut Buffer, look: &Look) {
    let lang = look.lang;
    let number = lang.say("window.notice_number", &[("number", &done.number)]);
    let mut said = vec![(Role::Title, number), (Role::Text, String::new())];
    let papers = done.lacking.iter().zip(1..);
    said.extend(papers.map(|(paper, no): (&String, usize)| {
        let untold = done.untold.contains(paper);
        let role = if untold { Role::Warn } else { Role::Text };
        (role, format!("{no}. {paper}"))
    }));
    if !done.untold.is_empty() {
        let papers = done.untold.join("、");
        let untold = lang.say("window.untold", &[("papers", &papers)]);
        said.push((Role::Warn, paint::lamp(Lamp::Soon, &untold, look.glyphs)));
    }
    let width = room.width.min(66);
    let cells = usize::from(width.saturating_sub(4));
    let high = |line: &str| text::wrap(line, cells).len().max(1);
    let rows: usize = said.iter().map(|(_, line)| high(line)).sum();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX);
    let title = look.tr("window.papers_missing");
    let inner = paint::popup(room, buf, (width, height), title, look);
    let mut y = inner.y;
    for (role, line) in &said {
        let rows = u16::try_from(high(line)).unwrap_or(u16::MAX);
        let place = Rect {
            x: inner.x + 1,
            y,
            width: inner.width.saturating_sub(2),
            height: rows.min(inner.bottom().saturating_sub(y)),
        };
        paint::put_wrapped(buf, place, line, look.style(*role));
        y = y.saturating_add(rows).min(inner.bottom());
    }
}

fn why(post: &WindowPost, room: Rect, buf: &mut Buffer, look: &Look) {
    let (Some(form), Some(matter)) = (post.form.as_ref(), post.matter()) else {
        return;
    };
    let due = due_of(&post.setting.calendar, matter, form.day).filter(|_| !form.on_the_spot);
    let lines: Vec<String> = match &due {
        None => vec![look.tr("window.promise_spot").to_owned()],
        Some(due) => {
            let first = words::promise(due, form.day, look.lang);
            let steps = due
                .steps
                .iter()
                .map(|step| words::long_step(step, look.lang));
            [first, String::new()].into_iter().chain(steps).collect()
        }
    };
    let width = room.width.min(70);
    let cells = usize::from(width.saturating_sub(4));
    let rows: usize = lines
        .iter()
        .map(|line| text::wrap(line, cells).len().max(1))
        .sum();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX);
    let size = (width, height.min(room.height.saturating_sub(2)));
    let inner = paint::popup(room, buf, size, look.tr("window.k_why"), look);
    let place = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    paint::put_wrapped(buf, place, &lines.join("\n"), look.style(Role::Text));
}

//! The intake form.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::matter::Matter;
use crate::domain::time::UtcMs;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::Form;
use crate::ui::post::window::form::List;
use crate::ui::post::window::form::MatterHit;
use crate::ui::post::window::form::due_of;
use crate::ui::post::window::view;
use crate::ui::post::window::view::applicant;
use crate::ui::post::window::view::labelled;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws the form; returns the caret.
pub(super) fn draw(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) -> Option<Position> {
    let form = post.form.as_ref()?;
    let listing = matches!(form.list, List::Matters(..));
    let upper = match (listing, area.height) {
        (true, height) => height,
        (false, 0..=12) => 3,
        (false, _) => 4,
    };
    let head = Rect {
        height: upper.min(area.height),
        ..area
    };
    let caret = matter_box(post, form, head, buf, look, now);
    if listing {
        return caret;
    }
    let rest = Rect {
        y: head.bottom(),
        height: area.height - head.height,
        ..area
    };
    let half = rest.width / 2;
    let left = Rect {
        width: half,
        ..rest
    };
    let right = Rect {
        x: rest.x + half,
        width: rest.width - half,
        ..rest
    };
    let typed = applicant::draw(form, left, buf, look);
    match &form.list {
        List::People(hits, at) => {
            let ends: Vec<&str> = hits.iter().map(|hit| phone_end(&hit.phone)).collect();
            let rows: Vec<Vec<&str>> = hits
                .iter()
                .zip(&ends)
                .map(|(hit, end)| vec![hit.name.as_str(), hit.number.as_str(), end])
                .collect();
            let columns = [Column::left(9), Column::left(18), Column::left(0)];
            let title = match form.more_people {
                true => "window.people_more",
                false => "window.people",
            };
            choices(title, &rows, &columns, *at, right, buf, look);
        }
        List::Villages(hits, at) => {
            let rows: Vec<Vec<&str>> = hits.iter().map(|(_, name)| vec![name.as_str()]).collect();
            choices(
                "window.village",
                &rows,
                &[Column::left(0)],
                Some(*at),
                right,
                buf,
                look,
            );
        }
        _ => papers_box(post, form, right, buf, look),
    }
    caret.or(typed)
}

/// Returns the end of a masked phone: beside a name and a number there is no room for more.
fn phone_end(masked: &str) -> &str {
    let from = masked.char_indices().rev().nth(4).map_or(0, |(at, _)| at);
    masked.get(from..).unwrap_or(masked)
}

fn matter_box(
    post: &WindowPost,
    form: &Form,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) -> Option<Position> {
    let lang = look.lang;
    let title = post.current().map_or_else(String::new, |current| {
        lang.say(
            "window.current",
            &[
                ("ticket", &view::ticket_words(&current.row, look)),
                ("waited", &words::minutes(current.waited_before, lang)),
                ("served", &words::span(view::since(&current.row, now), lang)),
            ],
        )
    });
    let focused = form.focus == Focus::Matter;
    let inner = paint::frame_box(area, buf, &title, look, focused);
    let place = labelled(
        buf,
        row_of(inner, 0),
        look.tr("window.matter"),
        focused,
        look,
    );
    let chosen = post.matter();
    let typing = !form.query.is_empty() || chosen.is_none();
    let mut caret = None;
    if focused && typing {
        caret = view::field(
            &form.query,
            Rect {
                width: place.width.min(30),
                ..place
            },
            buf,
            look,
        );
    } else {
        let name = match chosen {
            Some(matter) => matter.name.as_str(),
            None => look.tr("window.no_matter"),
        };
        let role = if chosen.is_some() {
            Role::Title
        } else {
            Role::Muted
        };
        paint::put(buf, place.x, place.y, name, place.width, look.style(role));
        if focused {
            caret = Some(Position::new(place.x, place.y));
        }
    }
    match &form.list {
        List::Matters(hits, at) => matters(post, hits, *at, inner, buf, look),
        _ => {
            if let Some(matter) = chosen {
                let row = labelled(buf, row_of(inner, 1), "", false, look);
                let mut line = matter_line(matter, form.on_the_spot, look);
                if !form.urgent.is_empty() {
                    let urgent = look.tr("window.k_urgent");
                    line = format!("{line} · {urgent} {}", form.urgent);
                }
                paint::put(buf, row.x, row.y, &line, row.width, look.style(Role::Text));
            }
        }
    }
    caret
}

fn matter_line(matter: &Matter, on_the_spot: bool, look: &Look) -> String {
    let lang = look.lang;
    let kind = if on_the_spot {
        "window.kind_spot"
    } else {
        "window.kind_promised"
    };
    format!(
        "{} · {} · {} {} · {} {}",
        matter.department,
        look.tr(kind),
        look.tr("window.statutory"),
        words::limit(matter.statutory, lang),
        look.tr("window.promise_title"),
        words::limit(matter.promised, lang),
    )
}

fn matters(
    post: &WindowPost,
    hits: &[MatterHit],
    at: usize,
    inner: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let lang = look.lang;
    let columns = [
        Column::right(2),
        Column::left(0),
        Column::left(10),
        Column::left(12),
        Column::right(6),
        Column::right(6),
    ];
    let head = [
        "",
        "",
        look.tr("window.department"),
        look.tr("window.alias"),
        look.tr("window.statutory"),
        look.tr("window.promise_title"),
    ];
    if inner.height >= 8 {
        paint::row(
            row_of(inner, 1),
            buf,
            &columns,
            &head,
            look.style(Role::Muted),
        );
    }
    let from: u16 = if inner.height >= 8 { 2 } else { 1 };
    let room = usize::from(inner.height.saturating_sub(from));
    let first = (at + 1).saturating_sub(room);
    let all = post.catalogue.as_ref().map_or(&[][..], |c| c.matters());
    for (line, hit) in hits.iter().enumerate().skip(first).take(room) {
        let Some(matter) = all.get(hit.index) else {
            continue;
        };
        let y = from + u16::try_from(line - first).unwrap_or(u16::MAX);
        let role = if line == at { Role::Select } else { Role::Text };
        let no = (line + 1).to_string();
        let (statutory, promised) = (
            words::limit(matter.statutory, lang),
            words::limit(matter.promised, lang),
        );
        let cells = [
            no.as_str(),
            &matter.name,
            &matter.department,
            matter.aliases.get(hit.alias).map_or("", String::as_str),
            &statutory,
            &promised,
        ];
        paint::row(row_of(inner, y), buf, &columns, &cells, look.style(role));
    }
    if hits.is_empty() {
        let row = labelled(buf, row_of(inner, 1), "", false, look);
        let words = look.tr("window.no_such_matter");
        paint::put(buf, row.x, row.y, words, row.width, look.style(Role::Muted));
    }
}

/// The lines the focused field offers, beside it.
fn choices(
    title: &'static str,
    rows: &[Vec<&str>],
    columns: &[Column],
    at: Option<usize>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let inner = paint::frame_box(area, buf, look.tr(title), look, true);
    let room = usize::from(inner.height);
    let first = (at.unwrap_or(0) + 1).saturating_sub(room);
    let mut all = vec![Column::right(1)];
    all.extend_from_slice(columns);
    for (line, cells) in rows.iter().enumerate().skip(first).take(room) {
        let no = (line + 1).to_string();
        let mut shown = vec![no.as_str()];
        shown.extend(cells);
        let role = if at == Some(line) {
            Role::Select
        } else {
            Role::Text
        };
        let row = row_of(inner, u16::try_from(line - first).unwrap_or(u16::MAX));
        paint::row(row, buf, &all, &shown, look.style(role));
    }
    if rows.is_empty() {
        let row = row_of(inner, 0);
        paint::put(
            buf,
            row.x,
            row.y,
            look.tr("window.no_such_village"),
            row.width,
            look.style(Role::Muted),
        );
    }
}

fn papers_box(post: &WindowPost, form: &Form, area: Rect, buf: &mut Buffer, look: &Look) {
    let matter = post.matter();
    let papers = matter.map_or(&[][..], |m| m.materials.as_slice());
    let done = form.ticked.iter().filter(|ticked| **ticked).count();
    let title = look
        .lang
        .say("window.papers", &[("done", &done), ("all", &papers.len())]);
    let focused = form.focus == Focus::Papers;
    let inner = paint::frame_box(area, buf, &title, look, focused);
    let room = usize::from(inner.height);
    let first = (form.paper + 1).saturating_sub(room);
    let digits = if papers.len() > 9 { 2 } else { 1 };
    let columns = [
        Column::left(3),
        Column::right(digits),
        Column::left(0),
        Column::left(8),
    ];
    for (line, paper) in papers.iter().enumerate().skip(first).take(room) {
        let ticked = form.ticked.get(line).copied().unwrap_or(false);
        let (state, role) = match (ticked, paper.deferrable) {
            (true, _) => (words::paper_form(paper.form, look.lang), Role::Text),
            (false, true) => (look.tr("window.deferrable"), Role::Muted),
            (false, false) => (look.tr("window.necessary"), Role::Warn),
        };
        let chosen = focused && line == form.paper;
        let role = if chosen { Role::Select } else { role };
        let no = (line + 1).to_string();
        let cells = [look.glyphs.tick(ticked), &no, &paper.name, state];
        let row = row_of(inner, u16::try_from(line - first).unwrap_or(u16::MAX));
        paint::row(row, buf, &columns, &cells, look.style(role));
    }
    if papers.is_empty() && matter.is_some() {
        let row = row_of(inner, 0);
        let none = look.tr("window.no_papers");
        paint::put(buf, row.x, row.y, none, row.width, look.style(Role::Muted));
    }
}

/// The line of the promise: the date, why that day, and what is missing.
pub(super) fn promise(post: &WindowPost, area: Rect, buf: &mut Buffer, look: &Look) {
    let focused = post
        .form
        .as_ref()
        .is_some_and(|form| form.focus == Focus::Review);
    let title = look.tr("window.promise_title");
    let inner = match area.height {
        0..=2 => area,
        _ => paint::frame_box(area, buf, title, look, focused),
    };
    let (Some(form), Some(matter)) = (post.form.as_ref(), post.matter()) else {
        return;
    };
    let lang = look.lang;
    let (must, may) = form.missing(matter);
    let due = due_of(&post.setting.calendar, matter, form.day);
    let lacks = |n: usize| match &due {
        // Source: rule L9 of the hall: what may follow must be there by the promise itself.
        Some(due) if !form.on_the_spot => {
            let date = words::date(form.deferred_until.unwrap_or(due.date), lang);
            lang.say("window.deferred_by", &[("n", &n), ("date", &date)])
        }
        _ => lang.say("window.lacks_deferrable", &[("n", &n)]),
    };
    let (state, role) = match (must.len(), may.len()) {
        (0, 0) => (
            paint::lamp(Lamp::Ok, look.tr("window.papers_complete"), look.glyphs),
            Role::Ok,
        ),
        (0, n) => (paint::lamp(Lamp::Soon, &lacks(n), look.glyphs), Role::Warn),
        (n, _) => (
            paint::lamp(
                Lamp::Soon,
                &lang.say("window.lacks_necessary", &[("n", &n)]),
                look.glyphs,
            ),
            Role::Warn,
        ),
    };
    put_right(buf, inner, &state, look, role);
    let cells = u16::try_from(crate::ui::text::width(&state)).unwrap_or(inner.width);
    let room = inner.width.saturating_sub(cells + 2);
    let line = match due {
        _ if form.on_the_spot => look.tr("window.promise_spot").to_owned(),
        Some(due) => words::promise(&due, form.day, lang),
        None => look.tr("window.promise_none").to_owned(),
    };
    let mark = if focused { look.glyphs.pointer() } else { " " };
    let line = format!("{mark}{line}");
    paint::put(buf, inner.x, inner.y, &line, room, look.style(Role::Text));
}

/// What to do in the focused field.
pub(super) fn tip(post: &WindowPost, row: Rect, buf: &mut Buffer, look: &Look) {
    let Some(form) = post.form.as_ref().filter(|_| !row.is_empty()) else {
        return;
    };
    let key = match (form.focus, &form.list) {
        (Focus::Matter, _) => "window.tip_matter",
        (Focus::Name, List::People(..)) => "window.tip_people",
        (Focus::Name, _) => "window.tip_name",
        (Focus::Number, _) => "window.tip_number",
        (Focus::Phone, _) => "window.tip_phone",
        (Focus::Village, _) => "window.tip_village",
        (Focus::Papers, _) => "window.tip_papers",
        (Focus::Review, _) => "window.tip_review",
    };
    let words = look.tr(key);
    paint::put(
        buf,
        row.x + 1,
        row.y,
        words,
        row.width - 1,
        look.style(Role::Hint),
    );
}

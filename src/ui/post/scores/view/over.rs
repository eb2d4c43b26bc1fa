//! What lies over the list: a paper being keyed or settled, and a sheet line by line.

use std::fmt::Display;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::score::Points;
use crate::locale::Tone;
use crate::locale::score;
use crate::ops::read::ScorePage;
use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::post::scores::ScoresPost;
use crate::ui::post::scores::form::Form;
use crate::ui::post::scores::form::Row;
use crate::ui::post::scores::view::head;
use crate::ui::post::village::view::inset;
use crate::ui::post::window::view::label;
use crate::ui::post::window::view::row_of;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The cells of a line's name with its mark.
const LABEL: u16 = 30;
/// The cells of the name of a field below the lines.
const NAMED: u16 = 16;
/// The cells of a figure.
const FIGURE: u16 = 8;

/// Draws a paper being keyed or settled; returns the caret.
pub(super) fn form(
    post: &ScoresPost,
    form: &Form,
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let rows = u16::try_from(form.rows.len()).unwrap_or(u16::MAX);
    let daily = u16::from(form.daily.is_some());
    let size = (
        room.width.min(72),
        rows.saturating_add(7 + daily).min(room.height),
    );
    let title = match form.settles {
        true => "score.settle_title",
        false => "score.key_title",
    };
    let inner = inset(paint::popup(room, buf, size, look.tr(title), look));
    let line = post.line(&form.sheet);
    let said = line.map_or_else(String::new, |line| head(line, look.lang));
    paint::line(row_of(inner, 0), buf, &said, look.style(Role::Text));
    columns(form, row_of(inner, 1), buf, look);
    // The paper's name is below the lines; the line with the keyboard is always in sight.
    let shown = inner.height.saturating_sub(4 + daily).max(1);
    let first = (form.at + 1).saturating_sub(usize::from(shown));
    let first = first.min(form.rows.len().saturating_sub(usize::from(shown)));
    let mut caret = None;
    let there = form.rows.iter().enumerate().skip(first);
    for (y, (at, row)) in (2..).zip(there.take(usize::from(shown))) {
        let name = line.map_or_else(
            || row.line.clone(),
            |line| score::line_name(look.lang, &line.terms, &row.line),
        );
        let most = line.and_then(|line| line.terms.head(row.line.rsplit('/').next()?));
        let most = most.map(|head| head.cap());
        let place = row_of(inner, y);
        caret = caret.or(one(row, (&name, most), at == form.at, place, buf, look));
    }
    let below = (form.rows.len() - first).min(usize::from(shown));
    let below = u16::try_from(below).unwrap_or(0) + 3;
    let fields = [
        form.daily
            .as_ref()
            .map(|field| ("score.daily", field, form.at_daily())),
        Some(("score.paper_name", &form.paper, form.at_paper())),
    ];
    for (y, named) in (below..).zip(fields.into_iter().flatten()) {
        caret = caret.or(written(named, row_of(inner, y), buf, look));
    }
    caret
}

fn columns(form: &Form, row: Rect, buf: &mut Buffer, look: &Look) {
    if !form.settles {
        return;
    }
    let keys = ["score.first", "score.second", "score.on_paper"];
    for (at, key) in (0_u16..).zip(keys) {
        let x = row.x + LABEL + at * FIGURE;
        let left = row.right().saturating_sub(x);
        paint::put(buf, x, row.y, look.tr(key), left, look.style(Role::Muted));
    }
}

/// Draws a line; returns the caret where it has the keyboard.
fn one(
    row: &Row,
    (name, most): (&str, Option<Points>),
    here: bool,
    place: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    if place.is_empty() {
        return None;
    }
    let mut rest = label(buf, place, (name, LABEL), here, look);
    if let Some(read) = row.read {
        for points in read {
            let words = points.map_or_else(|| "—".to_owned(), |points| points.to_string());
            paint::put(buf, rest.x, rest.y, &words, FIGURE, look.style(Role::Warn));
            rest.x = rest.x.saturating_add(FIGURE).min(rest.right());
            rest.width = place.right().saturating_sub(rest.x);
        }
    }
    let field = Rect {
        width: FIGURE.saturating_sub(1).min(rest.width),
        ..rest
    };
    let role = if here { Role::Input } else { Role::Text };
    let caret = row.field.draw(field, buf, look.style(role));
    if let Some(most) = most {
        let x = field.right().saturating_add(1);
        let words = look
            .lang
            .say("score.at_most", &[("most", &most as &dyn Display)]);
        let left = place.right().saturating_sub(x);
        paint::put(buf, x, place.y, &words, left, look.style(Role::Muted));
    }
    caret.filter(|_| here)
}

/// Draws a field below the lines; returns the caret where it has the keyboard.
fn written(
    (key, field, here): (&str, &Field, bool),
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    if row.is_empty() {
        return None;
    }
    let place = label(buf, row, (look.tr(key), NAMED), here, look);
    match here {
        true => field.draw(place, buf, look.style(Role::Input)),
        false => {
            paint::line(place, buf, field.value(), look.style(Role::Text));
            None
        }
    }
}

/// Draws a sheet line by line, from a line on.
pub(super) fn page(page: &ScorePage, from: usize, room: Rect, buf: &mut Buffer, look: &Look) {
    let title = look
        .lang
        .say("score.page_title", &[("person", &page.sheet.person)]);
    let size = (room.width, room.height);
    let inner = inset(paint::popup(room, buf, size, &title, look));
    let all = score::score_sheet(look.lang, &page.full, &page.names);
    let shown: Vec<(Role, String)> = all
        .iter()
        .skip(from)
        .map(|(tone, words)| match tone {
            Tone::Title => (Role::Title, words.clone()),
            Tone::Warn => (Role::Warn, format!("    {words}")),
            Tone::Text => (Role::Text, format!("  {words}")),
            Tone::Muted => (Role::Muted, format!("  {words}")),
        })
        .collect();
    paint::paragraphs(inner, buf, &shown, look);
    let rows = |(_, words): &(Role, String)| {
        let deep = words.len() - words.trim_start().len();
        let width = usize::from(inner.width).saturating_sub(deep);
        text::wrap(words.trim_start(), width).len().max(1)
    };
    let whole: usize = shown.iter().map(rows).sum();
    let more = whole > usize::from(inner.height);
    paint::more(inner, buf, (from > 0, more), look);
}

//! The matters of a centre, and those found by typing.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::ids::Centre;
use crate::domain::matter::Matter;
use crate::ui::paint;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::PER_PAGE;
use crate::ui::post::kiosk::Search;
use crate::ui::post::kiosk::view::choice;
use crate::ui::post::kiosk::view::put_centre;
use crate::ui::post::kiosk::view::title;
use crate::ui::post::kiosk::words;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The widest a line of matters gets: the eye must find the digit again.
const WIDEST: u16 = 96;

/// The residents' words shown beside a matter.
const WORDS_SHOWN: usize = 4;

pub(super) fn draw(
    kiosk: &Kiosk,
    centre: Centre,
    page: usize,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let name = look.tr(words::centre(centre));
    let words = look.lang.say("kiosk.matters_title", &[("centre", &name)]);
    let top = title(buf, area, &words, look);
    let matters = kiosk.matters_of(centre);
    let (place, unsure) = split(area, top);
    if matters.is_empty() {
        put_centre(
            buf,
            place,
            place.y,
            look.tr("kiosk.matters_none"),
            Role::Text,
            look,
        );
    }
    let shown = matters.iter().skip(page * PER_PAGE).take(PER_PAGE);
    list(shown.copied(), None, place, buf, look);
    choice(buf, unsure, 9, look.tr("kiosk.matters_unsure"), look);
    count(page, kiosk.pages(centre), unsure, buf, look);
}

pub(super) fn draw_search(
    kiosk: &Kiosk,
    search: &Search,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let top = title(buf, area, look.tr("kiosk.find_title"), look);
    let (mut place, last) = split(area, top);
    let label = look.tr("kiosk.find_label");
    let x = paint::put(
        buf,
        place.x,
        place.y,
        label,
        place.width,
        look.style(Role::Focus),
    );
    let input = Rect {
        x,
        y: place.y,
        width: place.right().saturating_sub(x).min(32),
        height: 1,
    };
    let caret = search.field.draw(input, buf, look.style(Role::Input));
    let down = 1 + u16::from(place.height > 2 * PER_PAGE as u16);
    place.y += down;
    place.height = place.height.saturating_sub(down);
    let note = match (search.field.is_empty(), search.found.is_empty()) {
        (true, _) => Some("kiosk.find_start"),
        (false, true) => Some("kiosk.find_none"),
        (false, false) => None,
    };
    if let Some(note) = note {
        paint::put_wrapped(buf, place, look.tr(note), look.style(Role::Text));
        return caret;
    }
    let page = search.at / PER_PAGE;
    let matters = search.found.iter().skip(page * PER_PAGE).take(PER_PAGE);
    let shown = matters.filter_map(|at| kiosk.catalogue.matters().get(*at));
    list(shown, Some(search.at % PER_PAGE), place, buf, look);
    count(page, search.found.len().div_ceil(PER_PAGE), last, buf, look);
    caret
}

/// Returns the area of the lines and the row below them.
fn split(area: Rect, top: u16) -> (Rect, Rect) {
    let width = area.width.saturating_sub(6).min(WIDEST);
    let x = area.x + (area.width - width) / 2;
    let bottom = area.bottom().saturating_sub(1);
    let place = Rect::new(x, top, width, bottom.saturating_sub(top));
    (place, Rect::new(x, bottom, width, 1))
}

fn list<'a>(
    matters: impl Iterator<Item = &'a Matter>,
    pointed: Option<usize>,
    place: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    // A matter takes one row with the residents' words beside it, two with them below, or three.
    let rows = (place.height / PER_PAGE as u16).clamp(1, 3);
    for (at, matter) in matters.enumerate() {
        let y = place.y + at as u16 * rows;
        if y >= place.bottom() {
            break;
        }
        let row = Rect {
            y,
            height: 1,
            ..place
        };
        if pointed == Some(at) {
            let x = place.x.saturating_sub(2);
            let style = look.style(Role::Accent);
            paint::put(buf, x, y, look.glyphs.pointer(), 1, style);
        }
        choice(buf, row, at as u8 + 1, &matter.name, look);
        let spoken = spoken(matter);
        let below = row.y + 1;
        if rows > 1 {
            let room = row.width.saturating_sub(3);
            paint::put(
                buf,
                row.x + 3,
                below,
                &spoken,
                room,
                look.style(Role::Muted),
            );
        } else {
            let x = row.x + 5 + u16::try_from(text::width(&matter.name)).unwrap_or(u16::MAX / 2);
            let room = row.right().saturating_sub(x);
            if room >= 4 {
                paint::put(buf, x, y, &spoken, room, look.style(Role::Muted));
            }
        }
    }
}

/// Returns what residents call a matter.
fn spoken(matter: &Matter) -> String {
    let words: Vec<&str> = matter.aliases.iter().map(String::as_str).collect();
    words[..words.len().min(WORDS_SHOWN)].join("  ")
}

fn count(page: usize, pages: usize, row: Rect, buf: &mut Buffer, look: &Look) {
    if pages < 2 {
        return;
    }
    let words = look
        .lang
        .say("kiosk.page", &[("page", &(page + 1)), ("pages", &pages)]);
    let cells = u16::try_from(text::width(&words))
        .unwrap_or(0)
        .min(row.width);
    let x = row.right() - cells;
    paint::put(buf, x, row.y, &words, cells, look.style(Role::Muted));
}

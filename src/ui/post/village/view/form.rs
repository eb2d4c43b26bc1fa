//! The mandate being filled in.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::mandate::Mode;
use crate::domain::number;
use crate::domain::plain;
use crate::ops::give_mandate::by_when;
use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::form::Cell;
use crate::ui::post::village::form::Focus;
use crate::ui::post::village::form::Form;
use crate::ui::post::village::form::is_offered;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::words;
use crate::ui::post::window::view::label;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words as window_words;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The cells of a label with its mark.
const LABEL: u16 = 10;

/// Returns the key of what to do in the focused field.
pub(super) fn tip(post: &VillagePost) -> Option<&'static str> {
    let form = post.form.as_ref()?;
    Some(match (form.focus, form.cell) {
        (Focus::Matter, _) => "village.tip_matter",
        (Focus::Name, _) => "village.tip_name",
        (Focus::Number, _) => "village.tip_id",
        (Focus::Phone, _) => "village.tip_phone",
        (Focus::Papers, Cell::Tick) => "village.tip_papers",
        (Focus::Papers, Cell::Number) => "village.tip_paper_number",
        (Focus::Papers, Cell::Condition) => "village.tip_condition",
        (Focus::Until, _) => "village.tip_until",
        (Focus::Mode, _) => "village.tip_mode",
        (Focus::Extra, _) => "village.tip_extra",
        (Focus::Review, _) => "village.tip_review",
    })
}

/// Draws the form; returns the caret.
pub(super) fn draw(
    post: &VillagePost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let form = post.form.as_ref()?;
    let left = (area.width / 2).min(46);
    let person = Rect {
        width: left,
        ..area
    };
    let other = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    let caret = fields(post, form, person, buf, look);
    match form.focus {
        Focus::Matter => {
            matters(post, form, other, buf, look);
            caret
        }
        _ => papers(post, form, other, buf, look).or(caret),
    }
}

fn fields(
    post: &VillagePost,
    form: &Form,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let inner = paint::frame_box(
        area,
        buf,
        look.tr("village.k_give"),
        look,
        form.focus != Focus::Papers,
    );
    let lang = look.lang;
    let mut caret = None;
    let mut put =
        |buf: &mut Buffer, y: u16, focus: Focus, key: &str, field: Option<&Field>, words: &str| {
            let here = form.focus == focus;
            let place = label(buf, row_of(inner, y), (look.tr(key), LABEL), here, look);
            match field.filter(|_| here) {
                Some(field) => {
                    let at = field.draw(place, buf, look.style(Role::Input));
                    caret = caret.or(at);
                }
                None => {
                    paint::line(place, buf, words, look.style(Role::Text));
                }
            }
        };
    let matter = post.matter().map_or("", |matter| matter.name.as_str());
    put(
        buf,
        0,
        Focus::Matter,
        "village.matter",
        Some(&form.query),
        matter,
    );
    put(
        buf,
        2,
        Focus::Name,
        "village.name_label",
        Some(&form.name),
        form.name.value(),
    );
    let id = number::mask_id(form.number.value());
    put(buf, 3, Focus::Number, "village.id", Some(&form.number), &id);
    put(
        buf,
        5,
        Focus::Phone,
        "village.phone",
        Some(&form.phone),
        &number::mask_phone(form.phone.value()),
    );
    let until = form.until().map_or_else(
        || form.until.value().to_owned(),
        |day| words::date(day, form.day, lang),
    );
    put(
        buf,
        7,
        Focus::Until,
        "village.until",
        Some(&form.until),
        &until,
    );
    let modes: Vec<String> = Mode::ALL
        .iter()
        .zip(1..)
        .map(|(mode, no): (&Mode, usize)| format!("{no} {}", look.tr(words::mode_key(*mode))))
        .collect();
    let mode = match form.focus == Focus::Mode {
        true => modes.join("  "),
        false => look.tr(words::mode_key(form.mode)).to_owned(),
    };
    put(buf, 8, Focus::Mode, "village.mode", None, &mode);
    put(
        buf,
        9,
        Focus::Extra,
        "village.extra",
        Some(&form.extra),
        form.extra.value(),
    );
    checks(form, inner, buf, look);
    terms(post, form, inner, buf, look);
    let place = row_of(inner, 15);
    if form.focus == Focus::Review && !place.is_empty() {
        let words = format!("{} {}", look.glyphs.pointer(), look.tr("village.review"));
        paint::line(place, buf, &words, look.style(Role::Focus));
    }
    caret
}

/// What is odd about the number and the phone, below each.
fn checks(form: &Form, inner: Rect, buf: &mut Buffer, look: &Look) {
    let typing = form.focus == Focus::Number;
    let id = plain::digits(form.number.value()).to_uppercase();
    let told = [
        (4, window_words::number(&id, form.day, typing, look.lang)),
        (6, phone(form, look)),
    ];
    for (y, told) in told {
        if let Some(told) = told {
            let role = if told.odd { Role::Warn } else { Role::Muted };
            let row = row_of(inner, y);
            let x = row.x + LABEL.min(row.width);
            paint::put(
                buf,
                x,
                row.y,
                &told.words,
                row.width.saturating_sub(LABEL),
                look.style(role),
            );
        }
    }
}

fn phone(form: &Form, look: &Look) -> Option<window_words::Told> {
    let odd = number::phone(form.phone.value()).findings.first().copied();
    let odd = odd.filter(|_| form.focus != Focus::Phone && !form.phone.is_empty());
    odd.map(|odd| window_words::finding(odd, look.lang))
}

/// What it costs, and by when the papers are at the hall.
fn terms(post: &VillagePost, form: &Form, inner: Rect, buf: &mut Buffer, look: &Look) {
    let lang = look.lang;
    let fee = lang.say("village.fee", &[("n", &0)]);
    let (hand_in, latest) = by_when(&post.desk.setting.calendar, form.day);
    let by = words::date(hand_in, form.day, lang);
    let latest = words::date(latest, form.day, lang);
    let by = lang.say("village.hand_in_by", &[("day", &by), ("latest", &latest)]);
    let rest = Rect {
        y: inner.y + 11.min(inner.height),
        height: inner.height.saturating_sub(11).min(4),
        ..inset(inner)
    };
    let words = format!("{fee}\n{by}");
    paint::put_wrapped(buf, rest, &words, look.style(Role::Muted));
}

fn matters(post: &VillagePost, form: &Form, area: Rect, buf: &mut Buffer, look: &Look) {
    let inner = paint::frame_box(area, buf, look.tr("village.matters"), look, false);
    let all = post.catalogue.as_ref().map_or(&[][..], |c| c.matters());
    let columns = [Column::right(2), Column::left(0), Column::left(10)];
    for (y, (at, index)) in (0..inner.height).zip(form.hits.iter().enumerate()) {
        let Some(matter) = all.get(*index) else {
            continue;
        };
        let offered = is_offered(matter);
        let role = match (at == form.hit, offered) {
            (true, _) => Role::Select,
            (false, true) => Role::Text,
            (false, false) => Role::Muted,
        };
        let no = (at + 1).to_string();
        let own = if offered {
            ""
        } else {
            look.tr("village.in_person")
        };
        let cells = [no.as_str(), &matter.name, own];
        paint::row(
            inset(row_of(inner, y)),
            buf,
            &columns,
            &cells,
            look.style(role),
        );
    }
    if form.hits.is_empty() {
        let row = inset(row_of(inner, 0));
        let words = look.tr("village.no_such_matter");
        paint::line(row, buf, words, look.style(Role::Muted));
    }
}

fn papers(
    post: &VillagePost,
    form: &Form,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let ticked = form.papers.iter().filter(|paper| paper.ticked).count();
    let all = form.papers.len();
    let title = look
        .lang
        .say("village.papers", &[("done", &ticked), ("all", &all)]);
    let focused = form.focus == Focus::Papers;
    let inner = paint::frame_box(area, buf, &title, look, focused);
    let matter = post.matter()?;
    let mut caret = None;
    // A ticked paper has a second row for its number and condition.
    let high = |at: usize| 1 + u16::from(form.papers.get(at).is_some_and(|paper| paper.ticked));
    let mut first = 0;
    while first < form.paper && (first..=form.paper).map(high).sum::<u16>() > inner.height {
        first += 1;
    }
    let mut y = 0;
    for (at, (paper, material)) in form
        .papers
        .iter()
        .zip(&matter.materials)
        .enumerate()
        .skip(first)
    {
        let here = focused && at == form.paper;
        let row = row_of(inner, y);
        if row.is_empty() {
            break;
        }
        let tick = if paper.ticked { "[x]" } else { "[ ]" };
        let kind = window_words::paper_form(material.form, look.lang);
        let role = if here && form.cell == Cell::Tick {
            Role::Select
        } else {
            Role::Text
        };
        let cells = [tick, &(at + 1).to_string(), &material.name, kind];
        let columns = [
            Column::left(3),
            Column::right(2),
            Column::left(0),
            Column::left(8),
        ];
        paint::row(row, buf, &columns, &cells, look.style(role));
        if paper.ticked {
            let place = row_of(inner, y + 1);
            let at = details(form, at, here, place, buf, look);
            caret = caret.or(at);
        }
        y += high(at);
    }
    caret
}

/// The number and the condition of a paper; both can be typed into.
fn details(
    form: &Form,
    at: usize,
    here: bool,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let paper = form.papers.get(at)?;
    if row.width < 20 {
        return None;
    }
    let half = (row.width - 7) / 2;
    let place = |n: u16| Rect::new(row.x + 7 + n * half, row.y, half.saturating_sub(1), 1);
    let mut caret = None;
    for (n, cell, key, field) in [
        (0, Cell::Number, "village.paper_number", &paper.number),
        (1, Cell::Condition, "village.condition", &paper.condition),
    ] {
        let place = place(n);
        let typed = here && form.cell == cell;
        match (typed, field.is_empty()) {
            (true, empty) => {
                caret = field.draw(place, buf, look.style(Role::Input));
                if empty && cell == Cell::Condition {
                    let usual: Vec<String> = form
                        .usual
                        .iter()
                        .zip(1..)
                        .map(|(word, no): (&String, usize)| format!("{no}{word}"))
                        .collect();
                    paint::put(
                        buf,
                        place.x + 1,
                        place.y,
                        &usual.join(" "),
                        place.width.saturating_sub(1),
                        look.style(Role::Muted),
                    );
                }
            }
            (false, true) => {
                paint::line(place, buf, look.tr(key), look.style(Role::Muted));
            }
            (false, false) => {
                paint::line(place, buf, field.value(), look.style(Role::Text));
            }
        }
    }
    caret
}

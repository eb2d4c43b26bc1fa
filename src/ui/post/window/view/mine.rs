//! What the clerk answers for, over the desk.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::deadline;
use crate::locale::Lang;
use crate::ops::read::CaseLine;
use crate::ops::read::Held;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::centre_key;
use crate::ui::post::window::mine::DEEDS;
use crate::ui::post::window::mine::LAMPS;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

fn lamp_words(lamp: Option<deadline::Lamp>, look: &Look) -> (String, Role) {
    let (lamp, key) = match lamp {
        Some(deadline::Lamp::Green) => (Lamp::Ok, "common.lamp_ok"),
        Some(deadline::Lamp::Amber) => (Lamp::Soon, "common.lamp_soon"),
        Some(deadline::Lamp::Red) => (Lamp::Over, "common.lamp_over"),
        None => (Lamp::Off, "window.lamp_all"),
    };
    (paint::lamp(lamp, look.tr(key), look.glyphs), lamp.role())
}

fn stage(line: &CaseLine, lang: Lang) -> &'static str {
    let key = match line.stage.word() {
        "received" => "refusal.stage_received",
        "returned" => "refusal.stage_returned",
        "paused" => "refusal.stage_paused",
        "done" => "refusal.stage_done",
        "refused" => "refusal.stage_refused",
        "withdrawn" => "refusal.stage_withdrawn",
        "lapsed" => "refusal.stage_lapsed",
        _ => "refusal.stage_working",
    };
    lang.tr(key)
}

fn holder(held: &Held, lang: Lang) -> String {
    match held.kind.as_str() {
        "staff" if !held.name.is_empty() => held.name.clone(),
        "staff" | "office" => held.who.clone(),
        "centre" => match held.who.parse() {
            Ok(centre) => lang.tr(centre_key(centre)).to_owned(),
            Err(_) => held.who.clone(),
        },
        "leader" => lang.tr("window.held_leader").to_owned(),
        "resident" => lang.tr("window.held_resident").to_owned(),
        _ => lang.tr("window.held_nobody").to_owned(),
    }
}

fn due(line: &CaseLine, lang: Lang) -> String {
    let day = line.card.due;
    day.map_or_else(String::new, |day| words::date(day, lang))
}

/// Draws the list.
pub(super) fn list(
    post: &WindowPost,
    (filter, at): (usize, usize),
    room: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let size = (room.width.min(100), room.height);
    let inner = paint::popup(room, buf, size, look.tr("window.k_mine"), look);
    let mut x = inner.x + 1;
    let found = (!post.found.is_empty()).then_some(look.tr("window.cases_found").to_owned());
    let names = LAMPS.iter().map(|lamp| lamp_words(*lamp, look).0);
    for (no, shown) in names.chain(found).enumerate() {
        let shown = format!("{} {shown} {}", no + 1, post.mine_of(no).len());
        let role = if no == filter {
            Role::Select
        } else {
            Role::Key
        };
        let left = inner.right().saturating_sub(x);
        x = paint::put(buf, x, inner.y, &shown, left, look.style(role)).saturating_add(2);
    }
    let columns = [
        Column::left(9),
        Column::left(15),
        Column::left(0),
        Column::left(10),
        Column::left(12),
        Column::right(8),
    ];
    let rows = Rect {
        y: inner.y + 1.min(inner.height),
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let shown = post.mine_of(filter);
    let visible = usize::from(rows.height);
    let first = (at + 1).saturating_sub(visible);
    for (no, line) in shown.iter().enumerate().skip(first).take(visible) {
        // What is over has no lamp.
        let (lamp, role) = match line.card.lamp {
            None => (String::new(), Role::Muted),
            lit => lamp_words(lit, look),
        };
        let role = if no == at { Role::Select } else { role };
        let held = holder(&line.holder, look.lang);
        let due = due(line, look.lang);
        let cells = [
            lamp.as_str(),
            &line.card.number,
            &line.card.matter_name,
            stage(line, look.lang),
            &held,
            &due,
        ];
        let place = row_of(rows, u16::try_from(no - first).unwrap_or(u16::MAX));
        paint::row(place, buf, &columns, &cells, look.style(role));
    }
    let above = first > 0;
    paint::more(inner, buf, (above, first + visible < shown.len()), look);
    if shown.is_empty() {
        let words = look.tr("window.none_mine");
        let row = row_of(rows, 0);
        paint::put(
            buf,
            row.x + 1,
            row.y,
            words,
            row.width.saturating_sub(1),
            look.style(Role::Muted),
        );
    }
}

/// Draws one case and what can be done with it.
pub(super) fn case(line: &CaseLine, at: usize, room: Rect, buf: &mut Buffer, look: &Look) {
    let lang = look.lang;
    let title = format!("{} {}", line.card.number, line.card.matter_name);
    let inner = paint::popup(room, buf, (70, 14), &title, look);
    let (lamp, role) = match line.card.lamp {
        Some(_) => lamp_words(line.card.lamp, look),
        None => (String::new(), Role::Text),
    };
    let held = holder(&line.holder, lang);
    let due = due(line, lang);
    let first = lang.say(
        "window.case_stands",
        &[
            ("lamp", &lamp),
            ("stage", &stage(line, lang)),
            ("holder", &held),
            ("due", &due),
        ],
    );
    let mut said = vec![(role, first), (Role::Text, line.card.applicant.clone())];
    if !line.card.missing.is_empty() {
        let papers = line.card.missing.join("、");
        said.push((
            Role::Warn,
            lang.say("window.case_lacks", &[("papers", &papers)]),
        ));
    }
    let from = said.len();
    for (y, (role, words)) in said.iter().enumerate() {
        let row = row_of(inner, u16::try_from(y).unwrap_or(u16::MAX));
        let cells = row.width.saturating_sub(1);
        paint::put(buf, row.x + 1, row.y, words, cells, look.style(*role));
    }
    for (no, (_, key)) in DEEDS.iter().enumerate() {
        let row = row_of(inner, u16::try_from(from + no).unwrap_or(u16::MAX));
        let role = if no == at { Role::Select } else { Role::Text };
        let words = text::pad_right(&format!("{} {}", no + 1, look.tr(key)), 40);
        let cells = row.width.saturating_sub(1);
        paint::put(buf, row.x + 1, row.y, &words, cells, look.style(role));
    }
}

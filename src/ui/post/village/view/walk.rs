//! The walk list and the page of service days: drawing only.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::deadline;
use crate::domain::plain::visible;
use crate::domain::service::week::Enough;
use crate::domain::walk::Stop;
use crate::domain::walk::Thing;
use crate::locale;
use crate::locale::Tone;
use crate::ops::read::Village;
use crate::ui::paint;
use crate::ui::paper::compose::walk::deed;
use crate::ui::post::village::days::Days;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::over::run;
use crate::ui::post::village::view::words;
use crate::ui::post::window::view::put_right;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws the stops from one on: whose door, and line by line what is to be done there.
pub(super) fn stops(
    (stops, from): (&[Stop], usize),
    today: chrono::NaiveDate,
    inner: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    if stops.is_empty() {
        let place = inset(inner);
        paint::put_wrapped(
            buf,
            place,
            look.tr("paper.walk_none"),
            look.style(Role::Muted),
        );
        return;
    }
    let part = |(stop, no): (&Stop, usize)| {
        let door = &stop.door;
        let at = stop.at().map_or_else(String::new, |at| {
            look.lang.say("paper.walk_at", &[("time", &at)])
        });
        let parts = [door.name.as_str(), &door.place, &door.phone, &at];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let mut said = vec![(Role::Title, format!("{no}. {}", parts.join("  ")))];
        said.extend(stop.things.iter().map(|thing| line(thing, today, look)));
        said
    };
    let said: Vec<Vec<(Role, String)>> = stops.iter().zip(1..).map(part).collect();
    run(&said, from, inner, buf, look);
}

fn line(thing: &Thing, today: chrono::NaiveDate, look: &Look) -> (Role, String) {
    let what = deed(thing, look.lang);
    let short = thing.short();
    let (role, lamp) = match thing.lamp {
        Some(deadline::Lamp::Red) => (Role::Danger, Some(Lamp::Over)),
        Some(deadline::Lamp::Amber) => (Role::Warn, Some(Lamp::Soon)),
        _ => (Role::Text, None),
    };
    let by = thing.day.map_or_else(String::new, |day| {
        let day = words::date(day, today, look.lang);
        let mark = lamp.map_or(String::new(), |lamp| {
            let words = look.tr(match lamp {
                Lamp::Over => "common.lamp_over",
                _ => "common.lamp_soon",
            });
            paint::lamp(lamp, words, look.glyphs)
        });
        format!(" {mark} {day}")
    });
    (role, format!("   {what} {short}{by}"))
}

/// Draws the figures of a month from a line on.
pub(super) fn days(days: &Days, inner: Rect, buf: &mut Buffer, look: &Look) {
    let Some(figures) = &days.figures else {
        let place = inset(inner);
        let words = look.tr("village.reading");
        paint::put_wrapped(buf, place, words, look.style(Role::Muted));
        return;
    };
    figure_lines(
        &locale::villages_report(look.lang, figures),
        days.from,
        inner,
        buf,
        look,
    );
}

/// Draws a page of figures from a line on; what is too few bears its lamp.
pub(in crate::ui::post) fn figure_lines(
    lines: &[locale::FigureLine],
    from: usize,
    inner: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let cells = usize::from(inner.width.saturating_sub(2));
    let mut rows: Vec<(Role, String)> = Vec::new();
    for line in lines {
        let (role, mark) = match line.tone {
            Tone::Title => (Role::Title, String::new()),
            Tone::Text => (Role::Text, String::new()),
            Tone::Muted => (Role::Muted, String::new()),
            Tone::Warn => (Role::Warn, format!("{} ", look.glyphs.lamp(Lamp::Over))),
        };
        let room = cells.saturating_sub(line.indent + 2).max(1);
        // What other sites wrote is shown, never sent to the terminal.
        let words = visible(&line.text);
        let pieces = text::wrap(&format!("{mark}{words}"), room);
        for (at, piece) in pieces.iter().enumerate() {
            // What goes on stands deeper than where it began.
            let deep = line.indent + if at == 0 { 0 } else { 2 };
            rows.push((role, format!("{}{piece}", " ".repeat(deep))));
        }
    }
    let fit = usize::from(inner.height);
    let first = from.min(rows.len().saturating_sub(fit));
    for ((role, row), y) in rows.iter().skip(first).zip(inner.y..inner.bottom()) {
        let width = inner.width.saturating_sub(2);
        paint::put(buf, inner.x + 1, y, row, width, look.style(*role));
    }
    paint::more(inner, buf, (first > 0, first + fit < rows.len()), look);
}

/// Writes at the right of a row whether one is checked in, and how the week stands.
pub(super) fn week(
    (board, me): (&Village, Option<crate::domain::ids::StaffNo>),
    zone: crate::domain::time::Zone,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let Some(week) = &board.week else {
        return;
    };
    let mut staff = board.staff.iter();
    let there = staff.find(|staff| Some(staff.no) == me);
    let there = match there.and_then(|me| me.there) {
        Some(since) => look
            .lang
            .say("village.there_since", &[("time", &zone.clock(since))]),
        None => look.tr("village.not_there").to_owned(),
    };
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("there", &there),
        ("days", &week.days),
        ("needed", &week.needed),
    ];
    let said = look.lang.say("village.week", &values);
    let (role, lamp) = match week.enough {
        Enough::Kept => (Role::Ok, Lamp::Ok),
        Enough::Running => (Role::Muted, Lamp::Soon),
        Enough::Short => (Role::Warn, Lamp::Over),
    };
    // What was too few last week is said for a week.
    let (role, lamp, said) = match &board.short_week {
        Some(last) => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("days", &last.days), ("needed", &last.needed)];
            let last = look.lang.say("village.last_week", &values);
            (Role::Warn, Lamp::Over, format!("{last}  {said}"))
        }
        None => (role, lamp, said),
    };
    let shown = format!(" {} {said} ", look.glyphs.lamp(lamp));
    put_right(buf, row, &shown, look, role);
}

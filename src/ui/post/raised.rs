//! Matters that were raised, with what was said of the chosen one at each level: drawing only. Village
//! and duty post show the same list.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::Zone;
use crate::ops::read::Level;
use crate::ops::read::LevelDeed;
use crate::ops::read::RaisedLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::words;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// From so many columns on the site it came from stands in the list.
const ROOMY: u16 = 90;

/// Draws the list, and below it the chosen matter.
pub(super) fn draw(
    lines: &[RaisedLine],
    at: usize,
    inner: Rect,
    buf: &mut Buffer,
    (look, zone, today): (&Look, Zone, NaiveDate),
) {
    let area = inset(inner);
    let Some(chosen) = lines.get(at.min(lines.len().saturating_sub(1))) else {
        let words = look.tr("village.raised_none");
        paint::line(row_of(area, 0), buf, words, look.style(Role::Muted));
        return;
    };
    let said = said(chosen, look, (zone, today));
    let below = u16::try_from(said.len() + 2).unwrap_or(u16::MAX);
    let high = area.height.saturating_sub(below).max(4).min(area.height);
    let shown = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX).min(high);
    list(
        lines,
        at,
        Rect {
            height: shown,
            ..area
        },
        buf,
        look,
    );
    let gap = shown + u16::from(shown < area.height);
    let below = Rect {
        y: area.y + gap,
        height: area.height - gap,
        ..area
    };
    paint::paragraphs(below, buf, &said, look);
}

fn list(lines: &[RaisedLine], at: usize, area: Rect, buf: &mut Buffer, look: &Look) {
    let roomy = area.width >= ROOMY;
    let mut columns = vec![Column::left(16), Column::left(0)];
    let mut head = vec!["village.raised_number", "village.raised_what"];
    if roomy {
        columns.push(Column::left(18));
        head.push("village.raised_from");
    }
    columns.extend([Column::left(22), Column::right(6)]);
    head.extend(["village.raised_stands", "village.hold_days"]);
    let head: Vec<&str> = head.into_iter().map(|key| look.tr(key)).collect();
    paint::row(
        row_of(area, 0),
        buf,
        &columns,
        &head,
        look.style(Role::Muted),
    );
    let room = usize::from(area.height.saturating_sub(1)).max(1);
    let first = (at + 1).saturating_sub(room);
    for (y, (no, line)) in (1..area.height).zip(lines.iter().enumerate().skip(first)) {
        let state = look.tr(&format!("village.raised_{}", line.state.word()));
        let days = look.lang.say("village.days", &[("n", &line.days)]);
        let mut cells = vec![line.number.as_str(), &line.what];
        if roomy {
            cells.push(&line.from);
        }
        cells.extend([state, &days]);
        let role = match (no == at, line.state.waits_here()) {
            (true, _) => Role::Select,
            (false, true) => Role::Warn,
            (false, false) => Role::Text,
        };
        paint::row(row_of(area, y), buf, &columns, &cells, look.style(role));
    }
    paint::more(area, buf, (first > 0, first + room < lines.len()), look);
}

/// Returns what is known of a matter: up each level, and down again.
fn said(line: &RaisedLine, look: &Look, days: (Zone, NaiveDate)) -> Vec<(Role, String)> {
    let lang = look.lang;
    let who = [line.applicant.as_str(), &line.block];
    let who: Vec<&str> = who.into_iter().filter(|part| !part.is_empty()).collect();
    let mut said = vec![
        (Role::Title, line.what.clone()),
        (Role::Muted, who.join("  ")),
        (
            Role::Text,
            lang.say("village.raised_holder", &[("site", &line.holder)]),
        ),
    ];
    said.extend(line.levels.iter().map(|level| {
        let role = match level.deed {
            LevelDeed::Raised => Role::Text,
            LevelDeed::Answered | LevelDeed::Told => Role::Hint,
        };
        (role, of_level(level, look, days))
    }));
    if let Some(until) = line.until {
        let day = words::date(until, days.1, lang);
        said.push((
            Role::Muted,
            lang.say("village.raised_until", &[("day", &day)]),
        ));
    }
    said.retain(|(_, words)| !words.is_empty());
    said
}

/// Returns what was said at a level, as `↓ 龙河县 3月14日 答复：周一清淤`.
fn of_level(level: &Level, look: &Look, (zone, today): (Zone, NaiveDate)) -> String {
    let day = words::date(zone.day(level.at), today, look.lang);
    let key = format!("village.raised_level_{}", level.deed.word());
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("site", &level.site), ("day", &day), ("text", &level.text)];
    look.lang.say(&key, &values)
}

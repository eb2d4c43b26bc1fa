//! The ranks by the ratings of a month, with what is known of the chosen line below: only drawing.

use std::fmt::Display;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::measure::Month;
use crate::domain::rating::Level;
use crate::locale::Lang;
use crate::ops::read::Ranks;
use crate::ops::read::Talk;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::ranks;
use crate::ui::post::duty::ranks::Row;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::text;
use crate::ui::theme::Role;

const COLUMNS: &[Column] = &[
    Column::left(6),
    Column::left(0),
    Column::right(4),
    Column::right(4),
    Column::right(4),
    Column::left(15),
    Column::left(15),
    Column::left(10),
];
const HEAD: &[&str] = &[
    "rating.col_place",
    "rating.col_who",
    "rating.col_n",
    "rating.col_unrated",
    "rating.col_excluded",
    "rating.col_good",
    "rating.col_answered",
    "rating.col_talk",
];
/// The longest name before the levels, cells.
const NAME: usize = 14;
/// The rows under the list for the chosen line.
const BELOW: u16 = 6;

/// Draws a month; without ranks it is still being read.
pub(super) fn draw(
    draw: &Draw<'_>,
    (month, found): (Month, Option<&Ranks>),
    area: Rect,
    buf: &mut Buffer,
) {
    let look = draw.look;
    let min = draw.post.setting.config.rating.min_for_percent;
    let values: [(&str, &dyn Display); 2] = [("month", &month), ("min", &min)];
    let title = look.lang.say("rating.ranks_short", &values);
    let inner = paint::frame_box(area, buf, &title, look, draw.post.dialogs.is_empty());
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let rows = found.map_or_else(Vec::new, |ranks| ranks::all(ranks, look.lang));
    let (Some(found), Some(chosen)) = (
        found,
        rows.get(draw.post.at.min(rows.len().saturating_sub(1))),
    ) else {
        let key = match found {
            Some(_) => "rating.ranks_none",
            None => "duty.reading",
        };
        paint::line(inner, buf, look.tr(key), look.style(Role::Muted));
        return;
    };
    let list = List {
        columns: COLUMNS,
        head: HEAD,
        rows: rows.len(),
        line: |at| cells(look.lang, &rows[at]),
    };
    let room = inner.height.saturating_sub(BELOW).max(4).min(inner.height);
    let shown = u16::try_from(rows.len() + 1).unwrap_or(u16::MAX).min(room);
    let area = Rect {
        height: shown,
        ..inner
    };
    list.draw(area, buf, draw.post.at, look);
    let gap = shown + u16::from(shown < inner.height);
    let below = Rect {
        y: inner.y + gap,
        height: inner.height - gap,
        ..inner
    };
    paint::paragraphs(below, buf, &said(look.lang, found, chosen), look);
}

fn cells(lang: Lang, row: &Row<'_>) -> Vec<String> {
    let place = match row.place {
        None => "-".to_owned(),
        Some(place) if row.is_last => format!("{place} {}", lang.tr("rating.last")),
        Some(place) => place.to_string(),
    };
    let tally = row.tally;
    let rated = tally.rated();
    let talk = row.talk.map(|talk| {
        let key = match talk.held {
            Some(_) => "rating.cell_held",
            None => "rating.cell_talk",
        };
        let month = |month: Month| month.first().format("%m").to_string();
        let (before, this) = (month(talk.months.0), month(talk.months.1));
        lang.say(key, &[("before", &before), ("month", &this)])
    });
    vec![
        place,
        row.name.clone(),
        rated.to_string(),
        tally.unrated.to_string(),
        tally.excluded.to_string(),
        share(row.good_permille, tally.good(), rated),
        share(row.answered_permille, rated, rated + tally.unrated),
        talk.unwrap_or_default(),
    ]
}

/// Writes a share with its numbers; those alone where there are too few for one.
fn share(permille: Option<u64>, part: u64, whole: u64) -> String {
    match permille {
        Some(share) => format!("{}.{}% {part}/{whole}", share / 10, share % 10),
        None => format!("{part}/{whole}"),
    }
}

/// Returns what is known of the chosen line: its levels, and the talk.
fn said(lang: Lang, ranks: &Ranks, row: &Row<'_>) -> Vec<(Role, String)> {
    let of = |level: &Level| row.tally.by_level[usize::from(level.number()) - 1];
    let level = |level: &Level| {
        let name = lang.tr(&format!("duty.level_{}", level.number()));
        format!("{name} {}", of(level))
    };
    let levels: Vec<String> = Level::ALL.iter().map(level).collect();
    let first = format!("{}  {}", text::fit(&row.name, NAME), levels.join("  "));
    let mut lines = vec![(Role::Title, first)];
    if let Some(talk) = row.talk {
        lines.push(of_talk(lang, ranks, talk));
        if !talk.outcome.is_empty() {
            lines.push((Role::Text, talk.outcome.clone()));
        }
    }
    if ranks.provisional {
        lines.push((Role::Hint, lang.tr("rating.ranks_provisional").to_owned()));
    }
    lines
}

fn of_talk(lang: Lang, ranks: &Ranks, talk: &Talk) -> (Role, String) {
    let (before, month) = talk.months;
    let day = talk.held.map_or_else(String::new, |day| day.to_string());
    let values: [(&str, &dyn Display); 3] = [("before", &before), ("month", &month), ("day", &day)];
    match (talk.held, talk.task) {
        (Some(_), _) => (Role::Ok, lang.say("rating.talk_held", &values)),
        (None, Some(_)) => (Role::Danger, lang.say("rating.talk_due", &values)),
        (None, None) if ranks.provisional => (Role::Text, lang.say("rating.talk_likely", &values)),
        (None, None) => (Role::Text, lang.say("rating.talk_listed", &values)),
    }
}

//! The list of papers that are out, and one errand whole: drawing only.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::mandate::Keeper;
use crate::domain::mandate::number;
use crate::ops::read::ErrandLine;
use crate::ops::read::HeldPaper;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::holds::Holding;
use crate::ui::post::village::view::errand;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::words;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// From so many columns on the village stands beside the resident.
const ROOMY: u16 = 90;

/// Returns the key of the title.
pub(in crate::ui::post) fn title(holding: &Holding) -> &'static str {
    match holding.open {
        true => "village.hold_errand",
        false => "village.hold_title",
    }
}

/// Draws it.
pub(in crate::ui::post) fn draw(holding: &Holding, inner: Rect, buf: &mut Buffer, look: &Look) {
    match holding.errand() {
        Some(line) => one(holding, line, inset(inner), buf, look),
        None => list(holding, inset(inner), buf, look),
    }
}

fn list(holding: &Holding, area: Rect, buf: &mut Buffer, look: &Look) {
    let papers = &holding.holds.papers;
    if papers.is_empty() {
        let words = look.tr("village.why_no_papers");
        paint::line(row_of(area, 0), buf, words, look.style(Role::Muted));
        return;
    }
    let roomy = area.width >= ROOMY;
    let mut columns = vec![Column::left(16), Column::left(0), Column::left(10)];
    let mut head = vec![
        "village.hold_hands",
        "village.hold_paper",
        "village.hold_of",
    ];
    if roomy {
        columns.push(Column::left(16));
        head.push("village.hold_village");
    }
    columns.extend([Column::left(7), Column::right(6), Column::left(12)]);
    head.extend([
        "village.hold_number",
        "village.hold_days",
        "village.hold_due",
    ]);
    let head: Vec<&str> = head.into_iter().map(|key| look.tr(key)).collect();
    paint::row(
        row_of(area, 0),
        buf,
        &columns,
        &head,
        look.style(Role::Muted),
    );
    let today = holding.holds.day;
    let room = usize::from(area.height.saturating_sub(2)).max(1);
    let first = (holding.at + 1).saturating_sub(room);
    for (y, (at, held)) in
        (1..area.height.saturating_sub(1)).zip(papers.iter().enumerate().skip(first))
    {
        let days = look.lang.say("village.days", &[("n", &held.days)]);
        let (hands, paper) = (
            words::hands_short(held, look),
            words::paper(&held.paper, look),
        );
        let (number, due) = (number::end(&held.number), due(held, today, look));
        let mut cells = vec![hands.as_str(), &paper, &held.applicant];
        if roomy {
            cells.push(&held.village);
        }
        cells.extend([number, &days, &due]);
        let role = match (at == holding.at, is_odd(held)) {
            (true, _) => Role::Select,
            (false, true) => Role::Warn,
            (false, false) => Role::Text,
        };
        paint::row(row_of(area, y), buf, &columns, &cells, look.style(role));
    }
    let inside = Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    };
    paint::more(inside, buf, (first > 0, first + room < papers.len()), look);
    let foot = row_of(area, area.height.saturating_sub(1));
    paint::line(foot, buf, &counts(papers, look), look.style(Role::Hint));
}

fn is_odd(held: &HeldPaper) -> bool {
    held.overdue || held.paper.is_odd()
}

/// Returns the day by which a paper is elsewhere, with the lamp of one that is over.
fn due(held: &HeldPaper, today: NaiveDate, look: &Look) -> String {
    let day = held.due.map(|day| words::date(day, today, look.lang));
    match (day, held.overdue) {
        (Some(day), true) => paint::lamp(Lamp::Over, &day, look.glyphs),
        (day, _) => day.unwrap_or_default(),
    }
}

/// Returns how many papers are out, and how many of them are not in order.
fn counts(papers: &[HeldPaper], look: &Look) -> String {
    let count = |is: &dyn Fn(&HeldPaper) -> bool| papers.iter().filter(|held| is(held)).count();
    look.lang.say(
        "village.hold_counts",
        &[
            ("n", &papers.len()),
            ("overdue", &count(&|held| held.overdue)),
            ("lost", &count(&|held| held.paper.lost.is_some())),
            ("disputed", &count(&|held| !held.paper.disputed.is_empty())),
            ("unsigned", &count(&is_unsigned)),
        ],
    )
}

/// Returns whether somebody is still to sign for a paper: the other site, or the resident it is back
/// with.
fn is_unsigned(held: &HeldPaper) -> bool {
    held.paper.moving.is_some() || held.paper.keeper == Keeper::Resident
}

/// One errand: how far it is, and where each of its papers is, since when and until when.
fn one(holding: &Holding, line: &ErrandLine, area: Rect, buf: &mut Buffer, look: &Look) {
    let today = holding.holds.day;
    let mut said = vec![(Role::Title, format!("{}  {}", line.number, line.village))];
    said.extend(errand::head(line, look));
    said.push((Role::Muted, String::new()));
    for paper in &line.papers {
        let held = holding.of_errand().find(|held| held.paper.no == paper.no);
        let (hands, odd) = words::hands(paper, today, look);
        let what = words::paper(paper, look);
        let odd = odd || held.is_some_and(is_odd);
        let role = if odd { Role::Warn } else { Role::Text };
        said.push((role, format!("{} {what}：{hands}", paper.no)));
        if let Some(held) = held {
            let days = look.lang.say("village.days", &[("n", &held.days)]);
            let key = match held.due {
                Some(_) => "village.hold_since_due",
                None => "village.hold_since",
            };
            let due = due(held, today, look);
            let since = held.since_day(today);
            let since = words::date(since, today, look.lang);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("since", &since), ("days", &days), ("due", &due)];
            let words = look.lang.say(key, &values);
            said.push((role, format!("    {words}")));
        }
    }
    paint::paragraphs(area, buf, &said, look);
}

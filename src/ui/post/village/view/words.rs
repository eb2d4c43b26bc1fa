//! Steps, places, hands and days in words.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::deadline;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale;
use crate::locale::Lang;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandNext;
use crate::ops::read::ErrandPlace;
use crate::ops::read::ErrandTrouble;
use crate::ops::read::HeldPaper;
use crate::ops::read::LineState;
use crate::ui::paint;
use crate::ui::post::window::view::put_right;
use crate::ui::post::window::view::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Returns the key of a tab's word.
pub(super) fn tab(tab: usize) -> &'static str {
    match tab.checked_sub(1).map(|at| ErrandPlace::ALL.get(at)) {
        None => "village.tab_all",
        Some(Some(ErrandPlace::Collect)) => "village.tab_collect",
        Some(Some(ErrandPlace::HandIn)) => "village.tab_hand_in",
        Some(Some(ErrandPlace::Away)) => "village.tab_away",
        Some(Some(ErrandPlace::Return)) => "village.tab_return",
        Some(None) => "village.tab_trouble",
    }
}

/// Returns what comes next, in a few words.
pub(super) fn next(line: &ErrandLine, look: &Look) -> String {
    let on_the_way = line.at_the_door().next().is_some();
    let key = match line.next {
        ErrandNext::Accept => "village.next_accept",
        ErrandNext::HandIn => "village.next_hand_in",
        ErrandNext::Confirm => "village.next_confirm",
        ErrandNext::Deliver => "village.next_deliver",
        ErrandNext::GiveBack => "village.next_give_back",
        ErrandNext::File => "village.next_file",
        ErrandNext::Renew => "village.next_renew",
        ErrandNext::Settle => "village.next_settle",
        ErrandNext::Wait if !line.wanted.is_empty() => "village.next_wanted",
        ErrandNext::Wait if on_the_way => "village.next_on_the_way",
        ErrandNext::Wait if line.place.is_none() => "village.next_nothing",
        ErrandNext::Wait if line.step >= Step::Handled => "village.next_papers",
        ErrandNext::Wait => "village.next_at_hall",
    };
    look.tr(key).to_owned()
}

/// Returns a day as people say it, with its year where that is another than today's.
pub(in crate::ui::post) fn date(day: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    locale::date_seen(lang, day, today)
}

fn lamp(lamp: deadline::Lamp) -> (Lamp, &'static str) {
    match lamp {
        deadline::Lamp::Green => (Lamp::Ok, "common.lamp_ok"),
        deadline::Lamp::Amber => (Lamp::Soon, "common.lamp_soon"),
        deadline::Lamp::Red => (Lamp::Over, "common.lamp_over"),
    }
}

/// Returns the trouble that stands beside the next step; lateness only where there is no other, as the
/// lamp says it.
fn first_trouble(line: &ErrandLine) -> Option<ErrandTrouble> {
    let mut troubles = line.troubles.iter().copied();
    let worse = troubles.find(|trouble| *trouble != ErrandTrouble::Late);
    worse.or_else(|| line.troubles.first().copied())
}

/// Returns the troubles that do not stand beside the next step already.
pub(super) fn further_troubles(line: &ErrandLine) -> impl Iterator<Item = ErrandTrouble> {
    let first = first_trouble(line);
    let troubles = line.troubles.iter().copied();
    troubles.filter(move |trouble| Some(*trouble) != first)
}

/// Returns the lamp of an errand and its day, or the first thing wrong with it.
fn day_of(line: &ErrandLine, look: &Look) -> (Option<Role>, String) {
    let wrong = first_trouble(line).filter(|trouble| *trouble != ErrandTrouble::Late);
    if let Some(trouble) = wrong {
        let words = look.tr(trouble_key(trouble));
        let shown = paint::lamp(Lamp::Over, words, look.glyphs);
        return (Some(Lamp::Over.role()), shown);
    }
    let day = line.day.map(|day| date(day, line.today, look.lang));
    match line.lamp.map(lamp) {
        Some((lamp, key)) => {
            let shown = paint::lamp(lamp, look.tr(key), look.glyphs);
            (
                Some(lamp.role()),
                format!("{shown} {}", day.unwrap_or_default()),
            )
        }
        None => (None, day.unwrap_or_default()),
    }
}

/// Returns the lamp of an errand and its day in words.
pub(super) fn day(line: &ErrandLine, look: &Look) -> String {
    day_of(line, look).1
}

/// Writes the lamp again in its colour, where a row has it.
pub(super) fn lamp_over(line: &ErrandLine, row: Rect, buf: &mut Buffer, look: &Look) {
    if let (Some(role), shown) = day_of(line, look) {
        let shown = crate::ui::text::pad_right(&shown, 18);
        put_right(buf, row, &shown, look, role);
    }
}

/// Returns the key of what is wrong.
pub(super) fn trouble_key(trouble: ErrandTrouble) -> &'static str {
    match trouble {
        ErrandTrouble::Lost => "village.trouble_lost",
        ErrandTrouble::Disputed => "village.trouble_disputed",
        ErrandTrouble::Clash => "village.trouble_clash",
        ErrandTrouble::Late => "village.trouble_late",
        ErrandTrouble::Expired => "village.trouble_expired",
    }
}

/// Returns the key of a step's word.
pub(super) fn step_key(step: Step) -> &'static str {
    match step {
        Step::Given => "village.step_given",
        Step::Accepted => "village.step_accepted",
        Step::Handled => "village.step_handled",
        Step::Delivered => "village.step_delivered",
        Step::Filed => "village.step_filed",
        Step::Reported => "village.step_reported",
        Step::CalledBack => "village.step_called_back",
    }
}

/// Returns the key of a mode's word.
pub(super) fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Alone => "village.mode_alone",
        Mode::Together => "village.mode_together",
        Mode::Online => "village.mode_online",
    }
}

/// Returns in whose hands a paper is, and whether that is not in order.
pub(in crate::ui::post) fn hands(paper: &Paper, today: NaiveDate, look: &Look) -> (String, bool) {
    let arrow = look.glyphs.arrow();
    locale::hands(look.lang, paper, arrow, |day| date(day, today, look.lang))
}

/// Returns in whose hands a paper is, in a few cells.
pub(in crate::ui::post) fn hands_short(held: &HeldPaper, look: &Look) -> String {
    let (lang, paper) = (look.lang, &held.paper);
    let at = locale::keeper(lang, &paper.keeper);
    match (&paper.lost, &paper.moving) {
        (Some(lost), _) => lang.say("village.lost_by", &[("owner", &lost.owner)]),
        (None, Some(moving)) if paper.disputed.is_empty() => {
            format!(
                "{at}{}{}",
                look.glyphs.arrow(),
                locale::keeper(lang, &moving.to)
            )
        }
        _ if !paper.disputed.is_empty() => lang.say("village.is_disputed", &[("at", &at)]),
        _ if paper.keeper == Keeper::Resident => lang.say("village.is_unsigned", &[("at", &at)]),
        _ => at,
    }
}

/// Returns how the exchange with a site stands: when it was last heard, and what waits since when.
pub(in crate::ui::post) fn line_state(
    line: &LineState,
    look: &Look,
    (zone, today): (Zone, NaiveDate),
) -> String {
    let at = |at: UtcMs| {
        format!(
            "{} {}",
            date(zone.day(at), today, look.lang),
            zone.clock(at)
        )
    };
    let heard = match line.heard {
        Some(heard) => look.lang.say("village.line_heard", &[("at", &at(heard))]),
        None => look.tr("village.line_never").to_owned(),
    };
    format!("{heard}  {}", waiting(line, look, (zone, today)))
}

/// Returns what waits to be acknowledged, since when.
pub(in crate::ui::post) fn waiting(
    line: &LineState,
    look: &Look,
    (zone, today): (Zone, NaiveDate),
) -> String {
    match (line.waiting, line.since) {
        (0, _) => look.tr("village.line_all").to_owned(),
        (n, since) => {
            let since = since.map(|since| date(zone.day(since), today, look.lang));
            let since = since.unwrap_or_default();
            look.lang
                .say("village.line_waits", &[("n", &n), ("since", &since)])
        }
    }
}

/// Returns a paper with its number and condition.
pub(in crate::ui::post) fn paper(paper: &Paper, look: &Look) -> String {
    let form = words::paper_form(paper.form, look.lang);
    let parts = [paper.name.as_str(), form, &paper.number, &paper.condition];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Returns an amount of fen in yuan: 5.00.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

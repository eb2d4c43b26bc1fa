//! Steps, places, hands and days in words.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::deadline;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::locale;
use crate::locale::Lang;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandNext;
use crate::ops::read::ErrandPlace;
use crate::ops::read::ErrandTrouble;
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
pub(super) fn date(day: NaiveDate, today: NaiveDate, lang: Lang) -> String {
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

fn keeper(keeper: &Keeper, look: &Look) -> String {
    match keeper {
        Keeper::Resident => look.tr("village.at_resident").to_owned(),
        Keeper::Village => look.tr("village.at_village").to_owned(),
        Keeper::Hall => look.tr("village.at_hall").to_owned(),
        Keeper::Office(name) => name.clone(),
    }
}

/// Returns in whose hands a paper is, and whether that is not in order.
pub(super) fn hands(paper: &Paper, today: NaiveDate, look: &Look) -> (String, bool) {
    let lang = look.lang;
    if let Some(lost) = &paper.lost {
        let until = date(lost.until, today, lang);
        let words = lang.say(
            "village.is_lost",
            &[("owner", &lost.owner), ("until", &until)],
        );
        return (words, true);
    }
    let at = keeper(&paper.keeper, look);
    if !paper.disputed.is_empty() {
        return (lang.say("village.is_disputed", &[("at", &at)]), true);
    }
    match &paper.moving {
        Some(moving) => {
            let to = keeper(&moving.to, look);
            let arrow = look.glyphs.arrow();
            (format!("{at}{arrow}{to}"), false)
        }
        None => (at, false),
    }
}

/// Returns a paper with its number and condition.
pub(super) fn paper(paper: &Paper, look: &Look) -> String {
    let form = words::paper_form(paper.form, look.lang);
    let parts = [paper.name.as_str(), form, &paper.number, &paper.condition];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Returns an amount of fen in yuan: 5.00.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

//! A problem in words: what was said, who sees to it, by when and why, and what was done.

use std::fmt::Display;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::StaffNo;
use crate::locale;
use crate::ops::read::ProblemLine;
use crate::ops::read::ProblemPage;
use crate::ui::paint;
use crate::ui::post::board_rows;
use crate::ui::post::problems::ask::class_key;
use crate::ui::post::village::view::inset;
use crate::ui::post::window::view::words::long_step;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Returns what a problem waits for.
pub(super) fn step(line: &ProblemLine, look: &Look) -> &'static str {
    match line.step {
        Some(step) => look.tr(&format!("problem.step_{step}")),
        None => "",
    }
}

/// Returns what is known of a problem; with `why` also how each day is counted.
pub(super) fn said(line: &ProblemLine, why: bool, look: &Look) -> Vec<(Role, String)> {
    let lang = look.lang;
    let class = look.tr(class_key(line.class));
    let mut all = vec![(Role::Title, format!("{class}  {}", line.text))];
    let who = match line.name.is_empty() {
        true => look.tr("problem.nobody"),
        false => &line.name,
    };
    let who = [who, &line.phone, &line.village, &line.unit];
    let who: Vec<&str> = who.into_iter().filter(|part| !part.is_empty()).collect();
    all.push((Role::Text, who.join("  ")));
    let mut stand = vec![step(line, look).to_owned()];
    if line.round > 1 {
        stand.push(lang.say("problem.round", &[("n", &line.round)]));
    }
    for (key, named) in [
        ("problem.head_owner", &line.owner),
        ("problem.head_leader", &line.leader),
    ] {
        if let Some(named) = named {
            stand.push(format!("{} {} {}", look.tr(key), named.staff, named.name));
        }
    }
    all.push((Role::Text, stand.join("  ")));
    if let Some(first) = &line.repeat_of {
        let words = lang.say("problem.repeat_of", &[("number", first)]);
        all.push((Role::Warn, words));
    }
    if !line.left.is_empty() {
        let words = lang.say("problem.remains", &[("left", &line.left)]);
        all.push((Role::Warn, words));
    }
    for clock in &line.clocks {
        all.push((Role::Text, locale::problem_clock(lang, clock)));
        let steps = clock.why.iter().filter(|_| why);
        all.extend(steps.map(|step| (Role::Muted, format!("    {}", long_step(step, lang)))));
    }
    if !line.lacks.is_empty() {
        let lacks = locale::lacks(lang, &line.lacks.join(","));
        let words = format!("{} {lacks}", look.tr("problem.head_lacks"));
        all.push((Role::Muted, words));
    }
    all
}

/// Draws a problem with all that was done about it.
pub(super) fn page(page: &ProblemPage, first: u16, room: Rect, buf: &mut Buffer, look: &Look) {
    let lang = look.lang;
    let size = (room.width.min(100), room.height);
    let inner = paint::popup(room, buf, size, &page.line.number, look);
    let name = |staff: StaffNo| {
        let hand = page.hands.iter().find(|hand| hand.staff == staff);
        hand.map_or_else(String::new, |hand| hand.name.clone())
    };
    let mut all = said(&page.line, true, look);
    if !page.repeats.is_empty() {
        let numbers = page.repeats.join(" ");
        let words = lang.say("problem.repeats", &[("numbers", &numbers)]);
        all.push((Role::Text, words));
    }
    all.push((
        Role::Title,
        format!("{}  {}", page.line.day, look.tr("problem.deed_registered")),
    ));
    for kept in &page.line.deeds {
        let deed = look.tr(&format!("problem.deed_{}", kept.deed.word()));
        let words = locale::problem_deed(lang, &kept.deed);
        let parts: [&dyn Display; 4] = [&kept.hand.day, &deed, &name(kept.hand.by), &words];
        let parts = parts.map(ToString::to_string);
        all.push((Role::Text, parts.join("  ")));
    }
    let last = all.len().saturating_sub(1);
    let first = usize::from(first).min(last);
    let shown = all.get(first..).unwrap_or_default();
    board_rows::all_of(shown, inset(inner), buf, look);
    paint::more(inner, buf, (first > 0, false), look);
}

//! One errand: whose, how far, what next, and in whose hands each paper is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ops::read::ErrandLine;
use crate::ui::paint;
use crate::ui::post::village::view::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Below so many rows the papers run on in one line.
const TALL: u16 = 12;

/// Draws it.
pub(in crate::ui::post) fn draw(line: &ErrandLine, area: Rect, buf: &mut Buffer, look: &Look) {
    paint::paragraphs(area, buf, &said(line, area.height >= TALL, look), look);
}

/// Returns what is said of an errand without its papers, line by line.
pub(in crate::ui::post) fn head(line: &ErrandLine, look: &Look) -> Vec<(Role, String)> {
    let lang = look.lang;
    let mode = look.tr(words::mode_key(line.mode));
    let mut said = vec![
        (
            Role::Title,
            format!("{} {}  {}", line.applicant, line.phone, line.matter_name),
        ),
        (Role::Text, stands(line, look)),
    ];
    let until = words::date(line.until, line.today, lang);
    let charged = words::yuan(line.charged);
    said.push((
        Role::Muted,
        lang.say(
            "village.terms",
            &[
                ("mode", &mode),
                ("until", &until),
                ("assistant", &line.assistant),
                ("charged", &charged),
            ],
        ),
    ));
    for trouble in words::further_troubles(line) {
        let words = look.tr(words::trouble_key(trouble));
        said.push((Role::Warn, paint::lamp(Lamp::Over, words, look.glyphs)));
    }
    if !line.wanted.is_empty() {
        let papers = line.wanted.join("、");
        said.push((
            Role::Warn,
            lang.say("village.wanted", &[("papers", &papers)]),
        ));
    }
    said
}

/// Returns what is said of an errand, line by line.
fn said(line: &ErrandLine, tall: bool, look: &Look) -> Vec<(Role, String)> {
    let mut said = head(line, look);
    match tall {
        true => said.extend(line.papers.iter().map(|paper| {
            let (hands, odd) = words::hands(paper, line.today, look);
            let role = if odd { Role::Warn } else { Role::Text };
            let what = words::paper(paper, look);
            (role, format!("{} {what}：{hands}", paper.no))
        })),
        false => {
            let papers = line.papers.iter().map(|paper| {
                let hands = words::hands(paper, line.today, look).0;
                format!("{} {}：{hands}", paper.no, paper.name)
            });
            let papers: Vec<String> = papers.collect();
            said.push((Role::Text, papers.join("  ")));
        }
    }
    said
}

/// Returns how far it is and what comes next.
fn stands(line: &ErrandLine, look: &Look) -> String {
    let step = match line.stopped {
        true => look.tr("village.step_stopped"),
        false => look.tr(words::step_key(line.step)),
    };
    let next = words::next(line, look);
    let day = words::day(line, look);
    look.lang.say(
        "village.stands",
        &[("step", &step), ("next", &next), ("day", &day)],
    )
}

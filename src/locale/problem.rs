//! Problems in words: what was done, by when and why, and how many, for the command line and the post
//! alike.

use std::fmt::Display;

use crate::domain::close_lock::Answer;
use crate::domain::problem::Clock;
use crate::domain::problem::Count;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::Since;
use crate::locale::Lang;

/// Returns what was done in the words of whoever noted it, with what a language adds; empty where the
/// deed says it all.
pub fn problem_deed(lang: Lang, deed: &ProblemDeed) -> String {
    match deed {
        ProblemDeed::Taken { owner, .. } => lang.say("problem.given_to", &[("staff", owner)]),
        ProblemDeed::Consulted { owner, until } => {
            let values: [(&str, &dyn Display); 2] = [("staff", owner), ("until", until)];
            lang.say("problem.until", &values)
        }
        ProblemDeed::Progressed { text, left } if !left.is_empty() => {
            let remains = lang.say("problem.remains", &[("left", left)]);
            format!("{text}{}{remains}", lang.tr("problem.and"))
        }
        ProblemDeed::Progressed { text, .. } | ProblemDeed::Replied { text } => text.clone(),
        ProblemDeed::Fixed {
            end,
            evidence,
            office,
        } => {
            let end = lang.tr(&format!("problem.end_{}", end.word()));
            let parts = [end, office, evidence];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.collect::<Vec<&str>>().join(lang.tr("problem.and"))
        }
        ProblemDeed::Visited { answer, note } => {
            let said = lang.tr(match answer {
                Some(Answer::Satisfied) => "problem.answer_satisfied",
                Some(Answer::Unhappy) => "problem.answer_unhappy",
                None => "problem.answer_nobody",
            });
            match note.is_empty() {
                true => said.to_owned(),
                false => format!("{said}{}{note}", lang.tr("problem.and")),
            }
        }
        ProblemDeed::Signed { note, .. } => note.clone(),
        ProblemDeed::Linked { number, .. } => number.clone(),
        ProblemDeed::Closed { ending } => lang
            .tr(&format!("problem.ending_{}", ending.word()))
            .to_owned(),
        ProblemDeed::Later => String::new(),
    }
}

/// Returns how many problems there are, by what became of them: always all of it.
pub fn problem_count(lang: Lang, count: &Count) -> String {
    let values: [(&str, &dyn Display); 9] = [
        ("registered", &count.registered),
        ("solved", &count.solved),
        ("explained", &count.explained),
        ("unheard", &count.unheard),
        ("not_ours", &count.not_ours),
        ("repeat", &count.repeat),
        ("open", &count.open),
        ("overdue", &count.overdue),
        ("reopened", &count.reopened),
    ];
    lang.say("problem.count", &values)
}

/// Returns the share of the solved ones, in tenths of a percent; empty where there are too few.
pub fn problem_share(lang: Lang, permille: Option<u64>) -> String {
    permille.map_or_else(String::new, |permille| {
        let share = format!("{}.{}", permille / 10, permille % 10);
        lang.say("problem.share", &[("share", &share)])
    })
}

/// Returns what is to be done by when, and what that is counted from.
pub fn problem_clock(lang: Lang, clock: &Clock) -> String {
    let step = lang.tr(&format!("problem.due_{}", clock.step.word()));
    let from = lang.tr(&format!("problem.from_{}", clock.from.word()));
    let values: [(&str, &dyn Display); 4] = [
        ("step", &step),
        ("due", &clock.due),
        ("from", &from),
        ("since", &clock.since),
    ];
    let key = match clock.from {
        Since::Set => "problem.clock_set",
        _ => "problem.clock",
    };
    let mut said = lang.say(key, &values);
    if clock.provisional {
        said.push_str(lang.tr("problem.provisional"));
    }
    said
}

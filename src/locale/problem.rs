//! What was done about a problem, in words: for the command line and the post alike.

use std::fmt::Display;

use crate::domain::close_lock::Answer;
use crate::domain::problem::ProblemDeed;
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

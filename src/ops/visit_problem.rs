//! Asks whoever raised a problem what they say now (回访): another person than who sees to it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::problem::ProblemDeed;
use crate::domain::refusal::ProblemRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::call_back::Heard;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Asks whoever raised a problem what they say now (回访): another person than who sees to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitProblem {
    /// Its number.
    pub problem: String,
    /// What they said.
    pub answer: Heard,
    /// In their words.
    #[serde(default)]
    pub note: String,
}

impl Verb for VisitProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::own(act, &self.problem)?;
        let number = || problem.number().to_owned();
        if !problem.is_named() {
            return Err(ProblemRefusal::NobodyToVisit { number: number() }.into());
        }
        if problem.lock.round.fixed.is_none() {
            return Err(ProblemRefusal::ProblemNotFixed { number: number() }.into());
        }
        problems::not_handler(&problem, hand)?;
        let deed = ProblemDeed::Visited {
            answer: self.answer.answer(),
            note: optional_text("note", &self.note, MAX_TEXT)?,
        };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

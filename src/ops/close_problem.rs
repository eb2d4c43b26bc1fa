//! Closes a problem (销号); what is still missing is said in one sentence.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::problem::Problem;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnding;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;
use crate::store::view;

/// Closes a problem (销号); what is still missing is said in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseProblem {
    /// Its number.
    pub problem: String,
}

impl Verb for CloseProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::open(act, &self.problem)?;
        let repeats = view::problems::repeats(act.db(), problem.said.problem)?;
        let open: Vec<&Problem> = repeats.iter().filter(|r| r.is_open()).collect();
        let told = open.iter().all(|repeat| !repeat.is_reply_owed());
        let ending = problem
            .check_close(told)
            .map_err(|lacks| RatingRefusal::CloseLocked {
                number: problem.number().to_owned(),
                lacks: lacks.join(","),
            })?;
        problems::not_handler(&problem, hand)?;
        for repeat in open {
            let ending = ProblemEnding::Repeat;
            let deed = ProblemDeed::Closed { ending };
            problems::keep(act, repeat.said.problem, hand, deed)?;
        }
        let deed = ProblemDeed::Closed { ending };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

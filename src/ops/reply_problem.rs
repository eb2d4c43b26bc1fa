//! Notes the reply to whoever raised a problem.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::problem::ProblemDeed;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Notes the reply to whoever raised a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyProblem {
    /// Its number.
    pub problem: String,
    /// What was replied.
    pub text: String,
}

impl Verb for ReplyProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::open(act, &self.problem)?;
        let text = intake::what(&self.text)?;
        let deed = ProblemDeed::Replied { text };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

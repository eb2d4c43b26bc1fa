//! Notes what was done about a problem that goes on, and what remains.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::problem::ProblemDeed;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Notes what was done about a problem that goes on, and what remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressProblem {
    /// Its number.
    pub problem: String,
    /// What was done.
    pub text: String,
    /// What remains to be done.
    #[serde(default)]
    pub left: String,
}

impl Verb for ProgressProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::not_fixed(act, &self.problem)?;
        let deed = ProblemDeed::Progressed {
            text: intake::what(&self.text)?,
            left: optional_text("left", &self.left, MAX_TEXT)?,
        };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

//! Notes that a problem repeats another one that goes on, and is closed with it.

use serde::Deserialize;
use serde::Serialize;

use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Notes that a problem repeats another one that goes on, and is closed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkProblem {
    /// Its number.
    pub problem: String,
    /// The number of the one it repeats.
    pub of: String,
}

impl Verb for LinkProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::not_fixed(act, &self.problem)?;
        problems::link(act, &problem, hand, &self.of)
    }
}

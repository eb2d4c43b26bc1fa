//! Notes with evidence how a problem was seen to: put right, explained in writing, or another office's.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::yes_or_text;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnd;
use crate::domain::refusal::ProblemRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Notes with evidence how a problem was seen to: put right, explained in writing, or another office's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixProblem {
    /// Its number.
    pub problem: String,
    /// What was done and what shows it; what was explained in writing.
    pub evidence: String,
    /// Whether it cannot be done and was explained (解释到位).
    #[serde(default, deserialize_with = "yes_or_text")]
    pub explained: bool,
    /// The office whose it is (不属).
    #[serde(default)]
    pub office: String,
}

impl Verb for FixProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::not_fixed(act, &self.problem)?;
        let evidence = reason(&self.evidence)?;
        let office = optional_text("office", &self.office, MAX_NAME)?;
        let end = match (office.is_empty(), self.explained) {
            (false, _) => ProblemEnd::NotOurs,
            (true, true) => ProblemEnd::Explained,
            (true, false) => ProblemEnd::Solved,
        };
        // Source: rule A11 of the hall: 登记了就得受理.
        if end == ProblemEnd::NotOurs && problem.said.class == ProblemClass::Criticism {
            let number = problem.number().to_owned();
            return Err(ProblemRefusal::CriticismTurnedAway { number }.into());
        }
        let deed = ProblemDeed::Fixed {
            end,
            evidence,
            office,
        };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

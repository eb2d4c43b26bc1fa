//! Takes a problem to answer for it (首办责任), or as the leader who sees it through (包案).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::ids::yes_or_text;
use crate::domain::problem::ProblemDeed;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Takes a problem to answer for it (首办责任), or as the leader who sees it through (包案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeProblem {
    /// Its number.
    pub problem: String,
    /// Whom a leader gives it to; whoever acts when left out.
    #[serde(default)]
    pub staff: Option<StaffNo>,
    /// Whether whoever acts takes it as the leader who sees it through.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub lead: bool,
}

impl Verb for TakeProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let live = act.live()?;
        let (problem, hand) = match self.lead {
            true => problems::own(act, &self.problem)?,
            // Who answers for it does not change once it was seen to: they do not check it either.
            false => problems::not_fixed(act, &self.problem)?,
        };
        let owner = self.staff.unwrap_or(hand.by);
        if self.lead || owner != hand.by {
            act.leader(&live)?;
        }
        let owner = match self.lead {
            true => hand.by,
            false => live.staff(owner)?.no,
        };
        let leads = self.lead;
        let deed = ProblemDeed::Taken { owner, leads };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

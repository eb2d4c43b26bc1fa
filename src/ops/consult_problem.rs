//! Notes what the township's consultation decided (会诊): who answers for it, and by when.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::problem::ProblemDeed;
use crate::domain::refusal::ProblemRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;

/// Notes what the township's consultation decided (会诊): who answers for it, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsultProblem {
    /// Its number.
    pub problem: String,
    /// Who answers for it.
    pub staff: StaffNo,
    /// The last day for it.
    pub until: NaiveDate,
}

impl Verb for ConsultProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let (problem, hand) = problems::not_fixed(act, &self.problem)?;
        problems::not_past(act, self.until)?;
        let latest = act.config.problem.latest(act.today());
        if self.until > latest {
            return Err(ProblemRefusal::ConsultTooLate {
                until: self.until.to_string(),
                latest: latest.to_string(),
            }
            .into());
        }
        let deed = ProblemDeed::Consulted {
            owner: act.live()?.staff(self.staff)?.no,
            until: self.until,
        };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

//! Signs how a problem was seen to, or has it seen to anew, with a reason (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnding;
use crate::domain::refusal::ProblemRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;
use crate::store::view;

/// Signs how a problem was seen to, or has it seen to anew, with a reason (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignProblem {
    /// Its number.
    pub problem: String,
    /// Why it is seen to anew, also when it is closed or a repeat; empty to sign.
    #[serde(default)]
    pub refuse: String,
}

impl Verb for SignProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        act.leader(&act.live()?)?;
        let note = optional_text("reason", &self.refuse, MAX_TEXT)?;
        let agreed = note.is_empty();
        let (problem, hand) = match agreed {
            true => problems::own(act, &self.problem)?,
            false => problems::find(act, &self.problem)?,
        };
        let number = || problem.number().to_owned();
        if agreed && !problem.lock.wants_signature() {
            return Err(ProblemRefusal::ProblemUnsigned { number: number() }.into());
        }
        let over = !problem.is_open() || problem.repeat_of.is_some();
        if !agreed && !over && problem.lock.round.fixed.is_none() {
            return Err(ProblemRefusal::ProblemNotFixed { number: number() }.into());
        }
        if agreed {
            problems::not_handler(&problem, hand)?;
        } else {
            reopen_repeats(act, &problem, hand)?;
        }
        let deed = ProblemDeed::Signed { agreed, note };
        problems::keep(act, problem.said.problem, hand, deed)
    }
}

/// Has those that were closed with a problem go on with it.
fn reopen_repeats(act: &mut Act<'_, '_>, first: &Problem, hand: Hand) -> Result<(), Error> {
    for repeat in view::problems::repeats(act.db(), first.said.problem)? {
        if repeat.ending == Some(ProblemEnding::Repeat) {
            let deed = ProblemDeed::Linked {
                of: first.said.problem,
                number: first.number().to_owned(),
            };
            problems::keep(act, repeat.said.problem, hand, deed)?;
        }
    }
    Ok(())
}

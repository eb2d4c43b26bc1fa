//! Lets the clock of a case run again.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Lets the clock of a case run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResumeCase {
    /// The case number.
    pub case: String,
}

impl Verb for ResumeCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Resume)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let (case, day) = (row.id, act.today());
        let Some(mut clock) = file.clock else {
            return Err(Refusal::CaseNotAccepted { case: row.number }.into());
        };
        clock.resume(day);
        let promise = intake::count(act.calendar, &clock, day)
            .ok_or(Refusal::NoLimit { matter: row.matter })?;
        act.emit(case.0, event::CaseResumed { case, day, promise })?;
        intake::moved(act, &row.number)
    }
}

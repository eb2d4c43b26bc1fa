//! Has several departments handle a case together under its one number: 45 working days.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::deadline;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Has several departments handle a case together under its one number: 45 working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinCase {
    /// The case number.
    pub case: String,
    /// The departments, parted by commas.
    pub offices: String,
}

impl Verb for JoinCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Work)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let offices = intake::names(&self.offices);
        if offices.len() < 2 || !file.parts.is_empty() {
            return Err(Refusal::OfficeMissing.into());
        }
        let number = row.number.clone();
        let Some(mut clock) = file.clock else {
            return Err(Refusal::CaseNotAccepted { case: number }.into());
        };
        clock.limit = deadline::JOINT_LIMIT;
        let promise = intake::count(act.calendar, &clock, act.today())
            .ok_or(Refusal::NoLimit { matter: row.matter })?;
        let case = row.id;
        act.emit(
            case.0,
            event::CaseJoined {
                case,
                offices,
                promise,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

//! Extends the limit of a case, once, with a reason told to the applicant (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::deadline;
use crate::domain::event;
use crate::domain::matter::Limit;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Extends the limit of a case, once, with a reason told to the applicant (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendCase {
    /// The case number.
    pub case: String,
    /// By how much, as 10wd.
    pub limit: Limit,
    /// Why.
    pub reason: String,
}

impl Verb for ExtendCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Extend)?;
        let staff = intake::by_name(act, &live)?;
        let reason = reason(&self.reason)?;
        let number = row.number.clone();
        let Some(mut clock) = file.clock else {
            return Err(Refusal::CaseNotAccepted { case: number }.into());
        };
        let joint = !file.parts.is_empty();
        let most = if joint {
            deadline::JOINT_EXTENSION
        } else {
            deadline::ORDINARY_EXTENSION
        };
        clock
            .extend(joint, self.limit)
            .map_err(|_| Refusal::ExtensionTooLong {
                case: number,
                most: most.to_string(),
            })?;
        let promise = intake::count(act.calendar, &clock, act.today())
            .ok_or(Refusal::NoLimit { matter: row.matter })?;
        let case = row.id;
        act.emit(
            case.0,
            event::CaseExtended {
                case,
                by: self.limit,
                reason,
                promise,
                staff,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

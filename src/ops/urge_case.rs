//! Marks a case as urgent, for a reason (急事急办).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Marks a case as urgent, for a reason (急事急办).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgeCase {
    /// The case number.
    pub case: String,
    /// Why.
    pub reason: String,
}

impl Verb for UrgeCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Mark)?;
        let reason = reason(&self.reason)?;
        let case = row.id;
        act.emit(case.0, event::CaseUrged { case, reason })?;
        intake::moved(act, &row.number)
    }
}

//! Sends a wrongly routed case back, once, with a reason.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;
use crate::store::view;

/// Sends a wrongly routed case back, once, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendBack {
    /// The case number.
    pub case: String,
    /// Why.
    pub reason: String,
}

impl Verb for SendBack {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::SendBack)?;
        // Source: rule W3 of the hall: it goes back from whoever took it, or was to take it.
        intake::held_by(act, &live, &row.number, &file)?;
        // Source: rule A5 of the hall: window 1 hands nothing back.
        if let Some(hard) = view::hards::open_of_case(act.db(), row.id)? {
            let number = hard.number;
            return Err(Refusal::WindowOneKeeps { number }.into());
        }
        let reason = reason(&self.reason)?;
        let case = row.id;
        act.emit(case.0, event::CaseSentBack { case, reason })?;
        intake::moved(act, &row.number)
    }
}

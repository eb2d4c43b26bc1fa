//! Notes that the applicant withdraws.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Notes that the applicant withdraws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCase {
    /// The case number.
    pub case: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl Verb for WithdrawCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::End)?;
        let reason = optional_text("reason", &self.reason, MAX_TEXT)?;
        let (case, day) = (row.id, act.today());
        act.emit(case.0, event::CaseWithdrawn { case, reason, day })?;
        intake::moved(act, &row.number)
    }
}

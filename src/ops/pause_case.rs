//! Stops the clock of a case on a ground the law lists; the applicant is told in writing.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::deadline::StopGround;
use crate::domain::event;
use crate::domain::ids::number_or_text;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Stops the clock of a case on a ground the law lists; the applicant is told in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseCase {
    /// The case number.
    pub case: String,
    /// Hearing, tender, inspection, quarantine, appraisal or expert_review.
    pub ground: StopGround,
    /// How many days it is expected to take.
    #[serde(deserialize_with = "number_or_text")]
    pub days: u16,
    /// What the applicant is told.
    #[serde(default)]
    pub note: String,
}

impl Verb for PauseCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Pause)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let note = optional_text("remark", &self.note, MAX_TEXT)?;
        let (case, day) = (row.id, act.today());
        act.emit(
            case.0,
            event::CasePaused {
                case,
                ground: self.ground,
                day,
                days: self.days,
                note,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

//! Notes that the next step of a case is done.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Notes that the next step of a case is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoStep {
    /// The case number.
    pub case: String,
    /// The step; the next one when left out.
    #[serde(default)]
    pub step: String,
    /// What was found.
    #[serde(default)]
    pub note: String,
}

impl Verb for DoStep {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Work)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let staff = intake::by_name(act, &live)?;
        let case = row.number.clone();
        let Some(next) = file.next_step() else {
            return Err(Refusal::NoStepsLeft { case }.into());
        };
        let step = next.plan.name.clone();
        if !self.step.trim().is_empty() && self.step.trim() != step {
            return Err(Refusal::StepNotNext { case, todo: step }.into());
        }
        let note = optional_text("remark", &self.note, MAX_TEXT)?;
        let (case, day) = (row.id, act.today());
        act.emit(
            case.0,
            event::CaseStepDone {
                case,
                step,
                staff,
                day,
                note,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

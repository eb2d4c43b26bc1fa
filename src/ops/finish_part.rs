//! Notes that a department’s part of a joint case is done.

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

/// Notes that a department’s part of a joint case is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishPart {
    /// The case number.
    pub case: String,
    /// The department.
    pub office: String,
    /// What it found.
    #[serde(default)]
    pub note: String,
}

impl Verb for FinishPart {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Work)?;
        let office = self.office.trim().to_owned();
        if !file.parts_open().contains(&office.as_str()) {
            return Err(Refusal::PartUnknown {
                case: row.number,
                office,
            }
            .into());
        }
        let note = optional_text("remark", &self.note, MAX_TEXT)?;
        let (case, day) = (row.id, act.today());
        act.emit(
            case.0,
            event::PartDone {
                case,
                office,
                note,
                day,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

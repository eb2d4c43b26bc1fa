//! Refuses an application with a reason and a clause; a leader sees it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::ids::NoId;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Refuses an application with a reason and a clause; a leader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseCase {
    /// The case number.
    pub case: String,
    /// Why.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// What the applicant can do instead.
    #[serde(default)]
    pub instead: String,
}

impl Verb for RefuseCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::End)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let staff = intake::by_name(act, &live)?;
        let reason = reason(&self.reason)?;
        let clause = intake::clause(&self.clause)?;
        let (case, day) = (row.id, act.today());
        let instead = optional_text("remark", &self.instead, MAX_TEXT)?;
        act.emit(
            case.0,
            event::CaseRefused {
                case,
                reason: reason.clone(),
                clause: clause.clone(),
                day,
                staff,
            },
        )?;
        let no = NoId(act.new_id()?);
        let number = intake::next_no(act, day)?;
        act.emit(
            no.0,
            event::NoGiven {
                no,
                number,
                errand: None,
                visit: None,
                case: Some(case),
                window: None,
                matter: row.matter,
                what: row.matter_name,
                reason,
                clause,
                instead,
                staff,
                day,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

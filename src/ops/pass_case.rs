//! Passes a case to another holder: staff, centre, office or the leader.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::case_file::Holder;
use crate::domain::event;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::yes_or_text;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;
use crate::store::view;

/// Passes a case to another holder: staff, centre, office or the leader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassCase {
    /// The case number.
    pub case: String,
    /// Why.
    pub reason: String,
    /// Whose it becomes, once they take it.
    #[serde(default)]
    pub to_staff: Option<StaffNo>,
    /// The centre.
    #[serde(default)]
    pub to_centre: Option<Centre>,
    /// The department outside the hall.
    #[serde(default)]
    pub to_office: String,
    /// True for the leader’s signature.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub to_leader: bool,
}

impl Verb for PassCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Pass)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let reason = reason(&self.reason)?;
        let case = row.id;
        let to = self.target()?;
        if let Holder::Staff(no) = to {
            live.staff(no)?;
            // Source: rule A5 of the hall: window 1 calls others in, and hands nothing back.
            if let Some(hard) = view::hards::open_of_case(act.db(), row.id)?
                && hard.staff == no
            {
                let number = hard.number;
                return Err(Refusal::WindowOneKeeps { number }.into());
            }
        }
        act.emit(case.0, event::CasePassed { case, to, reason })?;
        intake::moved(act, &row.number)
    }
}

impl PassCase {
    fn target(&self) -> Result<Holder, Error> {
        let office = optional_text("name", &self.to_office, MAX_NAME)?;
        match (
            self.to_staff,
            self.to_centre,
            office.is_empty(),
            self.to_leader,
        ) {
            (Some(no), None, true, false) => Ok(Holder::Staff(no)),
            (None, Some(centre), true, false) => Ok(Holder::Centre(centre)),
            (None, None, false, false) => Ok(Holder::Office(office)),
            (None, None, true, true) => Ok(Holder::Leader),
            _ => Err(Refusal::TargetMissing.into()),
        }
    }
}

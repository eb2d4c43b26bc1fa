//! A promised case is done.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::store::view;

/// Marks a promised case as done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompleteCase {
    /// The case number.
    pub case: String,
}

/// A case done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseDone {
    /// The case number.
    pub case: String,
}

impl Verb for CompleteCase {
    type Done = CaseDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let number = self.case.trim().to_ascii_uppercase();
        let case = view::cases::find(act.db(), &number)?.ok_or_else(|| Refusal::CaseUnknown {
            case: number.clone(),
        })?;
        if !case.open {
            return Err(Refusal::CaseDone { case: number }.into());
        }
        let day = act.today();
        act.emit(case.id.0, event::CaseDone { case: case.id, day })?;
        Ok(CaseDone { case: number })
    }
}

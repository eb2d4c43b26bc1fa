//! Signs a case in the leader’s tray, or sends it back with a reason (leader).

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

/// Signs a case in the leader’s tray, or sends it back with a reason (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignCase {
    /// The case number.
    pub case: String,
    /// Why it is not signed; empty when it is.
    #[serde(default)]
    pub refuse: String,
}

impl Verb for SignCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Sign)?;
        let staff = intake::by_name(act, &live)?;
        let reason = optional_text("reason", &self.refuse, MAX_TEXT)?;
        let case = row.id;
        act.emit(
            case.0,
            event::CaseSigned {
                case,
                agreed: reason.is_empty(),
                reason,
                staff,
            },
        )?;
        intake::moved(act, &row.number)
    }
}

//! Takes the custody of a shared case from the lower site, for a reason (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Takes the custody of a shared case from the lower site, for a reason (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeCustody {
    /// The case number, or its id.
    pub case: String,
    /// Why.
    pub reason: String,
}

impl Verb for TakeCustody {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let (own, shared) = sharing::find(act, &self.case)?;
        let reason = reason(&self.reason)?;
        if !shared.may_take(own.org) {
            return Err(Refusal::NotToTake {
                case: shared.number,
            }
            .into());
        }
        let event = event::CustodyTaken {
            case: shared.case,
            custody: shared.custody.saturating_add(1),
            reason,
        };
        sharing::say(act, &own, &shared, event)
    }
}

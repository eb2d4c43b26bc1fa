//! Decides where a shared case stands when two sites contradict each other (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Decides where a shared case stands when two sites contradict each other (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolveConflict {
    /// The case number, or its id.
    pub case: String,
    /// Where it stands: working, returned, paused, done, refused, withdrawn or lapsed.
    pub stage: Stage,
    /// Why.
    pub reason: String,
}

impl Verb for ResolveConflict {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let (own, shared) = sharing::find(act, &self.case)?;
        let reason = reason(&self.reason)?;
        let base = shared
            .base_to_resolve()
            .ok_or_else(|| Refusal::NoConflict {
                case: shared.number.clone(),
            })?;
        let event = event::SharedResolved {
            case: shared.case,
            custody: shared.custody,
            stage: self.stage,
            reason,
        };
        sharing::say_on(act, &own, &shared, event, &base)
    }
}

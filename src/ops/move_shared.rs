//! Moves a shared case on; only the site that has custody may.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::may_move;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Moves a shared case on; only the site that has custody may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveShared {
    /// The case number, or its id.
    pub case: String,
    /// Where it stands now: working, returned, paused, done, refused, withdrawn or lapsed.
    pub to: Stage,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for MoveShared {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::held(act, &self.case)?;
        if !may_move(shared.stage, self.to) {
            let (case, stage) = (shared.number, shared.stage);
            return Err(match stage.is_over() {
                true => Refusal::CaseOver { case, stage },
                false => Refusal::CaseStands { case, stage },
            }
            .into());
        }
        let event = event::SharedMoved {
            case: shared.case,
            custody: shared.custody,
            to: self.to,
            note: optional_text("note", &self.note, MAX_TEXT)?,
        };
        sharing::say(act, &own, &shared, event)
    }
}

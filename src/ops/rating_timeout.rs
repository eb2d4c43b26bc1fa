//! A resident did not rate in time: unrated, which is neither good nor bad (rule R4).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::ErrandId;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::store::view;

/// Notes that a resident did not rate in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingTimeout {
    /// The errand.
    pub errand: ErrandId,
}

/// An errand stays unrated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingDone {
    /// The errand.
    pub errand: ErrandId,
}

impl Verb for RatingTimeout {
    type Done = RatingDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<RatingDone, Error> {
        if matches!(act.who(), Who::Staff(_)) {
            return Err(RatingRefusal::RaterIsStaff.into());
        }
        let standing = view::ratings::standing(act.db(), self.errand)?
            .ok_or(RatingRefusal::RatingNotInvited)?;
        if standing.state != "invited" {
            return Err(RatingRefusal::RatingClosed.into());
        }
        // The pad's clock starts when the question is shown, which is never before it was asked.
        if act.now < standing.invited.plus(act.config.rating.idle()) {
            return Err(RatingRefusal::RatingNotTimedOut.into());
        }
        act.emit_pad(
            self.errand.0,
            event::RatingTimeout {
                errand: self.errand,
            },
        )?;
        Ok(RatingDone {
            errand: self.errand,
        })
    }
}

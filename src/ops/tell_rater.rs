//! Notes that the resident was told that the rating left the score.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Notes that the resident was told that the rating left the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellRater {
    /// The number of the bad rating.
    pub followup: String,
    /// How, and what was said.
    pub how: String,
}

impl Verb for TellRater {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::find(act, &self.followup)?;
        following::may_call(&order, hand)?;
        if !order.is_telling_owed() {
            let number = order.terms.number.clone();
            return Err(RatingRefusal::NothingToTell { number }.into());
        }
        let event = event::AppealTold {
            errand: order.errand,
            hand,
            how: reason(&self.how)?,
        };
        following::keep(act, &order, event)
    }
}

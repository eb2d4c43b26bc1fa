//! Closes a bad rating (销号); what is still missing is said in one sentence.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Closes a bad rating (销号); what is still missing is said in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseFollowup {
    /// Its number.
    pub followup: String,
}

impl Verb for CloseFollowup {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::open(act, &self.followup)?;
        let ending = order
            .check_close()
            .map_err(|lacks| RatingRefusal::CloseLocked {
                number: order.terms.number.clone(),
                lacks: lacks.join(","),
            })?;
        let event = event::FollowupClosed {
            errand: order.errand,
            hand,
            ending,
        };
        following::keep(act, &order, event)
    }
}

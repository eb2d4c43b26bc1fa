//! Asks, once, that a bad rating be looked at again (申诉): only the rated person does.

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

/// Asks, once, that a bad rating be looked at again (申诉): only the rated person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealRating {
    /// Its number.
    pub followup: String,
    /// Why.
    pub reason: String,
}

impl Verb for AppealRating {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::find(act, &self.followup)?;
        if order.staff != hand.by {
            return Err(RatingRefusal::NotTheRated { staff: order.staff }.into());
        }
        if order.appeal.is_some() {
            let number = order.terms.number.clone();
            return Err(RatingRefusal::AppealedOnce { number }.into());
        }
        let event = event::RatingAppealed {
            errand: order.errand,
            hand,
            reason: reason(&self.reason)?,
        };
        following::keep(act, &order, event)
    }
}

//! Decides about an appeal: the rating stays in the score, or leaves it and stays visible (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::yes_or_text;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Decides about an appeal: the rating stays in the score, or leaves it and stays visible (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideAppeal {
    /// The number of the bad rating.
    pub followup: String,
    /// Why.
    pub reason: String,
    /// Whether it leaves the score (复核排除).
    #[serde(default, deserialize_with = "yes_or_text")]
    pub exclude: bool,
}

impl Verb for DecideAppeal {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::by_leader(act, &self.followup)?;
        if !order.appeal_waits() {
            let number = order.terms.number.clone();
            return Err(RatingRefusal::NoAppeal { number }.into());
        }
        let event = event::AppealDecided {
            errand: order.errand,
            hand,
            excluded: self.exclude,
            reason: reason(&self.reason)?,
            rated: self.exclude.then_some(event::RatedOn {
                day: order.terms.day,
                level: order.level,
            }),
        };
        following::keep(act, &order, event)
    }
}

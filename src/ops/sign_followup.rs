//! Signs what was explained to a resident, or has a bad rating seen to anew, with a reason (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Signs what was explained to a resident, or has a bad rating seen to anew, with a reason (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignFollowup {
    /// Its number.
    pub followup: String,
    /// Why it is seen to anew, also when it is closed; empty to sign.
    #[serde(default)]
    pub refuse: String,
}

impl Verb for SignFollowup {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::by_leader(act, &self.followup)?;
        let note = optional_text("reason", &self.refuse, MAX_TEXT)?;
        let agreed = note.is_empty();
        let number = order.terms.number.clone();
        if agreed {
            if order.lock.ending().is_some() {
                return Err(following::over(&order));
            }
            if !order.lock.wants_signature() {
                return Err(RatingRefusal::NothingToSign { number }.into());
            }
            following::not_fixer(&order, hand)?;
        } else if order.lock.round.fixed.is_none() {
            return Err(RatingRefusal::FollowupNotFixed { number }.into());
        }
        let event = event::FollowupSigned {
            errand: order.errand,
            hand,
            agreed,
            note,
        };
        following::keep(act, &order, event)
    }
}

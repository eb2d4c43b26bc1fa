//! Notes that the resident behind a bad rating was called, or that nobody answered.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::yes_or_text;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Notes that the resident behind a bad rating was called, or that nobody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRater {
    /// Its number.
    pub followup: String,
    /// Whether the resident was reached.
    #[serde(deserialize_with = "yes_or_text")]
    pub reached: bool,
    /// What was said.
    #[serde(default)]
    pub note: String,
}

impl Verb for ContactRater {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::open(act, &self.followup)?;
        following::may_call(&order, hand)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        let event = event::FollowupContacted {
            errand: order.errand,
            hand,
            reached: self.reached,
            note,
        };
        following::keep(act, &order, event)
    }
}

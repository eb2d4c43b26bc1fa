//! Notes with evidence what was done about a bad rating: put right, or explained.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::followup::FollowupEnd;
use crate::domain::ids::yes_or_text;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Notes with evidence what was done about a bad rating: put right, or explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixFollowup {
    /// Its number.
    pub followup: String,
    /// What was done and what shows it.
    pub evidence: String,
    /// Whether the complaint has no basis and was explained (缺依据解释).
    #[serde(default, deserialize_with = "yes_or_text")]
    pub explained: bool,
}

impl Verb for FixFollowup {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::open(act, &self.followup)?;
        following::not_fixed(&order)?;
        let evidence = reason(&self.evidence)?;
        // Source: rule B4 of the hall: three ends, and no fourth.
        let end = match (self.explained, order.until) {
            (true, _) => FollowupEnd::Explained,
            (false, Some(_)) => FollowupEnd::Ledger,
            (false, None) => FollowupEnd::AtOnce,
        };
        let event = event::FollowupFixed {
            errand: order.errand,
            hand,
            end,
            evidence,
        };
        following::keep(act, &order, event)
    }
}

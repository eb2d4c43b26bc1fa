//! Puts a bad rating that cannot be put right at once on the ledger, with a day (建台账限期).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Puts a bad rating that cannot be put right at once on the ledger, with a day (建台账限期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerFollowup {
    /// Its number.
    pub followup: String,
    /// By when it is put right.
    pub until: NaiveDate,
    /// Why not at once.
    pub reason: String,
}

impl Verb for LedgerFollowup {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::open(act, &self.followup)?;
        following::not_fixed(&order)?;
        let reason = reason(&self.reason)?;
        if self.until < act.today() {
            let given = self.until.to_string();
            return Err(Refusal::TimePast { given }.into());
        }
        // Source: rule B2 of the hall: what is complex has its own limit, and none beyond it.
        if let Some(latest) = order.ledger_most(act.calendar)
            && self.until > latest
        {
            let (until, latest) = (self.until.to_string(), latest.to_string());
            return Err(RatingRefusal::LedgerTooLate { until, latest }.into());
        }
        let event = event::FollowupLedgered {
            errand: order.errand,
            hand,
            until: self.until,
            reason,
        };
        following::keep(act, &order, event)
    }
}

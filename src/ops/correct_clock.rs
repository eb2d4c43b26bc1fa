//! A leader says that the clock is right though the ledger's time is ahead of it: it had been wrong.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::entry::CLOCK_SLACK;
use crate::domain::event::ClockCorrection;
use crate::domain::refusal::SiteRefusal;
use crate::domain::time::Seconds;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::store::view;

/// Notes that the clock is right again after it had been ahead (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectClock {
    /// What another clock says now, as 09:42 or 2026-03-12T09:42; nothing is reckoned with it.
    pub time: String,
    /// What was wrong.
    pub reason: String,
}

/// The clock counts as right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockCorrected {
    /// By how much the ledger's time was ahead of it.
    pub ahead: Seconds,
}

impl Verb for CorrectClock {
    type Done = ClockCorrected;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ClockCorrected, Error> {
        act.leader(&act.live()?)?;
        let reason = reason(&self.reason)?;
        let elsewhere = act.zone().parse_instant(&self.time, Some(act.today()))?;
        if elsewhere.0.abs_diff(act.now.0) > CLOCK_SLACK.0.unsigned_abs() * 1000 {
            let clock = act.zone().local(act.now).format("%Y-%m-%d %H:%M");
            return Err(SiteRefusal::ClockStillWrong {
                clock: clock.to_string(),
            }
            .into());
        }
        let heads = act.writer().heads();
        let latest = heads.iter().map(|head| head.hlc).max().unwrap_or_default();
        let corrections = view::corrections::load(act.db())?;
        let ahead = latest
            .lag_since(act.now, &corrections)
            .ok_or(SiteRefusal::ClockNotBehind)?;
        let after = latest.0;
        act.emit(Uuid::nil(), ClockCorrection { after, reason })?;
        Ok(ClockCorrected { ahead })
    }
}

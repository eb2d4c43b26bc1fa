//! A visit is put aside with a timer.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketParked;
use crate::domain::ids::WindowNo;
use crate::domain::ids::number_or_text;
use crate::domain::misuse::Misuse;
use crate::domain::time::Seconds;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::put_back::TicketDone;
use crate::ops::transfer::leave_errand;

/// Puts the visit at a window aside with a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// The window.
    pub window: WindowNo,
    /// For how long, minutes, 1 to 480.
    #[serde(deserialize_with = "number_or_text")]
    pub minutes: u32,
    /// Why.
    pub reason: String,
}

impl Verb for Park {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let (least, most) = (1, 480);
        if !(least..=most).contains(&self.minutes) {
            return Err(Error::Usage(Misuse::MinutesOutside {
                given: self.minutes,
                least,
                most,
            }));
        }
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::Park)?;
        leave_errand(act, &live, visit)?;
        let until = act.now.plus(Seconds::minutes(i64::from(self.minutes)));
        act.emit(
            visit.id.0,
            TicketParked {
                visit: visit.id,
                until,
                reason,
            },
        )?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

//! A clerk takes a call back.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketPutBack;
use crate::domain::ids::WindowNo;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;

/// Takes a call back; the number keeps its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutBack {
    /// The window.
    pub window: WindowNo,
    /// Why.
    pub reason: String,
}

/// Something was done with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketDone {
    /// The number as people say it.
    pub ticket: String,
}

impl Verb for PutBack {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::PutBack)?;
        act.emit(
            visit.id.0,
            TicketPutBack {
                visit: visit.id,
                reason,
            },
        )?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

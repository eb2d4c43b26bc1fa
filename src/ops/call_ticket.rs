//! A clerk calls one number, out of turn.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::call_next::Called;
use crate::ops::call_next::call;
use crate::ops::call_next::must_be_free;

/// Calls one number to a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallTicket {
    /// The window.
    pub window: WindowNo,
    /// The number.
    pub ticket: TicketNo,
}

impl Verb for CallTicket {
    type Done = Called;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Called, Error> {
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        must_be_free(&live, self.window)?;
        call(act, live.ticket(self.ticket)?, &live, self.window)
    }
}

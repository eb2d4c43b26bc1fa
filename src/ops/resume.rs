//! A parked number comes back into the line of the window that parked it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketResumed;
use crate::domain::ids::TicketNo;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::put_back::TicketDone;

/// Brings a parked number back into the line before its timer ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The number.
    pub ticket: TicketNo,
}

impl Verb for Resume {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let live = act.live()?;
        let visit = live.ticket(self.ticket)?;
        visit.check(Step::Resume)?;
        act.emit(visit.id.0, TicketResumed { visit: visit.id })?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

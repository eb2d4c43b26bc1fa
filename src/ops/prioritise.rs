//! A number is given a priority, or loses it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketPrioritised;
use crate::domain::ids::TicketNo;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::put_back::TicketDone;

/// Gives or takes a number's priority, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prioritise {
    /// The number.
    pub ticket: TicketNo,
    /// The kind; none takes it away.
    #[serde(default)]
    pub priority: Option<PriorityKind>,
    /// Why.
    pub reason: String,
}

impl Verb for Prioritise {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.staff(&live)?;
        let visit = live.ticket(self.ticket)?;
        visit.check(Step::Prioritise)?;
        act.emit(
            visit.id.0,
            TicketPrioritised {
                visit: visit.id,
                priority: self.priority,
                reason,
            },
        )?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

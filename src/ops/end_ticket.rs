//! A visit that is not being served is over: the resident left, never came, or was sent on.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::VisitEnded;
use crate::domain::ids::TicketNo;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Step;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::put_back::TicketDone;
use crate::ops::transfer::leave_errand;

/// Ends a visit that is not being served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndTicket {
    /// The number.
    pub ticket: TicketNo,
    /// How.
    pub end: VisitEnd,
    /// Why.
    pub reason: String,
}

impl Verb for EndTicket {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.staff(&live)?;
        let visit = live.ticket(self.ticket)?;
        visit.check(Step::End(self.end))?;
        let held = matches!(visit.state, VisitState::Called | VisitState::Serving);
        if let Some(window) = visit.window.filter(|_| held) {
            act.clerk_at(&live, window)?;
        }
        leave_errand(act, &live, visit)?;
        act.emit(
            visit.id.0,
            VisitEnded {
                visit: visit.id,
                end: self.end,
                accuracy: Accuracy::Exact,
                reason,
            },
        )?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

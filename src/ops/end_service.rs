//! A leader ends a service somebody forgot; its span is kept and left out of averages.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ErrandEnded;
use crate::domain::event::Outcome;
use crate::domain::event::VisitEnded;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Step;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitEnd;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::put_back::TicketDone;

/// Ends a forgotten service as inaccurate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndService {
    /// The window.
    pub window: WindowNo,
    /// Why.
    pub reason: String,
}

impl Verb for EndService {
    type Done = TicketDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TicketDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.leader(&live)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::End(VisitEnd::Served))?;
        forget_errand(act, &live, visit)?;
        act.emit(
            visit.id.0,
            VisitEnded {
                visit: visit.id,
                end: VisitEnd::Served,
                accuracy: Accuracy::Inaccurate,
                reason,
            },
        )?;
        Ok(TicketDone {
            ticket: visit.label(),
        })
    }
}

/// Ends the errand of a visit that somebody forgot.
pub(crate) fn forget_errand(
    act: &mut Act<'_, '_>,
    live: &Live,
    visit: &Visit,
) -> Result<(), Error> {
    if let Some(errand) = live.errand_of(visit.id) {
        let event = ErrandEnded {
            errand: errand.id,
            outcome: Outcome::Forgotten,
            matter: None,
            accuracy: Accuracy::Inaccurate,
        };
        act.emit(errand.id.0, event)?;
    }
    Ok(())
}

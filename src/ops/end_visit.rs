//! The visit served at a window is over, or goes back to the window that lent it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketTransferred;
use crate::domain::event::VisitEnded;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Place;
use crate::domain::visit::Step;
use crate::domain::visit::VisitEnd;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::transfer::target_of;

/// Ends the visit served at a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndVisit {
    /// The window.
    pub window: WindowNo,
}

/// A visit ended at a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitDone {
    /// The number as people say it.
    pub ticket: String,
    /// The window to which it goes back, when it is not over.
    pub back_to: Option<WindowNo>,
}

impl Verb for EndVisit {
    type Done = VisitDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<VisitDone, Error> {
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::End(VisitEnd::Served))?;
        if live.errand_of(visit.id).is_some() {
            return Err(Refusal::ErrandOpen {
                ticket: visit.label(),
            }
            .into());
        }
        // Whoever is already where they were to come back to has come back.
        let back = visit.come_back.filter(|back| *back != self.window);
        if let Some(back) = back {
            let (target, centre) = target_of(&live, visit, Some(back), None)?;
            let event = TicketTransferred {
                visit: visit.id,
                target,
                centre,
                place: Place::of_arrival(act.now),
                come_back: None,
                returned: true,
                reason: String::new(),
            };
            act.emit(visit.id.0, event)?;
        } else {
            let event = VisitEnded {
                visit: visit.id,
                end: VisitEnd::Served,
                accuracy: Accuracy::Exact,
                reason: String::new(),
            };
            act.emit(visit.id.0, event)?;
        }
        Ok(VisitDone {
            ticket: visit.label(),
            back_to: back,
        })
    }
}

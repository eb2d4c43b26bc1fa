//! A clerk calls the next resident.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketCalled;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::queue;
use crate::domain::queue::Nobody;
use crate::domain::refusal::Refusal;
use crate::domain::time::Seconds;
use crate::domain::visit::Step;
use crate::domain::visit::Visit;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Calls the next resident to a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallNext {
    /// The window.
    pub window: WindowNo,
}

/// A number called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Called {
    /// The visit.
    pub visit: VisitId,
    /// The number as people say it.
    pub ticket: String,
    /// The window.
    pub window: WindowNo,
    /// The code of the matter chosen at the kiosk.
    pub matter: Option<String>,
    /// How long it stood where it was, seconds.
    pub waited: Seconds,
}

impl Verb for CallNext {
    type Done = Called;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Called, Error> {
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        must_be_free(&live, self.window)?;
        let window = live.window(self.window)?;
        let visit =
            queue::next(&live, window, &act.config.calls, act.now).map_err(
                |nobody| match nobody {
                    Nobody::Empty => Refusal::NobodyWaiting {
                        window: self.window,
                    },
                    Nobody::TooRecent { ticket, from } => Refusal::CalledTooRecently {
                        ticket,
                        at: act.zone().clock(from),
                    },
                },
            )?;
        call(act, visit, &live, self.window)
    }
}

/// Checks that a window has nobody called or served.
pub(crate) fn must_be_free(live: &Live, window: WindowNo) -> Result<(), Refusal> {
    match live.at_window(window) {
        Some(visit) => Err(Refusal::WindowBusy {
            window,
            ticket: visit.label(),
        }),
        None => Ok(()),
    }
}

/// Calls a visit to a window whose clerk was checked.
pub(crate) fn call(
    act: &mut Act<'_, '_>,
    visit: &Visit,
    live: &Live,
    window: WindowNo,
) -> Result<Called, Error> {
    visit.check(Step::Call)?;
    let (_, staff) = live.open_window(window)?;
    act.emit(
        visit.id.0,
        TicketCalled {
            visit: visit.id,
            window,
            staff,
        },
    )?;
    Ok(Called {
        visit: visit.id,
        ticket: visit.label(),
        window,
        matter: visit.matter.clone(),
        waited: act.now.seconds_since(visit.since),
    })
}

//! A visit is sent from one window to another line.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::Outcome;
use crate::domain::event::TicketTransferred;
use crate::domain::ids::Centre;
use crate::domain::ids::WindowNo;
use crate::domain::ids::yes_or_text;
use crate::domain::live::Live;
use crate::domain::queue;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Place;
use crate::domain::visit::Step;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::reason;

/// Sends the visit at a window to another window or centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The window it is at.
    pub window: WindowNo,
    /// The other window.
    #[serde(default)]
    pub to_window: Option<WindowNo>,
    /// The other centre.
    #[serde(default)]
    pub to_centre: Option<Centre>,
    /// Whether it stands there by its arrival, not at the end.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub keep_place: bool,
    /// Whether it returns to this window afterwards.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub come_back: bool,
    /// Why.
    pub reason: String,
}

/// A visit sent to another line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transferred {
    /// The number as people say it.
    pub ticket: String,
    /// The line.
    pub target: Target,
    /// How many stand before it there.
    pub ahead: usize,
}

impl Verb for Transfer {
    type Done = Transferred;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Transferred, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::Transfer)?;
        let (target, centre) = target_of(&live, visit, self.to_window, self.to_centre)?;
        if target == Target::Window(self.window) {
            return Err(Refusal::TargetMissing.into());
        }
        leave_errand(act, &live, visit)?;
        let place = if self.keep_place {
            visit.place
        } else {
            Place::of_arrival(act.now)
        };
        // A window that waits for the visit keeps waiting when it is sent on, unless it is sent there.
        let come_back = match self.come_back {
            true => Some(self.window),
            false => visit
                .come_back
                .filter(|back| target != Target::Window(*back)),
        };
        send(
            act,
            visit,
            Sent {
                target,
                centre,
                place,
                come_back,
                reason,
            },
        )
    }
}

/// Finds the line that is meant.
pub(crate) fn target_of(
    live: &Live,
    visit: &Visit,
    window: Option<WindowNo>,
    centre: Option<Centre>,
) -> Result<(Target, Centre), Refusal> {
    match (window, centre) {
        (Some(no), None) => {
            let window = live.window(no)?;
            let centre = if window.serves(visit.centre) {
                visit.centre
            } else {
                *window.centres.first().ok_or(Refusal::CentreMissing)?
            };
            Ok((Target::Window(no), centre))
        }
        (None, Some(centre)) => Ok((Target::Centre(centre), centre)),
        _ => Err(Refusal::TargetMissing),
    }
}

/// Ends the errand open for a visit that goes elsewhere.
pub(crate) fn leave_errand(act: &mut Act<'_, '_>, live: &Live, visit: &Visit) -> Result<(), Error> {
    if let (Some(errand), Some(staff)) = (live.errand_of(visit.id), visit.staff) {
        let end = ErrandEnd {
            outcome: Outcome::Transferred,
            matter: None,
            centre: visit.centre,
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
    }
    Ok(())
}

/// Where a visit is sent.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) target: Target,
    pub(crate) centre: Centre,
    pub(crate) place: Place,
    pub(crate) come_back: Option<WindowNo>,
    pub(crate) reason: String,
}

/// Sends a visit that was checked.
pub(crate) fn send(act: &mut Act<'_, '_>, visit: &Visit, sent: Sent) -> Result<Transferred, Error> {
    act.emit(
        visit.id.0,
        TicketTransferred {
            visit: visit.id,
            target: sent.target,
            centre: sent.centre,
            place: sent.place,
            come_back: sent.come_back,
            returned: false,
            reason: sent.reason,
        },
    )?;
    let after = act.live()?;
    let moved = after.visits.iter().find(|v| v.id == visit.id);
    Ok(Transferred {
        ticket: visit.label(),
        target: sent.target,
        ahead: moved.map_or(0, |moved| queue::ahead(&after, moved, act.now)),
    })
}

//! A leader moves a waiting number to another line.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::Centre;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Target;
use crate::domain::visit::VisitState;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::transfer::Sent;
use crate::ops::transfer::Transferred;
use crate::ops::transfer::send;
use crate::ops::transfer::target_of;

/// Moves a waiting number to another line; it keeps its place by arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveTicket {
    /// The number.
    pub ticket: TicketNo,
    /// The window.
    #[serde(default)]
    pub to_window: Option<WindowNo>,
    /// The centre.
    #[serde(default)]
    pub to_centre: Option<Centre>,
    /// Why.
    pub reason: String,
}

impl Verb for MoveTicket {
    type Done = Transferred;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Transferred, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.leader(&live)?;
        let visit = live.ticket(self.ticket)?;
        if visit.state != VisitState::Waiting {
            return Err(Refusal::WrongState {
                ticket: visit.label(),
                state: visit.state,
                step: "transfer",
            }
            .into());
        }
        let (target, centre) = target_of(&live, visit, self.to_window, self.to_centre)?;
        if target == visit.target {
            return Err(Refusal::TargetMissing.into());
        }
        let sent = Sent {
            target,
            centre,
            place: visit.place,
            come_back: visit
                .come_back
                .filter(|back| target != Target::Window(*back)),
            reason,
        };
        send(act, visit, sent)
    }
}

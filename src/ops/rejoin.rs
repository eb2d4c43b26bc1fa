//! A missed number stands in line again.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketRejoined;
use crate::domain::ids::TicketNo;
use crate::domain::queue;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Puts a missed number back into the line, behind the next two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejoin {
    /// The number.
    pub ticket: TicketNo,
}

/// A number that stands in line again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejoined {
    /// The number.
    pub ticket: TicketNo,
    /// How many stand before it.
    pub ahead: usize,
}

impl Verb for Rejoin {
    type Done = Rejoined;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Rejoined, Error> {
        let live = act.live()?;
        let visit = live.ticket(self.ticket)?;
        visit.check(Step::Rejoin)?;
        let place = queue::rejoin_place(&live, visit, act.config.calls.rejoin_behind, act.now);
        act.emit(
            visit.id.0,
            TicketRejoined {
                visit: visit.id,
                place,
            },
        )?;
        let after = act.live()?;
        let ahead = queue::ahead(&after, after.ticket(self.ticket)?, act.now);
        Ok(Rejoined {
            ticket: self.ticket,
            ahead,
        })
    }
}

//! The called number did not come (过号).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketMissed;
use crate::domain::ids::WindowNo;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Notes that the called number did not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Miss {
    /// The window.
    pub window: WindowNo,
}

/// A number missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// The number as people say it.
    pub ticket: String,
}

impl Verb for Miss {
    type Done = Missed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Missed, Error> {
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::Miss)?;
        act.emit(visit.id.0, TicketMissed { visit: visit.id })?;
        Ok(Missed {
            ticket: visit.label(),
        })
    }
}

//! A clerk calls the same number again.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketRecalled;
use crate::domain::ids::WindowNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Calls the number at a window again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// The window.
    pub window: WindowNo,
}

/// A number called again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recalled {
    /// The number as people say it.
    pub ticket: String,
    /// How often it may still be called again.
    pub left: u8,
}

impl Verb for Recall {
    type Done = Recalled;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Recalled, Error> {
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        let limit = act.config.calls.max_recalls;
        visit.check_recall(limit)?;
        act.emit(
            visit.id.0,
            TicketRecalled {
                visit: visit.id,
                window: self.window,
            },
        )?;
        Ok(Recalled {
            ticket: visit.label(),
            left: limit.saturating_sub(visit.calls),
        })
    }
}

//! Closing time: no more numbers; whoever holds one is still served.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::DoorsClosed;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;

/// Gives no more numbers today.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseDoors {}

/// The doors are closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayDone {
    /// The local day.
    pub day: NaiveDate,
    /// How many who hold a number are still to be served.
    pub still_here: usize,
}

impl Verb for CloseDoors {
    type Done = DayDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<DayDone, Error> {
        let live = act.live()?;
        if act.who() != Who::System {
            act.leader(&live)?;
        }
        if !live.doors_open {
            return Err(Refusal::DoorsClosed.into());
        }
        act.emit(Uuid::nil(), DoorsClosed { day: live.day })?;
        Ok(DayDone {
            day: live.day,
            still_here: live.visits.len(),
        })
    }
}

//! Ends a hard matter: solved, or explained to the resident.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::hard::HardEnd;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::hand_over::HardMoved;
use crate::ops::intake;

/// Ends a hard matter: solved, or explained to the resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseHard {
    /// Its number.
    pub hard: String,
    /// Solved or explained.
    pub end: HardEnd,
    /// What the resident was told.
    pub outcome: String,
}

impl Verb for CloseHard {
    type Done = HardMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<HardMoved, Error> {
        let (found, staff) = intake::hard(act, &self.hard)?;
        let number = found.number;
        let hard = found.id;
        let outcome = reason(&self.outcome)?;
        let day = act.today();
        act.emit(
            hard.0,
            event::HardClosed {
                hard,
                end: self.end,
                outcome,
                day,
                staff,
            },
        )?;
        Ok(HardMoved {
            number,
            due: found.due,
        })
    }
}

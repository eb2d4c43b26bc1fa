//! Judges a hard matter harder or easier, which moves its last day.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::hard::HardSize;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::hand_over::HardMoved;
use crate::ops::intake;

/// Judges a hard matter harder or easier, which moves its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeHard {
    /// Its number.
    pub hard: String,
    /// Complex, joint or impossible.
    pub size: HardSize,
    /// Why.
    pub reason: String,
}

impl Verb for SizeHard {
    type Done = HardMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<HardMoved, Error> {
        let (found, _) = intake::hard(act, &self.hard)?;
        let number = found.number;
        let hard = found.id;
        let reason = reason(&self.reason)?;
        let due = self.size.due(act.calendar, found.day).unwrap_or(found.due);
        act.emit(
            hard.0,
            event::HardSized {
                hard,
                size: self.size,
                due,
                reason,
            },
        )?;
        Ok(HardMoved { number, due })
    }
}

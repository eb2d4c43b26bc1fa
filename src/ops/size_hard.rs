//! Judges a hard matter harder or easier, which moves its last day.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::hard::HardSize;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::hand_over::HardMoved;
use crate::ops::intake;
use crate::store::view;

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
        let live = act.live()?;
        let staff = intake::window_one(act, &live)?;
        let number = plain::digits(self.hard.trim()).to_ascii_uppercase();
        let found = view::hards::find(act.db(), &number)?.ok_or_else(|| Refusal::HardUnknown {
            number: number.clone(),
        })?;
        if found.ended.is_some() {
            return Err(Refusal::HardOver { number }.into());
        }
        let hard = found.id;
        let _ = staff;
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

//! Notes whom window 1 called about a hard matter, and what came of it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::hand_over::HardMoved;
use crate::ops::intake;

/// Notes whom window 1 called about a hard matter, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallHard {
    /// Its number.
    pub hard: String,
    /// Whom.
    pub whom: String,
    /// What came of it.
    pub outcome: String,
}

impl Verb for CallHard {
    type Done = HardMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<HardMoved, Error> {
        let (found, _) = intake::hard(act, &self.hard)?;
        let number = found.number;
        let hard = found.id;
        let whom = intake::what(&self.whom)?;
        let outcome = reason(&self.outcome)?;
        act.emit(
            hard.0,
            event::HardCalled {
                hard,
                whom,
                outcome,
            },
        )?;
        Ok(HardMoved {
            number,
            due: found.due,
        })
    }
}

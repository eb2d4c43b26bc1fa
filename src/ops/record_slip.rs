//! What became of a slip: a number counts as given when it is printed or expressly without paper.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::SlipResult;
use crate::domain::event::TicketSlip;
use crate::domain::ids::TicketNo;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Notes what became of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSlip {
    /// The number.
    pub ticket: TicketNo,
    /// What became of it.
    pub result: SlipResult,
}

/// A slip's result is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlipRecorded {
    /// The number.
    pub ticket: TicketNo,
    /// Whether the number now stands in line.
    pub in_line: bool,
}

impl Verb for RecordSlip {
    type Done = SlipRecorded;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SlipRecorded, Error> {
        let live = act.live()?;
        let visit = live.ticket(self.ticket)?;
        visit.check(Step::Issue)?;
        act.emit(
            visit.id.0,
            TicketSlip {
                visit: visit.id,
                result: self.result,
            },
        )?;
        Ok(SlipRecorded {
            ticket: self.ticket,
            in_line: self.result != SlipResult::Failed,
        })
    }
}

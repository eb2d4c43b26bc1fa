//! Closes a score sheet and makes it public (公示): no more entries (leader).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ScoreClosed;
use crate::domain::score::Closed;
use crate::domain::score::Points;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Closes a score sheet and makes it public (公示): no more entries (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseSheet {
    /// The sheet's number.
    pub sheet: String,
    /// Why it counts for nothing (作废); left out for a sheet that counts.
    #[serde(default)]
    pub void: String,
}

impl Verb for CloseSheet {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_leader(act, &self.sheet)?;
        let closed = match self.void.trim() {
            "" => {
                sheet.check_close(hand.day)?;
                let outcome = sheet.outcome();
                Closed {
                    hand,
                    void: String::new(),
                    heads: outcome.heads(),
                    total: outcome.total,
                }
            }
            void => {
                sheet.check_open()?;
                Closed {
                    hand,
                    void: reason(void)?,
                    heads: BTreeMap::new(),
                    total: Points::default(),
                }
            }
        };
        let event = ScoreClosed {
            sheet: sheet.id,
            closed,
        };
        scoring::keep(act, &sheet, None, event)
    }
}

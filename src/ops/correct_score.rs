//! Corrects a line of a score sheet, for a reason; what stood there stays visible (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ScoreCorrected;
use crate::domain::ids::number_or_text;
use crate::domain::score::Correction;
use crate::domain::score::Points;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Corrects a line of a score sheet, for a reason; what stood there stays visible (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectScore {
    /// The sheet's number.
    pub sheet: String,
    /// The line, as the sheet names it: the number of a daily entry, or `PAPER/LINE`.
    #[serde(deserialize_with = "number_or_text")]
    pub line: String,
    /// What it brings from now on; 0 for an entry that should not be there.
    #[serde(deserialize_with = "number_or_text")]
    pub points: String,
    /// Why.
    pub reason: String,
}

impl Verb for CorrectScore {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_leader(act, &self.sheet)?;
        sheet.check_open()?;
        let points = Points::read(&self.points)?;
        let line = sheet.check_correct(hand.by, &self.line, points)?;
        let event = ScoreCorrected {
            sheet: sheet.id,
            correction: Correction {
                line: line.reference,
                points,
                hand,
                reason: reason(&self.reason)?,
                appealed: false,
            },
        };
        scoring::keep(act, &sheet, None, event)
    }
}

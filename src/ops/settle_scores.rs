//! Settles, as a third person, a line that two people keyed differently.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ScoreSettled;
use crate::domain::ids::number_or_text;
use crate::domain::score::Points;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Settles, as a third person, a line that two people keyed differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleScores {
    /// The sheet's number.
    pub sheet: String,
    /// The paper's name.
    pub paper: String,
    /// The line, as it was keyed.
    pub line: String,
    /// What stands on the paper; left out where the line is empty.
    #[serde(default, deserialize_with = "number_or_text")]
    pub points: String,
}

impl Verb for SettleScores {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_other(act, &self.sheet)?;
        let paper = sheet.paper_name(&self.paper)?;
        let (line, head) = sheet.read_line(&self.line, hand.day)?;
        sheet.check_settle(hand.by, &paper, &line)?;
        let points = match self.points.trim() {
            "" => None,
            given => Some(Points::read(given)?),
        };
        head.check(points.unwrap_or_default())?;
        let event = ScoreSettled {
            sheet: sheet.id,
            hand,
            paper: paper.clone(),
            line,
            points,
        };
        scoring::keep(act, &sheet, Some(&paper), event)
    }
}

//! Decides about the appeal of a score sheet: it stands, or a line is corrected (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::ScoreDecided;
use crate::domain::ids::number_or_text;
use crate::domain::misuse::Misuse;
use crate::domain::score::Correction;
use crate::domain::score::Points;
use crate::domain::score::ScoreSheet;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Decides about the appeal of a score sheet: it stands, or a line is corrected (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideScore {
    /// The sheet's number.
    pub sheet: String,
    /// Why.
    pub reason: String,
    /// The line that is corrected; left out where the sheet stands.
    #[serde(default, deserialize_with = "number_or_text")]
    pub line: String,
    /// What that line brings.
    #[serde(default, deserialize_with = "number_or_text")]
    pub points: String,
}

impl Verb for DecideScore {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_leader(act, &self.sheet)?;
        sheet.check_decide(hand.by)?;
        let reason = reason(&self.reason)?;
        let event = ScoreDecided {
            sheet: sheet.id,
            hand,
            correction: self.correction(&sheet, hand, &reason)?,
            reason,
        };
        scoring::keep(act, &sheet, None, event)
    }
}

impl DecideScore {
    fn correction(
        &self,
        sheet: &ScoreSheet,
        hand: Hand,
        reason: &str,
    ) -> Result<Option<Correction>, Error> {
        let missing = |field: &str| Misuse::FieldMissing {
            verb: "decide_score".to_owned(),
            field: field.to_owned(),
        };
        match (self.line.trim(), self.points.trim()) {
            ("", "") => Ok(None),
            ("", _) => Err(missing("line").into()),
            (_, "") => Err(missing("points").into()),
            (line, points) => {
                let points = Points::read(points)?;
                let line = sheet.check_correct(hand.by, line, points)?;
                Ok(Some(Correction {
                    line: line.reference,
                    points,
                    hand,
                    reason: reason.to_owned(),
                    appealed: true,
                }))
            }
        }
    }
}

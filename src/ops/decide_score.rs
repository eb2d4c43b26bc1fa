//! Decides about the appeal of a score sheet: it stands, or a line is corrected (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::ScoreDecided;
use crate::domain::ids::number_or_text;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::ScoreRefusal;
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
    /// The lines that are corrected, parted by semicolons; left out where the sheet stands.
    #[serde(default, deserialize_with = "number_or_text")]
    pub line: String,
    /// What each of those lines brings.
    #[serde(default, deserialize_with = "number_or_text")]
    pub points: String,
}

impl Verb for DecideScore {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_leader(act, &self.sheet)?;
        sheet.check_decide(hand.by)?;
        let reason = reason(&self.reason)?;
        let mut corrections = self.corrections(&sheet, hand, &reason)?.into_iter();
        let event = ScoreDecided {
            sheet: sheet.id,
            hand,
            correction: corrections.next(),
            more: corrections.collect(),
            reason,
        };
        scoring::keep(act, &sheet, None, event)
    }
}

impl DecideScore {
    /// Returns what is corrected, line by line; nothing where the sheet stands.
    fn corrections(
        &self,
        sheet: &ScoreSheet,
        hand: Hand,
        reason: &str,
    ) -> Result<Vec<Correction>, Error> {
        let missing = |field: &str| Misuse::FieldMissing {
            verb: "decide_score".to_owned(),
            field: field.to_owned(),
        };
        let (lines, points) = (parted(&self.line), parted(&self.points));
        match lines.len().cmp(&points.len()) {
            std::cmp::Ordering::Less => return Err(missing("line").into()),
            std::cmp::Ordering::Greater => return Err(missing("points").into()),
            std::cmp::Ordering::Equal => {}
        }
        let mut all: Vec<Correction> = Vec::new();
        for (line, points) in lines.into_iter().zip(points) {
            let points = Points::read(points)?;
            let line = sheet.check_correct(hand.by, line, points)?.reference;
            if all.iter().any(|before| before.line == line) {
                let points = points.to_string();
                return Err(ScoreRefusal::NothingCorrected { line, points }.into());
            }
            all.push(Correction {
                line,
                points,
                hand,
                reason: reason.to_owned(),
                appealed: true,
            });
        }
        Ok(all)
    }
}

/// Returns what stands between semicolons.
fn parted(text: &str) -> Vec<&str> {
    let parts = text.split([';', '；']).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

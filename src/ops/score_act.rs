//! Scores something somebody did, with what shows it; never one’s own.

use serde::Deserialize;
use serde::Serialize;

use chrono::NaiveDate;

use crate::domain::event::ScoreActed;
use crate::domain::ids::number_or_text;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score;
use crate::domain::score::Channel;
use crate::domain::score::Points;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Scores something somebody did, with what shows it; never one’s own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreAct {
    /// The sheet's number.
    pub sheet: String,
    /// The word or name of the head.
    pub head: String,
    /// What it brings, with at most one decimal.
    #[serde(deserialize_with = "number_or_text")]
    pub points: String,
    /// What was done.
    pub what: String,
    /// What shows it.
    pub evidence: String,
    /// The local day of what was done; today when left out.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// `in_person` or `remote`: who works elsewhere is scored all the same.
    #[serde(default)]
    pub channel: Channel,
}

impl Verb for ScoreAct {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_other(act, &self.sheet)?;
        let points = Points::read(&self.points)?;
        let day = self.day.unwrap_or(hand.day);
        let head = sheet.check_act(&self.head, points, day, hand.day)?;
        let what = optional_text("what", &self.what, MAX_TEXT)?;
        let evidence = optional_text("evidence", &self.evidence, MAX_TEXT)?;
        if what.is_empty() || evidence.is_empty() {
            return Err(ScoreRefusal::ProofMissing.into());
        }
        let last = sheet.acts.iter().map(|act| act.n).max();
        let event = ScoreActed {
            sheet: sheet.id,
            act: score::Act {
                n: last.unwrap_or(0) + 1,
                hand,
                day,
                head,
                points,
                what,
                evidence,
                channel: self.channel,
            },
        };
        scoring::keep(act, &sheet, None, event)
    }
}

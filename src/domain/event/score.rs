//! What happens to a score sheet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::ids::SheetId;
use crate::domain::score::Act;
use crate::domain::score::Closed;
use crate::domain::score::Correction;
use crate::domain::score::Period;
use crate::domain::score::Points;
use crate::domain::score::Scored;
use crate::domain::score::Terms;

/// A sheet was begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreOpened {
    /// The sheet.
    pub sheet: SheetId,
    /// Who and when.
    pub hand: Hand,
    /// Under which number and terms.
    pub terms: Terms,
    /// Who is scored.
    pub scored: Scored,
    /// Of which period.
    pub period: Period,
    /// What was signed, and where it was made public.
    #[serde(default)]
    pub pledge: String,
}

/// Something somebody did is scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreActed {
    /// The sheet.
    pub sheet: SheetId,
    /// The entry.
    #[serde(flatten)]
    pub act: Act,
}

/// Somebody keyed a paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreKeyed {
    /// The sheet.
    pub sheet: SheetId,
    /// Who and when.
    pub hand: Hand,
    /// The paper's name.
    pub paper: String,
    /// What stands in each line: a head, or `DATE/head` for a daily entry.
    pub lines: BTreeMap<String, Points>,
}

/// A third person settled where two keyings differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreSettled {
    /// The sheet.
    pub sheet: SheetId,
    /// Who and when.
    pub hand: Hand,
    /// The paper's name.
    pub paper: String,
    /// The line.
    pub line: String,
    /// What stands in it; none where it is empty.
    #[serde(default)]
    pub points: Option<Points>,
}

/// A line was read anew, for a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreCorrected {
    /// The sheet.
    pub sheet: SheetId,
    /// Which line, and what it brings.
    #[serde(flatten)]
    pub correction: Correction,
}

/// A sheet was closed and is public.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreClosed {
    /// The sheet.
    pub sheet: SheetId,
    /// How, with the figures of that day.
    #[serde(flatten)]
    pub closed: Closed,
}

/// The scored person appeals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreAppealed {
    /// The sheet.
    pub sheet: SheetId,
    /// Who and when.
    pub hand: Hand,
    /// Why.
    pub reason: String,
}

/// Somebody else decided about the appeal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreDecided {
    /// The sheet.
    pub sheet: SheetId,
    /// Who and when.
    pub hand: Hand,
    /// The line that was corrected; none where the sheet stands.
    #[serde(default)]
    pub correction: Option<Correction>,
    /// The other lines that were corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Correction>,
    /// Why.
    pub reason: String,
}

impl Event {
    /// Returns the score sheet that the event is about, if it is about one.
    pub fn scored(&self) -> Option<SheetId> {
        Some(match self {
            Event::ScoreOpened(e) => e.sheet,
            Event::ScoreActed(e) => e.sheet,
            Event::ScoreKeyed(e) => e.sheet,
            Event::ScoreSettled(e) => e.sheet,
            Event::ScoreCorrected(e) => e.sheet,
            Event::ScoreClosed(e) => e.sheet,
            Event::ScoreAppealed(e) => e.sheet,
            Event::ScoreDecided(e) => e.sheet,
            _ => return None,
        })
    }
}

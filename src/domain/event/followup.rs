//! What happens to a bad rating after it was given. The rating itself opens the order, so there is
//! no entry that does.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Answer;
use crate::domain::close_lock::Ending;
use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::followup::FollowupEnd;
use crate::domain::ids::ErrandId;

/// Somebody called the resident, or tried to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupContacted {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// Whether the resident was reached.
    pub reached: bool,
    /// What was said.
    #[serde(default)]
    pub note: String,
}

/// It cannot be put right at once and has a day (建台账限期).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupLedgered {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// By when it is put right.
    pub until: NaiveDate,
    /// Why not at once.
    pub reason: String,
}

/// It was put right or explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupFixed {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// Which of the three ends.
    pub end: FollowupEnd,
    /// What shows it.
    pub evidence: String,
}

/// Another person called back, or tried to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupCalled {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// What the resident said; none when nobody was reached.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// In the resident's words.
    #[serde(default)]
    pub note: String,
}

/// A leader signed, or had it done anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupSigned {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// Whether it stands; otherwise a new round begins.
    pub agreed: bool,
    /// Why not.
    #[serde(default)]
    pub note: String,
}

/// It was closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupClosed {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// How it ended.
    pub ending: Ending,
}

/// The rated person asks that the rating be looked at again (申诉).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingAppealed {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// Why.
    pub reason: String,
}

/// Somebody else decided about it (复核).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AppealDecided {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// Whether the rating leaves the score; it stays visible.
    pub excluded: bool,
    /// Why.
    pub reason: String,
    /// Of one that leaves the score what it was, for who counts days and not errands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<RatedOn>,
}

/// On which local day a rating was given, and its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedOn {
    /// The local day.
    pub day: NaiveDate,
    /// 5 to 1.
    pub level: u8,
}

/// The resident was told that the rating left the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AppealTold {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Who and when.
    pub hand: Hand,
    /// How.
    pub how: String,
}

/// Somebody says that the resident was paid back for the rating.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowupFlagged {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// What happened.
    pub what: String,
    /// The local day.
    pub day: NaiveDate,
}

impl Event {
    /// Returns the errand whose bad rating the event is about, if it is about one.
    pub fn followed_up(&self) -> Option<ErrandId> {
        Some(match self {
            Event::FollowupContacted(e) => e.errand,
            Event::FollowupLedgered(e) => e.errand,
            Event::FollowupFixed(e) => e.errand,
            Event::FollowupCalled(e) => e.errand,
            Event::FollowupSigned(e) => e.errand,
            Event::FollowupClosed(e) => e.errand,
            Event::RatingAppealed(e) => e.errand,
            Event::AppealDecided(e) => e.errand,
            Event::AppealTold(e) => e.errand,
            Event::FollowupFlagged(e) => e.errand,
            _ => return None,
        })
    }
}

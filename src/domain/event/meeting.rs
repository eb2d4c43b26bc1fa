//! What happens at a meeting that judges. Ballots are no entries: the ledger hears of them once, when
//! they are counted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Counted;
use crate::domain::meeting::Ended;
use crate::domain::meeting::Profile;
use crate::domain::meeting::Rater;
use crate::domain::meeting::Subject;

/// A meeting was called; the entry is the notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingCalled {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its number for people.
    pub number: String,
    /// Who and when.
    pub hand: Hand,
    /// The local day it is held.
    pub day: NaiveDate,
    /// Where.
    pub place: String,
    /// What it judges by.
    pub profile: Profile,
    /// Who is judged.
    pub subjects: Vec<Subject>,
    /// How many were invited; 0 where no share of them is asked for.
    #[serde(default)]
    pub invited: u32,
}

/// It will not be held, or ended without a count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingCalledOff {
    /// The meeting.
    pub meeting: MeetingId,
    /// By whom, why, and what was lacking.
    pub ended: Ended,
}

/// Raters sign in from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingOpened {
    /// The meeting.
    pub meeting: MeetingId,
    /// Who and when.
    pub hand: Hand,
}

/// Somebody signed in, or left before the voting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaterSignedIn {
    /// The meeting.
    pub meeting: MeetingId,
    /// Who.
    pub rater: Rater,
    /// Whether they are no longer there.
    #[serde(default)]
    pub left: bool,
}

/// Codes and papers were given out, one to everybody who signed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VotingOpened {
    /// The meeting.
    pub meeting: MeetingId,
    /// Who and when.
    pub hand: Hand,
    /// The name of the ballot box beside the store.
    pub ballot_box: Uuid,
    /// Codes.
    pub codes: u32,
    /// Papers.
    #[serde(default)]
    pub papers: u32,
    /// Why it was begun anew; empty at the first time.
    #[serde(default)]
    pub again: String,
}

/// The ballots were counted, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingCounted {
    /// The meeting.
    pub meeting: MeetingId,
    /// What was counted.
    pub counted: Counted,
}

/// A leader signed the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingSigned {
    /// The meeting.
    pub meeting: MeetingId,
    /// Who and when.
    pub hand: Hand,
}

impl Event {
    /// Returns the meeting the event is about, if it is about one that was called before.
    pub fn meeting(&self) -> Option<MeetingId> {
        Some(match self {
            Event::MeetingCalledOff(e) => e.meeting,
            Event::MeetingOpened(e) => e.meeting,
            Event::RaterSignedIn(e) => e.meeting,
            Event::VotingOpened(e) => e.meeting,
            Event::MeetingCounted(e) => e.meeting,
            Event::MeetingSigned(e) => e.meeting,
            _ => return None,
        })
    }
}

//! What a meeting is put together of: who is judged, who came, and how far it got.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::close_lock::Hand;
use crate::domain::ids::StaffNo;
use crate::domain::meeting::Counts;
use crate::domain::meeting::Tally;

/// Who or what is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The member of staff, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffNo>,
    /// The name.
    pub name: String,
}

impl Subject {
    /// Returns whether another meeting judged the same: the badge decides where both have one.
    pub fn is_same(&self, other: &Subject) -> bool {
        match (self.staff, other.staff) {
            (Some(a), Some(b)) => a == b,
            _ => self.name == other.name,
        }
    }
}

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rater {
    /// The name, as it stands on the list of those who came.
    pub name: String,
    /// The word of the kind.
    pub kind: String,
}

/// How it was called off, or found invalid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// By whom, and when.
    pub hand: Hand,
    /// Why.
    pub reason: String,
    /// What was lacking, where too few were there to judge.
    pub lacks: Option<Lacks>,
}

/// What a meeting lacks to be valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacks {
    /// How many there are.
    pub have: u32,
    /// How many are wanted.
    pub wanted: u32,
    /// Words of the kinds of whom nobody is there.
    pub kinds: Vec<String>,
}

/// The voting under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voting {
    /// Who opened it, and when.
    pub hand: Hand,
    /// Under which name the ballot box lies beside the store.
    pub ballot_box: Uuid,
    /// Codes drawn from the bowl.
    pub codes: u32,
    /// Paper ballots given out instead of a code.
    pub papers: u32,
    /// How often it was begun, from 1.
    pub round: u32,
    /// Why it was begun anew, each time that threw ballots away or found no box; empty otherwise.
    pub again: String,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Who counted, and when.
    pub hand: Hand,
    /// Codes and papers, and what became of them.
    pub tally: Tally,
    /// The sums of the marks; none where too few voted: then nothing is published.
    pub counts: Option<Counts>,
    /// What was lacking.
    pub lacks: Option<Lacks>,
    /// Who keyed papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keyed_by: Vec<StaffNo>,
}

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Called, and noticed.
    Called,
    /// Raters sign in.
    Open,
    /// Ballots are cast.
    Voting,
    /// The marks are counted.
    Counted,
    /// A leader signed the result.
    Signed,
    /// Called off.
    CalledOff,
    /// Too few were there, or too few voted: nothing is published.
    Invalid,
    /// Its day went by and nobody voted.
    Lapsed,
}

impl State {
    /// Returns the word used in tables, commands and locales.
    pub fn word(self) -> &'static str {
        match self {
            State::Called => "called",
            State::Open => "open",
            State::Voting => "voting",
            State::Counted => "counted",
            State::Signed => "signed",
            State::CalledOff => "called_off",
            State::Invalid => "invalid",
            State::Lapsed => "lapsed",
        }
    }
}

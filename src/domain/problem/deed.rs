//! What can be done about a registered problem.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Answer;
use crate::domain::close_lock::Hand;
use crate::domain::ids::ProblemId;
use crate::domain::ids::StaffNo;
use crate::domain::problem::ProblemEnd;
use crate::domain::problem::ProblemEnding;

/// What was done about a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum ProblemDeed {
    /// Somebody took it, or was given it: to answer for it, or as the leader who sees it through.
    Taken {
        /// Who.
        owner: StaffNo,
        /// Whether as the leader who sees it through (包案).
        #[serde(default)]
        leads: bool,
    },
    /// The township consulted about it (会诊).
    Consulted {
        /// Who answers for it.
        owner: StaffNo,
        /// By when.
        until: NaiveDate,
    },
    /// Something was done, and it goes on.
    Progressed {
        /// What was done.
        text: String,
        /// What remains; empty where nothing was said of that.
        #[serde(default)]
        left: String,
    },
    /// Whoever raised it was replied to.
    Replied {
        /// What was replied.
        text: String,
    },
    /// It was seen to.
    Fixed {
        /// How.
        end: ProblemEnd,
        /// What shows it; what was explained in writing.
        evidence: String,
        /// The office whose it is; empty where it is ours.
        #[serde(default)]
        office: String,
    },
    /// Another person asked whoever raised it, or tried to (回访).
    Visited {
        /// What was said; none when nobody was met.
        #[serde(default)]
        answer: Option<Answer>,
        /// In their words.
        #[serde(default)]
        note: String,
    },
    /// A leader signed, or had it done anew; then it is no repeat either.
    Signed {
        /// Whether it stands; otherwise a new round begins.
        agreed: bool,
        /// Why not.
        #[serde(default)]
        note: String,
    },
    /// It repeats another, and is closed with that one; a closed one goes on with it.
    Linked {
        /// The one it repeats.
        of: ProblemId,
        /// Its number.
        number: String,
    },
    /// It was closed (销号).
    Closed {
        /// How.
        ending: ProblemEnding,
    },
    /// Something that a later version knows.
    #[serde(other)]
    Later,
}

impl ProblemDeed {
    /// Returns the word used in locales and the ledger.
    pub fn word(&self) -> &'static str {
        match self {
            ProblemDeed::Taken { leads: false, .. } => "taken",
            ProblemDeed::Taken { .. } => "led",
            ProblemDeed::Consulted { .. } => "consulted",
            ProblemDeed::Progressed { .. } => "progressed",
            ProblemDeed::Replied { .. } => "replied",
            ProblemDeed::Fixed { .. } => "fixed",
            ProblemDeed::Visited { .. } => "visited",
            ProblemDeed::Signed { agreed: true, .. } => "signed",
            ProblemDeed::Signed { .. } => "refused",
            ProblemDeed::Linked { .. } => "linked",
            ProblemDeed::Closed { .. } => "closed",
            ProblemDeed::Later => "later",
        }
    }
}

/// What was done, by whom and when, and which entry says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The code of the entry: its number in the log and part of its hash.
    pub entry: String,
    /// Who and when.
    pub hand: Hand,
    /// What.
    #[serde(flatten)]
    pub deed: ProblemDeed,
}

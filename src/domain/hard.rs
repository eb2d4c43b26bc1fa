//! Matters that cannot be got done at a window and go to window 1 (一号窗口, 办不成事).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::matter::Limit;

/// How hard a matter is, which sets its limit.
///
/// Source: rule W1 of the hall; the public rules of Tianjin and Xiangtan for such windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HardSize {
    /// One department can settle it: 5 working days.
    Complex,
    /// Several departments are needed: 10 working days.
    Joint,
    /// It cannot be done; the resident is told why within 3 working days.
    Impossible,
}

impl HardSize {
    /// All sizes.
    pub const ALL: [HardSize; 3] = [HardSize::Complex, HardSize::Joint, HardSize::Impossible];

    /// Returns the limit.
    pub fn limit(self) -> Limit {
        Limit::WorkingDays(match self {
            HardSize::Complex => 5,
            HardSize::Joint => 10,
            HardSize::Impossible => 3,
        })
    }

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            HardSize::Complex => "complex",
            HardSize::Joint => "joint",
            HardSize::Impossible => "impossible",
        }
    }

    /// Counts the last day from the day it was handed over.
    pub fn due(self, calendar: &Calendar, day: NaiveDate) -> Option<NaiveDate> {
        deadline::due(calendar, day, self.limit()).map(|due| due.date)
    }
}

/// How a hard matter ended: there is no third way, and no way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HardEnd {
    /// It was done.
    Solved,
    /// It cannot be done, and the resident was told why; never counted as solved.
    Explained,
}

impl HardEnd {
    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            HardEnd::Solved => "solved",
            HardEnd::Explained => "explained",
        }
    }
}

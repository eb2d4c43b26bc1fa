//! What happens to a matter that window 1 takes over.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::hard::HardEnd;
use crate::domain::hard::HardSize;
use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::HardId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;

/// A window hands a matter that cannot be got done to window 1 (办不成事).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HardRaised {
    /// The matter.
    pub hard: HardId,
    /// Its number for people.
    pub number: String,
    /// The window that hands it over.
    pub window: WindowNo,
    /// Who.
    pub staff: StaffNo,
    /// The errand.
    #[serde(default)]
    pub errand: Option<ErrandId>,
    /// The visit.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The case, if there is one.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// The resident.
    pub name: String,
    /// The resident's phone.
    #[serde(default)]
    pub phone: String,
    /// What is to be done.
    pub what: String,
    /// What blocks it.
    pub blocked: String,
    /// How hard.
    pub size: HardSize,
    /// The local day.
    pub day: NaiveDate,
    /// The last day.
    pub due: NaiveDate,
}

/// Window 1 called somebody about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HardCalled {
    /// The matter.
    pub hard: HardId,
    /// Whom.
    pub whom: String,
    /// What came of it.
    pub outcome: String,
}

/// Window 1 judges it harder or easier, which moves its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HardSized {
    /// The matter.
    pub hard: HardId,
    /// How hard.
    pub size: HardSize,
    /// The last day.
    pub due: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Window 1 ends it: done, or explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HardClosed {
    /// The matter.
    pub hard: HardId,
    /// How.
    pub end: HardEnd,
    /// What the resident was told.
    pub outcome: String,
    /// The local day.
    pub day: NaiveDate,
    /// Who.
    pub staff: StaffNo,
}

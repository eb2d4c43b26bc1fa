//! What a window answers where it does not act: no, or the right office.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;

/// A window said no (否定答复): recorded, printed, and seen by a leader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoGiven {
    /// The answer.
    pub no: NoId,
    /// Its number for people.
    pub number: String,
    /// The errand.
    #[serde(default)]
    pub errand: Option<ErrandId>,
    /// The visit.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The case, where one was refused.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// The window; none when a case was refused away from one.
    #[serde(default)]
    pub window: Option<WindowNo>,
    /// The matter's code, if known.
    #[serde(default)]
    pub matter: String,
    /// What was asked for.
    pub what: String,
    /// Why not.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// What the resident can do instead.
    #[serde(default)]
    pub instead: String,
    /// Who said it.
    pub staff: StaffNo,
    /// The local day.
    pub day: NaiveDate,
}

/// A leader has seen a recorded no, and says what is to happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoSeen {
    /// The answer.
    pub no: NoId,
    /// Whether it stands.
    pub agreed: bool,
    /// What is to happen.
    #[serde(default)]
    pub note: String,
    /// Who.
    pub staff: StaffNo,
}

/// A matter that is not the hall's: the right office was named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceTold {
    /// The errand.
    pub errand: ErrandId,
    /// Its number for people; empty before there was one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The visit.
    pub visit: VisitId,
    /// The window.
    pub window: WindowNo,
    /// What was asked for.
    pub what: String,
    /// The right office.
    pub office: String,
    /// Where it is, or its phone.
    #[serde(default)]
    pub address: String,
    /// The local day.
    pub day: NaiveDate,
}

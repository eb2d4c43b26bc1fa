//! What happens to cases at their beginning and end.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::parts::Applicant;
use crate::domain::event::parts::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoticeId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::matter::MatterStep;

/// An application is accepted, or done on the spot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseAccepted {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The errand that led to it.
    pub errand: ErrandId,
    /// The matter's code.
    pub matter: String,
    /// The matter's name when it was accepted.
    pub matter_name: String,
    /// The centre that does the work.
    pub centre: Centre,
    /// The person in the register.
    pub person: PersonId,
    /// The applicant as written.
    pub applicant: Applicant,
    /// Warnings about the number or phone the clerk went past.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The papers handed in.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The deferrable papers still missing.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The local day of acceptance.
    pub day: NaiveDate,
    /// The promise; none when done on the spot.
    #[serde(default)]
    pub promise: Option<Promise>,
    /// The visit it was accepted in; none before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// Who accepted it, and answers for it until somebody takes it by name (首问负责).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<StaffNo>,
    /// The department line that does the work.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// The steps it goes through, as the matter had them that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<MatterStep>,
    /// Until when the applicant promised the deferred papers (容缺).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred_until: Option<NaiveDate>,
    /// What was put right on the spot.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub corrected: String,
    /// Why it is urgent; empty when it is not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub urgent: String,
    /// The one-time notices that led up to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeId>,
    /// How many earlier visits it took.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub trips_before: u32,
    /// Who brought it for the applicant; empty when the applicant came.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proxy: String,
}

/// A promised case is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseDone {
    /// The case.
    pub case: CaseId,
    /// The local day.
    pub day: NaiveDate,
    /// By when the result is handed over; none before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver: Option<Promise>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

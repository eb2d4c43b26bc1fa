//! What happens to cases and to the people in the register.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::parts::Applicant;
use crate::domain::event::parts::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;

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
}

/// A promised case is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseDone {
    /// The case.
    pub case: CaseId,
    /// The local day.
    pub day: NaiveDate,
}

/// A person is added to the register or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonSaved {
    /// The person.
    pub person: PersonId,
    /// What is known of them.
    pub applicant: Applicant,
    /// Pinyin initials of the name, all readings.
    #[serde(default)]
    pub initials: Vec<String>,
}

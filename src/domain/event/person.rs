//! What happens to the people in the register.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::parts::Applicant;
use crate::domain::ids::CaseId;
use crate::domain::ids::PersonId;

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
    /// The name spelled in full, all readings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinyin: Vec<String>,
    /// The village as it is called; empty when not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// Two records turn out to be of one person: all of one is listed under the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonMerged {
    /// The record that stays.
    pub keep: PersonId,
    /// The record that leads to it from now on.
    pub drop: PersonId,
    /// Why.
    pub reason: String,
}

/// Somebody had a masked person shown in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonRevealed {
    /// The person.
    pub person: PersonId,
    /// The case it was for, if it was for one.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// Why.
    pub reason: String,
    /// What was shown.
    #[serde(default)]
    pub fields: Vec<String>,
    /// The local day.
    pub day: NaiveDate,
}

/// A bad credit record is noted, or that it was repaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonCredit {
    /// The person.
    pub person: PersonId,
    /// Whether it is not repaired.
    pub unrepaired: bool,
    /// Why.
    pub reason: String,
    /// Where that is known from.
    #[serde(default)]
    pub source: String,
}

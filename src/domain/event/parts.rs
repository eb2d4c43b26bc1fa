//! What the bodies of entries are made of.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::matter::Limit;

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum StaffRole {
    /// Works at a window.
    #[default]
    Clerk,
    /// Leads the day (带班领导) and may work at a window too.
    Leader,
}

impl StaffRole {
    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            StaffRole::Clerk => "clerk",
            StaffRole::Leader => "leader",
        }
    }
}

impl std::str::FromStr for StaffRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "clerk" => Ok(StaffRole::Clerk),
            "leader" => Ok(StaffRole::Leader),
            _ => Err(format!("{text:?} is not a role: clerk or leader")),
        }
    }
}

/// What became of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipResult {
    /// The printer took it.
    Printed,
    /// The resident was expressly told the number without a paper.
    NoPaper,
    /// The printer failed; the number does not count as given.
    Failed,
}

impl std::str::FromStr for SlipResult {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "printed" => Ok(SlipResult::Printed),
            "no_paper" => Ok(SlipResult::NoPaper),
            "failed" => Ok(SlipResult::Failed),
            _ => Err(format!(
                "{text:?} is not a slip result: printed, no_paper or failed"
            )),
        }
    }
}

/// How an errand ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done while the resident waited.
    OnTheSpot,
    /// Accepted with a date.
    Accepted,
    /// A question answered, nothing to accept.
    Advice,
    /// Sent home for papers, with a notice.
    PapersMissing,
    /// Sent on to another window or centre.
    Transferred,
    /// Left open and closed by the night or by a leader.
    Forgotten,
    /// Papers were taken in, nothing is promised yet.
    Received,
    /// A recorded no (否定答复).
    Refused,
    /// Not the hall's: the right office was named.
    NotOurs,
    /// Handed to window 1.
    HandedOver,
    /// The result of an earlier case was fetched.
    Collected,
}

impl Outcome {
    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::OnTheSpot => "on_the_spot",
            Outcome::Accepted => "accepted",
            Outcome::Advice => "advice",
            Outcome::PapersMissing => "papers_missing",
            Outcome::Transferred => "transferred",
            Outcome::Forgotten => "forgotten",
            Outcome::Received => "received",
            Outcome::Refused => "refused",
            Outcome::NotOurs => "not_ours",
            Outcome::HandedOver => "handed_over",
            Outcome::Collected => "collected",
        }
    }
}

/// Who applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Applicant {
    /// The name, NFC.
    pub name: String,
    /// Resident ID or credit code, as normalised; empty when not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The phone; empty when not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// The 12-digit village code; empty when not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub village: String,
}

/// A promised date as it was when the case was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The last day.
    pub due: NaiveDate,
    /// The limit it was counted from.
    pub limit: Limit,
    /// Whether the calendar of a year it reaches into was not loaded.
    #[serde(default)]
    pub provisional: bool,
    /// The first day on which the lamp is amber.
    pub amber_from: NaiveDate,
}

/// How a booking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingEnd {
    /// The resident came.
    Kept,
    /// It was called off.
    CalledOff,
    /// Nobody came by the end of the day.
    Missed,
}

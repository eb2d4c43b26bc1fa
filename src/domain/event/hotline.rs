//! A job of the hotline: a call, where it was sent, and what became of it at the door.
//!
//! Two sites may say something about one job: the one that took the call, and the village it was sent
//! to. The bodies belong to the kinds that are folded whole, by their entity.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::hotline::Channel;
use crate::domain::hotline::DoorLine;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Station;
use crate::domain::ids::JobId;
use crate::domain::rating::Level;
use crate::domain::time::UtcMs;

/// Somebody calls, or a home visit is booked for who cannot come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobOpened {
    /// The job.
    pub job: JobId,
    /// Its number for people.
    pub number: String,
    /// What kind of call it is.
    pub kind: JobKind,
    /// Where it came in.
    pub channel: Channel,
    /// Who called; empty for a caller who gave no name.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The code of the village, or what was said of it.
    #[serde(default)]
    pub village: String,
    /// Where in the village.
    #[serde(default)]
    pub place: String,
    /// What is asked.
    pub what: String,
    /// The local day.
    pub day: NaiveDate,
    /// The last day for it.
    pub due: NaiveDate,
}

/// A job is sent to a station, with who goes and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobSent {
    /// The job.
    pub job: JobId,
    /// How often it was sent with this, from 1.
    pub turn: u32,
    /// Where to.
    pub to: Station,
    /// Why there.
    pub why: Nearness,
    /// Who goes.
    pub person: String,
    /// When.
    pub at: UtcMs,
    /// At the caller's home, or elsewhere.
    pub spot: Spot,
    /// Why it was sent anew; empty the first time.
    #[serde(default)]
    pub reason: String,
    /// What the station is to know; it has read nothing of the job before.
    pub call: JobOpened,
}

/// Nobody was met; it is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMissed {
    /// The job.
    pub job: JobId,
    /// The sending it belongs to.
    pub turn: u32,
    /// Why.
    pub reason: String,
    /// The new time.
    pub at: UtcMs,
    /// Who goes then.
    pub person: String,
}

/// A job is done: answered on the phone, or seen to where it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobDone {
    /// The job.
    pub job: JobId,
    /// The sending it belongs to; 0 for an answer on the phone.
    pub turn: u32,
    /// What was done at the door, each line on the visitor's word.
    #[serde(default)]
    pub door: Vec<DoorLine>,
    /// Who did it.
    pub person: String,
    /// What came of it.
    pub outcome: String,
}

/// The caller was told, and asked how it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTold {
    /// The job.
    pub job: JobId,
    /// How, as by phone.
    pub how: String,
    /// What the caller said, 5 to 1; nothing where they would not say.
    #[serde(default)]
    pub level: Option<Level>,
    /// In the caller's words.
    #[serde(default)]
    pub note: String,
}

/// An official charge was paid for the resident, against its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCharged {
    /// The job.
    pub job: JobId,
    /// How much, in fen.
    pub fen: u64,
    /// The number of the receipt.
    pub receipt: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

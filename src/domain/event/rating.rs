//! What happens to ratings.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::followup::Terms;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Channel;

/// A resident is asked to rate an errand. Always paired with `given` or `timeout`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingInvited {
    /// The errand.
    pub errand: ErrandId,
    /// The window whose pad asks.
    pub window: WindowNo,
    /// Who served.
    pub staff: StaffNo,
    /// The centre.
    pub centre: Centre,
    /// What for, as the pad shows it.
    pub matter_name: String,
    /// The local day.
    pub day: NaiveDate,
}

/// A resident rated. Written in the pad's own log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingGiven {
    /// The errand.
    pub errand: ErrandId,
    /// 5 to 1.
    pub level: u8,
    /// Codes of the reasons.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// What the resident wrote.
    #[serde(default)]
    pub remark: String,
    /// The local day on which the errand had been noted as unrated, of a rating given later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<NaiveDate>,
    /// The way it came; the pad where nothing is said.
    #[serde(default, skip_serializing_if = "Channel::is_pad")]
    pub channel: Channel,
    /// The serial number of the paper it was keyed from; empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub paper: String,
    /// Under which number and limits a bad one is followed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followup: Option<Terms>,
}

/// The resident did not rate in time: unrated, not good and not bad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingTimeout {
    /// The errand.
    pub errand: ErrandId,
}

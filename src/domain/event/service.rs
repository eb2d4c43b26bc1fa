//! Service days of a village assistant: what is planned, who was there, who did not come and why.
//!
//! Folding them is joining: the same entries, told once or twice and in any order, say the same.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::StaffNo;
use crate::domain::service::ServiceDay;

/// On which days of the week an assistant is in the village from a day on; the plan before ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServicePlanned {
    /// The assistant's badge number.
    pub staff: StaffNo,
    /// The assistant's name: other sites have another register of staff.
    pub name: String,
    /// The days of a week, in order; none where the assistant serves no more.
    pub days: Vec<ServiceDay>,
    /// The first day for which it holds.
    pub from: NaiveDate,
}

/// An assistant is in the village from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceBegun {
    /// The assistant's badge number.
    pub staff: StaffNo,
    /// The assistant's name.
    pub name: String,
    /// The local day.
    pub day: NaiveDate,
}

/// An assistant leaves the village.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceEnded {
    /// The assistant's badge number.
    pub staff: StaffNo,
    /// The local day on which they had come.
    pub day: NaiveDate,
}

/// An assistant does not come on a day, or did not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceMissed {
    /// The assistant's badge number.
    pub staff: StaffNo,
    /// The assistant's name.
    pub name: String,
    /// The local day.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who comes instead, by name; empty for nobody.
    #[serde(default)]
    pub substitute: String,
}

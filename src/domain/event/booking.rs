//! What happens to a booking.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::parts::BookingEnd;
use crate::domain::ids::BookingId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::time::UtcMs;

/// A resident books a time with a matter and a named clerk (定时、定事、定人).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BookingMade {
    /// The booking.
    pub booking: BookingId,
    /// Its code for people.
    pub number: String,
    /// When.
    pub at: UtcMs,
    /// The local day of that time.
    pub day: NaiveDate,
    /// The matter's code.
    pub matter: String,
    /// Who will serve.
    pub staff: StaffNo,
    /// The resident.
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
}

/// A booking is kept or called off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BookingEnded {
    /// The booking.
    pub booking: BookingId,
    /// How.
    pub end: BookingEnd,
    /// The visit that began.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// Why it was called off.
    #[serde(default)]
    pub reason: String,
}

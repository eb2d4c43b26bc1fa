//! What happens to visits and errands, from the number to the end.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::parts::Outcome;
use crate::domain::event::parts::SlipResult;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;

/// A number is taken, or a resident served without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketIssued {
    /// The visit that begins.
    pub visit: VisitId,
    /// The number; none when served without one.
    #[serde(default)]
    pub no: Option<TicketNo>,
    /// The local day.
    pub day: NaiveDate,
    /// How the resident came.
    pub entrance: Entrance,
    /// The centre.
    pub centre: Centre,
    /// The matter chosen, if any.
    #[serde(default)]
    pub matter: Option<String>,
    /// Why it goes ahead, if it does.
    #[serde(default)]
    pub priority: Option<PriorityKind>,
    /// The reason in words.
    #[serde(default)]
    pub reason: String,
}

/// The slip came out, failed, or was expressly not wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketSlip {
    /// The visit.
    pub visit: VisitId,
    /// What became of it.
    pub result: SlipResult,
}

/// A number is called to a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketCalled {
    /// The visit.
    pub visit: VisitId,
    /// The window.
    pub window: WindowNo,
    /// Who called.
    pub staff: StaffNo,
}

/// A number is called again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketRecalled {
    /// The visit.
    pub visit: VisitId,
    /// The window.
    pub window: WindowNo,
}

/// Nobody came (过号).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketMissed {
    /// The visit.
    pub visit: VisitId,
}

/// A missed number stands in line again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketRejoined {
    /// The visit.
    pub visit: VisitId,
    /// Its new place.
    pub place: Place,
}

/// The resident sits at the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceStarted {
    /// The visit.
    pub visit: VisitId,
    /// The window.
    pub window: WindowNo,
    /// Who serves.
    pub staff: StaffNo,
}

/// The visit is put aside with a timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketParked {
    /// The visit.
    pub visit: VisitId,
    /// When it is due back.
    pub until: UtcMs,
    /// Why.
    pub reason: String,
}

/// A parked visit stands in line again, for the window that parked it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketResumed {
    /// The visit.
    pub visit: VisitId,
}

/// The visit goes to another line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketTransferred {
    /// The visit.
    pub visit: VisitId,
    /// The line.
    pub target: Target,
    /// The centre that is to serve it.
    pub centre: Centre,
    /// Its place there.
    pub place: Place,
    /// The window it returns to afterwards.
    #[serde(default)]
    pub come_back: Option<WindowNo>,
    /// Whether this is that return.
    #[serde(default)]
    pub returned: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A call is taken back; the number keeps its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketPutBack {
    /// The visit.
    pub visit: VisitId,
    /// Why.
    pub reason: String,
}

/// A priority is given or taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketPrioritised {
    /// The visit.
    pub visit: VisitId,
    /// The priority; none takes it away.
    #[serde(default)]
    pub priority: Option<PriorityKind>,
    /// Why.
    pub reason: String,
}

/// The visit is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitEnded {
    /// The visit.
    pub visit: VisitId,
    /// How.
    pub end: VisitEnd,
    /// Whether its last span counts.
    #[serde(default)]
    pub accuracy: Accuracy,
    /// Why, where somebody else ended it.
    #[serde(default)]
    pub reason: String,
}

/// One matter of the visit is begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrandStarted {
    /// The errand.
    pub errand: ErrandId,
    /// The visit.
    pub visit: VisitId,
    /// The matter's code; none while it is not known.
    #[serde(default)]
    pub matter: Option<String>,
    /// The window.
    pub window: WindowNo,
    /// Who serves.
    pub staff: StaffNo,
}

/// One matter of the visit is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrandEnded {
    /// The errand.
    pub errand: ErrandId,
    /// How.
    pub outcome: Outcome,
    /// The matter's code as it turned out to be.
    #[serde(default)]
    pub matter: Option<String>,
    /// Whether the span counts.
    #[serde(default)]
    pub accuracy: Accuracy,
}

//! The hall as it stands now: windows, staff on duty, visits that are not over.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::event::StaffRole;
use crate::domain::ids::*;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitState;

/// What a window is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum WindowState {
    /// Nobody sits there.
    Closed,
    /// Somebody serves there.
    Open,
    /// Closed for a while.
    Paused {
        /// Why.
        reason: String,
        /// Until when, if known.
        until: Option<UtcMs>,
    },
}

/// A window of the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The number on its sign.
    pub no: WindowNo,
    /// The centres it serves.
    pub centres: Vec<Centre>,
    /// Who sits there as a rule (A).
    pub regular: Option<StaffNo>,
    /// Who stands in (B).
    pub stand_in: Option<StaffNo>,
    /// What it is doing.
    pub state: WindowState,
    /// Who sits there now.
    pub staff: Option<StaffNo>,
    /// Whether that is somebody who stands in.
    pub stands_in: bool,
    /// Since when it has been doing that, or since the last visit left it.
    pub since: UtcMs,
}

impl Window {
    /// Returns whether it takes people now.
    pub fn is_open(&self) -> bool {
        self.state == WindowState::Open
    }

    /// Returns whether it serves a centre.
    pub fn serves(&self, centre: Centre) -> bool {
        self.centres.contains(&centre)
    }
}

/// Where an absent member of staff is (去向).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Away {
    /// Where.
    pub place: String,
    /// Until when.
    pub until: UtcMs,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Staff {
    /// The badge number.
    pub no: StaffNo,
    /// The name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// The local day for which they are posted as on duty.
    pub posted: Option<NaiveDate>,
    /// Where they are, when away.
    pub away: Option<Away>,
}

/// A call for help that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Emergency {
    /// The call.
    pub id: EmergencyId,
    /// The window it comes from.
    pub window: WindowNo,
    /// When it was raised.
    pub since: UtcMs,
}

/// An errand that is being served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenErrand {
    /// The errand.
    pub id: ErrandId,
    /// The visit.
    pub visit: VisitId,
    /// The matter's code, once known.
    pub matter: Option<String>,
    /// The window.
    pub window: WindowNo,
    /// Since when.
    pub since: UtcMs,
}

/// The hall as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Live {
    /// The local day.
    pub day: NaiveDate,
    /// Whether numbers are still given today.
    pub doors_open: bool,
    /// Visits that are not over, in no order.
    pub visits: Vec<Visit>,
    /// Windows by number.
    pub windows: Vec<Window>,
    /// Staff by number.
    pub staff: Vec<Staff>,
    /// Calls for help that go on.
    pub emergencies: Vec<Emergency>,
    /// Errands that are being served.
    pub errands: Vec<OpenErrand>,
}

impl Live {
    /// Finds a window.
    ///
    /// # Errors
    /// [`Refusal::WindowUnknown`].
    pub fn window(&self, no: WindowNo) -> Result<&Window, Refusal> {
        self.windows
            .iter()
            .find(|w| w.no == no)
            .ok_or(Refusal::WindowUnknown { window: no })
    }

    /// Finds an open window and who sits there.
    ///
    /// # Errors
    /// [`Refusal::WindowUnknown`] or [`Refusal::WindowNotOpen`].
    pub fn open_window(&self, no: WindowNo) -> Result<(&Window, StaffNo), Refusal> {
        let window = self.window(no)?;
        match (window.is_open(), window.staff) {
            (true, Some(staff)) => Ok((window, staff)),
            _ => Err(Refusal::WindowNotOpen { window: no }),
        }
    }

    /// Finds a member of staff.
    ///
    /// # Errors
    /// [`Refusal::StaffUnknown`].
    pub fn staff(&self, no: StaffNo) -> Result<&Staff, Refusal> {
        self.staff
            .iter()
            .find(|s| s.no == no)
            .ok_or(Refusal::StaffUnknown { staff: no })
    }

    /// Finds a member of staff who may sit at a window now: posted today and not away.
    ///
    /// # Errors
    /// [`Refusal::StaffUnknown`], [`Refusal::StaffNotPosted`] or [`Refusal::StaffAway`].
    ///
    /// Source: rule A1 (all on duty are posted before a window opens) and W4 (A/B posts).
    pub fn on_duty(&self, no: StaffNo) -> Result<&Staff, Refusal> {
        let staff = self.staff(no)?;
        if staff.posted != Some(self.day) {
            return Err(Refusal::StaffNotPosted { staff: no });
        }
        if staff.away.is_some() {
            return Err(Refusal::StaffAway { staff: no });
        }
        Ok(staff)
    }

    /// Finds where somebody sits now.
    pub fn seat_of(&self, staff: StaffNo) -> Option<&Window> {
        self.windows
            .iter()
            .find(|w| w.staff == Some(staff) && w.state != WindowState::Closed)
    }

    /// Finds the visit that is called to or served at a window.
    pub fn at_window(&self, no: WindowNo) -> Option<&Visit> {
        self.visits.iter().find(|v| {
            v.window == Some(no) && matches!(v.state, VisitState::Called | VisitState::Serving)
        })
    }

    /// Finds the visit that is called to or served at a window.
    ///
    /// # Errors
    /// [`Refusal::WindowIdle`].
    pub fn need_at_window(&self, no: WindowNo) -> Result<&Visit, Refusal> {
        self.window(no)?;
        self.at_window(no).ok_or(Refusal::WindowIdle { window: no })
    }

    /// Finds a visit by its number.
    ///
    /// # Errors
    /// [`Refusal::TicketUnknown`].
    pub fn ticket(&self, no: TicketNo) -> Result<&Visit, Refusal> {
        self.visits
            .iter()
            .find(|v| v.no == Some(no) && v.day == self.day)
            .or_else(|| self.visits.iter().find(|v| v.no == Some(no)))
            .ok_or_else(|| Refusal::TicketUnknown {
                ticket: no.to_string(),
            })
    }

    /// Finds the errand open for a visit.
    pub fn errand_of(&self, visit: VisitId) -> Option<&OpenErrand> {
        self.errands.iter().find(|e| e.visit == visit)
    }
}

//! The resident sits down at the window.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ErrandStarted;
use crate::domain::event::ServiceStarted;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::visit::Step;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Begins to serve the called number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartService {
    /// The window.
    pub window: WindowNo,
}

/// A service begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Started {
    /// The visit.
    pub visit: VisitId,
    /// The number as people say it.
    pub ticket: String,
    /// The errand that begins.
    pub errand: ErrandId,
    /// The matter's code, if known.
    pub matter: Option<String>,
}

impl Verb for StartService {
    type Done = Started;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Started, Error> {
        let live = act.live()?;
        let (_, staff) = act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        visit.check(Step::Start)?;
        start(
            act,
            visit.id,
            visit.label(),
            visit.matter.clone(),
            self.window,
            staff,
        )
    }
}

/// Begins a service and its first errand.
pub(crate) fn start(
    act: &mut Act<'_, '_>,
    visit: VisitId,
    ticket: String,
    matter: Option<String>,
    window: WindowNo,
    staff: StaffNo,
) -> Result<Started, Error> {
    act.emit(
        visit.0,
        ServiceStarted {
            visit,
            window,
            staff,
        },
    )?;
    begin_errand(act, visit, ticket, matter, window, staff)
}

/// Begins an errand of a visit that is being served.
pub(crate) fn begin_errand(
    act: &mut Act<'_, '_>,
    visit: VisitId,
    ticket: String,
    matter: Option<String>,
    window: WindowNo,
    staff: StaffNo,
) -> Result<Started, Error> {
    let errand = ErrandId(act.new_id()?);
    act.emit(
        errand.0,
        ErrandStarted {
            errand,
            visit,
            matter: matter.clone(),
            window,
            staff,
        },
    )?;
    Ok(Started {
        visit,
        ticket,
        errand,
        matter,
    })
}

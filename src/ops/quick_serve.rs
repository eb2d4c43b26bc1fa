//! A resident is served without a number.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::TicketIssued;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Entrance;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::call_next::must_be_free;
use crate::ops::start_service::Started;
use crate::ops::start_service::start;

/// Serves a resident without a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuickServe {
    /// The window.
    pub window: WindowNo,
    /// The matter's code, if known.
    #[serde(default)]
    pub matter: Option<String>,
}

impl Verb for QuickServe {
    type Done = Started;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Started, Error> {
        let live = act.live()?;
        let (window, staff) = act.clerk_at(&live, self.window)?;
        must_be_free(&live, self.window)?;
        let matter = self
            .matter
            .as_deref()
            .map(|code| act.matter(code))
            .transpose()?;
        let centre = matter
            .map(|m| m.centre)
            .or_else(|| window.centres.first().copied())
            .ok_or(Refusal::CentreMissing)?;
        let visit = VisitId(act.new_id()?);
        act.emit(
            visit.0,
            TicketIssued {
                visit,
                no: None,
                day: live.day,
                entrance: Entrance::Quick,
                centre,
                matter: self.matter.clone(),
                priority: None,
                reason: String::new(),
            },
        )?;
        start(
            act,
            visit,
            "-".to_owned(),
            self.matter.clone(),
            self.window,
            staff,
        )
    }
}

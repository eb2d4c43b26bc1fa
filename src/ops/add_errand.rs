//! A further errand of the same visit.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::VisitState;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::start_service::Started;
use crate::ops::start_service::begin_errand;

/// Begins a further errand of the visit at a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddErrand {
    /// The window.
    pub window: WindowNo,
    /// The matter's code, if known.
    #[serde(default)]
    pub matter: Option<String>,
}

impl Verb for AddErrand {
    type Done = Started;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Started, Error> {
        let live = act.live()?;
        let (_, staff) = act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        if visit.state != VisitState::Serving {
            return Err(Refusal::WrongState {
                ticket: visit.label(),
                state: visit.state,
                step: "add_errand",
            }
            .into());
        }
        if live.errand_of(visit.id).is_some() {
            return Err(Refusal::ErrandOpen {
                ticket: visit.label(),
            }
            .into());
        }
        if let Some(code) = &self.matter {
            act.matter(code)?;
        }
        begin_errand(
            act,
            visit.id,
            visit.label(),
            self.matter.clone(),
            self.window,
            staff,
        )
    }
}

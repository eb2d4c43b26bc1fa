//! A window pauses, with a reason the board shows.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::WindowPaused;
use crate::domain::ids::WindowNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::call_next::must_be_free;
use crate::ops::open_window::WindowDone;

/// Pauses a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseWindow {
    /// The window.
    pub window: WindowNo,
    /// Why.
    pub reason: String,
    /// Until when, as 10:15.
    #[serde(default)]
    pub until: Option<String>,
}

impl Verb for PauseWindow {
    type Done = WindowDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<WindowDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.clerk_at(&live, self.window)?;
        must_be_free(&live, self.window)?;
        let until = self
            .until
            .as_deref()
            .map(|text| act.time_to_come(text))
            .transpose()?;
        act.emit(
            Uuid::nil(),
            WindowPaused {
                window: self.window,
                reason,
                until,
            },
        )?;
        Ok(WindowDone {
            window: self.window,
        })
    }
}

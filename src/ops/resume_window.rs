//! A paused window works again.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::WindowResumed;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::open_window::WindowDone;

/// Opens a paused window again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResumeWindow {
    /// The window.
    pub window: WindowNo,
}

impl Verb for ResumeWindow {
    type Done = WindowDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<WindowDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let window = live.window(self.window)?;
        match (&window.state, window.staff) {
            (WindowState::Paused { .. }, Some(staff)) => live.on_duty(staff)?,
            _ => {
                return Err(Refusal::WindowNotPaused {
                    window: self.window,
                }
                .into());
            }
        };
        act.emit(
            Uuid::nil(),
            WindowResumed {
                window: self.window,
            },
        )?;
        Ok(WindowDone {
            window: self.window,
        })
    }
}

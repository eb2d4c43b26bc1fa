//! A window closes.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::WindowClosed;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::call_next::must_be_free;
use crate::ops::open_window::WindowDone;

/// Closes a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseWindow {
    /// The window.
    pub window: WindowNo,
}

impl Verb for CloseWindow {
    type Done = WindowDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<WindowDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        if live.window(self.window)?.state == WindowState::Closed {
            return Err(Refusal::WindowNotOpen {
                window: self.window,
            }
            .into());
        }
        must_be_free(&live, self.window)?;
        act.emit(
            Uuid::nil(),
            WindowClosed {
                window: self.window,
            },
        )?;
        Ok(WindowDone {
            window: self.window,
        })
    }
}

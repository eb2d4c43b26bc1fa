//! A window opens: whoever sits there is posted as on duty and not away.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::WindowOpened;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Opens a window with somebody on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenWindow {
    /// The window.
    pub window: WindowNo,
    /// Who sits there.
    pub staff: StaffNo,
}

/// Something was done with a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowDone {
    /// The window.
    pub window: WindowNo,
}

impl Verb for OpenWindow {
    type Done = WindowDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<WindowDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let window = live.window(self.window)?;
        if let (true, Some(staff)) = (window.state != WindowState::Closed, window.staff) {
            return Err(Refusal::WindowOpen {
                window: self.window,
                staff,
            }
            .into());
        }
        live.on_duty(self.staff)?;
        if let Some(seat) = live.seat_of(self.staff) {
            return Err(Refusal::StaffElsewhere {
                staff: self.staff,
                window: seat.no,
            }
            .into());
        }
        act.emit(
            uuid::Uuid::nil(),
            WindowOpened {
                window: self.window,
                staff: self.staff,
                stands_in: window.regular.is_some_and(|regular| regular != self.staff),
            },
        )?;
        Ok(WindowDone {
            window: self.window,
        })
    }
}

//! A member of staff is back; a window paused for them opens again.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::StaffBack;
use crate::domain::event::WindowResumed;
use crate::domain::ids::StaffNo;
use crate::domain::live::WindowState;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::post_staff::StaffDone;

/// Notes that somebody is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComeBack {
    /// The badge number.
    pub staff: StaffNo,
}

impl Verb for ComeBack {
    type Done = StaffDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<StaffDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        if live.staff(self.staff)?.away.is_none() {
            return Err(Refusal::StaffNotAway { staff: self.staff }.into());
        }
        act.emit(Uuid::nil(), StaffBack { staff: self.staff })?;
        if let Some(seat) = live.seat_of(self.staff)
            && matches!(seat.state, WindowState::Paused { .. })
        {
            act.emit(Uuid::nil(), WindowResumed { window: seat.no })?;
        }
        Ok(StaffDone { staff: self.staff })
    }
}

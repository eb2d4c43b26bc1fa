//! A member of staff goes off duty; whoever still sits at a window cannot.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::StaffUnposted;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::post_staff::StaffDone;

/// Takes somebody off duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnpostStaff {
    /// The badge number.
    pub staff: StaffNo,
}

impl Verb for UnpostStaff {
    type Done = StaffDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<StaffDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        live.staff(self.staff)?;
        if let Some(seat) = live.seat_of(self.staff) {
            return Err(Refusal::StaffElsewhere {
                staff: self.staff,
                window: seat.no,
            }
            .into());
        }
        act.emit(Uuid::nil(), StaffUnposted { staff: self.staff })?;
        Ok(StaffDone { staff: self.staff })
    }
}

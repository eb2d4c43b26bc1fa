//! A member of staff is posted as on duty for the day (上墙公示).

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::StaffPosted;
use crate::domain::ids::StaffNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Posts somebody as on duty today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostStaff {
    /// The badge number.
    pub staff: StaffNo,
}

/// Something was noted about a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffDone {
    /// The badge number.
    pub staff: StaffNo,
}

impl Verb for PostStaff {
    type Done = StaffDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<StaffDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        live.staff(self.staff)?;
        act.emit(
            Uuid::nil(),
            StaffPosted {
                staff: self.staff,
                day: live.day,
            },
        )?;
        Ok(StaffDone { staff: self.staff })
    }
}

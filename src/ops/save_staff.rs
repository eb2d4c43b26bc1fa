//! A member of staff is added or changed.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::StaffRole;
use crate::domain::event::StaffSaved;
use crate::domain::ids::StaffNo;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::post_staff::StaffDone;

/// Adds or changes a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveStaff {
    /// The badge number.
    pub staff: StaffNo,
    /// The name.
    pub name: String,
    /// What they may do.
    #[serde(default)]
    pub role: StaffRole,
}

impl Verb for SaveStaff {
    type Done = StaffDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<StaffDone, Error> {
        let name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        if act.who() != Who::System {
            act.leader(&act.live()?)?;
        }
        if self.staff.0 == u32::MAX {
            return Err(Error::Usage(Misuse::BadgeReserved {
                given: self.staff.0,
            }));
        }
        act.emit(
            Uuid::nil(),
            StaffSaved {
                staff: self.staff,
                name,
                role: self.role,
            },
        )?;
        Ok(StaffDone { staff: self.staff })
    }
}

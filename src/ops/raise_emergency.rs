//! A member of staff calls for help.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::EmergencyRaised;
use crate::domain::ids::EmergencyId;
use crate::domain::ids::WindowNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;

/// Calls for help at a window. A call that goes on is not raised twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseEmergency {
    /// The window.
    pub window: WindowNo,
}

/// A call for help was raised or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmergencyDone {
    /// The call.
    pub emergency: EmergencyId,
    /// The window.
    pub window: WindowNo,
}

impl Verb for RaiseEmergency {
    type Done = EmergencyDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<EmergencyDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        live.window(self.window)?;
        if let Some(going_on) = live.emergencies.iter().find(|e| e.window == self.window) {
            return Ok(EmergencyDone {
                emergency: going_on.id,
                window: self.window,
            });
        }
        let emergency = EmergencyId(act.new_id()?);
        act.emit(
            emergency.0,
            EmergencyRaised {
                emergency,
                window: self.window,
            },
        )?;
        Ok(EmergencyDone {
            emergency,
            window: self.window,
        })
    }
}

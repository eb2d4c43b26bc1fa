//! A call for help is over, with a reason: it can always be turned off.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::EmergencyEnded;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::raise_emergency::EmergencyDone;

/// Ends a call for help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndEmergency {
    /// The window it came from.
    pub window: WindowNo,
    /// How it ended.
    pub reason: String,
}

impl Verb for EndEmergency {
    type Done = EmergencyDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<EmergencyDone, Error> {
        let reason = reason(&self.reason)?;
        let live = act.live()?;
        act.staff(&live)?;
        let emergency = live
            .emergencies
            .iter()
            .find(|e| e.window == self.window)
            .ok_or(Refusal::EmergencyUnknown)?
            .id;
        act.emit(emergency.0, EmergencyEnded { emergency, reason })?;
        Ok(EmergencyDone {
            emergency,
            window: self.window,
        })
    }
}

//! Opens a meeting: on its day, and on no other.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::meeting;
use crate::ops::meeting::MeetingNow;

/// Opens a meeting on its day: raters sign in from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenMeeting {
    /// Its number.
    pub meeting: String,
}

impl Verb for OpenMeeting {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let (found, hand) = meeting::by_leader(act, &self.meeting)?;
        found.check_open(act.today())?;
        let event = event::MeetingOpened {
            meeting: found.id,
            hand,
        };
        meeting::keep(act, &found, event)
    }
}

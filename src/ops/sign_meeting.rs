//! Signs the result of a meeting: a leader who is not judged by it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::meeting::State;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::meeting;
use crate::ops::meeting::MeetingNow;

/// Signs the result of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignMeeting {
    /// Its number.
    pub meeting: String,
}

impl Verb for SignMeeting {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let (found, hand) = meeting::by_leader(act, &self.meeting)?;
        found.must_be(&[State::Counted], act.today())?;
        let event = event::MeetingSigned {
            meeting: found.id,
            hand,
        };
        meeting::keep(act, &found, event)
    }
}

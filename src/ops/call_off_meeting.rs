//! Calls a meeting off, or ends one to which too few came; ballots that are in are thrown away.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::meeting::Ended;
use crate::domain::meeting::State;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::meeting;
use crate::ops::meeting::MeetingNow;

/// Calls a meeting off, or ends one to which too few came: then it is invalid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallOffMeeting {
    /// Its number.
    pub meeting: String,
    /// Why.
    pub reason: String,
}

impl Verb for CallOffMeeting {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let (found, hand) = meeting::by_leader(act, &self.meeting)?;
        // One whose day went by is ended as well, by what was written about it: it is not to stand open
        // for ever.
        found.must_be(&[State::Called, State::Open, State::Voting], found.day)?;
        let lacks = match found.state() {
            State::Open => found.lacks(found.present()),
            _ => None,
        };
        let ended = Ended {
            hand,
            reason: reason(&self.reason)?,
            lacks,
        };
        let event = event::MeetingCalledOff {
            meeting: found.id,
            ended,
        };
        meeting::keep(act, &found, event)
    }
}

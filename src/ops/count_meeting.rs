//! Counts a meeting: one entry with sums, once all that was given out is accounted for. Where too few
//! voted, the entry says so and has no sums.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::number_or_text;
use crate::domain::meeting::Counted;
use crate::domain::meeting::State;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::meeting;
use crate::ops::meeting::MeetingNow;

/// Counts the ballots, once all that was given out is accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountMeeting {
    /// Its number.
    pub meeting: String,
    /// How many papers were found in the urn.
    #[serde(default, deserialize_with = "number_or_text")]
    pub papers: u32,
    /// How many slips and papers that were given out did not come in.
    #[serde(default, deserialize_with = "number_or_text")]
    pub not_in: u32,
}

impl Verb for CountMeeting {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let (found, hand) = meeting::by_leader(act, &self.meeting)?;
        found.must_be(&[State::Voting], act.today())?;
        let (contents, voting) = meeting::open_box(act.dir(), &found)?;
        let counts = contents.counted(&found)?;
        let tally = contents.tally(voting);
        found.check_tally(&tally, self.papers, self.not_in)?;
        let lacks = found.lacks(tally.ballots());
        let event = event::MeetingCounted {
            meeting: found.id,
            counted: Counted {
                hand,
                tally,
                counts: Some(counts).filter(|_| lacks.is_none()),
                lacks,
                keyed_by: contents.keyers(),
            },
        };
        meeting::keep(act, &found, event)
    }
}

//! Takes back a paper ballot keyed under a wrong number: whoever keyed it, before another keyed it too.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::number_or_text;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::key_ballots::BallotKeyed;
use crate::ops::meeting;

/// Takes back a paper ballot that was keyed once, under a wrong number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawBallot {
    /// The meeting's number.
    pub meeting: String,
    /// The number under which it was keyed.
    #[serde(deserialize_with = "number_or_text")]
    pub paper: u32,
}

impl Verb for WithdrawBallot {
    type Done = BallotKeyed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<BallotKeyed, Error> {
        let (found, hand) = meeting::by_name(act, &self.meeting)?;
        let contents = meeting::in_box(act, &found, |contents| {
            contents.withdraw(&found, self.paper, hand.by)
        })?;
        Ok(BallotKeyed::of(&contents, self.paper))
    }
}

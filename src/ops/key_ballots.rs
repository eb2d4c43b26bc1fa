//! Keys a paper ballot. What was read lies in the ballot box until it is counted, never in the ledger.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::number_or_text;
use crate::domain::meeting::Ballot;
use crate::domain::meeting::BallotBox;
use crate::domain::meeting::read_answers;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::meeting;

/// Keys a paper ballot; two people do so, each without sight of the other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyBallots {
    /// The meeting's number.
    pub meeting: String,
    /// The serial number on the paper.
    #[serde(deserialize_with = "number_or_text")]
    pub paper: u32,
    /// A digit for each line, 0 to abstain, `-` for an empty line.
    #[serde(deserialize_with = "number_or_text")]
    pub answers: String,
}

impl std::fmt::Debug for KeyBallots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyBallots {}", self.meeting)
    }
}

/// How far a paper is; nothing of what the other person read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BallotKeyed {
    /// The paper.
    pub paper: u32,
    /// How often it was keyed.
    pub keyed: u32,
    /// Lines in which the two differ and that a third person settles.
    pub differ: Vec<String>,
    /// How many papers are not agreed yet, of those that were keyed.
    pub open: usize,
}

impl BallotKeyed {
    pub(crate) fn of(contents: &BallotBox, paper: u32) -> BallotKeyed {
        BallotKeyed {
            paper,
            keyed: contents.keyed(paper),
            differ: contents.differences(paper),
            open: contents.open_papers().len(),
        }
    }
}

impl Verb for KeyBallots {
    type Done = BallotKeyed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<BallotKeyed, Error> {
        let (found, hand) = meeting::by_name(act, &self.meeting)?;
        let answers = read_answers(&self.answers, found.profile.marks)?;
        let ballot = Ballot::of_paper(answers, &found)?;
        let contents = meeting::in_box(act, &found, |contents| {
            contents.key(&found, self.paper, hand.by, &ballot)
        })?;
        Ok(BallotKeyed::of(&contents, self.paper))
    }
}

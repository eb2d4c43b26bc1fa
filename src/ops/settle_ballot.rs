//! Settles a line of a paper ballot in which two people differ: a third looks at the paper.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::number_or_text;
use crate::domain::meeting::Answer;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::line_name;
use crate::domain::meeting::read_answers;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::key_ballots::BallotKeyed;
use crate::ops::meeting;

/// Settles a line of a paper ballot in which two people differ.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleBallot {
    /// The meeting's number.
    pub meeting: String,
    /// The serial number on the paper.
    #[serde(deserialize_with = "number_or_text")]
    pub paper: u32,
    /// The line: the subject's number on the ballot, a dot, the word of the question.
    pub line: String,
    /// A digit, 0 to abstain, `-` for an empty line.
    #[serde(deserialize_with = "number_or_text")]
    pub value: String,
}

impl std::fmt::Debug for SettleBallot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SettleBallot {}", self.meeting)
    }
}

impl Verb for SettleBallot {
    type Done = BallotKeyed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<BallotKeyed, Error> {
        let (found, hand) = meeting::by_name(act, &self.meeting)?;
        let line = line(&found, &self.line)?;
        let answer = value(&found, &self.value)?;
        let contents = meeting::in_box(act, &found, |contents| {
            contents.settle(&found, self.paper, hand.by, (&line, answer))
        })?;
        Ok(BallotKeyed::of(&contents, self.paper))
    }
}

fn line(found: &Meeting, given: &str) -> Result<String, MeetingRefusal> {
    let given = plain::digits(given.trim());
    let mut known = (0..found.answers()).map(|at| line_name(found, at));
    known.find(|line| *line == given).ok_or_else(|| {
        let first = found.profile.questions.first();
        MeetingRefusal::LineUnknown {
            line: given,
            question: first.cloned().unwrap_or_default(),
        }
    })
}

fn value(found: &Meeting, given: &str) -> Result<Option<Answer>, MeetingRefusal> {
    match read_answers(given, found.profile.marks)?.as_slice() {
        [answer] => Ok(*answer),
        more => Err(MeetingRefusal::BallotLength {
            found: more.len(),
            wanted: 1,
        }),
    }
}

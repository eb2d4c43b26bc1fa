//! Gives everybody who signed in a code or a paper ballot.
//!
//! Codes are made here and nowhere kept: the box has their salted hashes, whoever opens the voting has
//! them once, to print, cut and shuffle. While no ballot is in, they can be made anew.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event;
use crate::domain::ids::number_or_text;
use crate::domain::meeting::BallotBox;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::SALT;
use crate::domain::meeting::SPREAD;
use crate::domain::meeting::State;
use crate::domain::meeting::code_of;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::meeting;
use crate::store::StoreError;
use crate::store::boxes;

/// Gives out a code or a paper ballot to everybody who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenVoting {
    /// The meeting's number.
    pub meeting: String,
    /// How many vote on paper.
    #[serde(default, deserialize_with = "number_or_text")]
    pub papers: u32,
    /// Why the voting begins anew, where ballots are in or the box is gone.
    #[serde(default)]
    pub again: String,
}

/// What is given out. The codes are shown this once.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct VotingNow {
    /// The meeting's number.
    pub number: String,
    /// The word of its state.
    pub state: &'static str,
    /// How many papers.
    pub papers: u32,
    /// The codes, in no order.
    pub codes: Vec<String>,
}

impl std::fmt::Debug for VotingNow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A code in a log would be a vote for whoever reads it.
        write!(f, "VotingNow {} of {}", self.codes.len(), self.number)
    }
}

impl Verb for OpenVoting {
    type Done = VotingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<VotingNow, Error> {
        let (found, hand) = meeting::by_leader(act, &self.meeting)?;
        let again = match found.state() {
            State::Voting => optional_text("reason", &self.again, MAX_TEXT)?,
            _ => String::new(),
        };
        check_again(act, &found, &again)?;
        found.check_vote(self.papers, act.today())?;
        let codes = codes(found.present().saturating_sub(self.papers))?;
        let ballot_box = Uuid::from_bytes(random::<16>()?);
        let contents = BallotBox::new(&found, &random::<SALT>()?, &codes);
        boxes::save(act.dir(), ballot_box, &contents)?;
        let event = event::VotingOpened {
            meeting: found.id,
            hand,
            ballot_box,
            codes: u32::try_from(codes.len()).unwrap_or(u32::MAX),
            papers: self.papers,
            again,
        };
        let now = meeting::keep(act, &found, event)?;
        Ok(VotingNow {
            number: now.number,
            state: now.state,
            papers: self.papers,
            codes,
        })
    }
}

/// Refuses to throw ballots away, or to give up a box, without a reason.
fn check_again(act: &Act<'_, '_>, found: &Meeting, again: &str) -> Result<(), Error> {
    if found.state() != State::Voting || !again.is_empty() {
        return Ok(());
    }
    let number = found.number.clone();
    match meeting::open_box(act.dir(), found) {
        // Papers that were given out may lie in the urn, which nobody here can see.
        Ok((contents, voting)) => match contents.ballots() {
            0 if voting.papers == 0 => Ok(()),
            ballots => Err(MeetingRefusal::VotingBegun { number, ballots }.into()),
        },
        Err(Error::Store(StoreError::BoxMissing { .. } | StoreError::BoxDamaged { .. })) => {
            Err(MeetingRefusal::BallotBoxGone { number }.into())
        }
        Err(error) => Err(error),
    }
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Misuse::NoRandomness)?;
    Ok(bytes)
}

/// Makes codes, no two alike.
fn codes(wanted: u32) -> Result<Vec<String>, Error> {
    let (mut codes, mut seen) = (Vec::new(), BTreeSet::new());
    while codes.len() < wanted as usize {
        let code = code_of(random::<SPREAD>()?);
        if seen.insert(code.clone()) {
            codes.push(code);
        }
    }
    Ok(codes)
}

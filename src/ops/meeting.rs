//! What the verbs of a meeting have in common, and the casting of ballots, which is no verb: nothing
//! of it reaches the ledger before all are counted.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::meeting::Answer;
use crate::domain::meeting::Ballot;
use crate::domain::meeting::BallotBox;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::State;
use crate::domain::meeting::Voting;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::intake;
use crate::store::StoreError;
use crate::store::boxes;
use crate::store::view;

/// A meeting as it stands after a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingNow {
    /// Its number.
    pub number: String,
    /// The word of its state.
    pub state: &'static str,
    /// How many signed in.
    pub raters: u32,
}

impl MeetingNow {
    fn of(meeting: &Meeting) -> MeetingNow {
        MeetingNow {
            number: meeting.number.clone(),
            state: meeting.state().word(),
            raters: meeting.present(),
        }
    }
}

/// A vote as it is keyed at a pad. It is neither written nor shown anywhere with the code.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The meeting's number.
    pub meeting: String,
    /// The code of the slip.
    pub code: String,
    /// The answers; none only asks whether the code can vote.
    #[serde(default)]
    pub answers: Option<Vec<Answer>>,
}

impl std::fmt::Debug for Vote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vote")
    }
}

/// Finds a meeting by its number.
///
/// # Errors
/// [`MeetingRefusal::MeetingUnknown`].
pub(crate) fn find(db: &rusqlite::Connection, number: &str) -> Result<Meeting, Error> {
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let found = view::meetings::find(db, &number)?;
    found.ok_or_else(|| MeetingRefusal::MeetingUnknown { number }.into())
}

/// Finds a meeting, and who acts by name and is not judged at it.
///
/// # Errors
/// [`MeetingRefusal::MeetingUnknown`], [`MeetingRefusal::JudgedHere`], and
/// [`crate::domain::refusal::Refusal::StaffOnly`].
pub(crate) fn by_name(act: &Act<'_, '_>, number: &str) -> Result<(Meeting, Hand), Error> {
    let by = intake::by_name(act, &act.live()?)?;
    let meeting = find(act.db(), number)?;
    meeting.not_judged(by)?;
    let day = act.today();
    Ok((meeting, Hand { by, day }))
}

/// Finds a meeting, and the leader who acts and is not judged at it.
///
/// # Errors
/// [`crate::domain::refusal::Refusal::NotLeader`], and those of [`by_name`].
pub(crate) fn by_leader(act: &Act<'_, '_>, number: &str) -> Result<(Meeting, Hand), Error> {
    act.leader(&act.live()?)?;
    by_name(act, number)
}

/// Keeps what happened and returns how the meeting stands then.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep(
    act: &mut Act<'_, '_>,
    meeting: &Meeting,
    event: impl Into<Event>,
) -> Result<MeetingNow, Error> {
    let event = event.into();
    let mut now = meeting.clone();
    now.apply(&event);
    act.emit(meeting.id.0, event)?;
    Ok(MeetingNow::of(&now))
}

/// Returns the box in which is voted.
///
/// # Errors
/// [`MeetingRefusal::MeetingStands`]; [`StoreError::BoxMissing`] or [`StoreError::BoxDamaged`], also
/// where the file is another voting's.
pub(crate) fn open_box<'m>(
    dir: &std::path::Path,
    meeting: &'m Meeting,
) -> Result<(BallotBox, &'m Voting), Error> {
    let voting = match (&meeting.voting, meeting.state()) {
        (Some(voting), State::Voting) => voting,
        (_, state) => {
            return Err(MeetingRefusal::MeetingStands {
                number: meeting.number.clone(),
                standing: state.word(),
            }
            .into());
        }
    };
    let contents = boxes::load(dir, voting.ballot_box)?;
    if !contents.is_of(meeting, voting) {
        let path = boxes::path(dir, voting.ballot_box);
        return Err(StoreError::BoxDamaged { path }.into());
    }
    Ok((contents, voting))
}

/// Does something to the papers of the box in which is voted, and keeps it.
///
/// # Errors
/// Those of [`open_box`] and of `work`.
pub(crate) fn in_box(
    act: &Act<'_, '_>,
    meeting: &Meeting,
    work: impl FnOnce(&mut BallotBox) -> Result<(), crate::domain::refusal::Refusal>,
) -> Result<BallotBox, Error> {
    let (mut contents, voting) = open_box(act.dir(), meeting)?;
    work(&mut contents)?;
    boxes::save(act.dir(), voting.ballot_box, &contents)?;
    Ok(contents)
}

impl Hall {
    /// Casts a ballot, or asks whether a code can vote. When this returns the ballot is in the box, and
    /// survives a power cut; where it fails the code has not voted, but for a disk that failed.
    ///
    /// # Errors
    /// [`MeetingRefusal::CodeUnknown`], [`MeetingRefusal::CodeUsed`],
    /// [`MeetingRefusal::BallotLength`], [`MeetingRefusal::BallotMark`], and those of a meeting at
    /// which nobody votes now.
    pub fn vote(&self, vote: &Vote) -> Result<(), Error> {
        // The gate: whoever counts waits, and whoever comes after a count finds the voting over.
        self.store().gated(|db, dir| {
            let meeting = find(db, &vote.meeting)?;
            let (mut contents, voting) = open_box(dir, &meeting)?;
            let Some(answers) = &vote.answers else {
                return Ok(contents.check_code(&vote.code)?);
            };
            contents.cast(&vote.code, &Ballot::whole(answers, &meeting)?)?;
            Ok(boxes::save(dir, voting.ballot_box, &contents)?)
        })
    }
}

//! What a rule refuses about meetings that judge, and about their ballots.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// A rule about meetings said no. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MeetingRefusal {
    /// No meeting bears the number.
    #[error("no meeting has the number {number}; see yizhan show meetings")]
    MeetingUnknown {
        /// The number given.
        number: String,
    },
    /// No profile has the name.
    #[error("there is no kind of meeting {profile:?}; choose one of {known}")]
    MeetingKindUnknown {
        /// The name given.
        profile: String,
        /// Those there are.
        known: String,
    },
    /// The notice is too short.
    #[error(
        "{day} is too soon: {days} natural days after the notice, whose day does not count, it is {earliest} at the earliest"
    )]
    NoticeShort {
        /// The day given.
        day: String,
        /// How many days.
        days: u32,
        /// The first day.
        earliest: String,
    },
    /// It is another day.
    #[error("{number} is held on {day}, and on no other day; call it off and call another one")]
    NotTheDay {
        /// Its number.
        number: String,
        /// Its day.
        day: String,
    },
    /// Nobody is named who is judged.
    #[error("name who is judged: badges or names, parted by semicolons")]
    SubjectMissing,
    /// Somebody is named twice.
    #[error("{name} stands twice among those who are judged")]
    SubjectTwice {
        /// Who.
        name: String,
    },
    /// Too many are judged at once.
    #[error("at most {most} are judged at one meeting; call a second one")]
    SubjectsMany {
        /// The most.
        most: usize,
    },
    /// The number of the invited is missing.
    #[error("say how many were invited: a share of them must come")]
    InvitedMissing,
    /// It does not stand where that can be done.
    #[error("{number} is {standing}; that cannot be done now")]
    MeetingStands {
        /// Its number.
        number: String,
        /// The word of its state.
        standing: &'static str,
    },
    /// Whoever is judged runs, counts and signs nothing here.
    #[error("{staff} is judged at this meeting; another person does this")]
    JudgedHere {
        /// Who.
        staff: StaffNo,
    },
    /// No such kind of rater.
    #[error("{given:?} is no kind of rater here; choose one of {known}")]
    KindUnknown {
        /// The kind given.
        given: String,
        /// Those there are.
        known: String,
    },
    /// Somebody of that name has signed in.
    #[error("{name} has signed in; for another person of that name put the group behind it")]
    RaterThere {
        /// The name.
        name: String,
    },
    /// Nobody of that name has signed in.
    #[error("nobody signed in as {name}")]
    RaterUnknown {
        /// The name.
        name: String,
    },
    /// Who is judged does not judge.
    #[error(
        "{name} is judged here and does not judge; for another person of that name put the group behind it"
    )]
    RaterJudged {
        /// The name.
        name: String,
    },
    /// The list is full.
    #[error("at most {most} sign in at one meeting")]
    RatersMany {
        /// The most.
        most: usize,
    },
    /// A name is missing.
    #[error("name who signs in")]
    RaterMissing,
    /// Too few are there.
    #[error(
        "{have} of at least {wanted} have signed in for {number}, of these kinds nobody: {kinds}; wait for more, or end it with call_off_meeting, then it is invalid"
    )]
    MeetingShort {
        /// Its number.
        number: String,
        /// How many there are.
        have: u32,
        /// How many are wanted.
        wanted: u32,
        /// The kinds of whom nobody is there.
        kinds: String,
    },
    /// The jury is not of the number it must be.
    #[error("{have} have signed in for {number}; a jury is of {wanted}, neither fewer nor more")]
    JuryNotFull {
        /// Its number.
        number: String,
        /// How many there are.
        have: u32,
        /// How many are wanted.
        wanted: u32,
    },
    /// More papers than raters.
    #[error("{papers} papers are more than the {raters} who signed in")]
    PapersMany {
        /// Papers.
        papers: u32,
        /// Raters.
        raters: u32,
    },
    /// Voting has begun.
    #[error(
        "voting for {number} has begun and {ballots} ballots are in; beginning anew throws them away and needs a reason: again"
    )]
    VotingBegun {
        /// Its number.
        number: String,
        /// How many ballots.
        ballots: u32,
    },
    /// The ballot box is gone or damaged.
    #[error(
        "the ballot box of {number} is gone or damaged, so nothing can be counted; vote anew with open_voting and a reason: again"
    )]
    BallotBoxGone {
        /// Its number.
        number: String,
    },
    /// The code is none of this meeting.
    #[error("this code does not fit; key the digits on the slip once more")]
    CodeUnknown,
    /// The code has voted.
    #[error("this slip has voted; its ballot is in")]
    CodeUsed,
    /// Answers are missing, or are too many.
    #[error("{found} answers; the ballot has {wanted}: a digit each, 0 to abstain")]
    BallotLength {
        /// How many were given.
        found: usize,
        /// How many it has.
        wanted: usize,
    },
    /// No such mark.
    #[error("{given:?} is no mark; 1 to {highest}, 0 to abstain, - for an empty line of a paper")]
    BallotMark {
        /// What was given.
        given: String,
        /// The highest mark.
        highest: u8,
    },
    /// No such paper was given out.
    #[error("there is no paper {paper}; {papers} were given out, numbered from 1")]
    BallotUnknown {
        /// The number given.
        paper: u32,
        /// How many there are.
        papers: u32,
    },
    /// Only one's own keying is taken back, and only before another's.
    #[error(
        "you did not key paper {paper}, or another keyed it too; where two differ a third settles"
    )]
    BallotNotYours {
        /// Its number.
        paper: u32,
    },
    /// No such line stands on the paper.
    #[error("there is no line {line:?} on the ballot; as 1.{question}")]
    LineUnknown {
        /// The line given.
        line: String,
        /// A question there is.
        question: String,
    },
    /// Papers are not agreed.
    #[error("{open} papers are not agreed by two people yet: {papers}")]
    BallotsOpen {
        /// The first of them.
        papers: String,
        /// How many.
        open: usize,
    },
    /// Ballots do not tie out.
    #[error(
        "ballots do not tie out: {issued} given out; keyed {pad}, papers agreed {paper} and found {papers}; left {left} and said to be left {not_in}"
    )]
    BallotsDoNotTie {
        /// What was given out.
        issued: u32,
        /// Ballots keyed at pads.
        pad: u32,
        /// Papers agreed.
        paper: u32,
        /// Papers said to have been found.
        papers: u32,
        /// What is said not to have come in.
        not_in: u32,
        /// What did not come in.
        left: u32,
    },
}

//! What a rule refuses about errands by proxy and the days of those who run them.

use chrono::NaiveDate;
use serde::Serialize;
use thiserror::Error;

use crate::domain::mandate::Step;

/// A rule about errands by proxy, or about the days of those who run them, said no. Each case has a sentence in both languages under
/// `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MandateRefusal {
    /// A digit was misheard, or two changed places.
    #[error(
        "{number} cannot be right: a digit was misheard or two changed places; ask for it again"
    )]
    NumberMisheard {
        /// As it was typed.
        number: String,
    },
    /// There is no such errand here.
    #[error("there is no errand {number} here")]
    MandateUnknown {
        /// The number.
        number: String,
    },
    /// Several errands end so.
    #[error("several errands end in {number}: {numbers}; give all the digits of one")]
    NumberShort {
        /// As it was typed.
        number: String,
        /// Those that end so.
        numbers: String,
    },
    /// The task ends with the paper.
    #[error("this task about errand {number} ends when the paper is counted, found or home again")]
    TaskOfPaper {
        /// The errand's number.
        number: String,
    },
    /// This is no village station below a hall.
    #[error("errands are taken at a village station that is enrolled below its hall")]
    NoVillage,
    /// This is not the hall.
    #[error("only the hall may do this")]
    NotTheHall,
    /// So many errands were given today that no number is left.
    #[error("no number is left for today; take it tomorrow")]
    NumbersUsedUp,
    /// The day is before today, or before the papers are at the hall.
    #[error("the mandate must hold until {until} at least: the papers are on their way until then")]
    EndsTooSoon {
        /// The first day that would do.
        until: NaiveDate,
    },
    /// A step before it is not done.
    #[error("errand {number} stands at another step: {} comes next", next.word())]
    StepNext {
        /// The number.
        number: String,
        /// The step that comes next.
        next: Step,
    },
    /// Nothing more is to be done.
    #[error("errand {number} is over")]
    MandateOver {
        /// The number.
        number: String,
    },
    /// The resident ended it.
    #[error("errand {number} was stopped; give its papers back, or have the resident renew it")]
    MandateStopped {
        /// The number.
        number: String,
    },
    /// The resident did not end it, and it holds.
    #[error("errand {number} holds until {until}; there is nothing to renew")]
    MandateHolds {
        /// The number.
        number: String,
        /// Until when.
        until: NaiveDate,
    },
    /// Its time is over.
    #[error("the mandate of errand {number} ended on {until}; have the resident renew it")]
    MandateExpired {
        /// The number.
        number: String,
        /// When it ended.
        until: NaiveDate,
    },
    /// Papers are out, lost, disputed or not signed for.
    #[error("errand {number} cannot be closed: {papers}")]
    PapersOut {
        /// The number.
        number: String,
        /// Which papers.
        papers: String,
    },
    /// The slip's number is missing.
    #[error("write the number of the slip that was signed for this")]
    SlipMissing,
    /// The paper is in other hands.
    #[error("{paper} is not in these hands")]
    PaperElsewhere {
        /// Its name.
        paper: String,
    },
    /// The paper is on its way and nobody has said that it came.
    #[error("{paper} was given on already; the other side is to say that it came")]
    PaperMoving {
        /// Its name.
        paper: String,
    },
    /// The paper is not on its way.
    #[error("{paper} is not on its way here")]
    PaperNotComing {
        /// Its name.
        paper: String,
    },
    /// The paper is lost.
    #[error("{paper} is lost; note that it was found or replaced first")]
    PaperLost {
        /// Its name.
        paper: String,
    },
    /// The paper is not lost and nobody disputes it.
    #[error("{paper} is where it should be; there is nothing to put right")]
    PaperInOrder {
        /// Its name.
        paper: String,
    },
    /// Somebody must answer for it.
    #[error("say who answers for the lost paper")]
    OwnerMissing,
    /// Money goes through no assistant's hands without a receipt.
    #[error("an official charge is noted with the number of its receipt")]
    ReceiptMissing,
    /// There is no site above this one.
    #[error("no site above this one is enrolled here; nothing can be raised")]
    NobodyAbove,
    /// It is no matter that was raised.
    #[error("{number} is no matter that was raised")]
    NotRaised {
        /// The number.
        number: String,
    },
    /// It was raised already.
    #[error("{number} was raised already")]
    RaisedAlready {
        /// The number.
        number: String,
    },
    /// There is no answer yet.
    #[error("{number} has no answer yet; it is closed when the resident was told one")]
    NotAnswered {
        /// The number.
        number: String,
    },
    /// The level above has it.
    #[error("{number} lies with {holder}; answer when their answer has come")]
    WaitsAbove {
        /// The number.
        number: String,
        /// Who has it.
        holder: String,
    },
    /// The resident was told.
    #[error("the resident was told about {number} already")]
    ToldAlready {
        /// The number.
        number: String,
    },
    /// The call-back says whether the resident is content.
    #[error("say whether the resident is content: content = yes or no")]
    ContentMissing,
    /// The days of a plan cannot be read.
    #[error(
        "{given:?} is no plan: write the day of the week and the hours, as 1 09:00-11:30, 4 14:00-17:00"
    )]
    PlanBad {
        /// As it was typed.
        given: String,
    },
    /// A plan cannot be changed for days that are past.
    #[error("a plan holds from today on at the earliest; {day} is past")]
    PlanPast {
        /// The day given.
        day: NaiveDate,
    },
    /// Whoever it is checked in and has not gone.
    #[error("{name} checked in at {since} and has not gone; check out first")]
    ThereAlready {
        /// Who.
        name: String,
        /// Since when, local time.
        since: String,
    },
    /// Whoever it is has not checked in today.
    #[error("{name} has not checked in today; there is nothing to check out of")]
    NotThere {
        /// Who.
        name: String,
    },
    /// Whoever it is was there on the day.
    #[error("{name} was there on {day}; there is no reason to give")]
    WasThere {
        /// Who.
        name: String,
        /// The day.
        day: NaiveDate,
    },
    /// The day is too far away.
    #[error("{day} is too far away: a reason is given for a day from {from} to {until}")]
    DayTooFar {
        /// The day given.
        day: NaiveDate,
        /// The first day that would do.
        from: NaiveDate,
        /// The last day that would do.
        until: NaiveDate,
    },
    /// Nobody stands in for themselves.
    #[error("somebody else must stand in, not {name}")]
    OwnSubstitute {
        /// Who.
        name: String,
    },
}

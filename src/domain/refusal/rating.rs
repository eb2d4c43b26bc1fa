//! What a rule refuses about ratings, their follow-up, and closing what was registered.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// A rule about ratings said no. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RatingRefusal {
    /// Nobody was asked to rate this.
    #[error("nobody was asked to rate this errand")]
    RatingNotInvited,
    /// The errand is already rated, or its time ran out.
    #[error("this errand is already rated; a rating is never changed")]
    RatingClosed,
    /// A low rating needs a reason.
    #[error("levels 2 and 1 need a reason: choose at least one")]
    RatingReasonMissing,
    /// The reason is not on the list.
    #[error("{reason:?} is not a reason; choose {known}")]
    RatingReasonUnknown {
        /// The reason given.
        reason: String,
        /// The reasons there are.
        known: String,
    },
    /// Only the resident at the pad rates.
    #[error("only the resident rates, at the pad; staff cannot")]
    RaterIsStaff,
    /// The resident still has time.
    #[error("the resident still has time to rate")]
    RatingNotTimedOut,
    /// A rating can be added for some days only.
    #[error(
        "a rating could be added until {until}; note what the resident says as a matter raised"
    )]
    RatingTooLate {
        /// The last day.
        until: String,
    },
    /// No bad rating bears the number.
    #[error("no bad rating has the number {number}; see yizhan show followups")]
    FollowupUnknown {
        /// The number given.
        number: String,
    },
    /// It is closed.
    #[error("{number} is closed; a leader can have it done anew with sign_followup and a reason")]
    FollowupOver {
        /// Its number.
        number: String,
    },
    /// Nothing was done yet.
    #[error("nobody noted what was done about {number}; note it with fix_followup first")]
    FollowupNotFixed {
        /// Its number.
        number: String,
    },
    /// What was done is noted already.
    #[error("what was done about {number} is noted already; now another person calls back")]
    FollowupFixed {
        /// Its number.
        number: String,
    },
    /// The rated person does not see who rated.
    #[error("{staff} was rated and sees the reason, not who gave it; another person does this")]
    RatedPerson {
        /// Who.
        staff: StaffNo,
    },
    /// Whoever saw to it does not check it.
    #[error("{staff} saw to it; another person calls back and signs")]
    FixerChecks {
        /// Who.
        staff: StaffNo,
    },
    /// Nobody is named who could be called.
    #[error("{number} names nobody who could be called; a leader signs with sign_followup instead")]
    NobodyToCall {
        /// Its number.
        number: String,
    },
    /// The day is too late.
    #[error("{until} is too late; the last day by the hall's limits is {latest}")]
    LedgerTooLate {
        /// The day given.
        until: String,
        /// The last day.
        latest: String,
    },
    /// There is nothing to sign.
    #[error("{number} needs no signature; it is closed once the resident says that it is right")]
    NothingToSign {
        /// Its number.
        number: String,
    },
    /// Only the rated person appeals.
    #[error("only {staff}, who was rated, can appeal")]
    NotTheRated {
        /// Who was rated.
        staff: StaffNo,
    },
    /// An appeal is made once.
    #[error("an appeal about {number} was made already; it is made once")]
    AppealedOnce {
        /// Its number.
        number: String,
    },
    /// No appeal waits.
    #[error("no appeal about {number} waits to be decided")]
    NoAppeal {
        /// Its number.
        number: String,
    },
    /// The rating is in the score, or the resident was told.
    #[error("there is nothing to tell the resident about {number}")]
    NothingToTell {
        /// Its number.
        number: String,
    },
    /// Something is missing before it can be closed.
    #[error("{number} cannot be closed yet; missing: {lacks}")]
    CloseLocked {
        /// Its number.
        number: String,
        /// The words of all that is missing, joined by commas.
        lacks: String,
    },
    /// Nobody notes the talk they were called to.
    #[error("{staff} was called to this talk; another leader holds it and notes what came of it")]
    OwnTalk {
        /// Who.
        staff: StaffNo,
    },
    /// The task ends with the follow-up.
    #[error("this task ends by itself when {number} is seen to; see yizhan show followups")]
    TaskOfFollowup {
        /// Its number.
        number: String,
    },
}

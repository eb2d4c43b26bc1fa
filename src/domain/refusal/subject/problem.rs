//! What a rule refuses about registered problems and criticism.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// A problem cannot be seen to so. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ProblemRefusal {
    /// No problem bears the number.
    #[error("no problem has the number {number}; see yizhan show problems")]
    ProblemUnknown {
        /// The number given.
        number: String,
    },
    /// It is closed.
    #[error("{number} is closed; a leader can have it done anew with sign_problem and a reason")]
    ProblemOver {
        /// Its number.
        number: String,
    },
    /// Nothing was done yet.
    #[error("nobody noted what was done about {number}; note it with fix_problem first")]
    ProblemNotFixed {
        /// Its number.
        number: String,
    },
    /// What was done is noted already.
    #[error(
        "what was done about {number} is noted already; now another person asks whoever raised it"
    )]
    ProblemFixed {
        /// Its number.
        number: String,
    },
    /// Whoever sees to it does not check it.
    #[error("{staff} sees to {number}; another person visits, signs and closes")]
    HandlerChecks {
        /// Its number.
        number: String,
        /// Who.
        staff: StaffNo,
    },
    /// Nobody is named who could be asked.
    #[error("{number} names nobody who could be asked; a leader signs with sign_problem instead")]
    NobodyToVisit {
        /// Its number.
        number: String,
    },
    /// There is nothing to sign.
    #[error(
        "{number} needs no signature; it is closed once whoever raised it says that it is right"
    )]
    ProblemUnsigned {
        /// Its number.
        number: String,
    },
    /// A criticism is never turned away.
    #[error(
        "{number} is a criticism, which is registered and so seen to; explain it, never send it on"
    )]
    CriticismTurnedAway {
        /// Its number.
        number: String,
    },
    /// It follows another.
    #[error("{number} repeats {first} and is closed with it; only reply to whoever raised it")]
    ProblemRepeats {
        /// Its number.
        number: String,
        /// The one it repeats.
        first: String,
    },
    /// Another cannot be the first of it.
    #[error(
        "{first} cannot be what {number} repeats: it has to be open, registered earlier, and no repeat; a criticism repeats a criticism only"
    )]
    NotTheFirst {
        /// Its number.
        number: String,
        /// The one named.
        first: String,
    },
    /// Others follow it.
    #[error("{number} is repeated by {others}, so it stays the first of them")]
    ProblemRepeated {
        /// Its number.
        number: String,
        /// The others.
        others: String,
    },
    /// The day a consultation set is too late.
    #[error("{until} is too late; the last day the hall lets a consultation set is {latest}")]
    ConsultTooLate {
        /// The day given.
        until: String,
        /// The last day.
        latest: String,
    },
    /// The task ends with the problem.
    #[error("this task ends by itself when {number} is seen to; see yizhan show problems")]
    TaskOfProblem {
        /// Its number.
        number: String,
    },
}

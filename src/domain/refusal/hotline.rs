//! What a rule refuses about jobs of the hotline and home visits.

use serde::Serialize;
use thiserror::Error;

/// A rule about the hotline said no. Each case has a sentence in both languages under
/// `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum HotlineRefusal {
    /// There is no such job here.
    #[error("there is no job {number} here")]
    JobUnknown {
        /// The number.
        number: String,
    },
    /// Two jobs have one number.
    #[error(
        "two jobs have the number {number}; name the job by the id in yizhan show hotline --json"
    )]
    JobTwice {
        /// The number.
        number: String,
    },
    /// Only advice and look-ups are answered on the phone.
    #[error("only questions and look-ups are answered on the phone; send somebody")]
    NotByPhone,
    /// Say where it is.
    #[error("say where it is: the village, or the place")]
    WhereMissing,
    /// Name who goes.
    #[error("name who goes")]
    PersonMissing,
    /// Say when.
    #[error("say when somebody comes")]
    TimeMissing,
    /// There is no such station.
    #[error("there is no station {station}")]
    StationUnknown {
        /// As it was given.
        station: String,
    },
    /// It was done already.
    #[error("job {number} is done already")]
    JobOver {
        /// The number.
        number: String,
    },
    /// Nobody was sent.
    #[error("nobody was sent for job {number} yet")]
    JobNotSent {
        /// The number.
        number: String,
    },
    /// Another site sees to it.
    #[error("job {number} is with {holder}")]
    JobElsewhere {
        /// The number.
        number: String,
        /// Who has it.
        holder: String,
    },
    /// Lines of the door list are not ticked.
    #[error("job {number} is not done: {lines} not ticked")]
    DoorLinesLeft {
        /// The number.
        number: String,
        /// The lines' words, parted by commas.
        lines: String,
    },
    /// It is not done yet.
    #[error("job {number} is not done yet; there is nothing to tell")]
    JobNotDone {
        /// The number.
        number: String,
    },
    /// The caller was told.
    #[error("the caller was told about job {number} already")]
    CallerTold {
        /// The number.
        number: String,
    },
    /// Who did it does not ask how it was.
    #[error("{name} did job {number}, or noted it as done; somebody else asks the caller")]
    SameHands {
        /// The number.
        number: String,
        /// Who.
        name: String,
    },
    /// A home visit costs nothing.
    #[error("a visit costs nothing; an official charge is noted with its receipt")]
    NoFee,
    /// More than any official charge.
    #[error("no receipt says more than {most} yuan; look at the sum again")]
    ChargeTooMuch {
        /// The most, in yuan.
        most: u64,
    },
}

//! What a rule refuses about ratings that staff take down: on the phone, and from paper.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// A rating cannot be taken down so. Each case has a sentence in both languages under
/// `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ChannelRefusal {
    /// Who served takes no rating of it down.
    #[error("{staff} served this errand; another person takes the rating down")]
    ServedItself {
        /// Who.
        staff: StaffNo,
    },
    /// No errand that was asked about is meant.
    #[error(
        "{given} names no errand whose resident was asked to rate; write the case number, or the day and the number, as 2026-03-12 B023"
    )]
    RatedUnknown {
        /// What was given.
        given: String,
    },
    /// Several errands are meant.
    #[error(
        "{given} means several errands; write the case number, or the id from yizhan show unrated"
    )]
    RatedSeveral {
        /// What was given.
        given: String,
    },
    /// Nobody can be called.
    #[error(
        "no phone is on file for this errand; who came without one rates at the pad or on a form"
    )]
    NoPhone,
    /// A paper bears a number.
    #[error("write the serial number that stands on the paper")]
    PaperUnnamed,
    /// A paper counts once.
    #[error("paper {paper} was counted already; a paper counts once")]
    PaperCounted {
        /// Its serial number.
        paper: String,
    },
    /// Nobody keyed it.
    #[error("nobody keyed paper {paper}; key it with key_rating first")]
    PaperNotKeyed {
        /// Its serial number.
        paper: String,
    },
    /// A line does not take that.
    #[error("{given:?} cannot stand in the line {line} of a form; it takes {takes}")]
    FormLineBad {
        /// The line.
        line: String,
        /// What was given.
        given: String,
        /// What it takes.
        takes: String,
    },
}

//! What a rule refuses about paper that two people key.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// Paper cannot be keyed so. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum TwiceRefusal {
    /// The other keying has to be another person's.
    #[error("{staff} keyed this paper already; another person keys it the second time")]
    KeyedBySame {
        /// Who.
        staff: StaffNo,
    },
    /// It was keyed twice.
    #[error("this paper was keyed twice already; where the two differ, a third person settles it")]
    KeyedTwice,
    /// Nothing to settle before two people keyed it.
    #[error("this paper was keyed once; another person keys it before anything is settled")]
    KeyedOnce,
    /// Whoever keyed it does not settle.
    #[error("{staff} keyed this paper; a third person settles where the two differ")]
    SettledByKeyer {
        /// Who.
        staff: StaffNo,
    },
    /// The two keyings agree there.
    #[error("the two keyings do not differ in {line}")]
    NoDifference {
        /// The line named.
        line: String,
    },
}

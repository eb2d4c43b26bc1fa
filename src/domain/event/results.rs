//! What happens to results.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::results::Results;

/// A leader posted the results of a span. They stay as they were judged then; posted again, both stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultsPosted {
    /// The posting.
    pub posting: Uuid,
    /// The local day.
    pub day: NaiveDate,
    /// What was posted.
    pub results: Results,
}

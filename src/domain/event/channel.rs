//! Ratings that came otherwise than by the window's pad: calls, and papers that two people key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Hand;
use crate::domain::ids::ErrandId;

/// Somebody called a resident who had not rated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingCalled {
    /// The errand.
    pub errand: ErrandId,
    /// Who called, and when.
    pub hand: Hand,
    /// Whether the resident rated; that is an entry of its own.
    pub rated: bool,
    /// What was said, or why there is no rating.
    #[serde(default)]
    pub note: String,
}

/// Somebody keyed a form on which a resident had rated; the second one does it without sight of the
/// first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingKeyed {
    /// The paper's serial number.
    pub paper: String,
    /// Who keyed it, and when.
    pub hand: Hand,
    /// What stands on it, by line.
    pub lines: BTreeMap<String, String>,
}

/// A third person looked at a form where the two differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingSettled {
    /// The paper's serial number.
    pub paper: String,
    /// Who looked, and when.
    pub hand: Hand,
    /// The line.
    pub line: String,
    /// What stands there; none says that it is empty.
    #[serde(default)]
    pub value: Option<String>,
}

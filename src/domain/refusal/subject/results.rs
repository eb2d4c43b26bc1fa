//! What a rule refuses about posted results.

use serde::Serialize;
use thiserror::Error;

/// Results cannot be posted or shown so. Each case has a sentence in both languages under
/// `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ResultsRefusal {
    /// The span lies ahead.
    #[error("{period} has not begun; it does on {from}")]
    ResultsAhead {
        /// The span.
        period: String,
        /// Its first day.
        from: String,
    },
    /// Nothing was posted about it.
    #[error("nothing was posted about {period}; post it with post_results")]
    ResultsNotPosted {
        /// The span.
        period: String,
    },
}

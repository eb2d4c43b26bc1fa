//! The refusals about posted results.

use crate::domain::refusal::ResultsRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_results(refusal: &ResultsRefusal) -> Option<ResultsRefusal> {
    use ResultsRefusal::*;
    Some(match refusal {
        ResultsAhead { .. } => ResultsNotPosted {
            period: "2026-Q1".into(),
        },
        ResultsNotPosted { .. } => return None,
    })
}

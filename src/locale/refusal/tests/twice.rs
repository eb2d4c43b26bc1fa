//! The refusals about paper that two people key.

use super::STAFF;
use crate::domain::refusal::TwiceRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_twice(refusal: &TwiceRefusal) -> Option<TwiceRefusal> {
    use TwiceRefusal::*;
    Some(match refusal {
        KeyedTwice => KeyedBySame { staff: STAFF },
        KeyedBySame { .. } => KeyedOnce,
        KeyedOnce => SettledByKeyer { staff: STAFF },
        SettledByKeyer { .. } => NoDifference { line: "甲".into() },
        NoDifference { .. } => return None,
    })
}

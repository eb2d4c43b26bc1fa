//! The refusals about ratings that staff take down.

use crate::domain::refusal::ChannelRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_channel(refusal: &ChannelRefusal) -> Option<ChannelRefusal> {
    use ChannelRefusal::*;
    let given = || "B023".to_owned();
    let paper = || "P0001".to_owned();
    Some(match refusal {
        ServedItself { .. } => RatedUnknown { given: given() },
        RatedUnknown { .. } => RatedSeveral { given: given() },
        RatedSeveral { .. } => NoPhone,
        NoPhone => PaperUnnamed,
        PaperUnnamed => PaperCounted { paper: paper() },
        PaperCounted { .. } => PaperNotKeyed { paper: paper() },
        PaperNotKeyed { .. } => FormLineBad {
            line: "level".into(),
            given: "6".into(),
            takes: "5, 4, 3, 2, 1".into(),
        },
        FormLineBad { .. } => return None,
    })
}

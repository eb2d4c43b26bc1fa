//! The refusals about meetings that judge.

use super::STAFF;
use crate::domain::refusal::MeetingRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_meeting(refusal: &MeetingRefusal) -> Option<MeetingRefusal> {
    use MeetingRefusal::*;
    let text = || "甲".to_owned();
    let number = || "M260312-01".to_owned();
    Some(match refusal {
        MeetingUnknown { .. } => MeetingKindUnknown {
            profile: text(),
            known: text(),
        },
        MeetingKindUnknown { .. } => NoticeShort {
            day: text(),
            days: 7,
            earliest: text(),
        },
        NoticeShort { .. } => NotTheDay {
            number: number(),
            day: text(),
        },
        NotTheDay { .. } => SubjectMissing,
        SubjectMissing => SubjectTwice { name: text() },
        SubjectTwice { .. } => SubjectsMany { most: 40 },
        SubjectsMany { .. } => InvitedMissing,
        InvitedMissing => MeetingStands {
            number: number(),
            standing: "lapsed",
        },
        MeetingStands { .. } => JudgedHere { staff: STAFF },
        JudgedHere { .. } => KindUnknown {
            given: text(),
            known: text(),
        },
        KindUnknown { .. } => RaterThere { name: text() },
        RaterThere { .. } => RaterUnknown { name: text() },
        RaterUnknown { .. } => RaterJudged { name: text() },
        RaterJudged { .. } => RatersMany { most: 2000 },
        RatersMany { .. } => RaterMissing,
        RaterMissing => MeetingShort {
            number: number(),
            have: 49,
            wanted: 50,
            kinds: String::new(),
        },
        other => return after_voting(other),
    })
}

fn after_voting(refusal: &MeetingRefusal) -> Option<MeetingRefusal> {
    use MeetingRefusal::*;
    let text = || "甲".to_owned();
    let number = || "M260312-01".to_owned();
    Some(match refusal {
        MeetingShort { .. } => JuryNotFull {
            number: number(),
            have: 9,
            wanted: 10,
        },
        JuryNotFull { .. } => PapersMany {
            papers: 11,
            raters: 10,
        },
        PapersMany { .. } => VotingBegun {
            number: number(),
            ballots: 3,
        },
        VotingBegun { .. } => BallotBoxGone { number: number() },
        BallotBoxGone { .. } => CodeUnknown,
        CodeUnknown => CodeUsed,
        CodeUsed => BallotLength {
            found: 2,
            wanted: 3,
        },
        BallotLength { .. } => BallotMark {
            given: text(),
            highest: 5,
        },
        BallotMark { .. } => BallotUnknown {
            paper: 4,
            papers: 3,
        },
        BallotUnknown { .. } => BallotNotYours { paper: 3 },
        BallotNotYours { .. } => LineUnknown {
            line: text(),
            question: text(),
        },
        LineUnknown { .. } => BallotsOpen {
            papers: text(),
            open: 1,
        },
        BallotsOpen { .. } => BallotsDoNotTie {
            issued: 50,
            pad: 40,
            paper: 8,
            papers: 9,
            not_in: 1,
            left: 2,
        },
        _ => return None,
    })
}

//! The refusals of subjects that have an enum of their own.

use super::STAFF;
use super::channel::after_channel;
use super::meeting::after_meeting;
use super::problem::after_problem;
use super::results::after_results;
use super::score::after_score;
use super::twice::after_twice;
use crate::domain::refusal::ChannelRefusal;
use crate::domain::refusal::MeetingRefusal;
use crate::domain::refusal::ProblemRefusal;
use crate::domain::refusal::ResultsRefusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::refusal::SubjectRefusal;
use crate::domain::refusal::TwiceRefusal;

/// Returns the first in the list of all.
pub(super) fn first() -> SubjectRefusal {
    TwiceRefusal::KeyedTwice.into()
}

/// Returns the refusal that follows in the list of all.
pub(super) fn after_subject(refusal: &SubjectRefusal) -> Option<SubjectRefusal> {
    Some(match refusal {
        SubjectRefusal::Twice(told) => match after_twice(told) {
            Some(told) => told.into(),
            None => ResultsRefusal::ResultsAhead {
                period: "2026-Q1".into(),
                from: "2026-01-01".into(),
            }
            .into(),
        },
        SubjectRefusal::Results(told) => match after_results(told) {
            Some(told) => told.into(),
            None => ScoreRefusal::SheetUnknown {
                number: "甲".into(),
            }
            .into(),
        },
        SubjectRefusal::Score(told) => match after_score(told) {
            Some(told) => told.into(),
            None => ProblemRefusal::ProblemUnknown {
                number: "甲".into(),
            }
            .into(),
        },
        SubjectRefusal::Problem(told) => match after_problem(told) {
            Some(told) => told.into(),
            None => ChannelRefusal::ServedItself { staff: STAFF }.into(),
        },
        SubjectRefusal::Channel(told) => match after_channel(told) {
            Some(told) => told.into(),
            None => MeetingRefusal::MeetingUnknown {
                number: "甲".into(),
            }
            .into(),
        },
        SubjectRefusal::Meeting(told) => after_meeting(told)?.into(),
    })
}

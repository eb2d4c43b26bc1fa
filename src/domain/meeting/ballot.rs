//! One ballot: an answer to every question about everybody who is judged.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::meeting::Meeting;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;

/// An answer. To abstain is one, and is never taken for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// No opinion (弃权).
    Abstain,
    /// A mark, from 1.
    Mark(u8),
}

/// A whole ballot: answers by subject, and within it by question. None is a line left empty, which only
/// paper can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot(Vec<Option<Answer>>);

impl Ballot {
    /// Takes what was keyed at a pad: every question has its answer.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotLength`] or [`MeetingRefusal::BallotMark`].
    pub fn whole(answers: &[Answer], meeting: &Meeting) -> Result<Ballot, MeetingRefusal> {
        Ballot::of_paper(answers.iter().map(|a| Some(*a)).collect(), meeting)
    }

    /// Takes what two people read on a paper, where lines may be empty.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotLength`] or [`MeetingRefusal::BallotMark`].
    pub fn of_paper(
        answers: Vec<Option<Answer>>,
        meeting: &Meeting,
    ) -> Result<Ballot, MeetingRefusal> {
        if answers.len() != meeting.answers() {
            return Err(MeetingRefusal::BallotLength {
                found: answers.len(),
                wanted: meeting.answers(),
            });
        }
        for answer in answers.iter().flatten() {
            check(*answer, meeting.profile.marks)?;
        }
        Ok(Ballot(answers))
    }

    /// Returns the answers.
    pub fn answers(&self) -> &[Option<Answer>] {
        &self.0
    }
}

fn check(answer: Answer, highest: u8) -> Result<(), MeetingRefusal> {
    match answer {
        Answer::Mark(mark) if mark == 0 || mark > highest => Err(MeetingRefusal::BallotMark {
            given: mark.to_string(),
            highest,
        }),
        _ => Ok(()),
    }
}

/// Reads answers as they are keyed from paper: a digit each, 0 to abstain, `-` for an empty line;
/// spaces, commas and semicolons may part them.
///
/// # Errors
/// [`MeetingRefusal::BallotMark`] for anything else.
pub fn read_answers(text: &str, highest: u8) -> Result<Vec<Option<Answer>>, MeetingRefusal> {
    let text = plain::digits(text);
    let parts = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '，' | '；' | '、' | '/'));
    parts
        .map(|c| match c.to_digit(10) {
            Some(0) => Ok(Some(Answer::Abstain)),
            Some(mark) if mark <= u32::from(highest) => Ok(Some(Answer::Mark(mark as u8))),
            None if matches!(c, '-' | '－' | '—') => Ok(None),
            _ => Err(MeetingRefusal::BallotMark {
                given: c.to_string(),
                highest,
            }),
        })
        .collect()
}

/// Returns the name of a line of a paper: the subject's number on the ballot, and the question.
pub fn line_name(meeting: &Meeting, at: usize) -> String {
    let questions = &meeting.profile.questions;
    let (subject, question) = (at / questions.len().max(1), at % questions.len().max(1));
    let word = questions.get(question).map_or("", String::as_str);
    format!("{}.{word}", subject + 1)
}

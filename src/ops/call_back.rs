//! Calls the resident behind a bad rating back: another person than the one who saw to it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Answer;
use crate::domain::event;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::following;
use crate::ops::following::FollowupNow;

/// Calls the resident behind a bad rating back: another person than the one who saw to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// Its number.
    pub followup: String,
    /// What the resident said.
    pub answer: Heard,
    /// In the resident's words.
    #[serde(default)]
    pub note: String,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// It is right now.
    Satisfied,
    /// It is not; it is opened anew.
    Unhappy,
    /// Nobody answered; that is no call-back.
    NotReached,
}

impl Heard {
    /// Returns what was said; none when nobody answered.
    pub(crate) fn answer(self) -> Option<Answer> {
        match self {
            Heard::Satisfied => Some(Answer::Satisfied),
            Heard::Unhappy => Some(Answer::Unhappy),
            Heard::NotReached => None,
        }
    }
}

impl Verb for CallBack {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        let (order, hand) = following::open(act, &self.followup)?;
        following::may_call(&order, hand)?;
        if order.lock.round.fixed.is_none() {
            let number = order.terms.number.clone();
            return Err(RatingRefusal::FollowupNotFixed { number }.into());
        }
        following::not_fixer(&order, hand)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        let event = event::FollowupCalled {
            errand: order.errand,
            hand,
            answer: self.answer.answer(),
            note,
        };
        following::keep(act, &order, event)
    }
}

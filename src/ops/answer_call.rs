//! Answers a question or a look-up of the hotline on the phone.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::JobDone;
use crate::domain::hotline::Stand;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;

/// Answers a question or a look-up of the hotline on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerCall {
    /// The job's number, or its id.
    pub job: String,
    /// The answer.
    pub text: String,
}

impl Verb for AnswerCall {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        found.opened_here(act)?;
        if found.job.stand() > Stand::Sent {
            let number = found.number();
            return Err(HotlineRefusal::JobOver { number }.into());
        }
        // What was sent is seen to where it was sent.
        if !found.job.call.kind.is_asked() || found.job.stand() == Stand::Sent {
            return Err(HotlineRefusal::NotByPhone.into());
        }
        let outcome = optional_text("text", &self.text, MAX_TEXT)?;
        if outcome.is_empty() {
            return Err(Refusal::WhatMissing.into());
        }
        let event = JobDone {
            job: found.job.call.job,
            turn: 0,
            door: Vec::new(),
            person: found.name.clone(),
            outcome,
        };
        found.say(act, event)
    }
}

//! Notes that a job of the hotline is done; at a home only with every line of the door list.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::JobDone;
use crate::domain::hotline::door;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;

/// Notes that a job of the hotline is done; at a home only with every line of the door list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishJob {
    /// The job's number, or its id.
    pub job: String,
    /// What came of it.
    pub outcome: String,
    /// The lines of the door list that were done: their numbers or words, parted by commas, or all.
    #[serde(default)]
    pub door: String,
    /// Who did it; who was to go when left out.
    #[serde(default)]
    pub person: String,
}

impl Verb for FinishJob {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        found.goes_here(act)?;
        let ticked = door::read(&self.door).map_err(|given| Misuse::FieldBad {
            verb: "finish_job".to_owned(),
            field: "door".to_owned(),
            given: given.chars().take(MAX_NAME).collect(),
        })?;
        let sending = found.job.now();
        // Source: rule A6 of the hall: a home visit cannot be completed with an unticked line.
        if sending.is_some_and(|sending| sending.spot.is_home()) {
            let missing = door::missing(&ticked);
            if !missing.is_empty() {
                let number = found.number();
                let words: Vec<&str> = missing.iter().map(|line| line.word()).collect();
                let lines = words.join(",");
                return Err(HotlineRefusal::DoorLinesLeft { number, lines }.into());
            }
        }
        let outcome = optional_text("outcome", &self.outcome, MAX_TEXT)?;
        if outcome.is_empty() {
            return Err(Refusal::WhatMissing.into());
        }
        let person = optional_text("person", &self.person, MAX_NAME)?;
        let sent = sending.map(|sending| sending.person.clone());
        let event = JobDone {
            job: found.job.call.job,
            turn: found.job.turn(),
            door: ticked,
            person: match person.is_empty() {
                true => sent.unwrap_or_default(),
                false => person,
            },
            outcome,
        };
        found.say(act, event)
    }
}

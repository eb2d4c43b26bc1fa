//! Answers a matter that was raised from below.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::event;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;
use crate::store::view;

/// Answers a matter that was raised from below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRaised {
    /// Its number, or its id.
    pub matter: String,
    /// The answer; that of the level above when left out.
    #[serde(default)]
    pub text: String,
}

impl Verb for AnswerRaised {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::held(act, &self.matter)?;
        let number = shared.number.clone();
        if !shared.raised {
            return Err(MandateRefusal::NotRaised { number }.into());
        }
        if shared.stage.is_over() {
            let (case, stage) = (number, shared.stage);
            return Err(Refusal::CaseOver { case, stage }.into());
        }
        let mut text = optional_text("text", &self.text, MAX_TEXT)?;
        // Source: rule A4 of the hall: what went up comes back down every level.
        if let Some(above) = view::shared::raised_on(act.db(), shared.case)? {
            let Some(answer) = above.answer() else {
                let holder = sharing::name_of(act, above.custodian)?;
                return Err(MandateRefusal::WaitsAbove { number, holder }.into());
            };
            if text.is_empty() {
                text.clone_from(&answer.text);
            }
        }
        if text.is_empty() {
            return Err(Refusal::WhatMissing.into());
        }
        let moved = |to, note| event::SharedMoved {
            case: shared.case,
            custody: shared.custody,
            to,
            note,
        };
        if shared.stage == Stage::Received {
            sharing::say(act, &own, &shared, moved(Stage::Working, String::new()))?;
        }
        sharing::say(act, &own, &shared, moved(Stage::Done, text))
    }
}

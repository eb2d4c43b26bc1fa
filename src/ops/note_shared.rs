//! Notes a paper that came in for a shared case, or something to be known.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Notes a paper that came in for a shared case, or something to be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteShared {
    /// The case number, or its id.
    pub case: String,
    /// The paper that came in.
    #[serde(default)]
    pub paper: String,
    /// What is to be known.
    #[serde(default)]
    pub note: String,
}

impl Verb for NoteShared {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::find(act, &self.case)?;
        let paper = optional_text("paper", &self.paper, MAX_NAME)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        if paper.is_empty() && note.is_empty() {
            return Err(Refusal::WhatMissing.into());
        }
        let event = event::SharedNoted {
            case: shared.case,
            custody: shared.custody,
            paper,
            note,
        };
        sharing::say(act, &own, &shared, event)
    }
}

//! Passes the custody of a shared case to the other site.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Passes the custody of a shared case to the other site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandCustody {
    /// The case number, or its id.
    pub case: String,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for HandCustody {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::held(act, &self.case)?;
        let event = event::CustodyHanded {
            case: shared.case,
            custody: shared.custody.saturating_add(1),
            to: shared.other(own.org),
            note: optional_text("note", &self.note, MAX_TEXT)?,
        };
        sharing::say(act, &own, &shared, event)
    }
}

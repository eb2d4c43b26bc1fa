//! Puts the phone or the address of a shared case right.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::SharedKey;
use crate::domain::ids::number_or_text;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Puts the phone or the address of a shared case right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSharedField {
    /// The case number, or its id.
    pub case: String,
    /// What: phone or address.
    pub field: SharedKey,
    /// The value.
    #[serde(deserialize_with = "number_or_text")]
    pub value: String,
}

impl Verb for SetSharedField {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::find(act, &self.case)?;
        let value = optional_text("value", &self.value, MAX_NAME)?;
        if value.is_empty() {
            return Err(Refusal::WhatMissing.into());
        }
        let event = event::SharedField {
            case: shared.case,
            custody: shared.custody,
            key: self.field,
            value,
        };
        sharing::say(act, &own, &shared, event)
    }
}

//! Ends an errand as the resident wishes, with a slip of its own.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::MandateDeed;
use crate::domain::mandate::Step;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;

/// Ends an errand as the resident wishes, with a slip of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopMandate {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The number of the slip the resident signed.
    #[serde(default)]
    pub slip: String,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for StopMandate {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let number = errand.number();
        if errand.mandate.stopped.is_some() {
            return Err(MandateRefusal::MandateStopped { number }.into());
        }
        if errand.mandate.step() >= Step::Delivered {
            return Err(MandateRefusal::MandateOver { number }.into());
        }
        // Source: rule D6 of the hall: only with its own slip.
        let slip = mandating::slip(&self.slip)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        errand.done(act, MandateDeed::Stopped { slip }, note)?;
        mandating::now(act, errand.shared.case)
    }
}

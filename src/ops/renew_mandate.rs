//! Takes up an errand again that was stopped or has run out, with a slip of its own.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::MandateDeed;
use crate::domain::mandate::Step;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;

/// Takes up an errand again that was stopped or has run out, with a slip of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewMandate {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The number of the slip the resident signed.
    #[serde(default)]
    pub slip: String,
    /// Until when it holds now.
    pub until: NaiveDate,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for RenewMandate {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let number = errand.number();
        if errand.mandate.step() >= Step::Delivered {
            return Err(MandateRefusal::MandateOver { number }.into());
        }
        let until = errand.mandate.until;
        if errand.mandate.stopped.is_none() && self.until <= until {
            return Err(MandateRefusal::MandateHolds { number, until }.into());
        }
        if self.until < act.today() {
            let given = self.until.to_string();
            return Err(Refusal::TimePast { given }.into());
        }
        // Source: rule D6 of the hall: only with its own slip.
        let slip = mandating::slip(&self.slip)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        let until = self.until;
        errand.done(act, MandateDeed::Renewed { slip, until }, note)?;
        mandating::now(act, errand.shared.case)
    }
}

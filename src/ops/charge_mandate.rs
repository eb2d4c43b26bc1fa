//! Notes an official charge that was paid for the resident, against its receipt.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::MandateDeed;
use crate::domain::ids::number_or_text;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;

/// Notes an official charge that was paid for the resident, against its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeMandate {
    /// The errand's number, or its id.
    pub mandate: String,
    /// How much, in fen.
    #[serde(deserialize_with = "number_or_text")]
    pub fen: u64,
    /// The number of the receipt.
    #[serde(default)]
    pub receipt: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

impl Verb for ChargeMandate {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let receipt = optional_text("receipt", &self.receipt, MAX_NAME)?;
        // Source: rule D2 of the hall: the errand costs nothing; what the state asks for is paid by the
        // resident against a receipt.
        if receipt.is_empty() {
            return Err(MandateRefusal::ReceiptMissing.into());
        }
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        let fen = self.fen;
        errand.done(act, MandateDeed::Charged { fen, receipt }, note)?;
        mandating::now(act, errand.shared.case)
    }
}

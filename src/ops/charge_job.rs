//! Notes an official charge paid for a resident at a visit of the hotline, against its receipt.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::JobCharged;
use crate::domain::ids::number_or_text;
use crate::domain::refusal::HotlineRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;

/// The most one receipt can say, fen: a million yuan.
///
/// Source: a default of the program; a visit asks for no such sum, so more is a slip of the keys.
const MOST_FEN: u64 = 100_000_000;

/// Notes an official charge paid for a resident at a visit of the hotline, against its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeJob {
    /// The job's number, or its id.
    pub job: String,
    /// How much, in fen; a million yuan at most.
    #[serde(deserialize_with = "number_or_text")]
    pub fen: u64,
    /// The number of the receipt.
    #[serde(default)]
    pub receipt: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

impl Verb for ChargeJob {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        let receipt = optional_text("receipt", &self.receipt, MAX_NAME)?;
        // Source: rules A6 and D2 of the hall: a visit costs nothing; what the state asks for is paid
        // against a receipt.
        if receipt.is_empty() {
            return Err(HotlineRefusal::NoFee.into());
        }
        if self.fen > MOST_FEN {
            let most = MOST_FEN / 100;
            return Err(HotlineRefusal::ChargeTooMuch { most }.into());
        }
        let event = JobCharged {
            job: found.job.call.job,
            fen: self.fen,
            receipt,
            note: optional_text("note", &self.note, MAX_TEXT)?,
        };
        found.say(act, event)
    }
}

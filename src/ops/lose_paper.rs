//! Notes that a paper of an errand is lost: somebody answers for it until a day.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::OriginalDeed;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;

/// Notes that a paper of an errand is lost: somebody answers for it until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LosePaper {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The papers, by their number from 1.
    pub papers: String,
    /// Who answers for it.
    pub owner: String,
    /// By when it is found or replaced.
    pub until: NaiveDate,
    /// What is known.
    pub reason: String,
}

impl Verb for LosePaper {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let owner = optional_text("name", &self.owner, MAX_NAME)?;
        if owner.is_empty() {
            return Err(MandateRefusal::OwnerMissing.into());
        }
        if self.until < act.today() {
            let given = self.until.to_string();
            return Err(Refusal::TimePast { given }.into());
        }
        let papers = errand.papers(&self.papers, &errand.here())?;
        let papers = papers.iter().map(|paper| paper.no).collect();
        let until = self.until;
        let deed = OriginalDeed::Lost { owner, until };
        errand.moved(act, papers, deed, reason(&self.reason)?)?;
        mandating::now(act, errand.shared.case)
    }
}

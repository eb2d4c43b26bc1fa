//! Notes where a paper of an errand is that was lost, or about which the sites disagree.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::OriginalDeed;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;

/// Notes where a paper of an errand is that was lost, or about which the sites disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindPaper {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The papers, by their number from 1; they are in this site's hands now.
    pub papers: String,
    /// How: found, replaced, or counted.
    pub reason: String,
}

impl Verb for FindPaper {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let mut papers = Vec::new();
        for paper in errand.papers(&self.papers, &errand.here())? {
            if !paper.is_odd() {
                let paper = paper.name.clone();
                return Err(MandateRefusal::PaperInOrder { paper }.into());
            }
            papers.push(paper.no);
        }
        let at = errand.here();
        errand.moved(
            act,
            papers,
            OriginalDeed::Found { at },
            reason(&self.reason)?,
        )?;
        mandating::now(act, errand.shared.case)
    }
}

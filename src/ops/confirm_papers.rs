//! Says which papers of an errand came, and which did not, line by line.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::OriginalDeed;
use crate::domain::mandate::Paper;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::Errand;
use crate::ops::mandating::MandateNow;

/// Says which papers of an errand came, and which did not, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPapers {
    /// The errand's number, or its id.
    pub mandate: String,
    /// Those that came, by their number from 1, or `all` on their way here that are not missing.
    #[serde(default)]
    pub papers: String,
    /// Those that did not.
    #[serde(default)]
    pub missing: String,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for ConfirmPapers {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        confirm(act, &errand, &self.papers, &self.missing, &note)?;
        mandating::now(act, errand.shared.case)
    }
}

/// Says which papers came and which did not; returns the names of those that came.
pub(crate) fn confirm(
    act: &mut Act<'_, '_>,
    errand: &Errand,
    papers: &str,
    missing: &str,
    note: &str,
) -> Result<Vec<String>, Error> {
    let comes = |paper: &&Paper| {
        let moving = paper.moving.as_ref();
        moving.is_some_and(|moving| moving.to == errand.here())
    };
    let missed = errand.papers(missing, &errand.there())?;
    let came: Vec<&Paper> = match papers.trim() {
        "all" => {
            let there = errand.mandate.papers.iter().filter(comes);
            there.filter(|paper| !missed.contains(paper)).collect()
        }
        given => errand.papers(given, &errand.there())?,
    };
    if let Some(paper) = came.iter().chain(&missed).find(|paper| !comes(paper)) {
        let paper = paper.name.clone();
        return Err(MandateRefusal::PaperNotComing { paper }.into());
    }
    let numbers = |papers: &[&Paper]| papers.iter().map(|paper| paper.no).collect();
    errand.moved(
        act,
        numbers(&came),
        OriginalDeed::Confirmed,
        note.to_owned(),
    )?;
    errand.moved(act, numbers(&missed), OriginalDeed::Missed, note.to_owned())?;
    Ok(came.iter().map(|paper| paper.name.clone()).collect())
}

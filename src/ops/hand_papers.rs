//! Gives papers of an errand into other hands.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::OriginalDeed;
use crate::domain::mandate::Keeper;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::Errand;
use crate::ops::mandating::MandateNow;

/// Gives papers of an errand into other hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandPapers {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The papers, by their number from 1, or `all` that are in the giver's hands.
    pub papers: String,
    /// Who takes them: resident, hall, village, or an office by its name.
    pub to: String,
    /// Who gives them; whoever sits here when left out.
    #[serde(default)]
    pub from: String,
    /// The number of the slip that was signed; wanted where a resident or an office is one of the two.
    #[serde(default)]
    pub slip: String,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for HandPapers {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        let to = keeper(&self.to)?;
        let from = match self.from.trim().is_empty() {
            true => errand.here(),
            false => keeper(&self.from)?,
        };
        // Nobody here speaks for the other site.
        if from == errand.there() || (from.signs() && to != errand.here()) || from == to {
            let paper = self.papers.clone();
            return Err(MandateRefusal::PaperElsewhere { paper }.into());
        }
        let signed = from.signs() || to.signs();
        let slip = match signed {
            true => mandating::slip(&self.slip)?,
            false => String::new(),
        };
        let papers = in_hands(&errand, &self.papers, &from)?;
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        let deed = OriginalDeed::Handed { from, to, slip };
        errand.moved(act, papers, deed, note)?;
        mandating::now(act, errand.shared.case)
    }
}

/// Checks that each of the papers is in certain hands and may leave them.
fn in_hands(errand: &Errand, given: &str, from: &Keeper) -> Result<Vec<u16>, Error> {
    let mut papers = Vec::new();
    for found in errand.papers(given, from)? {
        let paper = found.name.clone();
        if found.lost.is_some() {
            return Err(MandateRefusal::PaperLost { paper }.into());
        }
        if found.moving.is_some() {
            return Err(MandateRefusal::PaperMoving { paper }.into());
        }
        if found.keeper != *from {
            return Err(MandateRefusal::PaperElsewhere { paper }.into());
        }
        papers.push(found.no);
    }
    Ok(papers)
}

/// Reads whose hands are meant; what is no word of ours is an office's name.
fn keeper(text: &str) -> Result<Keeper, Error> {
    let name = optional_text("name", text, MAX_NAME)?;
    Ok(match name.as_str() {
        "resident" => Keeper::Resident,
        "village" => Keeper::Village,
        "hall" => Keeper::Hall,
        "" => {
            let given = text.to_owned();
            return Err(Misuse::PaperBad { given }.into());
        }
        _ => Keeper::Office(name),
    })
}

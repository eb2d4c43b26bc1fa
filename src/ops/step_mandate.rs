//! Notes that the next step of an errand by proxy is done; none is skipped.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::OriginalDeed;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Step;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::mandating;
use crate::ops::mandating::Errand;
use crate::ops::mandating::MandateNow;

/// Notes that the next step of an errand by proxy is done; none is skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepMandate {
    /// The errand's number, or its id.
    pub mandate: String,
    /// The step: accepted, handled, delivered, filed, reported or called_back.
    pub step: Step,
    /// The number of the slip the resident signed; wanted when it is delivered.
    #[serde(default)]
    pub slip: String,
    /// Whether the resident is content, yes or no; wanted at the call-back.
    #[serde(default)]
    pub content: String,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

impl Verb for StepMandate {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        errand.comes_next(self.step)?;
        if errand.here() == Keeper::Village && is_the_halls(self.step) {
            return Err(MandateRefusal::NotTheHall.into());
        }
        let (mut slip, mut content) = (String::new(), None);
        match self.step {
            Step::Accepted => take_over(act, &errand)?,
            Step::Delivered => {
                slip = mandating::slip(&self.slip)?;
                give_back(act, &errand, &slip)?;
            }
            Step::Filed => all_settled(&errand)?,
            Step::CalledBack => content = Some(yes(&self.content)?),
            Step::Given | Step::Handled | Step::Reported => {}
        }
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        errand.step(act, self.step, slip, content, note)?;
        mandating::now(act, errand.shared.case)
    }
}

fn is_the_halls(step: Step) -> bool {
    matches!(step, Step::Handled | Step::Reported | Step::CalledBack)
}

/// The assistant takes every paper over; the resident signs the mandate for them.
fn take_over(act: &mut Act<'_, '_>, errand: &Errand) -> Result<(), Error> {
    errand.goes_on(act)?;
    let deed = OriginalDeed::Handed {
        from: Keeper::Resident,
        to: errand.here(),
        slip: errand.number(),
    };
    let papers = errand.in_hands(&Keeper::Resident);
    errand.moved(act, papers, deed, String::new())
}

/// The resident signs for the result and for every paper that is here.
fn give_back(act: &mut Act<'_, '_>, errand: &Errand, slip: &str) -> Result<(), Error> {
    let here = errand.here();
    let papers = errand.in_hands(&here);
    let deed = OriginalDeed::Handed {
        from: here,
        to: Keeper::Resident,
        slip: slip.to_owned(),
    };
    errand.moved(act, papers, deed, String::new())
}

/// Source: rule D4 of the hall: the end needs all originals back and a signature.
fn all_settled(errand: &Errand) -> Result<(), Error> {
    let out: Vec<&str> = errand
        .mandate
        .unsettled()
        .map(|paper| paper.name.as_str())
        .collect();
    match out.is_empty() {
        true => Ok(()),
        false => Err(MandateRefusal::PapersOut {
            number: errand.number(),
            papers: out.join("、"),
        }
        .into()),
    }
}

fn yes(text: &str) -> Result<bool, Error> {
    match text.trim() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(MandateRefusal::ContentMissing.into()),
    }
}

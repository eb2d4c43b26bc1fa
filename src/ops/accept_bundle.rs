//! Accepts an errand that a village handed in, with its papers, as a case under the same id.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::WindowNo;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Paper;
use crate::domain::matter::Matter;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::accept_case::AcceptCase;
use crate::ops::accept_case::Accepted;
use crate::ops::accept_case::Asks;
use crate::ops::confirm_papers::confirm;
use crate::ops::intake;
use crate::ops::mandating;
use crate::ops::sharing;

/// Accepts an errand that a village handed in, with its papers, as a case under the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptBundle {
    /// The window.
    pub window: WindowNo,
    /// The errand's number, or its id.
    pub mandate: String,
    /// The papers of its list that did not come, by their number from 1.
    #[serde(default)]
    pub missing: String,
    /// Until when deferred papers are promised; the due date when left out.
    #[serde(default)]
    pub deferred_until: Option<NaiveDate>,
    /// What is to be said about the papers.
    #[serde(default)]
    pub note: String,
}

impl Verb for AcceptBundle {
    type Done = Accepted;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Accepted, Error> {
        // Who sits at the window does it.
        let live = act.live()?;
        intake::serving(act, &live, self.window)?;
        let errand = mandating::find(act, &self.mandate)?;
        if errand.here() != Keeper::Hall {
            return Err(MandateRefusal::NotTheHall.into());
        }
        errand.goes_on(act)?;
        let case = errand.shared.case;
        if errand.shared.custodian != errand.own.org {
            let holder = sharing::name_of(act, errand.shared.custodian)?;
            let case = errand.number();
            return Err(Refusal::CaseElsewhere { case, holder }.into());
        }
        if let Some(stage) = mandating::stage_here(act, case)? {
            let case = errand.number();
            return Err(Refusal::CaseStands { case, stage }.into());
        }
        let mut here = confirm(act, &errand, "all", &self.missing, &self.note)?;
        here.extend(counted_before(&errand.mandate));
        let matter = act.matter(&errand.shared.matter)?;
        let applicant = &errand.mandate.applicant;
        let accept = AcceptCase {
            window: self.window,
            matter: matter.code.clone(),
            name: applicant.name.clone(),
            number: applicant.number.clone(),
            phone: applicant.phone.clone(),
            village: applicant.village.clone(),
            papers: ticked(&matter, &here),
            on_the_spot: false,
            deferred_until: self.deferred_until,
            corrected: String::new(),
            urgent: String::new(),
            proxy: errand.mandate.assistant.clone(),
        };
        // Source: rule R2 of the hall: staff is not the rater. Who stands at the window is the village's
        // assistant; the resident is asked where the result is handed over.
        accept.under(act, case, Asks::InTheVillage)
    }
}

/// Returns the papers that were settled line by line before the bundle is accepted, by name.
fn counted_before(mandate: &Mandate) -> impl Iterator<Item = String> {
    let here = |paper: &&Paper| {
        paper.keeper == Keeper::Hall && paper.moving.is_none() && paper.lost.is_none()
    };
    mandate.papers.iter().filter(here).map(|p| p.name.clone())
}

/// Returns the matter's papers among those that are here, by their number from 1.
fn ticked(matter: &Matter, here: &[String]) -> String {
    let numbered = matter.materials.iter().zip(1..);
    let numbers: Vec<String> = numbered
        .filter(|(material, _)| here.contains(&material.name))
        .map(|(_, no)| no.to_string())
        .collect();
    numbers.join(",")
}

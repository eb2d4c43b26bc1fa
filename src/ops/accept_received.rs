//! Accepts a case whose papers were taken in before.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;
use crate::store::view;

/// Accepts a case whose papers were taken in before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptReceived {
    /// The case number.
    pub case: String,
    /// Until when deferred papers are promised.
    #[serde(default)]
    pub deferred_until: Option<NaiveDate>,
}

impl Verb for AcceptReceived {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        let staff = intake::by_name(act, &live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Accept)?;
        let matter = act.matter(&row.matter)?;
        // Source: rule L1 of the hall: without a notice in time it counts from the day of receipt.
        let day = match file.notice_due {
            Some(due) if act.today() > due => row.day,
            _ => act.today(),
        };
        let promise = intake::promise(act.calendar, &matter, day)?;
        let (missing, lacking): (Vec<_>, Vec<_>) = matter
            .materials
            .iter()
            .filter(|material| !file.papers.contains(&material.name))
            .partition(|material| material.deferrable);
        if !lacking.is_empty() {
            let lacking: Vec<&str> = lacking.iter().map(|m| m.name.as_str()).collect();
            return Err(Refusal::PapersMissing {
                papers: lacking.join("、"),
            }
            .into());
        }
        let missing: Vec<String> = missing.iter().map(|m| m.name.clone()).collect();
        let until = intake::deferral(
            act,
            row.person,
            self.deferred_until,
            Some(promise.due),
            &missing,
        )?;
        let applicant = view::people::by_id(act.db(), row.person)?
            .map(|person| person.applicant)
            .unwrap_or_default();
        let case = row.id;
        act.emit(
            case.0,
            event::CaseAccepted {
                case,
                number: row.number.clone(),
                errand: row.errand,
                matter: matter.code.clone(),
                matter_name: matter.name.clone(),
                centre: matter.centre,
                person: row.person,
                applicant,
                warnings: Vec::new(),
                papers: file.papers.clone(),
                missing,
                day,
                promise: Some(promise),
                visit: None,
                first: file.first.or(Some(staff)),
                department: matter.department.clone(),
                steps: matter.steps.clone(),
                deferred_until: until,
                corrected: String::new(),
                urgent: String::new(),
                notices: file.notices.clone(),
                trips_before: 0,
                proxy: String::new(),
            },
        )?;
        intake::moved(act, &row.number)
    }
}

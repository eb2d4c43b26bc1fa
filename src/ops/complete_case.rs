//! A promised case is done.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::CaseFile;
use crate::domain::case_file::Deed;
use crate::domain::deadline::Clock;
use crate::domain::deadline::DELIVERY_LIMIT;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;

/// Marks a promised case as done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompleteCase {
    /// The case number.
    pub case: String,
}

/// A case done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseDone {
    /// The case number.
    pub case: String,
}

impl Verb for CompleteCase {
    type Done = CaseDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseDone, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Finish)?;
        whole(&row.number, &file)?;
        let (number, case) = (row.number, row.id);
        let day = act.today();
        // Source: 行政许可法 article 44 (rule L5): the result is handed over within 10 days.
        let deliver = intake::count(act.calendar, &Clock::new(day, DELIVERY_LIMIT), day);
        act.emit(case.0, event::CaseDone { case, day, deliver })?;
        Ok(CaseDone { case: number })
    }
}

/// Checks that nothing of the case is left to do.
fn whole(number: &str, file: &CaseFile) -> Result<(), Refusal> {
    let case = number.to_owned();
    if let Some(step) = file.next_step() {
        let todo = step.plan.name.clone();
        return Err(Refusal::StepsLeft { case, todo });
    }
    // Source: rule L1 of the hall: a late notice sets the clock going, it does not replace a paper.
    if !file.wanted.is_empty() {
        let papers = file.wanted.join("、");
        return Err(Refusal::PapersLeft { case, papers });
    }
    let offices = file.parts_open();
    if !offices.is_empty() {
        let offices = offices.join("、");
        return Err(Refusal::PartsLeft { case, offices });
    }
    match &file.deferred {
        Some(deferred) => Err(Refusal::DeferredLeft {
            case,
            papers: deferred.papers.join("、"),
        }),
        None => Ok(()),
    }
}

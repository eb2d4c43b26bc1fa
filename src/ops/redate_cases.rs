//! Counts provisional dates again once the calendar of their year is known.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::intake;
use crate::store::view;

/// Counts provisional dates again once the calendar of their year is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedateCases {}

/// Cases with a new date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redated {
    /// Each case with its date before and now.
    pub cases: Vec<(String, NaiveDate, NaiveDate)>,
}

impl Verb for RedateCases {
    type Done = Redated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Redated, Error> {
        let live = act.live()?;
        if act.who() != Who::System {
            act.leader(&live)?;
        }
        let mut cases = Vec::new();
        for row in view::cases::provisional(act.db())? {
            let Some(file) = view::case_files::load(act.db(), row.id)? else {
                continue;
            };
            let (Some(clock), Some(before)) = (&file.clock, &file.promise) else {
                continue;
            };
            let Some(promise) = intake::count(act.calendar, clock, act.today()) else {
                continue;
            };
            if promise == *before {
                continue;
            }
            cases.push((row.number, before.due, promise.due));
            let case = row.id;
            act.emit(case.0, event::CaseRedated { case, promise })?;
        }
        if cases.is_empty() {
            return Err(Refusal::YearsUnknown.into());
        }
        Ok(Redated { cases })
    }
}

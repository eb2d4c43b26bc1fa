//! Counts provisional dates again once the calendar of their year is known.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::deadline::Clock;
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
        let cases = recount(act)?;
        if cases.is_empty() {
            return Err(Refusal::YearsUnknown.into());
        }
        Ok(Redated { cases })
    }
}

/// Counts every provisional date in a year that is known now again, and returns those that moved.
///
/// A date that only became sure is written too, and not returned: nothing moved.
pub(crate) fn recount(act: &mut Act<'_, '_>) -> Result<Vec<(String, NaiveDate, NaiveDate)>, Error> {
    let years: Vec<i32> = act.calendar.loaded_years().collect();
    let today = act.today();
    let mut moved = Vec::new();
    for year in years {
        for row in view::cases::provisional(act.db(), year)? {
            if view::held::is_held(act.db(), row.id.0)? {
                continue;
            }
            let Some(file) = view::case_files::load(act.db(), row.id)? else {
                continue;
            };
            let (clock, before) = match (file.to_deliver(), &file.clock, &file.promise) {
                (Some(deliver), ..) => {
                    let decided = file.ended.unwrap_or(today);
                    (Clock::new(decided, deliver.limit), deliver)
                }
                (None, Some(clock), Some(promise)) => (clock.clone(), promise),
                _ => continue,
            };
            let Some(promise) = intake::count(act.calendar, &clock, today) else {
                continue;
            };
            if promise == *before {
                continue;
            }
            if promise.due != before.due {
                moved.push((row.number, before.due, promise.due));
            }
            let case = row.id;
            let redated = event::CaseRedated {
                case,
                before: Some(before.due),
                day: Some(today),
                deliver: file.to_deliver().is_some(),
                promise,
            };
            act.emit(case.0, redated)?;
        }
    }
    Ok(moved)
}

/// Returns whether a provisional date lies in a year that is known now.
pub(crate) fn is_due(db: &Connection, calendar: &Calendar) -> Result<bool, Error> {
    for year in calendar.loaded_years() {
        if view::cases::is_provisional(db, year)? {
            return Ok(true);
        }
    }
    Ok(false)
}

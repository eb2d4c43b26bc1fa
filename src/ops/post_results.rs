//! Posts the results of a month, a quarter or a year (亮晒评): they stay as they are judged today.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::ResultsPosted;
use crate::domain::measure::Period;
use crate::domain::refusal::ResultsRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::read::results;

/// Posts the results of a span as they are judged today (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostResults {
    /// A month 2026-03, a quarter 2026-Q1 or a year 2026.
    pub period: Period,
}

/// The results hang out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultsPostedDone {
    /// The posting.
    pub posting: Uuid,
    /// The span.
    pub period: Period,
    /// Whether the span was over.
    pub whole: bool,
}

impl Verb for PostResults {
    type Done = ResultsPostedDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ResultsPostedDone, Error> {
        act.leader(&act.live()?)?;
        let day = act.today();
        if self.period.first() > day {
            return Err(ResultsRefusal::ResultsAhead {
                period: self.period.to_string(),
                from: self.period.first().to_string(),
            }
            .into());
        }
        let hall = (act.config, act.calendar);
        let results = results::count(act.db(), hall, self.period, results::Until::Now(day))?;
        let (posting, whole) = (act.new_id()?, results.whole);
        act.emit(
            posting,
            ResultsPosted {
                posting,
                day,
                results,
            },
        )?;
        Ok(ResultsPostedDone {
            posting,
            period: self.period,
            whole,
        })
    }
}

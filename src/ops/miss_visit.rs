//! Notes that a visit of the hotline met nobody, and for when it was agreed anew.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::JobMissed;
use crate::domain::refusal::HotlineRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;

/// Notes that a visit of the hotline met nobody, and for when it was agreed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissVisit {
    /// The job's number, or its id.
    pub job: String,
    /// Why.
    pub reason: String,
    /// The new time.
    pub at: String,
    /// Who goes then; the same when left out.
    #[serde(default)]
    pub person: String,
}

impl Verb for MissVisit {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        found.goes_here(act)?;
        let reason = act::reason(&self.reason)?;
        if self.at.trim().is_empty() {
            return Err(HotlineRefusal::TimeMissing.into());
        }
        let person = optional_text("person", &self.person, MAX_NAME)?;
        let same = found.job.now().map(|sending| sending.person.clone());
        let event = JobMissed {
            job: found.job.call.job,
            turn: found.job.turn(),
            reason,
            at: act.time_to_come(&self.at)?,
            person: match person.is_empty() {
                true => same.unwrap_or_default(),
                false => person,
            },
        };
        found.say(act, event)
    }
}

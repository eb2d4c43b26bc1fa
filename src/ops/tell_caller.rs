//! Notes that a caller was told what came of it, and what they said of it.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;

use crate::domain::event::JobTold;
use crate::domain::hotline::Stand;
use crate::domain::hotline::may_tell;
use crate::domain::ids::number_or_text;
use crate::domain::rating;
use crate::domain::rating::Level;
use crate::domain::refusal::HotlineRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;

/// Notes that a caller was told what came of it, and what they said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellCaller {
    /// The job's number, or its id.
    pub job: String,
    /// How, as by phone.
    pub how: String,
    /// What the caller said, 5 to 1; left out where they would not say.
    #[serde(default, deserialize_with = "level")]
    pub level: Option<Level>,
    /// In the caller's words; needed for 2 and 1.
    #[serde(default)]
    pub note: String,
}

/// Reads a level that may be left out.
pub(super) fn level<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Level>, D::Error> {
    number_or_text(from).map(Some)
}

impl Verb for TellCaller {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        let (number, here, opener) = (found.number(), found.here(), found.job.opener());
        if !may_tell(here, opener) {
            return Err(found.elsewhere(act, opener)?.into());
        }
        if found.job.stand() < Stand::Done {
            return Err(HotlineRefusal::JobNotDone { number }.into());
        }
        if found.job.told.is_some() {
            return Err(HotlineRefusal::CallerTold { number }.into());
        }
        // Source: rule B6 of the hall: who handled it is not who verifies it.
        if found.job.is_by(here, found.staff, &found.name) {
            let name = found.name.clone();
            return Err(HotlineRefusal::SameHands { number, name }.into());
        }
        let note = optional_text("note", &self.note, MAX_TEXT)?;
        if let Some(level) = self.level {
            rating::check(level, &[], &note)?;
        }
        let event = JobTold {
            job: found.job.call.job,
            how: act::reason(&self.how)?,
            level: self.level,
            note,
        };
        found.say(act, event)
    }
}

//! A resident who was not asked in time, or did not answer, rates within five working days.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::deadline;
use crate::domain::ids::ErrandId;
use crate::domain::ids::number_or_text;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::rate;
use crate::ops::rate::Rated;
use crate::store::view;

/// Keeps the rating a resident gives some days later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLate {
    /// The errand.
    pub errand: ErrandId,
    /// 5 to 1.
    #[serde(deserialize_with = "number_or_text")]
    pub level: Level,
    /// Codes of the reasons; necessary with 2 and 1 unless there are own words.
    #[serde(default, deserialize_with = "rate::codes")]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
}

impl Verb for RateLate {
    type Done = Rated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Rated, Error> {
        let said = rate::Said::check(act, self.level, &self.reasons, &self.remark)?;
        let standing = view::ratings::standing(act.db(), self.errand)?
            .ok_or(RatingRefusal::RatingNotInvited)?;
        let Some(unrated) = standing.done.filter(|_| standing.state == "timeout") else {
            return Err(RatingRefusal::RatingClosed.into());
        };
        // Source: rule R3 of the hall: five working days after the errand, and not the sixth.
        let last = deadline::due(act.calendar, standing.day, deadline::RATE_LATE);
        if let Some(last) = last.filter(|last| act.today() > last.date) {
            let until = last.date.to_string();
            return Err(RatingRefusal::RatingTooLate { until }.into());
        }
        let late = Some(act.zone().day(unrated));
        said.keep(act, self.errand, Channel::Post, late)
    }
}

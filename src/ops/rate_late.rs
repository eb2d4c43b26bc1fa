//! A resident who was not asked in time, or did not answer, rates within five working days.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::ids::number_or_text;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::rate;
use crate::ops::rate::Rated;
use crate::ops::rate::Way;
use crate::ops::rating_down;

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
        let said = rate::Said::by_resident(act, self.level, &self.reasons, &self.remark)?;
        let late = rating_down::late(act, self.errand, act.today())?;
        said.keep(act, self.errand, Way::later(Channel::Post, late.noted))
    }
}

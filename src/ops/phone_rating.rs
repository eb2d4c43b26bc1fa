//! Calls a resident who did not rate, and takes down what they say: another person than the one who
//! served.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::ErrandId;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::refusal::ChannelRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::rate;
use crate::ops::rate::Said;
use crate::ops::rate::Way;
use crate::ops::rating_down;
use crate::ops::tell_caller;
use crate::store::view;

/// Calls a resident who did not rate, and takes down what they say (电话反馈).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneRating {
    /// The errand: its id, the number of its case, or day and number.
    pub errand: String,
    /// 5 to 1; left out when nobody answered or the resident would not rate.
    #[serde(default, deserialize_with = "tell_caller::level")]
    pub level: Option<Level>,
    /// Codes of the reasons; necessary with 2 and 1 unless there are own words.
    #[serde(default, deserialize_with = "rate::codes")]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
    /// What was said; necessary without a level: why there is none.
    #[serde(default)]
    pub note: String,
}

/// A call that was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneRated {
    /// The errand.
    pub errand: ErrandId,
    /// The receipt code of the rating, which is told to the resident; none without one.
    pub receipt: Option<String>,
}

impl Verb for PhoneRating {
    type Done = PhoneRated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<PhoneRated, Error> {
        let hand = rating_down::hand(act)?;
        let errand = rating_down::meant(act, &self.errand)?;
        let late = rating_down::late(act, errand, hand.day)?;
        rating_down::not_server(late.standing.staff, hand.by)?;
        // Source: rule R4 of the hall: what nobody can check later was not said on the phone.
        if !view::ratings::has_phone(act.db(), errand)? {
            return Err(ChannelRefusal::NoPhone.into());
        }
        let said = match self.level {
            Some(level) => Some(Said::check(level, &self.reasons, &self.remark)?),
            None => None,
        };
        let note = match said {
            Some(_) => optional_text("note", &self.note, MAX_TEXT)?,
            None => reason(&self.note)?,
        };
        let called = event::RatingCalled {
            errand,
            hand,
            rated: said.is_some(),
            note,
        };
        act.emit(errand.0, called)?;
        let way = Way::later(Channel::Phone, late.noted);
        let rated = said.map(|said| said.keep(act, errand, way)).transpose()?;
        Ok(PhoneRated {
            errand,
            receipt: rated.map(|rated| rated.receipt),
        })
    }
}

//! A resident who has the result of an errand by proxy in hands rates it in the village.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::event;
use crate::domain::event::MandateDeed;
use crate::domain::ids::CaseId;
use crate::domain::rating::Level;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::SiteRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::rate;
use crate::ops::rate::Said;
use crate::ops::tell_caller;
use crate::store::Audience;
use crate::store::view;

/// Keeps the rating a resident keys in the village where the result was handed over, or that they did
/// not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateMandate {
    /// The errand, which is the case.
    pub mandate: CaseId,
    /// 5 to 1; left out when nobody answered.
    #[serde(default, deserialize_with = "tell_caller::level")]
    pub level: Option<Level>,
    /// Codes of the reasons; necessary with 2 and 1 unless there are own words.
    #[serde(default, deserialize_with = "rate::codes")]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
}

/// What was kept of asking a resident in the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MandateRated {
    /// The errand.
    pub mandate: CaseId,
    /// The code by which the resident can prove the rating; none where they did not answer.
    pub receipt: Option<String>,
}

impl Verb for RateMandate {
    type Done = MandateRated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateRated, Error> {
        // Source: rule R2 of the hall: staff is not the rater.
        if act.who() != Who::Resident {
            return Err(RatingRefusal::RaterIsStaff.into());
        }
        let said = match self.level {
            Some(level) => {
                let said = Said::check(level, &self.reasons, &self.remark)?;
                Some(said.told())
            }
            None => None,
        };
        let shared = to_be_asked(act, self.mandate)?;
        let rated = event::MandateDone {
            case: shared.case,
            custody: shared.custody,
            deed: MandateDeed::Rated { said: said.clone() },
            note: String::new(),
        };
        // The log of the pads: what is in it nobody behind a window has written.
        let pad = Audience::Pad.word();
        let kept = act.emit_on(pad, shared.case.0, rated, &shared.heads)?;
        Ok(MandateRated {
            mandate: shared.case,
            receipt: said.map(|_| kept.receipt()),
        })
    }
}

/// Returns the errand where this village may ask its resident now.
fn to_be_asked(act: &Act<'_, '_>, case: CaseId) -> Result<SharedCase, Error> {
    let unknown = || MandateRefusal::MandateUnknown {
        number: case.to_string(),
    };
    let own = view::sites::own(act.db())?.ok_or(Refusal::SiteNotPlaced)?;
    let shared = view::shared::load(act.db(), case)?.ok_or_else(unknown)?;
    let number = || shared.number.clone();
    if shared.newer {
        return Err(Refusal::SharedTooNew { case: number() }.into());
    }
    if shared.crowded {
        return Err(SiteRefusal::SharedCrowded { case: number() }.into());
    }
    let mandate = shared.mandate.as_ref().ok_or_else(unknown)?;
    if shared.giver != own.org {
        return Err(MandateRefusal::NoVillage.into());
    }
    if mandate.delivered().is_none() || mandate.from_hall.is_none() {
        return Err(RatingRefusal::RatingNotInvited.into());
    }
    match mandate.to_ask_until(own.org, act.calendar, act.zone()) {
        None => Err(RatingRefusal::RatingClosed.into()),
        Some(last) if act.today() > last => {
            let until = last.to_string();
            Err(RatingRefusal::RatingTooLate { until }.into())
        }
        Some(_) => Ok(shared),
    }
}

//! Ends the errand at a window by naming the right office: the matter is not the hall’s.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::Outcome;
use crate::domain::ids::ErrandId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;

/// Ends the errand at a window by naming the right office: the matter is not the hall’s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellPlace {
    /// The window.
    pub window: WindowNo,
    /// What was asked for.
    pub what: String,
    /// The right office.
    pub office: String,
    /// Where it is, or its phone.
    #[serde(default)]
    pub address: String,
}

/// The right office named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceToldDone {
    /// The errand.
    pub errand: ErrandId,
    /// Its number for people, by which the paper is printed.
    pub number: String,
    /// The office.
    pub office: String,
}

impl Verb for TellPlace {
    type Done = PlaceToldDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<PlaceToldDone, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let day = act.today();
        let matter = None;
        let what = intake::what(&self.what)?;
        let office = optional_text("place", &self.office, MAX_NAME)?;
        if office.is_empty() {
            return Err(Refusal::OfficeMissing.into());
        }
        let address = optional_text("place", &self.address, MAX_NAME)?;
        let number = intake::next_of_day(act, "places_told", 'Z', day)?;
        act.emit(
            errand.id.0,
            event::PlaceTold {
                errand: errand.id,
                number: number.clone(),
                visit: visit.id,
                window: self.window,
                what,
                office: office.clone(),
                address,
                day,
            },
        )?;
        let end = ErrandEnd {
            outcome: Outcome::NotOurs,
            matter,
            centre: visit.centre,
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(PlaceToldDone {
            errand: errand.id,
            number,
            office,
        })
    }
}

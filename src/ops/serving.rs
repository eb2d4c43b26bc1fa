//! What verbs about service days have in common: whose day, at which village, what is known of it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::service::Service;
use crate::domain::service::said_since;
use crate::domain::service::week;
use crate::domain::service::week::Enough;
use crate::domain::site::Org;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::ops::sharing;
use crate::store::ledger;
use crate::store::view;

/// A village station and whoever acts there.
pub(crate) struct Station {
    /// The village.
    pub(crate) org: Org,
    /// Who acts.
    pub(crate) me: StaffNo,
    /// The site as it stands.
    pub(crate) live: Live,
    /// What is known of its days.
    pub(crate) service: Service,
}

/// Service days as they stand after a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceNow {
    /// Whose day or plan it is.
    pub staff: StaffNo,
    /// Their name.
    pub name: String,
    /// The day it is about.
    pub day: NaiveDate,
    /// On how many days of that week somebody was in the village so far.
    pub days: u32,
    /// On how many they should be.
    pub needed: u32,
    /// How the week stands.
    pub enough: Enough,
    /// On how many days of a week somebody is planned to be there.
    pub planned: u32,
}

/// Finds the village station and who acts there.
///
/// # Errors
/// [`MandateRefusal::NoVillage`], [`Refusal::StaffOnly`], [`Refusal::StaffUnknown`].
pub(crate) fn station(act: &Act<'_, '_>) -> Result<Station, Error> {
    let live = act.live()?;
    let me = intake::by_name(act, &live)?;
    let own = sharing::own(act)?;
    if own.kind != SiteKind::Village {
        return Err(MandateRefusal::NoVillage.into());
    }
    let service = ledger::service(act.db(), own.org, said_since(act.today(), act.zone()))?;
    Ok(Station {
        org: own.org,
        me,
        live,
        service,
    })
}

impl Station {
    /// Returns whose day it is about, and their name: one's own, or for a leader anybody's.
    pub(crate) fn whose(
        &self,
        act: &Act<'_, '_>,
        given: Option<StaffNo>,
    ) -> Result<(StaffNo, String), Error> {
        let staff = given.unwrap_or(self.me);
        let name = self.live.staff(staff)?.name.clone();
        if staff != self.me {
            act.leader(&self.live)?;
        }
        Ok((staff, name))
    }

    /// Returns the name of whoever acts, and since when they are checked in today.
    pub(crate) fn mine(&self, act: &Act<'_, '_>) -> Result<(String, Option<UtcMs>), Refusal> {
        let stay = self.service.stay_of((self.org, self.me), act.today());
        let since = stay.and_then(|stay| stay.since());
        Ok((self.name(self.me)?, since))
    }

    /// Returns a name of the village's register.
    pub(crate) fn name(&self, staff: StaffNo) -> Result<String, Refusal> {
        Ok(self.live.staff(staff)?.name.clone())
    }
}

/// Returns how the week of a day stands after a verb.
///
/// # Errors
/// The store's own error.
pub(crate) fn now(
    act: &Act<'_, '_>,
    org: Org,
    (staff, name): (StaffNo, String),
    day: NaiveDate,
) -> Result<ServiceNow, Error> {
    let service = ledger::service(act.db(), org, said_since(day, act.zone()))?;
    let monday = week::monday(day);
    let errand = view::shared::first_mandate(act.db(), org)?;
    let began = service.began(org, errand).unwrap_or(monday);
    let week = service.week((org, began), monday, act.calendar, act.today());
    Ok(ServiceNow {
        staff,
        name,
        day,
        days: week.days,
        needed: week.needed,
        enough: week.enough,
        planned: service.planned_days(org, day),
    })
}

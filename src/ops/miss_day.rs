//! Notes why an assistant does not come on a day, and who comes instead. The day counts only if that
//! one checks in.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::ServiceMissed;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::MandateRefusal;
use crate::domain::service::EARLIEST_REASON;
use crate::domain::service::LATEST_REASON;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::serving;
use crate::ops::serving::ServiceNow;

/// Notes why an assistant does not come on a day, and who comes instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissDay {
    /// The day.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
    /// Whose day; one's own when left out.
    #[serde(default)]
    pub staff: Option<StaffNo>,
    /// Who comes instead.
    #[serde(default)]
    pub substitute: Option<StaffNo>,
}

impl Verb for MissDay {
    type Done = ServiceNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ServiceNow, Error> {
        let station = serving::station(act)?;
        let (staff, name) = station.whose(act, self.staff)?;
        let (day, today) = (self.day, act.today());
        let from = today.checked_sub_days(LATEST_REASON).unwrap_or(today);
        let until = today.checked_add_days(EARLIEST_REASON).unwrap_or(today);
        if day < from || day > until {
            return Err(MandateRefusal::DayTooFar { day, from, until }.into());
        }
        if station.service.stay_of((station.org, staff), day).is_some() {
            return Err(MandateRefusal::WasThere { name, day }.into());
        }
        let substitute = match self.substitute {
            Some(other) if other == staff => {
                return Err(MandateRefusal::OwnSubstitute { name }.into());
            }
            Some(other) => station.name(other)?,
            None => String::new(),
        };
        let missed = ServiceMissed {
            staff,
            name: name.clone(),
            day,
            reason: reason(&self.reason)?,
            substitute,
        };
        act.emit(Uuid::nil(), missed)?;
        serving::now(act, station.org, (staff, name), day)
    }
}

//! Sets on which days of the week an assistant is in the village; the plan before ends.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::ServicePlanned;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::MandateRefusal;
use crate::domain::service::ServiceDay;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::serving;
use crate::ops::serving::ServiceNow;

/// Sets on which days of the week an assistant is in the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetServiceDays {
    /// The days and hours, as `1 09:00-11:30, 4 14:00-17:00`; empty for none.
    pub days: String,
    /// Whose; one's own when left out.
    #[serde(default)]
    pub staff: Option<StaffNo>,
    /// The first day for which it holds; today when left out.
    #[serde(default)]
    pub from: Option<NaiveDate>,
}

impl Verb for SetServiceDays {
    type Done = ServiceNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ServiceNow, Error> {
        let station = serving::station(act)?;
        let (staff, name) = station.whose(act, self.staff)?;
        let given = optional_text("days", &self.days, MAX_TEXT)?;
        let days = ServiceDay::read_all(&given).ok_or(MandateRefusal::PlanBad { given })?;
        let today = act.today();
        let from = self.from.unwrap_or(today);
        if from < today {
            return Err(MandateRefusal::PlanPast { day: from }.into());
        }
        let planned = ServicePlanned {
            staff,
            name: name.clone(),
            days,
            from,
        };
        act.emit(Uuid::nil(), planned)?;
        serving::now(act, station.org, (staff, name), from)
    }
}

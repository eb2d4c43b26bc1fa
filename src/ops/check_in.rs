//! Notes that an assistant is in the village from now on (到岗): that alone makes a service day.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::PresenceBegun;
use crate::domain::event::StaffPosted;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::serving;
use crate::ops::serving::ServiceNow;

/// Notes that whoever acts is in the village from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {}

impl Verb for CheckIn {
    type Done = ServiceNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ServiceNow, Error> {
        let station = serving::station(act)?;
        let (staff, day) = (station.me, act.today());
        let (name, since) = station.mine(act)?;
        if let Some(since) = since {
            let since = act.zone().clock(since);
            return Err(MandateRefusal::ThereAlready { name, since }.into());
        }
        // Who works at the station is posted there.
        if station.live.staff(staff)?.posted != Some(day) {
            act.emit(Uuid::nil(), StaffPosted { staff, day })?;
        }
        let begun = PresenceBegun {
            staff,
            name: name.clone(),
            day,
        };
        act.emit(Uuid::nil(), begun)?;
        serving::now(act, station.org, (staff, name), day)
    }
}

//! Notes that an assistant leaves the village (离岗).

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::PresenceEnded;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::serving;
use crate::ops::serving::ServiceNow;

/// Notes that whoever acts leaves the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckOut {}

impl Verb for CheckOut {
    type Done = ServiceNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ServiceNow, Error> {
        let station = serving::station(act)?;
        let (name, since) = station.mine(act)?;
        if since.is_none() {
            return Err(MandateRefusal::NotThere { name }.into());
        }
        let (staff, day) = (station.me, act.today());
        act.emit(Uuid::nil(), PresenceEnded { staff, day })?;
        serving::now(act, station.org, (staff, name), day)
    }
}

//! Sends a job of the hotline to a station, or to another one, with who goes and when.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::hotline::Spot;
use crate::domain::hotline::Stand;
use crate::domain::refusal::HotlineRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;
use crate::ops::hotline::Order;

/// Sends a job of the hotline to a station, or to another one, with who goes and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendJob {
    /// The job's number, or its id.
    pub job: String,
    /// Who goes.
    pub person: String,
    /// When.
    pub at: String,
    /// The station; the nearest when left out.
    #[serde(default)]
    pub station: String,
    /// At the caller's home, or outside.
    #[serde(default)]
    pub spot: Spot,
    /// Why it is sent anew; not needed the first time.
    #[serde(default)]
    pub reason: String,
}

impl Verb for SendJob {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let found = hotline::find(act, &self.job)?;
        found.opened_here(act)?;
        let reason = match found.job.stand() {
            Stand::Open => String::new(),
            Stand::Sent => act::reason(&self.reason)?,
            Stand::Done | Stand::Over => {
                let number = found.number();
                return Err(HotlineRefusal::JobOver { number }.into());
            }
        };
        let order = Order {
            person: &self.person,
            at: &self.at,
            station: &self.station,
            spot: self.spot,
            reason: &reason,
        };
        found.send(act, &order)
    }
}

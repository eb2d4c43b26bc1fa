//! What a county does at night beside the exchange: its checkpoint, and the tables of its server.

use crate::domain::night::StepEnd;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::carriers;
use crate::sync::hub;
use crate::sync::hub::checkpoint;

/// So many connections fill the tables: a county's machine has at least two cores.
const CONNECTIONS: usize = 2;

impl Hall {
    /// Publishes the checkpoint to every child, and fills the tables of the server the settings
    /// name. One that fails keeps the other from nothing.
    pub(super) fn county_work(&mut self, now: UtcMs) -> Result<StepEnd, Error> {
        let Some(own) = self.as_hub()? else {
            return Ok(StepEnd::Nothing);
        };
        let to = self.config().sync.to.clone();
        let mut lines = carriers::open(&to, own);
        let published = self.as_site(now, |site| {
            checkpoint::publish(site, &mut lines).map_err(Error::from)
        })?;
        if let Some(url) = carriers::importer(&to)
            && let Err(error) = hub::load_all(self.received(), url, CONNECTIONS)
        {
            return Ok(StepEnd::Failed(error.to_string()));
        }
        Ok(StepEnd::Done(published.logs as u64))
    }
}

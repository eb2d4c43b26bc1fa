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
    /// name. One that fails keeps the other from nothing; what failed is told together.
    pub(super) fn county_work(&mut self, now: UtcMs) -> Result<StepEnd, Error> {
        let Some(own) = self.as_hub()? else {
            return Ok(StepEnd::Nothing);
        };
        let to = self.config().sync.to.clone();
        let mut lines = carriers::open(&to, own);
        let published = self.as_site(now, |site| {
            checkpoint::publish(site, &mut lines).map_err(Error::from)
        });
        let loaded = carriers::importer(&to).map_or(Ok(()), |url| {
            hub::load_all(self.received(), url, CONNECTIONS).map(drop)
        });
        let (logs, mut failed) = match published {
            Ok(published) => (
                published.logs,
                published.failed.iter().map(ToString::to_string).collect(),
            ),
            Err(error) => (0, vec![error.to_string()]),
        };
        if let Err(error) = loaded {
            let why = error.to_string();
            // A server that is away is so for both.
            if !failed.contains(&why) {
                failed.push(why);
            }
        }
        Ok(match failed.is_empty() {
            true => StepEnd::Done(logs as u64),
            false => StepEnd::Failed(failed.join("; ")),
        })
    }
}

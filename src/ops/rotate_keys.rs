//! The site changes its keys on purpose: new logs begin, and the old ones name their ends.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::RenewReason;
use crate::domain::misuse::Misuse;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act;
use crate::ops::sharing;
use crate::sync::identity;
use crate::sync::identity::Anew;

/// Changes the site's keys (leader); the new ones are made when the site next speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotateKeys {
    /// Why.
    pub reason: String,
}

/// The keys are changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeysRotated {
    /// The count of beginnings anew.
    pub epoch: u32,
}

impl Verb for RotateKeys {
    type Done = KeysRotated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<KeysRotated, Error> {
        act.leader(&act.live()?)?;
        sharing::own(act)?;
        let why = act::reason(&self.reason)?;
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Misuse::NoRandomness)?;
        let begin = Anew {
            reason: RenewReason::Rotated,
            why: &why,
            by: act.who().actor(),
            now: act.now,
            nonce: &nonce,
        };
        let epoch = identity::begin_anew(act.writer(), &begin)?;
        Ok(KeysRotated { epoch })
    }
}

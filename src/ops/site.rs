//! This hall as a site among others: its keys, its machine and its dice, for whoever exchanges.

use crate::domain::misuse::Misuse;
use crate::domain::site::Card;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::rotate_keys::RotateKeys;
use crate::store::ledger;
use crate::store::ledger::LogState;
use crate::sync::card;
use crate::sync::dice::Dice;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::identity;
use crate::sync::identity::Around;
use crate::sync::keys::Keyring;
use crate::sync::machine;

impl Hall {
    /// Does something as the site this hall is.
    ///
    /// # Errors
    /// [`Error::Usage`] where the machine gives no randomness, else what `work` returns.
    pub fn as_site<T, E>(
        &mut self,
        now: UtcMs,
        work: impl FnOnce(&mut Site<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        let keys = Keyring::of_store(self.store.dir());
        let machine = machine::this(self.store.dir());
        let mut dice = Dice::of_machine().ok_or(Error::Usage(Misuse::NoRandomness))?;
        let trial = self.config.sync.plain;
        let mut site = Site {
            store: &mut self.store,
            around: Around {
                keys: &keys,
                machine: &machine,
                now,
                dice: &mut dice,
            },
            trial,
        };
        work(&mut site)
    }
}

impl Hall {
    /// Returns this site's card as two people carry it, and the text of its file; makes the keys where
    /// they are missing.
    ///
    /// # Errors
    /// [`Error::Sync`] for a site without a place or a key that cannot be written.
    pub fn card(&mut self, now: UtcMs) -> Result<(Card, String), Error> {
        self.as_site(now, |site| {
            let me = identity::ensure(site.store, &mut site.around)?;
            let card = me.introduction();
            let text = card::write(&card, &me.signing).map_err(SyncError::from)?;
            Ok((card, text))
        })
    }

    /// Changes this site's keys. With `forget` the old ones are thrown away: they vouch for nothing any
    /// more, and the others must enrol this site again.
    ///
    /// # Errors
    /// Those of [`RotateKeys`], a key that cannot be written.
    pub fn rotate(
        &mut self,
        rotate: RotateKeys,
        forget: bool,
        who: Who,
        now: UtcMs,
    ) -> Result<Card, Error> {
        self.perform(&rotate.into(), who, now)?;
        self.as_site(now, |site| {
            site.around.keys.renew_sealing(site.around.dice)?;
            if forget {
                for head in ledger::heads(site.store.db())? {
                    if head.state != LogState::Active {
                        site.around.keys.forget(head.log)?;
                    }
                }
            }
            let me = identity::ensure(site.store, &mut site.around)?;
            Ok(me.introduction())
        })
    }
}

impl From<SyncError> for Error {
    fn from(error: SyncError) -> Error {
        match error {
            SyncError::Store(error) => Error::Store(error),
            other => Error::Sync(other),
        }
    }
}

//! This hall as a site among others: its keys, its machine and its dice, for whoever exchanges.

use crate::domain::misuse::Misuse;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::sync::dice::Dice;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
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

impl From<SyncError> for Error {
    fn from(error: SyncError) -> Error {
        match error {
            SyncError::Store(error) => Error::Store(error),
            other => Error::Sync(other),
        }
    }
}

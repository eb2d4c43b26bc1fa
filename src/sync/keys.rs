//! A site's secrets: files of their own beside the store, never in it and never in a backup.
//!
//! Whoever has a copy of the store has no key with it, so a copy cannot speak for the site: it has
//! to begin anew, and that shows.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use ed25519_dalek::SigningKey;

use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::sync::dice::Dice;
use crate::sync::error::SyncError;
use crate::sync::seal::Secret;

/// The folder's name within the store's folder.
pub const KEYS_DIR: &str = "keys";
const SEAL_FILE: &str = "seal";
const MACHINE_FILE: &str = "machine";

/// The folder with a site's secrets.
#[derive(Debug, Clone)]
pub struct Keyring {
    dir: PathBuf,
}

impl Keyring {
    /// Takes the keys of the store in a folder.
    pub fn of_store(store: &Path) -> Keyring {
        Keyring {
            dir: store.join(KEYS_DIR),
        }
    }

    /// Returns the key a log's segments are signed with; `None` when it is not here.
    ///
    /// # Errors
    /// [`SyncError::Key`] when the file cannot be read or holds no key.
    pub fn signing(&self, log: LogId) -> Result<Option<SigningKey>, SyncError> {
        Ok(self
            .read(&sign_file(log))?
            .map(|bytes| SigningKey::from_bytes(&bytes)))
    }

    /// Makes the key of a log, unless it is here.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn make_signing(&self, log: LogId, dice: &mut Dice) -> Result<SigningKey, SyncError> {
        if let Some(key) = self.signing(log)? {
            return Ok(key);
        }
        let key = SigningKey::from_bytes(&dice.bytes());
        self.write(&sign_file(log), &hex(key.as_bytes()))?;
        Ok(key)
    }

    /// Returns the secret with which segments are opened; `None` when it is not here.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn sealing(&self) -> Result<Option<Secret>, SyncError> {
        let bytes: Option<[u8; 32]> = self.read(SEAL_FILE)?;
        Ok(bytes.and_then(|bytes| Secret::from_bytes(&bytes)))
    }

    /// Makes the secret with which segments are opened, unless it is here.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn make_sealing(&self, dice: &mut Dice) -> Result<Secret, SyncError> {
        if let Some(secret) = self.sealing()? {
            return Ok(secret);
        }
        let secret = Secret::derive(&dice.bytes());
        self.write(SEAL_FILE, &hex(&secret.bytes()))?;
        Ok(secret)
    }

    /// Makes a new secret with which segments are opened, in place of the one that is here: what was
    /// sealed to that one is laid out again for the new one.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn renew_sealing(&self, dice: &mut Dice) -> Result<(), SyncError> {
        let secret = Secret::derive(&dice.bytes());
        self.write(SEAL_FILE, &hex(&secret.bytes()))
    }

    /// Throws the key of a log away that has ended, so that it vouches for nothing any more.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn forget(&self, log: LogId) -> Result<(), SyncError> {
        let name = sign_file(log);
        match fs::remove_file(self.dir.join(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.failed(&name, error)),
            _ => Ok(()),
        }
    }

    /// Returns the machine the keys were made on or last moved to.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn machine(&self) -> Result<Option<String>, SyncError> {
        match fs::read_to_string(self.dir.join(MACHINE_FILE)) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(MACHINE_FILE, error)),
        }
    }

    /// Notes the machine.
    ///
    /// # Errors
    /// [`SyncError::Key`].
    pub fn bind(&self, machine: &str) -> Result<(), SyncError> {
        self.write(MACHINE_FILE, machine)
    }

    fn read(&self, name: &str) -> Result<Option<[u8; 32]>, SyncError> {
        let text = match fs::read_to_string(self.dir.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(name, error)),
        };
        match unhex(text.trim()) {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(self.failed(name, io::ErrorKind::InvalidData.into())),
        }
    }

    /// Writes whole or not at all: half a key would be worse than none.
    fn write(&self, name: &str, text: &str) -> Result<(), SyncError> {
        let part = self.dir.join(format!("{name}.part"));
        let written = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)
            .and_then(|()| {
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .mode(0o600)
                    .open(&part)?;
                file.write_all(text.as_bytes())?;
                file.write_all(b"\n")?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&part, self.dir.join(name)))
            .and_then(|()| File::open(&self.dir)?.sync_all());
        written.map_err(|error| self.failed(name, error))
    }

    fn failed(&self, name: &str, source: io::Error) -> SyncError {
        SyncError::Key {
            path: self.dir.join(name),
            source,
        }
    }
}

fn sign_file(log: LogId) -> String {
    format!("sign-{log}")
}

//! The lease of the night: of all processes on one store, one at a time exchanges.

use std::fs;
use std::fs::File;
use std::path::Path;

use crate::domain::refusal::Refusal;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::file_error;

const LEASE_FILE: &str = "night.lock";

/// The right to exchange and to do the night's work; it ends with the process that holds it.
#[derive(Debug)]
pub struct Lease(File);

impl Drop for Lease {
    /// Gives the lease back by name: closing the file would leave it taken for as long as a process
    /// that is just being started, say a printer's, still holds what it inherited.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Lease {
    fn take(dir: &Path) -> Result<Lease, Error> {
        let path = dir.join(LEASE_FILE);
        let failed = |source| file_error("open", &path, source);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lease(file)),
            Err(fs::TryLockError::WouldBlock) => Err(Refusal::NightRuns.into()),
            Err(fs::TryLockError::Error(source)) => Err(file_error("lock", &path, source)),
        }
    }
}

impl Hall {
    /// Takes the lease.
    ///
    /// # Errors
    /// [`Refusal::NightRuns`] while another process holds it.
    pub fn lease(&self) -> Result<Lease, Error> {
        Lease::take(self.dir())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_given_back_is_free_though_a_process_being_started_inherited_its_file() {
        let dir = tempfile::TempDir::new().unwrap();
        let lease = Lease::take(dir.path()).unwrap();
        let inherited = lease.0.try_clone().unwrap();
        let taken = Lease::take(dir.path()).unwrap_err();
        assert!(matches!(taken, Error::Refused(Refusal::NightRuns)));
        drop(lease);
        Lease::take(dir.path()).unwrap();
        drop(inherited);
    }
}

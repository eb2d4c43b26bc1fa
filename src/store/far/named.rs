//! Which logs a site says are its own. A log's name counts within its site alone: what another says of
//! it takes nothing from it.

use rusqlite::Connection;

use crate::domain::entry::LogId;
use crate::domain::site::LogCard;
use crate::domain::site::Org;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far::KEEP;
use crate::store::far::LOOK;
use crate::store::view::run;

/// Makes room for the logs on a site's card; those known already stay as they are. Returns whether
/// there is one among them that is not the site's alone: for a log of this site no room is made, and
/// one that another site named before is kept apart from that one's, as nothing here tells which of
/// both made it up.
///
/// # Errors
/// The store's own error.
pub fn introduce(db: &Connection, org: Org, logs: &[LogCard]) -> Result<bool, StoreError> {
    let mut strange = false;
    for log in logs {
        if is_own(db, log.log.0)? {
            strange = true;
            continue;
        }
        let new = run(
            db,
            KEEP,
            "INSERT INTO far_logs (log_id, org, audience, epoch, key, base_hash, state)
             VALUES (?1, ?2, ?3, ?4, ?5, zeroblob(32), 'active')
             ON CONFLICT (log_id, org) DO NOTHING",
            (log.log.0.0, org.code(), &log.audience, log.epoch, log.key.0),
        )?;
        strange |= new > 0 && is_anothers(db, org, log.log.0)?;
    }
    Ok(strange)
}

/// Returns whether a log is one that this site writes or wrote.
///
/// # Errors
/// The store's own error.
pub fn is_own(db: &Connection, log: LogId) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT 1 FROM logs WHERE log_id = ?1")
        .and_then(|mut statement| statement.exists([log.0]))
        .attempt(LOOK)
}

fn is_anothers(db: &Connection, org: Org, log: LogId) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT 1 FROM far_logs WHERE log_id = ?1 AND org <> ?2")
        .and_then(|mut statement| statement.exists((log.0, org.code())))
        .attempt(LOOK)
}

//! The table `corrections`: when leaders found the clock right though the ledger's time is ahead of it.

use rusqlite::Connection;

use crate::domain::entry::Correction;
use crate::domain::entry::Hlc;
use crate::domain::event::ClockCorrection;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

/// Keeps a correction.
pub(crate) fn keep(db: &Connection, at: &At, e: &ClockCorrection) -> Result<(), StoreError> {
    run(
        db,
        "keep a correction of the clock",
        "INSERT INTO corrections (after, at, actor, reason) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (e.after as i64, at.wall.0, at.actor.0, &e.reason),
    )
    .map(drop)
}

/// Loads all corrections, the earliest first.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection) -> Result<Vec<Correction>, StoreError> {
    rows(
        db,
        "read the corrections of the clock",
        "SELECT after, at FROM corrections ORDER BY after",
        [],
        |row| {
            Ok(Correction {
                after: Hlc(row.get::<_, i64>(0)? as u64),
                at: UtcMs(row.get(1)?),
            })
        },
    )
}

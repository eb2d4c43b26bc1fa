//! The table `held`: what a later program wrote about that this one must not fold, and so must not
//! change either.

use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::event::READER;
use crate::domain::event::least_reader;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger::Stored;
use crate::store::view::run;

/// Holds what an entry is about that asks for a later reader.
pub(crate) fn keep(db: &Connection, entry: &Stored) -> Result<(), StoreError> {
    let least = entry.body.as_deref().map_or(0, least_reader);
    let entity = entry.envelope.entity;
    if least <= READER || entity.is_nil() {
        return Ok(());
    }
    run(
        db,
        "hold what a later program wrote about",
        "INSERT INTO held (entity, least) VALUES (?1, ?2)
         ON CONFLICT (entity) DO UPDATE SET least = max(least, ?2)",
        (entity.as_bytes(), least),
    )
    .map(drop)
}

/// Returns whether something is held: it is shown as far as it is known, and not changed.
///
/// # Errors
/// The store's own error.
pub fn is_held(db: &Connection, entity: Uuid) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT 1 FROM held WHERE entity = ?1")
        .and_then(|mut statement| statement.exists([entity.as_bytes()]))
        .attempt("read what is held")
}

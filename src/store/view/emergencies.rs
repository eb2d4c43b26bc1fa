//! The table `emergencies`.

use rusqlite::Connection;

use crate::domain::event::EmergencyEnded;
use crate::domain::event::EmergencyRaised;
use crate::domain::ids::EmergencyId;
use crate::domain::ids::WindowNo;
use crate::domain::live::Emergency;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

/// Notes a call for help.
pub(crate) fn raise(db: &Connection, at: &At, e: &EmergencyRaised) -> Result<(), StoreError> {
    run(
        db,
        "keep an emergency",
        "INSERT INTO emergencies (id, window, staff, raised) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (e.emergency.0, e.window.0, at.actor.0, at.wall.0),
    )
    .map(drop)
}

/// Notes how it ended.
pub(crate) fn end(db: &Connection, at: &At, e: &EmergencyEnded) -> Result<(), StoreError> {
    run(
        db,
        "keep an emergency",
        "UPDATE emergencies SET ended = ?2, reason = ?3 WHERE id = ?1 AND ended IS NULL",
        (e.emergency.0, at.wall.0, &e.reason),
    )
    .map(drop)
}

/// Loads the calls that go on.
///
/// # Errors
/// The store's own error.
pub fn load_open(db: &Connection) -> Result<Vec<Emergency>, StoreError> {
    rows(
        db,
        "read the emergencies",
        "SELECT id, window, raised FROM emergencies WHERE ended IS NULL ORDER BY raised",
        [],
        |row| {
            Ok(Emergency {
                id: EmergencyId(row.get(0)?),
                window: WindowNo(row.get(1)?),
                since: UtcMs(row.get(2)?),
            })
        },
    )
}

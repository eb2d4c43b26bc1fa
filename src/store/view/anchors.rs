//! The table `anchors`: the last entry of each log that another log of this site has noted.

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::event::LogAnchored;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

/// Where a log stood when another one last noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Who reads the log: `up`, `up/pad` or `down:` and the child's code.
    pub audience: String,
    /// The log.
    pub log: LogId,
    /// Its last entry then.
    pub seq: u64,
    /// That entry's hash, hexadecimal.
    pub hash: String,
    /// When, by the wall clock.
    pub at: UtcMs,
    /// The number of the entry that notes it, in the log of its keeper.
    pub by_seq: u64,
    /// That entry's hash.
    pub by_hash: Hash,
}

/// Keeps an anchor in the place of the one before it.
pub(crate) fn keep(db: &Connection, at: &At, e: &LogAnchored) -> Result<(), StoreError> {
    run(
        db,
        "keep an anchor",
        "INSERT INTO anchors (audience, log, seq, hash, at, by_seq, by_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (audience) DO UPDATE SET log = ?2, seq = ?3, hash = ?4, at = ?5, by_seq = ?6,
             by_hash = ?7",
        (
            &e.audience,
            e.log.0.0,
            e.seq as i64,
            &e.hash,
            at.wall.0,
            at.seq as i64,
            at.hash.0,
        ),
    )
    .map(drop)
}

/// Loads the last anchor of each audience.
///
/// # Errors
/// The store's own error.
pub fn last(db: &Connection) -> Result<Vec<Anchor>, StoreError> {
    rows(
        db,
        "read the anchors",
        "SELECT audience, log, seq, hash, at, by_seq, by_hash FROM anchors ORDER BY audience",
        [],
        |row| {
            Ok(Anchor {
                audience: row.get(0)?,
                log: LogId(row.get(1)?),
                seq: row.get::<_, i64>(2)? as u64,
                hash: row.get(3)?,
                at: UtcMs(row.get(4)?),
                by_seq: row.get::<_, i64>(5)? as u64,
                by_hash: Hash(row.get(6)?),
            })
        },
    )
}

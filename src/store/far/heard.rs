//! When and how another site was last heard, and what of this one's came back.

use rusqlite::Connection;

use crate::domain::entry::CLOCK_SLACK;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far::LOOK;
use crate::store::view::rows;

/// Returns when entries or acknowledgements of a site last came in; `None` before the first.
///
/// # Errors
/// The store's own error.
pub fn last_heard(db: &Connection, org: Org) -> Result<Option<UtcMs>, StoreError> {
    db.prepare_cached(
        "SELECT max(t) FROM (
             SELECT max(h.received_ms) AS t FROM far_heads h JOIN far_logs l USING (fno)
             WHERE l.org = ?1
             UNION ALL SELECT max(at_ms) FROM acks WHERE org = ?1)",
    )
    .and_then(|mut statement| statement.query_row([org.code()], |row| row.get(0)))
    .map(|at: Option<i64>| at.map(UtcMs))
    .attempt(LOOK)
}

/// Returns how far the clock of a site was ahead of ours when entries of it last came in, where that
/// is more than [`CLOCK_SLACK`]: by the time its last entries bear, the earlier of their two, so that a
/// clock that was set right is not blamed for the logical time that cannot go back.
///
/// # Errors
/// The store's own error.
pub fn clock_ahead(db: &Connection, org: Org) -> Result<Option<Seconds>, StoreError> {
    let sql = "SELECT min(e.wall_ms, e.hlc >> 16), h.received_ms
         FROM far_logs l JOIN far_heads h ON h.fno = l.fno
         JOIN far_entries e ON e.fno = h.fno AND e.seq = h.seq
         WHERE l.org = ?1 ORDER BY h.received_ms DESC, e.hlc DESC LIMIT 1";
    let found = rows(db, LOOK, sql, [org.code()], |row| {
        Ok((UtcMs(row.get(0)?), UtcMs(row.get(1)?)))
    })?;
    let ahead = found
        .first()
        .map(|(written, ours)| written.seconds_since(*ours));
    Ok(ahead.filter(|ahead| *ahead > CLOCK_SLACK))
}

/// Returns the hash of an entry of a log of this site's own that came back.
///
/// # Errors
/// The store's own error.
pub fn returned_hash(db: &Connection, log: LogId, seq: u64) -> Result<Option<Hash>, StoreError> {
    let sql = "SELECT e.hash FROM far_logs l JOIN far_entries e ON e.fno = l.fno AND e.seq = ?2
         WHERE l.log_id = ?1 AND l.state = 'returned'";
    let found = rows(db, LOOK, sql, (log.0, seq as i64), |row| {
        row.get(0).map(Hash)
    })?;
    Ok(found.into_iter().next())
}

//! Entries by time: where a log stood at an instant, and what it says between two.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::entry::Hlc;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::ledger::Audience;
use crate::store::ledger::Head;
use crate::store::ledger::entry;
use crate::store::ledger::heads;
use crate::store::view::rows;

/// Returns the number of the last entry of a log before an instant of logical time; 0 where there is
/// none. Within a log the logical time only grows, so it is found by halving.
///
/// # Errors
/// The store's own error.
pub fn last_before(db: &Connection, head: &Head, at: UtcMs) -> Result<u64, StoreError> {
    let at = Hlc(u64::try_from(at.0).unwrap_or(0) << 16);
    let (mut low, mut high) = (0, head.seq);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match entry(db, head.lno, middle)? {
            Some(entry) if entry.envelope.hlc < at => low = middle,
            _ => high = middle - 1,
        }
    }
    Ok(low)
}

/// Returns the entries about some things between two instants, the second not included, as `up:17`:
/// those of the hall's own log, never those of the rating pads.
///
/// # Errors
/// The store's own error.
pub fn entries_about(
    db: &Connection,
    about: &BTreeSet<Uuid>,
    (from, until): (UtcMs, UtcMs),
) -> Result<BTreeMap<Uuid, Vec<String>>, StoreError> {
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    if about.is_empty() {
        return Ok(found);
    }
    let up = Audience::Up.word();
    for head in heads(db)?.iter().filter(|head| head.audience == up) {
        let (after, last) = (last_before(db, head, from)?, last_before(db, head, until)?);
        let seqs = (head.lno, after as i64, last as i64);
        let sql = "SELECT seq, entity FROM entries WHERE lno = ?1 AND seq > ?2 AND seq <= ?3";
        let all = rows(db, "read the ledger", sql, seqs, |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Uuid>(1)?))
        })?;
        for (seq, entity) in all.into_iter().filter(|(_, e)| about.contains(e)) {
            let name = match head.epoch {
                1 => format!("{up}:{seq}"),
                epoch => format!("{up}.{epoch}:{seq}"),
            };
            found.entry(entity).or_default().push(name);
        }
    }
    Ok(found)
}

//! The views as they stood at an earlier point of the ledger: folded anew, beside the store.
//!
//! A figure that was posted is held against the ledger by folding what was written until then: the
//! same entries give the same tables, wherever and whenever they are folded.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::entry::Hlc;
use crate::domain::results::Mark;
use crate::domain::time::Zone;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::view;

/// Returns where every log of this site stands now.
///
/// # Errors
/// The store's own error.
pub fn marks(db: &Connection) -> Result<Vec<Mark>, StoreError> {
    let heads = ledger::heads(db)?.into_iter();
    Ok(heads
        .filter(|head| head.seq > 0)
        .map(|head| Mark {
            log: head.log,
            seq: head.seq,
            hash: head.hash.to_string(),
        })
        .collect())
}

/// Returns where every log of this site stood at the end of a local day, by logical time; a log that
/// was begun later is not among them.
///
/// # Errors
/// The store's own error.
pub fn marks_of(db: &Connection, day: NaiveDate, zone: Zone) -> Result<Vec<Mark>, StoreError> {
    let next = zone.midnight(day.succ_opt().unwrap_or(day));
    let mut marks = Vec::new();
    for head in ledger::heads(db)? {
        let seq = ledger::last_before(db, &head, next)?;
        if let Some(entry) = ledger::entry(db, head.lno, seq)?.filter(|_| seq > 0) {
            marks.push(Mark {
                log: head.log,
                seq,
                hash: entry.hash.to_string(),
            });
        }
    }
    Ok(marks)
}

/// Returns the first mark whose entry is not in this store, or is another one.
///
/// # Errors
/// The store's own error.
pub fn missing<'m>(db: &Connection, marks: &'m [Mark]) -> Result<Option<&'m Mark>, StoreError> {
    let heads = ledger::heads(db)?;
    for mark in marks {
        let head = heads.iter().find(|head| head.log == mark.log);
        let entry = head.map(|head| ledger::entry(db, head.lno, mark.seq));
        let known = entry.transpose()?.flatten();
        if known.is_none_or(|entry| entry.hash.to_string() != mark.hash) {
            return Ok(Some(mark));
        }
    }
    Ok(None)
}

/// Returns the first log of which entries are left out that the others' marks, or the day they are judged
/// as of, say were there: none of those is chosen by whoever counts. Its mark is where it stood then.
///
/// Every log of a site goes by one logical clock, which only grows.
///
/// # Errors
/// The store's own error.
pub fn left_out(
    db: &Connection,
    marks: &[Mark],
    (day, zone): (NaiveDate, Zone),
) -> Result<Option<Mark>, StoreError> {
    let heads = ledger::heads(db)?;
    let seq_of = |log| {
        let mark = marks.iter().find(|mark| mark.log == log);
        mark.map_or(0, |mark| mark.seq)
    };
    // What was written before the day began was there whenever on that day it was counted.
    let begun = u64::try_from(zone.midnight(day).0).unwrap_or(0) << 16;
    let mut until = Hlc(begun);
    for head in &heads {
        if let Some(entry) = ledger::entry(db, head.lno, seq_of(head.log))? {
            until = until.max(Hlc(entry.envelope.hlc.0.saturating_add(1)));
        }
    }
    for head in &heads {
        let seq = ledger::last_until(db, head, until)?;
        if seq > seq_of(head.log) {
            let entry = ledger::entry(db, head.lno, seq)?;
            return Ok(entry.map(|entry| Mark {
                log: head.log,
                seq,
                hash: entry.hash.to_string(),
            }));
        }
    }
    Ok(None)
}

/// Folds the views as they stood at some marks into a passing database. Cases shared with other sites
/// are left out: no figure of a hall is made of them.
///
/// # Errors
/// [`StoreError::BadEntry`] when an entry cannot be read, or SQLite's own error.
pub fn fold(from: &Connection, marks: &[Mark]) -> Result<Connection, StoreError> {
    let heads = ledger::heads(from)?;
    let mut until = Hlc(0);
    let mut last = Vec::new();
    for mark in marks {
        if let Some(head) = heads.iter().find(|head| head.log == mark.log) {
            last.push((head.lno, mark.seq));
            if let Some(entry) = ledger::entry(from, head.lno, mark.seq)? {
                until = until.max(entry.envelope.hlc);
            }
        }
    }
    // A database without a name lies in a file that SQLite removes itself.
    let into = Connection::open("").attempt("be folded")?;
    into.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        .attempt("be folded")?;
    view::create(&into)?;
    view::fold_those(from, &into, |entry| match entry.came_back {
        true => entry.envelope.hlc <= until,
        false => {
            let log = last.iter().find(|(lno, _)| *lno == entry.lno);
            log.is_some_and(|(_, seq)| entry.envelope.seq <= *seq)
        }
    })?;
    into.execute_batch("COMMIT").attempt("be folded")?;
    Ok(into)
}

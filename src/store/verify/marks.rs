//! The marks kept beside the database: a ledger that was cut or put back shows against them.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;

use crate::domain::entry::LogId;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::open;
use crate::store::read_highwater;
use crate::store::verify::Findings;

/// A log, the number of its last entry, and that entry's hash.
pub(super) type Mark = (LogId, u64, String);

/// Reads the marks while nobody writes them, so that no half-written line is taken for an attack,
/// then does something else in that same moment.
pub(super) fn at_rest<T>(
    dir: &Path,
    then: impl FnOnce() -> Result<T, StoreError>,
) -> Result<(Vec<Mark>, T), StoreError> {
    let path = dir.join(open::GATE_FILE);
    let lock = |gate: &File| {
        gate.lock_shared().map_err(|source| StoreError::Io {
            what: "lock",
            path: path.clone(),
            source,
        })
    };
    let gate = File::open(&path).ok();
    if let Some(gate) = &gate {
        lock(gate)?;
    }
    Ok((read_highwater(dir)?, then()?))
}

/// Logs without a mark: a cut of theirs would not show.
pub(super) fn missing(marked: &[Mark], heads: &[Head], found: &mut Findings) {
    for head in heads {
        if head.seq > 0 && !marked.iter().any(|mark| mark.0 == head.log) {
            let what = "its mark beside the store is gone, so a cut would not show; once all else \
                        is sound, run: yizhan rebuild";
            found.add(
                "highwater",
                Some(&head.audience),
                Some(head.seq),
                what.to_owned(),
            );
        }
    }
}

/// The marks kept outside the database: a cut or older ledger is behind or beside them.
pub(super) fn check(
    marked: Vec<Mark>,
    db: &Connection,
    heads: &[Head],
    found: &mut Findings,
) -> Result<(), StoreError> {
    for (log, seq, hash) in marked {
        let Some(head) = heads.iter().find(|head| head.log == log) else {
            found.add(
                "highwater",
                Some(&log.to_string()),
                Some(seq),
                "a log that was written is gone".to_owned(),
            );
            continue;
        };
        if head.seq < seq {
            found.add(
                "highwater",
                Some(&head.audience),
                Some(head.seq + 1),
                format!(
                    "entries {} to {seq} were written and are gone",
                    head.seq + 1
                ),
            );
        } else if let Ok(Some(entry)) = ledger::entry(db, head.lno, seq)
            && entry.hash.to_string() != hash
        {
            found.add(
                "highwater",
                Some(&head.audience),
                Some(seq),
                format!("entry {seq} is not the one that was written: the log was made anew"),
            );
        }
    }
    Ok(())
}

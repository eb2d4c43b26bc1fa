//! The views: equal, row by row, to those folded afresh from the ledger.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::verify::Findings;
use crate::store::view;

/// The views must equal those folded afresh from the ledger.
pub(super) fn check(dir: &Path, db: &Connection) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let scratch = Scratch::new(dir)?;
    let fresh = Connection::open(&scratch.0).attempt("be rebuilt beside")?;
    fresh
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        .attempt("be rebuilt beside")?;
    fresh.set_prepared_statement_cache_capacity(128);
    view::create(&fresh)?;
    view::fold(db, &fresh)?;
    for (table, order) in view::TABLES {
        if let Some(what) = differs(db, &fresh, table, order)? {
            found.add("views", None, None, what);
        }
    }
    for db in [db, &fresh] {
        db.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.case_words USING fts5vocab(main, case_grams, row);
             CREATE VIRTUAL TABLE IF NOT EXISTS temp.person_words USING fts5vocab(main, person_grams, row)",
        )
        .attempt("be compared")?;
    }
    for words in ["temp.case_words", "temp.person_words"] {
        if let Some(what) = differs(db, &fresh, words, "term")? {
            found.add("views", None, None, what);
        }
    }
    let unpaired = view::rows(
        db,
        "be compared",
        "SELECT count(*) FROM ratings WHERE state NOT IN ('invited', 'given', 'timeout')",
        [],
        |row| row.get::<_, i64>(0),
    )?;
    if unpaired.iter().any(|n| *n > 0) {
        found.add(
            "ratings",
            None,
            None,
            "a rating is neither asked, given nor timed out".to_owned(),
        );
    }
    Ok(found)
}

fn differs(
    a: &Connection,
    b: &Connection,
    table: &str,
    order: &str,
) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut left, mut right) = (
        a.prepare(&sql).attempt("be compared")?,
        b.prepare(&sql).attempt("be compared")?,
    );
    let columns = left.column_count();
    let (mut left, mut right) = (
        left.query([]).attempt("be compared")?,
        right.query([]).attempt("be compared")?,
    );
    let mut n = 0_u64;
    loop {
        let (x, y) = (
            left.next().attempt("be compared")?,
            right.next().attempt("be compared")?,
        );
        n += 1;
        match (x, y) {
            (None, None) => return Ok(None),
            (Some(x), Some(y)) => {
                for column in 0..columns {
                    let values = (x.get::<_, Value>(column), y.get::<_, Value>(column));
                    if let (Ok(have), Ok(want)) = values
                        && have == want
                    {
                        continue;
                    }
                    return Ok(Some(format!(
                        "row {n} of {table} is not what the ledger says; run: yizhan rebuild"
                    )));
                }
            }
            (None, Some(_)) => {
                return Ok(Some(format!(
                    "row {n} of {table} is missing; run: yizhan rebuild"
                )));
            }
            (Some(_), None) => {
                return Ok(Some(format!(
                    "row {n} of {table} is in no entry; run: yizhan rebuild"
                )));
            }
        }
    }
}

/// A scratch file beside the store that goes away with the check.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(dir: &Path) -> Result<Scratch, StoreError> {
        let path = dir.join(format!(".verify-{}", std::process::id()));
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(StoreError::Io {
                    what: "make room in",
                    path,
                    source,
                });
            }
        }
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left behind at worst; the next check of the same process number removes it.
        let _ = std::fs::remove_file(&self.0);
    }
}

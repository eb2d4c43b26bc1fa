//! The tables `matters` and `matter_versions`.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::matter::Matter;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

/// Keeps a matter.
pub(crate) fn save(db: &Connection, at: &At, matter: &Matter) -> Result<(), StoreError> {
    let body = serde_json::to_string(matter).map_err(|_| StoreError::BadView {
        table: "matters",
        value: matter.code.clone(),
    })?;
    run(
        db,
        "keep a matter",
        "INSERT INTO matters (code, body, saved) VALUES (?1, ?2, ?3)
         ON CONFLICT (code) DO UPDATE SET body = ?2, saved = ?3",
        (&matter.code, &body, at.seq as i64),
    )?;
    run(
        db,
        "keep a version of a matter",
        "INSERT INTO matter_versions (code, saved, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (code, saved) DO UPDATE SET body = ?3",
        (&matter.code, at.seq as i64, body),
    )
    .map(drop)
}

/// Loads a matter as it was after an entry: its last version saved by that number or before it.
///
/// # Errors
/// The store's own error.
pub fn version(db: &Connection, code: &str, at_seq: u64) -> Result<Option<Matter>, StoreError> {
    let body: Option<String> = db
        .prepare_cached(
            "SELECT body FROM matter_versions WHERE code = ?1 AND saved <= ?2
             ORDER BY saved DESC LIMIT 1",
        )
        .and_then(|mut statement| {
            let last = i64::try_from(at_seq).unwrap_or(i64::MAX);
            statement
                .query_row((code, last), |row| row.get(0))
                .optional()
        })
        .attempt("read a version of a matter")?;
    body.map(|body| read(&body)).transpose()
}

fn read(body: &str) -> Result<Matter, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::BadView {
        table: "matters",
        value: body.chars().take(40).collect(),
    })
}

/// Loads the whole catalogue by code.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection) -> Result<Vec<Matter>, StoreError> {
    rows(
        db,
        "read the matters",
        "SELECT body FROM matters ORDER BY code",
        [],
        |row| row.get::<_, String>(0),
    )?
    .iter()
    .map(|body| read(body))
    .collect()
}

/// Loads one matter.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, code: &str) -> Result<Option<Matter>, StoreError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM matters WHERE code = ?1")
        .and_then(|mut statement| statement.query_row([code], |row| row.get(0)).optional())
        .attempt("read a matter")?;
    body.map(|body| read(&body)).transpose()
}

/// Returns the number of the entry that last saved a matter; 0 for an empty catalogue.
///
/// # Errors
/// The store's own error.
pub fn mark(db: &Connection) -> Result<u64, StoreError> {
    db.prepare_cached("SELECT coalesce(max(saved), 0) FROM matters")
        .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
        .map(|n| n as u64)
        .attempt("read the matters")
}

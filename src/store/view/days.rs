//! The table `days`.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::parse_day;
use crate::store::view::run;

/// Notes closing time.
pub(crate) fn close_doors(db: &Connection, at: &At, day: NaiveDate) -> Result<(), StoreError> {
    run(
        db,
        "keep a day",
        "INSERT INTO days (day, doors_closed) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET doors_closed = coalesce(doors_closed, ?2)",
        (day.to_string(), at.wall.0),
    )
    .map(drop)
}

/// Notes the night close.
pub(crate) fn close(db: &Connection, at: &At, day: NaiveDate) -> Result<(), StoreError> {
    run(
        db,
        "keep a day",
        "INSERT INTO days (day, closed) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET closed = coalesce(closed, ?2)",
        (day.to_string(), at.wall.0),
    )
    .map(drop)
}

/// How far a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayState {
    /// Whether no more numbers are given.
    pub doors_closed: bool,
    /// Whether the night close ran.
    pub closed: bool,
}

/// Reads how far a day is closed.
///
/// # Errors
/// The store's own error.
pub fn state(db: &Connection, day: NaiveDate) -> Result<DayState, StoreError> {
    db.prepare_cached(
        "SELECT doors_closed IS NOT NULL, closed IS NOT NULL FROM days WHERE day = ?1",
    )
    .and_then(|mut statement| {
        statement
            .query_row([day.to_string()], |row| {
                Ok(DayState {
                    doors_closed: row.get(0)?,
                    closed: row.get(1)?,
                })
            })
            .optional()
    })
    .attempt("read a day")
    .map(Option::unwrap_or_default)
}

/// Returns the earliest day that something is still open from: a visit, a rating asked, somebody
/// posted as on duty. After the night close of a day nothing is.
///
/// # Errors
/// The store's own error.
pub fn earliest_open(db: &Connection) -> Result<Option<NaiveDate>, StoreError> {
    let day: Option<String> = db
        .prepare_cached(
            "SELECT min(day) FROM (
                 SELECT min(day) AS day FROM visits WHERE state <> 'ended'
                 UNION ALL SELECT min(day) FROM ratings WHERE state = 'invited'
                 UNION ALL SELECT min(posted) FROM staff)",
        )
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .attempt("read the days")?;
    day.map(|day| parse_day(0, &day).attempt("read the days"))
        .transpose()
}

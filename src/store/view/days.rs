//! The table `days`.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::time::UtcMs;
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

/// Returns the earliest day before `before` on which something was left open: a visit, somebody
/// posted, a rating asked for before `asked_before`, or the close of the last day with visits.
///
/// # Errors
/// The store's own error.
pub fn earliest_open(
    db: &Connection,
    before: NaiveDate,
    asked_before: UtcMs,
) -> Result<Option<NaiveDate>, StoreError> {
    const WHAT: &str = "read the days";
    let day: Option<String> = db
        .prepare_cached(
            "SELECT min(day) FROM (
                SELECT min(day) AS day FROM visits WHERE ended IS NULL
                UNION ALL SELECT min(posted) FROM staff
                UNION ALL SELECT min(day) FROM ratings WHERE state = 'invited' AND invited <= ?2
                UNION ALL SELECT last.day
                    FROM (SELECT max(day) AS day FROM visits WHERE day < ?1) last
                    LEFT JOIN days ON days.day = last.day WHERE days.closed IS NULL
             ) WHERE day < ?1",
        )
        .and_then(|mut statement| {
            statement.query_row((before.to_string(), asked_before.0), |row| row.get(0))
        })
        .attempt(WHAT)?;
    day.map(|day| parse_day(0, &day).attempt(WHAT)).transpose()
}

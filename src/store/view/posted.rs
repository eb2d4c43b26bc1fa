//! The table `posted`: results as they were judged on the day they were posted.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::event::ResultsPosted;
use crate::domain::ids::StaffNo;
use crate::domain::measure::Period;
use crate::domain::results::Results;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::case_files::bad;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

/// Keeps a posting; none is ever replaced.
pub(crate) fn keep(db: &Connection, at: &At, e: &ResultsPosted) -> Result<(), StoreError> {
    let body = serde_json::to_string(&e.results).map_err(|error| bad(&error))?;
    run(
        db,
        "keep posted results",
        "INSERT INTO posted (id, length, period, day, at, staff, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.posting,
            e.results.period.word(),
            e.results.period.to_string(),
            e.day.to_string(),
            at.wall.0,
            at.actor.0,
            body,
        ],
    )
    .map(drop)
}

/// A posting without what was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The span.
    pub period: Period,
    /// The local day it was posted.
    pub day: NaiveDate,
    /// Who posted it.
    pub staff: StaffNo,
}

/// Loads the postings, the latest first, at most so many.
///
/// # Errors
/// The store's own error.
pub fn list(db: &Connection, limit: usize) -> Result<Vec<Posting>, StoreError> {
    rows(
        db,
        "read posted results",
        "SELECT period, day, staff FROM posted ORDER BY n DESC LIMIT ?1",
        [i64::try_from(limit).unwrap_or(i64::MAX)],
        |row| {
            let period: String = row.get(0)?;
            Ok(Posting {
                period: period.parse().map_err(|_| odd(0, &period))?,
                day: parse_day(1, &row.get::<_, String>(1)?)?,
                staff: StaffNo(row.get(2)?),
            })
        },
    )
}

/// Returns how often something was posted.
///
/// # Errors
/// The store's own error.
pub fn mark(db: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT ifnull(max(n), 0) FROM posted";
    let found = rows(db, "read posted results", sql, [], |row| row.get(0))?;
    Ok(found.first().copied().unwrap_or(0))
}

/// Loads what was last posted about a span.
///
/// # Errors
/// The store's own error.
pub fn last_of(db: &Connection, period: Period) -> Result<Option<Results>, StoreError> {
    let sql = "SELECT body FROM posted WHERE period = ?1 ORDER BY n DESC LIMIT 1";
    bodies(db, sql, [period.to_string()]).map(|found| found.into_iter().next())
}

/// Loads what was posted last of each length: a month, a quarter, a year.
///
/// # Errors
/// The store's own error.
pub fn hanging(db: &Connection) -> Result<Vec<Results>, StoreError> {
    let sql = "SELECT body FROM posted WHERE length = ?1 ORDER BY period DESC, n DESC LIMIT 1";
    let mut all = Vec::new();
    for length in ["month", "quarter", "year"] {
        all.extend(bodies(db, sql, [length.to_owned()])?);
    }
    Ok(all)
}

fn bodies(db: &Connection, sql: &str, by: [String; 1]) -> Result<Vec<Results>, StoreError> {
    rows(db, "read posted results", sql, by, |row| {
        let body: String = row.get(0)?;
        serde_json::from_str(&body).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
        })
    })
}

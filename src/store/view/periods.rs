//! The table `periods`: every span of every visit, from which all waiting and serving times come.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::ids::VisitId;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::rows;
use crate::store::view::run;

/// A period that is about to be closed.
#[derive(Debug)]
pub(crate) struct Period {
    pub(crate) n: i64,
    pub(crate) day: String,
    pub(crate) state: String,
    pub(crate) centre: String,
    pub(crate) window: Option<i64>,
    pub(crate) staff: Option<i64>,
    pub(crate) start: i64,
}

/// Keeps a period that ends now.
pub(crate) fn close(
    db: &Connection,
    visit: VisitId,
    period: &Period,
    end: UtcMs,
    accuracy: &str,
) -> Result<(), StoreError> {
    run(
        db,
        "keep a period",
        "INSERT INTO periods (visit, n, day, state, centre, window, staff, start, end, accuracy)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        rusqlite::params![
            visit.0,
            period.n,
            period.day,
            period.state,
            period.centre,
            period.window,
            period.staff,
            period.start,
            end.0.max(period.start),
            accuracy,
        ],
    )
    .map(drop)
}

/// One closed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The state's word.
    pub state: String,
    /// The centre's word.
    pub centre: String,
    /// The window.
    pub window: Option<u16>,
    /// Whether it counts in averages.
    pub exact: bool,
    /// When it began.
    pub start: UtcMs,
    /// When it ended.
    pub end: UtcMs,
}

/// Loads the periods of a visit in order.
///
/// # Errors
/// The store's own error.
pub fn of_visit(
    db: &Connection,
    day: NaiveDate,
    visit: VisitId,
) -> Result<Vec<Closed>, StoreError> {
    rows(
        db,
        "read the periods",
        "SELECT state, centre, window, accuracy, start, end FROM periods
         WHERE day = ?1 AND visit = ?2 ORDER BY n",
        (day.to_string(), visit.0),
        |row| {
            Ok(Closed {
                state: row.get(0)?,
                centre: row.get(1)?,
                window: row.get(2)?,
                exact: row.get::<_, String>(3)? == "exact",
                start: UtcMs(row.get(4)?),
                end: UtcMs(row.get(5)?),
            })
        },
    )
}

/// Counts the services of a day that somebody ended after an instant.
///
/// # Errors
/// The store's own error.
pub fn served_after(db: &Connection, day: NaiveDate, at: UtcMs) -> Result<u64, StoreError> {
    let found = rows(
        db,
        "count the periods",
        "SELECT count(*) FROM periods
         WHERE day = ?1 AND state = 'serving' AND accuracy = 'exact' AND end > ?2",
        (day.to_string(), at.0),
        |row| row.get::<_, i64>(0),
    )?;
    Ok(found.first().map_or(0, |n| *n as u64))
}

/// The sum over one state and centre of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The state's word.
    pub state: String,
    /// The centre's word.
    pub centre: String,
    /// How many spans count.
    pub exact: u64,
    /// Their length, milliseconds.
    pub exact_ms: i64,
    /// The longest of them, milliseconds.
    pub longest_ms: i64,
    /// How many spans do not count.
    pub inaccurate: u64,
    /// Their length, milliseconds.
    pub inaccurate_ms: i64,
}

/// Sums the closed periods of a day by state and centre.
///
/// # Errors
/// The store's own error.
pub fn sums_of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Sum>, StoreError> {
    rows(
        db,
        "sum the periods",
        "SELECT state, centre,
                sum(accuracy = 'exact'),
                sum(CASE WHEN accuracy = 'exact' THEN end - start ELSE 0 END),
                max(CASE WHEN accuracy = 'exact' THEN end - start ELSE 0 END),
                sum(accuracy <> 'exact'),
                sum(CASE WHEN accuracy <> 'exact' THEN end - start ELSE 0 END)
         FROM periods WHERE day = ?1 GROUP BY state, centre",
        [day.to_string()],
        |row| {
            Ok(Sum {
                state: row.get(0)?,
                centre: row.get(1)?,
                exact: row.get::<_, i64>(2)? as u64,
                exact_ms: row.get(3)?,
                longest_ms: row.get(4)?,
                inaccurate: row.get::<_, i64>(5)? as u64,
                inaccurate_ms: row.get(6)?,
            })
        },
    )
}

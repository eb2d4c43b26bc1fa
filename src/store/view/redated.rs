//! The table `redated`: dates that moved because the days off of their year became known.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::event::CaseRedated;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

/// A date that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The case number.
    pub number: String,
    /// The date before.
    pub before: NaiveDate,
    /// The date now.
    pub due: NaiveDate,
}

/// Keeps a date that moved; an entry from before the date before was kept says nothing here.
pub(crate) fn keep(db: &Connection, e: &CaseRedated) -> Result<(), StoreError> {
    let (Some(day), Some(before)) = (e.day, e.before) else {
        return Ok(());
    };
    run(
        db,
        "keep a date that moved",
        "INSERT INTO redated (day, case_id, number, before, due)
         SELECT ?1, ?2, number, ?3, ?4 FROM cases WHERE id = ?2
             AND ?3 <> ?4
         ON CONFLICT (day, case_id) DO UPDATE SET due = ?4",
        (
            day.to_string(),
            e.case.0,
            before.to_string(),
            e.promise.due.to_string(),
        ),
    )
    .map(drop)
}

/// Loads the dates that moved on a day, by case number.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Moved>, StoreError> {
    rows(
        db,
        "read the dates that moved",
        "SELECT number, before, due FROM redated WHERE day = ?1 ORDER BY number",
        [day.to_string()],
        |row| {
            Ok(Moved {
                number: row.get(0)?,
                before: parse_day(1, &row.get::<_, String>(1)?)?,
                due: parse_day(2, &row.get::<_, String>(2)?)?,
            })
        },
    )
}

/// Returns the last day on which dates moved.
///
/// # Errors
/// The store's own error.
pub fn last_day(db: &Connection) -> Result<Option<NaiveDate>, StoreError> {
    db.prepare_cached("SELECT day FROM redated ORDER BY day DESC LIMIT 1")
        .and_then(|mut statement| {
            statement
                .query_row([], |row| parse_day(0, &row.get::<_, String>(0)?))
                .optional()
        })
        .attempt("read the dates that moved")
}

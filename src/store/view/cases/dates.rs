//! Cases by the dates that want looking at: counted without their year, or of a result to hand over.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::cases::COLUMNS;
use crate::store::view::cases::CaseRow;
use crate::store::view::cases::case;
use crate::store::view::rows;

/// Loads the cases with a provisional date in a year, the earliest first: those that go on, and
/// those whose result is still to be handed over.
///
/// # Errors
/// The store's own error.
pub fn provisional(db: &Connection, year: i32) -> Result<Vec<CaseRow>, StoreError> {
    let span = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let mut found = rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.provisional = 1 AND c.done_day IS NULL
                 AND c.due BETWEEN ?1 AND ?2 ORDER BY c.due"
        ),
        (&span.0, &span.1),
        case,
    )?;
    found.extend(rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.deliver_provisional = 1
                 AND c.deliver_due BETWEEN ?1 AND ?2 ORDER BY c.deliver_due"
        ),
        (&span.0, &span.1),
        case,
    )?);
    Ok(found)
}

/// Returns whether any case has a provisional date in a year.
///
/// # Errors
/// The store's own error.
pub fn is_provisional(db: &Connection, year: i32) -> Result<bool, StoreError> {
    let span = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM cases WHERE provisional = 1 AND done_day IS NULL
                AND due BETWEEN ?1 AND ?2)
            OR EXISTS (SELECT 1 FROM cases WHERE deliver_provisional = 1
                AND deliver_due BETWEEN ?1 AND ?2)",
    )
    .and_then(|mut statement| statement.query_row((&span.0, &span.1), |row| row.get(0)))
    .attempt("read the cases")
}

/// Loads the cases whose result is not handed over though its time is nearly or wholly up on a day,
/// the most overdue first.
///
/// # Errors
/// The store's own error.
pub fn undelivered(db: &Connection, today: NaiveDate) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.deliver_amber <= ?1
             ORDER BY c.deliver_due, c.n"
        ),
        [today.to_string()],
        case,
    )
}

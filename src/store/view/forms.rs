//! The table `rating_forms`: forms that residents rated on, as two people key them.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::event::RatingKeyed;
use crate::domain::event::RatingSettled;
use crate::domain::rating::form::KeyedForm;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::case_files::bad;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a form";
const LOOK: &str = "read the forms";

/// Notes a keying.
pub(crate) fn key(db: &Connection, e: &RatingKeyed) -> Result<(), StoreError> {
    let found = find(db, &e.paper)?;
    let mut form = found.unwrap_or_else(|| KeyedForm::new(&e.paper, e.hand.day));
    form.twice.key(e.hand.by, e.lines.clone());
    keep(db, &form)
}

/// Notes what a third person read.
pub(crate) fn settle(db: &Connection, e: &RatingSettled) -> Result<(), StoreError> {
    let Some(mut form) = find(db, &e.paper)? else {
        return Ok(());
    };
    form.twice.settle(e.hand.by, &e.line, e.value.clone());
    keep(db, &form)
}

/// Notes that a form was counted.
pub(crate) fn count(db: &Connection, paper: &str) -> Result<(), StoreError> {
    let Some(mut form) = find(db, paper)? else {
        return Ok(());
    };
    form.counted = true;
    keep(db, &form)
}

fn keep(db: &Connection, form: &KeyedForm) -> Result<(), StoreError> {
    let body = serde_json::to_string(form).map_err(|error| bad(&error))?;
    run(
        db,
        WHAT,
        "INSERT INTO rating_forms (paper, day, counted, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (paper) DO UPDATE SET counted = ?3, body = ?4",
        (&form.paper, form.day.to_string(), form.counted, body),
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<KeyedForm> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

/// Finds a form by the serial number of its paper.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, paper: &str) -> Result<Option<KeyedForm>, StoreError> {
    db.prepare_cached("SELECT body FROM rating_forms WHERE paper = ?1")
        .and_then(|mut statement| statement.query_row([paper], read).optional())
        .attempt(LOOK)
}

/// Loads the forms that were not counted, the oldest first: also those whose errand can no longer be
/// rated, as somebody wrote them.
///
/// # Errors
/// The store's own error.
pub fn waiting(db: &Connection) -> Result<Vec<KeyedForm>, StoreError> {
    rows(
        db,
        LOOK,
        "SELECT body FROM rating_forms WHERE counted = 0 ORDER BY day, paper",
        [],
        read,
    )
}

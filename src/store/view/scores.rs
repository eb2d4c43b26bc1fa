//! The table `score_sheets`: each with everything that was entered on it.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Params;

use crate::domain::event::Event;
use crate::domain::event::ScoreOpened;
use crate::domain::ids::SheetId;
use crate::domain::ids::StaffNo;
use crate::domain::plain::name_key;
use crate::domain::score::Period;
use crate::domain::score::ScoreSheet;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::case_files::bad;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a score sheet";
const LOOK: &str = "read the score sheets";

/// Begins a sheet; one that was begun already stays as it is.
pub(crate) fn open(db: &Connection, event: &ScoreOpened) -> Result<(), StoreError> {
    match load(db, event.sheet)? {
        Some(_) => Ok(()),
        None => keep(db, &ScoreSheet::open(event)),
    }
}

/// Folds an event into a sheet.
pub(crate) fn fold(db: &Connection, event: &Event) -> Result<(), StoreError> {
    let Some(id) = event.scored() else {
        return Ok(());
    };
    let Some(mut sheet) = load(db, id)? else {
        return Ok(());
    };
    sheet.apply(event);
    keep(db, &sheet)
}

fn keep(db: &Connection, sheet: &ScoreSheet) -> Result<(), StoreError> {
    let body = serde_json::to_string(sheet).map_err(|error| bad(&error))?;
    run(
        db,
        WHAT,
        "INSERT INTO score_sheets (id, number, day, person, profile, period, state, body, staff)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET state = ?7, body = ?8",
        rusqlite::params![
            sheet.id.0,
            sheet.terms.number,
            sheet.terms.day.to_string(),
            name_key(&sheet.scored.name),
            sheet.terms.profile.name,
            sheet.period.to_string(),
            sheet.state().word(),
            body,
            sheet.scored.staff.map(|staff| staff.0),
        ],
    )
    .map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<ScoreSheet> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn select(db: &Connection, rest: &str, by: impl Params) -> Result<Vec<ScoreSheet>, StoreError> {
    let sql = format!("SELECT body FROM score_sheets {rest}");
    rows(db, LOOK, &sql, by, read)
}

/// Loads a sheet.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, sheet: SheetId) -> Result<Option<ScoreSheet>, StoreError> {
    db.prepare_cached("SELECT body FROM score_sheets WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([sheet.0], read).optional())
        .attempt(LOOK)
}

/// Finds a sheet by its number.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<ScoreSheet>, StoreError> {
    Ok(of_number(db, number)?.into_iter().next())
}

/// Loads the sheets of a number, the newest first; a copied machine gave some twice.
///
/// # Errors
/// The store's own error.
pub fn of_number(db: &Connection, number: &str) -> Result<Vec<ScoreSheet>, StoreError> {
    select(db, "WHERE number = ?1 ORDER BY id DESC", [number])
}

/// Loads the sheets of a person by name, the newest first.
///
/// # Errors
/// The store's own error.
pub fn of_person(db: &Connection, name: &str) -> Result<Vec<ScoreSheet>, StoreError> {
    let rest = "WHERE person = ?1 ORDER BY period DESC, number DESC";
    select(db, rest, [name_key(name)])
}

/// Loads the sheets of a member of staff by badge, the newest first.
///
/// # Errors
/// The store's own error.
pub fn of_staff(db: &Connection, staff: StaffNo) -> Result<Vec<ScoreSheet>, StoreError> {
    let rest = "WHERE staff = ?1 ORDER BY period DESC, number DESC";
    select(db, rest, [staff.0])
}

/// Loads the sheets of all periods that are open or whose appeal waits, by profile and number.
///
/// # Errors
/// The store's own error.
pub fn waiting(db: &Connection) -> Result<Vec<ScoreSheet>, StoreError> {
    let rest = "WHERE state IN ('open', 'appealed') ORDER BY profile, number";
    select(db, rest, [])
}

/// Loads the sheets of a period, by profile and number.
///
/// # Errors
/// The store's own error.
pub fn of_period(db: &Connection, period: Period) -> Result<Vec<ScoreSheet>, StoreError> {
    let rest = "WHERE period = ?1 ORDER BY profile, number";
    select(db, rest, [period.to_string()])
}

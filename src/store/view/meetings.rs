//! The table `meetings`: meetings that judge, each with who came and what was counted.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Params;
use uuid::Uuid;

use crate::domain::event::Event;
use crate::domain::event::MeetingCalled;
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Meeting;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::case_files::bad;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a meeting";
const LOOK: &str = "read the meetings";

/// Opens a meeting as it was called; one that is there already stays as it is.
pub(crate) fn call(db: &Connection, e: &MeetingCalled) -> Result<(), StoreError> {
    match load(db, e.meeting)? {
        Some(_) => Ok(()),
        None => keep(db, &Meeting::new(e)),
    }
}

/// Folds an event into its meeting.
pub(crate) fn fold(db: &Connection, event: &Event) -> Result<(), StoreError> {
    let Some(id) = event.meeting() else {
        return Ok(());
    };
    let Some(mut meeting) = load(db, id)? else {
        return Ok(());
    };
    meeting.apply(event);
    keep(db, &meeting)
}

fn keep(db: &Connection, meeting: &Meeting) -> Result<(), StoreError> {
    let body = serde_json::to_string(meeting).map_err(|error| bad(&error))?;
    run(
        db,
        WHAT,
        "INSERT INTO meetings (id, number, called, day, profile, state, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET state = ?6, body = ?7",
        rusqlite::params![
            meeting.id.0,
            meeting.number,
            meeting.hand.day.to_string(),
            meeting.day.to_string(),
            meeting.profile.name,
            meeting.state().word(),
            body,
        ],
    )
    .map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Meeting> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn select(db: &Connection, rest: &str, by: impl Params) -> Result<Vec<Meeting>, StoreError> {
    let sql = format!("SELECT body FROM meetings {rest}");
    rows(db, LOOK, &sql, by, read)
}

fn load(db: &Connection, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
    db.prepare_cached("SELECT body FROM meetings WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([id.0], read).optional())
        .attempt(LOOK)
}

/// Loads the meetings held on some local days, the first one first.
///
/// # Errors
/// The store's own error.
pub fn between(
    db: &Connection,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Meeting>, StoreError> {
    let rest = "WHERE day BETWEEN ?1 AND ?2 ORDER BY day, number";
    select(db, rest, [from.to_string(), to.to_string()])
}

/// Finds a meeting by its number.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Meeting>, StoreError> {
    let found = select(db, "WHERE number = ?1 ORDER BY id DESC LIMIT 1", [number])?;
    Ok(found.into_iter().next())
}

/// Loads the meetings from a local day on, the latest first.
///
/// # Errors
/// The store's own error.
pub fn since(db: &Connection, from: NaiveDate) -> Result<Vec<Meeting>, StoreError> {
    let rest = "WHERE day >= ?1 ORDER BY day DESC, number DESC";
    select(db, rest, [from.to_string()])
}

/// Loads the meetings at which ballots are cast now, the latest day first.
///
/// # Errors
/// The store's own error.
pub fn voting(db: &Connection) -> Result<Vec<Meeting>, StoreError> {
    select(db, "WHERE state = 'voting' ORDER BY day DESC", [])
}

/// Loads the meetings of a profile before a day, the latest first, at most so many.
///
/// # Errors
/// The store's own error.
pub fn before(
    db: &Connection,
    profile: &str,
    day: NaiveDate,
    most: u32,
) -> Result<Vec<Meeting>, StoreError> {
    select(
        db,
        "WHERE profile = ?1 AND day < ?2 ORDER BY day DESC LIMIT ?3",
        rusqlite::params![profile, day.to_string(), most],
    )
}

/// Returns the names of the ballot boxes in which somebody votes now.
///
/// # Errors
/// The store's own error.
pub fn boxes(db: &Connection) -> Result<BTreeSet<Uuid>, StoreError> {
    let open = voting(db)?.into_iter();
    Ok(open.filter_map(|m| Some(m.voting?.ballot_box)).collect())
}

//! The tables `noes` and `places_told`: recorded answers of no, and right offices named.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::Row;

use crate::domain::event::NoGiven;
use crate::domain::event::NoSeen;
use crate::domain::event::PlaceTold;
use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

/// A recorded no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// The answer.
    pub id: NoId,
    /// Its number for people.
    pub number: String,
    /// The local day.
    pub day: NaiveDate,
    /// The window.
    pub window: Option<WindowNo>,
    /// What was asked for.
    pub what: String,
    /// Why not.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// What the resident can do instead.
    pub instead: String,
    /// The refused case.
    pub case: Option<CaseId>,
    /// Who said it.
    pub staff: StaffNo,
    /// The leader who has seen it.
    pub seen_by: Option<StaffNo>,
    /// Whether the leader lets it stand.
    pub agreed: Option<bool>,
    /// What the leader said.
    pub note: String,
}

/// Keeps a no.
pub(crate) fn give(db: &Connection, _at: &At, e: &NoGiven) -> Result<(), StoreError> {
    run(
        db,
        "keep an answer",
        "INSERT INTO noes (id, number, day, window, matter, what, reason, clause, instead, case_id,
             staff)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.no.0,
            e.number,
            e.day.to_string(),
            e.window.map(|no| no.0),
            e.matter,
            e.what,
            e.reason,
            e.clause,
            e.instead,
            e.case.map(|case| case.0),
            e.staff.0,
        ],
    )
    .map(drop)
}

/// Notes that a leader has seen it.
pub(crate) fn see(db: &Connection, at: &At, e: &NoSeen) -> Result<(), StoreError> {
    run(
        db,
        "keep an answer",
        "UPDATE noes SET seen = ?2, seen_by = ?3, agreed = ?4, note = ?5
         WHERE id = ?1 AND seen IS NULL",
        (e.no.0, at.wall.0, e.staff.0, e.agreed, &e.note),
    )
    .map(drop)
}

/// Keeps that the right office was named.
pub(crate) fn tell_place(db: &Connection, at: &At, e: &PlaceTold) -> Result<(), StoreError> {
    run(
        db,
        "keep an answer",
        "INSERT INTO places_told (errand, number, day, window, what, office, address, staff)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.errand.0,
            e.number,
            e.day.to_string(),
            e.window.0,
            e.what,
            e.office,
            e.address,
            at.actor.0,
        ],
    )
    .map(drop)
}

const COLUMNS: &str = "id, number, day, window, what, reason, clause, instead, case_id, staff,
     seen_by, agreed, note";

fn no(row: &Row<'_>) -> rusqlite::Result<No> {
    Ok(No {
        id: NoId(row.get(0)?),
        number: row.get(1)?,
        day: parse_day(2, &row.get::<_, String>(2)?)?,
        window: row.get::<_, Option<u16>>(3)?.map(WindowNo),
        what: row.get(4)?,
        reason: row.get(5)?,
        clause: row.get(6)?,
        instead: row.get(7)?,
        case: row.get::<_, Option<_>>(8)?.map(CaseId),
        staff: StaffNo(row.get(9)?),
        seen_by: row.get::<_, Option<u32>>(10)?.map(StaffNo),
        agreed: row.get(11)?,
        note: row.get(12)?,
    })
}

/// Loads the answers no leader has seen, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn unseen(db: &Connection) -> Result<Vec<No>, StoreError> {
    rows(
        db,
        "read the answers",
        &format!("SELECT {COLUMNS} FROM noes WHERE seen IS NULL ORDER BY day, number"),
        [],
        no,
    )
}

/// Loads the answers of a day in order.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<No>, StoreError> {
    rows(
        db,
        "read the answers",
        &format!("SELECT {COLUMNS} FROM noes WHERE day = ?1 ORDER BY number"),
        [day.to_string()],
        no,
    )
}

/// Finds an answer by its number, the later of two with one number.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<No>, StoreError> {
    let found = rows(
        db,
        "read an answer",
        &format!("SELECT {COLUMNS} FROM noes WHERE number = ?1 ORDER BY id DESC"),
        [number],
        no,
    )?;
    Ok(found.into_iter().next())
}

/// Counts the right offices named on a day.
///
/// # Errors
/// The store's own error.
pub fn places_of_day(db: &Connection, day: NaiveDate) -> Result<u64, StoreError> {
    let found = rows(
        db,
        "count the offices named",
        "SELECT count(*) FROM places_told WHERE day = ?1",
        [day.to_string()],
        |row| row.get::<_, i64>(0),
    )?;
    Ok(found.first().map_or(0, |n| *n as u64))
}

/// The right office, named to somebody whose matter is not the hall's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The errand.
    pub errand: ErrandId,
    /// Its number for people; empty for one from before there were numbers.
    pub number: String,
    /// The local day.
    pub day: NaiveDate,
    /// The window.
    pub window: WindowNo,
    /// What was asked for.
    pub what: String,
    /// The right office.
    pub office: String,
    /// Where it is, or its phone.
    pub address: String,
    /// Who named it.
    pub staff: StaffNo,
}

const PLACE: &str = "errand, number, day, window, what, office, address, staff";

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        errand: ErrandId(row.get(0)?),
        number: row.get(1)?,
        day: parse_day(2, &row.get::<_, String>(2)?)?,
        window: WindowNo(row.get(3)?),
        what: row.get(4)?,
        office: row.get(5)?,
        address: row.get(6)?,
        staff: StaffNo(row.get(7)?),
    })
}

/// Loads the right offices named on a day, in order.
///
/// # Errors
/// The store's own error.
pub fn places(db: &Connection, day: NaiveDate) -> Result<Vec<Place>, StoreError> {
    rows(
        db,
        "read the offices named",
        &format!("SELECT {PLACE} FROM places_told WHERE day = ?1 ORDER BY number, errand"),
        [day.to_string()],
        place,
    )
}

/// Finds a right office named by its number, the later of two with one number.
///
/// # Errors
/// The store's own error.
pub fn find_place(db: &Connection, number: &str) -> Result<Option<Place>, StoreError> {
    let found = rows(
        db,
        "read an office named",
        &format!(
            "SELECT {PLACE} FROM places_told WHERE number = ?1 AND number <> '' ORDER BY errand DESC"
        ),
        [number],
        place,
    )?;
    Ok(found.into_iter().next())
}

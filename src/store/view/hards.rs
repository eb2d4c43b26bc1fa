//! The table `hards`: matters handed to window 1.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::Row;

use crate::domain::event::HardCalled;
use crate::domain::event::HardClosed;
use crate::domain::event::HardRaised;
use crate::domain::event::HardSized;
use crate::domain::ids::CaseId;
use crate::domain::ids::HardId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::store::error::StoreError;
use crate::store::view::cases::JOINT;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a hard matter";

/// A matter handed to window 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hard {
    /// The matter.
    pub id: HardId,
    /// Its number for people.
    pub number: String,
    /// The day it was handed over.
    pub day: NaiveDate,
    /// The last day.
    pub due: NaiveDate,
    /// The window that handed it over.
    pub window: WindowNo,
    /// Who handed it over.
    pub staff: StaffNo,
    /// The resident.
    pub name: String,
    /// The resident's phone.
    pub phone: String,
    /// What is to be done.
    pub what: String,
    /// What blocks it.
    pub blocked: String,
    /// How hard: the word of a size.
    pub size: String,
    /// The case, if there is one.
    pub case: Option<CaseId>,
    /// Whom window 1 called and what came of it.
    pub calls: Vec<String>,
    /// How it ended: the word of an end.
    pub end: Option<String>,
    /// What the resident was told.
    pub outcome: String,
    /// When it ended.
    pub ended: Option<NaiveDate>,
}

/// Keeps a matter handed over.
pub(crate) fn raise(db: &Connection, e: &HardRaised) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO hards (id, number, day, due, window, staff, name, phone, what, blocked, size,
             case_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.hard.0,
            e.number,
            e.day.to_string(),
            e.due.to_string(),
            e.window.0,
            e.staff.0,
            e.name,
            e.phone,
            e.what,
            e.blocked,
            e.size.word(),
            e.case.map(|case| case.0),
        ],
    )
    .map(drop)
}

/// Notes a call of window 1.
pub(crate) fn call(db: &Connection, e: &HardCalled) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE hards SET calls = CASE WHEN calls = '' THEN ?2 ELSE calls || ?3 || ?2 END
         WHERE id = ?1",
        (e.hard.0, format!("{}：{}", e.whom, e.outcome), JOINT),
    )
    .map(drop)
}

/// Notes how hard it is after all.
pub(crate) fn size(db: &Connection, e: &HardSized) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE hards SET size = ?2, due = ?3 WHERE id = ?1 AND ended IS NULL",
        (e.hard.0, e.size.word(), e.due.to_string()),
    )
    .map(drop)
}

/// Notes how it ended.
pub(crate) fn close(db: &Connection, e: &HardClosed) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE hards SET end = ?2, outcome = ?3, ended = ?4, by = ?5
         WHERE id = ?1 AND ended IS NULL",
        (
            e.hard.0,
            e.end.word(),
            &e.outcome,
            e.day.to_string(),
            e.staff.0,
        ),
    )
    .map(drop)
}

const COLUMNS: &str =
    "id, number, day, due, window, staff, name, phone, what, blocked, size, case_id,
     calls, end, outcome, ended";

fn hard(row: &Row<'_>) -> rusqlite::Result<Hard> {
    let calls: String = row.get(12)?;
    Ok(Hard {
        id: HardId(row.get(0)?),
        number: row.get(1)?,
        day: parse_day(2, &row.get::<_, String>(2)?)?,
        due: parse_day(3, &row.get::<_, String>(3)?)?,
        window: WindowNo(row.get(4)?),
        staff: StaffNo(row.get(5)?),
        name: row.get(6)?,
        phone: row.get(7)?,
        what: row.get(8)?,
        blocked: row.get(9)?,
        size: row.get(10)?,
        case: row.get::<_, Option<_>>(11)?.map(CaseId),
        calls: calls
            .split(JOINT)
            .filter(|call| !call.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
        end: row.get(13)?,
        outcome: row.get(14)?,
        ended: row
            .get::<_, Option<String>>(15)?
            .map(|day| parse_day(15, &day))
            .transpose()?,
    })
}

/// Loads the matters that go on, the most pressing first.
///
/// # Errors
/// The store's own error.
pub fn open(db: &Connection) -> Result<Vec<Hard>, StoreError> {
    rows(
        db,
        "read the hard matters",
        &format!("SELECT {COLUMNS} FROM hards WHERE ended IS NULL ORDER BY due, number"),
        [],
        hard,
    )
}

/// Finds the matter that goes on about a case, the first one if there are several.
///
/// # Errors
/// The store's own error.
pub fn open_of_case(db: &Connection, case: CaseId) -> Result<Option<Hard>, StoreError> {
    let found = rows(
        db,
        "read a hard matter",
        &format!(
            "SELECT {COLUMNS} FROM hards WHERE case_id = ?1 AND ended IS NULL ORDER BY number"
        ),
        [case.0],
        hard,
    )?;
    Ok(found.into_iter().next())
}

/// Loads the matters that were handed over on a day, in order.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Hard>, StoreError> {
    rows(
        db,
        "read the hard matters",
        &format!("SELECT {COLUMNS} FROM hards WHERE day = ?1 ORDER BY number"),
        [day.to_string()],
        hard,
    )
}

/// Finds a matter by its number; of two with one number the one that is open, else the later.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Hard>, StoreError> {
    let found = rows(
        db,
        "read a hard matter",
        &format!(
            "SELECT {COLUMNS} FROM hards WHERE number = ?1 ORDER BY ended IS NOT NULL, id DESC"
        ),
        [number],
        hard,
    )?;
    Ok(found.into_iter().next())
}

//! The table `notices`: one-time notices of missing papers.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::Row;

use crate::domain::event::CaseAccepted;
use crate::domain::event::NoticeGiven;
use crate::domain::ids::CaseId;
use crate::domain::ids::NoticeId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::case_files;
use crate::store::view::cases::JOINT;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a notice";

/// A one-time notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The notice.
    pub id: NoticeId,
    /// Its number for people.
    pub number: String,
    /// The day it was given.
    pub day: NaiveDate,
    /// The person.
    pub person: PersonId,
    /// The name as written.
    pub name: String,
    /// The matter's code.
    pub matter: String,
    /// The matter's name.
    pub matter_name: String,
    /// The received case, if papers were taken in.
    pub case: Option<CaseId>,
    /// The day the papers were first shown.
    pub received: NaiveDate,
    /// The papers that were in order.
    pub has: Vec<String>,
    /// Everything missing.
    pub lacking: Vec<String>,
    /// What it should have named and did not (应告未告).
    pub untold: Vec<String>,
    /// What the clerk added.
    pub remark: String,
    /// The visit it was given in.
    pub visit: Option<VisitId>,
    /// Who gave it.
    pub staff: StaffNo,
    /// Whether its case is still to be accepted.
    pub open: bool,
}

/// Keeps a notice, and marks the earlier one that should have named these papers.
pub(crate) fn give(db: &Connection, at: &At, e: &NoticeGiven) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO notices (id, number, day, person, name, matter, matter_name, case_id, received,
             has, lacking, remark, visit, staff)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.notice.0,
            e.number,
            e.day.to_string(),
            e.person.0,
            e.applicant.name,
            e.matter,
            e.matter_name,
            e.case.map(|case| case.0),
            e.received.to_string(),
            e.has.join(JOINT),
            e.lacking.join(JOINT),
            e.remark,
            e.visit.map(|visit| visit.0),
            at.actor.0,
        ],
    )?;
    let Some(first) = e.against else {
        return Ok(());
    };
    run(
        db,
        WHAT,
        "UPDATE notices SET untold = CASE WHEN untold = '' THEN ?2 ELSE untold || ?3 || ?2 END
         WHERE id = ?1",
        (first.0, e.untold.join(JOINT), JOINT),
    )
    .map(drop)
}

/// Notes that the case a notice was about is accepted.
pub(crate) fn answered(db: &Connection, e: &CaseAccepted) -> Result<(), StoreError> {
    for notice in &e.notices {
        run(
            db,
            WHAT,
            "UPDATE notices SET open = 0, case_id = coalesce(case_id, ?2) WHERE id = ?1",
            (notice.0, e.case.0),
        )?;
    }
    run(
        db,
        WHAT,
        "UPDATE notices SET open = 0 WHERE case_id = ?1",
        [e.case.0],
    )
    .map(drop)
}

/// Notes that the case counts as accepted for want of a notice in time: those before it are over.
pub(crate) fn overtaken(db: &Connection, case: CaseId) -> Result<(), StoreError> {
    let file = case_files::load(db, case)?;
    for notice in file.iter().flat_map(|file| &file.notices) {
        run(
            db,
            WHAT,
            "UPDATE notices SET open = 0, case_id = coalesce(case_id, ?2) WHERE id = ?1",
            (notice.0, case.0),
        )?;
    }
    Ok(())
}

const COLUMNS: &str = "id, number, day, person, name, matter, matter_name, case_id, received, has,
     lacking, untold, remark, visit, staff, open";

fn notice(row: &Row<'_>) -> rusqlite::Result<Notice> {
    let list = |column: usize| -> rusqlite::Result<Vec<String>> {
        let text: String = row.get(column)?;
        Ok(text
            .split(JOINT)
            .filter(|item| !item.is_empty())
            .map(ToOwned::to_owned)
            .collect())
    };
    Ok(Notice {
        id: NoticeId(row.get(0)?),
        number: row.get(1)?,
        day: parse_day(2, &row.get::<_, String>(2)?)?,
        person: PersonId(row.get(3)?),
        name: row.get(4)?,
        matter: row.get(5)?,
        matter_name: row.get(6)?,
        case: row.get::<_, Option<_>>(7)?.map(CaseId),
        received: parse_day(8, &row.get::<_, String>(8)?)?,
        has: list(9)?,
        lacking: list(10)?,
        untold: list(11)?,
        remark: row.get(12)?,
        visit: row.get::<_, Option<_>>(13)?.map(VisitId),
        staff: StaffNo(row.get(14)?),
        open: row.get(15)?,
    })
}

/// Loads the open notices of a person, or of whoever was merged into them, for a matter, the first
/// one first.
///
/// # Errors
/// The store's own error.
pub fn open_of(db: &Connection, person: PersonId, matter: &str) -> Result<Vec<Notice>, StoreError> {
    rows(
        db,
        "read the notices",
        &format!(
            "SELECT {COLUMNS} FROM notices
             WHERE person IN (SELECT ?1 UNION ALL SELECT id FROM people WHERE merged = ?1)
                 AND matter = ?2 AND open = 1
             ORDER BY day, number"
        ),
        (person.0, matter),
        notice,
    )
}

/// Loads the notices of a case, the first one first.
///
/// # Errors
/// The store's own error.
pub fn of_case(db: &Connection, case: CaseId) -> Result<Vec<Notice>, StoreError> {
    rows(
        db,
        "read the notices",
        &format!("SELECT {COLUMNS} FROM notices WHERE case_id = ?1 ORDER BY day, number"),
        [case.0],
        notice,
    )
}

/// Loads the notices of a day in order.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Notice>, StoreError> {
    rows(
        db,
        "read the notices",
        &format!("SELECT {COLUMNS} FROM notices WHERE day = ?1 ORDER BY number"),
        [day.to_string()],
        notice,
    )
}

/// Finds a notice by its number; of two with one number the one that is open, else the later.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Notice>, StoreError> {
    let found = rows(
        db,
        "read a notice",
        &format!("SELECT {COLUMNS} FROM notices WHERE number = ?1 ORDER BY open = 0, id DESC"),
        [number],
        notice,
    )?;
    Ok(found.into_iter().next())
}

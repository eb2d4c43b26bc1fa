//! The table `errands`.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::event::ErrandEnded;
use crate::domain::event::ErrandStarted;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::OpenErrand;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;
use crate::store::view::visits::accuracy_word;

/// Begins an errand.
pub(crate) fn start(db: &Connection, at: &At, e: &ErrandStarted) -> Result<(), StoreError> {
    run(
        db,
        "keep an errand",
        "INSERT INTO errands (id, visit, day, matter, window, staff, start)
         SELECT ?1, ?2, day, ?3, ?4, ?5, ?6 FROM visits WHERE id = ?2
         ON CONFLICT DO NOTHING",
        (
            e.errand.0, e.visit.0, &e.matter, e.window.0, e.staff.0, at.wall.0,
        ),
    )
    .map(drop)
}

/// Ends an errand.
pub(crate) fn end(db: &Connection, at: &At, e: &ErrandEnded) -> Result<(), StoreError> {
    run(
        db,
        "keep an errand",
        "UPDATE errands SET end = max(start, ?2), outcome = ?3, accuracy = ?4,
             matter = coalesce(?5, matter) WHERE id = ?1 AND end IS NULL",
        (
            e.errand.0,
            at.wall.0,
            e.outcome.word(),
            accuracy_word(e.accuracy),
            &e.matter,
        ),
    )
    .map(drop)
}

/// Loads the errands that are being served.
///
/// # Errors
/// The store's own error.
pub fn load_open(db: &Connection) -> Result<Vec<OpenErrand>, StoreError> {
    rows(
        db,
        "read the errands",
        // Left alone, SQLite walks the whole table because its key already has the wanted order.
        "SELECT id, visit, matter, window, start FROM errands INDEXED BY errands_open
         WHERE end IS NULL ORDER BY id",
        [],
        |row| {
            Ok(OpenErrand {
                id: ErrandId(row.get(0)?),
                visit: VisitId(row.get(1)?),
                matter: row.get(2)?,
                window: WindowNo(row.get(3)?),
                since: UtcMs(row.get(4)?),
            })
        },
    )
}

/// Counts the ended errands of a day by outcome word; `staff` narrows to one person.
///
/// # Errors
/// The store's own error.
pub fn outcomes_of_day(
    db: &Connection,
    day: NaiveDate,
    staff: Option<StaffNo>,
) -> Result<Vec<(String, u64)>, StoreError> {
    rows(
        db,
        "count the errands",
        "SELECT outcome, count(*) FROM errands
         WHERE day = ?1 AND outcome IS NOT NULL AND (?2 IS NULL OR staff = ?2) GROUP BY outcome",
        (day.to_string(), staff.map(|no| no.0)),
        |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)),
    )
}

/// Counts the errands ended today by matter and staff, for the clerk's recent use.
///
/// # Errors
/// The store's own error.
pub fn recent_matters(db: &Connection, staff: StaffNo) -> Result<Vec<(String, u32)>, StoreError> {
    rows(
        db,
        "read the errands",
        "SELECT matter, count(*) FROM (
             SELECT matter FROM errands WHERE day >= (SELECT max(day) FROM errands) AND staff = ?1
                AND matter IS NOT NULL LIMIT 200)
         GROUP BY matter",
        [staff.0],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// An errand that is over: the matter's name, the outcome, the case number and its last day.
pub type DoneErrand = (String, String, Option<String>, Option<NaiveDate>);

/// Loads the ended errands of a visit in order.
///
/// # Errors
/// The store's own error.
pub fn done_of_visit(db: &Connection, visit: VisitId) -> Result<Vec<DoneErrand>, StoreError> {
    rows(
        db,
        "read the errands",
        "SELECT coalesce(c.matter_name, json_extract(m.body, '$.name'), ''), e.outcome, c.number, c.due
         FROM errands e LEFT JOIN cases c ON c.errand = e.id LEFT JOIN matters m ON m.code = e.matter
         WHERE e.visit = ?1 AND e.end IS NOT NULL ORDER BY e.start, e.id",
        [visit.0],
        |row| {
            let due: Option<String> = row.get(3)?;
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                due.map(|day| parse_day(3, &day)).transpose()?,
            ))
        },
    )
}

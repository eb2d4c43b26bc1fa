//! The table `reveals`: who had a masked person shown in full, and why.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::event::PersonRevealed;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::cases;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "read who was revealed";

/// One look at a person in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reveal {
    /// When.
    pub at: UtcMs,
    /// Who looked.
    pub staff: StaffNo,
    /// At whom.
    pub person: PersonId,
    /// The number of the case it was for.
    pub case: Option<String>,
    /// Why.
    pub reason: String,
}

/// Notes that a person was shown in full.
pub(crate) fn add(db: &Connection, at: &At, e: &PersonRevealed) -> Result<(), StoreError> {
    run(
        db,
        "note a reveal",
        "INSERT INTO reveals (day, at, staff, person, case_id, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            e.day.to_string(),
            at.wall.0,
            at.actor.0,
            e.person.0,
            e.case.map(|case| case.0),
            &e.reason,
        ),
    )
    .map(drop)
}

/// Returns a day's reveals, the first one first.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Reveal>, StoreError> {
    rows(
        db,
        WHAT,
        "SELECT r.at, r.staff, r.person, c.number, r.reason FROM reveals r
         LEFT JOIN cases c ON c.id = r.case_id WHERE r.day = ?1 ORDER BY r.n",
        [day.to_string()],
        |row| {
            Ok(Reveal {
                at: UtcMs(row.get(0)?),
                staff: StaffNo(row.get(1)?),
                person: PersonId(row.get(2)?),
                case: row.get(3)?,
                reason: row.get(4)?,
            })
        },
    )
}

/// Counts a day's reveals by member of staff, the most first.
///
/// # Errors
/// The store's own error.
pub fn by_staff(db: &Connection, day: NaiveDate) -> Result<Vec<(StaffNo, u64)>, StoreError> {
    rows(
        db,
        WHAT,
        "SELECT staff, count(*) FROM reveals WHERE day = ?1 GROUP BY staff ORDER BY 2 DESC, staff",
        [day.to_string()],
        |row| Ok((StaffNo(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs())),
    )
}

/// Returns the case and the person of a case number.
///
/// # Errors
/// The store's own error.
pub fn of_case(
    db: &Connection,
    number: &str,
) -> Result<Option<(crate::domain::ids::CaseId, PersonId)>, StoreError> {
    let sql = format!(
        "SELECT id, person FROM cases c WHERE number = ?1 {}",
        cases::FIRST
    );
    db.prepare_cached(&sql)
        .and_then(|mut statement| {
            statement
                .query_row([number], |row| {
                    Ok((
                        crate::domain::ids::CaseId(row.get(0)?),
                        PersonId(row.get(1)?),
                    ))
                })
                .optional()
        })
        .attempt(WHAT)
}

//! The table `jobs`: the jobs of the hotline, folded from the entries of the sites they are told
//! between; their entries are gathered with those of shared cases.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::custody::MOST_TOLD;
use crate::domain::custody::Told;
use crate::domain::hotline::Job;
use crate::domain::hotline::job;
use crate::domain::ids::JobId;
use crate::store::error::StoreError;
use crate::store::view::rows;
use crate::store::view::run;

const LOOK: &str = "read a job";
/// The most jobs a look-up returns, the newest first.
const MOST: usize = 50;

/// Keeps a job as its entries make it; `whole` says whether that is all there are.
pub(super) fn keep(db: &Connection, told: &[Told], whole: bool) -> Result<(), StoreError> {
    let Some(mut job) = job::fold(told) else {
        return Ok(());
    };
    job.crowded = !whole || told.len() > MOST_TOLD;
    let phone = &job.call.phone;
    let end = phone.char_indices().rev().nth(3);
    let end = end.and_then(|(at, _)| phone.get(at..)).unwrap_or_default();
    run(
        db,
        "keep a job",
        "INSERT INTO jobs (id, number, day, due, phone, phone_end, stand, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET number = ?2, day = ?3, due = ?4, phone = ?5, phone_end = ?6,
             stand = ?7, body = ?8",
        (
            job.call.job.0,
            &job.call.number,
            job.call.day.to_string(),
            job.call.due.to_string(),
            phone,
            end,
            job.stand().word(),
            serde_json::to_string(&job).map_err(|error| bad(&error))?,
        ),
    )
    .map(drop)
}

/// Loads a job.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, job: JobId) -> Result<Option<Job>, StoreError> {
    let found = bodies(db, "SELECT body FROM jobs WHERE id = ?1", [job.0])?;
    Ok(found.into_iter().next())
}

/// Loads the jobs in which something is left to do, the most pressing first.
///
/// # Errors
/// The store's own error.
pub fn open(db: &Connection) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT body FROM jobs WHERE stand <> 'over' ORDER BY due, number, id";
    bodies(db, sql, [])
}

/// Loads the jobs that were opened from a day on, up to and without another.
///
/// # Errors
/// The store's own error.
pub fn between(db: &Connection, from: NaiveDate, to: NaiveDate) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT body FROM jobs WHERE day >= ?1 AND day < ?2 ORDER BY day, number, id";
    bodies(db, sql, (from.to_string(), to.to_string()))
}

/// Finds jobs by their number; two sites may have given the same one.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT body FROM jobs WHERE number = ?1 ORDER BY id";
    bodies(db, sql, [number])
}

/// Finds jobs by the whole phone or its last four digits, the newest first and at most fifty.
///
/// # Errors
/// The store's own error.
pub fn of_phone(db: &Connection, digits: &str) -> Result<Vec<Job>, StoreError> {
    let sql = match digits.len() {
        4 => {
            "SELECT body FROM jobs WHERE phone_end = ?1 AND phone_end <> ''
             ORDER BY day DESC, number DESC, id LIMIT ?2"
        }
        _ => {
            "SELECT body FROM jobs WHERE phone = ?1 AND phone <> ''
             ORDER BY day DESC, number DESC, id LIMIT ?2"
        }
    };
    bodies(db, sql, (digits, MOST as i64))
}

/// Returns the last number that begins so: the longest, then the greatest.
///
/// # Errors
/// The store's own error.
pub fn last_number(db: &Connection, begins: &str) -> Result<Option<String>, StoreError> {
    let end = format!("{begins}~");
    let sql = "SELECT number FROM jobs WHERE number >= ?1 AND number < ?2
         ORDER BY length(number) DESC, number DESC LIMIT 1";
    let found = rows(db, LOOK, sql, (begins, &end), |row| row.get(0))?;
    Ok(found.into_iter().next())
}

fn bodies(
    db: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Job>, StoreError> {
    let bodies = rows(db, LOOK, sql, values, |row| row.get::<_, String>(0))?;
    let read = |body: &String| serde_json::from_str(body).map_err(|error| bad(&error));
    bodies.iter().map(read).collect()
}

fn bad(error: &serde_json::Error) -> StoreError {
    StoreError::BadView {
        table: "jobs",
        value: error.to_string(),
    }
}

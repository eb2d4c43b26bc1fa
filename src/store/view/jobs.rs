//! The table `jobs`: the jobs of the hotline, folded from the entries of the sites they are told
//! between; their entries are gathered with those of shared cases.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::custody::MOST_TOLD;
use crate::domain::custody::Told;
use crate::domain::hotline::Channel;
use crate::domain::hotline::Job;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::job;
use crate::domain::hotline::rates::Counted;
use crate::domain::ids::JobId;
use crate::domain::rating::Level;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::store::error::StoreError;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

const LOOK: &str = "read a job";
/// The most jobs a look-up returns, the newest first.
const MOST: usize = 50;

/// Keeps a job as its entries make it; `whole` says whether that is all there are.
pub(super) fn keep(
    db: &Connection,
    id: JobId,
    told: &[Told],
    whole: bool,
) -> Result<(), StoreError> {
    let Some(mut job) = job::fold(told) else {
        return Ok(());
    };
    // Entries are gathered by their entity; a body that names another job must not become its row.
    job.call.job = id;
    job.crowded = !whole || told.len() > MOST_TOLD;
    let phone = &job.call.phone;
    let end = phone.char_indices().rev().nth(3);
    let end = end.and_then(|(at, _)| phone.get(at..)).unwrap_or_default();
    let level = job.told.as_ref().and_then(|told| told.level);
    run(
        db,
        "keep a job",
        "INSERT INTO jobs (id, number, day, due, phone, phone_end, stand, opener, kind, channel, done,
             level, home, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (id) DO UPDATE SET number = ?2, day = ?3, due = ?4, phone = ?5, phone_end = ?6,
             stand = ?7, opener = ?8, kind = ?9, channel = ?10, done = ?11, level = ?12, home = ?13,
             body = ?14",
        rusqlite::params![
            job.call.job.0,
            job.call.number,
            job.call.day.to_string(),
            job.call.due.to_string(),
            phone,
            end,
            job.stand().word(),
            job.opener().code(),
            job.call.kind.word(),
            job.call.channel.word(),
            job.done.as_ref().map(|done| done.by.wall.0),
            level.map(Level::number),
            job.now().is_some_and(|sending| sending.spot.is_home()),
            serde_json::to_string(&job).map_err(|error| bad(&error))?,
        ],
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

/// Loads the jobs that were opened on a day.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT body FROM jobs WHERE day = ?1 ORDER BY number, id";
    bodies(db, sql, [day.to_string()])
}

/// Loads what is counted of the jobs that were opened from a day on, up to and without another, each
/// with the site that took the call.
///
/// # Errors
/// The store's own error.
pub fn counted(
    db: &Connection,
    (from, to): (NaiveDate, NaiveDate),
    zone: Zone,
) -> Result<Vec<(Org, Counted)>, StoreError> {
    let sql = "SELECT opener, kind, channel, due, done, level, home FROM jobs
         WHERE day >= ?1 AND day < ?2";
    rows(db, LOOK, sql, (from.to_string(), to.to_string()), |row| {
        let (kind, channel): (String, String) = (row.get(1)?, row.get(2)?);
        let kinds = JobKind::ALL.into_iter().find(|known| known.word() == kind);
        let channels = Channel::ALL
            .into_iter()
            .find(|known| known.word() == channel);
        let done = row.get::<_, Option<i64>>(4)?;
        let counted = Counted {
            kind: kinds.ok_or_else(|| odd(1, &kind))?,
            channel: channels.ok_or_else(|| odd(2, &channel))?,
            due: parse_day(3, &row.get::<_, String>(3)?)?,
            done: done.map(|at| zone.day(UtcMs(at))),
            level: row.get::<_, Option<u8>>(5)?.and_then(Level::of),
            home: row.get(6)?,
        };
        let opener = Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))?;
        Ok((opener, counted))
    })
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

/// Returns the last number that begins so, of the jobs a site opened: the longest, then the greatest.
/// What another site calls its jobs does not count.
///
/// # Errors
/// The store's own error.
pub fn last_number(
    db: &Connection,
    opener: Org,
    begins: &str,
) -> Result<Option<String>, StoreError> {
    let end = format!("{begins}~");
    let sql = "SELECT number FROM jobs WHERE number >= ?1 AND number < ?2 AND opener = ?3
         ORDER BY length(number) DESC, number DESC LIMIT 1";
    let values = (begins, &end, opener.code());
    let found = rows(db, LOOK, sql, values, |row| row.get(0))?;
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

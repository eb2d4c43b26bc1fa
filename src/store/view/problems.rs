//! The table `problems`: what was registered, and what was done about each.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Params;

use crate::domain::event::ProblemDone;
use crate::domain::event::ProblemRegistered;
use crate::domain::ids::ProblemId;
use crate::domain::problem::Kept;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemEnding;
use crate::domain::receipt::Receipt;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::case_files::bad;
use crate::store::view::odd;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a problem";
const LOOK: &str = "read the problems";

/// Keeps a problem that is registered. One that is there already stays as it is: nothing that is said
/// later takes a registration back.
pub(crate) fn register(db: &Connection, at: &At, e: &ProblemRegistered) -> Result<(), StoreError> {
    match load(db, e.problem)? {
        Some(_) => Ok(()),
        None => keep(db, &Problem::new(e.clone(), entry(at))),
    }
}

/// Folds what was done about a problem into it; what is about an unknown one changes nothing.
pub(crate) fn fold(db: &Connection, at: &At, e: &ProblemDone) -> Result<(), StoreError> {
    let Some(mut problem) = load(db, e.problem)? else {
        return Ok(());
    };
    problem.apply(Kept {
        entry: entry(at),
        hand: e.hand,
        deed: e.deed.clone(),
    });
    keep(db, &problem)
}

/// Returns the code by which people name an entry.
fn entry(at: &At) -> String {
    Receipt::of(at.seq, &at.hash).to_string()
}

fn keep(db: &Connection, problem: &Problem) -> Result<(), StoreError> {
    let body = serde_json::to_string(problem).map_err(|error| bad(&error))?;
    let said = &problem.said;
    let last = problem.history.iter().map(|kept| kept.hand.day).max();
    run(
        db,
        WHAT,
        "INSERT INTO problems (id, number, day, class, repeat_of, last, ending, reopened, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET repeat_of = ?5, last = ?6, ending = ?7, reopened = ?8, body = ?9",
        rusqlite::params![
            said.problem.0,
            said.number,
            said.hand.day.to_string(),
            said.class.word(),
            problem.repeat_of.as_ref().map(|first| first.problem.0),
            last.unwrap_or(said.hand.day).to_string(),
            problem.ending.map(|ending| ending.word()),
            problem.lock.round_no() > 1,
            body,
        ],
    )
    .map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Problem> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn select(db: &Connection, rest: &str, by: impl Params) -> Result<Vec<Problem>, StoreError> {
    let sql = format!("SELECT body FROM problems {rest}");
    rows(db, LOOK, &sql, by, read)
}

/// Loads a problem.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, problem: ProblemId) -> Result<Option<Problem>, StoreError> {
    db.prepare_cached("SELECT body FROM problems WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([problem.0], read).optional())
        .attempt(LOOK)
}

/// Finds a problem by its number.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Problem>, StoreError> {
    let found = select(db, "WHERE number = ?1 ORDER BY id DESC", [number])?;
    Ok(found.into_iter().next())
}

/// Loads the problems that go on, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn open(db: &Connection) -> Result<Vec<Problem>, StoreError> {
    select(db, "WHERE ending IS NULL ORDER BY day, number", [])
}

/// Loads the problems that repeat one, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn repeats(db: &Connection, of: ProblemId) -> Result<Vec<Problem>, StoreError> {
    select(db, "WHERE repeat_of = ?1 ORDER BY day, number", [of.0])
}

/// Loads the problems that were registered on some local days, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn registered(
    db: &Connection,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Problem>, StoreError> {
    select(
        db,
        "WHERE day BETWEEN ?1 AND ?2 ORDER BY day, number",
        [from.to_string(), to.to_string()],
    )
}

/// Loads the problems that were registered by a day and go on, or about which something was done on or
/// after another: those that went on at any time since then are among them.
///
/// # Errors
/// The store's own error.
pub fn open_since(
    db: &Connection,
    since: NaiveDate,
    registered_by: NaiveDate,
) -> Result<Vec<Problem>, StoreError> {
    select(
        db,
        "WHERE (ending IS NULL OR last >= ?1) AND day <= ?2 ORDER BY day, number",
        [since.to_string(), registered_by.to_string()],
    )
}

/// Counts the problems that were registered since a day and are closed, by class, ending, and whether
/// they were opened anew.
///
/// # Errors
/// The store's own error.
pub fn closed_since(
    db: &Connection,
    since: NaiveDate,
) -> Result<Vec<(ProblemClass, ProblemEnding, bool, u64)>, StoreError> {
    let sql = "SELECT class, ending, reopened, count(*) FROM problems
        WHERE ending IS NOT NULL AND day >= ?1 GROUP BY class, ending, reopened";
    rows(db, LOOK, sql, [since.to_string()], |row| {
        let (class, ending): (String, String) = (row.get(0)?, row.get(1)?);
        let class_of = ProblemClass::ALL.into_iter().find(|c| c.word() == class);
        let ending_of = ProblemEnding::ALL.into_iter().find(|e| e.word() == ending);
        Ok((
            class_of.ok_or_else(|| odd(0, &class))?,
            ending_of.ok_or_else(|| odd(1, &ending))?,
            row.get(2)?,
            row.get::<_, i64>(3)?.unsigned_abs(),
        ))
    })
}

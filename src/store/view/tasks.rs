//! The table `tasks`: what waits for a duty leader.
//!
//! A task is raised by an entry of this site and closed by one, or it follows from a shared case:
//! then it comes and goes with the contradiction, whichever site it is decided at.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use uuid::Uuid;

use crate::domain::custody::Clash;
use crate::domain::custody::SharedCase;
use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::event::TaskClosed;
use crate::domain::event::TaskRaised;
use crate::domain::ids::CaseId;
use crate::domain::ids::TaskId;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::given_on;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a task";
const LOOK: &str = "read the tasks";
/// The tables whose papers bear a number; those of tickets are told apart by their day.
const NUMBERED: [&str; 6] = [
    "cases",
    "notices",
    "noes",
    "places_told",
    "hards",
    "bookings",
];

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The task.
    pub id: TaskId,
    /// What kind of thing.
    pub kind: TaskKind,
    /// What it is about: a case number, a log, a site.
    pub about: String,
    /// What is known; for a contradiction the word of its kind.
    pub words: String,
    /// The shared case it follows from.
    pub case: Option<CaseId>,
    /// Since when.
    pub raised: UtcMs,
    /// When it was closed; `None` while it waits.
    pub closed: Option<UtcMs>,
    /// Who closed it; the program itself where it ended by itself.
    pub closed_by: Option<ActorNo>,
    /// What came of it.
    pub outcome: String,
}

/// Keeps a task.
pub(crate) fn raise(db: &Connection, at: &At, e: &TaskRaised) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO tasks (id, kind, about, words, raised) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        (e.task.0, e.kind.word(), &e.about, &e.words, at.wall.0),
    )
    .map(drop)
}

/// Notes that a leader saw to a task.
pub(crate) fn close(db: &Connection, at: &At, e: &TaskClosed) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE tasks SET closed = ?2, closed_by = ?3, outcome = ?4
         WHERE id = ?1 AND closed IS NULL AND case_id IS NULL",
        (e.task.0, at.wall.0, at.actor.0, &e.outcome),
    )
    .map(drop)
}

/// Puts the tasks that follow from a shared case in place of those that did.
pub(crate) fn follow(db: &Connection, shared: &SharedCase) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "DELETE FROM tasks WHERE case_id = ?1",
        [shared.case.0],
    )?;
    for clash in &shared.clashes {
        let closed = clash.closed.as_ref();
        run(
            db,
            WHAT,
            "INSERT INTO tasks (id, kind, about, words, case_id, raised, closed, closed_by, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            (
                id_of(shared.case, clash).0,
                TaskKind::Conflict.word(),
                &shared.number,
                clash.kind.word(),
                shared.case.0,
                clash.a.wall.max(clash.b.wall).0,
                closed.map(|mark| mark.wall.0),
                closed.map(|mark| mark.actor),
                closed.map_or("", |mark| &mark.text),
            ),
        )?;
    }
    Ok(())
}

/// Names the task of a contradiction: the same at every site and after every fold.
fn id_of(case: CaseId, clash: &Clash) -> TaskId {
    let name = format!("{case} {} {} {}", clash.kind.word(), clash.a.at, clash.b.at);
    let mut id = [0; 16];
    id.copy_from_slice(&Hash::of(name.as_bytes()).0[..16]);
    TaskId(Uuid::from_bytes(id))
}

/// Returns the contradiction a task is about; `None` when the case has it no more.
pub fn clash(shared: &SharedCase, task: TaskId) -> Option<&Clash> {
    let mut clashes = shared.clashes.iter();
    clashes.find(|clash| id_of(shared.case, clash) == task)
}

const COLUMNS: &str = "id, kind, about, words, case_id, raised, closed, outcome, closed_by";

fn task(row: &Row<'_>) -> rusqlite::Result<Task> {
    Ok(Task {
        id: TaskId(row.get(0)?),
        kind: TaskKind::from_word(&row.get::<_, String>(1)?),
        about: row.get(2)?,
        words: row.get(3)?,
        case: row.get::<_, Option<_>>(4)?.map(CaseId),
        raised: UtcMs(row.get(5)?),
        closed: row.get::<_, Option<_>>(6)?.map(UtcMs),
        outcome: row.get(7)?,
        closed_by: row.get::<_, Option<_>>(8)?.map(ActorNo),
    })
}

/// Loads the tasks that wait, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn open(db: &Connection) -> Result<Vec<Task>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM tasks WHERE closed IS NULL ORDER BY raised, id");
    rows(db, LOOK, &sql, [], task)
}

/// Finds a task.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, id: TaskId) -> Result<Option<Task>, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM tasks WHERE id = ?1"))
        .and_then(|mut statement| statement.query_row([id.0], task).optional())
        .attempt(LOOK)
}

/// Returns the numbers that were given twice since a day, each once: tickets with their day, and
/// those of papers. Only a site that began anew, or whose entries came back to it, can have any; for
/// every other one it is two look-ups. The machine a store was copied from knows nothing of what its
/// copy printed: that stands where both came together, at the copy, whose leader is the same hall's.
/// The parent keeps the evidence of the two ways.
///
/// # Errors
/// The store's own error.
pub fn doubled(db: &Connection, since: NaiveDate) -> Result<Vec<String>, StoreError> {
    let began_anew = "SELECT EXISTS (SELECT 1 FROM logs WHERE epoch > 1)
                          OR EXISTS (SELECT 1 FROM far_logs WHERE state = 'returned')";
    let began_anew: bool = db
        .query_row(began_anew, [], |row| row.get(0))
        .attempt(LOOK)?;
    if !began_anew {
        return Ok(Vec::new());
    }
    let tickets = "SELECT day || ' ' || band || printf('%03d', count) FROM visits
                   WHERE day >= ?1 AND band IS NOT NULL GROUP BY day, band, count HAVING count(*) > 1";
    let mut found = rows(db, LOOK, tickets, [since.to_string()], |row| row.get(0))?;
    for table in NUMBERED {
        let (column, since) = given_on(table, since);
        // The sign keeps the whole index of numbers from being walked instead of these days.
        let sql = format!(
            "SELECT number FROM {table} WHERE {column} >= ?1 AND number <> ''
             GROUP BY +number HAVING count(*) > 1"
        );
        found.append(&mut rows(db, LOOK, &sql, [since], |row| row.get(0))?);
    }
    Ok(found)
}

/// Counts the tasks there ever were of a kind about something.
///
/// # Errors
/// The store's own error.
pub fn count(db: &Connection, kind: TaskKind, about: &str) -> Result<u32, StoreError> {
    db.prepare_cached("SELECT count(*) FROM tasks WHERE kind = ?1 AND about = ?2")
        .and_then(|mut statement| statement.query_row((kind.word(), about), |row| row.get(0)))
        .attempt(LOOK)
}

/// Returns whether such a task waits already, so that a night does not raise it again.
///
/// # Errors
/// The store's own error.
pub fn is_open(db: &Connection, kind: TaskKind, about: &str) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT 1 FROM tasks WHERE closed IS NULL AND kind = ?1 AND about = ?2")
        .and_then(|mut statement| statement.exists((kind.word(), about)))
        .attempt(LOOK)
}

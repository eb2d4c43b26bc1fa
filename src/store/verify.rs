//! Is the store what it says it is? Chain, counts, marks, schema, and views equal to a rebuild.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use serde::Serialize;
use uuid::Uuid;

use crate::store::boxes;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far as store_far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::open;
use crate::store::view;

mod anchors;
mod chain;
mod far;
pub mod head;
mod logs;
mod marks;
pub mod receipt;
mod views;

/// What is wrong, and which entry or table shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Who noticed: `chain`, `count`, `highwater`, `anchor`, `schema`, `logs`, `views`, `pages`, `far`; what
    /// other sites signed adds `ack` and `checkpoint`.
    pub witness: &'static str,
    /// The log's audience, where a log is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The entry, where one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// What is wrong, in a sentence.
    pub what: String,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// The entries looked at.
    pub entries: u64,
    /// Entries of kinds this version does not know; they are kept and not folded.
    pub unknown_kinds: u64,
    /// The end of each log: audience, number, hash.
    pub heads: Vec<(String, u64, String)>,
    /// What is wrong; empty when `ok`.
    pub problems: Vec<Problem>,
}

/// Threads that walk received logs at most: they share one disk.
const MOST_WALKERS: usize = 4;
/// Problems of one kind are named up to this many; the rest is counted.
const NAMED: usize = 20;

/// Verifies the store of a folder without changing it.
///
/// # Errors
/// [`StoreError`] only when the store cannot be looked at; what is wrong inside is in the report.
pub fn verify(dir: &Path) -> Result<Report, StoreError> {
    verify_as(dir, Kind::Live)
}

/// What lies in the folder that is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A hall's store, with marks beside it.
    Live,
    /// A copy just taken from a backup, which has none.
    Copy,
}

/// Verifies a store or a copy of one.
pub(crate) fn verify_as(dir: &Path, kind: Kind) -> Result<Report, StoreError> {
    open::assert_sqlite()?;
    let path = open::existing(dir)?;
    let moment = || {
        Ok(Moment {
            main: reader(&path)?,
            pages: reader(&path)?,
            walkers: (0..walkers())
                .map(|_| reader(&path))
                .collect::<Result<_, _>>()?,
            boxes: boxes::sound(dir),
        })
    };
    // The marks are read before the ledger: a write that comes between leaves the ledger ahead of
    // them, which is as it should be, never behind.
    let (marked, moment) = marks::at_rest(dir, moment)?;
    let (found, heads) = look(dir, kind, marked, moment)?;
    Ok(Report {
        ok: found.problems.is_empty(),
        entries: found.entries,
        unknown_kinds: found.unknown,
        heads: heads
            .into_iter()
            .map(|head| (head.audience, head.seq, head.hash.to_string()))
            .collect(),
        problems: found.problems,
    })
}

/// Looks at everything, by several threads, and returns the ends of the site's own logs too.
fn look(
    dir: &Path,
    kind: Kind,
    marked: Vec<marks::Mark>,
    moment: Moment,
) -> Result<(Findings, Vec<Head>), StoreError> {
    let Moment {
        main: db,
        pages,
        mut walkers,
        boxes,
    } = moment;
    thread::scope(|scope| {
        let looked = scope.spawn(move || check_pages(&pages));
        let mut found = Findings::default();
        let heads = own_entries(&db, &mut found)?;
        let logs = found.is_ours().then(|| received(&db)).transpose()?;
        let walked = scope.spawn(move || {
            let mut found = Findings::default();
            let logs = logs.unwrap_or_default();
            far::check(&mut walkers, &logs, far::SPAN, &mut found).map(|()| found)
        });
        let beside = beside_entries(&db, kind, marked, (&heads, found.is_ours()))?;
        // What is not sound cannot be folded. Of what the others look at that is not known yet.
        let mut views = Ok(Findings::default());
        if found.problems.is_empty() && beside.problems.is_empty() {
            views = views::check(dir, &db);
            if kind == Kind::Live {
                missing_boxes(&db, &boxes, &mut found)?;
            }
        }
        let damaged = looked.join().unwrap_or_else(|fell| resume_unwind(fell))?;
        // They come first: what else is wrong may follow from them.
        found.problems.splice(0..0, damaged.problems);
        found.add_all(walked.join().unwrap_or_else(|fell| resume_unwind(fell))?);
        found.add_all(beside);
        if found.problems.is_empty() {
            found.add_all(views?);
        }
        Ok((found, heads))
    })
}

/// Holds the table of logs and the marks beside the store against what the entries are.
fn beside_entries(
    db: &Connection,
    kind: Kind,
    marked: Vec<marks::Mark>,
    (heads, ours): (&[Head], bool),
) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    // Where the schema is not ours the table of logs may not be there to be asked.
    if ours {
        logs::check(db, &mut found)?;
    }
    if kind == Kind::Live {
        marks::missing(&marked, heads, &mut found);
    }
    marks::check(marked, db, heads, &mut found)?;
    Ok(found)
}

/// Says of each voting that goes on whether its ballot box is there and whole.
fn missing_boxes(
    db: &Connection,
    sound: &BTreeSet<Uuid>,
    found: &mut Findings,
) -> Result<(), StoreError> {
    for meeting in view::meetings::voting(db)? {
        let voting = meeting.voting.as_ref();
        if voting.is_some_and(|voting| !sound.contains(&voting.ballot_box)) {
            let number = &meeting.number;
            let what = format!(
                "the ballot box of {number} is gone or damaged, so nothing of it can be counted; a leader has everybody vote anew: open_voting with a reason"
            );
            found.add("boxes", None, None, what);
        }
    }
    Ok(())
}

/// Connections that all see the ledger of one moment, so that posts at work do not change what is
/// compared.
struct Moment {
    main: Connection,
    pages: Connection,
    walkers: Vec<Connection>,
    /// The ballot boxes that lay there whole.
    boxes: BTreeSet<Uuid>,
}

/// So many threads walk received logs: more than there are processors help nobody.
fn walkers() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_WALKERS))
}

/// Opens the store and stays at the moment it is opened in.
fn reader(path: &Path) -> Result<Connection, StoreError> {
    let db = open::connect(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // A transaction begins with what is read first; posts wait meanwhile, so it is the least there is,
    // and each thread reads the schema by itself.
    db.execute_batch("BEGIN; PRAGMA schema_version;")
        .attempt("be read")?;
    Ok(db)
}

/// Looks at the schema and at the site's own logs, and returns their ends.
fn own_entries(db: &Connection, found: &mut Findings) -> Result<Vec<Head>, StoreError> {
    schema(db, found)?;
    let heads = match ledger::heads(db) {
        Ok(heads) => heads,
        Err(error) => {
            found.add("schema", None, None, error.to_string());
            Vec::new()
        }
    };
    for head in &heads {
        chain::log(db, head, found)?;
    }
    chain::strays(db, found)?;
    anchors::check(db, &heads, found)?;
    Ok(heads)
}

fn received(db: &Connection) -> Result<Vec<FarLog>, StoreError> {
    let mut received = Vec::new();
    for org in store_far::orgs(db)? {
        received.extend(store_far::logs(db, org)?);
    }
    Ok(received)
}

#[derive(Default)]
struct Findings {
    entries: u64,
    unknown: u64,
    anchors: Vec<anchors::Noted>,
    problems: Vec<Problem>,
}

impl Findings {
    /// Whether the tables are those of this program.
    fn is_ours(&self) -> bool {
        self.problems.iter().all(|p| p.witness != "schema")
    }

    fn add_all(&mut self, others: Findings) {
        self.entries += others.entries;
        self.unknown += others.unknown;
        self.problems.extend(others.problems);
    }

    fn add(&mut self, witness: &'static str, log: Option<&str>, entry: Option<u64>, what: String) {
        if self
            .problems
            .iter()
            .filter(|p| p.witness == witness)
            .count()
            < NAMED
        {
            self.problems.push(Problem {
                witness,
                log: log.map(ToOwned::to_owned),
                entry,
                what,
            });
        }
    }
}

fn check_pages(db: &Connection) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let mut statement = db.prepare("PRAGMA quick_check(10)").attempt("be checked")?;
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .attempt("be checked")?;
    for row in rows {
        match row {
            Ok(text) if text == "ok" => {}
            Ok(text) => found.add("pages", None, None, text),
            Err(error) => found.add("pages", None, None, error.to_string()),
        }
    }
    Ok(found)
}

/// The tables, indexes and triggers must be those of this program's texts, to the letter.
fn schema(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
    if let Err(error) = open::check_migrations(db) {
        found.add("schema", None, None, error.to_string());
        return Ok(());
    }
    logs::migrations(db, found)?;
    let fresh = Connection::open_in_memory().attempt("be compared")?;
    open::migrate(&fresh)?;
    view::create(&fresh)?;
    let (have, want) = (objects(db)?, objects(&fresh)?);
    for object in &want {
        if !have.contains(object) {
            found.add(
                "schema",
                None,
                None,
                format!("{} is missing or was changed", object.0),
            );
        }
    }
    for object in &have {
        if !want.iter().any(|(name, _)| *name == object.0) {
            found.add(
                "schema",
                None,
                None,
                format!("{} does not belong here", object.0),
            );
        }
    }
    Ok(())
}

fn objects(db: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = db
        .prepare("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
        .attempt("be read")?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .attempt("be read")?;
    rows.collect::<rusqlite::Result<_>>().attempt("be read")
}

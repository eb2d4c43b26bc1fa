//! Is the store what it says it is? Chain, counts, marks, schema, and views equal to a rebuild.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::types::Value;
use serde::Serialize;

use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::store::Audience;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::Stored;
use crate::store::open;
use crate::store::read_highwater;
use crate::store::view;

mod logs;

/// What is wrong, and which entry or table shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Who noticed: `chain`, `count`, `highwater`, `schema`, `logs`, `views`, `pages` or
    /// `ratings`.
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
    // The marks are read before the ledger: a write that comes between leaves the ledger ahead of
    // them, which is as it should be, never behind.
    let marked = marks_at_rest(dir)?;
    let db = open::connect(
        &path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // One read transaction, so that posts at work do not change what is compared.
    db.execute_batch("BEGIN").attempt("be read")?;
    let mut found = Findings::default();
    pages(&db, &mut found)?;
    schema(&db, &mut found)?;
    let heads = match ledger::heads(&db) {
        Ok(heads) => heads,
        Err(error) => {
            found.add("schema", None, None, error.to_string());
            Vec::new()
        }
    };
    for head in &heads {
        log(&db, head, &mut found)?;
    }
    strays(&db, &mut found)?;
    // Where the schema is not ours the table of logs may not be there to be asked.
    if found.problems.iter().all(|p| p.witness != "schema") {
        logs::check(&db, &mut found)?;
    }
    if kind == Kind::Live {
        unmarked(&marked, &heads, &mut found);
    }
    marks(marked, &db, &heads, &mut found)?;
    if found.problems.is_empty() {
        views(dir, &db, &mut found)?;
    }
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

#[derive(Default)]
struct Findings {
    entries: u64,
    unknown: u64,
    problems: Vec<Problem>,
}

impl Findings {
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

fn pages(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
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
    Ok(())
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

fn log(db: &Connection, head: &Head, found: &mut Findings) -> Result<(), StoreError> {
    let name = head.audience.as_str();
    let (mut seq, mut hash, mut hlc) = (0_u64, Hash::ZERO, Hlc::default());
    let walked = ledger::walk(db, ledger::Order::Log(head.lno), |entry| {
        found.entries += 1;
        let at = entry.envelope.seq;
        if at != seq + 1 {
            let what = if at > seq + 1 {
                format!("entries {} to {} are gone", seq + 1, at - 1)
            } else {
                format!("entry {at} stands out of order")
            };
            found.add("chain", Some(name), Some(seq + 1), what);
        }
        if entry.envelope.hlc <= hlc {
            found.add(
                "chain",
                Some(name),
                Some(at),
                format!("entry {at} is not later than the one before"),
            );
        }
        if let Err(what) = link(&entry, &hash) {
            found.add("chain", Some(name), Some(at), what);
        }
        if at == 1 && !begins(&entry, head) {
            let what = "the log does not begin as the log it is said to be".to_owned();
            found.add("chain", Some(name), Some(at), what);
        }
        match entry.event() {
            Ok(None) if entry.body.is_none() => {
                // No verb of this version drops a body, so somebody else did.
                found.add(
                    "chain",
                    Some(name),
                    Some(at),
                    format!("the body of entry {at} is gone"),
                );
            }
            Ok(None) => found.unknown += 1,
            Ok(_) => {}
            Err(error) => found.add("chain", Some(name), Some(at), error.to_string()),
        }
        (seq, hash, hlc) = (at, entry.hash, entry.envelope.hlc);
        Ok(true)
    });
    if let Err(StoreError::BadEntry { seq, why, .. }) = walked {
        found.add(
            "chain",
            Some(name),
            Some(seq),
            format!("entry {seq} cannot be read: {why}"),
        );
        return Ok(());
    }
    walked?;
    if seq == 0 {
        let what = "the log is empty: even its first entry is gone".to_owned();
        found.add("count", Some(name), Some(1), what);
    }
    if (seq, hash, hlc) != (head.seq, head.hash, head.hlc) {
        let at = seq.min(head.seq) + 1;
        found.add(
            "count",
            Some(name),
            Some(at),
            format!("the log ends at entry {seq}, its head says {}", head.seq),
        );
    }
    Ok(())
}

/// Whether a log's first entry is the genesis of the log that the table of logs names.
fn begins(genesis: &Stored, head: &Head) -> bool {
    let audience = match genesis.event() {
        Ok(Some(Event::SiteOpened(_))) => Audience::Up.word().to_owned(),
        Ok(Some(Event::LogOpened(log))) => log.audience,
        _ => return false,
    };
    audience == head.audience && genesis.envelope.wall == head.born
}

fn link(entry: &Stored, previous: &Hash) -> Result<(), String> {
    let at = entry.envelope.seq;
    if let Some(body) = &entry.body
        && (Hash::of(body) != entry.body_hash
            || body.len() as u64 != u64::from(entry.envelope.body_len))
    {
        return Err(format!("the body of entry {at} was changed"));
    }
    if entry.envelope.chain(previous, &entry.body_hash) != entry.hash {
        return Err(format!(
            "entry {at} does not follow from the one before it: one of the two was changed"
        ));
    }
    Ok(())
}

/// Entries of no log.
fn strays(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
    let strays = view::rows(
        db,
        "be read",
        "SELECT lno, min(seq) FROM entries WHERE lno NOT IN (SELECT lno FROM logs) GROUP BY lno",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    for (lno, seq) in strays {
        found.add(
            "count",
            None,
            Some(seq as u64),
            format!("entry {seq} belongs to a log {lno} that is gone"),
        );
    }
    Ok(())
}

type Mark = (LogId, u64, String);

/// Reads the marks while nobody writes them, so that no half-written line is taken for an attack.
fn marks_at_rest(dir: &Path) -> Result<Vec<Mark>, StoreError> {
    let path = dir.join(open::GATE_FILE);
    let lock = |gate: &File| {
        gate.lock_shared().map_err(|source| StoreError::Io {
            what: "lock",
            path: path.clone(),
            source,
        })
    };
    let gate = File::open(&path).ok();
    if let Some(gate) = &gate {
        lock(gate)?;
    }
    read_highwater(dir)
}

/// Logs without a mark: a cut of theirs would not show.
fn unmarked(marked: &[Mark], heads: &[Head], found: &mut Findings) {
    for head in heads {
        if head.seq > 0 && !marked.iter().any(|mark| mark.0 == head.log) {
            let what = "its mark beside the store is gone, so a cut would not show; once all else \
                        is sound, run: yizhan rebuild";
            found.add(
                "highwater",
                Some(&head.audience),
                Some(head.seq),
                what.to_owned(),
            );
        }
    }
}

/// The marks kept outside the database: a cut or older ledger is behind or beside them.
fn marks(
    marked: Vec<Mark>,
    db: &Connection,
    heads: &[Head],
    found: &mut Findings,
) -> Result<(), StoreError> {
    for (log, seq, hash) in marked {
        let Some(head) = heads.iter().find(|head| head.log == log) else {
            found.add(
                "highwater",
                Some(&log.to_string()),
                Some(seq),
                "a log that was written is gone".to_owned(),
            );
            continue;
        };
        if head.seq < seq {
            found.add(
                "highwater",
                Some(&head.audience),
                Some(head.seq + 1),
                format!(
                    "entries {} to {seq} were written and are gone",
                    head.seq + 1
                ),
            );
        } else if let Ok(Some(entry)) = ledger::entry(db, head.lno, seq)
            && entry.hash.to_string() != hash
        {
            found.add(
                "highwater",
                Some(&head.audience),
                Some(seq),
                format!("entry {seq} is not the one that was written: the log was made anew"),
            );
        }
    }
    Ok(())
}

/// The views must equal those folded afresh from the ledger.
fn views(dir: &Path, db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
    let scratch = Scratch::new(dir)?;
    let fresh = Connection::open(&scratch.0).attempt("be rebuilt beside")?;
    fresh
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        .attempt("be rebuilt beside")?;
    fresh.set_prepared_statement_cache_capacity(128);
    view::create(&fresh)?;
    view::fold(db, &fresh)?;
    for (table, order) in view::TABLES {
        if let Some(what) = differs(db, &fresh, table, order)? {
            found.add("views", None, None, what);
        }
    }
    for db in [db, &fresh] {
        db.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.case_words USING fts5vocab(main, case_grams, row);
             CREATE VIRTUAL TABLE IF NOT EXISTS temp.person_words USING fts5vocab(main, person_grams, row)",
        )
        .attempt("be compared")?;
    }
    for words in ["temp.case_words", "temp.person_words"] {
        if let Some(what) = differs(db, &fresh, words, "term")? {
            found.add("views", None, None, what);
        }
    }
    let unpaired = view::rows(
        db,
        "be compared",
        "SELECT count(*) FROM ratings WHERE state NOT IN ('invited', 'given', 'timeout')",
        [],
        |row| row.get::<_, i64>(0),
    )?;
    if unpaired.iter().any(|n| *n > 0) {
        found.add(
            "ratings",
            None,
            None,
            "a rating is neither asked, given nor timed out".to_owned(),
        );
    }
    Ok(())
}

fn differs(
    a: &Connection,
    b: &Connection,
    table: &str,
    order: &str,
) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut left, mut right) = (
        a.prepare(&sql).attempt("be compared")?,
        b.prepare(&sql).attempt("be compared")?,
    );
    let columns = left.column_count();
    let (mut left, mut right) = (
        left.query([]).attempt("be compared")?,
        right.query([]).attempt("be compared")?,
    );
    let mut n = 0_u64;
    loop {
        let (x, y) = (
            left.next().attempt("be compared")?,
            right.next().attempt("be compared")?,
        );
        n += 1;
        match (x, y) {
            (None, None) => return Ok(None),
            (Some(x), Some(y)) => {
                for column in 0..columns {
                    let values = (x.get::<_, Value>(column), y.get::<_, Value>(column));
                    if let (Ok(have), Ok(want)) = values
                        && have == want
                    {
                        continue;
                    }
                    return Ok(Some(format!(
                        "row {n} of {table} is not what the ledger says; run: yizhan rebuild"
                    )));
                }
            }
            (None, Some(_)) => {
                return Ok(Some(format!(
                    "row {n} of {table} is missing; run: yizhan rebuild"
                )));
            }
            (Some(_), None) => {
                return Ok(Some(format!(
                    "row {n} of {table} is in no entry; run: yizhan rebuild"
                )));
            }
        }
    }
}

/// A scratch file beside the store that goes away with the check.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(dir: &Path) -> Result<Scratch, StoreError> {
        let path = dir.join(format!(".verify-{}", std::process::id()));
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(StoreError::Io {
                    what: "make room in",
                    path,
                    source,
                });
            }
        }
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left behind at worst; the next check of the same process number removes it.
        let _ = std::fs::remove_file(&self.0);
    }
}

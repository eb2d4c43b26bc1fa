//! The ledger: appending entries and reading them back.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::entry::Entry;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::receipt::Receipt;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view;

mod anchor;
mod line;
mod problems;
mod service;
mod shared;
mod span;
mod writer;

pub use anchor::keeper_of;
pub(crate) use line::far_lines;
pub(crate) use line::put;
use line::stored;
pub(crate) use problems::ToPass;
pub use problems::problems;
pub(crate) use problems::to_pass;
pub use service::service;
pub(crate) use shared::Left;
pub(crate) use shared::about;
pub(crate) use shared::far_about;
pub use span::Trace;
pub use span::entries_of;
pub use span::last_before;
pub use span::last_until;
pub use writer::Writer;

/// The version of the bodies this program writes; one of a later version is read as far as it can be.
pub const KIND_VERSION: u8 = 1;

/// Which of the site's logs an entry goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// The hall's own log, for the parent site.
    Up,
    /// The rating pads' log: kept apart so that a missing rating shows.
    Pad,
}

impl Audience {
    pub(crate) const ALL: [Audience; 2] = [Audience::Up, Audience::Pad];

    /// Returns the word stored with the log.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Up => "up",
            Audience::Pad => "up/pad",
        }
    }
}

/// Where an entry landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The number within its log.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Appended {
    /// Returns the code a resident takes home: the entry's number and ten characters of its hash.
    pub fn receipt(&self) -> String {
        Receipt::of(self.seq, &self.hash).to_string()
    }
}

/// Whether a log is still written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogState {
    /// Entries go to it.
    Active,
    /// The site began anew; what is in it still goes out.
    Closed,
    /// The parent knows other entries under its last numbers: those are told again elsewhere.
    Forked,
}

impl LogState {
    /// Returns the word stored with the log.
    pub fn word(self) -> &'static str {
        match self {
            LogState::Active => "active",
            LogState::Closed => "closed",
            LogState::Forked => "forked",
        }
    }

    fn from_word(word: &str) -> Option<LogState> {
        [LogState::Active, LogState::Closed, LogState::Forked]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// The end of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The log's number in this store.
    pub lno: i64,
    /// The log.
    pub log: LogId,
    /// The audience.
    pub audience: String,
    /// When the log was made.
    pub born: UtcMs,
    /// The count of beginnings anew, from 1.
    pub epoch: u32,
    /// Whether it is still written.
    pub state: LogState,
    /// The last entry's number; 0 for an empty log.
    pub seq: u64,
    /// The last entry's hash.
    pub hash: Hash,
    /// The last entry's logical time.
    pub hlc: Hlc,
}

/// One entry as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The log's number in this store.
    pub lno: i64,
    /// The envelope.
    pub envelope: Envelope,
    /// The body, unless it was dropped by law.
    pub body: Option<Vec<u8>>,
    /// The body's hash.
    pub body_hash: Hash,
    /// The chain's hash.
    pub hash: Hash,
    /// Whether it was lost here and came back, as another site gave it.
    pub came_back: bool,
}

impl From<Stored> for Entry {
    fn from(stored: Stored) -> Entry {
        Entry {
            envelope: stored.envelope,
            body: stored.body,
            body_hash: stored.body_hash,
            hash: stored.hash,
        }
    }
}

impl Stored {
    /// Reads the event; `None` for a kind of a later version, a body of a later version that this
    /// one cannot read, or a dropped body.
    ///
    /// # Errors
    /// [`StoreError::BadEntry`] when the body is not one of its kind.
    pub fn event(&self) -> Result<Option<Event>, StoreError> {
        let Some(body) = &self.body else {
            return Ok(None);
        };
        match Event::decode(self.envelope.kind, body) {
            Err(_) if self.envelope.kind_version > KIND_VERSION => Ok(None),
            read => read.map_err(|error| StoreError::BadEntry {
                log: self.lno,
                seq: self.envelope.seq,
                why: error.to_string(),
            }),
        }
    }
}

/// Returns the end of every log.
///
/// # Errors
/// The store's own error.
pub fn heads(db: &Connection) -> Result<Vec<Head>, StoreError> {
    let mut statement = db
        .prepare_cached(
            "SELECT l.lno, l.log_id, l.audience, coalesce(h.seq, 0), h.hash, coalesce(h.hlc, 0),
                 l.born_ms, l.epoch, l.state FROM logs l LEFT JOIN heads h ON h.lno = l.lno ORDER BY l.lno",
        )
        .attempt("be read")?;
    let rows = statement
        .query_map([], |row| {
            Ok(Head {
                lno: row.get(0)?,
                log: LogId(row.get(1)?),
                audience: row.get(2)?,
                seq: row.get::<_, i64>(3)? as u64,
                hash: row.get::<_, Option<[u8; 32]>>(4)?.map_or(Hash::ZERO, Hash),
                hlc: Hlc(row.get::<_, i64>(5)? as u64),
                born: UtcMs(row.get(6)?),
                epoch: row.get(7)?,
                state: {
                    let word: String = row.get(8)?;
                    LogState::from_word(&word).ok_or_else(|| view::odd(8, &word))?
                },
            })
        })
        .attempt("be read")?;
    rows.collect::<rusqlite::Result<_>>().attempt("be read")
}

/// The same columns of what was received.
const FAR_COLUMNS: &str =
    "fno, seq, kind, kv, hlc, wall_ms, actor, entity, base, body_len, body, bh, hash";

const COLUMNS: &str =
    "lno, seq, kind, kv, hlc, wall_ms, actor, entity, base, body_len, body, bh, hash";

/// Which entries to read.
#[derive(Debug, Clone, Copy)]
pub enum Order {
    /// One log by number.
    Log(i64),
    /// One log that was received, by number.
    Far(i64),
    /// All logs as the views are folded, also what was lost here and came back: by logical time, but
    /// each beginning anew behind what was before it, and what was done here instead of what came back
    /// behind that. A store that was put back may have a slow clock.
    Time,
    /// All logs, the latest first.
    Latest,
}

/// Walks entries, one at a time.
///
/// Within a log the logical time only grows, and a log that begins anew begins behind the one that
/// ended, so several logs are merged as they are read: nothing
/// is sorted, and the last entries of a long ledger cost no more than those of a short one.
///
/// # Errors
/// The store's own error, or what `each` returns.
pub fn walk(
    db: &Connection,
    order: Order,
    mut each: impl FnMut(Stored) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let (own, far, latest) = match order {
        Order::Log(lno) => (vec![(lno, 0)], Vec::new(), false),
        Order::Far(fno) => (Vec::new(), vec![(fno, 0)], false),
        Order::Time => (log_numbers(db)?, returned_numbers(db)?, false),
        Order::Latest => (log_numbers(db)?, Vec::new(), true),
    };
    let parted = match order {
        Order::Time => parted(db)?,
        _ => Vec::new(),
    };
    let own_logs = own.len();
    let direction = if latest { "DESC" } else { "ASC" };
    let own_sql = format!("SELECT {COLUMNS} FROM entries WHERE lno = ?1 ORDER BY seq {direction}");
    let far_sql = far_sql(matches!(order, Order::Time));
    let mut statements = Vec::with_capacity(own.len() + far.len());
    for _ in &own {
        statements.push(db.prepare(&own_sql).attempt("be read")?);
    }
    for _ in &far {
        statements.push(db.prepare(&far_sql).attempt("be read")?);
    }
    let mut readers = Vec::with_capacity(statements.len());
    for (statement, (number, epoch)) in statements.iter_mut().zip(own.into_iter().chain(far)) {
        let mut rows = statement.query([number]).attempt("be read")?;
        let first = next(&mut rows)?;
        readers.push((rows, first, epoch, readers.len() < own_logs));
    }
    loop {
        let key = |(_, entry, epoch, own): &(_, Option<Stored>, u32, bool)| {
            entry.as_ref().map(|e| {
                let instead = *own
                    && parted
                        .iter()
                        .any(|p| p.0 == *epoch && e.envelope.hlc >= p.1);
                (*epoch, instead, e.envelope.hlc, e.lno, e.envelope.seq)
            })
        };
        let waiting = readers.iter_mut().filter(|reader| reader.1.is_some());
        let chosen = match latest {
            true => waiting.max_by_key(|reader| key(reader)),
            false => waiting.min_by_key(|reader| key(reader)),
        };
        let Some((rows, waiting, _, own)) = chosen else {
            return Ok(());
        };
        if let Some(mut entry) = waiting.take() {
            entry.came_back = !*own;
            if !each(entry)? {
                return Ok(());
            }
        }
        *waiting = next(rows)?;
    }
}

/// Reads a received log. For the views without what this site's own log holds too, as what came back
/// may begin before the place where both went different ways: nothing is folded twice.
fn far_sql(for_views: bool) -> String {
    let only = match for_views {
        true => {
            "AND NOT EXISTS (SELECT 1 FROM far_logs r JOIN logs l ON l.log_id = r.log_id
                 JOIN entries e ON e.lno = l.lno
                 WHERE r.fno = far.fno AND e.seq = far.seq AND e.hash = far.hash)
             AND seq <= (SELECT ifnull(max(CAST(v AS INTEGER)), far.seq) FROM meta
                 WHERE k = 'back ' || ?1)"
        }
        false => "",
    };
    format!("SELECT {FAR_COLUMNS} FROM far_entries far WHERE fno = ?1 {only} ORDER BY seq")
}

/// The site's own logs. One that goes down to a child may have begun anew alone: it counts as of the
/// epoch the site was in then.
fn log_numbers(db: &Connection) -> Result<Vec<(i64, u32)>, StoreError> {
    numbers(
        db,
        "SELECT lno, iif(audience LIKE 'down:%',
             (SELECT ifnull(max(u.epoch), 1) FROM logs u WHERE u.audience = 'up' AND u.lno < l.lno),
             epoch) FROM logs l ORDER BY lno",
    )
}

/// The logs of this site's own that came back from its parent. What a child gives back of the log
/// that goes down to it is about the cases both share, and changes nothing else here.
fn returned_numbers(db: &Connection) -> Result<Vec<(i64, u32)>, StoreError> {
    numbers(
        db,
        "SELECT fno, epoch FROM far_logs
         WHERE state = 'returned' AND audience NOT LIKE 'down:%' ORDER BY fno",
    )
}

/// Returns from when on this store went another way than what came back: by the count of beginnings
/// anew, the logical time of the first entry that is in no other.
fn parted(db: &Connection) -> Result<Vec<(u32, Hlc)>, StoreError> {
    let sql = "SELECT l.epoch, min(e.hlc) FROM far_logs r JOIN logs l ON l.log_id = r.log_id
             JOIN entries e ON e.lno = l.lno AND e.seq > r.base_seq
         WHERE r.state = 'returned' AND r.audience NOT LIKE 'down:%'
             AND NOT EXISTS (SELECT 1 FROM far_entries f
             WHERE f.fno = r.fno AND f.seq = e.seq AND f.hash = e.hash)
         GROUP BY l.epoch";
    view::rows(db, "be read", sql, [], |row| {
        Ok((row.get(0)?, Hlc(row.get::<_, i64>(1)? as u64)))
    })
}

/// Reads numbers of logs, each with the count of its site's beginnings anew.
fn numbers(db: &Connection, sql: &str) -> Result<Vec<(i64, u32)>, StoreError> {
    view::rows(db, "be read", sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn next(rows: &mut rusqlite::Rows<'_>) -> Result<Option<Stored>, StoreError> {
    let Some(row) = rows.next().attempt("be read")? else {
        return Ok(None);
    };
    stored(row)
        .map(Some)
        .map_err(|error| line::bad(row, &error))
}

/// Reads entries of a log from a number on, at most so many, and stops behind the one with which
/// their bodies reach so many bytes.
///
/// # Errors
/// The store's own error.
pub fn run_of(
    db: &Connection,
    lno: i64,
    from: u64,
    (most, bytes): (usize, usize),
) -> Result<Vec<Entry>, StoreError> {
    let mut statement = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE lno = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3"
        ))
        .attempt("be read")?;
    let mut rows = statement
        .query((lno, from as i64, most as i64))
        .attempt("be read")?;
    collect_run(&mut rows, bytes)
}

/// Reads entries of a log that was received; as [`run_of`].
///
/// # Errors
/// The store's own error.
pub fn far_run_of(
    db: &Connection,
    fno: i64,
    from: u64,
    (most, bytes): (usize, usize),
) -> Result<Vec<Entry>, StoreError> {
    let mut statement = db
        .prepare_cached(&format!(
            "SELECT {FAR_COLUMNS} FROM far_entries WHERE fno = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3"
        ))
        .attempt("be read")?;
    let mut rows = statement
        .query((fno, from as i64, most as i64))
        .attempt("be read")?;
    collect_run(&mut rows, bytes)
}

fn collect_run(rows: &mut rusqlite::Rows<'_>, bytes: usize) -> Result<Vec<Entry>, StoreError> {
    let (mut run, mut size) = (Vec::new(), 0);
    while size < bytes
        && let Some(stored) = next(rows)?
    {
        size += stored.body.as_ref().map_or(0, Vec::len) + 120;
        run.push(stored.into());
    }
    Ok(run)
}

/// Reads one entry of a log.
///
/// # Errors
/// The store's own error.
pub fn entry(db: &Connection, lno: i64, seq: u64) -> Result<Option<Stored>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM entries WHERE lno = ?1 AND seq = ?2"
    ))
    .and_then(|mut statement| statement.query_row((lno, seq as i64), stored).optional())
    .attempt("be read")
}

//! Verified entries into the hub's tables, a log at a time.

use std::collections::BTreeSet;
use std::thread;

use postgres::Client;
use postgres::Transaction;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::types::Type;
use uuid::Uuid;

use crate::domain::county::Figures;
use crate::domain::entry::Entry;
use crate::domain::entry::LogId;
use crate::domain::entry::base_bytes;
use crate::domain::site::Org;
use crate::sync::hub::HubError;
use crate::sync::hub::figures;

/// What became of entries that were loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// New ones.
    pub new: u64,
    /// Those that were there, the same.
    pub known: u64,
    /// Those that say something else than what is there under their number; kept as evidence.
    pub forked: u64,
}

impl Loaded {
    /// Adds what became of others.
    pub fn add(&mut self, other: Loaded) {
        self.new += other.new;
        self.known += other.known;
        self.forked += other.forked;
    }
}

const TABLE: &str = "CREATE TEMP TABLE IF NOT EXISTS loading (
    seq bigint, kind integer, kind_version smallint, hlc bigint, wall bigint, actor bigint,
    entity uuid, base bytea, body bytea, body_hash bytea, hash bytea) ON COMMIT DELETE ROWS";

const COPY: &str = "COPY pg_temp.loading FROM STDIN BINARY";

/// The types of [`Columns`].
pub(crate) const TYPES: [Type; 11] = [
    Type::INT8,
    Type::INT4,
    Type::INT2,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::UUID,
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
];

const ANY_THERE: &str = "SELECT EXISTS (SELECT FROM hub.entries
    WHERE org = $1 AND log_id = $2 AND seq BETWEEN $3 AND $4)";

// A row that is looked for before it is put there, and told of afterwards, costs twice as much.
const INSERT_ALL: &str = "INSERT INTO hub.entries (org, log_id, seq, kind, kind_version, hlc, wall,
        actor, entity, base, body, body_hash, hash)
    SELECT $1, $2, seq, kind, kind_version, hlc, wall, actor, entity, base, body, body_hash, hash
    FROM pg_temp.loading";

const INSERT_MISSING: &str = "INSERT INTO hub.entries (org, log_id, seq, kind, kind_version, hlc,
        wall, actor, entity, base, body, body_hash, hash)
    SELECT $1, $2, seq, kind, kind_version, hlc, wall, actor, entity, base, body, body_hash, hash
    FROM pg_temp.loading ORDER BY seq
    ON CONFLICT DO NOTHING RETURNING seq";

// After the insertion: then one that came at the same moment over another connection counts too.
const EVIDENCE: &str = "INSERT INTO hub.evidence (org, log_id, seq, mine, theirs, kind,
        kind_version, hlc, wall, actor, entity, base, body, body_hash)
    SELECT e.org, e.log_id, e.seq, e.hash, l.hash, l.kind, l.kind_version, l.hlc, l.wall, l.actor,
        l.entity, l.base, l.body, l.body_hash
    FROM pg_temp.loading l JOIN hub.entries e ON e.org = $1 AND e.log_id = $2 AND e.seq = l.seq
    WHERE e.hash <> l.hash
    ON CONFLICT DO NOTHING";

const FORKED: &str = "SELECT l.seq FROM pg_temp.loading l
    JOIN hub.entries e ON e.org = $1 AND e.log_id = $2 AND e.seq = l.seq
    WHERE e.hash <> l.hash";

const COUNTED: &str = "INSERT INTO hub.counted AS c (org, log_id, seq) VALUES ($1, $2, $3)
    ON CONFLICT (org, log_id) DO UPDATE SET seq = greatest(c.seq, excluded.seq)";

/// Loads entries of one log that were checked before, in one transaction, and counts them in the
/// county's figures; one that is there already changes nothing in either. One with another hash goes
/// to the evidence and is not counted.
///
/// # Errors
/// [`HubError`]; then nothing was loaded.
pub fn load(
    client: &mut Client,
    org: Org,
    log: LogId,
    entries: &[Entry],
) -> Result<Loaded, HubError> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Ok(Loaded::default());
    };
    let share = Share { org, log, entries };
    let span = (Columns::of(first)?.seq, Columns::of(last)?.seq);
    let key: [Value<'_>; 4] = [&org.code(), &log.0.as_slice(), &span.0, &span.1];
    if client.query_one(ANY_THERE, &key)?.try_get(0)? {
        return share.load_missing(client);
    }
    match share.load_all(client) {
        // It came at the same moment over another connection.
        Err(HubError::Sql(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            share.load_missing(client)
        }
        done => done,
    }
}

/// Entries of one log.
struct Share<'e> {
    org: Org,
    log: LogId,
    entries: &'e [Entry],
}

impl Share<'_> {
    /// Loads entries none of which is there.
    fn load_all(&self, client: &mut Client) -> Result<Loaded, HubError> {
        let mut change = client.transaction()?;
        let figures = thread::scope(|scope| {
            // The server is at work meanwhile.
            let counting = scope.spawn(|| counted(self.entries));
            self.stage(&mut change)?;
            change.execute(INSERT_ALL, &[&self.org.code(), &self.log.0.as_slice()])?;
            counting.join().map_err(|_| HubError::Broken)
        })?;
        self.count(&mut change, &figures)?;
        change.commit()?;
        Ok(Loaded {
            new: self.entries.len() as u64,
            ..Loaded::default()
        })
    }

    /// Loads those that are not there, and holds the others against what is.
    fn load_missing(&self, client: &mut Client) -> Result<Loaded, HubError> {
        let mut change = client.transaction()?;
        self.stage(&mut change)?;
        let (org, log) = (self.org.code(), self.log.0.as_slice());
        let new = change.query(INSERT_MISSING, &[&org, &log])?.len() as u64;
        let all = self.entries.len() as u64;
        let mut forked = BTreeSet::new();
        if new < all {
            change.execute(EVIDENCE, &[&org, &log])?;
            for row in change.query(FORKED, &[&org, &log])? {
                forked.insert(row.try_get::<_, i64>(0)?.unsigned_abs());
            }
        }
        let is_there = |entry: &&Entry| !forked.contains(&entry.envelope.seq);
        let figures = counted(self.entries.iter().filter(is_there));
        self.count(&mut change, &figures)?;
        let forked = forked.len() as u64;
        change.commit()?;
        Ok(Loaded {
            new,
            known: all.saturating_sub(new + forked),
            forked,
        })
    }

    /// Adds what was counted to the figures, and notes up to which entry they are counted now.
    fn count(&self, change: &mut Transaction<'_>, figures: &Figures) -> Result<(), HubError> {
        figures::add(change, self.org.code(), figures)?;
        let last = self.entries.last().map(Columns::of).transpose()?;
        let (org, log) = (self.org.code(), self.log.0.as_slice());
        if let Some(last) = last {
            change.execute(COUNTED, &[&org, &log, &last.seq])?;
        }
        Ok(())
    }

    /// Hands the entries to the server, into a table that only this connection sees.
    fn stage(&self, change: &mut Transaction<'_>) -> Result<(), HubError> {
        change.batch_execute(TABLE)?;
        let mut copy = BinaryCopyInWriter::new(change.copy_in(COPY)?, &TYPES);
        for entry in self.entries {
            copy.write(&Columns::of(entry)?.all())?;
        }
        copy.finish()?;
        Ok(())
    }
}

/// A value as a statement takes it.
type Value<'v> = &'v (dyn ToSql + Sync);

/// An entry as the server's columns have it.
pub(crate) struct Columns<'e> {
    seq: i64,
    kind: i32,
    kind_version: i16,
    hlc: i64,
    wall: i64,
    actor: i64,
    entity: Uuid,
    base: Vec<u8>,
    body: Option<&'e [u8]>,
    body_hash: &'e [u8],
    hash: &'e [u8],
}

impl Columns<'_> {
    /// Reads them.
    ///
    /// # Errors
    /// [`HubError::Range`].
    pub(crate) fn of(entry: &Entry) -> Result<Columns<'_>, HubError> {
        let e = &entry.envelope;
        let range = |number: u64| i64::try_from(number).map_err(|_| HubError::Range(e.seq));
        Ok(Columns {
            seq: range(e.seq)?,
            kind: i32::from(e.kind.0),
            kind_version: i16::from(e.kind_version),
            // Bit by bit, as in the stores: no honest clock is ever there, and who writes such a time
            // must not keep its hall's entries out of the tables.
            hlc: e.hlc.0.cast_signed(),
            wall: e.wall.0,
            actor: i64::from(e.actor.0),
            entity: e.entity,
            base: base_bytes(&e.base),
            body: entry.body.as_deref(),
            body_hash: &entry.body_hash.0,
            hash: &entry.hash.0,
        })
    }

    /// Returns them in the order of the table, from `seq` on.
    pub(crate) fn all(&self) -> [Value<'_>; 11] {
        [
            &self.seq,
            &self.kind,
            &self.kind_version,
            &self.hlc,
            &self.wall,
            &self.actor,
            &self.entity,
            &self.base,
            &self.body,
            &self.body_hash,
            &self.hash,
        ]
    }
}

fn counted<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Figures {
    let mut figures = Figures::default();
    for entry in entries {
        figures.count(entry);
    }
    figures
}

//! Verified entries into the hub's tables, a log at a time.

use std::collections::BTreeSet;

use postgres::Client;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::Type;

use crate::domain::county::Figures;
use crate::domain::entry::Entry;
use crate::domain::entry::LogId;
use crate::domain::entry::base_bytes;
use crate::domain::site::Org;
use crate::domain::time::Zone;
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

const TYPES: [Type; 11] = [
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

const INSERT: &str = "INSERT INTO hub.entries (org, log_id, seq, kind, kind_version, hlc, wall,
        actor, entity, base, body, body_hash, hash)
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

const FORKED: &str = "SELECT count(*) FROM pg_temp.loading l
    JOIN hub.entries e ON e.org = $1 AND e.log_id = $2 AND e.seq = l.seq
    WHERE e.hash <> l.hash";

/// Loads entries of one log that were checked before, in one transaction, and counts the new ones
/// in the county's figures. What is there already stays as it is; an entry with another hash goes
/// to the evidence.
///
/// # Errors
/// [`HubError`]; then nothing was loaded.
pub fn load(
    client: &mut Client,
    org: Org,
    log: LogId,
    entries: &[Entry],
) -> Result<Loaded, HubError> {
    let mut change = client.transaction()?;
    change.batch_execute(TABLE)?;
    let mut copy = BinaryCopyInWriter::new(change.copy_in(COPY)?, &TYPES);
    for entry in entries {
        let envelope = &entry.envelope;
        let range = |number: u64| i64::try_from(number).map_err(|_| HubError::Range(envelope.seq));
        copy.write(&[
            &range(envelope.seq)?,
            &i32::from(envelope.kind.0),
            &i16::from(envelope.kind_version),
            &range(envelope.hlc.0)?,
            &envelope.wall.0,
            &i64::from(envelope.actor.0),
            &envelope.entity,
            &base_bytes(&envelope.base),
            &entry.body,
            &entry.body_hash.0.as_slice(),
            &entry.hash.0.as_slice(),
        ])?;
    }
    copy.finish()?;
    let (org, log) = (org.code(), log.0.as_slice());
    let mut added = BTreeSet::new();
    for row in change.query(INSERT, &[&org, &log])? {
        added.insert(row.try_get::<_, i64>(0)?.unsigned_abs());
    }
    let new = added.len() as u64;
    let mut figures = Figures::default();
    for entry in entries
        .iter()
        .filter(|entry| added.contains(&entry.envelope.seq))
    {
        figures.count(entry, Zone::china());
    }
    figures::add(&mut change, org, &figures)?;
    let mut forked = 0;
    if new < entries.len() as u64 {
        change.execute(EVIDENCE, &[&org, &log])?;
        let count: i64 = change.query_one(FORKED, &[&org, &log])?.try_get(0)?;
        forked = count.unsigned_abs();
    }
    change.commit()?;
    Ok(Loaded {
        new,
        known: (entries.len() as u64).saturating_sub(new + forked),
        forked,
    })
}

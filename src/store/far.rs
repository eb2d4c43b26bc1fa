//! What came from other sites: their logs, entry by entry, and their word on ours.
//!
//! Only what is about shared cases is folded into this hall's own views, and nothing of it is ever
//! changed: the chain of a log that was received is the sender's, byte for byte.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::LogCard;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::view::odd;
use crate::store::view::rows;
use crate::store::view::run;
use crate::store::view::shared;

mod heard;
mod kept;
mod named;

pub use heard::clock_ahead;
pub use heard::heard_time;
pub use heard::last_heard;
pub use heard::returned_hash;
pub use kept::Kept;
pub use kept::KeptAck;
pub use kept::checkpoint_note;
pub use kept::checkpoints;
pub use kept::is_disputed;
pub use kept::kept_acks;
pub use kept::kept_acks_of;
pub use kept::kept_of_revoked;
pub use named::introduce;
pub use named::is_own;

const LOOK: &str = "read what was received";
const KEEP: &str = "keep what was received";

/// A log of another site, and how far it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FarLog {
    /// Its number in this store.
    pub fno: i64,
    /// The log.
    pub log: LogId,
    /// Whose it is.
    pub org: Org,
    /// Who reads it.
    pub audience: String,
    /// The key its segments are signed with.
    pub key: PublicKey,
    /// Whether the key is believed.
    pub believed: bool,
    /// Whether it is a log of our own that came back whole.
    pub returned: bool,
    /// The entry before the first that is here; 0 for a log that is here from its beginning.
    pub base: u64,
    /// Its hash.
    pub base_hash: Hash,
    /// The last entry that was received.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Returns the logs of a site, oldest first.
///
/// # Errors
/// The store's own error.
pub fn logs(db: &Connection, org: Org) -> Result<Vec<FarLog>, StoreError> {
    rows(
        db,
        LOOK,
        "SELECT l.fno, l.log_id, l.org, l.audience, l.key, l.state <> 'revoked',
             coalesce(h.seq, l.base_seq), coalesce(h.hash, l.base_hash), l.state = 'returned',
             l.base_seq, l.base_hash
         FROM far_logs l LEFT JOIN far_heads h ON h.fno = l.fno WHERE l.org = ?1 ORDER BY l.fno",
        [org.code()],
        |row| {
            Ok(FarLog {
                fno: row.get(0)?,
                log: LogId(row.get(1)?),
                org: Org::new(row.get(2)?).ok_or_else(|| odd(2, "org"))?,
                audience: row.get(3)?,
                key: PublicKey(row.get(4)?),
                believed: row.get(5)?,
                seq: row.get::<_, i64>(6)? as u64,
                hash: Hash(row.get(7)?),
                returned: row.get(8)?,
                base: row.get::<_, i64>(9)? as u64,
                base_hash: Hash(row.get(10)?),
            })
        },
    )
}

/// Returns the organisations whose logs are here.
///
/// # Errors
/// The store's own error.
pub fn orgs(db: &Connection) -> Result<Vec<Org>, StoreError> {
    let sql = "SELECT DISTINCT org FROM far_logs ORDER BY org";
    rows(db, LOOK, sql, [], |row| {
        Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))
    })
}

/// Returns the hash of an entry that was received; `None` when it was not.
///
/// # Errors
/// The store's own error.
pub fn hash_at(db: &Connection, fno: i64, seq: u64) -> Result<Option<Hash>, StoreError> {
    db.prepare_cached("SELECT hash FROM far_entries WHERE fno = ?1 AND seq = ?2")
        .and_then(|mut statement| {
            statement
                .query_row((fno, seq as i64), |row| row.get(0).map(Hash))
                .optional()
        })
        .attempt(LOOK)
}

/// Keeps entries behind the last of a log, and folds the shared cases they are about; the caller
/// has checked that they follow from it.
///
/// # Errors
/// The store's own error.
pub fn keep(
    db: &Connection,
    fno: i64,
    entries: &[Entry],
    received: UtcMs,
) -> Result<(), StoreError> {
    let Some(last) = entries.last() else {
        return Ok(());
    };
    let mut statement = db
        .prepare_cached(
            "INSERT INTO far_entries (fno, seq, kind, kv, hlc, wall_ms, actor, entity, base,
                 body_len, body, bh, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .attempt(KEEP)?;
    for entry in entries {
        let what = (&entry.envelope, entry.body.as_deref());
        let hashes = (&entry.body_hash, &entry.hash);
        ledger::put(&mut statement, fno, what, hashes).attempt(KEEP)?;
    }
    run(
        db,
        KEEP,
        "INSERT INTO far_heads (fno, seq, hash, hlc, received_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (fno) DO UPDATE SET seq = ?2, hash = ?3, hlc = ?4, received_ms = ?5",
        (
            fno,
            last.envelope.seq as i64,
            last.hash.0,
            last.envelope.hlc.0 as i64,
            received.0,
        ),
    )?;
    heard::follow(db, last.envelope.hlc, received)?;
    shared::touched(entries)
        .into_iter()
        .try_for_each(|case| shared::refold(db, case))
}

/// Something that must not be, kept as it came.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'e> {
    /// Who sent it.
    pub org: Org,
    /// The log it is about.
    pub log: LogId,
    /// The entry it is about.
    pub seq: u64,
    /// What is wrong: `fork`, `forged`, `acknowledged`, `checkpoint`, `revoked`, `named`.
    pub why: &'static str,
    /// What is known here; of what is `revoked`, the key that signed it.
    pub mine: Option<Hash>,
    /// What it says instead.
    pub theirs: Option<Hash>,
    /// What came, byte for byte.
    pub raw: &'e [u8],
}

/// Keeps evidence; the same is kept once. Returns whether it is new.
///
/// # Errors
/// The store's own error.
pub fn convict(db: &Connection, found: &Evidence<'_>, seen: UtcMs) -> Result<bool, StoreError> {
    let theirs = found.theirs.unwrap_or(Hash::ZERO);
    run(
        db,
        KEEP,
        "INSERT INTO evidence (org, log_id, seq, why, mine, theirs, raw, seen_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (org, log_id, seq, why, theirs) DO NOTHING",
        (
            found.org.code(),
            found.log.0,
            found.seq as i64,
            found.why,
            found.mine.map(|hash| hash.0),
            theirs.0,
            found.raw,
            seen.0,
        ),
    )
    .map(|changed| changed > 0)
}

/// What another site signed that it has of one of our logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// The log.
    pub log: LogId,
    /// The last entry it has.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// A note as it was read: who signed it, its number, when, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'n> {
    /// The site.
    pub org: Org,
    /// The key it signed with.
    pub signer: PublicKey,
    /// The number of the note.
    pub no: u64,
    /// When it was read.
    pub at: UtcMs,
    /// The whole note.
    pub note: &'n [u8],
}

/// Returns how far a site has acknowledged our logs: under its present key, or where that has said
/// nothing yet, under the one before.
///
/// # Errors
/// The store's own error.
pub fn acks(db: &Connection, org: Org, present: Option<PublicKey>) -> Result<Vec<Ack>, StoreError> {
    let present = present.map_or([0; 32], |key| key.0);
    let found = rows(
        db,
        LOOK,
        "SELECT log_id, seq, hash FROM acks WHERE org = ?1 ORDER BY log_id, signer = ?2 DESC, no DESC",
        (org.code(), present),
        |row| {
            Ok(Ack {
                log: LogId(row.get(0)?),
                seq: row.get::<_, i64>(1)? as u64,
                hash: Hash(row.get(2)?),
            })
        },
    )?;
    let mut first: Vec<Ack> = Vec::new();
    for ack in found {
        if first.last().is_none_or(|last| last.log != ack.log) {
            first.push(ack);
        }
    }
    Ok(first)
}

/// Returns the note with which a site acknowledged a log of ours.
///
/// # Errors
/// The store's own error.
pub fn ack_note(db: &Connection, org: Org, log: LogId) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT note FROM acks WHERE org = ?1 AND log_id = ?2 ORDER BY no DESC";
    let found = rows(db, LOOK, sql, (org.code(), log.0), |row| row.get(0))?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Keeps an acknowledgement; one with a lower number than is known changes nothing. One that says
/// less counts: the site was put back, and has no more than that.
///
/// # Errors
/// The store's own error.
pub fn acknowledge(db: &Connection, ack: &Ack, by: &Signed<'_>) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "INSERT INTO acks (log_id, org, signer, seq, hash, no, at_ms, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (org, log_id, signer) DO UPDATE SET seq = ?4, hash = ?5, no = ?6, at_ms = ?7,
             note = ?8 WHERE ?6 > no",
        (
            ack.log.0,
            by.org.code(),
            by.signer.0,
            ack.seq as i64,
            ack.hash.0,
            by.no as i64,
            by.at.0,
            by.note,
        ),
    )
    .map(drop)
}

/// Returns the number of the last note of a kind that was read from a site under a key; 0 before
/// the first.
///
/// # Errors
/// The store's own error.
pub fn last_note(
    db: &Connection,
    org: Org,
    kind: &str,
    signer: PublicKey,
) -> Result<u64, StoreError> {
    let found = rows(
        db,
        LOOK,
        "SELECT no FROM notes_read WHERE org = ?1 AND kind = ?2 AND signer = ?3",
        (org.code(), kind, signer.0),
        |row| row.get::<_, i64>(0),
    )?;
    Ok(found.first().map_or(0, |no| *no as u64))
}

/// Notes that a site's note was read.
///
/// # Errors
/// The store's own error.
pub fn note_read(db: &Connection, kind: &str, by: &Signed<'_>) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "INSERT INTO notes_read (org, kind, signer, no) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (org, kind, signer) DO UPDATE SET no = max(no, ?4)",
        (by.org.code(), kind, by.signer.0, by.no as i64),
    )
    .map(drop)
}

/// Keeps a hub's checkpoint; returns the other roots it signed under the same number.
///
/// # Errors
/// The store's own error.
pub fn keep_checkpoint(
    db: &Connection,
    root: Hash,
    by: &Signed<'_>,
) -> Result<Vec<Hash>, StoreError> {
    run(
        db,
        KEEP,
        "INSERT INTO checkpoints (org, no, root, note, seen_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (org, no, root) DO NOTHING",
        (by.org.code(), by.no as i64, root.0, by.note, by.at.0),
    )?;
    rows(
        db,
        LOOK,
        "SELECT root FROM checkpoints WHERE org = ?1 AND no = ?2 AND root <> ?3",
        (by.org.code(), by.no as i64, root.0),
        |row| row.get(0).map(Hash),
    )
}

/// A checkpoint as it is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number.
    pub no: u64,
    /// The root over the ends of all logs.
    pub root: Hash,
    /// When it was kept.
    pub seen: UtcMs,
}

impl Checkpoint {
    /// Returns what two people compare over the phone beside the number: 10 characters in two
    /// groups, 50 bits.
    pub fn short(&self) -> String {
        let all = self.root.short();
        [&all[..5], &all[5..]].join("-")
    }
}

/// Returns the last checkpoint of a site that is kept here.
///
/// # Errors
/// The store's own error.
pub fn last_checkpoint(db: &Connection, org: Org) -> Result<Option<Checkpoint>, StoreError> {
    let sql = "SELECT no, root, seen_ms FROM checkpoints WHERE org = ?1
         ORDER BY no DESC, seen_ms LIMIT 1";
    let found = rows(db, LOOK, sql, [org.code()], |row| {
        Ok(Checkpoint {
            no: row.get::<_, i64>(0)? as u64,
            root: Hash(row.get(1)?),
            seen: UtcMs(row.get(2)?),
        })
    })?;
    Ok(found.into_iter().next())
}

/// Returns the marks of this site's own logs that a site acknowledged under a key before a note of
/// that number.
///
/// # Errors
/// The store's own error.
pub fn acked_before(db: &Connection, by: &Signed<'_>) -> Result<Vec<Ack>, StoreError> {
    let sql = "SELECT log_id, seq, hash FROM acks
         WHERE org = ?1 AND signer = ?2 AND no < ?3 AND seq > 0";
    let key = (by.org.code(), by.signer.0, by.no as i64);
    rows(db, LOOK, sql, key, |row| {
        Ok(Ack {
            log: LogId(row.get(0)?),
            seq: row.get::<_, i64>(1)? as u64,
            hash: Hash(row.get(2)?),
        })
    })
}

/// Returns the hashes from an entry on of a log of this site's own: those it wrote, and those that
/// came back.
///
/// # Errors
/// The store's own error.
pub fn own_hashes(db: &Connection, log: LogId, from: u64) -> Result<Vec<(u64, Hash)>, StoreError> {
    let sql = "SELECT e.seq, e.hash FROM entries e JOIN logs l ON l.lno = e.lno
             WHERE l.log_id = ?1 AND e.seq >= ?2
         UNION SELECT e.seq, e.hash FROM far_entries e JOIN far_logs l ON l.fno = e.fno
             WHERE l.log_id = ?1 AND e.seq >= ?2 ORDER BY 1";
    rows(db, LOOK, sql, (log.0, from as i64), |row| {
        Ok((row.get::<_, i64>(0)? as u64, Hash(row.get(1)?)))
    })
}

/// Returns whether an entry of a log of this site's own is here, as it wrote it or as it came back.
///
/// # Errors
/// The store's own error.
pub fn has_own(db: &Connection, log: LogId, (seq, hash): (u64, Hash)) -> Result<bool, StoreError> {
    let sql = "SELECT e.hash FROM entries e JOIN logs l ON l.lno = e.lno
             WHERE l.log_id = ?1 AND e.seq = ?2
         UNION ALL SELECT e.hash FROM far_entries e JOIN far_logs l ON l.fno = e.fno
             WHERE l.log_id = ?1 AND e.seq = ?2";
    let here = rows(db, LOOK, sql, (log.0, seq as i64), |row| {
        row.get(0).map(Hash)
    })?;
    Ok(here.contains(&hash))
}

/// Makes room for a log of this site's own as another site knows it, behind the last entry both
/// have; returns its number here.
///
/// # Errors
/// The store's own error.
pub fn await_return(
    db: &Connection,
    own: Org,
    log: &LogCard,
    (seq, hash): (u64, Hash),
) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "INSERT INTO far_logs (log_id, org, audience, epoch, key, base_seq, base_hash, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active') ON CONFLICT (log_id, org) DO NOTHING",
        (
            log.log.0.0,
            own.code(),
            &log.audience,
            log.epoch,
            log.key.0,
            seq as i64,
            hash.0,
        ),
    )
    .map(drop)
}

/// Notes that a log came back whole.
///
/// # Errors
/// The store's own error.
pub fn set_returned(db: &Connection, fno: i64) -> Result<(), StoreError> {
    let sql = "UPDATE far_logs SET state = 'returned' WHERE fno = ?1";
    run(db, KEEP, sql, [fno])?;
    fold_to_here(db, fno)
}

/// Notes how far a log that came back counts for the views: what comes behind it may stop halfway.
fn fold_to_here(db: &Connection, fno: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (k, v) SELECT 'back ' || fno, seq FROM far_heads WHERE fno = ?1
         ON CONFLICT (k) DO UPDATE SET v = excluded.v";
    run(db, KEEP, sql, [fno]).map(drop)
}

/// Returns how far a log that came back counts for the views; 0 before it came whole.
///
/// # Errors
/// The store's own error.
pub fn folded(db: &Connection, fno: i64) -> Result<u64, StoreError> {
    let sql = "SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'back ' || ?1";
    let found = rows(db, LOOK, sql, [fno], |row| row.get::<_, i64>(0))?;
    Ok(found.first().map_or(0, |seq| *seq as u64))
}

/// Notes that a log of this site's own that was not known here came back, for whom it is and after how
/// many beginnings anew it began.
///
/// # Errors
/// The store's own error.
pub fn set_found(db: &Connection, fno: i64, audience: &str, epoch: u32) -> Result<(), StoreError> {
    let sql = "UPDATE far_logs SET state = 'returned', audience = ?2, epoch = ?3 WHERE fno = ?1";
    run(db, KEEP, sql, (fno, audience, epoch))?;
    fold_to_here(db, fno)
}

/// Believes a key of a site no more: what its logs bring under it from now on is refused.
///
/// # Errors
/// The store's own error.
pub fn revoke(db: &Connection, org: Org, key: PublicKey) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "UPDATE far_logs SET state = 'revoked' WHERE org = ?1 AND key = ?2",
        (org.code(), key.0),
    )
    .map(drop)
}

/// Returns the public keys of this site's own logs, as far as they were made.
///
/// # Errors
/// The store's own error.
pub fn own_keys(db: &Connection) -> Result<Vec<(i64, PublicKey)>, StoreError> {
    rows(
        db,
        LOOK,
        "SELECT lno, key FROM log_keys ORDER BY lno",
        [],
        |row| Ok((row.get(0)?, PublicKey(row.get(1)?))),
    )
}

/// Notes the public key of one of this site's logs.
///
/// # Errors
/// The store's own error.
pub fn key_log(db: &Connection, lno: i64, key: PublicKey) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "INSERT INTO log_keys (lno, key) VALUES (?1, ?2) ON CONFLICT (lno) DO NOTHING",
        (lno, key.0),
    )
    .map(drop)
}

/// Returns whether such a contradiction is kept already.
///
/// # Errors
/// The store's own error.
pub fn is_convicted(
    db: &Connection,
    log: LogId,
    seq: u64,
    theirs: Hash,
) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT 1 FROM evidence WHERE log_id = ?1 AND seq = ?2 AND theirs = ?3")
        .and_then(|mut statement| statement.exists((log.0, seq as i64, theirs.0)))
        .attempt(LOOK)
}

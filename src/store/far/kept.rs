//! The signed words of other sites as they are kept, to be held against the ledger again.

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far::LOOK;
use crate::store::view::odd;
use crate::store::view::rows;

/// An acknowledgement as it is kept, with the whole note that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAck {
    /// Who signed.
    pub org: Org,
    /// With which key.
    pub signer: PublicKey,
    /// The log.
    pub log: LogId,
    /// The last entry it has.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// The number of the note.
    pub no: u64,
    /// The note, byte for byte.
    pub note: Vec<u8>,
}

/// Returns all acknowledgements that are kept.
///
/// # Errors
/// The store's own error.
pub fn kept_acks(db: &Connection) -> Result<Vec<KeptAck>, StoreError> {
    rows(
        db,
        LOOK,
        &format!("{ACKS} ORDER BY org, log_id, signer"),
        [],
        kept,
    )
}

/// Returns what one site acknowledged, with its notes.
///
/// # Errors
/// The store's own error.
pub fn kept_acks_of(db: &Connection, org: Org) -> Result<Vec<KeptAck>, StoreError> {
    let sql = format!("{ACKS} WHERE org = ?1 ORDER BY log_id, signer");
    rows(db, LOOK, &sql, [org.code()], kept)
}

const ACKS: &str = "SELECT org, signer, log_id, seq, hash, no, note FROM acks";

fn kept(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeptAck> {
    Ok(KeptAck {
        org: Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))?,
        signer: PublicKey(row.get(1)?),
        log: LogId(row.get(2)?),
        seq: row.get::<_, i64>(3)? as u64,
        hash: Hash(row.get(4)?),
        no: row.get::<_, i64>(5)? as u64,
        note: row.get(6)?,
    })
}

/// A checkpoint among those that are kept: whose, its number, and the root.
pub type Kept = (Org, u64, Hash);

/// Returns the checkpoints that are kept, without their notes: each has a line for every log there is,
/// and there is one a night.
///
/// # Errors
/// The store's own error.
pub fn checkpoints(db: &Connection) -> Result<Vec<Kept>, StoreError> {
    let sql = "SELECT org, no, root FROM checkpoints ORDER BY org, no, root";
    rows(db, LOOK, sql, [], |row| {
        let org = Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))?;
        Ok((org, row.get::<_, i64>(1)? as u64, Hash(row.get(2)?)))
    })
}

/// Returns the note of a checkpoint, byte for byte.
///
/// # Errors
/// The store's own error.
pub fn checkpoint_note(db: &Connection, (org, no, root): &Kept) -> Result<Vec<u8>, StoreError> {
    db.prepare_cached("SELECT note FROM checkpoints WHERE org = ?1 AND no = ?2 AND root = ?3")
        .and_then(|mut statement| {
            statement.query_row((org.code(), *no as i64, root.0), |row| row.get(0))
        })
        .attempt(LOOK)
}

/// Returns whether a checkpoint was found untrue when it came, and is kept as evidence.
///
/// # Errors
/// The store's own error.
pub fn is_disputed(db: &Connection, root: Hash) -> Result<bool, StoreError> {
    db.prepare_cached(
        "SELECT 1 FROM evidence WHERE why IN ('checkpoint', 'left_out') AND (theirs = ?1 OR mine = ?1)",
    )
    .and_then(|mut statement| statement.exists([root.0]))
    .attempt(LOOK)
}

/// Returns how much that a revoked key of a site signed is kept as evidence.
///
/// # Errors
/// The store's own error.
pub fn kept_of_revoked(db: &Connection, org: Org, key: PublicKey) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM evidence WHERE org = ?1 AND why = 'revoked' AND mine = ?2";
    let found = rows(db, LOOK, sql, (org.code(), key.0), |row| row.get(0))?;
    Ok(found.first().copied().unwrap_or_default())
}

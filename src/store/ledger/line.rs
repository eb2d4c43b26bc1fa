//! A row of entries as it is hashed.

use rusqlite::Connection;
use rusqlite::Row;
use rusqlite::Statement;
use rusqlite::types::ValueRef;
use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::base_bytes;
use crate::domain::entry::parse_base;
use crate::domain::event::Kind;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::view;

/// An entry whose body is still where the database has it.
pub(crate) struct Line<'r> {
    /// The envelope.
    pub(crate) envelope: Envelope,
    /// The body, unless it was dropped by law.
    pub(crate) body: Option<&'r [u8]>,
    /// The body's hash.
    pub(crate) body_hash: Hash,
    /// The chain's hash.
    pub(crate) hash: Hash,
}

impl Line<'_> {
    /// Reads a row: a number out of its range is no number, not another one.
    fn of<'r>(row: &'r Row<'_>) -> rusqlite::Result<Line<'r>> {
        let blob = |at: usize, name| row.get_ref(at)?.as_blob().map_err(|_| view::odd(at, name));
        let base = parse_base(blob(8, "base")?);
        let body = row.get_ref(10)?.as_blob_or_null();
        Ok(Line {
            envelope: Envelope {
                seq: int::<i64>(row, 1)? as u64,
                kind: Kind(int(row, 2)?),
                kind_version: int(row, 3)?,
                hlc: Hlc(int::<i64>(row, 4)? as u64),
                wall: UtcMs(int(row, 5)?),
                actor: ActorNo(int(row, 6)?),
                entity: Uuid::from_bytes(bytes(row, 7)?),
                base: base.ok_or_else(|| view::odd(8, "base"))?,
                body_len: int(row, 9)?,
            },
            body: body.map_err(|_| view::odd(10, "body"))?,
            body_hash: Hash(bytes(row, 11)?),
            hash: Hash(bytes(row, 12)?),
        })
    }
}

fn int<T: TryFrom<i64>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    match row.get_ref(at)? {
        ValueRef::Integer(number) => {
            T::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, number))
        }
        _ => Err(view::odd(at, "number")),
    }
}

fn bytes<const N: usize>(row: &Row<'_>, at: usize) -> rusqlite::Result<[u8; N]> {
    let blob = row.get_ref(at)?.as_blob();
    let bytes = blob.ok().and_then(|blob| blob.try_into().ok());
    bytes.ok_or_else(|| view::odd(at, "bytes"))
}

/// Reads a row whole.
pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let line = Line::of(row)?;
    Ok(Stored {
        lno: row.get(0)?,
        envelope: line.envelope,
        body: line.body.map(<[u8]>::to_vec),
        body_hash: line.body_hash,
        hash: line.hash,
        came_back: false,
    })
}

/// Puts an entry into a row, by a statement with the thirteen columns of one in their order.
pub(crate) fn put(
    statement: &mut Statement<'_>,
    number: i64,
    (envelope, body): (&Envelope, Option<&[u8]>),
    (body_hash, hash): (&Hash, &Hash),
) -> rusqlite::Result<()> {
    statement
        .execute(rusqlite::params![
            number,
            envelope.seq as i64,
            envelope.kind.0,
            envelope.kind_version,
            envelope.hlc.0 as i64,
            envelope.wall.0,
            envelope.actor.0,
            envelope.entity.as_bytes(),
            base_bytes(&envelope.base),
            envelope.body_len,
            body,
            body_hash.0,
            hash.0,
        ])
        .map(drop)
}

/// Names the row that could not be read.
pub(super) fn bad(row: &Row<'_>, error: &rusqlite::Error) -> StoreError {
    StoreError::BadEntry {
        log: row.get(0).unwrap_or(0),
        seq: row.get::<_, i64>(1).unwrap_or(0) as u64,
        why: error.to_string(),
    }
}

/// Walks the entries of a received log whose numbers lie behind `after` and not behind `upto`.
///
/// # Errors
/// The store's own error.
pub(crate) fn far_lines(
    db: &Connection,
    fno: i64,
    (after, upto): (i64, i64),
    mut each: impl FnMut(&Line<'_>),
) -> Result<(), StoreError> {
    let mut statement = db
        .prepare_cached(&format!(
            "SELECT {FAR_COLUMNS} FROM far_entries WHERE fno = ?1 AND seq > ?2 AND seq <= ?3
             ORDER BY seq"
        ))
        .attempt("be read")?;
    let mut rows = statement.query((fno, after, upto)).attempt("be read")?;
    while let Some(row) = rows.next().attempt("be read")? {
        each(&Line::of(row).map_err(|error| bad(row, &error))?);
    }
    Ok(())
}

//! The chain: every entry follows from the one before it, up to the head of its log.

use rusqlite::Connection;

use crate::domain::entry::Envelope;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::event::Event;
use crate::store::Audience;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::Stored;
use crate::store::verify::Findings;
use crate::store::view;

/// Where a walk along a log stands.
#[derive(Clone, Copy)]
struct Stand {
    seq: u64,
    hash: Hash,
    hlc: Hlc,
}

/// Walks a log from its first entry to its head.
pub(super) fn log(db: &Connection, head: &Head, found: &mut Findings) -> Result<(), StoreError> {
    let name = head.audience.as_str();
    let mut last = Stand {
        seq: 0,
        hash: Hash::ZERO,
        hlc: Hlc::default(),
    };
    let walked = ledger::walk(db, ledger::Order::Log(head.lno), |entry| {
        found.entries += 1;
        follows(&entry, last, name, found);
        if entry.envelope.seq == 1 && !begins(&entry, head) {
            let what = "the log does not begin as the log it is said to be".to_owned();
            found.add("chain", Some(name), Some(1), what);
        }
        readable(&entry, name, found);
        last = Stand {
            seq: entry.envelope.seq,
            hash: entry.hash,
            hlc: entry.envelope.hlc,
        };
        Ok(true)
    });
    if let Err(StoreError::BadEntry { seq, why, .. }) = walked {
        let what = format!("entry {seq} cannot be read: {why}");
        found.add("chain", Some(name), Some(seq), what);
        return Ok(());
    }
    walked?;
    if last.seq == 0 {
        let what = "the log is empty: even its first entry is gone".to_owned();
        found.add("count", Some(name), Some(1), what);
    }
    if (last.seq, last.hash, last.hlc) != (head.seq, head.hash, head.hlc) {
        let at = last.seq.min(head.seq) + 1;
        let what = format!(
            "the log ends at entry {}, its head says {}",
            last.seq, head.seq
        );
        found.add("count", Some(name), Some(at), what);
    }
    Ok(())
}

/// Whether an entry follows from the one before it: by number, by time and by hash.
fn follows(entry: &Stored, last: Stand, name: &str, found: &mut Findings) {
    let (at, next) = (entry.envelope.seq, last.seq + 1);
    if at != next {
        let what = if at > next {
            format!("entries {next} to {} are gone", at - 1)
        } else {
            format!("entry {at} stands out of order")
        };
        found.add("chain", Some(name), Some(next), what);
    }
    if entry.envelope.hlc <= last.hlc {
        let what = format!("entry {at} is not later than the one before");
        found.add("chain", Some(name), Some(at), what);
    }
    let hashes = (&entry.body_hash, &entry.hash);
    if let Err(what) = link(&entry.envelope, entry.body.as_deref(), hashes, &last.hash) {
        found.add("chain", Some(name), Some(at), what);
    }
}

fn readable(entry: &Stored, name: &str, found: &mut Findings) {
    let at = entry.envelope.seq;
    match entry.event() {
        // No verb of this version drops a body, so somebody else did.
        Ok(None) if entry.body.is_none() => {
            let what = format!("the body of entry {at} is gone");
            found.add("chain", Some(name), Some(at), what);
        }
        Ok(None) => found.unknown += 1,
        Ok(Some(Event::LogAnchored(anchor))) => {
            found.anchors.push((name.to_owned(), at, anchor));
        }
        Ok(_) => {}
        Err(error) => found.add("chain", Some(name), Some(at), error.to_string()),
    }
}

/// Whether a log's first entry is the genesis of the log that the table of logs names.
fn begins(genesis: &Stored, head: &Head) -> bool {
    let audience = match genesis.event() {
        Ok(Some(Event::SiteOpened(_))) => Audience::Up.word().to_owned(),
        Ok(Some(Event::LogOpened(log))) => log.audience,
        Ok(Some(Event::SiteRenewed(renewed))) if renewed.epoch == head.epoch => {
            renewed.after.map(|end| end.audience).unwrap_or_default()
        }
        _ => return false,
    };
    audience == head.audience && genesis.envelope.wall == head.born
}

/// Whether an entry is what its hashes say, of its body and of the chain.
pub(super) fn link(
    envelope: &Envelope,
    body: Option<&[u8]>,
    (body_hash, hash): (&Hash, &Hash),
    previous: &Hash,
) -> Result<(), String> {
    let at = envelope.seq;
    if let Some(body) = body
        && (Hash::of(body) != *body_hash || body.len() as u64 != u64::from(envelope.body_len))
    {
        return Err(format!("the body of entry {at} was changed"));
    }
    if envelope.chain(previous, body_hash) != *hash {
        return Err(format!(
            "entry {at} does not follow from the one before it: one of the two was changed"
        ));
    }
    Ok(())
}

/// Entries of no log.
pub(super) fn strays(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
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

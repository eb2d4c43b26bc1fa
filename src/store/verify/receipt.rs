//! Does a rating still stand as its resident gave it? The code they took home says so.

use std::path::Path;

use rusqlite::Connection;
use serde::Serialize;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::event::EntryRehomed;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::event::MandateDeed;
use crate::domain::receipt::Receipt;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger;
use crate::store::open;
use crate::store::view::rows;
use crate::store::view::shared::REHOMED;

/// What became of the rating of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Found {
    /// It is here, to the letter.
    AsGiven {
        /// When it was given, by the wall clock.
        at: UtcMs,
        /// 5 to 1.
        level: u8,
    },
    /// Under its number there is something else.
    Differs,
    /// No log of the pads reaches its number.
    Missing,
}

/// Looks for the rating of a receipt in all logs of the pads: this site's of all epochs, those that
/// came back, those of other sites, and what is told again in any. It is hashed again, so that a hash left
/// beside a changed rating deceives nobody.
///
/// # Errors
/// [`StoreError`] when the store cannot be looked at.
pub fn find(dir: &Path, receipt: &Receipt) -> Result<Found, StoreError> {
    let db = open::reader(dir)?;
    let mut found = Found::Missing;
    let mut pairs = candidates(&db, receipt.seq)?;
    pairs.extend(told_again(&db, receipt.seq)?);
    for pair in pairs {
        match weigh(&pair, receipt) {
            Some(given) => return Ok(given),
            None => found = Found::Differs,
        }
    }
    Ok(found)
}

const LOOK: &str = "look for a rating";

/// The hash before an entry, and the entry.
type Pair = (Hash, Entry);

fn candidates(db: &Connection, seq: u64) -> Result<Vec<Pair>, StoreError> {
    let pad = Audience::Pad.word();
    let from = seq.saturating_sub(1).max(1);
    let mut found = Vec::new();
    for head in ledger::heads(db)?.iter().filter(|h| h.audience == pad) {
        let run = ledger::run_of(db, head.lno, from, (2, usize::MAX))?;
        found.extend(pair(run, seq, (0, Hash::ZERO)));
    }
    for org in far::orgs(db)? {
        for log in far::logs(db, org)?.iter().filter(|l| l.audience == pad) {
            let run = ledger::far_run_of(db, log.fno, from, (2, usize::MAX))?;
            found.extend(pair(run, seq, (log.base, log.base_hash)));
        }
    }
    Ok(found)
}

/// Returns what pads' logs tell again of a number, each with every hash that is known of the number
/// before it: only the true one leads to the receipt.
fn told_again(db: &Connection, seq: u64) -> Result<Vec<Pair>, StoreError> {
    let mut told = Vec::new();
    for (table, key) in [
        ("entries e JOIN logs", "lno"),
        ("far_entries e JOIN far_logs", "fno"),
    ] {
        let sql = format!(
            "SELECT e.kind, e.body FROM {table} l USING ({key})
             WHERE e.kind = ?1 AND l.audience = ?2 AND e.body IS NOT NULL"
        );
        let of = (REHOMED.0, Audience::Pad.word());
        told.extend(rows(db, LOOK, &sql, of, |row| {
            Ok((Kind(row.get(0)?), row.get::<_, Vec<u8>>(1)?))
        })?);
    }
    let told: Vec<(EntryRehomed, Entry)> = told
        .iter()
        .filter_map(|(kind, body)| unwrap(*kind, body))
        .collect();
    let mut found = Vec::new();
    for (again, entry) in told.iter().filter(|(again, _)| again.seq == seq) {
        let mut before = hashes_at(db, again.log.0, seq - 1)?;
        let others = told.iter().map(|(other, _)| other);
        let same = others.filter(|other| other.log == again.log && other.seq + 1 == seq);
        before.extend(same.filter_map(|other| other.hash.parse::<Hash>().ok()));
        found.extend(before.into_iter().map(|before| (before, entry.clone())));
    }
    Ok(found)
}

/// Takes an entry out of the one that tells it again, however often that happened.
fn unwrap(kind: Kind, body: &[u8]) -> Option<(EntryRehomed, Entry)> {
    let (mut kind, mut body) = (kind, body.to_vec());
    loop {
        let Ok(Some(Event::EntryRehomed(again))) = Event::decode(kind, &body) else {
            return None;
        };
        let (envelope, inner) = again.inner()?;
        let inner = inner?;
        if envelope.kind != REHOMED {
            let entry = Entry {
                body_hash: Hash::of(&inner),
                hash: Hash::ZERO,
                envelope,
                body: Some(inner),
            };
            return Some((again, entry));
        }
        // Each round's text is shorter than the one before.
        (kind, body) = (envelope.kind, inner);
    }
}

/// Returns the hashes that are known of an entry, in this site's own log and as it was received.
fn hashes_at(db: &Connection, log: LogId, seq: u64) -> Result<Vec<Hash>, StoreError> {
    if seq == 0 {
        return Ok(vec![Hash::ZERO]);
    }
    let sql = "SELECT e.hash FROM entries e JOIN logs l USING (lno)
             WHERE l.log_id = ?1 AND e.seq = ?2
         UNION SELECT e.hash FROM far_entries e JOIN far_logs l USING (fno)
             WHERE l.log_id = ?1 AND e.seq = ?2
         UNION SELECT base_hash FROM far_logs WHERE log_id = ?1 AND base_seq = ?2";
    rows(db, LOOK, sql, (log.0, seq as i64), |row| {
        row.get(0).map(Hash)
    })
}

/// Returns the entry of a number with the hash before it; one whose forerunner is gone follows from
/// nothing.
fn pair(run: Vec<Entry>, seq: u64, base: (u64, Hash)) -> Option<Pair> {
    let before = run
        .iter()
        .find(|entry| entry.envelope.seq + 1 == seq)
        .map(|entry| entry.hash)
        .or((base.0 + 1 == seq).then_some(base.1))
        .unwrap_or(Hash::ZERO);
    let entry = run.into_iter().find(|entry| entry.envelope.seq == seq)?;
    Some((before, entry))
}

fn weigh((before, entry): &Pair, receipt: &Receipt) -> Option<Found> {
    let body = entry.body.as_ref()?;
    let hash = entry.envelope.chain(before, &Hash::of(body));
    if hash.short() != receipt.short {
        return None;
    }
    match Event::decode(entry.envelope.kind, body) {
        Ok(Some(Event::RatingGiven(rating))) => Some(Found::AsGiven {
            at: entry.envelope.wall,
            level: rating.level,
        }),
        // A village's resident has the receipt of what the village wrote.
        Ok(Some(Event::MandateDone(done))) => match done.deed {
            MandateDeed::Rated { said: Some(said) } => Some(Found::AsGiven {
                at: entry.envelope.wall,
                level: said.level.number(),
            }),
            _ => None,
        },
        _ => None,
    }
}

//! Does a rating still stand as its resident gave it? The code they took home says so.

use std::path::Path;

use rusqlite::Connection;
use serde::Serialize;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::event::Event;
use crate::domain::receipt::Receipt;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger;
use crate::store::open;

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
/// came back, and those of other sites. What is written there is hashed again, so that a hash left
/// beside a changed rating deceives nobody.
///
/// # Errors
/// [`StoreError`] when the store cannot be looked at.
pub fn find(dir: &Path, receipt: &Receipt) -> Result<Found, StoreError> {
    let db = open::reader(dir)?;
    let mut found = Found::Missing;
    for pair in candidates(&db, receipt.seq)? {
        match weigh(&pair, receipt) {
            Some(given) => return Ok(given),
            None => found = Found::Differs,
        }
    }
    Ok(found)
}

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
        _ => None,
    }
}

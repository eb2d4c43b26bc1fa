//! Entries by time: where a log stood at an instant, and what it says between two.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::entry::Hlc;
use crate::domain::entry::hex;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::ledger::Audience;
use crate::store::ledger::Head;
use crate::store::ledger::entry;
use crate::store::ledger::heads;
use crate::store::view::rows;

/// Returns the number of the last entry of a log before an instant of logical time; 0 where there is
/// none. Within a log the logical time only grows, so it is found by halving.
///
/// # Errors
/// The store's own error.
pub fn last_before(db: &Connection, head: &Head, at: UtcMs) -> Result<u64, StoreError> {
    last_until(db, head, Hlc(u64::try_from(at.0).unwrap_or(0) << 16))
}

/// Returns the number of the last entry of a log before a logical time; 0 where there is none.
///
/// # Errors
/// The store's own error.
pub fn last_until(db: &Connection, head: &Head, at: Hlc) -> Result<u64, StoreError> {
    let (mut low, mut high) = (0, head.seq);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match entry(db, head.lno, middle)? {
            Some(entry) if entry.envelope.hlc < at => low = middle,
            _ => high = middle - 1,
        }
    }
    Ok(low)
}

/// What entries are looked for, and by which name they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// Everything in the hall's own log about a visit, a case, a problem: by log and number, as `up:17`.
    About(Uuid),
    /// What was done about the bad rating of an errand: by log and number; the rating itself as below.
    Followup(Uuid),
    /// Asking for the rating of an errand, the answer or its lack, and an appeal that was decided.
    ///
    /// By the beginning of the body's hash, as `#3FA9C1D2E0B7`: a number would tell which came after
    /// which, and stands on the resident's receipt, so that whoever has seen the receipt would know the
    /// rating (rule R6). In the ledger the entry is found by `hex(bh) LIKE '3FA9C1D2E0B7%'`.
    Rating(Uuid),
}

impl Trace {
    /// Returns what the entries are about.
    fn entity(self) -> Uuid {
        match self {
            Trace::About(entity) | Trace::Followup(entity) | Trace::Rating(entity) => entity,
        }
    }

    /// Returns how an entry of a kind is named; none for one that is not looked for.
    fn naming(self, kind: u16, audience: &str) -> Option<Naming> {
        let up = audience == Audience::Up.word();
        match (self, kind) {
            (Trace::About(_), _) if up => Some(Naming::Number),
            (Trace::Followup(_), FOLLOWUPS_FROM..=FOLLOWUPS_TO) if up => Some(Naming::Number),
            (Trace::Followup(_), GIVEN) => Some(Naming::Hash),
            (Trace::Rating(_), INVITED | GIVEN | TIMEOUT | DECIDED) => Some(Naming::Hash),
            _ => None,
        }
    }
}

enum Naming {
    Number,
    Hash,
}

/// The kinds of entries about a rating and what is done about a bad one. Those of an appeal that only
/// say that it was raised or told are the follow-up's.
const INVITED: u16 = 70;
const GIVEN: u16 = 71;
const TIMEOUT: u16 = 72;
const FOLLOWUPS_FROM: u16 = 220;
const DECIDED: u16 = 227;
const FOLLOWUPS_TO: u16 = 228;

/// Returns the entries of some things between two instants, the second not included, by what they are
/// about: those of the hall's own log and of its rating pads.
///
/// # Errors
/// The store's own error.
pub fn entries_of(
    db: &Connection,
    traces: &BTreeSet<Trace>,
    (from, until): (UtcMs, UtcMs),
) -> Result<BTreeMap<Trace, Vec<String>>, StoreError> {
    let mut found: BTreeMap<Trace, Vec<String>> = BTreeMap::new();
    let wanted: BTreeMap<Uuid, Trace> = traces.iter().map(|t| (t.entity(), *t)).collect();
    if wanted.is_empty() {
        return Ok(found);
    }
    let own = [Audience::Up.word(), Audience::Pad.word()];
    for head in heads(db)? {
        if !own.contains(&head.audience.as_str()) {
            continue;
        }
        let (after, last) = (
            last_before(db, &head, from)?,
            last_before(db, &head, until)?,
        );
        let seqs = (head.lno, after as i64, last as i64);
        let sql =
            "SELECT seq, entity, kind, bh FROM entries WHERE lno = ?1 AND seq > ?2 AND seq <= ?3";
        let all = rows(db, "read the ledger", sql, seqs, |row| {
            let entity: Uuid = row.get(1)?;
            let Some(trace) = wanted.get(&entity).copied() else {
                return Ok(None);
            };
            let naming = trace.naming(row.get(2)?, &head.audience);
            Ok(match naming {
                None => None,
                Some(Naming::Number) => Some((trace, numbered(&head, row.get(0)?))),
                Some(Naming::Hash) => Some((trace, hashed(&row.get::<_, Vec<u8>>(3)?))),
            })
        })?;
        for (trace, name) in all.into_iter().flatten() {
            found.entry(trace).or_default().push(name);
        }
    }
    // Which came first would tell when somebody rated.
    for (trace, names) in &mut found {
        if let Trace::Rating(_) = trace {
            names.sort_unstable();
        }
    }
    Ok(found)
}

fn numbered(head: &Head, seq: i64) -> String {
    let audience = &head.audience;
    match head.epoch {
        1 => format!("{audience}:{seq}"),
        epoch => format!("{audience}.{epoch}:{seq}"),
    }
}

fn hashed(hash: &[u8]) -> String {
    let start = hash.get(..6).unwrap_or(hash);
    format!("#{}", hex(start).to_ascii_uppercase())
}

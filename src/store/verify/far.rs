//! Received logs: each from behind its base to its head. Their bodies are the sender's business;
//! their chain is not.
//!
//! Whether an entry follows from the one before it can be asked anywhere in a log, so long logs are
//! walked in spans, by several threads whose connections all see the same moment.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::entry::Hash;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::verify::Findings;
use crate::store::verify::NAMED;
use crate::store::verify::chain;

/// Numbers of one span.
const SPAN: u64 = 4_096;

/// A part of a log: the numbers behind `after`, not behind `upto`.
struct Span<'l> {
    log: &'l FarLog,
    after: i64,
    upto: i64,
}

/// What a walk along a span found.
struct Walked {
    entries: u64,
    /// The entry at which something is wrong, and what.
    problems: Vec<(u64, String)>,
    /// The last entry up to here.
    last: (u64, Hash),
    /// A row could not be read: nothing is said of what is behind it.
    broken: bool,
}

/// Walks all logs, with as many threads as there are connections.
pub(super) fn check(
    readers: &mut [Connection],
    logs: &[FarLog],
    found: &mut Findings,
) -> Result<(), StoreError> {
    let spans: Vec<Span<'_>> = logs.iter().flat_map(spans_of).collect();
    let mut walked = walk_all(readers, &spans)?.into_iter();
    for log in logs {
        let name = format!("{} {}", log.org, log.audience);
        let mut last = None;
        let mut broken = false;
        for (_, span) in spans_of(log).zip(walked.by_ref()) {
            if broken {
                continue;
            }
            found.entries += span.entries;
            for (at, what) in span.problems {
                found.add("far", Some(&name), Some(at), what);
            }
            broken = span.broken;
            last = Some(span.last);
        }
        if let Some(last) = last.filter(|last| !broken && *last != (log.seq, log.hash)) {
            let what = format!(
                "the log ends at entry {}, its head says {}",
                last.0, log.seq
            );
            found.add("far", Some(&name), Some(last.0.min(log.seq) + 1), what);
        }
    }
    Ok(())
}

/// Cuts a log; whatever stands before its base or behind its head belongs to the first and last part.
fn spans_of(log: &FarLog) -> impl Iterator<Item = Span<'_>> {
    let parts = log.seq.saturating_sub(log.base).div_ceil(SPAN).max(1);
    let cut = |part: u64| i64::try_from(log.base.saturating_add(part * SPAN)).unwrap_or(i64::MAX);
    (0..parts).map(move |part| Span {
        log,
        after: if part == 0 { i64::MIN } else { cut(part) },
        upto: if part + 1 == parts {
            i64::MAX
        } else {
            cut(part + 1)
        },
    })
}

/// Walks spans and returns what each said, in their order.
fn walk_all(readers: &mut [Connection], spans: &[Span<'_>]) -> Result<Vec<Walked>, StoreError> {
    let todo = Mutex::new(spans.iter().enumerate());
    let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = |db: &mut Connection| {
        let mut done = Vec::new();
        while let Some((at, span)) = next() {
            done.push((at, walk(db, span)?));
        }
        Ok::<_, StoreError>(done)
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = readers
            .iter_mut()
            .map(|db| scope.spawn(|| work(db)))
            .collect();
        let mut all = Vec::with_capacity(spans.len());
        for worker in workers {
            all.extend(worker.join().unwrap_or_else(|fell| resume_unwind(fell))?);
        }
        Ok::<_, StoreError>(all)
    })?;
    all.sort_unstable_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, walked)| walked).collect())
}

fn walk(db: &Connection, span: &Span<'_>) -> Result<Walked, StoreError> {
    let Some(start) = before(db, span)? else {
        // The span before this one names the row.
        return Ok(Walked {
            entries: 0,
            problems: Vec::new(),
            last: (0, Hash::ZERO),
            broken: true,
        });
    };
    let mut it = Walked {
        entries: 0,
        problems: Vec::new(),
        last: start,
        broken: false,
    };
    let read = ledger::far_lines(db, span.log.fno, (span.after, span.upto), |entry| {
        it.entries += 1;
        let at = entry.envelope.seq;
        if at != it.last.0 + 1 {
            let next = it.last.0 + 1;
            let what = format!("entries {next} to {} are gone", at.saturating_sub(1));
            it.note(next, what);
        } else {
            let hashes = (&entry.body_hash, &entry.hash);
            if let Err(what) = chain::link(&entry.envelope, entry.body, hashes, &it.last.1) {
                it.note(at, what);
            }
        }
        it.last = (at, entry.hash);
    });
    match read {
        Err(StoreError::BadEntry { seq, why, .. }) => {
            it.note(seq, format!("entry {seq} cannot be read: {why}"));
            it.broken = true;
            Ok(it)
        }
        read => read.map(|()| it),
    }
}

impl Walked {
    fn note(&mut self, at: u64, what: String) {
        if self.problems.len() < NAMED {
            self.problems.push((at, what));
        }
    }
}

/// Returns the last entry before a span; `None` for one that cannot be read.
fn before(db: &Connection, span: &Span<'_>) -> Result<Option<(u64, Hash)>, StoreError> {
    let base = (span.log.base, span.log.base_hash);
    if span.after == i64::MIN {
        return Ok(Some(base));
    }
    let row = db
        .prepare_cached(
            "SELECT seq, hash FROM far_entries WHERE fno = ?1 AND seq <= ?2
             ORDER BY seq DESC LIMIT 1",
        )
        .and_then(|mut statement| {
            let pair = |row: &rusqlite::Row<'_>| {
                let seq: i64 = row.get(0)?;
                Ok(row.get(1).ok().map(|hash| (seq as u64, Hash(hash))))
            };
            statement
                .query_row((span.log.fno, span.after), pair)
                .optional()
        })
        .attempt("be read")?;
    Ok(row.unwrap_or(Some(base)))
}

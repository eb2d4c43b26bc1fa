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
pub(super) const SPAN: u64 = 4_096;

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

/// Walks all logs in spans of so many numbers, with as many threads as there are connections.
pub(super) fn check(
    readers: &mut [Connection],
    logs: &[FarLog],
    span: u64,
    found: &mut Findings,
) -> Result<(), StoreError> {
    let spans_of = |log| spans_of(log, span);
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
fn spans_of(log: &FarLog, span: u64) -> impl Iterator<Item = Span<'_>> {
    let parts = log.seq.saturating_sub(log.base).div_ceil(span).max(1);
    let cut = move |part: u64| {
        let at = log.base.saturating_add(part.saturating_mul(span));
        i64::try_from(at).unwrap_or(i64::MAX)
    };
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::entry::ActorNo;
    use crate::domain::entry::Entry;
    use crate::domain::entry::Envelope;
    use crate::domain::entry::Hlc;
    use crate::domain::entry::LogId;
    use crate::domain::event::Kind;
    use crate::domain::site::LogCard;
    use crate::domain::site::LogName;
    use crate::domain::site::Org;
    use crate::domain::site::PublicKey;
    use crate::domain::time::UtcMs;
    use crate::store::far as store_far;
    use crate::store::open;
    use crate::store::view;

    fn entries(count: u64) -> Vec<Entry> {
        let mut at = Hash::ZERO;
        let entry = |seq: u64| {
            let body = format!("body {seq}").into_bytes();
            let envelope = Envelope {
                kind: Kind(64_000),
                kind_version: 1,
                seq,
                hlc: Hlc(seq << 16),
                wall: UtcMs(seq as i64),
                actor: ActorNo(7),
                entity: Uuid::from_u128(u128::from(seq)),
                base: Vec::new(),
                body_len: body.len() as u32,
            };
            let body_hash = Hash::of(&body);
            at = envelope.chain(&at, &body_hash);
            Entry {
                envelope,
                body: Some(body),
                body_hash,
                hash: at,
            }
        };
        (1..=count).map(entry).collect()
    }

    /// A store's tables with a log of twenty entries, and what is done to it.
    fn store(damage: &str) -> (Connection, Vec<FarLog>) {
        let org = Org::new(120_115_001).unwrap();
        let db = Connection::open_in_memory().unwrap();
        open::migrate(&db).unwrap();
        let card = LogCard {
            log: LogName(LogId([5; 16])),
            audience: "up".to_owned(),
            epoch: 1,
            key: PublicKey([6; 32]),
        };
        store_far::introduce(&db, org, &[card]).unwrap();
        let fno = store_far::logs(&db, org).unwrap()[0].fno;
        store_far::keep(&db, fno, &entries(20), UtcMs(0)).unwrap();
        let triggers = view::rows(
            &db,
            "be read",
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
            [],
            |row| row.get::<_, String>(0),
        );
        for name in triggers.unwrap() {
            db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        db.execute_batch(damage).unwrap();
        let logs = store_far::logs(&db, org).unwrap();
        (db, logs)
    }

    /// What is found in spans of so many numbers: the entries, and what is wrong with which.
    fn told(
        (db, logs): &mut (Connection, Vec<FarLog>),
        span: u64,
    ) -> (u64, Vec<(Option<u64>, String)>) {
        let mut found = Findings::default();
        check(std::slice::from_mut(db), logs, span, &mut found).unwrap();
        let problems = found.problems.into_iter().map(|p| (p.entry, p.what));
        (found.entries, problems.collect())
    }

    #[test]
    fn wherever_a_log_is_cut_into_spans_the_same_is_found() {
        assert_eq!(told(&mut store(""), 100), (20, Vec::new()));
        let mut all = vec![
            "DELETE FROM far_entries".to_owned(),
            "DELETE FROM far_entries WHERE seq BETWEEN 5 AND 14".to_owned(),
            "DELETE FROM far_entries WHERE seq > 16".to_owned(),
            "DELETE FROM far_entries WHERE seq < 4".to_owned(),
            "UPDATE far_heads SET seq = 18".to_owned(),
            "UPDATE far_heads SET seq = 25".to_owned(),
            "UPDATE far_heads SET hash = zeroblob(32)".to_owned(),
            "UPDATE far_logs SET base_seq = 3".to_owned(),
            "UPDATE far_entries SET kind = 70000 WHERE seq IN (6, 13)".to_owned(),
        ];
        for seq in 1..=20 {
            for change in [
                "body = x'00'",
                "hash = zeroblob(32)",
                "wall_ms = 0",
                "kind = 70000",
            ] {
                all.push(format!("UPDATE far_entries SET {change} WHERE seq = {seq}"));
            }
            all.push(format!("DELETE FROM far_entries WHERE seq = {seq}"));
        }
        for damage in all {
            let mut store = store(&damage);
            let whole = told(&mut store, 100);
            assert!(!whole.1.is_empty(), "{damage}");
            for span in [1, 2, 3, 7, 10, 19] {
                assert_eq!(
                    told(&mut store, span),
                    whole,
                    "{damage}, in spans of {span}"
                );
            }
        }
    }
}

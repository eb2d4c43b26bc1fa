//! How fast one verb is kept, beside the disk's own sync and a bare SQLite commit.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use rusqlite::Connection;

use crate::cli::bench::build::build;
use crate::cli::bench::names::Words;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::Who;

/// Bytes added before each sync: what a small commit writes.
const APPENDED: usize = 8 * 1024;
/// Probes before and after a round that differ by more say the disk was busy with others.
const STEADY: f64 = 3.0;

/// One round's rates, each a second.
struct Round {
    sync: f64,
    bare: f64,
    verb: f64,
    steady: bool,
}

/// Measures commits in rounds of sync, bare commit, verb; each round between two probes.
///
/// # Errors
/// The disk's or the store's own error.
pub fn rows(dir: &Path, words: &Words, rounds: usize, each: usize, now: UtcMs) -> Result<Vec<Row>> {
    let dir = dir.join("commits");
    build(&dir.join("hall"), 1_000, words, now)?;
    let mut hall = Hall::open(&dir.join("hall"))?;
    let mut file = File::create(dir.join("appended"))?;
    let bare = bare_store(&dir.join("bare.db"))?;
    let mut latency = [Vec::new(), Vec::new(), Vec::new()];
    let (mut kept, mut dropped) = (Vec::new(), 0);
    while kept.len() < rounds && dropped < rounds * 2 {
        let [sync_ms, bare_ms, verb_ms] = &mut latency;
        let before = rate(each / 4, &mut Vec::new(), || sync(&mut file))?;
        let round = Round {
            sync: rate(each, sync_ms, || sync(&mut file))?,
            bare: rate(each, bare_ms, || commit(&bare))?,
            verb: {
                let mut calls = calls(words, WindowNo(1)).into_iter().cycle();
                rate(each, verb_ms, || {
                    let call = calls.next().context("there are two calls")?;
                    let who = Who::Staff(StaffNo(101));
                    hall.perform(&call, who, now)
                        .map(drop)
                        .context("a verb was refused")
                })?
            },
            steady: {
                let after = rate(each / 4, &mut Vec::new(), || sync(&mut file))?;
                before.max(after) <= STEADY * before.min(after)
            },
        };
        match round.steady {
            true => kept.push(round),
            false => dropped += 1,
        }
    }
    anyhow::ensure!(
        !kept.is_empty(),
        "the disk was never steady: {dropped} rounds dropped"
    );
    Ok(make_rows(&kept, dropped, latency))
}

fn make_rows(kept: &[Round], dropped: usize, latency: [Vec<f64>; 3]) -> Vec<Row> {
    let spread = |pick: &dyn Fn(&Round) -> f64| Stats::of(kept.iter().map(pick).collect());
    let sync = spread(&|r| r.sync);
    let bare = spread(&|r| r.bare);
    let verb = spread(&|r| r.verb);
    let to_sync = spread(&|r| r.verb / r.sync);
    let to_bare = spread(&|r| r.verb / r.bare);
    let [sync_ms, bare_ms, verb_ms] = latency.map(Stats::of);
    let rate = |what: &str, s: Stats, over: f64| {
        let mut row = Row::new(what, 0, "a second", s).beside("fdatasync after 8 KiB", over);
        row.rounds = Some((s.min, s.max));
        row
    };
    let ratio = |what: &str, s: Stats, least: f64| {
        let mut row = Row::new(what, 0, "ratio", s);
        row.rounds = Some((s.min, s.max));
        row.promise(Budget::at_least("median", s.median, least, ""))
    };
    let time = |what: &str, s: Stats| {
        Row::new(what, 0, "ms", s).beside("fdatasync after 8 KiB", sync_ms.median)
    };
    vec![
        rate("fdatasync after 8 KiB", sync, sync.median),
        rate("bare SQLite commit, one row, FULL", bare, sync.median),
        rate("one verb (call a number, put it back)", verb, sync.median).note(format!(
            "{} rounds kept, {dropped} dropped because the disk was not steady",
            kept.len()
        )),
        ratio("verb / fdatasync of the same round", to_sync, 0.45),
        ratio("verb / bare commit of the same round", to_bare, 0.7),
        time("bare SQLite commit, one row, FULL", bare_ms),
        time("one verb, kept on the disk", verb_ms),
    ]
}

/// A call of the first number to a window, and its taking back: they go on for ever.
pub(super) fn calls(words: &Words, window: WindowNo) -> [Call; 2] {
    let ticket = TicketNo {
        band: 'A',
        count: 1,
    };
    let reason = words.reason.clone();
    [
        ops::call_ticket::CallTicket { window, ticket }.into(),
        ops::put_back::PutBack { window, reason }.into(),
    ]
}

/// Runs something so often, notes each time in ms, and returns how often a second it went.
fn rate(times: usize, each_ms: &mut Vec<f64>, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let times = times.max(1);
    let begun = Instant::now();
    for _ in 0..times {
        let at = Instant::now();
        work()?;
        each_ms.push(at.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times as f64 / begun.elapsed().as_secs_f64())
}

fn sync(file: &mut File) -> Result<()> {
    file.write_all(&[0x5a; APPENDED])?;
    file.sync_data()?;
    Ok(())
}

fn bare_store(path: &Path) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE rows (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
    )?;
    Ok(db)
}

fn commit(db: &Connection) -> Result<()> {
    db.prepare_cached("INSERT INTO rows (body) VALUES (?1)")?
        .execute([[7_u8; 200]])?;
    Ok(())
}

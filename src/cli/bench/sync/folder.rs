//! Out to a folder and in from it, beside the disk, bare SQLite and the bare hash.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use rusqlite::Connection;

use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::cli::bench::sync::Bench;
use crate::cli::bench::sync::Beside;
use crate::cli::bench::sync::Probe;
use crate::cli::bench::sync::RSYNC;
use crate::cli::bench::sync::rate;
use crate::cli::bench::sync::site;
use crate::cli::bench::sync::site::Site;
use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::site::SiteKind;
use crate::store::far;
use crate::store::ledger;
use crate::store::open::DB_FILE;
use crate::store::verify;
use crate::store::view;
use crate::sync::segment::MOST_ENTRIES;

/// Rows of a store's table of received entries, with its key and its indexes and without any check.
const BARE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE far_entries (fno INTEGER, seq INTEGER, kind INTEGER, kv INTEGER, hlc INTEGER,
        wall_ms INTEGER, actor INTEGER, entity BLOB, base BLOB, body_len INTEGER, body BLOB,
        bh BLOB, hash BLOB, PRIMARY KEY (fno, seq)) WITHOUT ROWID;";

const INSERT: &str =
    "INSERT INTO far_entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// Measures.
///
/// # Errors
/// The stores' own error.
pub fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let dir = bench.dir.join("folder");
    let entries = bench.sizes.entries;
    let child = Site::hall(&dir.join("child"), entries, bench.words, bench.now)?;
    let parent = Site::make(&dir.join("parent"), site::COUNTY, SiteKind::Hub, bench.now)?;
    site::acquaint(&parent, &child)?;
    parent.settle()?;
    child.settle()?;
    let mut rows = out(&dir, &child, bench)?;
    rows.extend(inward(&dir, &child, &parent, bench)?);
    let stick = dir.join("stick");
    child.over_folder(&stick)?;
    parent.over_folder(&stick)?;
    child.over_folder(&stick)?;
    rows.push(nothing_new(&dir, &child, &stick, bench)?);
    rows.push(a_little_more(&dir, &child, &stick, bench)?);
    rows.extend(verified_received(&dir, &parent, bench)?);
    rows.extend(verified_own(&dir, &child, bench)?);
    std::fs::remove_dir_all(&dir)?;
    Ok(rows)
}

fn out(dir: &Path, child: &Site, bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut probe = Probe::new(dir)?;
    let mut bytes = 0;
    let pairs = probe.rounds(bench.sizes.rounds, |round| {
        let stick = dir.join(format!("out-{round}"));
        let begun = Instant::now();
        let report = child.over_folder(&stick)?;
        let took = begun.elapsed().as_secs_f64();
        let (sent, _) = site::counts(&report);
        bytes = report.legs.iter().map(|leg| leg.sent.bytes).sum();
        let block = vec![0x5a; usize::try_from(bytes)?];
        let (limit, ()) = rate(sent, || {
            let mut file = File::create(stick.join("sequential"))?;
            file.write_all(&block)?;
            Ok(file.sync_all()?)
        })?;
        std::fs::remove_dir_all(&stick)?;
        Ok((sent as f64 / took, limit))
    })?;
    Ok(Beside {
        what: "export to a folder",
        limit: "the same bytes in one file, synced",
        pairs: &pairs,
        least_rate: Some(150_000.0),
        least_ratio: None,
        note: format!(
            "{bytes} bytes sealed and signed; {}",
            probe.told(pairs.len())
        ),
    }
    .rows())
}

fn inward(dir: &Path, child: &Site, parent: &Site, bench: &Bench<'_>) -> Result<Vec<Row>> {
    let stick = dir.join("in");
    child.over_folder(&stick)?;
    let all = child.entries(usize::MAX >> 1)?;
    let mut probe = Probe::new(dir)?;
    let pairs = probe.rounds(bench.sizes.rounds, |round| {
        let ours = |at: &Path| -> Result<f64> {
            let reader = parent.copy(at)?;
            let begun = Instant::now();
            let (_, received) = site::counts(&reader.over_folder(&stick)?);
            anyhow::ensure!(received >= all.len() as u64, "not all was imported");
            let found = received as f64 / begun.elapsed().as_secs_f64();
            std::fs::remove_dir_all(at)?;
            Ok(found)
        };
        let at = dir.join(format!("in-{round}"));
        let file = dir.join(format!("bare-{round}.db"));
        Ok(match round % 2 {
            0 => (ours(&at)?, bare(&file, parent, &all)?),
            _ => {
                let limit = bare(&file, parent, &all)?;
                (ours(&at)?, limit)
            }
        })
    })?;
    Ok(Beside {
        what: "import, verify and apply",
        limit: "bare insert of the same rows and indexes",
        pairs: &pairs,
        least_rate: Some(40_000.0),
        least_ratio: Some(0.5),
        note: format!(
            "bare: {MOST_ENTRIES} rows a transaction, as many as a segment; {}",
            probe.told(pairs.len())
        ),
    }
    .rows())
}

/// Inserts entries as rows and nothing else; returns how many a second.
fn bare(file: &Path, like: &Site, entries: &[Entry]) -> Result<f64> {
    let mut db = Connection::open(file)?;
    db.execute_batch(BARE)?;
    for index in indexes(like)? {
        db.execute_batch(&index)?;
    }
    let (found, ()) = rate(entries.len() as u64, || {
        for run in entries.chunks(MOST_ENTRIES) {
            let change = db.transaction()?;
            for entry in run {
                let what = (&entry.envelope, entry.body.as_deref());
                let hashes = (&entry.body_hash, &entry.hash);
                ledger::put(&mut *change.prepare_cached(INSERT)?, 1, what, hashes)?;
            }
            change.commit()?;
        }
        Ok(())
    })?;
    drop(db);
    std::fs::remove_file(file)?;
    Ok(found)
}

/// The indexes a real store has on the table, as it writes them itself.
fn indexes(like: &Site) -> Result<Vec<String>> {
    let store = like.store()?;
    let mut statement = store.db().prepare(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'far_entries' AND type = 'index'
         AND sql IS NOT NULL",
    )?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn nothing_new(dir: &Path, child: &Site, stick: &Path, bench: &Bench<'_>) -> Result<Row> {
    let mut probe = Probe::new(dir)?;
    let times = probe.rounds(bench.sizes.rounds.max(7), |_| {
        let begun = Instant::now();
        let (sent, received) = site::counts(&child.over_folder(stick)?);
        let took = begun.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!((sent, received) == (0, 0), "there was something new");
        Ok(took)
    })?;
    let stats = Stats::of(times);
    Ok(Row::new("exchange with nothing new", 0, "ms", stats)
        .beside("one sync of the disk", probe.sync_ms())
        .promise(Budget::at_most("median", stats.median, 60.0, "ms"))
        .note(format!(
            "a log of {} entries, the store opened for it",
            bench.sizes.entries
        )))
}

fn a_little_more(dir: &Path, child: &Site, stick: &Path, bench: &Bench<'_>) -> Result<Row> {
    let replica = dir.join("replica.db");
    child.settle()?;
    std::fs::copy(child.dir.join(DB_FILE), &replica)?;
    child.work(bench.sizes.more, bench.words)?;
    child.settle()?;
    let peer = rsync(&child.dir.join(DB_FILE), &replica);
    let report = child.over_folder(stick)?;
    let bytes: u64 = report.legs.iter().map(|leg| leg.sent.bytes).sum();
    let (sent, _) = site::counts(&report);
    anyhow::ensure!(sent >= bench.sizes.more, "{sent} entries went out");
    let all = child.entries(usize::MAX >> 1)?;
    let new = &all[all.len().saturating_sub(usize::try_from(bench.sizes.more)?)..];
    let raw: usize = new
        .iter()
        .map(|e| e.envelope.bytes().len() + e.body.as_ref().map_or(0, Vec::len) + 32)
        .sum();
    let kb = |bytes: f64| bytes / 1024.0;
    let ours = kb(bytes as f64);
    let row = Row::new(
        format!("{} entries more, bytes sent", bench.sizes.more),
        0,
        "KiB",
        Stats::of(vec![ours]),
    )
    .beside("envelopes, bodies and hashes of those rows", kb(raw as f64));
    Ok(match peer {
        Ok(peer) => {
            let (peer, ratio) = (kb(peer as f64), bytes as f64 / peer.max(1) as f64);
            row.promise(Budget::at_most("of sqlite3_rsync", ratio, 0.4, ""))
                .note(format!("sqlite3_rsync {peer:.1} KiB, ours / it {ratio:.2}"))
        }
        Err(why) => row.note(format!("sqlite3_rsync skipped: {why:#}")),
    })
}

/// Lets `sqlite3_rsync` bring a copy in step and returns the bytes it says went over the line.
fn rsync(origin: &Path, replica: &Path) -> Result<u64> {
    let program = std::env::var_os(RSYNC).with_context(|| format!("{RSYNC} names none"))?;
    let out = Command::new(&program)
        .arg(origin)
        .arg(replica)
        .arg("-v")
        .output()
        .with_context(|| format!("{} cannot be started", Path::new(&program).display()))?;
    let said = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
    anyhow::ensure!(out.status.success(), "it said: {}", said.trim());
    bytes_told(&said).context("it did not say how many bytes it sent")
}

/// Reads `sent 12,345 bytes, received 678 bytes`.
fn bytes_told(said: &str) -> Option<u64> {
    let after = |word: &str| -> Option<u64> {
        let at = said.find(word)? + word.len();
        let digits: String = said[at..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',' || *c == ' ')
            .filter(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    };
    Some(after("sent ")? + after("received ")?)
}

/// Walks received logs, beside the hashing alone: no chain can be checked with less.
fn verified_received(dir: &Path, site: &Site, bench: &Bench<'_>) -> Result<Vec<Row>> {
    let entries = all_entries(site)?;
    let mut stream = Vec::new();
    for entry in &entries {
        stream.extend(entry.body.iter().flatten());
        stream.extend(entry.envelope.bytes());
        stream.extend([entry.body_hash.0, entry.hash.0].as_flattened());
    }
    let mut streamed = Vec::new();
    let mut probe = Probe::new(dir)?;
    let pairs = probe.rounds(bench.sizes.rounds, |_| {
        let ours = verify_rate(site)?;
        let (limit, _) = rate(entries.len() as u64, || {
            Ok(std::hint::black_box(hashed(&entries)))
        })?;
        let (whole, _) = rate(entries.len() as u64, || {
            Ok(std::hint::black_box(Hash::of(&stream)))
        })?;
        streamed.push((ours, whole));
        Ok((ours, limit))
    })?;
    let share = Stats::of(streamed.iter().map(|(ours, whole)| ours / whole).collect());
    Ok(Beside {
        what: "full verify (received logs)",
        limit: "SHA-256 of the same bodies and links alone",
        pairs: &pairs,
        least_rate: None,
        least_ratio: Some(0.4),
        note: format!(
            "pages, schema, chain and marks; {:.1} MB hashed; to hashing them as one stream, which \
             no chain allows, {:.2}; {}",
            stream.len() as f64 / f64::from(1 << 20),
            share.median,
            probe.told(pairs.len())
        ),
    }
    .rows())
}

/// Verifies a hall's own store, beside folding its views alone, which is most of it.
fn verified_own(dir: &Path, site: &Site, bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut probe = Probe::new(dir)?;
    let pairs = probe.rounds(bench.sizes.rounds, |_| {
        let ours = verify_rate(site)?;
        let store = site.store()?;
        let count = all_entries(site)?.len() as u64;
        let fresh = Connection::open_in_memory()?;
        view::create(&fresh)?;
        let (limit, ()) = rate(count, || {
            fresh.execute_batch("BEGIN")?;
            view::fold(store.db(), &fresh)?;
            Ok(fresh.execute_batch("COMMIT")?)
        })?;
        Ok((ours, limit))
    })?;
    Ok(Beside {
        what: "full verify (the hall's own)",
        limit: "folding its views anew, in memory",
        pairs: &pairs,
        least_rate: None,
        least_ratio: None,
        note: format!(
            "pages, schema, chain, marks, and every view against one folded anew; {}",
            probe.told(pairs.len())
        ),
    }
    .rows())
}

/// Verifies and returns how many entries a second were looked at.
fn verify_rate(site: &Site) -> Result<f64> {
    let begun = Instant::now();
    let report = verify::verify(&site.dir)?;
    anyhow::ensure!(report.ok, "{:?}", report.problems);
    Ok(report.entries as f64 / begun.elapsed().as_secs_f64())
}

/// All entries a verification looks at.
fn all_entries(site: &Site) -> Result<Vec<Entry>> {
    let mut all = Vec::new();
    let mut add = |entry: ledger::Stored| {
        all.push(Entry::from(entry));
        Ok(true)
    };
    let store = site.store()?;
    for head in ledger::heads(store.db())? {
        ledger::walk(store.db(), ledger::Order::Log(head.lno), &mut add)?;
    }
    for org in far::orgs(store.db())? {
        for log in far::logs(store.db(), org)? {
            ledger::walk(store.db(), ledger::Order::Far(log.fno), &mut add)?;
        }
    }
    Ok(all)
}

/// Hashes each body, and each envelope with the hash before it: what a chain is made of.
fn hashed(entries: &[Entry]) -> Hash {
    entries.iter().fold(Hash::ZERO, |before, entry| {
        let body = entry.body.as_deref().map_or(entry.body_hash, Hash::of);
        entry.envelope.chain(&before, &body)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_a_peer_names_are_added_up() {
        let said = "sent 12,345 bytes, received 655 bytes, 1.0 bytes/sec";
        assert_eq!(bytes_told(said), Some(13_000));
        assert_eq!(bytes_told("nothing"), None);
    }
}

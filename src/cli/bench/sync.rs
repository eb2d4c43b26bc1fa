//! The exchange between sites: how fast, how heavy, and what it does to the posts at work.
//!
//! Entries are those of a real hall, with real keys and seals. Every figure stands beside a limit of
//! the same round; a round is dropped when the disk's own sync was not steady around it.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::cli::bench::names::Words;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::domain::time::UtcMs;

pub mod contention;
pub mod county;
pub mod folder;
pub mod memory;
pub mod night;
pub mod server;
pub mod site;

/// The environment variable that names a `sqlite3_rsync` to stand beside ours.
pub const RSYNC: &str = "YIZHAN_BENCH_SQLITE3_RSYNC";

/// Probes before and after a round that differ by more say the disk was busy with others.
const STEADY: f64 = 3.0;
/// Syncs in one probe.
const PROBES: usize = 25;

/// How much to exchange.
#[derive(Debug, Clone)]
pub struct Sizes {
    /// Entries of the log that is exchanged.
    pub entries: u64,
    /// Entries that are imported while windows are at work.
    pub import: u64,
    /// Entries that are sent to a store that was in step.
    pub more: u64,
    /// Stores of the county, and all their entries.
    pub county: (u64, u64),
    /// Entries of the two logs whose exchange is weighed.
    pub memory: (u64, u64),
    /// Rounds of what is repeated.
    pub rounds: usize,
}

impl Sizes {
    /// Returns the sizes of a whole or a quick measurement.
    pub fn of(quick: bool, rounds: usize) -> Sizes {
        match quick {
            true => Sizes {
                entries: 20_000,
                import: 20_000,
                more: 1_000,
                county: (32, 15_000),
                memory: (10_000, 100_000),
                rounds,
            },
            false => Sizes {
                entries: 100_000,
                import: 100_000,
                more: 1_000,
                county: (320, 150_000),
                memory: (10_000, 1_000_000),
                rounds,
            },
        }
    }
}

/// What the parts of this group share.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// A folder on a disk.
    pub dir: &'a Path,
    /// The program, for what is weighed in a process of its own.
    pub program: &'a Path,
    /// What the stores are filled with.
    pub words: &'a Words,
    /// How much.
    pub sizes: &'a Sizes,
    /// The time of all that happens.
    pub now: UtcMs,
}

/// Rows of a part, or why there are none.
pub type Part = (&'static str, Result<Vec<Row>>);

/// How each part is asked for alone, what it is called, and what measures it.
type Measure = (
    &'static str,
    &'static str,
    fn(&Bench<'_>) -> Result<Vec<Row>>,
);

const ALL: [Measure; 6] = [
    (
        "sync-posts",
        "sync: posts at work during an import",
        contention::rows,
    ),
    ("sync-folder", "sync: a folder as carrier", folder::rows),
    ("sync-hub", "sync: PostgreSQL", county::rows),
    (
        "sync-night",
        "sync: a county's night over a folder",
        night::over_folder,
    ),
    (
        "sync-night",
        "sync: a county's night over PostgreSQL",
        night::over_postgres,
    ),
    ("sync-memory", "sync: memory", memory::rows),
];

/// Measures everything, or the parts that are asked for; one that cannot run says why and holds up
/// no other.
pub fn parts(bench: &Bench<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Part> {
    ALL.into_iter()
        .filter(|(word, _, _)| wanted(word))
        .map(|(_, name, work)| {
            eprintln!("bench: {name}");
            (name, work(bench))
        })
        .collect()
}

/// A disk's own sync, looked at around each round.
#[derive(Debug)]
pub struct Probe {
    file: File,
    times: Vec<f64>,
    /// Rounds that were dropped.
    pub dropped: usize,
}

impl Probe {
    /// Makes a probe in a folder.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn new(dir: &Path) -> Result<Probe> {
        std::fs::create_dir_all(dir)?;
        Ok(Probe {
            file: File::create(dir.join("probe"))?,
            times: Vec::new(),
            dropped: 0,
        })
    }

    fn look(&mut self) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..PROBES {
            let begun = Instant::now();
            self.file.write_all(&[0x5a; 8 << 10])?;
            self.file.sync_data()?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let median = Stats::of(times).median;
        self.times.push(median);
        Ok(median)
    }

    /// Returns the middle time of one sync, ms.
    pub fn sync_ms(&self) -> f64 {
        Stats::of(self.times.clone()).median
    }

    /// Repeats a round between two probes until so many were steady, or twice as many were not.
    ///
    /// # Errors
    /// The round's own error, or that the disk was never steady.
    pub fn rounds<T>(
        &mut self,
        wanted: usize,
        mut round: impl FnMut(usize) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut kept = Vec::new();
        self.dropped = 0;
        while kept.len() < wanted && self.dropped < wanted * 2 {
            let before = self.look()?;
            let found = round(kept.len() + self.dropped)?;
            let after = self.look()?;
            match before.max(after) <= STEADY * before.min(after) {
                true => kept.push(found),
                false => self.dropped += 1,
            }
        }
        anyhow::ensure!(!kept.is_empty(), "the disk was never steady");
        Ok(kept)
    }

    /// Says how many rounds there were and what a sync took.
    pub fn told(&self, kept: usize) -> String {
        format!(
            "{kept} rounds kept, {} dropped; one sync {:.2} ms",
            self.dropped,
            self.sync_ms()
        )
    }
}

/// Rows of a rate and of its ratio to the limit of the same round.
pub(super) struct Beside<'a> {
    pub(super) what: &'a str,
    pub(super) limit: &'a str,
    /// Ours and the limit of each round, in entries a second.
    pub(super) pairs: &'a [(f64, f64)],
    pub(super) least_rate: Option<f64>,
    pub(super) least_ratio: Option<f64>,
    pub(super) note: String,
}

impl Beside<'_> {
    pub(super) fn rows(self) -> Vec<Row> {
        let spread = |pick: &dyn Fn(&(f64, f64)) -> f64| {
            let stats = Stats::of(self.pairs.iter().map(pick).collect());
            (stats, Some((stats.min, stats.max)))
        };
        let (ours, ours_rounds) = spread(&|pair| pair.0);
        let (limit, _) = spread(&|pair| pair.1);
        let (ratio, ratio_rounds) = spread(&|pair| pair.0 / pair.1.max(1e-9));
        let mut rate = Row::new(self.what, 0, "entries/s", ours).beside(self.limit, limit.median);
        rate.rounds = ours_rounds;
        if let Some(least) = self.least_rate {
            rate = rate.promise(Budget::at_least("median", ours.median, least, ""));
        }
        let mut beside = Row::new(format!("{} / {}", self.what, self.limit), 0, "ratio", ratio);
        beside.rounds = ratio_rounds;
        if let Some(least) = self.least_ratio {
            beside = beside.promise(Budget::at_least("median", ratio.median, least, ""));
        }
        vec![rate.note(self.note), beside]
    }
}

/// Runs something and returns how many a second it did, with what it returned.
pub(super) fn rate<T>(count: u64, work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let begun = Instant::now();
    let done = work()?;
    Ok((count as f64 / begun.elapsed().as_secs_f64().max(1e-9), done))
}

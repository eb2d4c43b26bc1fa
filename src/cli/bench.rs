//! `yizhan bench`: how fast this hall is on this machine, beside what the machine itself can do.
//!
//! Every figure stands beside the limit taken in the same run: a time alone says more about the
//! machine than about the program. Nothing here is a test; a slow disk is not a fault.

use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Result;

use crate::clock::Clock;
use crate::domain::time::UtcMs;

pub mod build;
pub mod catalogue;
pub mod commits;
pub mod frames;
pub mod lookups;
pub mod names;
pub mod others;
pub mod place;
pub mod process;
pub mod pty;
pub mod report;
pub mod sync;

use names::Words;
use place::Place;
use process::Subject;
pub use report::Report;
use report::Row;
use report::Stats;

/// The parts that can be measured alone.
const PARTS: [&str; 14] = [
    "commits",
    "catalogue",
    "store",
    "frames",
    "start",
    "keys",
    "lookups",
    "others",
    "sync",
    "sync-posts",
    "sync-folder",
    "sync-hub",
    "sync-night",
    "sync-memory",
];

/// Measures speed and size on this machine.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// How many cases the stores hold, as 10000,1000000.
    #[arg(long, value_delimiter = ',', value_name = "N")]
    pub cases: Vec<u64>,
    /// Measure less of everything, with 10,000 cases.
    #[arg(long)]
    pub quick: bool,
    /// Rounds of the measurements that are repeated.
    #[arg(long, default_value_t = 7)]
    pub rounds: usize,
    /// Only these parts: commits, catalogue, store, frames, start, keys, lookups, others, sync or
    /// of it sync-posts, sync-folder, sync-hub, sync-night, sync-memory.
    #[arg(long, value_delimiter = ',', value_name = "PART", value_parser = PARTS)]
    pub only: Vec<String>,
    /// The folder in which the stores are made and removed again.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Take the terminal and become this program (used by the bench itself).
    #[arg(long, hide = true, num_args = 1.., allow_hyphen_values = true, trailing_var_arg = true)]
    pub in_pty: Vec<OsString>,
    /// Exchange once with this store and say what it took (used by the bench itself).
    #[arg(long, hide = true, num_args = 4)]
    pub in_exchange: Vec<OsString>,
}

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// Sizes of the stores, in cases.
    pub cases: Vec<u64>,
    /// Whether to measure less of everything.
    pub quick: bool,
    /// Rounds of what is repeated.
    pub rounds: usize,
    /// Names of the only parts to run; all of them when empty.
    pub only: Vec<String>,
    /// The folder below which stores are made; a temporary one on a disk when left out.
    pub dir: Option<PathBuf>,
    /// The program that is started on a pseudo-terminal.
    pub program: PathBuf,
}

impl Options {
    /// Reads the command's options; the program is the one that runs.
    ///
    /// # Errors
    /// When the machine does not say which file that is.
    pub fn of(args: &Args) -> Result<Options> {
        let cases = match (args.cases.is_empty(), args.quick) {
            (false, _) => args.cases.clone(),
            (true, true) => vec![10_000],
            (true, false) => vec![10_000, 1_000_000],
        };
        Ok(Options {
            cases,
            quick: args.quick,
            rounds: args.rounds.max(1),
            only: args.only.clone(),
            dir: args.dir.clone(),
            program: std::env::current_exe()?,
        })
    }
}

/// Runs the command: measures, then prints the table or the JSON.
///
/// # Errors
/// Only when nothing could be measured at all; a part that could not run is named in the report.
pub fn execute(args: &Args, json: bool) -> Result<Report> {
    if !args.in_pty.is_empty() {
        pty::become_child(&args.in_pty)?;
    }
    if !args.in_exchange.is_empty() {
        sync::memory::become_child(&args.in_exchange)?;
        // The child has said what it had to; a report would be a second answer.
        std::process::exit(0);
    }
    let report = run(&Options::of(args)?)?;
    let text = match json {
        true => serde_json::to_string_pretty(&report)?,
        false => report.table(),
    };
    use std::io::Write;
    writeln!(std::io::stdout().lock(), "{}", text.trim_end())?;
    Ok(report)
}

/// Measures.
///
/// # Errors
/// When no folder on a disk can be written.
pub fn run(options: &Options) -> Result<Report> {
    let place = Place::make(options.dir.as_deref())?;
    let load_before = place::load();
    let mut run = Run {
        options,
        words: Words::shipped(),
        now: Clock::Wall.now(),
        rows: Vec::new(),
        left_out: Vec::new(),
    };
    let (now, quick) = (run.now, options.quick);
    let each = if quick { 100 } else { 400 };
    run.part("commits", 0, |r| {
        commits::rows(place.dir(), &r.words, options.rounds, each, now)
    });
    run.part("catalogue", 0, |r| {
        Ok(catalogue::rows(&r.words, if quick { 3 } else { 20 }))
    });
    run.sync(place.dir());
    for &cases in &run.sizes() {
        run.at_size(&place.dir().join(format!("hall-{cases}")), cases);
    }
    Ok(Report {
        machine: report::Machine {
            load_before,
            load_after: place::load(),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            disk: place::disk(place.dir()),
            versions: vec![
                ("yizhan", env!("CARGO_PKG_VERSION").to_owned()),
                ("SQLite", rusqlite::version().to_owned()),
                ("kernel", place::kernel()),
            ],
            optimised: !cfg!(debug_assertions),
        },
        rows: run.rows,
        left_out: run.left_out,
    })
}

struct Run<'o> {
    options: &'o Options,
    words: Words,
    now: UtcMs,
    rows: Vec<Row>,
    left_out: Vec<(String, String)>,
}

impl Run<'_> {
    /// Runs a part, unless others were asked for; what fails is named and the rest goes on.
    fn part(
        &mut self,
        name: &str,
        cases: u64,
        work: impl FnOnce(&Self) -> Result<Vec<Row>>,
    ) -> bool {
        let only = &self.options.only;
        if !only.is_empty() && !only.iter().any(|part| part == name) {
            return false;
        }
        let label = if cases > 0 {
            format!("{name} at {cases} cases")
        } else {
            name.to_owned()
        };
        eprintln!("bench: {label}");
        match work(self) {
            Ok(rows) => {
                self.rows.extend(rows);
                true
            }
            Err(error) => {
                self.left_out.push((label, format!("{error:#}")));
                false
            }
        }
    }

    /// The sizes of the stores, where any part needs one.
    fn sizes(&self) -> Vec<u64> {
        let alone =
            |part: &str| part.starts_with("sync") || ["commits", "catalogue"].contains(&part);
        let only = &self.options.only;
        match only.is_empty() || only.iter().any(|part| !alone(part)) {
            true => self.options.cases.clone(),
            false => Vec::new(),
        }
    }

    fn sync(&mut self, dir: &Path) {
        let only = &self.options.only;
        let wanted =
            |word: &str| only.is_empty() || only.iter().any(|part| part == "sync" || part == word);
        let bench = sync::Bench {
            dir: &dir.join("sync"),
            program: &self.options.program,
            words: &self.words,
            sizes: &sync::Sizes::of(self.options.quick, self.options.rounds),
            now: self.now,
        };
        for (name, found) in sync::parts(&bench, wanted) {
            match found {
                Ok(rows) => self.rows.extend(rows),
                Err(error) => self.left_out.push((name.to_owned(), format!("{error:#}"))),
            }
        }
    }

    fn at_size(&mut self, dir: &Path, cases: u64) {
        let (quick, now) = (self.options.quick, self.now);
        eprintln!("bench: building a store of {cases} cases");
        match build::build(dir, cases, &self.words, now) {
            Ok(built) => self.part("store", cases, |_| Ok(store_rows(dir, built))),
            Err(error) => {
                self.left_out
                    .push((format!("all at {cases} cases"), format!("{error:#}")));
                return;
            }
        };
        let program = self.options.program.clone();
        let words = self.words.clone();
        let subject = Subject {
            program: &program,
            hall: dir,
            cases,
            words: &words,
            quick,
        };
        self.part("start", cases, |_| subject.starts());
        self.part("keys", cases, |_| {
            let mut rows = subject.keys()?;
            rows.push(subject.window_memory()?);
            Ok(rows)
        });
        self.part("lookups", cases, |r| {
            lookups::rows(dir, cases, &r.words, if quick { 100 } else { 500 }, now)
        });
        self.part("frames", cases, |r| {
            frames::rows(dir, cases, &r.words, if quick { 200 } else { 2_000 }, now)
        });
        // Last, because it takes numbers.
        self.part("others", cases, |_| subject.others());
        // Only one large store lies on the disk at a time.
        let _ = std::fs::remove_dir_all(dir);
    }
}

fn store_rows(dir: &Path, built: build::Built) -> Vec<Row> {
    let seconds = built.took.as_secs_f64();
    let one = |value: f64| Stats::of(vec![value]);
    let size = place::size_mb(dir);
    vec![
        Row::new("building the store", built.cases, "s", one(seconds)).note(format!(
            "{} entries, {:.0} a second, each chained, hashed and folded",
            built.entries,
            built.entries as f64 / seconds.max(1e-9)
        )),
        Row::new("size of the store", built.cases, "MB", one(size)).note(format!(
            "{:.0} bytes a case",
            size * f64::from(1 << 20) / built.cases.max(1) as f64
        )),
    ]
}

//! The whole program on a pseudo-terminal: its start, its keys, its memory.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::cli::bench::build::LEADER;
use crate::cli::bench::frames::forget_drafts;
use crate::cli::bench::names::Words;
use crate::cli::bench::place;
use crate::cli::bench::pty::Pty;
use crate::cli::bench::pty::SETTLE;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;

const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
const F2: &str = "\u{1b}OQ";
const F4: &str = "\u{1b}OS";
const F6: &str = "\u{1b}[17~";
const BACKSPACE: &str = "\u{7f}";
const SIZE: (u16, u16) = (80, 24);
/// Keys after which a post must not have grown.
const MANY_KEYS: usize = 2_000;
/// A post that kept something of every key would grow by more, MB.
const FLAT: f64 = 2.0;

/// The program, a store, and how hard to look.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The program's file.
    pub program: &'a Path,
    /// The store's folder.
    pub hall: &'a Path,
    /// How many cases it holds.
    pub cases: u64,
    /// What to type.
    pub words: &'a Words,
    /// Whether to be quick.
    pub quick: bool,
}

impl Subject<'_> {
    pub(super) fn words_of(&self, post: &[&str]) -> Vec<OsString> {
        let mut words: Vec<OsString> = post.iter().map(OsString::from).collect();
        words.push("--store".into());
        words.push(self.hall.into());
        words
    }

    pub(super) fn duty(&self) -> Vec<OsString> {
        self.words_of(&["duty", "--by", &LEADER.to_string()])
    }

    pub(super) fn times(&self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// Measures from the start of the process to the end of its first frame.
    ///
    /// # Errors
    /// When the program shows no frame.
    pub fn starts(&self) -> Result<Vec<Row>> {
        let mut echo = Vec::new();
        for _ in 0..self.times(5, 20) {
            let pty = Pty::echo(self.program)?;
            echo.push(pty.came_up.as_secs_f64() * 1e3);
        }
        let floor = Stats::of(echo).median;
        let posts = [
            ("window 1", self.words_of(&["window", "1"])),
            ("duty", self.duty()),
        ];
        let mut rows = Vec::new();
        for (name, words) in posts {
            let mut times = Vec::new();
            for _ in 0..self.times(5, 20) {
                forget_drafts(self.hall);
                let mut pty = Pty::start(self.program, SIZE, &words)?;
                times.push(pty.first_frame()?.as_secs_f64() * 1e3);
            }
            let stats = Stats::of(times);
            let row = Row::new(
                format!("start to first frame: {name}"),
                self.cases,
                "ms",
                stats,
            )
            .beside("start of a child that writes one byte", floor)
            .promise(Budget::at_most("median", stats.median, 30.0, "ms"));
            rows.push(row);
        }
        Ok(rows)
    }

    /// Measures arrows and typing in the case search, then the memory.
    ///
    /// # Errors
    /// When the program shows no frame or ends.
    pub fn keys(&self) -> Result<Vec<Row>> {
        forget_drafts(self.hall);
        let floor = self.round_trip()?;
        let mut pty = Pty::start(self.program, SIZE, &self.duty())?;
        pty.first_frame()?;
        pty.key(F6, SETTLE * 4)?;
        pty.key(&self.words.common_surname, SETTLE * 4)?;
        let mut rows = Vec::new();
        let arrows = [DOWN, DOWN, UP, UP]
            .into_iter()
            .cycle()
            .take(self.times(40, 200));
        let (stats, silent) = press(&mut pty, arrows)?;
        pty.key(BACKSPACE, SETTLE * 4)?;
        rows.push(
            self.row("arrow to paint, through a terminal", stats, silent, floor)
                .promise(Budget::at_most("median", stats.median, 1.0, "ms")),
        );
        let words = self.words;
        for (kind, text) in [
            ("common surname", &words.common_surname),
            ("common name", &words.common_name),
            ("rare surname", &words.rare_name),
            ("three characters", &words.longer_name),
        ] {
            let typed: Vec<String> = text.chars().map(String::from).collect();
            let (mut times, mut silent) = (Vec::new(), 0);
            for _ in 0..self.times(10, 50) {
                for key in &typed {
                    match pty.key(key, SETTLE)? {
                        Some(ms) => times.push(ms),
                        None => silent += 1,
                    }
                }
                for _ in &typed {
                    pty.key(BACKSPACE, SETTLE)?;
                }
            }
            let stats = Stats::of(times);
            rows.push(
                self.row(
                    &format!("typing to paint: {text} ({kind})"),
                    stats,
                    silent,
                    floor,
                )
                .promise(Budget::at_most("median", stats.median, 4.0, "ms"))
                .promise(Budget::at_most("p95", stats.p95, 10.0, "ms")),
            );
        }
        rows.extend(self.memory(&mut pty)?);
        Ok(rows)
    }

    fn row(&self, what: &str, stats: Stats, silent: usize, floor: f64) -> Row {
        let row = Row::new(what, self.cases, "ms", stats).beside(
            "a key echoed by a child on the same kind of terminal",
            floor,
        );
        match silent {
            0 => row,
            n => row.note(format!("{n} keys painted nothing and are left out")),
        }
    }

    /// The median round trip of a key through a terminal and back, in ms.
    fn round_trip(&self) -> Result<f64> {
        let mut pty = Pty::echo(self.program)?;
        let keys = std::iter::repeat_n("a", self.times(40, 200));
        Ok(press(&mut pty, keys)?.0.median)
    }

    fn memory(&self, pty: &mut Pty) -> Result<Vec<Row>> {
        let before = place::resident_mb(pty.pid()).unwrap_or_default();
        let text: Vec<String> = self.words.common_name.chars().map(String::from).collect();
        let typed = text.iter().map(String::as_str);
        let back = text.iter().map(|_| BACKSPACE);
        let round: Vec<&str> = typed.chain([DOWN, UP]).chain(back).collect();
        for key in round
            .iter()
            .cycle()
            .take(self.times(MANY_KEYS / 4, MANY_KEYS))
        {
            pty.key(key, Duration::from_millis(1))?;
        }
        let after = place::resident_mb(pty.pid()).unwrap_or_default();
        let floor = place::resident_mb(Pty::echo(self.program)?.pid()).unwrap_or_default();
        let one = |mb: f64| Stats::of(vec![mb]);
        Ok(vec![
            Row::new(
                "memory of the duty post in use",
                self.cases,
                "MB",
                one(after),
            )
            .beside("the same program as a mere echo", floor)
            .promise(Budget::at_most("resident", after, 30.0, "MB")),
            Row::new(
                "growth over many keys",
                self.cases,
                "MB",
                one(after - before),
            )
            .promise(Budget::at_most("growth", after - before, FLAT, "MB")),
        ])
    }

    /// Measures the memory of the window post after a start.
    ///
    /// # Errors
    /// When the program shows no frame.
    pub fn window_memory(&self) -> Result<Row> {
        forget_drafts(self.hall);
        let mut pty = Pty::start(self.program, (200, 60), &self.words_of(&["window", "1"]))?;
        pty.first_frame()?;
        for key in [F2, F4] {
            pty.key(key, SETTLE * 4)?;
        }
        for query in &self.words.matter_queries {
            for c in query.chars() {
                pty.key(&c.to_string(), Duration::from_millis(1))?;
            }
            for _ in query.chars() {
                pty.key(BACKSPACE, Duration::from_millis(1))?;
            }
        }
        let mb = place::resident_mb(pty.pid()).unwrap_or_default();
        let floor = place::resident_mb(Pty::echo(self.program)?.pid()).unwrap_or_default();
        Ok(Row::new(
            "memory of the window post in use",
            self.cases,
            "MB",
            Stats::of(vec![mb]),
        )
        .beside("the same program as a mere echo", floor)
        .promise(Budget::at_most("resident", mb, 30.0, "MB")))
    }
}

/// Presses keys one after another, each after the paint of the one before; returns the times in
/// ms and how many keys painted nothing.
fn press<'k>(pty: &mut Pty, keys: impl Iterator<Item = &'k str>) -> Result<(Stats, usize)> {
    let (mut times, mut silent) = (Vec::new(), 0);
    for key in keys {
        match pty.key(key, SETTLE)? {
            Some(ms) => times.push(ms),
            None => silent += 1,
        }
    }
    Ok((Stats::of(times), silent))
}

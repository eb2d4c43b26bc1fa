//! What an exchange weighs: a process of its own sends or reads a small log and a large one.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use anyhow::Result;

use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::cli::bench::sync::Bench;
use crate::cli::bench::sync::site;
use crate::cli::bench::sync::site::Site;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;

/// An exchange holds no more than this, MB.
const MOST_MB: f64 = 64.0;
/// With a log a hundred times as long it holds hardly more.
const FLAT: f64 = 1.1;

/// Measures.
///
/// # Errors
/// The stores' own error, or that of the process.
pub fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (few, many) = bench.sizes.memory;
    let small = weigh(bench, few)?;
    let large = weigh(bench, many)?;
    let row = |what: &str, small: f64, large: f64| {
        let ratio = large / small.max(1e-9);
        Row::new(
            format!("peak memory, {what} of {many} entries"),
            0,
            "MB",
            Stats::of(vec![large]),
        )
        .beside(format!("{what} of {few} entries"), small)
        .promise(Budget::at_most("resident", large, MOST_MB, "MB"))
        .promise(Budget::at_most("to the smaller", ratio, FLAT, ""))
    };
    Ok(vec![
        row("export", small.0, large.0),
        row("import", small.1, large.1),
    ])
}

fn weigh(bench: &Bench<'_>, entries: u64) -> Result<(f64, f64)> {
    let dir = bench.dir.join(format!("memory-{entries}"));
    let child = Site::hall(&dir.join("child"), entries, bench.words, bench.now)?;
    let parent = Site::make(&dir.join("parent"), site::COUNTY, SiteKind::Hub, bench.now)?;
    site::acquaint(&parent, &child)?;
    child.settle()?;
    let stick = dir.join("stick");
    let out = process(bench, &child, &stick, entries)?;
    let inward = process(bench, &parent, &stick, entries)?;
    std::fs::remove_dir_all(&dir)?;
    Ok((out, inward))
}

/// Runs an exchange in a process of its own and returns its largest resident memory, MB.
fn process(bench: &Bench<'_>, site: &Site, stick: &Path, entries: u64) -> Result<f64> {
    let code = site.org.code().to_string();
    let out = Command::new(bench.program)
        .args(["bench", "--in-exchange", &code, &bench.now.0.to_string()])
        .arg(&site.dir)
        .arg(stick)
        .output()?;
    let said = String::from_utf8_lossy(&out.stdout);
    let failed = String::from_utf8_lossy(&out.stderr);
    anyhow::ensure!(out.status.success(), "the exchange: {}", failed.trim());
    let mut words = said.split_whitespace();
    let mb = words.next().and_then(|word| word.parse().ok());
    let moved: Option<u64> = words.next().and_then(|word| word.parse().ok());
    anyhow::ensure!(moved >= Some(entries * 9 / 10), "{said} entries went over");
    mb.context("the exchange said nothing")
}

/// Becomes the process that is weighed: exchanges once and says how much it held and moved.
///
/// # Errors
/// The exchange's own error.
pub fn become_child(words: &[OsString]) -> Result<()> {
    let [code, now, dir, stick] = words else {
        anyhow::bail!("an organisation, a time, a store and a folder are needed");
    };
    let number = |word: &OsString| -> Result<i64> {
        Ok(word.to_str().context("no number")?.parse::<i64>()?)
    };
    let org = site::org(number(code)?)?;
    let site = Site::at(Path::new(dir), org, UtcMs(number(now)?));
    let (sent, received) = site::counts(&site.over_folder(Path::new(stick))?);
    use std::io::Write;
    let mb = peak_mb().context("the system does not say how much memory was used")?;
    writeln!(std::io::stdout().lock(), "{mb:.3} {}", sent.max(received))?;
    Ok(())
}

fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kb / 1024.0)
}

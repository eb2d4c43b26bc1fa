//! What an import does to twelve windows at work: with the gate, and with SQLite's busy timeout alone.
//!
//! Both sides run the very same verbs and the very same import. Without the gate each of them opens
//! the store through a folder of its own, in which only the database is shared (by a symbolic link):
//! then each has a gate to itself and nothing stands between it and SQLite's own lock.

use std::os::unix::fs::symlink;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;

use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::cli::bench::sync::Bench;
use crate::cli::bench::sync::Probe;
use crate::cli::bench::sync::site;
use crate::cli::bench::sync::site::Site;
use crate::domain::event::SlipResult;
use crate::domain::event::StaffRole;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::Who;
use crate::store::open::DB_FILE;

const WINDOWS: u16 = 12;
/// A person does nothing for so long between two verbs; a real one does nothing for much longer.
const PAUSE: Duration = Duration::from_millis(20);
/// A verb that was refused because the store stayed locked took SQLite's whole busy timeout.
const MOST_MS: f64 = 100.0;

/// What one run showed: the worst window's p99 and the import's time, and verbs that failed.
#[derive(Debug, Clone, Copy)]
struct Run {
    worst: f64,
    import: f64,
    failed: usize,
}

/// Measures rounds of gate, no gate.
///
/// # Errors
/// The stores' own error.
pub fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let dir = bench.dir.join("contention");
    let child = Site::hall(
        &dir.join("child"),
        bench.sizes.import,
        bench.words,
        bench.now,
    )?;
    let parent = Site::hall(&dir.join("parent"), 1_000, bench.words, bench.now)?;
    let parent = move_up(&parent)?;
    man(&parent.dir, bench)?;
    site::acquaint(&parent, &child)?;
    let stick = dir.join("stick");
    child.over_folder(&stick)?;
    parent.settle()?;
    let mut probe = Probe::new(&dir)?;
    let pairs = probe.rounds(bench.sizes.rounds, |round| {
        let one = |name: &str, shared: bool| -> Result<Run> {
            let at = dir.join(format!("{name}-{round}"));
            let site = parent.copy(&at)?;
            let found = run(&site, &stick, shared, bench)?;
            std::fs::remove_dir_all(&at)?;
            Ok(found)
        };
        // Whoever is first in one round is second in the next.
        Ok(match round % 2 {
            0 => (one("gate", true)?, one("plain", false)?),
            _ => {
                let plain = one("plain", false)?;
                (one("gate", true)?, plain)
            }
        })
    })?;
    std::fs::remove_dir_all(&dir)?;
    Ok(told(&pairs, &probe))
}

fn told(pairs: &[(Run, Run)], probe: &Probe) -> Vec<Row> {
    let spread = |pick: &dyn Fn(&(Run, Run)) -> f64| Stats::of(pairs.iter().map(pick).collect());
    let (ours, plain) = (spread(&|p| p.0.worst), spread(&|p| p.1.worst));
    let ratio = spread(&|p| p.0.worst / p.1.worst.max(1e-9));
    let imports = (spread(&|p| p.0.import), spread(&|p| p.1.import));
    let failed: (usize, usize) = (
        pairs.iter().map(|p| p.0.failed).sum(),
        pairs.iter().map(|p| p.1.failed).sum(),
    );
    let limit = "the same verbs and import without the gate, busy timeout alone";
    let what = "worst p99 of 12 windows during an import";
    let mut row = Row::new(what, 0, "ms", ours)
        .beside(limit, plain.median)
        .promise(Budget::at_most("median", ours.median, MOST_MS, "ms"))
        .note(format!(
            "import {:.1} s, {:.1} s without the gate; verbs that failed: {}, {}; {}",
            imports.0.median,
            imports.1.median,
            failed.0,
            failed.1,
            probe.told(pairs.len())
        ));
    row.rounds = Some((ours.min, ours.max));
    let mut beside = Row::new(format!("{what} / without the gate"), 0, "ratio", ratio)
        .promise(Budget::at_most("median", ratio.median, 0.1, ""));
    beside.rounds = Some((ratio.min, ratio.max));
    vec![row, beside]
}

/// Makes the built hall the county's site, so that it has a township below it.
fn move_up(hall: &Site) -> Result<Site> {
    let site = Site::at(&hall.dir, site::org(site::COUNTY)?, hall.now);
    site.place(&mut site.store()?, SiteKind::Hub)?;
    Ok(site)
}

fn no(i: u16) -> (WindowNo, StaffNo) {
    (WindowNo(20 + i), StaffNo(200 + u32::from(i)))
}

/// Opens twelve windows with somebody waiting for each.
fn man(dir: &Path, bench: &Bench<'_>) -> Result<()> {
    let mut hall = Hall::open(dir)?;
    let mut perform = |call: Call, who: Who| -> Result<()> {
        hall.perform(&call, who, bench.now)
            .with_context(|| format!("the bench hall cannot {}", call.word()))?;
        Ok(())
    };
    let name = bench.words.staff_names.first().context("no names")?;
    let leader = Who::Staff(crate::cli::bench::build::LEADER);
    for i in 1..=WINDOWS {
        let (window, staff) = no(i);
        let (name, role) = (name.clone(), StaffRole::Clerk);
        perform(
            ops::save_staff::SaveStaff { staff, name, role }.into(),
            leader,
        )?;
        perform(ops::post_staff::PostStaff { staff }.into(), leader)?;
        let save = ops::save_window::SaveWindow {
            window,
            centres: vec![Centre::Economy],
            regular: Some(staff),
            stand_in: None,
        };
        perform(save.into(), leader)?;
        perform(
            ops::open_window::OpenWindow { window, staff }.into(),
            Who::Staff(staff),
        )?;
        let take = ops::take_ticket::TakeTicket {
            centre: Some(Centre::Economy),
            slip: Some(SlipResult::NoPaper),
            ..Default::default()
        };
        perform(take.into(), Who::Resident)?;
    }
    Ok(())
}

fn run(site: &Site, stick: &Path, shared: bool, bench: &Bench<'_>) -> Result<Run> {
    let reason = &bench.words.reason;
    let (ready, over) = (AtomicBool::new(false), AtomicBool::new(false));
    // All are open before the first begins: none may wait for one that never comes.
    let halls = (1..=WINDOWS).map(|i| {
        let dir = match shared {
            true => site.dir.clone(),
            false => apart(&site.dir, i)?,
        };
        Ok((i, Hall::open(&dir)?))
    });
    let halls: Vec<(u16, Hall)> = halls.collect::<Result<_>>()?;
    thread::scope(|scope| {
        let mut posts = Vec::new();
        for (i, mut hall) in halls {
            let (ready, over) = (&ready, &over);
            posts.push(scope.spawn(move || window(&mut hall, i, reason, bench.now, (ready, over))));
        }
        ready.store(true, Ordering::Release);
        let begun = Instant::now();
        // Whatever becomes of the import, the windows are told that it is over.
        let done = catch_unwind(AssertUnwindSafe(|| site.over_folder(stick)));
        let import = begun.elapsed().as_secs_f64();
        over.store(true, Ordering::Release);
        let mut found = Run {
            worst: 0.0,
            import,
            failed: 0,
        };
        for post in posts {
            let (times, failed) = post.join().ok().context("a window fell over")?;
            found.worst = found.worst.max(Stats::of(times).p99);
            found.failed += failed;
        }
        let (_, received) = site::counts(&done.ok().context("the import fell over")??);
        anyhow::ensure!(received > 0, "nothing was imported");
        Ok(found)
    })
}

/// Calls somebody and puts them back until the import is over; returns the times, and how many
/// verbs failed.
fn window(
    hall: &mut Hall,
    i: u16,
    reason: &str,
    now: UtcMs,
    (ready, over): (&AtomicBool, &AtomicBool),
) -> (Vec<f64>, usize) {
    let (window, staff) = no(i);
    let ticket = TicketNo {
        band: 'A',
        count: u32::from(i),
    };
    let reason = reason.to_owned();
    let calls: [Call; 2] = [
        ops::call_ticket::CallTicket { window, ticket }.into(),
        ops::put_back::PutBack { window, reason }.into(),
    ];
    while !ready.load(Ordering::Acquire) {
        thread::yield_now();
    }
    let (mut times, mut failed, mut at) = (Vec::new(), 0, 0);
    while !over.load(Ordering::Acquire) {
        let begun = Instant::now();
        match hall.perform(&calls[at], Who::Staff(staff), now) {
            Ok(_) => at = 1 - at,
            Err(_) => failed += 1,
        }
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        thread::sleep(PAUSE);
    }
    (times, failed)
}

/// Makes a folder with a gate of its own and the same database.
fn apart(dir: &Path, i: u16) -> Result<std::path::PathBuf> {
    let own = dir.join(format!("apart-{i}"));
    std::fs::create_dir_all(&own)?;
    symlink(dir.join(DB_FILE), own.join(DB_FILE))?;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let of_the_database = name.to_string_lossy().starts_with(DB_FILE);
        if entry.file_type()?.is_file() && !of_the_database {
            std::fs::copy(entry.path(), own.join(name))?;
        }
    }
    Ok(own)
}

//! Processes that are killed while they export and import: the next run finishes what they began.

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use yizhan::domain::time::UtcMs;
use yizhan::store::verify;
use yizhan::sync::dice::Dice;

use super::comes_to_rest;
use super::work;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;
use crate::sync::world::upwards;

const DIR: &str = "YIZHAN_SYNC_CHILD";

/// Does nothing in an ordinary test run; in a child it is the whole program.
#[test]
fn child_process_entry() {
    let Ok(dir) = std::env::var(DIR) else {
        return;
    };
    let var = |name: &str| std::env::var(format!("{DIR}_{name}")).unwrap();
    let org = var("ORG").parse().unwrap();
    let mut node = Node {
        org: crate::sync::world::org(org),
        dir: dir.into(),
        machine: format!("machine of {org}"),
        now: UtcMs(var("NOW").parse().unwrap()),
        dice: Dice::new(var("SEED").parse().unwrap()),
        open: Default::default(),
    };
    println!("\nready");
    node.exchange(&mut folder(Path::new(&var("STICK"))))
        .unwrap();
    println!("\ndone");
}

/// Lets a command that runs this program exchange for a site.
pub(super) fn as_child<'c>(command: &'c mut Command, node: &Node, stick: &Path) -> &'c mut Command {
    command
        .args([
            "--exact",
            "sync_faults::kills::child_process_entry",
            "--nocapture",
        ])
        .env(DIR, &node.dir)
        .env(format!("{DIR}_ORG"), node.org.to_string())
        .env(format!("{DIR}_NOW"), node.now.0.to_string())
        .env(format!("{DIR}_SEED"), node.now.0.to_string())
        .env(format!("{DIR}_STICK"), stick)
}

/// Exchanges in a process of its own that is killed after so long; returns how long it took when
/// it ended by itself.
fn exchange(node: &mut Node, stick: &Path, span: Duration) -> Option<Duration> {
    node.now = UtcMs(node.now.0 + 1_000);
    let mut program = Command::new(std::env::current_exe().unwrap());
    let mut child = as_child(&mut program, node, stick)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"));
    let begun = Instant::now();
    if span == Duration::MAX {
        assert!(lines.any(|line| line.unwrap() == "done"));
        let took = begun.elapsed();
        child.wait().unwrap();
        return Some(took);
    }
    std::thread::sleep(span);
    let _ = child.kill();
    let status = child.wait().unwrap();
    status.success().then(|| begun.elapsed())
}

#[test]
fn after_a_kill_at_any_moment_of_export_and_import_the_next_run_finishes() {
    // A kill leaves what the system holds, so nothing need reach a disk here.
    let dir = crate::sync::room();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let mut longest = [Duration::ZERO; 2];
    for _ in 0..3 {
        work(&mut hall, 8);
        for (node, longest) in [&mut hall, &mut county].into_iter().zip(&mut longest) {
            let took = exchange(node, &stick, Duration::MAX).unwrap();
            *longest = took.max(*longest);
        }
    }
    let mut killed = [0, 0];
    let mut dice = Dice::new(4);
    for n in 0..400 {
        if killed.iter().all(|n| *n >= 100) {
            break;
        }
        work(&mut hall, 8);
        for (at, node) in [&mut hall, &mut county].into_iter().enumerate() {
            let span = longest[at].mul_f64(dice.below(1_000) as f64 / 1_000.0);
            match exchange(node, &stick, span) {
                None => killed[at] += 1,
                // Alone it is faster than beside other tests.
                Some(_) => longest[at] = span,
            }
            node.exchange(&mut folder(&stick)).unwrap();
        }
        assert_eq!(county.received_from(hall.org), upwards(&hall), "after {n}");
        if n % 20 == 0 {
            assert!(verify::verify(&county.dir).unwrap().ok);
            assert!(verify::verify(&hall.dir).unwrap().ok);
        }
    }
    assert!(killed.iter().all(|n| *n >= 100), "{killed:?} were killed");
    comes_to_rest(&mut county, &mut hall, &stick);
}

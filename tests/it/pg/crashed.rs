//! A server that dies under the program: one of its processes is killed, which ends all its lines,
//! or all of it at once, as in a power cut. When it is back the next run finishes.

use std::time::Duration;

use yizhan::sync::dice::Dice;

use super::rows::Rows;
use crate::sync_faults::real::Between;
use crate::sync_faults::real::ENTRIES;
use crate::sync_faults::real::Hit;
use crate::sync_faults::real::Tally;
use crate::sync_faults::real::Two;
use crate::sync_faults::real::WAITING;
use crate::sync_faults::real::WORDS;
use crate::sync_faults::real::begun;
use crate::sync_faults::real::ended;
use crate::sync_faults::real::finishes;
use crate::sync_faults::real::program;

/// Segments that wait at the hall when each entry is twice as long: a server takes a while to die.
const LAID: u64 = WAITING / ENTRIES * 2;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    /// The process that serves this login.
    Serving(&'static str),
    /// The server with all its processes.
    Server,
}

/// So many blows of each kind; all of it a hundred times with `YIZHAN_LONG`.
fn blows(few: u32) -> u32 {
    match std::env::var_os("YIZHAN_LONG") {
        Some(_) => 100,
        None => few,
    }
}

/// Strikes when so much is seen, and brings the server back; returns whether the program was hit.
fn strike(
    two: &mut Two<Rows>,
    (blow, dice): (Blow, &mut Dice),
    (hit, words): (Hit, &[&str]),
    at: u64,
    seen: impl Fn(&mut Two<Rows>) -> u64,
) -> bool {
    let mut command = program(two.node(hit), words);
    let Some(mut child) = begun(&mut command, at, || seen(two)) else {
        return false;
    };
    std::thread::sleep(Duration::from_micros(dice.below(3_000)));
    let struck = match blow {
        Blow::Serving(login) => two.between.kill_who_serves(login),
        Blow::Server => {
            two.between.county.server.kill();
            true
        }
    };
    let code = ended(&mut child).code();
    if struck {
        two.between.up();
    }
    // It either came through before the blow, or says that it did not.
    assert!(matches!(code, Some(0 | 4 | 5)), "{blow:?}: {code:?}");
    struck && code != Some(0)
}

fn pushes_survive(blow: Blow, few: u32, seed: u64) {
    let Some(rows) = Rows::make() else { return };
    let mut two = Two::with_remarks(|_| rows, 2 * WORDS);
    two.keep();
    let (mut dice, mut tally) = (Dice::new(seed), Tally::default());
    let (before, wanted) = (two.between.segments(), blows(few));
    while tally.goes_on(wanted) {
        two.put_back();
        let at = before + 1 + dice.below(LAID - 2);
        let struck = strike(
            &mut two,
            (blow, &mut dice),
            (Hit::Hall, &["sync"]),
            at,
            |two| two.between.segments(),
        );
        let there = two.between.segments() - before;
        tally.add(struck, there, LAID);
        finishes(&two.hall, &["sync"]);
        assert_eq!(two.between.segments() - before, LAID);
        two.exchange(false);
        two.is_whole(Hit::Hall, tally.tries);
    }
    tally.were_midway(&format!("{blow:?}, pushing"));
}

fn imports_survive(blow: Blow, few: u32, seed: u64) {
    let Some(rows) = Rows::make() else { return };
    let mut two = Two::make(|_| rows);
    two.exchange(true);
    two.keep();
    let whole = two.sent.len() as u64;
    let (mut dice, mut tally) = (Dice::new(seed), Tally::default());
    while tally.goes_on(blows(few)) {
        two.put_back();
        let words = ["hub", "import", "--connections", "1"];
        let (in_store, at) = match dice.below(2) {
            0 => (true, 1 + dice.below(WAITING / 2)),
            _ => (false, 1 + dice.below(whole / 2)),
        };
        let struck =
            strike(
                &mut two,
                (blow, &mut dice),
                (Hit::Hub, &words),
                at,
                |two| match in_store {
                    true => two.taken_in(),
                    false => two.between.loading(),
                },
            );
        let (taken, loaded) = (two.taken_in(), two.between.loaded());
        tally.add(struck, taken + loaded, WAITING + whole);
        finishes(&two.hub, &["hub", "import"]);
        two.between.hold(&two.sent);
        two.is_whole(Hit::Hub, tally.tries);
    }
    tally.were_midway(&format!("{blow:?}, importing"));
}

#[test]
fn a_push_whose_serving_process_is_killed_is_finished_by_the_next_one() {
    pushes_survive(Blow::Serving("hall_120115103"), 13, 11);
}

#[test]
fn a_push_whose_server_is_killed_is_finished_by_the_next_one() {
    pushes_survive(Blow::Server, 12, 12);
}

#[test]
fn a_hub_import_whose_serving_process_is_killed_is_finished_by_the_next_one() {
    imports_survive(Blow::Serving("hub_importer"), 13, 13);
}

#[test]
fn a_hub_import_whose_server_is_killed_is_finished_by_the_next_one() {
    imports_survive(Blow::Server, 12, 14);
}

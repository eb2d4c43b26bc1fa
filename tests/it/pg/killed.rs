//! The real program, killed half-way while it pushes to a real server, pulls from it, or fills its
//! tables.

use yizhan::sync::dice::Dice;

use super::rows::Rows;
use crate::sync_faults::real::ENTRIES;
use crate::sync_faults::real::Hit;
use crate::sync_faults::real::KILLS;
use crate::sync_faults::real::Tally;
use crate::sync_faults::real::Two;
use crate::sync_faults::real::WAITING;
use crate::sync_faults::real::after_each_kill_of_who_sends_the_next_run_finishes;
use crate::sync_faults::real::after_each_kill_of_who_takes_in_the_next_run_finishes;
use crate::sync_faults::real::begun;
use crate::sync_faults::real::finishes;
use crate::sync_faults::real::killed;
use crate::sync_faults::real::program;

#[test]
fn after_each_of_a_hundred_kills_of_a_push_the_next_sync_finishes() {
    let Some(rows) = Rows::make() else { return };
    after_each_kill_of_who_sends_the_next_run_finishes(Two::make(|_| rows));
}

#[test]
fn after_each_of_a_hundred_kills_of_a_pull_the_next_sync_finishes() {
    let Some(rows) = Rows::make() else { return };
    after_each_kill_of_who_takes_in_the_next_run_finishes(Two::make(|_| rows));
}

#[test]
fn after_each_of_a_hundred_kills_of_a_hub_import_the_next_one_finishes() {
    let Some(rows) = Rows::make() else { return };
    let mut two = Two::make(|_| rows);
    two.exchange(true);
    two.keep();
    let whole = two.sent.len() as u64;
    let (mut dice, mut tally) = (Dice::new(8), Tally::default());
    let mut in_tables = 0;
    while tally.goes_on(KILLS) {
        two.put_back();
        let connections = (1 + dice.below(2)).to_string();
        let mut import = program(&two.hub, &["hub", "import", "--connections", &connections]);
        // Now while it takes segments into its store, now while it fills the tables.
        let child = match dice.below(2) {
            0 => {
                let at = (1 + dice.below(WAITING / ENTRIES)) * ENTRIES;
                begun(&mut import, at, || two.taken_in())
            }
            _ => {
                let at = 1 + dice.below(whole / 2);
                begun(&mut import, at, || two.between.loading())
            }
        };
        let killed = killed(child, &mut dice);
        let (taken, loaded) = (two.taken_in(), two.between.loaded());
        // All that is done is one part of the whole: the store, then the tables.
        tally.add(killed, taken + loaded, WAITING + whole);
        in_tables += u32::from(killed && loaded > 0 && loaded < whole);
        finishes(&two.hub, &["hub", "import"]);
        two.between.hold(&two.sent);
        two.is_whole(Hit::Hub, tally.tries);
    }
    tally.were_midway("hub import");
    assert!(in_tables >= 10, "only {in_tables} hit half-filled tables");
}

//! A line that is cut at any byte: the next push or import completes, and nothing is there twice.

use std::fs;

use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::carrier::postgres::Postgres;
use yizhan::sync::dice::Dice;

use super::FIRST;
use super::HUB;
use super::county;
use super::org;
use super::rows::Rows;
use super::segment;
use super::up;
use crate::support::wire::Way;
use crate::support::wire::Wire;
use crate::sync_faults::real::Between;
use crate::sync_faults::real::Hit;
use crate::sync_faults::real::KILLS;
use crate::sync_faults::real::Two;
use crate::sync_faults::real::WAITING;
use crate::sync_faults::real::finishes;
use crate::sync_faults::real::timed;

/// Returns an address that goes over a port of this machine and not through the server's socket.
fn over_tcp(url: &str, port: u16) -> String {
    let (before, _) = url.split_once("@/").unwrap();
    let database = url.split(['/', '?']).nth(3).unwrap();
    format!("{before}@127.0.0.1:{port}/{database}")
}

fn load(log: u8) -> Vec<(Label, Vec<u8>)> {
    let ack = Label::Note {
        kind: NoteKind::Ack,
        by: 3,
        no: u64::from(log),
    };
    let mut items: Vec<(Label, Vec<u8>)> = (1..=4)
        .map(|count| segment(log, count * 40, "cut"))
        .collect();
    items.push((ack, b"ack".to_vec()));
    items
}

#[test]
fn after_a_cut_at_any_byte_the_next_push_completes_and_nothing_is_there_twice() {
    let Some(county) = county() else { return };
    let through = |port: u16| Postgres::new(&over_tcp(&county.first, port), org(FIRST)).unwrap();
    let mut hub = Postgres::new(&county.importer, org(HUB)).unwrap();
    let whole = Wire::to(county.server.port, None);
    let mut uncut = through(whole.port);
    uncut.put_all(up(FIRST), &load(200)).unwrap();
    let (there, back) = (whole.passed(Way::There), whole.passed(Way::Back));
    assert!(there > 5_000 && back > 500, "{there} {back}");
    let mut failed = 0;
    let cuts = 0..100_u8;
    for cut in cuts.clone() {
        let items = load(cut);
        // Every second time it is the answer that never comes: then it may well be there.
        let at = |total: u64| total * u64::from(cut) / u64::from(cuts.end) + 1;
        let cut_at = match cut % 2 {
            0 => (Way::There, at(there)),
            _ => (Way::Back, at(back)),
        };
        let wire = Wire::to(county.server.port, Some(cut_at));
        let pushed = through(wire.port).put_all(up(FIRST), &items);
        failed += u32::from(pushed.is_err());
        if let Err(error) = pushed {
            assert_eq!(error.trouble, Trouble::Away, "{cut}: {error}");
        }
        let there_now = hub.list(up(FIRST)).unwrap();
        for (label, bytes) in items.iter().filter(|(label, _)| there_now.contains(label)) {
            let kept = hub.get(up(FIRST), label).unwrap();
            assert!(
                kept.as_ref() == Some(bytes),
                "{cut}: {label} is there in part"
            );
        }
        uncut.put_all(up(FIRST), &items).unwrap();
        let listed = hub.list(up(FIRST)).unwrap();
        for (label, bytes) in &items {
            assert_eq!(listed.iter().filter(|l| *l == label).count(), 1, "{cut}");
            assert!(
                hub.get(up(FIRST), label).unwrap().as_ref() == Some(bytes),
                "{cut}"
            );
        }
        assert_eq!(listed.len(), 5 * (usize::from(cut) + 2));
    }
    assert!(failed > 85, "only {failed} pushes were cut");
}

#[test]
fn after_a_cut_at_any_byte_of_a_hub_import_the_next_one_completes_and_nothing_is_there_twice() {
    let Some(rows) = Rows::make() else { return };
    let mut two = Two::with_remarks(|_| rows, 100);
    two.exchange(true);
    two.keep();
    let whole = two.sent.len() as u64;
    let [direct, _] = two.between.lines();
    let port = two.between.county.server.port;
    let goes_over = |hub: &std::path::Path, line: &str| {
        let text = format!("[sync]\nto = [\"{line}\"]\n");
        fs::write(hub.join("hall.toml"), text).unwrap();
    };
    let import = ["hub", "import"];
    let uncut = Wire::to(port, None);
    goes_over(&two.hub.dir, &over_tcp(&direct, uncut.port));
    finishes(&two.hub, &import);
    let all = [Way::There, Way::Back].map(|way| uncut.passed(way));
    assert!(all[0] > 20_000 && all[1] > 5_000, "{all:?}");
    drop(uncut);
    let (mut dice, mut cut, mut midway) = (Dice::new(9), 0, 0);
    for n in 0..KILLS {
        two.put_back();
        let way = [Way::There, Way::Back][n as usize % 2];
        let at = 1 + dice.below(all[way as usize] - 1);
        let wire = Wire::to(port, Some((way, at)));
        goes_over(&two.hub.dir, &over_tcp(&direct, wire.port));
        let out = timed(&two.hub, &import).output().unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        drop(wire);
        let (taken, loaded) = (two.taken_in(), two.between.loaded());
        if !out.status.success() {
            cut += 1;
            // In part where all was taken in before.
            let code = out.status.code();
            assert!(matches!(code, Some(4 | 5)), "{way:?} {at}: {code:?} {said}");
            assert!(said.contains("; "), "nothing to do: {said}");
            midway += u32::from(taken > 0 && taken + loaded < WAITING + whole);
        }
        goes_over(&two.hub.dir, &direct);
        finishes(&two.hub, &import);
        two.between.hold(&two.sent);
        two.is_whole(Hit::Hub, n);
    }
    println!("{cut} of {KILLS} imports were cut, {midway} midway; {all:?} bytes went");
    assert!(
        cut >= 95 && midway >= 40,
        "only {cut} were cut, {midway} midway"
    );
}

//! For each witness an attack that only it finds, and attacks at random, each found by the one that
//! the attacker forgot.

use yizhan::domain::event::Event;
use yizhan::sync::witness;

use super::receipt::verify_with;
use super::signed::after_a_night;
use super::*;
use crate::support::sql;

/// A hall after a long morning, closed: each of its logs has noted the other twice.
pub fn long_morning() -> TempDir {
    let mut t = TrialHall::staffed();
    for i in 0..8 {
        t.at(&format!("{:02}:{:02}", 8 + (i + 1) / 3, 20 * ((i + 1) % 3)));
        let started = t.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
        let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
        t.must("accept_case", fields);
        t.must("end_visit", json!({"window": 1}));
        let bad = json!({"errand": started["errand"], "level": 1, "reasons": ["attitude"]});
        t.must_by("rate", bad, Who::Resident);
    }
    t.assert_sound();
    let copy = TempDir::new().unwrap();
    copy_store(t.close().path(), copy.path());
    copy
}

/// Returns the last entry of each log that the other has noted: that of the hall, that of the pads.
pub fn anchored(dir: &Path) -> [u64; 2] {
    ["up", "up/pad"].map(|audience| {
        let query = format!("SELECT seq FROM anchors WHERE audience = '{audience}'");
        sql(dir, &query).parse().unwrap()
    })
}

/// Changes nothing but the bytes: the tables stay as they are.
fn touch(lno: i64, seq: u64) -> String {
    format!(
        "UPDATE entries SET body = cast(cast(body AS TEXT) || ' ' AS BLOB)
         WHERE lno = {lno} AND seq = {seq}"
    )
}

#[track_caller]
fn only(report: &Report, witness: &str) {
    let all: Vec<&str> = report.problems.iter().map(|p| p.witness).collect();
    assert!(!all.is_empty(), "nobody noticed");
    assert!(all.iter().all(|w| *w == witness), "{:#?}", report.problems);
}

#[test]
fn every_witness_finds_what_no_other_does() {
    let victim = victim();
    let end = last(&raw(victim.path())) as u64;
    only(
        &after(victim.path(), |db| execute(db, &touch(1, 30))),
        "chain",
    );
    only(
        &after(victim.path(), |db| {
            execute(db, "UPDATE heads SET hlc = hlc + 1 WHERE lno = 1");
        }),
        "count",
    );
    only(
        &after(victim.path(), |db| {
            execute(db, &touch(1, end));
            forge_chain(db, 1);
        }),
        "highwater",
    );
    let morning = long_morning();
    let [up, pad] = anchored(morning.path());
    for (lno, seq) in [(1, up), (2, pad)] {
        let forged = rewritten(morning.path(), lno, |db| execute(db, &touch(lno, seq)));
        only(&witness::verify(forged.path()).unwrap(), "anchor");
    }
    let (_dir, _county, hall) = after_a_night();
    rewrite(&hall.dir, 2, |db| execute(db, &touch(2, 9)));
    only(&witness::verify(&hall.dir).unwrap(), "ack");
    // Behind the last anchor only what a resident took home is left to tell.
    let code = sql(
        morning.path(),
        "SELECT receipt FROM ratings WHERE level IS NOT NULL ORDER BY done DESC LIMIT 1",
    );
    let seq: u64 = code.split('-').next().unwrap().parse().unwrap();
    assert!(seq > pad);
    let forged = rewritten(morning.path(), 2, |db| execute(db, &touch(2, seq)));
    assert!(witness::verify(forged.path()).unwrap().ok);
    assert_eq!(verify_with(forged.path(), &["--receipt", &code]).0, 4);
    assert_eq!(verify_with(morning.path(), &["--receipt", &code]).0, 0);
}

#[test]
fn logs_note_each_other_once_an_hour_and_only_while_something_happens() {
    let mut t = TrialHall::staffed();
    let anchors = |t: &TrialHall| -> Vec<(i64, u64, String)> {
        let store = Store::open(t.dir()).unwrap();
        let mut found = Vec::new();
        ledger::walk(store.db(), ledger::Order::Time, |entry| {
            if let Some(Event::LogAnchored(anchor)) = entry.event()? {
                found.push((entry.lno, anchor.seq, anchor.audience));
            }
            Ok(true)
        })
        .unwrap();
        found
    };
    t.at("08:59:59").ticket("social");
    assert_eq!(anchors(&t), []);
    let before = last(&raw(t.dir())) as u64;
    let all = t.entries();
    t.at("09:00").ticket("social");
    // The pads' log has nothing yet but its beginning, so only the hall's is noted, with the number
    // that was just given.
    let added = t.entries() - all;
    let now = last(&raw(t.dir())) as u64;
    assert_eq!(anchors(&t), [(2, now, "up".to_owned())]);
    assert_eq!(added as u64, now - before + 1);
    t.at("09:30").ticket("social");
    assert_eq!(anchors(&t).last(), Some(&(1, 2, "up/pad".to_owned())));
    t.at("09:59").ticket("social");
    assert_eq!(anchors(&t).len(), 2, "an hour is not over for either");
    t.at("13:30");
    let refused = t.perform("miss", json!({"window": 1}), Who::System);
    assert!(refused.is_err());
    assert_eq!(anchors(&t).len(), 2, "a refused verb writes nothing");
    t.ticket("social");
    assert_eq!(anchors(&t).len(), 3, "the pads' log stands as it was noted");
    let [up, pad] = anchored(t.dir());
    assert_eq!((up, pad), (last(&raw(t.dir())) as u64, 2));
    t.hall.rebuild().unwrap();
    assert_eq!(anchored(t.dir()), [up, pad]);
    t.assert_sound();
}

#[test]
fn a_log_that_an_anchor_names_and_is_gone_is_named() {
    let morning = long_morning();
    let [_, pad] = anchored(morning.path());
    let forged = rewritten(morning.path(), 2, |db| {
        execute(
            db,
            &format!("DELETE FROM entries WHERE lno = 2 AND seq >= {pad}"),
        );
    });
    let report = witness::verify(forged.path()).unwrap();
    names(&report, "anchor", Some("up/pad"), Some(pad));
}

/// A small generator, so that every run attacks the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005) + 1;
        (self.0 >> 33) % n
    }
}

#[test]
fn attacks_at_random_are_found_by_the_witness_the_attacker_forgot() {
    let morning = long_morning();
    let ends = anchored(morning.path());
    let (_dir, _county, hall) = after_a_night();
    let mut dice = Dice(20_261_125);
    for round in 0..32 {
        let log = dice.below(2) as usize;
        let (lno, lowest) = (log as i64 + 1, 2);
        let seq = lowest + dice.below(ends[log] - lowest + 1);
        let cut = dice.below(3) == 0;
        let (attack, care) = (dice.below(4), dice.below(4));
        let sql = match (cut, attack) {
            (true, _) => format!("DELETE FROM entries WHERE lno = {lno} AND seq >= {seq}"),
            (_, 0) => format!(
                "UPDATE entries SET wall_ms = wall_ms - 1 WHERE lno = {lno} AND seq = {seq}"
            ),
            (_, 1) => {
                format!("UPDATE entries SET actor = 4242 WHERE lno = {lno} AND seq = {seq}")
            }
            _ => touch(lno, seq),
        };
        let said = format!("round {round}: {sql}, care {care}");
        let (report, witness) = match care {
            0 => {
                let report = after(morning.path(), |db| execute(db, &sql));
                (report, if cut { "count" } else { "chain" })
            }
            1 => {
                let report = after(morning.path(), |db| {
                    execute(db, &sql);
                    forge_chain(db, lno);
                });
                (report, "highwater")
            }
            2 => {
                let forged = rewritten(morning.path(), lno, |db| execute(db, &sql));
                (witness::verify(forged.path()).unwrap(), "anchor")
            }
            _ => {
                // All was acknowledged up to the twenty-first entry of either log.
                let seq = 2 + dice.below(19);
                let copy = TempDir::new().unwrap();
                for name in ["yizhan.db", "highwater", "gate"] {
                    std::fs::copy(hall.dir.join(name), copy.path().join(name)).unwrap();
                }
                rewrite(copy.path(), 2, |db| execute(db, &touch(2, seq)));
                (witness::verify(copy.path()).unwrap(), "ack")
            }
        };
        let named = report.problems.iter().any(|p| p.witness == witness);
        assert!(named, "{said}: {:#?}", report.problems);
    }
}

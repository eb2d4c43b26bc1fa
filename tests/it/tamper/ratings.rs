//! Three hundred attacks on ratings with plain SQL, from the careless to the patient: each is found,
//! and whoever found it is named.
//!
//! The attacker may forge chain, heads, tables and marks; what stays out of reach is what the county
//! signed and what residents took home. One thing no witness can tell: a rating put at the very end,
//! behind every note and receipt, in place of one a resident was asked for and had not given yet. That
//! is a forged key press, not a changed rating; the resident's own is then refused at the pad.

use std::collections::BTreeMap;

use serde_json::Value;
use yizhan::domain::receipt::Receipt;
use yizhan::store::verify::receipt;
use yizhan::store::verify::receipt::Found;
use yizhan::sync::witness;

use super::*;
use crate::pg::county::hall_of;
use crate::pg::county::hub_at;
use crate::pg::county::must;
use crate::pg::county::settings;
use crate::support::CLERKS;
use crate::support::staff;

const ATTACKS: usize = 300;

/// A hall's store after a night with its county and a morning behind it.
struct Victim {
    dir: TempDir,
    /// The same before the last morning, and before the night.
    earlier: [TempDir; 2],
    /// The number of each rating in the pads' log, and what its resident took home.
    receipts: Vec<(u64, String)>,
    /// Up to where the county acknowledged that log.
    acked: u64,
    /// Its last entry.
    end: u64,
}

fn rated(t: &mut TrialHall, n: usize) -> (u64, String) {
    let by = staff(CLERKS[0]);
    let started = t.must_by("quick_serve", json!({"window": 1, "matter": "SPOT"}), by);
    let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
    t.must_by("accept_case", fields, by);
    t.must_by("end_visit", json!({"window": 1}), by);
    let level = [1, 5, 2, 4, 1, 3][n % 6];
    let fields = json!({"errand": started["errand"], "level": level, "reasons": ["attitude"]});
    let done: Value = t.must_by("rate", fields, Who::Resident);
    let code = done["receipt"].as_str().unwrap().to_owned();
    (code.split('-').next().unwrap().parse().unwrap(), code)
}

fn copied(t: &TrialHall) -> TempDir {
    let copy = TempDir::new().unwrap();
    raw(t.dir())
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    copy_store(t.dir(), copy.path());
    copy
}

fn worked() -> Victim {
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let mut t = hall_of("120115103", &upper, root.path());
    t.open_up();
    let mut receipts = Vec::new();
    for n in 0..10 {
        t.at(&format!("{:02}:{:02}", 8 + (n + 1) / 3, 20 * ((n + 1) % 3)));
        receipts.push(rated(&mut t, n));
    }
    let before_night = copied(&t);
    let folder = root.path().join("shared");
    std::fs::create_dir(&folder).unwrap();
    for site in [t.dir(), &upper] {
        settings(site, &format!("\"dir:{}\"", folder.display()));
    }
    for site in [t.dir(), &upper, t.dir()] {
        must(site, &["sync"]);
    }
    let acked = receipts.last().unwrap().0;
    let before_morning = copied(&t);
    t.at("2026-03-13 08:00").open_up();
    for n in 0..6 {
        t.at(&format!("{:02}:{:02}", 8 + (n + 1) / 3, 20 * ((n + 1) % 3)));
        receipts.push(rated(&mut t, n + 10));
    }
    t.assert_sound();
    let dir = copied(&t);
    let end = raw(dir.path())
        .query_row("SELECT max(seq) FROM entries WHERE lno = 2", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap() as u64;
    assert!(witness::verify(dir.path()).unwrap().ok);
    let earlier = [before_morning, before_night];
    Victim {
        dir,
        earlier,
        receipts,
        acked,
        end,
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005) + 1;
        (self.0 >> 33) % n
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

/// How much an attacker thinks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Care {
    /// The rows alone.
    Rows,
    /// The chain and its head, too.
    Chain,
    /// The tables and the mark beside the file, too: nothing inside the folder tells any more.
    Everything,
}

const BODY: &str = "cast(body AS TEXT)";

/// Moves the entries from a number on by one, the last first, so that no two ever share a number.
fn shift(db: &Connection, from: u64, end: u64, by: i64) {
    let numbers: Vec<u64> = match by > 0 {
        true => (from..=end).rev().collect(),
        false => (from..=end).collect(),
    };
    for seq in numbers {
        let seq = i64::try_from(seq).unwrap();
        db.execute(
            "UPDATE entries SET seq = ?2 WHERE lno = 2 AND seq = ?1",
            (seq, seq + by),
        )
        .unwrap();
    }
}

/// Attacks a rating; returns what was done.
fn attack(db: &Connection, dice: &mut Dice, victim: &Victim, kind: u64) -> String {
    let (seq, _) = *dice.of(&victim.receipts);
    let set = |what: &str| {
        let sql = format!("UPDATE entries SET {what} WHERE lno = 2 AND seq = {seq}");
        execute(db, &sql);
        sql
    };
    match kind {
        0 => {
            execute(
                db,
                &format!("DELETE FROM entries WHERE lno = 2 AND seq = {seq}"),
            );
            let closed = dice.below(2) == 0;
            if closed {
                shift(db, seq + 1, victim.end, -1);
            }
            format!("deleted {seq}, gap closed: {closed}")
        }
        1 => {
            let level = 1 + dice.below(5);
            let better = format!(
                "body = cast(json_set({BODY}, '$.level', {level}, '$.remark', '改过') AS BLOB)"
            );
            let ways = [
                better.as_str(),
                "body = cast(json_set(cast(body AS TEXT), '$.reasons', json_array('wait')) AS BLOB)",
                "wall_ms = wall_ms - 3600000",
                "actor = 11",
                "body = NULL",
                "entity = randomblob(16)",
                "kind = 72",
            ];
            set(dice.of::<&str>(&ways))
        }
        2 => {
            shift(db, seq, victim.end, 1);
            execute(
                db,
                &format!(
                    "INSERT INTO entries SELECT lno, {seq}, kind, kv, hlc - 1, wall_ms - 1, actor, entity,
                     base, body_len, cast(json_set({BODY}, '$.level', 5) AS BLOB), bh, hash
                     FROM entries WHERE lno = 2 AND seq = {}",
                    seq + 1
                ),
            );
            format!("inserted before {seq}")
        }
        3 => {
            let (other, _) = *dice.of(&victim.receipts);
            let other = if other == seq {
                victim.receipts[0].0
            } else {
                other
            };
            let other = if other == seq {
                victim.receipts[1].0
            } else {
                other
            };
            let body = |seq: u64| -> Vec<u8> {
                let sql = "SELECT body FROM entries WHERE lno = 2 AND seq = ?1";
                db.query_row(sql, [seq as i64], |row| row.get(0)).unwrap()
            };
            for (to, of) in [(seq, body(other)), (other, body(seq))] {
                let sql = "UPDATE entries SET body = ?2 WHERE lno = 2 AND seq = ?1";
                assert_eq!(db.execute(sql, (to as i64, of)).unwrap(), 1);
            }
            format!("swapped {seq} and {other}")
        }
        4 => {
            execute(
                db,
                &format!("DELETE FROM entries WHERE lno = 2 AND seq >= {seq}"),
            );
            format!("cut at {seq}")
        }
        _ => {
            let ways = [
                "UPDATE ratings SET level = 5, remark = '' WHERE level <= 2",
                "UPDATE ratings SET excluded = 1 WHERE level = 1",
                "DELETE FROM ratings WHERE level = 2",
                "UPDATE ratings SET state = 'timeout', level = NULL WHERE level = 1",
                "INSERT INTO ratings (errand, window, staff, centre, matter_name, day, invited, state, level)
                 SELECT randomblob(16), window, staff, centre, matter_name, day, invited, 'given', 5
                 FROM ratings LIMIT 1",
                "DELETE FROM followups WHERE round = 1",
            ];
            let sql = *dice.of::<&str>(&ways);
            execute(db, sql);
            format!("tables: {sql}")
        }
    }
}

/// Returns who says that something is wrong with a store: its witnesses, and the residents' receipts.
fn witnesses(dir: &Path, victim: &Victim) -> Vec<&'static str> {
    let report = witness::verify(dir).unwrap();
    told_in_chinese(&report);
    let mut named: Vec<&'static str> = report.problems.iter().map(|p| p.witness).collect();
    assert_eq!(report.ok, named.is_empty());
    named.sort_unstable();
    named.dedup();
    let told = |code: &str| {
        let receipt: Receipt = code.parse().unwrap();
        receipt::find(dir, &receipt).is_ok_and(|found| matches!(found, Found::AsGiven { .. }))
    };
    if victim.receipts.iter().any(|(_, code)| !told(code)) {
        named.push("receipt");
    }
    named
}

#[test]
fn three_hundred_attacks_on_ratings_are_each_found_by_a_named_witness() {
    let victim = worked();
    assert_eq!(witnesses(victim.dir.path(), &victim), Vec::<&str>::new());
    let mut dice = Dice(20_261_130);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alone: BTreeMap<&str, usize> = BTreeMap::new();
    for n in 0..ATTACKS {
        let kind = dice.below(7);
        let care = *dice.of(&[Care::Rows, Care::Chain, Care::Everything, Care::Everything]);
        let (copy, said) = if kind == 5 {
            let back = dice.of(&victim.earlier);
            let copy = copy_of(back.path());
            if care < Care::Everything {
                // Only the database is put back: the mark beside it remembers.
                std::fs::copy(
                    victim.dir.path().join("highwater"),
                    copy.path().join("highwater"),
                )
                .unwrap();
            }
            (copy, "rolled back".to_owned())
        } else {
            let copy = copy_of(victim.dir.path());
            let mut said = String::new();
            let db = raw(copy.path());
            without_triggers(&db, || {
                said = attack(&db, &mut dice, &victim, kind);
                // A body dropped by law cannot be hashed again: whoever tries has none to show.
                if care >= Care::Chain && !said.contains("NULL") && kind < 5 {
                    forge_chain(&db, 2);
                }
            });
            drop(db);
            if care == Care::Everything && !said.contains("NULL") && kind < 5 {
                settle(copy.path());
            }
            (copy, said)
        };
        let named = witnesses(copy.path(), &victim);
        assert!(
            !named.is_empty(),
            "attack {n} was not found: {said}, {care:?}"
        );
        for witness in &named {
            *seen.entry(witness).or_default() += 1;
        }
        if let [one] = named.as_slice() {
            *alone.entry(one).or_default() += 1;
        }
    }
    for witness in [
        "chain",
        "count",
        "highwater",
        "views",
        "anchor",
        "ack",
        "receipt",
    ] {
        assert!(
            seen.contains_key(witness),
            "{witness} never spoke: {seen:?}"
        );
    }
    assert!(
        alone.contains_key("receipt"),
        "no attack was left to the residents: {alone:?}"
    );
    assert!(victim.acked < victim.end);
}

//! Attacks on the file with plain SQL: `verify` must notice, and name the entry or the witness.
//!
//! The triggers are taken away for the attack and put back to the letter, so that it is never
//! their absence that gives the attacker away.

use std::path::Path;

use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::entry::Hash;
use yizhan::locale::Lang;
use yizhan::locale::unsound;
use yizhan::ops::Who;
use yizhan::store::Store;
use yizhan::store::ledger;
use yizhan::store::verify::Problem;
use yizhan::store::verify::Report;
use yizhan::store::verify::verify;

use crate::support::TrialHall;
use crate::support::raw;

mod head;
mod marks;
pub mod missing;
mod ratings;
mod receipt;
mod signed;
mod tables;
mod witnesses;

/// A hall after less than an hour's work, closed, with its two logs: neither has noted the other.
fn victim() -> TempDir {
    let mut t = TrialHall::staffed();
    for i in 0..6 {
        t.at(&format!("08:{:02}", 5 * i));
        let started = t.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
        let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
        t.must("accept_case", fields);
        t.must("end_visit", json!({"window": 1}));
        let bad = json!({"errand": started["errand"], "level": 1, "reasons": ["attitude"]});
        t.must_by("rate", bad, Who::Resident);
        t.ticket("social");
    }
    t.assert_sound();
    let copy = TempDir::new().unwrap();
    let closed = t.close();
    copy_store(closed.path(), copy.path());
    copy
}

fn copy_store(from: &Path, to: &Path) {
    for name in ["yizhan.db", "highwater", "gate", "hall.toml"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

fn copy_of(victim: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    copy_store(victim, copy.path());
    copy
}

/// Attacks a copy and returns what `verify` says of it.
fn after(victim: &Path, attack: impl FnOnce(&Connection)) -> Report {
    let copy = copy_of(victim);
    {
        let db = raw(copy.path());
        without_triggers(&db, || attack(&db));
    }
    let report = verify(copy.path()).unwrap();
    told_in_chinese(&report);
    report
}

/// What the program itself found is said in Chinese too; the database's own words stay.
fn told_in_chinese(report: &Report) {
    for problem in report.problems.iter().filter(|p| p.witness != "pages") {
        let said = unsound(Lang::ZhCn, &problem.what);
        assert_ne!(said, problem.what, "{problem:?}");
    }
}

fn without_triggers(db: &Connection, work: impl FnOnce()) {
    let mut statement = db
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(!triggers.is_empty());
    for (name, _) in &triggers {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    work();
    for (_, sql) in &triggers {
        db.execute_batch(sql).unwrap();
    }
}

fn execute(db: &Connection, sql: &str) {
    let changed = db.execute(sql, []).unwrap();
    assert!(changed > 0, "{sql} changed nothing: no attack");
}

fn last(db: &Connection) -> i64 {
    db.query_row("SELECT max(seq) FROM entries WHERE lno = 1", [], |row| {
        row.get(0)
    })
    .unwrap()
}

/// Follows the chain of a log anew from what it holds now, as a patient forger would.
fn forge_chain(db: &Connection, lno: i64) {
    let mut entries = Vec::new();
    ledger::walk(db, ledger::Order::Log(lno), |entry| {
        entries.push(entry);
        Ok(true)
    })
    .unwrap();
    let mut hash = Hash::ZERO;
    for entry in entries {
        let body = entry.body.unwrap();
        let mut envelope = entry.envelope;
        envelope.body_len = body.len() as u32;
        let body_hash = Hash::of(&body);
        hash = envelope.chain(&hash, &body_hash);
        db.execute(
            "UPDATE entries SET bh = ?3, body_len = ?4, hash = ?5 WHERE lno = ?1 AND seq = ?2",
            (
                lno,
                envelope.seq as i64,
                body_hash.0,
                envelope.body_len,
                hash.0,
            ),
        )
        .unwrap();
        db.execute(
            "UPDATE heads SET seq = ?2, hash = ?3, hlc = ?4 WHERE lno = ?1",
            (lno, envelope.seq as i64, hash.0, envelope.hlc.0 as i64),
        )
        .unwrap();
    }
}

/// Makes everything that lies beside a forged ledger agree with it: heads, tables and marks.
fn settle(dir: &Path) {
    std::fs::remove_file(dir.join("highwater")).unwrap();
    Store::open(dir).unwrap().rebuild().unwrap();
}

/// Attacks a log of a copy and puts all right behind it, so that nothing inside the folder tells.
fn rewritten(victim: &Path, lno: i64, attack: impl FnOnce(&Connection)) -> TempDir {
    let copy = copy_of(victim);
    rewrite(copy.path(), lno, attack);
    copy
}

fn rewrite(dir: &Path, lno: i64, attack: impl FnOnce(&Connection)) {
    {
        let db = raw(dir);
        without_triggers(&db, || {
            attack(&db);
            forge_chain(&db, lno);
        });
    }
    settle(dir);
}

#[track_caller]
fn names(report: &Report, witness: &str, log: Option<&str>, entry: Option<u64>) {
    assert!(!report.ok);
    assert!(
        report
            .problems
            .iter()
            .any(|problem| problem.witness == witness
                && problem.log.as_deref() == log
                && problem.entry == entry),
        "no {witness} {log:?} {entry:?} in {:#?}",
        report.problems
    );
}

#[test]
fn a_store_nobody_touched_is_sound() {
    let victim = victim();
    let report = after(victim.path(), |_| {});
    assert!(report.ok, "{:#?}", report.problems);
    assert!(report.entries > 50);
}

#[test]
fn a_changed_entry_is_named() {
    let victim = victim();
    for set in [
        "body = cast(replace(cast(body AS TEXT), ':', ': ') AS BLOB)",
        "bh = zeroblob(32)",
        "body_len = body_len + 1",
        "kind = kind + 1",
        "kind = kind + 65536",
        "kv = kv + 256",
        "actor = actor + 4294967296",
        "body_len = body_len + 4294967296",
        "kv = 2",
        "hlc = hlc + 1",
        "wall_ms = wall_ms - 60000",
        "actor = 12",
        "entity = randomblob(16)",
        "base = randomblob(25)",
        "hash = zeroblob(32)",
    ] {
        let report = after(victim.path(), |db| {
            execute(
                db,
                &format!("UPDATE entries SET {set} WHERE lno = 1 AND seq = 30"),
            );
        });
        names(&report, "chain", Some("up"), Some(30));
    }
}

#[test]
fn a_changed_entry_with_its_own_hashes_made_right_betrays_itself_in_the_next() {
    let victim = victim();
    let report = after(victim.path(), |db| {
        execute(
            db,
            "UPDATE entries SET wall_ms = wall_ms + 1 WHERE lno = 1 AND seq = 30",
        );
        let later: Vec<u8> = db
            .query_row(
                "SELECT hash FROM entries WHERE lno = 1 AND seq = 31",
                [],
                |r| r.get(0),
            )
            .unwrap();
        forge_chain(db, 1);
        db.execute(
            "UPDATE entries SET hash = ?1 WHERE lno = 1 AND seq = 31",
            [later],
        )
        .unwrap();
    });
    names(&report, "chain", Some("up"), Some(31));
}

#[test]
fn a_chain_forged_to_its_end_differs_from_the_mark_beside_the_database() {
    let victim = victim();
    let mut end = 0;
    let report = after(victim.path(), |db| {
        execute(
            db,
            "UPDATE entries SET wall_ms = wall_ms + 1 WHERE lno = 1 AND seq = 30",
        );
        forge_chain(db, 1);
        end = last(db) as u64;
    });
    names(&report, "highwater", Some("up"), Some(end));
}

#[test]
fn deleted_entries_are_named() {
    let victim = victim();
    let report = after(victim.path(), |db| {
        execute(db, "DELETE FROM entries WHERE lno = 1 AND seq = 30");
    });
    names(&report, "chain", Some("up"), Some(30));
    let mut end = 0;
    let report = after(victim.path(), |db| {
        end = last(db) as u64;
        execute(
            db,
            &format!("DELETE FROM entries WHERE lno = 1 AND seq = {end}"),
        );
    });
    names(&report, "count", Some("up"), Some(end));
    let report = after(victim.path(), |db| {
        execute(
            db,
            &format!("DELETE FROM entries WHERE lno = 1 AND seq = {end}"),
        );
        forge_chain(db, 1);
    });
    names(&report, "highwater", Some("up"), Some(end));
}

#[test]
fn an_emptied_ledger_is_noticed() {
    let victim = victim();
    let report = after(victim.path(), |db| execute(db, "DELETE FROM entries"));
    names(&report, "count", Some("up"), Some(1));
    names(&report, "count", Some("up/pad"), Some(1));
    let report = after(victim.path(), |db| {
        execute(db, "DELETE FROM entries");
        execute(db, "DELETE FROM heads");
    });
    names(&report, "highwater", Some("up"), Some(1));
    names(&report, "highwater", Some("up/pad"), Some(1));
    let report = after(victim.path(), |db| {
        execute(db, "DELETE FROM heads");
        execute(db, "DELETE FROM entries");
        execute(db, "DELETE FROM logs");
    });
    assert!(
        report.problems.iter().any(|p| p.witness == "highwater"),
        "{report:?}"
    );
}

#[test]
fn inserted_and_swapped_entries_are_named() {
    let victim = victim();
    let mut end = 0;
    let report = after(victim.path(), |db| {
        end = last(db);
        execute(
            db,
            &format!(
                "INSERT INTO entries SELECT lno, {}, kind, kv, hlc + 1000000000, wall_ms, actor,
                 entity, base, body_len, body, bh, hash FROM entries WHERE lno = 1 AND seq = 30",
                end + 1
            ),
        );
    });
    names(&report, "chain", Some("up"), Some(end as u64 + 1));
    let report = after(victim.path(), |db| {
        db.execute_batch("CREATE TEMP TABLE was AS SELECT seq, body FROM entries WHERE lno = 1")
            .unwrap();
        execute(
            db,
            "UPDATE entries SET body = (SELECT body FROM was WHERE was.seq = 61 - entries.seq)
             WHERE lno = 1 AND seq IN (30, 31)",
        );
    });
    names(&report, "chain", Some("up"), Some(30));
    names(&report, "chain", Some("up"), Some(31));
    let report = after(victim.path(), |db| {
        for seqs in [
            "9999 WHERE seq = 30",
            "30 WHERE seq = 31",
            "31 WHERE seq = 9999",
        ] {
            execute(db, &format!("UPDATE entries SET seq = {seqs} AND lno = 1"));
        }
    });
    names(&report, "chain", Some("up"), Some(30));
}

#[test]
fn an_altered_head_or_log_is_noticed() {
    let victim = victim();
    for set in ["seq = seq - 1", "seq = seq + 5", "hash = zeroblob(32)"] {
        let report = after(victim.path(), |db| {
            execute(db, &format!("UPDATE heads SET {set} WHERE lno = 1"));
        });
        assert!(
            report.problems.iter().any(|p| p.witness == "count"),
            "{set}: {report:?}"
        );
    }
    for set in [
        "log_id = zeroblob(16)",
        "audience = 'elsewhere'",
        "born_ms = 1",
    ] {
        for lno in 1..=2 {
            let report = after(victim.path(), |db| {
                execute(db, &format!("UPDATE logs SET {set} WHERE lno = {lno}"));
            });
            let noticed = |p: &Problem| ["chain", "highwater"].contains(&p.witness);
            assert!(report.problems.iter().any(noticed), "{set}: {report:?}");
        }
    }
}

#[test]
fn an_edited_rating_is_noticed_in_the_table_and_in_the_pads_log() {
    let victim = victim();
    let report = after(victim.path(), |db| {
        execute(db, "UPDATE ratings SET level = 5 WHERE level = 1");
    });
    names(&report, "views", None, None);
    assert!(report.problems[0].what.contains("ratings"), "{report:?}");
    let better = "body = cast(replace(cast(body AS TEXT), '\"level\":1', '\"level\":5') AS BLOB)";
    let report = after(victim.path(), |db| {
        execute(db, "UPDATE ratings SET level = 5 WHERE level = 1");
        execute(
            db,
            &format!("UPDATE entries SET {better} WHERE lno = 2 AND seq = 4"),
        );
    });
    names(&report, "chain", Some("up/pad"), Some(4));
    let report = after(victim.path(), |db| {
        execute(db, "UPDATE ratings SET level = 5");
        execute(
            db,
            &format!("UPDATE entries SET {better} WHERE lno = 2 AND seq > 1"),
        );
        forge_chain(db, 2);
    });
    names(&report, "highwater", Some("up/pad"), Some(7));
}

#[test]
fn every_table_of_the_views_is_compared() {
    let victim = victim();
    for (table, _) in yizhan::store::view::TABLES {
        let mut rows = 0;
        let report = after(victim.path(), |db| {
            rows = db.execute(&format!("DELETE FROM {table}"), []).unwrap();
        });
        if rows > 0 {
            assert!(
                report.problems.iter().any(|p| p.what.contains(table)),
                "{table}: {report:?}"
            );
        }
    }
    let report = after(victim.path(), |db| {
        execute(
            db,
            "INSERT INTO case_grams (rowid, grams) VALUES (99, '假')",
        );
    });
    names(&report, "views", None, None);
    let report = after(victim.path(), |db| {
        execute(
            db,
            "UPDATE entries SET body = NULL WHERE lno = 1 AND seq = 30",
        );
    });
    assert!(
        !report.ok,
        "a body that is gone leaves the views without their ground"
    );
}

#[test]
fn with_the_triggers_in_place_the_ledger_cannot_be_changed() {
    let victim = victim();
    let db = raw(victim.path());
    for sql in [
        "UPDATE entries SET wall_ms = 0",
        "UPDATE entries SET body = x'7b7d' WHERE seq = 3",
        "DELETE FROM entries WHERE seq = 3",
        "DELETE FROM entries",
        "DELETE FROM logs",
        "DELETE FROM heads",
        "UPDATE heads SET seq = seq - 1",
        "UPDATE heads SET hash = zeroblob(32)",
    ] {
        let error = db.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    assert!(verify(victim.path()).unwrap().ok);
}

#[test]
fn eighty_attacks_at_random_are_all_noticed() {
    let victim = victim();
    let mut seed = 20_260_312_u64;
    let mut random = move |below: i64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as i64 % below
    };
    for n in 0..80 {
        let mut attack = String::new();
        let report = after(victim.path(), |db| {
            let seq = 1 + random(last(db));
            attack = match random(8) {
                0 => format!("DELETE FROM entries WHERE lno = 1 AND seq = {seq}"),
                1 => format!("DELETE FROM entries WHERE lno = 1 AND seq >= {seq}"),
                2 => format!("UPDATE entries SET actor = actor + 1 WHERE lno = 1 AND seq = {seq}"),
                3 => format!(
                    "UPDATE entries SET wall_ms = wall_ms + {} WHERE seq = {seq}",
                    1 + random(999)
                ),
                4 => format!(
                    "UPDATE entries SET body = substr(body, 1, {}) WHERE lno = 1 AND seq = {seq}",
                    random(20)
                ),
                5 => format!(
                    "UPDATE entries SET entity = randomblob(16) WHERE lno = 1 AND seq = {seq}"
                ),
                6 => format!(
                    "UPDATE heads SET seq = {} WHERE lno = 1",
                    last(db) + 1 + random(9)
                ),
                _ => {
                    let (table, column) = [
                        ("visits", "since"),
                        ("periods", "end"),
                        ("cases", "accepted"),
                        ("errands", "staff"),
                        ("ratings", "level"),
                        ("windows", "since"),
                    ][random(6) as usize];
                    format!("UPDATE {table} SET {column} = {column} + {}", 1 + random(9))
                }
            };
            execute(db, &attack);
        });
        assert!(!report.ok, "attack {n} went unnoticed: {attack}");
    }
}

#[test]
fn a_replace_takes_no_entry_away_on_the_programs_own_connection() {
    let trial = TrialHall::staffed();
    let store = yizhan::store::Store::open(trial.dir()).unwrap();
    let replaced = store.db().execute(
        "INSERT OR REPLACE INTO entries
         SELECT lno, seq, kind, kv, hlc, wall_ms + 1, actor, entity, base, body_len, body, bh, hash
         FROM entries WHERE lno = 1 AND seq = 2",
        [],
    );
    let error = replaced.unwrap_err().to_string();
    assert!(error.contains("append-only"), "{error}");
    trial.assert_sound();
}

#[test]
fn an_erased_rating_shows_even_after_a_rebuild() {
    let trial = TrialHall::staffed();
    raw(trial.dir())
        .execute(
            "UPDATE entries SET body = NULL WHERE lno = 1 AND seq = 3",
            [],
        )
        .unwrap();
    Store::open(trial.dir()).unwrap().rebuild().unwrap();
    let report = trial.verify();
    let named = |p: &Problem| p.witness == "chain" && p.entry == Some(3);
    assert!(report.problems.iter().any(named), "{report:?}");
}

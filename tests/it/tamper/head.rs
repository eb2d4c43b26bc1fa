//! The code on the public board: whoever photographed it can tell whether the ledger is still that one.

use serde_json::Value;
use yizhan::config::Config;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::StaffBack;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Call;
use yizhan::ops::Hall;

use super::receipt::BETTER;
use super::receipt::verify_with;
use super::witnesses::anchored;
use super::witnesses::long_morning;
use super::*;
use crate::support::sql;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;

fn time(dir: &Path, text: &str) -> UtcMs {
    let zone = Config::load(dir).unwrap().zone();
    zone.parse_instant(text, None).unwrap()
}

/// Returns what the board shows.
fn code(dir: &Path, now: UtcMs) -> String {
    let board = Hall::open(dir).unwrap().board(now).unwrap();
    board.head.expect("the logs have noted each other").code
}

/// Numbers are taken at these times.
fn go_on(dir: &Path, times: &[&str]) {
    let mut hall = Hall::open(dir).unwrap();
    for text in times {
        let fields = json!({"centre": "social", "slip": "no_paper"});
        let call = Call::parse("take_ticket", fields).unwrap();
        hall.perform(&call, Who::System, time(dir, text)).unwrap();
    }
}

/// Asks the real binary; returns the exit code and what it said.
fn ask(dir: &Path, code: &str) -> (i32, Value) {
    let (exit, said) = verify_with(dir, &["--head", code, "--json"]);
    (exit, serde_json::from_str(&said).unwrap_or_default())
}

/// The logs that are not as they were, and how.
fn faults(dir: &Path, code: &str) -> Vec<String> {
    let (exit, said) = ask(dir, code);
    assert_eq!((exit, &said["found"]), (4, &json!("broken")), "{said}");
    let logs = said["logs"].as_array().unwrap();
    let word = |log: &Value, key: &str| log[key].as_str().unwrap().to_owned();
    logs.iter()
        .map(|log| word(log, "log") + " " + &word(log, "fault"))
        .collect()
}

#[test]
fn a_board_photographed_yesterday_is_borne_out_today_however_its_code_is_written() {
    let morning = long_morning();
    let dir = morning.path();
    let photographed = code(dir, time(dir, "2026-03-12 11:00"));
    go_on(
        dir,
        &["2026-03-12 14:00", "2026-03-12 15:30", "2026-03-13 09:00"],
    );
    assert_ne!(code(dir, time(dir, "2026-03-13 09:00")), photographed);
    for written in [
        photographed.clone(),
        photographed.to_lowercase().replace('0', "o"),
        photographed.replace('-', " "),
    ] {
        let (exit, said) = verify_with(dir, &["--head", &written]);
        assert_eq!((exit, said.lines().count()), (0, 1), "{written}: {said}");
        assert!(said.contains("2026-03-12 10:00"), "{said}");
    }
    assert_eq!(ask(dir, &photographed).1["found"], "stands");
    let english = verify_with(dir, &["--head", &photographed, "--lang", "en"]).1;
    assert!(english.contains("still holds"), "{english}");
    // A rebuild makes the same code again: it follows from the entries alone.
    let latest = code(dir, time(dir, "2026-03-13 09:00"));
    Hall::open(dir).unwrap().rebuild().unwrap();
    assert_eq!(code(dir, time(dir, "2026-03-13 09:00")), latest);
}

#[test]
fn a_board_shows_no_code_before_the_logs_have_noted_each_other() {
    let victim = victim();
    let now = time(victim.path(), "2026-03-12 08:50");
    let board = Hall::open(victim.path()).unwrap().board(now).unwrap();
    assert_eq!(board.head, None);
}

#[test]
fn a_misread_code_and_one_of_another_hall_accuse_nobody() {
    let morning = long_morning();
    let dir = morning.path();
    let right = code(dir, time(dir, "2026-03-12 11:00"));
    let last = right.chars().last().unwrap();
    let other = if last == '7' { '8' } else { '7' };
    let misread = right[..right.len() - 1].to_owned() + &other.to_string();
    let (exit, said) = verify_with(dir, &["--head", &misread]);
    assert_eq!((exit, said.as_str()), (2, ""));
    for nonsense in ["", "12-8Q2M0ZK4TD", "叫号屏"] {
        assert_eq!(verify_with(dir, &["--head", nonsense]).0, 2, "{nonsense}");
    }
    let elsewhere = long_morning();
    let foreign = code(elsewhere.path(), time(dir, "2026-03-12 11:00"));
    let (exit, said) = ask(dir, &foreign);
    assert_eq!((exit, &said["found"]), (4, &json!("unknown")));
}

#[test]
fn a_store_put_back_whole_to_an_older_image_is_betrayed_by_the_board() {
    let morning = long_morning();
    let older = copy_of(morning.path());
    let dir = morning.path();
    go_on(dir, &["2026-03-12 12:00", "2026-03-12 13:30"]);
    let photographed = code(dir, time(dir, "2026-03-12 14:00"));
    assert_eq!(verify_with(older.path(), &[]).0, 0, "nothing inside tells");
    assert_eq!(faults(older.path(), &photographed), ["up short"]);
    // And it stays so when other things happened since, to the same number of entries and beyond.
    go_on(
        older.path(),
        &["2026-03-12 14:10", "2026-03-12 15:20", "2026-03-12 16:30"],
    );
    go_on(older.path(), &["2026-03-12 17:10", "2026-03-12 17:20"]);
    assert_eq!(verify_with(older.path(), &[]).0, 0);
    assert_eq!(faults(older.path(), &photographed), ["up differs"]);
}

#[test]
fn the_last_hours_rewritten_or_cut_are_named_by_their_log() {
    let morning = long_morning();
    let dir = morning.path();
    let photographed = code(dir, time(dir, "2026-03-12 11:00"));
    let [_, pad] = anchored(dir);
    let better = format!("UPDATE entries SET {BETTER} WHERE lno = 2 AND seq = {pad}");
    let forged = rewritten(dir, 2, |db| execute(db, &better));
    assert_eq!(faults(forged.path(), &photographed), ["up/pad differs"]);
    let forged = rewritten(dir, 2, |db| {
        execute(
            db,
            &format!("DELETE FROM entries WHERE lno = 2 AND seq >= {pad}"),
        );
    });
    assert_eq!(faults(forged.path(), &photographed), ["up/pad short"]);
    // With the other log made to agree it is that one which is no more what it was.
    let forged = rewritten(dir, 2, |db| execute(db, &better));
    let wrong = verify(forged.path()).unwrap();
    names(&wrong, "anchor", Some("up/pad"), Some(pad));
    let hash = sql(
        forged.path(),
        &format!("SELECT lower(hex(hash)) FROM entries WHERE lno = 2 AND seq = {pad}"),
    );
    rewrite(forged.path(), 1, |db| {
        let noted: String = db
            .query_row(
                "SELECT cast(body AS TEXT) FROM entries WHERE lno = 1 AND kind = 9
                 ORDER BY seq DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let mut body: Value = serde_json::from_str(&noted).unwrap();
        body["hash"] = hash.clone().into();
        let sql = "UPDATE entries SET body = ?1 WHERE lno = 1 AND cast(body AS TEXT) = ?2";
        let body = body.to_string().into_bytes();
        assert_eq!(db.execute(sql, (body, &noted)).unwrap(), 1);
    });
    assert_eq!(faults(forged.path(), &photographed), ["up differs"]);
    // A hash left as it was beside a changed entry far before deceives nobody.
    let copy = copy_of(dir);
    let db = raw(copy.path());
    without_triggers(&db, || {
        execute(
            &db,
            "UPDATE entries SET wall_ms = 1 WHERE lno = 1 AND seq = 9",
        )
    });
    drop(db);
    assert_eq!(faults(copy.path(), &photographed), ["up differs"]);
}

/// Something happens in both logs of a hall for some hours.
fn hours(hall: &mut Node, count: u32) {
    for n in 0..count {
        hall.now = UtcMs(hall.now.0 + 3_600_000);
        hall.work("up", &format!("张三 {n}"));
        hall.work("up/pad", &format!("王芳 {n}"));
        let now = hall.now;
        let back = Event::from(StaffBack { staff: StaffNo(1) });
        let written = hall.look(|store| {
            store.write(|writer| {
                writer.append_to("up", uuid::Uuid::nil(), ActorNo(1), now, &back)?;
                writer.cross_anchor(now)
            })
        });
        written.unwrap();
    }
}

#[test]
fn the_parent_answers_for_the_board_of_a_hall_that_rewrote_its_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (mut county, mut hall) = pair(dir.path());
    hours(&mut hall, 4);
    let photographed = code(&hall.dir, hall.now);
    assert_eq!(ask(&hall.dir, &photographed).0, 0);
    let (exit, said) = ask(&county.dir, &photographed);
    assert_eq!(exit, 4, "{said}: it has not come yet");
    assert!(
        verify_with(&county.dir, &["--head", &photographed])
            .1
            .contains("下次同步")
    );
    hall.exchange(&mut folder(&stick)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    let (exit, said) = ask(&county.dir, &photographed);
    assert_eq!((exit, said["found"].as_str()), (0, Some("stands")));
    assert_eq!(said["site"], "site 120115103");
    hall.close();
    rewrite(&hall.dir, 1, |db| {
        execute(
            db,
            "UPDATE entries SET body = cast(replace(cast(body AS TEXT), '张三 2', '张三 9') AS BLOB)
             WHERE lno = 1 AND instr(cast(body AS TEXT), '张三 2') > 0",
        );
    });
    assert_eq!(faults(&hall.dir, &photographed), ["up differs"]);
    assert_eq!(ask(&county.dir, &photographed).0, 0);
    county.close();
    rewrite_far(&county.dir);
    assert_eq!(faults(&county.dir, &photographed), ["up/pad differs"]);
}

/// Changes a rating of a hall in what its parent received.
fn rewrite_far(dir: &Path) {
    let db = raw(dir);
    without_triggers(&db, || {
        execute(
            &db,
            "UPDATE far_entries SET body = cast(replace(cast(body AS TEXT), '王芳 1', '王芳 9') AS BLOB)
             WHERE instr(cast(body AS TEXT), '王芳 1') > 0",
        );
    });
}

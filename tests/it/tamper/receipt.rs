//! The code a resident took home is the witness that no rewriting of the store can reach.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::RatingGiven;
use yizhan::domain::ids::ErrandId;
use yizhan::domain::rating::Channel;
use yizhan::store::Audience;
use yizhan::store::StoreError;

use super::*;
use crate::support::sql;
use crate::sync::world::folder;
use crate::sync::world::pair;

pub const BETTER: &str =
    "body = cast(replace(cast(body AS TEXT), '\"level\":1', '\"level\":5') AS BLOB)";

/// Runs the real binary on a store; returns the exit code and what it said.
pub fn verify_with(dir: &Path, args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .arg("--store")
        .arg(dir)
        .arg("verify")
        .args(args)
        .env("HOME", dir)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), said)
}

fn found(dir: &Path, code: &str) -> (i32, Value) {
    let (exit, said) = verify_with(dir, &["--receipt", code, "--json"]);
    (exit, serde_json::from_str(&said).unwrap())
}

fn receipt(dir: &Path, nth: u32) -> String {
    let query = format!("SELECT receipt FROM ratings ORDER BY done LIMIT 1 OFFSET {nth}");
    sql(dir, &query)
}

#[test]
fn a_genuine_receipt_says_day_time_and_level_however_it_is_written() {
    let victim = victim();
    let code = receipt(victim.path(), 2);
    let wide: String = code
        .chars()
        .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
        .collect();
    for written in [
        code.clone(),
        code.to_lowercase().replace('0', "o").replace('1', "l"),
        code.replace('-', " — "),
        wide,
    ] {
        let (exit, said) = verify_with(victim.path(), &["--receipt", &written]);
        assert_eq!((exit, said.lines().count()), (0, 1), "{written}: {said}");
        for part in [code.as_str(), "2026-03-12 08:10", "非常不满意"] {
            assert!(said.contains(part), "{written}: {said}");
        }
    }
    let (exit, said) = found(victim.path(), &code);
    assert_eq!((exit, said["found"].as_str()), (0, Some("as_given")));
    assert_eq!(said["level"], 1);
    let english = verify_with(victim.path(), &["--receipt", &code, "--lang", "en"]).1;
    assert!(english.contains("as it was given"), "{english}");
    for wrong in ["", "12", "好评", "0-ABCDEFGHJK"] {
        assert_eq!(verify_with(victim.path(), &["--receipt", wrong]).0, 2);
    }
}

#[test]
fn a_rating_rewritten_with_everything_that_could_tell_is_betrayed_by_its_receipt() {
    let victim = victim();
    let code = receipt(victim.path(), 0);
    let forged = rewritten(victim.path(), 2, |db| {
        execute(
            db,
            &format!("UPDATE entries SET {BETTER} WHERE lno = 2 AND seq = 2"),
        );
    });
    assert_eq!(verify_with(forged.path(), &[]).0, 0, "nothing inside tells");
    assert_eq!(sql(forged.path(), "SELECT max(level) FROM ratings"), "5");
    let (exit, said) = found(forged.path(), &code);
    assert_eq!((exit, said["found"].as_str()), (4, Some("differs")));
    // The hash left as it was beside another rating deceives nobody either.
    let copy = copy_of(victim.path());
    let db = raw(copy.path());
    without_triggers(&db, || {
        execute(
            &db,
            &format!("UPDATE entries SET {BETTER} WHERE lno = 2 AND seq = 2"),
        );
    });
    assert_eq!(found(copy.path(), &code).1["found"], "differs");
}

#[test]
fn ratings_cut_off_with_everything_that_could_tell_are_missed_by_their_receipts() {
    let victim = victim();
    let (kept, last) = (receipt(victim.path(), 4), receipt(victim.path(), 5));
    let forged = rewritten(victim.path(), 2, |db| {
        execute(db, "DELETE FROM entries WHERE lno = 2 AND seq = 7");
    });
    assert_eq!(verify_with(forged.path(), &[]).0, 0, "nothing inside tells");
    let (exit, said) = found(forged.path(), &last);
    assert_eq!((exit, said["found"].as_str()), (4, Some("missing")));
    assert_eq!(found(forged.path(), &kept).0, 0);
}

#[test]
fn the_hub_answers_for_a_rating_that_its_hall_took_away() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let rating = Event::from(RatingGiven {
        errand: ErrandId(uuid::Uuid::from_u128(7)),
        level: 1,
        reasons: vec!["wait".into()],
        remark: String::new(),
        late: None,
        channel: Channel::Pad,
        paper: String::new(),
        followup: None,
    });
    let (actor, now) = (ActorNo::RESIDENT, hall.now);
    let code = hall
        .store()
        .write(|writer| {
            let id = uuid::Uuid::from_u128(7);
            let kept = writer.append(Audience::Pad, id, actor, now, &rating)?;
            Ok::<_, StoreError>(kept.receipt())
        })
        .unwrap();
    assert_eq!(found(&county.dir, &code).0, 4);
    let stick = dir.path().join("stick");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    for node in [&county, &hall] {
        assert_eq!(found(&node.dir, &code).1["level"], 1);
    }
    hall.close();
    rewrite(&hall.dir, 2, |db| {
        execute(
            db,
            &format!("UPDATE entries SET {BETTER} WHERE lno = 2 AND kind = 71"),
        );
    });
    assert_eq!(found(&hall.dir, &code).1["found"], "differs");
    assert_eq!(found(&county.dir, &code).1["level"], 1);
}

/// Keeps a rating in a hall's pad log and returns its receipt.
fn rate(hall: &crate::sync::world::Node, errand: u128, level: u8) -> String {
    let id = uuid::Uuid::from_u128(errand);
    let rating = Event::from(RatingGiven {
        errand: ErrandId(id),
        level,
        reasons: vec!["wait".into()],
        remark: String::new(),
        late: None,
        channel: Channel::Pad,
        paper: String::new(),
        followup: None,
    });
    let (actor, now) = (ActorNo::RESIDENT, hall.now);
    hall.look(|store| {
        let kept = store.write(|writer| writer.append(Audience::Pad, id, actor, now, &rating));
        kept.map_err(|error: StoreError| error).unwrap().receipt()
    })
}

#[test]
fn a_rating_told_again_by_a_hall_that_was_put_back_answers_to_its_receipt_at_the_parent_too() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let common = rate(&hall, 1, 4);
    for node in [&mut hall, &mut county] {
        node.exchange(&mut folder(&stick)).unwrap();
    }
    let image = dir.path().join("image");
    hall.close();
    crate::sync::copy_dir(&hall.dir, &image);
    let first_way = rate(&hall, 2, 3);
    for node in [&mut hall, &mut county] {
        node.exchange(&mut folder(&stick)).unwrap();
    }
    hall.exchange(&mut folder(&stick)).unwrap();
    hall.close();
    std::fs::remove_dir_all(&hall.dir).unwrap();
    crate::sync::copy_dir(&image, &hall.dir);
    // Residents rate before the hall hears that the county knows its pads' log otherwise.
    let second_way =
        [(3, 1), (4, 2), (5, 5)].map(|(errand, level)| (rate(&hall, errand, level), level));
    for _ in 0..4 {
        for node in [&mut hall, &mut county] {
            node.exchange(&mut folder(&stick)).unwrap();
        }
    }
    let again = "SELECT count(*) FROM far_entries WHERE kind = 8";
    assert!(sql(&county.dir, again).parse::<u32>().unwrap() >= 3);
    for node in [&county, &hall] {
        let mut all = second_way.to_vec();
        all.extend([(common.clone(), 4), (first_way.clone(), 3)]);
        for (code, level) in all {
            let (exit, said) = found(&node.dir, &code);
            assert_eq!(
                (exit, said["level"].as_u64()),
                (0, Some(u64::from(level))),
                "{code} {said}"
            );
        }
    }
    // One that was changed where it is told again answers to nothing.
    county.close();
    let db = raw(&county.dir);
    without_triggers(&db, || {
        let better = "UPDATE far_entries SET body = cast(replace(cast(body AS TEXT),
             '\\\"level\\\":1', '\\\"level\\\":5') AS BLOB) WHERE kind = 8";
        execute(&db, better);
    });
    drop(db);
    assert_eq!(found(&county.dir, &second_way[0].0).1["found"], "differs");
    assert_eq!(found(&county.dir, &second_way[1].0).1["level"], 2);
}

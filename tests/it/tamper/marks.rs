//! Stores put back or put in another's place: the marks beside the database show it.

use serde_json::json;
use tempfile::TempDir;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::maintenance;
use yizhan::store::verify::verify;

use super::names;
use crate::support::TrialHall;
use crate::support::raw;

#[test]
fn an_older_copy_put_back_is_refused_and_named() {
    let mut t = TrialHall::staffed();
    t.ticket("social");
    let old = TempDir::new().unwrap();
    maintenance::backup(t.dir(), &old.path().join("old.db")).unwrap();
    let before = t.entries() as u64;
    t.ticket("social");
    let closed = t.close();
    let dir = closed.path();
    std::fs::copy(old.path().join("old.db"), dir.join("yizhan.db")).unwrap();
    let report = verify(dir).unwrap();
    // One entry of all of them is the other log's.
    names(&report, "highwater", Some("up"), Some(before));
    assert!(matches!(
        Store::open(dir),
        Err(StoreError::BehindHighWater { .. })
    ));
}

#[test]
fn a_verb_on_a_replaced_store_is_refused_and_hides_nothing() {
    let mut mine = TrialHall::staffed();
    let other = TempDir::new().unwrap();
    let backup = other.path().join("copy.db");
    maintenance::backup(mine.dir(), &backup).unwrap();
    std::fs::create_dir(other.path().join("hall")).unwrap();
    let theirs = other.path().join("hall");
    maintenance::restore(&backup, &theirs).unwrap();
    // The same hall goes two ways, and one file is put in the other's place.
    mine.ticket("social");
    let mut hall = Hall::open(&theirs).unwrap();
    let call = |centre: &str| {
        Call::parse("take_ticket", json!({"centre": centre, "slip": "no_paper"})).unwrap()
    };
    hall.perform(&call("economy"), Who::System, mine.now)
        .unwrap();
    drop(hall);
    let folder = mine.dir().to_owned();
    drop(std::mem::replace(
        &mut mine.hall,
        Hall::open(&theirs).unwrap(),
    ));
    for name in ["yizhan.db-wal", "yizhan.db-shm"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
    raw(&theirs)
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    std::fs::copy(theirs.join("yizhan.db"), folder.join("yizhan.db")).unwrap();
    assert!(matches!(
        Store::open(&folder),
        Err(StoreError::NotAsMarked { .. })
    ));
    assert!(!verify(&folder).unwrap().ok);
}

#[test]
fn without_its_marks_a_store_takes_no_verb_until_somebody_rebuilds() {
    let mut trial = TrialHall::staffed();
    std::fs::remove_file(trial.dir().join("highwater")).unwrap();
    let report = trial.verify();
    assert!(
        report.problems.iter().any(|p| p.witness == "highwater"),
        "{report:?}"
    );
    let refused = trial.perform("take_ticket", json!({"centre": "social"}), Who::System);
    assert!(refused.unwrap_err().to_string().contains("marks"));
    let mut hall = Hall::open(trial.dir()).unwrap();
    hall.rebuild().unwrap();
    trial.ticket("social");
    trial.assert_sound();
}

//! Stores that were put back, copied or moved: they begin anew, and what they lost comes back.

use yizhan::domain::entry::Hash;
use yizhan::domain::entry::LogId;
use yizhan::domain::site::LogName;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::Relation;
use yizhan::domain::time::UtcMs;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::verify;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Route;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Mark;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::Heard;

use super::a_night;
use super::copy_dir;
use super::world::Node;
use super::world::folder;
use super::world::pair;
use super::world::upwards;

#[test]
fn a_restored_hall_begins_anew_and_gets_its_lost_tail_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "before");
    a_night(&mut county, &mut hall, &stick);
    let backup = dir.path().join("backup");
    yizhan::store::maintenance::backup(&hall.dir, &backup).unwrap();
    for n in 0..10 {
        hall.work("up", &format!("lost {n}"));
    }
    a_night(&mut county, &mut hall, &stick);
    let whole = upwards(&hall);
    let staff = |node: &Node| {
        let store = node.store();
        let mut names: Vec<String> = yizhan::store::view::staff::load(store.db())
            .unwrap()
            .into_iter()
            .map(|s| s.name)
            .collect();
        names.sort();
        names
    };
    let names = staff(&hall);

    // The machine burns; the backup is put on another one, without its keys.
    hall.close();
    std::fs::rename(&hall.dir, dir.path().join("burnt")).unwrap();
    yizhan::store::maintenance::restore(&backup, &hall.dir).unwrap();
    hall.machine = "another machine".to_owned();
    hall.work("up", "after");
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert!(report.renewed.is_some());
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert!(
        report
            .legs
            .iter()
            .any(|leg| leg.heard.contains(&yizhan::sync::notes::Heard::Unvouched)),
        "nobody known signed the new card: {report:#?}"
    );
    let card = hall.card();
    county.meet(Relation::Child, &card);
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let got = county.received_from(hall.org);
    for (at, hash) in &whole {
        assert_eq!(got.get(at), Some(hash), "{at:?} is still there");
    }
    let mut wanted = names;
    wanted.push("after".to_owned());
    wanted.sort();
    wanted.dedup();
    assert_eq!(
        staff(&hall),
        wanted,
        "the lost tail is back in the hall's own tables"
    );
    assert!(verify::verify(&hall.dir).unwrap().ok);
}

#[test]
fn a_copied_hall_is_found_and_tells_its_own_entries_again() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "common");
    a_night(&mut county, &mut hall, &stick);
    let copy = dir.path().join("copy");
    hall.store().checkpoint().unwrap();
    copy_dir(&hall.dir, &copy);
    let mut twin = Node {
        org: hall.org,
        dir: copy,
        machine: hall.machine.clone(),
        now: hall.now,
        dice: yizhan::sync::dice::Dice::new(77),
        open: std::cell::RefCell::new(None),
    };
    hall.work("up", "of the one");
    a_night(&mut county, &mut hall, &stick);
    twin.work("up", "of the other");
    // Its first stick reaches the county before the county's word reaches it.
    let other = dir.path().join("other stick");
    twin.exchange(&mut folder(&other)).unwrap();
    let report = county.exchange(&mut folder(&other)).unwrap();
    assert!(!report.legs[0].received.forked.is_empty(), "{report:#?}");
    twin.work("up", "and once more");
    for _ in 0..4 {
        a_night(&mut county, &mut twin, &stick);
    }
    let store = county.store();
    let logs = far::logs(store.db(), hall.org).unwrap();
    assert_eq!(
        logs.iter().filter(|log| log.audience == "up").count(),
        2,
        "a new log"
    );
    let text: Vec<String> = logs
        .iter()
        .flat_map(|log| {
            yizhan::store::ledger::far_run_of(store.db(), log.fno, 1, (1_000, usize::MAX)).unwrap()
        })
        .filter_map(|entry| entry.body)
        .map(|body| String::from_utf8_lossy(&body).into_owned())
        .collect();
    for wanted in ["of the one", "of the other", "and once more"] {
        assert!(text.iter().any(|body| body.contains(wanted)), "{wanted}");
    }
    let forks: i64 = store
        .db()
        .query_row(
            "SELECT count(*) FROM evidence WHERE why = 'fork'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(forks > 0, "the evidence is kept");
    let word: i64 = twin
        .store()
        .db()
        .query_row(
            "SELECT count(*) FROM evidence WHERE why = 'acknowledged'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(word, 1, "so is the county's word");
    assert!(verify::verify(&twin.dir).unwrap().ok);
}

/// The disk dies; the backup is put on another machine, where the keys are not.
pub(super) fn burn(node: &mut Node, backup: &std::path::Path) {
    node.close();
    std::fs::rename(&node.dir, node.dir.with_extension("burnt")).unwrap();
    yizhan::store::maintenance::restore(backup, &node.dir).unwrap();
    node.machine = format!("another {}", node.machine);
}

pub(super) fn bodies_from(county: &Node, hall: &Node) -> Vec<String> {
    let store = county.store();
    let logs = far::logs(store.db(), hall.org).unwrap();
    logs.iter()
        .flat_map(|log| {
            yizhan::store::ledger::far_run_of(store.db(), log.fno, 1, (1_000, usize::MAX)).unwrap()
        })
        .filter_map(|entry| entry.body)
        .map(|body| String::from_utf8_lossy(&body).into_owned())
        .collect()
}

#[test]
fn a_log_that_only_a_lost_disk_knew_otherwise_is_offered_as_it_is_here() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up/pad", "common");
    a_night(&mut county, &mut hall, &stick);
    let kept = ["backup of the county", "backup of the hall"].map(|name| dir.path().join(name));
    yizhan::store::maintenance::backup(&county.dir, &kept[0]).unwrap();
    yizhan::store::maintenance::backup(&hall.dir, &kept[1]).unwrap();
    hall.work("up/pad", "of the first disk");
    a_night(&mut county, &mut hall, &stick);

    // The hall goes on from its backup, and hears that the county knows its log otherwise.
    burn(&mut hall, &kept[1]);
    hall.work("up/pad", "of the second disk");
    hall.exchange(&mut folder(&stick)).unwrap();
    let state: String = hall
        .store()
        .db()
        .query_row(
            "SELECT state FROM logs WHERE audience = 'up/pad' ORDER BY lno",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(state, "forked");

    // Before it gets it back, the county's disk dies too, and with it the other entry.
    burn(&mut county, &kept[0]);
    let (up, down) = (county.card(), hall.card());
    county.meet(Relation::Child, &down);
    hall.meet(Relation::Parent, &up);
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let there = bodies_from(&county, &hall);
    for wanted in ["common", "of the second disk"] {
        assert!(there.iter().any(|body| body.contains(wanted)), "{wanted}");
    }
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].sent.waiting, 0, "{report:#?}");
    assert!(verify::verify(&hall.dir).unwrap().ok);
}

#[test]
fn what_came_back_to_a_hall_is_offered_again_to_a_parent_that_loses_its_disk() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "common");
    a_night(&mut county, &mut hall, &stick);
    let kept = ["backup of the county", "backup of the hall"].map(|name| dir.path().join(name));
    yizhan::store::maintenance::backup(&county.dir, &kept[0]).unwrap();
    yizhan::store::maintenance::backup(&hall.dir, &kept[1]).unwrap();
    for n in 0..3 {
        hall.work("up", &format!("lost and returned {n}"));
    }
    a_night(&mut county, &mut hall, &stick);
    let whole = upwards(&hall);

    burn(&mut hall, &kept[1]);
    hall.work("up", "after");
    let card = hall.card();
    county.meet(Relation::Child, &card);
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    // The hall has its own entries only as they came back. Now the county's disk dies, and the stick
    // with what lay on it.
    burn(&mut county, &kept[0]);
    let (up, down) = (county.card(), hall.card());
    county.meet(Relation::Child, &down);
    hall.meet(Relation::Parent, &up);
    let stick = dir.path().join("new stick");
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let got = county.received_from(hall.org);
    for (at, hash) in &whole {
        assert_eq!(got.get(at), Some(hash), "{at:?} is there again");
    }
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].sent.waiting, 0, "{report:#?}");
    for node in [&county, &hall] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

#[test]
fn a_hall_put_back_with_a_dead_clock_is_heard_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "common");
    hall.store().checkpoint().unwrap();
    let image = dir.path().join("image");
    a_night(&mut county, &mut hall, &stick);
    hall.close();
    copy_dir(&hall.dir, &image);
    let then = hall.now;
    hall.work("up", "of the first disk");
    hall.now = UtcMs(hall.now.0 + 86_400_000);
    // Its new card lies there under a number of the next day.
    hall.rotate();
    a_night(&mut county, &mut hall, &stick);

    hall.close();
    std::fs::rename(&hall.dir, dir.path().join("gone")).unwrap();
    copy_dir(&image, &hall.dir);
    hall.now = UtcMs(then.0 - 500_000);
    hall.work("up", "of the second disk");
    for _ in 0..4 {
        hall.exchange(&mut folder(&stick)).unwrap();
        let report = county.exchange(&mut folder(&stick)).unwrap();
        if report.legs[0].heard.contains(&Heard::Unvouched) {
            let card = hall.card();
            county.meet(Relation::Child, &card);
        }
    }
    let there = bodies_from(&county, &hall);
    for wanted in ["common", "of the first disk", "of the second disk"] {
        assert!(there.iter().any(|body| body.contains(wanted)), "{wanted}");
    }
}

#[test]
fn a_hall_put_back_twice_gets_its_log_back_though_the_first_answer_is_not_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let kept = ["an old backup", "a later one"].map(|name| dir.path().join(name));
    for backup in &kept {
        hall.work("up", "common");
        yizhan::store::maintenance::backup(&hall.dir, backup).unwrap();
    }
    hall.work("up", "lost");
    a_night(&mut county, &mut hall, &stick);
    // The first machine lacks more: its answer begins earlier, and nobody reads it.
    for (backup, machine) in kept.iter().zip(["the second", "the third"]) {
        burn(&mut hall, backup);
        std::fs::remove_dir_all(hall.dir.with_extension("burnt")).unwrap();
        hall.machine = machine.to_owned();
        hall.exchange(&mut folder(&stick)).unwrap();
        let card = hall.card();
        county.meet(Relation::Child, &card);
        county.exchange(&mut folder(&stick)).unwrap();
    }
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].received.waiting, [], "{report:#?}");
    let staff = hall.look(|store| yizhan::store::view::staff::load(store.db()).unwrap());
    assert!(staff.iter().any(|s| s.name == "lost"), "{staff:?}");
    assert!(verify::verify(&hall.dir).unwrap().ok);
}

#[test]
fn what_was_done_since_a_restore_is_the_last_word_though_the_clock_is_slow() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.save("up", 7, "at first");
    a_night(&mut county, &mut hall, &stick);
    let kept = dir.path().join("kept");
    yizhan::store::maintenance::backup(&hall.dir, &kept).unwrap();
    hall.now = UtcMs(hall.now.0 + 86_400_000);
    hall.save("up", 7, "before the disk died");
    hall.save("up", 8, "lost");
    a_night(&mut county, &mut hall, &stick);
    burn(&mut hall, &kept);
    hall.now = UtcMs(2_000_000);
    hall.save("up", 7, "since the restore");
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
        let card = hall.card();
        county.meet(Relation::Child, &card);
    }
    let named = |hall: &Node| -> Vec<(u32, String)> {
        let staff = hall.look(|store| yizhan::store::view::staff::load(store.db()).unwrap());
        staff.into_iter().map(|s| (s.no.0, s.name)).collect()
    };
    let told = |name: &str| vec![(7, name.to_owned()), (8, "lost".to_owned())];
    assert_eq!(named(&hall), told("since the restore"));
    hall.save("up", 7, "after all came back");
    assert_eq!(named(&hall), told("after all came back"));
    let report = verify::verify(&hall.dir).unwrap();
    assert!(report.ok, "{:#?}", report.problems);
}

#[test]
fn what_was_begun_since_the_backup_comes_back_too() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "common");
    let kept = dir.path().join("kept");
    yizhan::store::maintenance::backup(&hall.dir, &kept).unwrap();
    // New keys and new logs: no backup knows of them.
    hall.rotate();
    hall.work("up", "with new keys");
    hall.work("up/pad", "on the pad");
    for _ in 0..2 {
        a_night(&mut county, &mut hall, &stick);
    }
    burn(&mut hall, &kept);
    hall.work("up", "since the restore");
    hall.exchange(&mut folder(&stick)).unwrap();
    let card = hall.card();
    county.meet(Relation::Child, &card);
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.returned, 0, "it comes back once");
    let staff = hall.look(|store| yizhan::store::view::staff::load(store.db()).unwrap());
    let names = ["common", "with new keys", "on the pad", "since the restore"];
    for wanted in names {
        assert!(staff.iter().any(|s| s.name == wanted), "{wanted}");
    }
    let report = yizhan::sync::witness::verify(&hall.dir).unwrap();
    assert!(report.ok, "{:#?}", report.problems);
}

/// Says that a site has entries of logs that the other never wrote.
fn invent(from: &Node, to: &Node, stick: &std::path::Path, logs: u8) {
    let head = from.look(|store| {
        let heads = ledger::heads(store.db()).unwrap();
        heads
            .into_iter()
            .rfind(|head| head.audience == "up")
            .unwrap()
    });
    let key = Keyring::of_store(&from.dir)
        .signing(head.log)
        .unwrap()
        .unwrap();
    let heads = (0..logs).map(|n| Mark {
        log: LogName(LogId([n; 16])),
        seq: 1 << 40,
        hash: Hash::of(&[n]),
    });
    let note = Note {
        from: from.org,
        to: to.org,
        no: 1 << 50,
        at: from.now,
        says: Says::Ack {
            heads: heads.collect(),
        },
    };
    let label = Label::Note {
        kind: NoteKind::Ack,
        by: PublicKey(key.verifying_key().to_bytes()).short(),
        no: note.no,
    };
    let route = Route {
        from: from.org,
        to: to.org,
    };
    let bytes = note::write(&note, &key).unwrap();
    folder(stick)[0].put(route, &label, &bytes).unwrap();
}

#[test]
fn only_a_parent_is_believed_to_have_logs_nobody_knows_of_and_only_so_many() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    invent(&hall, &county, &stick, 200);
    county.exchange(&mut folder(&stick)).unwrap();
    invent(&county, &hall, &stick, 200);
    hall.exchange(&mut folder(&stick)).unwrap();
    let expected = |node: &Node| far::logs(node.store().db(), node.org).unwrap().len();
    assert_eq!((expected(&county), expected(&hall)), (0, 64));
    let words = |node: &Node| -> i64 {
        let sql = "SELECT count(*) FROM acks WHERE seq > 1000";
        node.store()
            .db()
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((words(&county), words(&hall)), (0, 64));
    for node in [&county, &hall] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

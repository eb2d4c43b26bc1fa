//! Sites exchange their logs: on real stores, over a real folder.

mod sim;
mod tree;
pub mod world;

use world::Node;
use world::folder;
use world::pair;
use world::upwards;
use yizhan::domain::site::Relation;
use yizhan::domain::time::UtcMs;
use yizhan::store::far;
use yizhan::store::verify;
use yizhan::sync::notes::Heard;

fn a_night(county: &mut Node, hall: &mut Node, stick: &std::path::Path) {
    hall.exchange(&mut folder(stick)).unwrap();
    county.exchange(&mut folder(stick)).unwrap();
    hall.exchange(&mut folder(stick)).unwrap();
}

#[test]
fn a_night_brings_every_entry_up_and_the_next_has_nothing_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    for n in 0..30 {
        hall.work("up", &format!("张三 {n}"));
        hall.work("up/pad", "王芳");
    }
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    a_night(&mut county, &mut hall, &stick);
    county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    let before = files(&stick);
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    let county_report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(
        report.legs[0].sent.entries + report.legs[0].received.entries,
        0,
        "{report:#?}"
    );
    assert_eq!(county_report.legs[0].received.entries, 0);
    assert_eq!(files(&stick), before, "a night with no news writes nothing");
    for node in [&county, &hall] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

fn files(dir: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![dir.to_owned()];
    while let Some(dir) = left.pop() {
        for item in std::fs::read_dir(dir).unwrap() {
            let path = item.unwrap().path();
            match path.is_dir() {
                true => left.push(path),
                false => found.push(path.display().to_string()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_goes_down_reaches_the_one_child_it_is_for() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let mut other = Node::make(
        dir.path(),
        120_115_104,
        yizhan::domain::site::SiteKind::Hall,
        3,
    );
    world::acquaint(&mut county, &mut other);
    county.work("down:120115103", "only for you");
    let stick = dir.path().join("stick");
    for _ in 0..2 {
        for node in [&mut county, &mut hall, &mut other] {
            node.exchange(&mut folder(&stick)).unwrap();
        }
    }
    assert_eq!(
        hall.received_from(county.org).len(),
        2,
        "the log's beginning and the entry"
    );
    assert_eq!(
        other.received_from(county.org).len(),
        1,
        "its own log's beginning"
    );
}

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
fn burn(node: &mut Node, backup: &std::path::Path) {
    node.close();
    std::fs::rename(&node.dir, node.dir.with_extension("burnt")).unwrap();
    yizhan::store::maintenance::restore(backup, &node.dir).unwrap();
    node.machine = format!("another {}", node.machine);
}

fn bodies_from(county: &Node, hall: &Node) -> Vec<String> {
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
fn a_card_nobody_vouches_for_is_told_again_after_an_exchange_that_was_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let kept = dir.path().join("kept");
    yizhan::store::maintenance::backup(&hall.dir, &kept).unwrap();
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    burn(&mut hall, &kept);
    // On a new stick the county has notes of its own to lay: there its process ends.
    let stick = dir.path().join("new stick");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.look(|store| {
        let cut = "CREATE TEMP TRIGGER cut BEFORE INSERT ON main.meta
             BEGIN SELECT RAISE(ABORT, 'gone'); END;";
        store.db().execute_batch(cut).unwrap();
    });
    assert!(county.exchange(&mut folder(&stick)).is_err());
    county.close();
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].heard, [Heard::Unvouched]);
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].heard, [], "it is told once");
}

pub fn copy_dir(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy_dir(&path, &target),
            false => drop(std::fs::copy(&path, &target).unwrap()),
        }
    }
}

/// Where the counties live: in memory where the machine has room for that.
pub fn room() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// Fates that once went wrong.
const FIXTURES: &str = include_str!("sync/seeds.txt");

/// `YIZHAN_SEEDS=N` runs so many fates, `YIZHAN_SEEDS=A..B` those from A to B, and `YIZHAN_SEED=S` that
/// one alone.
#[test]
fn whatever_goes_wrong_a_county_comes_to_rest_and_nothing_is_lost() {
    let number = |text: &str| text.parse::<u64>().expect("a number of seeds");
    let known = FIXTURES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| number(line.split(' ').next().unwrap()));
    let drawn = match std::env::var("YIZHAN_SEEDS").as_deref() {
        Ok(text) => match text.split_once("..") {
            Some((from, to)) => number(from)..number(to),
            None => 0..number(text),
        },
        Err(_) => 0..20,
    };
    let seeds: Vec<u64> = match std::env::var("YIZHAN_SEED") {
        Ok(seed) => vec![number(&seed)],
        Err(_) => known.chain(drawn).collect(),
    };
    let room = room();
    let template = room.path().join("template");
    sim::template(&template);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lead = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let root = room
                .path()
                .join(format!("seed-{seed}-{:?}", std::thread::current().id()));
            if !sim::run(&template, &root, *seed, 300) {
                wrong.lock().unwrap().push(*seed);
            }
            std::fs::remove_dir_all(&root).unwrap();
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(lead)).collect();
        lead();
        for other in others {
            other.join().unwrap();
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "fates that went wrong: {wrong:?}");
    // Some points are rare: only many fates meet all of them.
    if seeds.len() >= 100 {
        let met = sim::power::MET.lock().unwrap();
        let missed: Vec<_> = sim::power::points().difference(&met).copied().collect();
        assert!(missed.is_empty(), "the power never went at {missed:?}");
    }
}

//! Sites exchange their logs: on real stores, over a real folder.

mod flood;
mod restored;
mod sim;
mod tree;
mod untrue;
pub mod world;

use world::Node;
use world::folder;
use world::pair;
use world::upwards;
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
fn a_card_nobody_vouches_for_is_told_again_after_an_exchange_that_was_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let kept = dir.path().join("kept");
    yizhan::store::maintenance::backup(&hall.dir, &kept).unwrap();
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    restored::burn(&mut hall, &kept);
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

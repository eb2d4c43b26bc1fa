//! What was damaged on a stick under its final name: the sender's next night lays it again.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;

use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::CarrierError;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::folder::Folder;

use super::comes_to_rest;
use super::damage::names;
use super::damage::notes_apart;
use super::dump;
use super::work;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;
use crate::sync::world::upwards;

/// Returns the segments from one site to another on a stick.
fn segments(stick: &Path, from: &Node, to: &Node) -> Vec<PathBuf> {
    let mut found = names(stick, to, from);
    found.retain(|path| path.extension().is_some_and(|end| end == "seg"));
    found
}

/// What a stick does to a file, or somebody who has it in their hands: given the file and another
/// whole one of the same site.
type Damage = (&'static str, bool, fn(&Path, &Path));

fn emptied(path: &Path) {
    match fs::symlink_metadata(path).unwrap().is_dir() {
        true => fs::remove_dir_all(path).unwrap(),
        false => fs::remove_file(path).unwrap(),
    }
}

/// Each with whether a file still lies there, which the sender can tell to be damaged.
const DAMAGES: [Damage; 10] = [
    ("a flipped bit of the payload", true, |path, _| {
        let mut bytes = fs::read(path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(path, bytes).unwrap();
    }),
    ("a flipped bit of the manifest", true, |path, _| {
        let mut bytes = fs::read(path).unwrap();
        bytes[40] ^= 4;
        fs::write(path, bytes).unwrap();
    }),
    ("cut", true, |path, _| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("emptied", true, |path, _| fs::write(path, b"").unwrap()),
    ("longer", true, |path, _| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, [bytes.as_slice(), b"\0"].concat()).unwrap();
    }),
    ("another's bytes", true, |path, other| {
        fs::copy(other, path).unwrap();
    }),
    ("too large to be read", true, |path, _| {
        let file = fs::File::create(path).unwrap();
        file.set_len(100 << 30).unwrap();
    }),
    ("a folder", false, |path, _| {
        emptied(path);
        fs::create_dir(path).unwrap();
        fs::write(path.join("holiday.jpg"), b"kept").unwrap();
    }),
    ("a pipe", false, |path, _| {
        emptied(path);
        let made = Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    }),
    ("a link", false, |path, other| {
        emptied(path);
        symlink(other, path).unwrap();
    }),
];

#[test]
fn whatever_damage_stays_on_a_stick_is_mended_on_the_senders_next_night_and_never_read() {
    let room = crate::sync::room();
    for (n, (what, a_file, damage)) in DAMAGES.into_iter().enumerate() {
        let dir = room.path().join(n.to_string());
        fs::create_dir(&dir).unwrap();
        let (mut county, mut hall) = pair(&dir);
        let stick = dir.join("stick");
        comes_to_rest(&mut county, &mut hall, &stick);
        let before = segments(&stick, &hall, &county);
        work(&mut hall, 3);
        hall.exchange(&mut folder(&stick)).unwrap();
        let mut new = segments(&stick, &hall, &county);
        new.retain(|path| !before.contains(path));
        assert_eq!(new.len(), 2, "one of each log: {new:?}");
        let whole = fs::read(&new[0]).unwrap();
        damage(&new[0], &new[1]);
        damage(&new[1], &before[0]);
        // A first look brings the hall's new notes; from then on the store stays as it is.
        county.exchange(&mut folder(&stick)).unwrap();
        let kept = notes_apart(dump(&county));
        for night in 1..=2 {
            let report = county.exchange(&mut folder(&stick)).unwrap();
            assert_eq!(report.legs[0].received.entries, 0, "{what}");
            let refused = report.legs[0].received.damaged.len();
            assert_eq!(refused, if a_file { 2 } else { 0 }, "{what}: {report:#?}");
            assert!(
                notes_apart(dump(&county)) == kept,
                "{what}: after night {night}"
            );
        }
        assert_ne!(county.received_from(hall.org), upwards(&hall), "{what}");
        let report = hall.exchange(&mut folder(&stick)).unwrap();
        let sent = report.legs[0].sent;
        assert_eq!(report.legs[0].stopped, None, "{what}");
        assert_eq!((sent.segments, sent.entries), (2, 6), "{what}: {sent:?}");
        assert_eq!(sent.again, if a_file { 2 } else { 0 }, "{what}: {sent:?}");
        let laid = fs::read(&new[0]).unwrap();
        assert!(fs::symlink_metadata(&new[0]).unwrap().is_file(), "{what}");
        assert_eq!(laid.len(), whole.len(), "{what}");
        let report = county.exchange(&mut folder(&stick)).unwrap();
        assert_eq!(report.legs[0].received.entries, 6, "{what}");
        assert!(report.legs[0].received.damaged.is_empty(), "{what}");
        assert_eq!(county.received_from(hall.org), upwards(&hall), "{what}");
        comes_to_rest(&mut county, &mut hall, &stick);
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_moved_aside_with_all_that_is_in_it() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    let before = segments(&stick, &hall, &county);
    work(&mut hall, 1);
    hall.exchange(&mut folder(&stick)).unwrap();
    let new = segments(&stick, &hall, &county);
    let path = new.into_iter().find(|path| !before.contains(path)).unwrap();
    let named = |end: &str| {
        let mut name = path.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    for n in 1..=2 {
        fs::remove_file(&path).unwrap();
        for dir in [&path, &named(".part")] {
            fs::create_dir(dir).unwrap();
            fs::write(dir.join("holiday.jpg"), n.to_string()).unwrap();
        }
        let report = hall.exchange(&mut folder(&stick)).unwrap();
        assert_eq!(report.legs[0].stopped, None);
        for end in ["", ".part"] {
            let aside = named(&format!("{end}.{n}.aside")).join("holiday.jpg");
            assert_eq!(fs::read(aside).unwrap(), n.to_string().as_bytes());
        }
    }
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn a_damaged_full_segment_does_not_hold_up_what_comes_after_it_for_ever() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    // Of what is full the name never changes again, however much is written after it.
    let before = segments(&stick, &hall, &county);
    (0..1_200).for_each(|_| hall.work("up", "王芳"));
    hall.exchange(&mut folder(&stick)).unwrap();
    let full = segments(&stick, &hall, &county)
        .into_iter()
        .find(|path| !before.contains(path))
        .unwrap();
    let bytes = fs::read(&full).unwrap();
    fs::write(&full, &bytes[..bytes.len() - 1]).unwrap();
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].received.damaged.len(), 1);
    assert_eq!(report.legs[0].received.waiting.len(), 1, "the next one");
    hall.work("up", "张三丰");
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].sent.again, 1, "{report:#?}");
    county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    comes_to_rest(&mut county, &mut hall, &stick);
}

/// What a night asked a carrier for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) lists: u32,
    pub(super) gets: u32,
    pub(super) looks: u32,
    pub(super) puts: u32,
}

/// A folder that counts what it is asked for.
struct Counted {
    inner: Folder,
    asked: Rc<RefCell<Asked>>,
}

impl Carrier for Counted {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        self.asked.borrow_mut().lists += 1;
        self.inner.list(route)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        self.asked.borrow_mut().gets += 1;
        self.inner.get(route, label)
    }

    fn is_whole(&mut self, route: Route, label: &Label) -> Result<bool, CarrierError> {
        self.asked.borrow_mut().looks += 1;
        self.inner.is_whole(route, label)
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.asked.borrow_mut().puts += 1;
        self.inner.put(route, label, bytes)
    }
}

pub(super) fn night(node: &mut Node, stick: &Path) -> Asked {
    let asked = Rc::new(RefCell::new(Asked::default()));
    let carrier = Counted {
        inner: Folder::new(stick),
        asked: Rc::clone(&asked),
    };
    let report = node.exchange(&mut [Box::new(carrier)]).unwrap();
    assert_eq!(report.legs[0].stopped, None);
    *asked.borrow()
}

#[test]
fn a_healthy_night_reads_no_more_of_a_stick_however_many_nights_lie_on_it() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    let mut nights = Vec::new();
    for _ in 0..30 {
        work(&mut hall, 1);
        nights.push((night(&mut hall, &stick), night(&mut county, &stick)));
    }
    assert!(segments(&stick, &hall, &county).len() >= 60);
    let (hall_asked, county_asked) = nights[2];
    assert_eq!(nights[29], (hall_asked, county_asked));
    assert_eq!(
        (hall_asked.looks, county_asked.looks),
        (0, 0),
        "all is acknowledged"
    );
    assert!(
        hall_asked.gets < 8 && hall_asked.puts == 2,
        "{hall_asked:?}"
    );
    // While the county does not come, only what it lacks is looked at, and not written again.
    work(&mut hall, 1);
    night(&mut hall, &stick);
    let again = night(&mut hall, &stick);
    assert_eq!((again.looks, again.puts), (2, 0), "{again:?}");
}

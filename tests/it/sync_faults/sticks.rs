//! Sticks and shared folders as they are: full, locked, gone, strange.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use yizhan::locale::Lang;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::CarrierError;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::exchange::Report;

use super::comes_to_rest;
use super::work;
use crate::sync::copy_dir;
use crate::sync::world::folder;
use crate::sync::world::pair;

/// A file system of its own on a folder; it goes when this is dropped.
struct Mount(PathBuf);

impl Mount {
    fn make(dir: &Path, options: &str) -> Option<Mount> {
        fs::create_dir_all(dir).unwrap();
        let out = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(dir)
            .output();
        if out.is_ok_and(|out| out.status.success()) {
            return Some(Mount(dir.to_owned()));
        }
        None
    }

    fn set(&self, options: &str) {
        let out = Command::new("mount")
            .args(["-o", &format!("remount,bind,{options}")])
            .arg(&self.0)
            .status();
        assert!(out.unwrap().success(), "{options}");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

const INSIDE: &str = "YIZHAN_OWN_NAMESPACE";

/// Returns whether this process has name spaces of its own.
fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs one of these tests again where this user may mount: in name spaces of its own. Where that is
/// not allowed either it is left out, and fails where all must run.
fn where_mounting_is_allowed(test: &str) {
    let own = |program: &std::ffi::OsStr| {
        let mut unshare = Command::new("unshare");
        unshare
            .args(["--map-root-user", "--mount", "--"])
            .arg(program);
        unshare
    };
    let may = own("true".as_ref())
        .output()
        .is_ok_and(|out| out.status.success());
    if may && !is_inside() {
        let name = format!("sync_faults::sticks::{test}");
        let out = own(std::env::current_exe().unwrap().as_os_str())
            .args(["--exact", &name])
            .env(INSIDE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let missing = "nothing can be mounted here: run it as root, or allow user name spaces";
    assert!(std::env::var_os("YIZHAN_ALL").is_none(), "{missing}");
    eprintln!("LEFT OUT, no stick is full or locked: {missing}");
}

fn stopped(report: &Report, wanted: Trouble) {
    let (trouble, why) = report.legs[0].stopped.clone().unwrap();
    assert_eq!(trouble, wanted, "{why}");
    for lang in Lang::ALL {
        let said = yizhan::locale::carrier(lang, trouble, &why);
        assert!(said.contains([';', '；']), "nothing to do: {said}");
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).into_iter().flatten() {
        let path = item.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn segment_in(stick: &Path) -> PathBuf {
    let found = files(stick).into_iter();
    found
        .filter(|path| path.extension().is_some_and(|end| end == "seg"))
        .max_by_key(|path| fs::metadata(path).unwrap().len())
        .unwrap()
}

#[test]
fn a_full_stick_is_told_and_keeps_nothing_in_part_and_with_room_all_goes() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let Some(_mount) = Mount::make(&stick, "size=8m") else {
        return where_mounting_is_allowed(
            "a_full_stick_is_told_and_keeps_nothing_in_part_and_with_room_all_goes",
        );
    };
    // Somebody's pictures leave room for next to nothing.
    let pictures = stick.join("pictures");
    fs::write(&pictures, vec![7; (8 << 20) - (16 << 10)]).unwrap();
    work(&mut hall, 200);
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    stopped(&report, Trouble::Full);
    assert!(
        files(&stick)
            .iter()
            .all(|path| path.extension().is_none_or(|end| end != "part")),
        "{:?}",
        files(&stick)
    );
    county.exchange(&mut folder(&stick)).unwrap();
    fs::remove_file(&pictures).unwrap();
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn a_locked_stick_is_told_and_read_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let Some(mount) = Mount::make(&stick, "size=8m") else {
        return where_mounting_is_allowed("a_locked_stick_is_told_and_read_all_the_same");
    };
    work(&mut hall, 3);
    hall.exchange(&mut folder(&stick)).unwrap();
    mount.set("ro");
    let report = county.exchange(&mut folder(&stick)).unwrap();
    stopped(&report, Trouble::ReadOnly);
    assert!(report.legs[0].received.entries > 6, "it was read");
    work(&mut hall, 3);
    stopped(
        &hall.exchange(&mut folder(&stick)).unwrap(),
        Trouble::ReadOnly,
    );
    mount.set("rw");
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn no_folder_or_a_file_in_its_place_is_told_and_nothing_is_made_there() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    work(&mut hall, 3);
    let carriers = || -> Vec<Box<dyn Carrier>> { vec![Box::new(Folder::new(&stick))] };
    stopped(&hall.exchange(&mut carriers()).unwrap(), Trouble::Away);
    assert!(!stick.exists());
    fs::write(&stick, b"a file").unwrap();
    stopped(&hall.exchange(&mut carriers()).unwrap(), Trouble::Away);
    assert_eq!(fs::read(&stick).unwrap(), b"a file");
    fs::remove_file(&stick).unwrap();
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn an_empty_mount_point_is_no_stick_and_is_not_filled() {
    const NAME: &str = "an_empty_mount_point_is_no_stick_and_is_not_filled";
    if !is_inside() {
        return where_mounting_is_allowed(NAME);
    }
    // Only here: what is mounted for sticks on this machine stays as it is.
    let all = Mount::make(Path::new("/media"), "size=1m").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    work(&mut hall, 3);
    let point = Path::new("/media/usb");
    fs::create_dir(point).unwrap();
    for in_it in [point.to_owned(), point.join("exchange")] {
        fs::create_dir_all(&in_it).unwrap();
        let before = files(point);
        let mut carriers: Vec<Box<dyn Carrier>> = vec![Box::new(Folder::new(&in_it))];
        for node in [&mut hall, &mut county] {
            stopped(&node.exchange(&mut carriers).unwrap(), Trouble::Away);
        }
        assert_eq!(files(point), before, "nothing is filled");
    }
    let stick = Mount::make(point, "size=8m").unwrap();
    comes_to_rest(&mut county, &mut hall, point);
    assert!(!files(point).is_empty());
    drop(stick);
    work(&mut hall, 1);
    let mut carriers: Vec<Box<dyn Carrier>> = vec![Box::new(Folder::new(point))];
    stopped(&hall.exchange(&mut carriers).unwrap(), Trouble::Away);
    assert!(files(point).is_empty());
    drop(all);
}

/// A stick that is pulled out after so many operations.
struct Pulled {
    inner: Folder,
    stick: PathBuf,
    left: u32,
}

impl Pulled {
    fn count(&mut self) {
        if self.left == 0 && self.stick.exists() {
            fs::rename(&self.stick, self.stick.with_extension("out")).unwrap();
        }
        self.left = self.left.saturating_sub(1);
    }
}

impl Carrier for Pulled {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        self.count();
        self.inner.list(route)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        self.count();
        self.inner.get(route, label)
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.count();
        self.inner.put(route, label, bytes)
    }
}

#[test]
fn a_stick_pulled_out_after_any_operation_is_told_and_finished_the_next_night() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let mut pulled = 0;
    for left in 0..14 {
        work(&mut hall, 2);
        for node in [&mut hall, &mut county] {
            folder(&stick);
            let carrier = Pulled {
                inner: Folder::new(&stick),
                stick: stick.clone(),
                left,
            };
            let report = node.exchange(&mut [Box::new(carrier)]).unwrap();
            if !stick.exists() {
                // The very last operation may have been a look that found nothing.
                if report.legs[0].stopped.is_some() {
                    stopped(&report, Trouble::Away);
                    pulled += 1;
                }
                fs::rename(stick.with_extension("out"), &stick).unwrap();
            }
        }
        comes_to_rest(&mut county, &mut hall, &stick);
    }
    assert!(pulled > 15, "only {pulled} were pulled out in the middle");
}

#[test]
fn foreign_things_on_a_stick_hold_nothing_up_and_lead_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &dir.path().join("first"));
    work(&mut hall, 3);
    hall.exchange(&mut folder(&stick)).unwrap();
    let segment = segment_in(&stick);
    let there = segment.parent().unwrap().to_owned();
    let whole = fs::read(&segment).unwrap();
    let name = segment.file_name().unwrap().to_owned();
    fs::create_dir(stick.join("System Volume Information")).unwrap();
    fs::write(there.join(format!("._{}", name.display())), b"x").unwrap();
    fs::write(
        there.join(std::ffi::OsStr::from_bytes(b"\xff\xfe.seg")),
        b"x",
    )
    .unwrap();
    let secret = dir.path().join("secret");
    fs::write(&secret, b"not to be touched").unwrap();
    symlink(&secret, there.join(format!("{}.part", name.display()))).unwrap();

    let strange: [&dyn Fn(); 4] = [
        &|| {
            assert!(
                Command::new("mkfifo")
                    .arg(&segment)
                    .status()
                    .unwrap()
                    .success()
            )
        },
        &|| symlink(&secret, &segment).unwrap(),
        &|| {
            let file = fs::File::create(&segment).unwrap();
            file.set_len(100 << 30).unwrap();
        },
        &|| fs::create_dir(&segment).unwrap(),
    ];
    fs::remove_file(&segment).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    let before = county.received_from(hall.org);
    for make in strange {
        make();
        county.exchange(&mut folder(&stick)).unwrap();
        assert_eq!(county.received_from(hall.org), before);
        // The hall puts its own in the place of what is no file; a folder it cannot take away.
        hall.exchange(&mut folder(&stick)).unwrap();
        match segment.is_dir() {
            true => fs::remove_dir(&segment).unwrap(),
            false => fs::remove_file(&segment).unwrap(),
        }
        assert_eq!(fs::read(&secret).unwrap(), b"not to be touched");
    }
    fs::write(&segment, &whole).unwrap();
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn a_stick_that_writes_names_in_capitals_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    work(&mut hall, 3);
    hall.exchange(&mut folder(&stick)).unwrap();
    for path in files(&stick) {
        let name = path.file_name().unwrap().to_ascii_uppercase();
        fs::rename(&path, path.with_file_name(name)).unwrap();
    }
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert!(report.legs[0].received.entries > 6, "{report:#?}");
    comes_to_rest(&mut county, &mut hall, &stick);
}

#[test]
fn two_sticks_and_an_old_one_and_a_half_copied_one_bring_everything_once() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let [stick, other, old, half] = ["a", "b", "old", "half"].map(|name| dir.path().join(name));
    work(&mut hall, 3);
    hall.exchange(&mut folder(&stick)).unwrap();
    copy_dir(&stick, &old);
    work(&mut hall, 3);
    hall.exchange(&mut folder(&other)).unwrap();
    copy_dir(&other, &half);
    let torn = segment_in(&half);
    let bytes = fs::read(&torn).unwrap();
    fs::write(&torn, &bytes[..bytes.len() / 2]).unwrap();
    let report = county.exchange(&mut folder(&half)).unwrap();
    assert!(!report.legs[0].received.damaged.is_empty(), "{report:#?}");
    for path in [&stick, &other, &old, &half, &old] {
        county.exchange(&mut folder(path)).unwrap();
    }
    comes_to_rest(&mut county, &mut hall, &other);
    county.exchange(&mut folder(&old)).unwrap();
    comes_to_rest(&mut county, &mut hall, &stick);
}

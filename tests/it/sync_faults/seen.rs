//! Safeguards whose lack no other test would notice; `tests/mutants` takes them away.

use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use yizhan::domain::entry::Hash;
use yizhan::domain::site::PublicKey;
use yizhan::store::StoreError;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::Heard;
use yizhan::sync::seal::Secret;
use yizhan::sync::segment::Fault;
use yizhan::sync::segment::Parts;
use yizhan::sync::segment::Reader;

use super::kills;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;

#[test]
fn what_is_committed_is_synced_to_the_disk_first() {
    let dir = tempfile::tempdir().unwrap();
    let (county, _) = pair(dir.path());
    let store = county.store();
    let full: i64 = store
        .db()
        .query_row("PRAGMA synchronous", [], |row| row.get(0))
        .unwrap();
    assert_eq!(full, 2, "FULL");
}

#[test]
fn a_write_holds_the_gate_until_it_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let (county, _) = pair(dir.path());
    let gate = File::open(county.dir.join("gate")).unwrap();
    county
        .store()
        .write(|_| {
            assert!(matches!(gate.try_lock(), Err(TryLockError::WouldBlock)));
            Ok::<(), StoreError>(())
        })
        .unwrap();
    gate.try_lock().unwrap();
}

/// Asks the kernel: each file is synced before it gets its name, and its folder after that.
#[test]
fn what_is_laid_out_on_a_stick_is_synced_before_it_has_a_name_and_its_folder_after() {
    let dir = tempfile::tempdir().unwrap();
    let (_, mut hall) = pair(dir.path());
    let (stick, trace) = (dir.path().join("stick"), dir.path().join("trace"));
    fs::create_dir(&stick).unwrap();
    let mut strace = Command::new("strace");
    strace.args([
        "-f",
        "-y",
        "-s",
        "4096",
        "-e",
        "trace=fsync,fdatasync,rename",
        "-o",
    ]);
    strace.arg(&trace);
    let may = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !may.is_ok_and(|out| out.status.success()) {
        eprintln!("LEFT OUT: no strace here, so nobody asked the kernel what is synced");
        return;
    }
    hall.work("up", "王芳");
    hall.close();
    strace.arg(std::env::current_exe().unwrap());
    let out = kills::as_child(&mut strace, &hall, &stick)
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    let said = fs::read_to_string(&trace).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    let synced = |lines: &[&str], path: &str| {
        lines
            .iter()
            .any(|line| line.contains("sync(") && line.contains(&format!("<{path}>")))
    };
    let mut named = 0;
    for (n, line) in lines.iter().enumerate() {
        let paths: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let [part, whole] = paths[..] else { continue };
        if !whole.starts_with(stick.to_str().unwrap()) {
            continue;
        }
        named += 1;
        assert!(synced(&lines[..n], part), "{part} was not synced");
        let above = Path::new(whole).parent().unwrap().to_str().unwrap();
        assert!(synced(&lines[n..], above), "{above} was not synced");
    }
    assert!(named >= 3, "segments and notes: {said}");
    let log = hall.dir.join("yizhan.db-wal");
    assert!(
        synced(&lines, log.to_str().unwrap()),
        "no commit was synced"
    );
}

fn laid_out(stick: &Path, reader: &Node, sender: &Node) -> Vec<PathBuf> {
    let there = stick.join(format!("v1/{}/{}", reader.org, sender.org));
    let found = fs::read_dir(there).unwrap();
    let mut found: Vec<PathBuf> = found.map(|item| item.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "seg"));
    found.sort();
    found
}

#[test]
fn a_segment_under_another_ones_name_is_damage_and_no_evidence_against_anybody() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let (stick, swapped) = (dir.path().join("stick"), dir.path().join("swapped"));
    hall.work("up/pad", "王芳");
    hall.exchange(&mut folder(&stick)).unwrap();
    let found = laid_out(&stick, &county, &hall);
    assert_eq!(found.len(), 2, "one of each log");
    crate::sync::copy_dir(&stick, &swapped);
    let there = laid_out(&swapped, &county, &hall);
    fs::copy(&found[0], &there[1]).unwrap();
    fs::copy(&found[1], &there[0]).unwrap();
    let report = county.exchange(&mut folder(&swapped)).unwrap();
    let received = &report.legs[0].received;
    let faults: Vec<&Fault> = received.damaged.iter().map(|(_, fault)| fault).collect();
    assert_eq!(faults, [&Fault::Records; 2], "{report:#?}");
    assert_eq!((received.entries, received.forked.len()), (0, 0));
}

#[test]
fn a_note_is_heard_once() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let log = hall.card().logs[0].log.0;
    let key = Keyring::of_store(&hall.dir).signing(log).unwrap().unwrap();
    let route = Route {
        from: hall.org,
        to: county.org,
    };
    let wish = Note {
        from: route.from,
        to: route.to,
        no: 99,
        at: hall.now,
        says: Says::Want { ladder: Vec::new() },
    };
    let label = Label::Note {
        kind: NoteKind::Want,
        by: PublicKey(key.verifying_key().to_bytes()).short(),
        no: 99,
    };
    let bytes = note::write(&wish, &key).unwrap();
    Folder::new(&stick).put(route, &label, &bytes).unwrap();
    for wanted in [vec![Heard::Want(Vec::new())], Vec::new(), Vec::new()] {
        let report = county.exchange(&mut folder(&stick)).unwrap();
        assert_eq!(report.legs[0].heard, wanted);
    }
}

/// A segment of the kept ones whose contents lie open, so that nothing but the check itself finds
/// what is wrong: the seal would find most of it too.
#[test]
fn each_check_of_a_segment_finds_what_it_is_there_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/1/open.seg");
    let whole = fs::read(path).unwrap();
    let signer = SigningKey::from_bytes(&[1; 32]);
    let public = PublicKey(signer.verifying_key().to_bytes());
    let secret = Secret::derive(&[2; 32]);
    let open = |bytes: &[u8]| {
        let parts = Parts::split(bytes)?;
        let reader = Reader {
            secret: &secret,
            trial: true,
        };
        parts.open(&parts.manifest()?, &public, &reader).map(drop)
    };
    assert_eq!(open(&whole), Ok(()));
    let parts = Parts::split(&whole).unwrap();
    let signature = 8 + parts.manifest.len();
    for at in signature..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let fault = match at < signature + 64 {
            true => Fault::Signature,
            false => Fault::Payload,
        };
        assert_eq!(open(&changed), Err(fault), "byte {at}");
    }
    let again = |field: &str, value: serde_json::Value| {
        let mut manifest: serde_json::Value = serde_json::from_slice(parts.manifest).unwrap();
        manifest[field] = value;
        let manifest = manifest.to_string().into_bytes();
        let signature = signer.sign(&[b"yizhan segment v1\n", manifest.as_slice()].concat());
        let length = (manifest.len() as u32).to_be_bytes();
        let signature = signature.to_bytes();
        open(
            &[
                b"YZS1",
                length.as_slice(),
                &manifest,
                &signature,
                parts.payload,
            ]
            .concat(),
        )
    };
    let other = Hash::of(b"another").to_string();
    assert_eq!(again("prev", other.clone().into()), Err(Fault::Chain(9)));
    assert_eq!(again("end", other.into()), Err(Fault::Chain(9)));
    assert_eq!(again("from", 2.into()), Err(Fault::Chain(2)));
    assert_eq!(again("to", 8.into()), Err(Fault::Chain(9)));
}

//! Damage of every bit, by the way everything comes in: nothing of it reaches the store.

use std::fs;
use std::path::Path;

use yizhan::sync::note;

use super::dump;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;

/// Returns the files on a stick for one site from another, in order.
pub fn names(stick: &Path, node: &Node, from: &Node) -> Vec<std::path::PathBuf> {
    let there = stick
        .join("v1")
        .join(node.org.to_string())
        .join(from.org.to_string());
    let mut found: Vec<_> = fs::read_dir(there)
        .unwrap()
        .map(|item| item.unwrap().path())
        .collect();
    found.sort();
    found
}

/// Lays the damaged bytes in the place of one file and lets the county read them: the store is as
/// it was, byte for byte.
#[test]
fn no_flipped_bit_and_no_cut_of_a_file_on_a_stick_changes_the_store() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    hall.work("up", "王芳");
    hall.exchange(&mut folder(&stick)).unwrap();
    let before = dump(&county);
    let kept = notes_apart(before.clone());
    let (mut segments, mut notes) = (0, 0);
    for path in names(&stick, &county, &hall) {
        let whole = fs::read(&path).unwrap();
        let only = room.path().join("only");
        let at = only.join(path.strip_prefix(&stick).unwrap());
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let mut tried = |bytes: &[u8], what: &str| {
            fs::write(&at, bytes).unwrap();
            county.now = hall.now;
            county.exchange(&mut folder(&only)).unwrap();
            assert!(notes_apart(dump(&county)) == kept, "{what}");
        };
        // A bit of every byte, each bit in its turn; of a note, whose every bit is tried below, of
        // some of them.
        let segment = path.extension().is_some_and(|end| end == "seg");
        for n in (0..whole.len()).step_by(if segment { 1 } else { 9 }) {
            let mut changed = whole.clone();
            changed[n] ^= 1 << (n % 8);
            tried(
                &changed,
                &format!("bit {} of byte {n} of {}", n % 8, at.display()),
            );
            if n % 8 == 0 || !segment {
                tried(&whole[..n], &format!("{} cut at {n}", at.display()));
            }
        }
        match segment {
            true => segments += 1,
            false => notes += 1,
        }
        fs::remove_file(&at).unwrap();
    }
    assert!(segments >= 1 && notes >= 2, "{segments} {notes}");
    county.exchange(&mut folder(&stick)).unwrap();
    assert_ne!(dump(&county), before, "whole, it is taken");
}

/// The county lays out its own notes each night, and counts them.
pub fn notes_apart(rows: Vec<String>) -> Vec<String> {
    rows.into_iter()
        .filter(|row| !(row.starts_with("meta") && row.contains("note")))
        .collect()
}

#[test]
fn every_flipped_bit_and_every_cut_of_a_note_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.exchange(&mut folder(&stick)).unwrap();
    let keys: Vec<_> = hall.card().logs.iter().map(|log| log.key).collect();
    let mut kinds = 0;
    for path in names(&stick, &county, &hall) {
        if path.extension().is_none_or(|end| end != "note") {
            continue;
        }
        kinds += 1;
        let whole = fs::read(&path).unwrap();
        assert!(note::read(&whole, &keys).is_ok());
        for cut in 0..whole.len() {
            assert!(note::read(&whole[..cut], &keys).is_err(), "cut at {cut}");
        }
        let mut changed = whole.clone();
        for bit in 0..whole.len() * 8 {
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(note::read(&changed, &keys).is_err(), "bit {bit}");
            changed[bit / 8] ^= 1 << (bit % 8);
        }
    }
    assert_eq!(kinds, 2, "a card and an acknowledgement");
}

//! What other sites signed finds a ledger that was rewritten with everything beside it.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use tempfile::TempDir;
use yizhan::domain::site::LogName;
use yizhan::domain::site::Org;
use yizhan::store::far;
use yizhan::store::far::Signed;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Mark;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes;
use yizhan::sync::witness;

use super::receipt::verify_with;
use super::*;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::pair;

/// A county and a hall after a night: all the hall wrote until then is acknowledged.
pub fn after_a_night() -> (TempDir, Node, Node) {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    for n in 0..20 {
        hall.work("up", &format!("张三 {n}"));
        hall.work("up/pad", &format!("王芳 {n}"));
    }
    let stick: PathBuf = dir.path().join("stick");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    hall.exchange(&mut folder(&stick)).unwrap();
    hall.work("up", "after the night");
    county.close();
    hall.close();
    (dir, county, hall)
}

fn found(dir: &Path) -> Report {
    let report = witness::verify(dir).unwrap();
    told_in_chinese(&report);
    report
}

const OTHERWISE: &str =
    "UPDATE entries SET body = cast(replace(cast(body AS TEXT), '王芳 7', '王芳 8') AS BLOB)
     WHERE lno = 2 AND instr(cast(body AS TEXT), '王芳 7') > 0";

#[test]
fn an_acknowledged_ledger_rewritten_in_all_its_parts_is_found_by_the_ack_alone() {
    let (_dir, _county, hall) = after_a_night();
    assert!(found(&hall.dir).ok, "{:#?}", found(&hall.dir).problems);
    rewrite(&hall.dir, 2, |db| execute(db, OTHERWISE));
    assert!(verify(&hall.dir).unwrap().ok, "nothing inside tells");
    let report = found(&hall.dir);
    names(&report, "ack", Some("up/pad"), Some(21));
    assert!(report.problems.iter().all(|p| p.witness == "ack"));
    let (exit, said) = verify_with(&hall.dir, &["--json"]);
    assert_eq!(exit, 4);
    assert!(said.contains("\"ack\""), "{said}");
}

#[test]
fn an_acknowledged_tail_that_was_cut_is_found_by_the_ack_alone() {
    let (_dir, _county, hall) = after_a_night();
    rewrite(&hall.dir, 2, |db| {
        execute(db, "DELETE FROM entries WHERE lno = 2 AND seq > 15");
    });
    assert!(verify(&hall.dir).unwrap().ok, "nothing inside tells");
    names(&found(&hall.dir), "ack", Some("up/pad"), Some(21));
}

#[test]
fn an_acknowledgement_made_to_fit_a_rewritten_ledger_is_found_too() {
    let (_dir, county, hall) = after_a_night();
    rewrite(&hall.dir, 2, |db| execute(db, OTHERWISE));
    let store = hall.store();
    let pad = ledger::heads(store.db()).unwrap()[1].clone();
    let kept = far::kept_acks(store.db()).unwrap();
    let kept = kept.iter().find(|ack| ack.log == pad.log).unwrap();
    let forged = Mark {
        log: LogName(pad.log),
        seq: pad.seq,
        hash: pad.hash,
    };
    drop(store);
    let set = |hash: Hash, note: &[u8]| {
        let db = raw(&hall.dir);
        without_triggers(&db, || {
            db.execute(
                "UPDATE acks SET hash = ?1, note = ?2 WHERE log_id = ?3",
                (hash.0, note, pad.log.0),
            )
            .unwrap();
        });
        names(&found(&hall.dir), "ack", Some("up/pad"), Some(21));
    };
    // Only the table; then with a note another key signed; then with the words inside changed.
    set(pad.hash, &kept.note);
    let by_stranger = Note {
        from: county.org,
        to: hall.org,
        no: kept.no,
        at: hall.now,
        says: Says::Ack {
            heads: vec![forged],
        },
    };
    let stranger = SigningKey::from_bytes(&[7; 32]);
    set(pad.hash, &note::write(&by_stranger, &stranger).unwrap());
    let (old, new) = (kept.hash.to_string(), pad.hash.to_string());
    let mut changed = kept.note.clone();
    let at = changed
        .windows(old.len())
        .position(|part| part == old.as_bytes())
        .unwrap();
    changed[at..at + old.len()].copy_from_slice(new.as_bytes());
    set(pad.hash, &changed);
    // The table's word on the number of the entry is held against the note as well.
    set(Hash::ZERO, &kept.note);
}

/// Has the hall keep a checkpoint that the county signs over these leaves.
fn checkpoint(county: &Node, hall: &Node, no: u64, leaves: Vec<String>) {
    let up = ledger::heads(county.store().db()).unwrap()[0].log;
    let key = Keyring::of_store(&county.dir).signing(up).unwrap().unwrap();
    keep(county.org, hall, no, leaves, &key);
}

fn keep(from: Org, hall: &Node, no: u64, leaves: Vec<String>, key: &SigningKey) {
    let root = notes::root_of(&leaves);
    let said = Note {
        from,
        to: hall.org,
        no,
        at: hall.now,
        says: Says::Checkpoint { root, leaves },
    };
    let bytes = note::write(&said, key).unwrap();
    let by = Signed {
        org: from,
        signer: yizhan::domain::site::PublicKey(key.verifying_key().to_bytes()),
        no,
        at: hall.now,
        note: &bytes,
    };
    let mut store = hall.store();
    store
        .write(|writer| far::keep_checkpoint(writer.db(), root, &by).map(drop))
        .unwrap();
}

fn leaf_of(hall: &Node, seq: u64) -> String {
    let store = hall.store();
    let pad = ledger::heads(store.db()).unwrap()[1].clone();
    let entry = ledger::entry(store.db(), pad.lno, seq).unwrap().unwrap();
    notes::leaf(&Mark {
        log: LogName(pad.log),
        seq,
        hash: entry.hash,
    })
}

#[test]
fn a_checkpoint_is_a_witness_where_the_acknowledgement_was_taken_away() {
    let (_dir, county, hall) = after_a_night();
    for (no, seq) in [(1, 5), (2, 12), (3, 21)] {
        let leaves = vec![leaf_of(&hall, seq), Hash::of(b"another log").to_string()];
        checkpoint(&county, &hall, no, leaves);
    }
    assert!(found(&hall.dir).ok, "{:#?}", found(&hall.dir).problems);
    rewrite(&hall.dir, 2, |db| execute(db, OTHERWISE));
    raw(&hall.dir).execute("DELETE FROM acks", []).unwrap();
    let report = found(&hall.dir);
    names(&report, "checkpoint", Some("up/pad"), Some(5));
    assert!(report.problems.iter().all(|p| p.witness == "checkpoint"));
}

#[test]
fn a_checkpoint_behind_an_acknowledgement_or_signed_by_nobody_known_is_named() {
    let (_dir, county, hall) = after_a_night();
    let stranger = SigningKey::from_bytes(&[7; 32]);
    keep(county.org, &hall, 9, vec![leaf_of(&hall, 21)], &stranger);
    names(&found(&hall.dir), "checkpoint", None, None);
    let (_dir, county, hall) = after_a_night();
    checkpoint(&county, &hall, u64::from(u32::MAX), vec![leaf_of(&hall, 9)]);
    names(&found(&hall.dir), "checkpoint", Some("up/pad"), Some(21));
}

#[test]
fn a_hall_that_was_put_back_or_went_two_ways_is_no_forger() {
    let (dir, mut county, mut hall) = after_a_night();
    let backup = dir.path().join("copy.db");
    yizhan::store::maintenance::backup(&hall.dir, &backup).unwrap();
    let stick = dir.path().join("stick");
    for n in 0..3 {
        hall.work("up/pad", &format!("later {n}"));
    }
    hall.exchange(&mut folder(&stick)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    hall.close();
    std::fs::remove_dir_all(&hall.dir).unwrap();
    yizhan::store::maintenance::restore(&backup, &hall.dir).unwrap();
    hall.work("up/pad", "another way");
    for _ in 0..4 {
        hall.exchange(&mut folder(&stick)).unwrap();
        assert!(found(&hall.dir).ok, "{:#?}", found(&hall.dir).problems);
        county.exchange(&mut folder(&stick)).unwrap();
        assert!(found(&county.dir).ok, "{:#?}", found(&county.dir).problems);
    }
}

//! Endlessly much: a child that says so about one case fills no memory and harms that case alone, and
//! what a hub signs night after night is verified in little memory.

use std::process::Command;

use serde_json::json;
use uuid::Uuid;
use yizhan::domain::custody::MOST_TOLD;
use yizhan::domain::custody::Step;
use yizhan::domain::entry::Entry;
use yizhan::domain::entry::Hash;
use yizhan::domain::ids::CaseId;
use yizhan::domain::refusal::Refusal;
use yizhan::domain::refusal::SiteRefusal;
use yizhan::domain::site::PublicKey;
use yizhan::ops::Call;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::store::StoreError;
use yizhan::store::far;
use yizhan::store::far::Signed;
use yizhan::store::verify;
use yizhan::store::view;
use yizhan::sync::note;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::root_of;

use super::a_night;
use super::untrue::active;
use super::untrue::entries;
use super::untrue::lays;
use super::untrue::noted;
use super::untrue::share;
use super::untrue::shared;
use super::untrue::signing;
use super::world::Node;
use super::world::folder;
use super::world::pair;

#[test]
fn a_case_that_a_child_floods_is_shown_and_no_more_changed_and_no_other_suffers() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    county.work("up", "王芳");
    let case = share(&mut county, &hall);
    a_night(&mut county, &mut hall, &stick);
    let up = active(&hall, "up");
    // The child shares a case too, in the log that is looked at after the one it floods.
    let (own, pad) = (CaseId(Uuid::from_u128(8)), active(&hall, "up/pad"));
    let given = entries(
        pad.log,
        (pad.seq, pad.hash),
        &[shared(own, &hall, &county, "YZ-2")],
    );
    lays(&mut hall, &mut county, &stick, pad.log, pad.hash, &given);
    county.exchange(&mut folder(&stick)).unwrap();
    let look = |county: &Node, case| {
        county.look(|store| view::shared::load(store.db(), case).unwrap().unwrap())
    };
    assert!(!look(&county, own).crowded);
    let mut end: (u64, Hash) = (up.seq, up.hash);
    for _ in 0..3 {
        let notes = (0..450).flat_map(|n| [case, own].map(|c| noted(c, format!("note {n}"))));
        let flood = entries(up.log, end, &notes.collect::<Vec<_>>());
        lays(&mut hall, &mut county, &stick, up.log, end.1, &flood);
        end = (end.0 + 900, flood.last().unwrap().hash);
    }
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].received.entries, 2_700, "all of it is kept");
    for (case, giver) in [(case, county.org), (own, hall.org)] {
        let shared = look(&county, case);
        assert!(shared.crowded && !shared.newer);
        assert_eq!(shared.giver, giver);
        assert!(
            shared.history.len() <= MOST_TOLD,
            "{}",
            shared.history.len()
        );
        let said = |step: &Step| step.mark.text == "note 0";
        assert!(shared.history.iter().any(said), "its beginning is shown");
    }
    let clerk = county.look(|store| view::staff::load(store.db()).unwrap()[0].no);
    county.close();
    let call = Call::parse("note_shared", json!({"case": "YZ-1", "note": "n"})).unwrap();
    let mut desk = Hall::open(&county.dir).unwrap();
    let refused = desk.perform(&call, Who::Staff(clerk), county.now);
    assert!(
        matches!(
            refused,
            Err(Error::Refused(Refusal::Site(
                SiteRefusal::SharedCrowded { .. }
            )))
        ),
        "{refused:?}"
    );
    drop(desk);
    let report = verify::verify(&county.dir).unwrap();
    assert!(report.ok, "{:#?}", report.problems);
}

/// What a hundred thousand of a site's entries about something that nobody shared may take of memory
/// at the most, KiB; who knew of whom of them would be more than a gigabyte.
const ROOM: u32 = 1 << 20;

#[test]
fn what_a_child_says_of_a_case_that_nobody_shared_fills_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    let case = CaseId(Uuid::from_u128(9));
    let notes: Vec<_> = (0..120_000).map(|_| noted(case, "n".to_owned())).collect();
    county.look(|store| {
        let logs = far::logs(store.db(), hall.org).unwrap();
        let log = logs.into_iter().find(|log| log.audience == "up").unwrap();
        let flood = entries(log.log, (log.seq, log.hash), &notes);
        store
            .write(|writer| {
                put_all(writer.db(), log.fno, &flood);
                Ok::<(), StoreError>(())
            })
            .unwrap();
    });
    county.close();
    verifies_within(ROOM, &county);
}

/// Verifies a site's store with so much memory of its own at the most, KiB; the program itself, which
/// is large without optimisation, is not part of it.
fn verifies_within(room: u32, node: &Node) {
    let verify = format!("ulimit -d {room}; exec \"$0\" --store \"$1\" verify");
    let done = Command::new("bash")
        .args(["-c", &verify, env!("CARGO_BIN_EXE_yizhan")])
        .arg(&node.dir)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// What the checkpoints of some hundred nights of a large county may take of memory at the most, KiB:
/// the notes alone are twice that.
const NIGHTS_ROOM: u32 = 100 << 10;

#[test]
fn the_checkpoints_of_many_nights_are_verified_one_after_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    let leaves: Vec<String> = (0..10_000u32)
        .map(|n| Hash::of(&n.to_be_bytes()).to_string())
        .collect();
    let (root, key) = (root_of(&leaves), signing(&county));
    hall.look(|store| {
        let write = store.write(|writer| {
            for night in 0..300 {
                let note = Note {
                    from: county.org,
                    to: hall.org,
                    no: 1_000_000 + night,
                    at: county.now,
                    says: Says::Checkpoint {
                        root,
                        leaves: leaves.clone(),
                    },
                };
                let bytes = note::write(&note, &key).unwrap();
                let by = Signed {
                    org: county.org,
                    signer: PublicKey(key.verifying_key().to_bytes()),
                    no: note.no,
                    at: hall.now,
                    note: &bytes,
                };
                far::keep_checkpoint(writer.db(), root, &by)?;
            }
            Ok::<(), StoreError>(())
        });
        write.unwrap();
    });
    hall.close();
    verifies_within(NIGHTS_ROOM, &hall);
}

/// Puts entries into a log that was received, as if they had come one segment after the other.
fn put_all(db: &rusqlite::Connection, fno: i64, entries: &[Entry]) {
    let sql = "INSERT INTO far_entries (fno, seq, kind, kv, hlc, wall_ms, actor, entity, base,
             body_len, body, bh, hash)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, 7, ?6, ?7, ?8, ?9, ?10, ?11)";
    let mut statement = db.prepare(sql).unwrap();
    for entry in entries {
        let e = &entry.envelope;
        let mut base = vec![e.base.len() as u8];
        for at in &e.base {
            base.extend(at.log.0);
            base.extend(at.seq.to_be_bytes());
        }
        statement
            .execute(rusqlite::params![
                fno,
                e.seq as i64,
                e.kind.0,
                e.hlc.0 as i64,
                e.wall.0,
                e.entity.as_bytes(),
                base,
                e.body_len,
                entry.body,
                entry.body_hash.0,
                entry.hash.0,
            ])
            .unwrap();
    }
    let last = entries.last().unwrap();
    let head = "UPDATE far_heads SET seq = ?2, hash = ?3, hlc = ?4 WHERE fno = ?1";
    let (seq, hlc) = (last.envelope.seq as i64, last.envelope.hlc.0 as i64);
    db.execute(head, rusqlite::params![fno, seq, last.hash.0, hlc])
        .unwrap();
}

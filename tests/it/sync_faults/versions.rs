//! Sites of other versions: what is not known yet is kept, and read after the upgrade.

use std::path::Path;

use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use serde_json::json;
use uuid::Uuid;
use yizhan::domain::entry::Hash;
use yizhan::domain::event::Event;
use yizhan::domain::event::Kind;
use yizhan::domain::event::READER;
use yizhan::domain::ids::CaseId;
use yizhan::domain::refusal::Refusal;
use yizhan::domain::refusal::SiteRefusal;
use yizhan::domain::site::Relation;
use yizhan::ops::Call;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::store::Store;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::verify;
use yizhan::store::view;
use yizhan::sync::keys::Keyring;
use yizhan::sync::segment::Parts;

use super::damage::notes_apart;
use super::dump;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::later_in;
use crate::sync::world::pair;
use crate::sync::world::upwards;

#[test]
fn a_store_of_a_version_that_knew_fewer_kinds_is_folded_again() {
    let dir = tempfile::tempdir().unwrap();
    let (_, mut hall) = pair(dir.path());
    hall.work("up", "王芳");
    let older: Vec<_> = Event::KINDS
        .iter()
        .copied()
        .filter(|(_, name)| *name != "staff.saved")
        .collect();
    let staff = |db: &rusqlite::Connection| view::staff::load(db).unwrap().len();
    let db = rusqlite::Connection::open(hall.dir.join("yizhan.db")).unwrap();
    // As an older program left it: it keeps the entry and makes nothing of it.
    db.execute("DELETE FROM staff", []).unwrap();
    db.execute(
        "UPDATE meta SET v = ?1 WHERE k = 'views'",
        [view::fingerprint_of(&older, READER)],
    )
    .unwrap();
    drop(db);
    assert_eq!(staff(hall.store().db()), 1);
    assert!(verify::verify(&hall.dir).unwrap().ok);
}

/// Appends an entry as a later program would have written it.
fn later(hall: &mut Node, kind: (u16, u8), entity: Uuid, body: &[u8]) -> Hash {
    hall.later("up", kind, entity, body)
}

fn night(county: &mut Node, hall: &mut Node, stick: &Path) {
    let run = |node: &mut Node| {
        let report = node.exchange(&mut folder(stick)).unwrap();
        assert_eq!(report.legs[0].received.damaged, [], "{report:#?}");
    };
    run(hall);
    run(county);
    run(hall);
}

#[test]
fn what_a_later_version_wrote_is_kept_acknowledged_and_given_back_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    night(&mut county, &mut hall, &stick);
    let backup = dir.path().join("backup");
    yizhan::store::maintenance::backup(&hall.dir, &backup).unwrap();
    // A kind nobody knows, known ones with more in them, and one that cannot be read.
    let more = br#"{"staff":77,"name":"\u738b\u82b3","role":"clerk","mood":"good"}"#;
    let strange = br#"{"staff":78,"name":{"family":"x"},"role":"robot"}"#;
    let hashes = [
        later(
            &mut hall,
            (60_000, 1),
            Uuid::from_u128(1),
            b"\x00\xff no JSON",
        ),
        later(&mut hall, (10, 2), Uuid::nil(), more),
        later(&mut hall, (10, 2), Uuid::nil(), strange),
    ];
    hall.work("up", "李四");
    night(&mut county, &mut hall, &stick);
    let sent = upwards(&hall);
    assert_eq!(county.received_from(hall.org), sent);
    assert!(
        hashes
            .iter()
            .all(|hash| sent.values().any(|sent| sent == hash))
    );
    let report = hall.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].sent.waiting, 0, "it is acknowledged");
    let shown = Hall::open(&hall.dir).unwrap().ledger(10).unwrap();
    assert!(
        shown.iter().any(|line| line.kind == "unknown 60000"),
        "{shown:#?}"
    );
    hall.look(|store| store.rebuild()).unwrap();
    for node in [&county, &hall] {
        let report = verify::verify(&node.dir).unwrap();
        assert!(report.ok, "{report:#?}");
    }
    let staff = |node: &Node| {
        let store = node.store();
        let all = view::staff::load(store.db()).unwrap();
        all.into_iter().map(|s| s.no.0).collect::<Vec<_>>()
    };
    let before = staff(&hall);
    assert!(before.contains(&77) && !before.contains(&78), "{before:?}");

    hall.close();
    std::fs::rename(&hall.dir, dir.path().join("burnt")).unwrap();
    yizhan::store::maintenance::restore(&backup, &hall.dir).unwrap();
    hall.machine = "another machine".to_owned();
    hall.exchange(&mut folder(&stick)).unwrap();
    let card = hall.card();
    county.meet(Relation::Child, &card);
    for _ in 0..3 {
        night(&mut county, &mut hall, &stick);
    }
    let store = hall.store();
    let back = far::logs(store.db(), hall.org).unwrap();
    let back: Vec<_> = back
        .iter()
        .filter(|log| log.returned)
        .flat_map(|log| ledger::far_run_of(store.db(), log.fno, 1, (1_000, usize::MAX)).unwrap())
        .collect();
    let bodies: Vec<&[u8]> = back.iter().filter_map(|e| e.body.as_deref()).collect();
    for body in [b"\x00\xff no JSON".as_slice(), more, strange] {
        assert!(bodies.contains(&body), "{}", String::from_utf8_lossy(body));
    }
    assert!(
        hashes
            .iter()
            .all(|hash| back.iter().any(|e| e.hash == *hash))
    );
    drop(store);
    assert_eq!(staff(&hall), before);
    assert!(verify::verify(&hall.dir).unwrap().ok);
}

#[test]
fn an_entry_that_is_no_text_is_told_again_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    night(&mut county, &mut hall, &stick);
    let image = dir.path().join("image");
    hall.close();
    crate::sync::copy_dir(&hall.dir, &image);
    hall.work("up", "one way");
    night(&mut county, &mut hall, &stick);
    hall.close();
    std::fs::remove_dir_all(&hall.dir).unwrap();
    crate::sync::copy_dir(&image, &hall.dir);
    let body = [0, 0xff, 0xfe, b'x', 0x80];
    let other = hall.later("up", (60_000, 9), Uuid::nil(), &body);
    for _ in 0..3 {
        night(&mut county, &mut hall, &stick);
    }
    let store = county.store();
    let mut told = store
        .db()
        .prepare("SELECT body FROM far_entries WHERE kind = 8")
        .unwrap();
    let told: Vec<Vec<u8>> = told
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let told = told
        .iter()
        .find_map(|body| match Event::decode(Kind(8), body) {
            Ok(Some(Event::EntryRehomed(again))) if again.hash == other.to_string() => Some(again),
            _ => None,
        });
    let (envelope, again) = told.unwrap().inner().unwrap();
    assert_eq!(
        (envelope.kind, again.as_deref()),
        (Kind(60_000), Some(&body[..]))
    );
}

#[test]
fn a_shared_case_of_which_a_later_version_wrote_is_read_only_after_an_exchange() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let case = Uuid::from_u128(5);
    let body = format!(
        r#"{{"case":"{case}","custody":1,"with":{},"custodian":{},"number":"YZ1","matter":"SPOT","matter_name":"m","applicant":"a","phone":"","what":"w","until":null}}"#,
        county.org, hall.org
    );
    later(&mut hall, (180, 1), case, body.as_bytes());
    night(&mut county, &mut hall, &stick);
    let newer = |node: &Node| {
        let found = view::shared::load(node.store().db(), CaseId(case)).unwrap();
        found.unwrap().newer
    };
    assert!(!newer(&county));
    county.work("up", "王芳");
    later(&mut hall, (189, 1), case, br#"{"case":"x"}"#);
    night(&mut county, &mut hall, &stick);
    assert!(newer(&county));
    let store = county.store();
    let clerk = view::staff::load(store.db()).unwrap()[0].no;
    drop(store);
    county.close();
    let call = Call::parse("note_shared", json!({"case": "YZ1", "note": "n"})).unwrap();
    let mut desk = Hall::open(&county.dir).unwrap();
    let refused = desk.perform(&call, Who::Staff(clerk), county.now);
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::SharedTooNew { .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_segment_of_a_later_form_waits_for_the_upgrade_and_convicts_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    for _ in 0..2 {
        night(&mut county, &mut hall, &stick);
    }
    hall.work("up", "王芳");
    hall.exchange(&mut folder(&stick)).unwrap();
    let there = stick.join(format!("v1/{}/{}", county.org, hall.org));
    let newest = std::fs::read_dir(there)
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "seg"))
        .max_by_key(|path| path.file_name().unwrap().to_string_lossy()[33..].to_owned())
        .unwrap();
    let known = std::fs::read(&newest).unwrap();
    let log = newest.file_name().unwrap().to_string_lossy()[..32].to_owned();
    let key = Keyring::of_store(&hall.dir)
        .signing(log.parse().unwrap())
        .unwrap()
        .unwrap();
    let before = dump(&county);
    let stranger = SigningKey::from_bytes(&[9; 32]);
    for (signer, waits) in [(&key, true), (&stranger, false)] {
        std::fs::write(&newest, of_a_later_form(&known, signer)).unwrap();
        let report = county.exchange(&mut folder(&stick)).unwrap();
        let received = &report.legs[0].received;
        assert_eq!(
            (received.later.len(), received.damaged.len()),
            (usize::from(waits), usize::from(!waits)),
            "{report:#?}"
        );
        assert_eq!(received.entries, 0, "{report:#?} {newest:?}");
        assert_eq!(notes_apart(dump(&county)), notes_apart(before.clone()));
    }
    // The upgrade: what waited lies there in a form that is known now.
    std::fs::write(&newest, &known).unwrap();
    night(&mut county, &mut hall, &stick);
    assert_eq!(county.received_from(hall.org), upwards(&hall));
}

/// The same segment with a manifest of version 2, signed.
pub fn of_a_later_form(bytes: &[u8], signer: &SigningKey) -> Vec<u8> {
    let parts = Parts::split(bytes).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_slice(parts.manifest).unwrap();
    manifest["v"] = 2.into();
    manifest["more"] = "of a later day".into();
    let manifest = manifest.to_string().into_bytes();
    let signature = signer.sign(&[b"yizhan segment v1\n", manifest.as_slice()].concat());
    let length = (manifest.len() as u32).to_be_bytes();
    [
        b"YZS1",
        length.as_slice(),
        &manifest,
        &signature.to_bytes(),
        parts.payload,
    ]
    .concat()
}

#[test]
fn a_case_of_which_an_entry_asks_for_a_later_reader_is_read_only_until_the_upgrade() {
    let mut t = TrialHall::staffed();
    let mut accept = |name: &str| {
        t.must("quick_serve", json!({"window": 1, "matter": "M1"}));
        let fields = json!({"window": 1, "matter": "M1", "name": name, "phone": "13800000000",
            "papers": "all"});
        let case = t.must("accept_case", fields);
        t.must("end_visit", json!({"window": 1}));
        case["number"].as_str().unwrap().to_owned()
    };
    let (known, held) = (accept("王芳"), accept("李四"));
    let id = sql(
        t.dir(),
        &format!(
            "SELECT lower(hex(id)) FROM case_files WHERE id IN
            (SELECT id FROM cases WHERE number = '{held}')"
        ),
    );
    let id = Uuid::parse_str(&id).unwrap();
    // A kind that is known here, with a body that could be read: only that it asks for more.
    let body = format!(r#"{{"case":"{id}","reason":"x","min_reader":2}}"#);
    let later = |t: &TrialHall, reader| {
        let db = rusqlite::Connection::open(t.dir().join("yizhan.db")).unwrap();
        db.execute("DELETE FROM held", []).unwrap();
        let fold = view::fingerprint_of(Event::KINDS, reader);
        db.execute("UPDATE meta SET v = ?1 WHERE k = 'views'", [fold])
            .unwrap();
    };
    let now = t.now;
    later_in(
        &mut Store::open(t.dir()).unwrap(),
        "up",
        now,
        (118, 1),
        id,
        body.as_bytes(),
    );
    // As the later program left it, which had folded it; this one folds again when it opens.
    later(&t, READER + 1);
    t.hall = Hall::open(t.dir()).unwrap();
    let urge = |t: &mut TrialHall, case: &str| {
        let fields = json!({"case": case, "reason": "急"});
        t.perform("urge_case", fields, staff(LEADER))
    };
    let entries = t.entries();
    let refused = urge(&mut t, &held).unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Refused(Refusal::Site(SiteRefusal::WrittenByNewer))
        ),
        "{refused:?}"
    );
    assert_eq!(t.entries(), entries, "nothing of it is kept");
    urge(&mut t, &known).unwrap();
    // It is still shown, the day ends, and a rebuild makes the same.
    assert_eq!(
        t.hall.case_page(&held, now).unwrap().unwrap().card.number,
        held
    );
    t.at("20:00").must("night_close", json!({}));
    t.assert_sound();
    t.hall.rebuild().unwrap();
    assert!(urge(&mut t, &held).is_err());
    let shown = t.hall.ledger(500).unwrap();
    assert!(shown.iter().any(|line| line.kind == "case.urged"));
    // Without the demand the same entry is an ordinary one.
    let mut plain = TrialHall::staffed();
    let body = format!(r#"{{"case":"{id}","reason":"x","min_reader":1}}"#);
    later_in(
        &mut Store::open(plain.dir()).unwrap(),
        "up",
        now,
        (118, 1),
        id,
        body.as_bytes(),
    );
    plain.hall.rebuild().unwrap();
    assert_eq!(sql(plain.dir(), "SELECT count(*) FROM held"), "0");
}

/// The table of received logs as it was when a log's name could be one site's only.
const BEFORE_NAMES: &str = "PRAGMA foreign_keys = OFF;
    CREATE TABLE before (
        fno INTEGER PRIMARY KEY, log_id BLOB NOT NULL UNIQUE, org INTEGER NOT NULL,
        audience TEXT NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL,
        base_seq INTEGER NOT NULL DEFAULT 0, base_hash BLOB NOT NULL, state TEXT NOT NULL) STRICT;
    INSERT INTO before SELECT * FROM far_logs;
    DROP TABLE far_logs;
    ALTER TABLE before RENAME TO far_logs;
    CREATE INDEX far_logs_by_org ON far_logs (org);
    CREATE TRIGGER far_logs_are_never_deleted BEFORE DELETE ON far_logs
    BEGIN SELECT RAISE(ABORT, 'never'); END;
    DROP INDEX entries_service; DROP INDEX far_entries_service; DROP INDEX far_entries_problems;
    DELETE FROM migrations WHERE step >= 5;";

#[test]
fn a_store_from_before_each_site_had_its_own_names_keeps_what_it_received() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "before");
    night(&mut county, &mut hall, &stick);
    let had = county.received_from(hall.org);
    county.close();
    let raw = rusqlite::Connection::open(county.dir.join("yizhan.db")).unwrap();
    raw.execute_batch(BEFORE_NAMES).unwrap();
    drop(raw);
    assert_eq!(county.received_from(hall.org), had);
    let broken: i64 = county.look(|store| {
        let sql = "SELECT count(*) FROM pragma_foreign_key_check";
        store.db().query_row(sql, [], |row| row.get(0)).unwrap()
    });
    assert_eq!(broken, 0);
    hall.work("up", "after");
    night(&mut county, &mut hall, &stick);
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    assert!(verify::verify(&county.dir).unwrap().ok);
}

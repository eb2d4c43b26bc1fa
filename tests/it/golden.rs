//! What this release wrote, kept for ever: every later program must read it, and this one writes it
//! again byte for byte. `YIZHAN_WRITE_GOLDEN=1` writes the files of a new form.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use serde_json::json;
use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::Entry;
use yizhan::domain::entry::EntryRef;
use yizhan::domain::entry::Envelope;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::Hlc;
use yizhan::domain::entry::LogId;
use yizhan::domain::event::Event;
use yizhan::domain::event::Kind;
use yizhan::domain::site::Card;
use yizhan::domain::site::LogCard;
use yizhan::domain::site::LogName;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::sync::card;
use yizhan::sync::dice::Dice;
use yizhan::sync::note;
use yizhan::sync::note::Mark;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::leaf;
use yizhan::sync::notes::root_of;
use yizhan::sync::seal::Secret;
use yizhan::sync::segment;
use yizhan::sync::segment::Parts;
use yizhan::sync::segment::Reader;

const LOG: LogId = LogId([7; 16]);
const CASE: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn reader() -> Secret {
    Secret::derive(&[2; 32])
}

fn public() -> PublicKey {
    PublicKey(signer().verifying_key().to_bytes())
}

fn hall() -> Org {
    Org::new(120_115_103).unwrap()
}

fn county() -> Org {
    Org::new(120_115).unwrap()
}

/// The bodies as this release writes them, with what they are about.
fn bodies() -> Vec<(u16, Uuid, serde_json::Value)> {
    let nil = Uuid::nil();
    let case = CASE.to_string();
    vec![
        (2, nil, json!({"audience": "up"})),
        (
            3,
            nil,
            json!({"org": 120_115_103, "kind": "hall", "name": "龙河镇"}),
        ),
        (
            10,
            nil,
            json!({"staff": 101, "name": "王芳", "role": "clerk"}),
        ),
        (
            71,
            nil,
            json!({"errand": case, "level": 2, "reasons": ["wait"], "remark": "久等"}),
        ),
        (
            180,
            CASE,
            json!({"case": case, "custody": 1, "with": 120_115, "custodian": 120_115_103,
                "number": "YX26112500001", "matter": "SPOT", "matter_name": "临时救助",
                "applicant": "张三丰", "phone": "", "what": "核实", "until": "2026-12-01"}),
        ),
        (
            182,
            CASE,
            json!({"case": case, "custody": 1, "paper": "", "note": "已核实"}),
        ),
        (
            184,
            CASE,
            json!({"case": case, "custody": 2, "to": 120_115, "note": ""}),
        ),
    ]
}

/// A log with an entry of each, one of a kind nobody knows yet, and one whose body was dropped.
fn entries() -> Vec<Entry> {
    let mut given: Vec<(u16, Uuid, Option<Vec<u8>>)> = Vec::new();
    for (kind, entity, body) in bodies() {
        let text = body.to_string();
        let event = Event::decode(Kind(kind), text.as_bytes()).unwrap().unwrap();
        given.push((kind, entity, Some(event.body().unwrap())));
    }
    given.push((
        60_000,
        nil_but_one(),
        Some(b"\x00\xff of a later day".to_vec()),
    ));
    given.push((71, Uuid::nil(), None));
    let mut at = Hash::ZERO;
    let mut made = Vec::new();
    for (n, (kind, entity, body)) in given.into_iter().enumerate() {
        let seq = n as u64 + 1;
        let dropped = b"a body that was dropped by law".to_vec();
        let base = match seq {
            6.. => vec![EntryRef { log: LOG, seq: 5 }],
            _ => Vec::new(),
        };
        let envelope = Envelope {
            kind: Kind(kind),
            kind_version: if kind == 60_000 { 9 } else { 1 },
            seq,
            hlc: Hlc((1_763_000_000_000 + seq) << 16),
            wall: UtcMs(1_763_000_000_000 + seq as i64),
            actor: ActorNo(101),
            entity,
            base,
            body_len: body.as_ref().unwrap_or(&dropped).len() as u32,
        };
        let body_hash = Hash::of(body.as_ref().unwrap_or(&dropped));
        at = envelope.chain(&at, &body_hash);
        made.push(Entry {
            envelope,
            body,
            body_hash,
            hash: at,
        });
    }
    made
}

fn nil_but_one() -> Uuid {
    Uuid::from_u128(1)
}

/// One line for each entry, as anybody can compare it.
fn listed(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        let body = entry.body.as_deref().map(String::from_utf8_lossy);
        let body = body.as_deref().unwrap_or("(dropped)");
        let envelope = yizhan::domain::entry::hex(&entry.envelope.bytes());
        writeln!(out, "{envelope} {} {body}", entry.hash).unwrap();
    }
    out
}

fn the_card() -> Card {
    Card {
        org: hall(),
        name: "龙河镇".into(),
        kind: SiteKind::Hall,
        logs: vec![LogCard {
            log: LogName(LOG),
            audience: "up".into(),
            epoch: 1,
            key: public(),
        }],
        sealing: reader().public(),
    }
}

fn notes() -> Vec<(&'static str, Note)> {
    let mark = |seq: u64, hash: Hash| Mark {
        log: LogName(LOG),
        seq,
        hash,
    };
    let all = entries();
    let last = mark(9, all[8].hash);
    let leaves = vec![
        leaf(&last),
        leaf(&mark(4, all[3].hash)),
        leaf(&mark(1, all[0].hash)),
    ];
    let says = [
        ("card.note", Says::Card { card: the_card() }),
        ("ack.note", Says::Ack { heads: vec![last] }),
        (
            "want.note",
            Says::Want {
                ladder: vec![mark(4, all[3].hash), mark(1, all[0].hash)],
            },
        ),
        (
            "checkpoint.note",
            Says::Checkpoint {
                root: root_of(&leaves),
                leaves,
            },
        ),
    ];
    says.into_iter()
        .enumerate()
        .map(|(n, (name, says))| {
            let note = Note {
                from: hall(),
                to: county(),
                no: n as u64 + 1,
                at: UtcMs(1_763_000_000_000),
                says,
            };
            (name, note)
        })
        .collect()
}

/// The files as this program writes them.
fn made() -> Vec<(&'static str, Vec<u8>)> {
    let all = entries();
    let make = |from: usize, recipients: &[PublicKey]| {
        let draft = segment::Draft {
            org: hall(),
            log: LOG,
            prev: from.checked_sub(1).map_or(Hash::ZERO, |n| all[n].hash),
            entries: &all[from..],
        };
        segment::make(&draft, &signer(), recipients, &mut Dice::new(3)).unwrap()
    };
    let mut files = vec![
        ("whole.seg", make(0, &[reader().public()])),
        ("tail.seg", make(4, &[reader().public()])),
        ("open.seg", make(0, &[])),
        ("entries.txt", listed(&all).into_bytes()),
        (
            "card.json",
            card::write(&the_card(), &signer()).unwrap().into_bytes(),
        ),
    ];
    for (name, note) in notes() {
        files.push((name, note::write(&note, &signer()).unwrap()));
    }
    files
}

fn dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/1")
}

fn kept(name: &str) -> Vec<u8> {
    fs::read(dir().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn what_this_release_wrote_is_written_again_byte_for_byte() {
    for (name, bytes) in made() {
        if std::env::var_os("YIZHAN_WRITE_GOLDEN").is_some() {
            fs::create_dir_all(dir()).unwrap();
            fs::write(dir().join(name), &bytes).unwrap();
        }
        assert!(kept(name) == bytes, "{name} is not written as it was");
    }
}

#[test]
fn the_segments_that_were_kept_give_the_entries_that_were_kept() {
    let secret = reader();
    let wanted = String::from_utf8_lossy(&kept("entries.txt")).into_owned();
    let lines: Vec<&str> = wanted.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 9);
    for (name, from, trial) in [
        ("whole.seg", 0, false),
        ("tail.seg", 4, false),
        ("open.seg", 0, true),
    ] {
        let bytes = kept(name);
        let parts = Parts::split(&bytes).unwrap();
        let manifest = parts.manifest().unwrap();
        let reader = Reader {
            secret: &secret,
            trial,
        };
        let read = parts.open(&manifest, &public(), &reader).unwrap();
        assert_eq!(listed(&read), lines[from..].concat(), "{name}");
        for entry in read.iter().filter(|e| e.envelope.kind.0 != 60_000) {
            let Some(body) = &entry.body else { continue };
            let event = Event::decode(entry.envelope.kind, body).unwrap().unwrap();
            assert_eq!(
                &event.body().unwrap(),
                body,
                "{}",
                entry.envelope.kind.name()
            );
        }
    }
}

#[test]
fn the_notes_and_the_card_that_were_kept_say_what_they_said() {
    for (name, note) in notes() {
        assert_eq!(
            note::read(&kept(name), &[public()]).unwrap(),
            (note, public()),
            "{name}"
        );
    }
    let text = String::from_utf8(kept("card.json")).unwrap();
    assert_eq!(card::read(&text).unwrap(), the_card());
}

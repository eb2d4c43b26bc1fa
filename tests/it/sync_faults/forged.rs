//! A site with a program of its own: keys that are believed, and notes and segments that no honest
//! program would write.

use std::path::Path;
use std::rc::Rc;

use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::LogId;
use yizhan::domain::refusal::SiteRefusal;
use yizhan::domain::site::LogName;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::Relation;
use yizhan::domain::site::SiteKind;
use yizhan::ops::enrol_site;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::view::sites;
use yizhan::sync::card;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::KeyPair;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Mark;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::Heard;
use yizhan::sync::plan;
use yizhan::sync::segment;
use yizhan::sync::segment::Fault;
use yizhan::sync::segment::Parts;
use yizhan::sync::watched::Watched;

use super::comes_to_rest;
use super::healed::night;
use super::work;
use crate::sync::world;
use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::org;
use crate::sync::world::pair;

fn key_of(node: &mut Node) -> SigningKey {
    let logs = node.card().logs;
    let up = logs.iter().filter(|log| log.audience == "up");
    let log = up.max_by_key(|log| log.epoch).unwrap().log.0;
    Keyring::of_store(&node.dir).signing(log).unwrap().unwrap()
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

fn route(from: &Node, to: &Node) -> Route {
    Route {
        from: from.org,
        to: to.org,
    }
}

/// Lays a note for one site where another reads.
fn tell(stick: &Path, from: &mut Node, (reader, to): (&Node, Org), no: u64, says: Says) {
    let key = key_of(from);
    let note = Note {
        from: from.org,
        to,
        no,
        at: from.now,
        says,
    };
    let label = Label::Note {
        kind: note.says.kind(),
        by: public(&key).short(),
        no,
    };
    let bytes = note::write(&note, &key).unwrap();
    let mut stick = Folder::new(stick);
    stick.put(route(from, reader), &label, &bytes).unwrap();
}

#[test]
fn notes_for_others_laid_before_a_reader_hide_none_of_its_own() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    let wish = || Says::Want { ladder: Vec::new() };
    tell(&stick, &mut hall, (&county, county.org), 1 << 40, wish());
    let village = org(120_115_103_001);
    for n in 1..=20 {
        tell(&stick, &mut hall, (&county, village), (1 << 40) + n, wish());
    }
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].heard, [Heard::Want(Vec::new())]);
}

/// Points to which nothing can be sealed: the secret would be the same for everybody.
fn no_keys() -> [PublicKey; 2] {
    let mut one = [0; 32];
    one[0] = 1;
    [PublicKey([0; 32]), PublicKey(one)]
}

/// A county with two halls; what is for the second waits.
fn three(root: &Path) -> [Node; 3] {
    let (mut county, first) = pair(root);
    let mut second = Node::make(root, 120_115_104, SiteKind::Hall, 3);
    world::acquaint(&mut county, &mut second);
    county.work("down:120115104", "for the second");
    [county, first, second]
}

#[test]
fn a_card_to_which_nothing_can_be_sealed_is_not_taken() {
    for (n, none) in no_keys().into_iter().enumerate() {
        let room = crate::sync::room();
        let [mut county, mut first, mut second] = three(room.path());
        let stick = room.path().join("stick");
        first.exchange(&mut folder(&stick)).unwrap();
        second.exchange(&mut folder(&stick)).unwrap();
        let mut card = first.card();
        card.sealing = none;
        tell(
            &stick,
            &mut first,
            (&county, county.org),
            1 << 40,
            Says::Card { card: card.clone() },
        );
        let report = county.exchange(&mut folder(&stick)).unwrap();
        let [one, two] = &report.legs[..] else {
            panic!("{report:#?}")
        };
        assert!(one.heard.contains(&Heard::Unvouched), "{n}: {report:#?}");
        assert!(
            one.sent.segments > 0 && two.sent.segments > 0,
            "{report:#?}"
        );
        let again = county.exchange(&mut folder(&stick)).unwrap();
        assert!(
            !again.legs[0].heard.contains(&Heard::Unvouched),
            "told once"
        );
        let known = sites::peers(county.store().db()).unwrap();
        assert!(known.iter().all(|peer| peer.card.sealing != none));
        // Nor is it on the word of two people.
        let text = card::write(&card, &key_of(&mut first)).unwrap();
        assert_eq!(enrol_site::card_in(&text), Err(SiteRefusal::CardDamaged));
    }
}

#[test]
fn where_such_a_card_is_known_already_only_its_own_site_gets_nothing() {
    let room = crate::sync::room();
    let [mut county, mut first, mut second] = three(room.path());
    let stick = room.path().join("stick");
    for _ in 0..2 {
        first.exchange(&mut folder(&stick)).unwrap();
        county.exchange(&mut folder(&stick)).unwrap();
    }
    let down = first.received_from(county.org).len();
    county.work("down:120115103", "for the first");
    county.work("down:120115104", "for the second");
    let mut card = first.card();
    card.sealing = no_keys()[0];
    county.meet(Relation::Child, &card);
    first.work("up", "王芳");
    first.exchange(&mut folder(&stick)).unwrap();
    let report = county.exchange(&mut folder(&stick)).unwrap();
    let [one, two] = &report.legs[..] else {
        panic!("{report:#?}")
    };
    assert!(
        one.received.entries > 0 && one.stopped.is_some(),
        "{report:#?}"
    );
    assert!(
        two.sent.segments > 0 && two.stopped.is_none(),
        "{report:#?}"
    );
    second.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(second.received_from(county.org).len(), 3);
    // Introduced anew, it gets what waited.
    county.meet(Relation::Child, &first.card());
    county.exchange(&mut folder(&stick)).unwrap();
    first.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(first.received_from(county.org).len(), down + 1);
}

fn evidence(of: &Node) -> i64 {
    let sql = "SELECT count(*) FROM evidence WHERE why = 'revoked'";
    let store = of.store();
    store.db().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A segment of a site's own entries under another log's name, with its label.
fn segment_of(node: &mut Node, to: &Node, log: LogId) -> (Label, Vec<u8>) {
    let key = key_of(node);
    let store = node.store();
    let head = ledger::heads(store.db()).unwrap().remove(0);
    let entries = ledger::run_of(store.db(), head.lno, 1, (1, usize::MAX)).unwrap();
    let sealing = Keyring::of_store(&to.dir)
        .sealing()
        .unwrap()
        .unwrap()
        .public();
    let draft = segment::Draft {
        org: node.org,
        log,
        prev: Hash::ZERO,
        entries: &entries,
    };
    let bytes = segment::make(&draft, &key, &[sealing], &mut node.dice).unwrap();
    let label = Parts::split(&bytes).unwrap().manifest().unwrap().label();
    (label, bytes)
}

#[test]
fn only_what_a_revoked_key_really_signed_is_kept_as_evidence_and_only_some_of_it() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    let key = key_of(&mut hall);
    county.revoke(hall.org, public(&key));
    county.exchange(&mut folder(&stick)).unwrap();
    let before = evidence(&county);
    let mut laid = Folder::new(&stick);
    let way = route(&hall, &county);
    let by = public(&key).short();
    // Anybody may write such names, on anything.
    let (honest, bytes) = segment_of(&mut hall, &county, LogId([200; 16]));
    for n in 0..10 {
        let label = Label::Segment {
            log: LogId([n; 16]),
            from: 1,
            to: 1,
            end: Hash::of(&[n]),
            keys: KeyPair { by, to: 0 },
        };
        laid.put(way, &label, &[n; 100]).unwrap();
        let renamed = Label::Segment {
            log: LogId([100 + n; 16]),
            from: 1,
            to: 1,
            end: Hash::of(&[n]),
            keys: KeyPair { by, to: 0 },
        };
        laid.put(way, &renamed, &bytes).unwrap();
    }
    let (kind, no) = (NoteKind::Ack, 1 << 40);
    let label = Label::Note { kind, by, no };
    laid.put(way, &label, b"YZN1 and so on").unwrap();
    tell(
        &stick,
        &mut hall,
        (&county, county.org),
        1 << 41,
        Says::Want { ladder: Vec::new() },
    );
    let name = |no| {
        let kind = NoteKind::Want;
        let label = Label::Note { kind, by, no };
        stick.join("v1/120115/120115103").join(label.to_string())
    };
    std::fs::rename(name(1 << 41), name(1 << 42)).unwrap();
    county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(
        evidence(&county),
        before,
        "signed by nobody, or another note"
    );
    laid.put(way, &honest, &bytes).unwrap();
    let mut told = Vec::new();
    for n in 0..30 {
        let (label, bytes) = segment_of(&mut hall, &county, LogId([n; 16]));
        laid.put(way, &label, &bytes).unwrap();
        tell(
            &stick,
            &mut hall,
            (&county, county.org),
            (1 << 43) + u64::from(n),
            Says::Want { ladder: Vec::new() },
        );
        let report = county.exchange(&mut folder(&stick)).unwrap();
        told.push(report.legs[0].received.damaged.len());
    }
    assert!(
        told[0] == 2 && told[8..].iter().all(|n| *n == 0),
        "{told:?}"
    );
    let kept = evidence(&county);
    assert!(kept > before + 2 && kept <= 8, "{before} {kept}");
}

#[test]
fn a_wish_that_names_logs_in_turn_is_answered_once_for_each() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    work(&mut hall, 3);
    comes_to_rest(&mut county, &mut hall, &stick);
    let logs: Vec<LogId> = far::logs(county.store().db(), hall.org)
        .unwrap()
        .iter()
        .map(|log| log.log)
        .collect();
    assert!(logs.len() >= 2);
    let idle = night(&mut county, &stick);
    let ladder = |n: usize| -> Vec<Mark> {
        let mark = |n: usize| Mark {
            log: LogName(logs[n % 2]),
            seq: 1,
            hash: Hash::of(b"of nobody"),
        };
        (0..n).map(mark).collect()
    };
    for (no, n) in [(1, 2), (2, 3_000)] {
        let says = Says::Want { ladder: ladder(n) };
        tell(
            &stick,
            &mut hall,
            (&county, county.org),
            (1 << 40) + no,
            says,
        );
        let asked = night(&mut county, &stick);
        assert!(asked.lists <= idle.lists + 1, "{n}: {asked:?} {idle:?}");
        assert!(asked.looks + asked.puts <= 8, "{n}: {asked:?}");
    }
}

#[test]
fn a_range_that_ends_with_the_last_number_there_is_overflows_nothing() {
    let room = crate::sync::room();
    let (mut county, mut hall) = pair(room.path());
    let stick = room.path().join("stick");
    comes_to_rest(&mut county, &mut hall, &stick);
    let key = key_of(&mut hall);
    let logs = far::logs(county.store().db(), hall.org).unwrap();
    let mut laid = Folder::new(&stick);
    let way = route(&hall, &county);
    for log in &logs {
        let (_, bytes) = segment_of(&mut hall, &county, log.log);
        let parts = Parts::split(&bytes).unwrap();
        let mut manifest = parts.manifest().unwrap();
        manifest.to = u64::MAX;
        let label = manifest.label();
        let manifest = serde_json::to_vec(&manifest).unwrap();
        let signature = key.sign(&[b"yizhan segment v1\n", manifest.as_slice()].concat());
        let length = (manifest.len() as u32).to_be_bytes();
        let signature = signature.to_bytes();
        let bytes = [
            b"YZS1",
            length.as_slice(),
            &manifest,
            &signature,
            parts.payload,
        ]
        .concat();
        laid.put(way, &label, &bytes).unwrap();
    }
    let plan = plan::make(&county.store(), &mut folder(&stick)).unwrap();
    assert_eq!(plan[0].carriers[0].new, u64::MAX);
    let inner = Box::new(Folder::new(&stick));
    let watched = Watched::new(inner, Rc::new(|_, _| {}));
    let report = county.exchange(&mut [Box::new(watched)]).unwrap();
    let faults = report.legs[0].received.damaged.iter();
    let faults: Vec<&Fault> = faults.map(|(_, fault)| fault).collect();
    assert_eq!(faults, vec![&Fault::Chain(u64::MAX); logs.len()]);
}

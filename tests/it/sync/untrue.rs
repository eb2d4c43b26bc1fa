//! What an enrolled child says with a program of its own: it may harm nobody but itself.

use std::path::Path;

use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::Entry;
use yizhan::domain::entry::EntryRef;
use yizhan::domain::entry::Envelope;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::Hlc;
use yizhan::domain::entry::LogId;
use yizhan::domain::event::CaseShared;
use yizhan::domain::event::CustodyHanded;
use yizhan::domain::event::Event;
use yizhan::domain::event::LogEnd;
use yizhan::domain::event::RenewReason;
use yizhan::domain::event::SharedNoted;
use yizhan::domain::event::SiteRenewed;
use yizhan::domain::ids::CaseId;
use yizhan::domain::site::Card;
use yizhan::domain::site::LogCard;
use yizhan::domain::site::LogName;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::store::StoreError;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::ledger::Head;
use yizhan::store::ledger::LogState;
use yizhan::store::verify;
use yizhan::store::view;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Mark;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes::Heard;
use yizhan::sync::segment;
use yizhan::sync::witness;

use super::a_night;
use super::restored::bodies_from;
use super::world::Node;
use super::world::acquaint;
use super::world::folder;
use super::world::pair;
use super::world::upwards;

/// The log of a site that is written now, by its audience.
pub(super) fn active(node: &Node, audience: &str) -> Head {
    let heads = node.look(|store| ledger::heads(store.db()).unwrap());
    let mut all = heads.into_iter();
    let found = all.rfind(|h| h.audience == audience && h.state == LogState::Active);
    found.unwrap()
}

fn epochs(node: &Node, audience: &str) -> Vec<u32> {
    let heads = node.look(|store| ledger::heads(store.db()).unwrap());
    let mine = heads.iter().filter(|head| head.audience == audience);
    mine.map(|head| head.epoch).collect()
}

pub(super) fn signing(node: &Node) -> ed25519_dalek::SigningKey {
    let ring = Keyring::of_store(&node.dir);
    ring.signing(active(node, "up").log).unwrap().unwrap()
}

/// A site signs what it likes and lays it out for another.
pub(super) fn says(from: &Node, to: &Node, stick: &Path, says: Says) {
    let key = signing(from);
    let no = from.look(|store| store.next_note(0, from.now).unwrap());
    let (kind, by) = (says.kind(), PublicKey(key.verifying_key().to_bytes()));
    let note = Note {
        from: from.org,
        to: to.org,
        no,
        at: from.now,
        says,
    };
    let bytes = note::write(&note, &key).unwrap();
    let label = Label::Note {
        kind,
        by: by.short(),
        no,
    };
    folder(stick)[0]
        .put(route(from, to), &label, &bytes)
        .unwrap();
}

pub(super) fn route(from: &Node, to: &Node) -> Route {
    Route {
        from: from.org,
        to: to.org,
    }
}

/// A site acknowledges more of a log than the other ever wrote.
fn acknowledges(from: &Node, to: &Node, stick: &Path, log: &Head) {
    let head = Mark {
        log: LogName(log.log),
        seq: log.seq + 1_000,
        hash: Hash::of(b"nobody wrote this"),
    };
    says(from, to, stick, Says::Ack { heads: vec![head] });
}

/// Makes entries that follow one of a log, a millisecond apart.
pub(super) fn entries(
    log: LogId,
    (mut seq, mut prev): (u64, Hash),
    events: &[(Uuid, Event)],
) -> Vec<Entry> {
    let base = vec![EntryRef { log, seq }];
    let mut entries = Vec::new();
    for (entity, event) in events {
        seq += 1;
        let body = event.body().unwrap();
        let envelope = Envelope {
            kind: event.kind(),
            kind_version: 1,
            seq,
            hlc: Hlc((3_000_000 + seq) << 16),
            wall: UtcMs(3_000_000 + seq as i64),
            actor: ActorNo(7),
            entity: *entity,
            base: base.clone(),
            body_len: body.len() as u32,
        };
        let body_hash = Hash::of(&body);
        prev = envelope.chain(&prev, &body_hash);
        entries.push(Entry {
            envelope,
            body: Some(body),
            body_hash,
            hash: prev,
        });
    }
    entries
}

/// A site lays entries of a log out for another, though nobody wrote them.
pub(super) fn lays(
    from: &mut Node,
    to: &mut Node,
    stick: &Path,
    log: LogId,
    prev: Hash,
    entries: &[Entry],
) {
    let (key, sealing) = (signing(from), to.card().sealing);
    let draft = segment::Draft {
        org: from.org,
        log,
        prev,
        entries,
    };
    let bytes = segment::make(&draft, &key, &[sealing], &mut from.dice).unwrap();
    let parts = segment::Parts::split(&bytes).unwrap();
    let label = parts.manifest().unwrap().label();
    folder(stick)[0]
        .put(route(from, to), &label, &bytes)
        .unwrap();
}

pub(super) fn noted(case: CaseId, note: String) -> (Uuid, Event) {
    let event = Event::from(SharedNoted {
        case,
        custody: 1,
        paper: String::new(),
        note,
    });
    (case.0, event)
}

pub(super) fn shared(case: CaseId, giver: &Node, taker: &Node, number: &str) -> (Uuid, Event) {
    let event = Event::from(CaseShared {
        case,
        custody: 1,
        with: taker.org,
        custodian: giver.org,
        number: number.to_owned(),
        matter: "M01".to_owned(),
        matter_name: "a matter".to_owned(),
        applicant: "王芳".to_owned(),
        phone: String::new(),
        what: "see to it".to_owned(),
        until: None,
        raised: false,
        of: None,
    });
    (case.0, event)
}

/// The parent shares a case with its child, and keeps its custody.
pub(super) fn share(parent: &mut Node, child: &Node) -> CaseId {
    let case = CaseId(Uuid::from_u128(7));
    let (_, shared) = shared(case, parent, child, "YZ-1");
    let (now, audience) = (parent.now, format!("down:{}", child.org));
    parent.look(|store| {
        let by = ActorNo(7);
        let write = store.write(|writer| {
            writer.append_to(&audience, case.0, by, now, &shared)?;
            Ok::<(), StoreError>(())
        });
        write.unwrap();
    });
    case
}

#[test]
fn a_child_that_claims_more_of_the_log_down_to_it_ends_that_log_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let down = format!("down:{}", hall.org);
    let case = share(&mut county, &hall);
    a_night(&mut county, &mut hall, &stick);
    for night in 1..=4 {
        let log = active(&county, &down);
        acknowledges(&hall, &county, &stick, &log);
        let renewed = Event::from(SiteRenewed {
            epoch: u32::MAX,
            reason: RenewReason::Restored,
            after: Some(LogEnd {
                log: LogName(log.log),
                audience: down.clone(),
                seq: 1,
                hash: Hash::ZERO.to_string(),
            }),
            why: String::new(),
        });
        let handed = Event::from(CustodyHanded {
            case,
            custody: 2,
            to: hall.org,
            note: String::new(),
        });
        let events = [
            (Uuid::nil(), renewed),
            noted(CaseId(Uuid::nil()), "in the place of the share".to_owned()),
            (case.0, handed),
        ];
        let untrue = entries(log.log, (0, Hash::ZERO), &events);
        lays(&mut hall, &mut county, &stick, log.log, Hash::ZERO, &untrue);
        let report = county.exchange(&mut folder(&stick)).unwrap();
        assert_eq!(report.renewed, None, "night {night}");
        let more = |h: &&Heard| matches!(h, Heard::KnowsOther { .. });
        assert_eq!(report.legs[0].heard.iter().filter(more).count(), 1);
        assert_eq!(epochs(&county, "up"), [1], "night {night}");
        assert_eq!(epochs(&county, &down).len(), night + 1);
        let shared = county.look(|store| view::shared::load(store.db(), case).unwrap().unwrap());
        assert_eq!(shared.custodian, county.org, "the child gave it to itself");
        hall.now = UtcMs(hall.now.0 + 10_000);
    }
    // The county goes on: with this child and with its keys.
    county.rotate();
    assert_eq!(epochs(&county, "up"), [1, 2]);
    county.work(&down, "after all that");
    hall.work("up", "of the hall");
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    let here = |node: &Node, from: &Node, name: &str| {
        let bodies = bodies_from(node, from);
        bodies.iter().any(|body| body.contains(name))
    };
    assert!(here(&hall, &county, "after all that"));
    assert!(here(&county, &hall, "of the hall"));
    for node in [&county, &hall] {
        let report = witness::verify(&node.dir).unwrap();
        assert!(report.ok, "{:#?}", report.problems);
    }
}

#[test]
fn a_county_put_back_to_an_image_hears_of_it_from_its_child_and_gets_its_word_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let stick = dir.path().join("stick");
    let down = format!("down:{}", hall.org);
    let case = share(&mut county, &hall);
    a_night(&mut county, &mut hall, &stick);
    let image = dir.path().join("image");
    county.copy_to(&image);
    let handed = Event::from(CustodyHanded {
        case,
        custody: 2,
        to: hall.org,
        note: "of the lost days".to_owned(),
    });
    let now = county.now;
    let share = EntryRef {
        log: active(&county, &down).log,
        seq: active(&county, &down).seq,
    };
    county.look(|store| {
        store
            .write(|writer| {
                let by = ActorNo(7);
                writer.append_on(&down, case.0, by, now, &handed, &[share])?;
                Ok::<(), StoreError>(())
            })
            .unwrap();
    });
    a_night(&mut county, &mut hall, &stick);
    hall.exchange(&mut folder(&stick)).unwrap();
    // Keys, machine and all go back.
    county.close();
    std::fs::rename(&county.dir, dir.path().join("gone")).unwrap();
    crate::sync::copy_dir(&image, &county.dir);
    county.work(&down, "since then");
    let report = county.exchange(&mut folder(&stick)).unwrap();
    let other = |h: &Heard| matches!(h, Heard::KnowsOther { .. });
    assert!(report.legs[0].heard.iter().any(other), "{report:#?}");
    assert_eq!(epochs(&county, &down), [1, 2]);
    for _ in 0..3 {
        a_night(&mut county, &mut hall, &stick);
    }
    for node in [&county, &hall] {
        let shared = node.look(|store| view::shared::load(store.db(), case).unwrap().unwrap());
        assert_eq!(shared.custodian, hall.org, "{}", node.org);
        let report = verify::verify(&node.dir).unwrap();
        assert!(report.ok, "{:#?}", report.problems);
    }
    let bodies = bodies_from(&hall, &county);
    assert!(bodies.iter().any(|body| body.contains("since then")));
}

/// What a site's own card says, with logs that it says are its own too.
fn card_with(node: &mut Node, more: &[LogId]) -> Card {
    let key = PublicKey(signing(node).verifying_key().to_bytes());
    let mut card = node.card();
    card.logs.extend(more.iter().map(|log| LogCard {
        log: LogName(*log),
        audience: "up/more".to_owned(),
        epoch: 1,
        key,
    }));
    card
}

#[test]
fn a_child_that_names_the_logs_of_others_takes_nothing_from_them() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = pair(dir.path());
    let mut other = Node::make(dir.path(), 120_115_104, SiteKind::Hall, 5);
    acquaint(&mut county, &mut other);
    let stick = dir.path().join("stick");
    a_night(&mut county, &mut hall, &stick);
    a_night(&mut county, &mut other, &stick);
    other.rotate();
    other.work("up", "under new keys");
    other.exchange(&mut folder(&stick)).unwrap();
    // The hall reads the other's card on the stick, and names its new log and one of the county's
    // before the county comes by.
    let (theirs, ours) = (
        active(&other, "up").log,
        active(&county, &format!("down:{}", hall.org)).log,
    );
    let card = card_with(&mut hall, &[theirs, ours]);
    says(&hall, &county, &stick, Says::Card { card });
    let untrue = entries(
        theirs,
        (0, Hash::ZERO),
        &[noted(CaseId(Uuid::nil()), "no".to_owned())],
    );
    lays(&mut hall, &mut county, &stick, theirs, Hash::ZERO, &untrue);
    let report = county.exchange(&mut folder(&stick)).unwrap();
    for leg in &report.legs {
        let named = |h: &Heard| matches!(h, Heard::NamesAnothers { .. });
        assert!(leg.heard.iter().any(named), "{leg:#?}");
    }
    let rooms = county.look(|store| far::logs(store.db(), hall.org).unwrap());
    assert!(rooms.iter().all(|log| log.log != ours), "{rooms:#?}");
    let signed = "SELECT count(DISTINCT org) FROM evidence WHERE why = 'named'";
    let signed: i64 = county.look(|store| {
        let row = store.db().query_row(signed, [], |row| row.get(0));
        row.unwrap()
    });
    assert_eq!(signed, 2, "both signed cards are kept");
    for _ in 0..2 {
        a_night(&mut county, &mut other, &stick);
    }
    assert_eq!(county.received_from(other.org), upwards(&other));
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert!(
        report.legs.iter().all(|leg| leg.heard.is_empty()),
        "it is told once"
    );
    let report = verify::verify(&county.dir).unwrap();
    assert!(report.ok, "{:#?}", report.problems);
}

//! Three levels of real stores: what goes up and down, and what a revoked key brings.

use yizhan::domain::site::Relation;
use yizhan::domain::site::SiteKind;
use yizhan::store::far;
use yizhan::store::verify;
use yizhan::store::view::sites;
use yizhan::sync::notes::Heard;

use super::world;
use super::world::Node;
use super::world::folder;
use super::world::upwards;

/// Believes no key of another site any more.
fn revoke_all(at: &mut Node, whose: &Node) {
    let peers = sites::peers(at.store().db()).unwrap();
    let card = &peers.iter().find(|p| p.card.org == whose.org).unwrap().card;
    let keys = card.logs.iter().map(|log| log.key).chain([card.sealing]);
    keys.for_each(|key| at.revoke(whose.org, key));
}

fn evidence(of: &Node) -> i64 {
    let sql = "SELECT count(*) FROM evidence WHERE why = 'revoked'";
    let store = of.store();
    store.db().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_log_goes_to_the_parent_or_to_one_child_and_never_past_them() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = world::pair(dir.path());
    let mut village = Node::make(dir.path(), 120_115_103_001, SiteKind::Village, 3);
    let mut other = Node::make(dir.path(), 120_115_103_002, SiteKind::Village, 4);
    world::acquaint(&mut hall, &mut village);
    world::acquaint(&mut hall, &mut other);
    village.work("up", "of the village");
    hall.work("up", "of the hall");
    hall.work("down:120115103001", "for the one village");
    county.work("down:120115103", "for the hall");
    let stick = dir.path().join("stick");
    for _ in 0..3 {
        for node in [&mut county, &mut hall, &mut village, &mut other] {
            node.exchange(&mut folder(&stick)).unwrap();
        }
    }
    assert_eq!(hall.received_from(village.org), upwards(&village));
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    assert_eq!(hall.received_from(county.org).len(), 2);
    assert_eq!(village.received_from(hall.org).len(), 2);
    assert_eq!(
        other.received_from(hall.org).len(),
        1,
        "its own log's beginning"
    );
    for (node, strange) in [(&county, &village), (&village, &county), (&other, &village)] {
        assert!(node.received_from(strange.org).is_empty());
        assert!(
            far::logs(node.store().db(), strange.org)
                .unwrap()
                .is_empty()
        );
    }
    // The fingerprint a site shows is the one others have of it, also after cards went round.
    let print = hall.card().fingerprint();
    for node in [&county, &village] {
        let peers = sites::peers(node.store().db()).unwrap();
        let known = peers.iter().find(|p| p.card.org == hall.org).unwrap();
        assert_eq!(known.card.introduction().fingerprint(), print);
    }
    for node in [&county, &hall, &village, &other] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

#[test]
fn what_comes_under_a_revoked_key_is_refused_and_kept_as_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = world::pair(dir.path());
    let stick = dir.path().join("stick");
    hall.work("up", "before");
    for _ in 0..2 {
        hall.exchange(&mut folder(&stick)).unwrap();
        county.exchange(&mut folder(&stick)).unwrap();
    }
    let before = county.received_from(hall.org);
    assert_eq!(evidence(&county), 0);
    revoke_all(&mut county, &hall);
    hall.work("up", "by a thief");
    county.work("down:120115103", "not for a thief");
    hall.exchange(&mut folder(&stick)).unwrap();
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(
        county.received_from(hall.org),
        before,
        "nothing of it is taken"
    );
    assert_eq!(report.legs[0].received.damaged.len(), 1, "{report:#?}");
    assert_eq!(report.legs[0].sent.segments, 0, "nothing goes to the thief");
    assert!(evidence(&county) > 0, "it is kept");
    // The thief changes the keys: the old ones vouch for nothing.
    hall.rotate();
    hall.work("up", "by a thief again");
    for _ in 0..2 {
        hall.exchange(&mut folder(&stick)).unwrap();
        let report = county.exchange(&mut folder(&stick)).unwrap();
        assert!(!report.legs[0].heard.contains(&Heard::Renewed));
    }
    assert_eq!(county.received_from(hall.org), before);
    let kept = evidence(&county);
    county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(evidence(&county), kept, "the same is kept once");
    // The hall itself, on a new machine with new keys, is enrolled again by two people.
    std::fs::remove_dir_all(hall.dir.join("keys")).unwrap();
    hall.machine = "a new machine".to_owned();
    hall.work("up", "the hall itself");
    let card = hall.card();
    county.meet(Relation::Child, &card);
    for _ in 0..3 {
        hall.exchange(&mut folder(&stick)).unwrap();
        county.exchange(&mut folder(&stick)).unwrap();
    }
    assert!(county.received_from(hall.org).len() > before.len());
    let newest = upwards(&hall);
    let got = county.received_from(hall.org);
    assert!(newest.iter().all(|(at, hash)| got.get(at) == Some(hash)));
    let down = hall.received_from(county.org).len();
    assert_eq!(down, 2, "what waited for the hall has come");
    for node in [&county, &hall] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

#[test]
fn a_card_that_nobody_enrolled_brings_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut county, mut hall) = world::pair(dir.path());
    let mut stranger = Node::make(dir.path(), 120_115_104, SiteKind::Hall, 5);
    let up = county.card();
    stranger.meet(Relation::Parent, &up);
    stranger.work("up", "nobody knows me");
    let stick = dir.path().join("stick");
    for node in [&mut stranger, &mut hall, &mut county] {
        node.exchange(&mut folder(&stick)).unwrap();
    }
    assert!(
        county.received_from(stranger.org).is_empty(),
        "one side alone is no link"
    );
    assert_eq!(county.received_from(hall.org), upwards(&hall));
}

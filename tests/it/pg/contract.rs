//! What every carrier promises, asked of a folder and of a PostgreSQL alike.

use tempfile::TempDir;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::LogId;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::KeyPair;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::carrier::postgres::Postgres;

use super::County;
use super::FIRST;
use super::HUB;
use super::county;
use super::county_on;
use super::down;
use super::org;
use super::segment;
use super::up;
use crate::support::server::Server;

/// A carrier as a child holds it and as the hub holds it.
pub(super) struct Ends {
    pub(super) child: Box<dyn Carrier>,
    pub(super) hub: Box<dyn Carrier>,
}

pub(super) fn ends(county: &County) -> Ends {
    Ends {
        child: Box::new(Postgres::new(&county.first, org(FIRST)).unwrap()),
        hub: Box::new(Postgres::new(&county.importer, org(HUB)).unwrap()),
    }
}

fn on_both(check: impl Fn(&mut Ends)) {
    let dir = TempDir::new().unwrap();
    check(&mut Ends {
        child: Box::new(Folder::new(dir.path())),
        hub: Box::new(Folder::new(dir.path())),
    });
    if let Some(county) = county() {
        check(&mut ends(&county));
    }
}

fn note(kind: NoteKind, no: u64) -> Label {
    Label::Note {
        kind,
        by: u64::MAX,
        no,
    }
}

#[test]
fn what_was_laid_down_is_listed_in_order_and_comes_back_byte_for_byte() {
    on_both(|ends| {
        let log = |log, from, to| Label::Segment {
            log: LogId([log; 16]),
            from,
            to,
            end: Hash([log; 32]),
            keys: KeyPair {
                by: 1,
                to: u64::MAX,
            },
        };
        let (real, bytes) = segment(9, 3, "real");
        let mut items = vec![
            (log(2, 1, 10), b"YZS1\x00\x00".to_vec()),
            (note(NoteKind::Want, 10), b"want".to_vec()),
            (log(1, 11, 12), Vec::new()),
            (real, bytes),
            (note(NoteKind::Card, 2), vec![0, 255, 0]),
            (log(1, 1, 10), vec![0; 300_000]),
            (note(NoteKind::Card, 10), b"card".to_vec()),
        ];
        let (first, others) = items.split_first().unwrap();
        ends.child.put(up(FIRST), &first.0, &first.1).unwrap();
        ends.child.put_all(up(FIRST), others).unwrap();
        items.sort_by_key(|(label, _)| *label);
        let labels: Vec<Label> = items.iter().map(|(label, _)| *label).collect();
        assert_eq!(ends.child.list(up(FIRST)).unwrap(), labels);
        assert_eq!(ends.hub.list(up(FIRST)).unwrap(), labels);
        for (label, bytes) in &items {
            let back = ends.hub.get(up(FIRST), label).unwrap().unwrap();
            assert!(back == *bytes, "{label}");
        }
        assert_eq!(ends.hub.list(down(FIRST)).unwrap(), []);
    });
}

#[test]
fn what_goes_down_is_read_by_the_child() {
    on_both(|ends| {
        let (label, bytes) = segment(3, 5, "down");
        let ack = note(NoteKind::Ack, 4);
        ends.hub.put(down(FIRST), &label, &bytes).unwrap();
        ends.hub.put(down(FIRST), &ack, b"ack").unwrap();
        assert_eq!(ends.hub.list(down(FIRST)).unwrap(), [label, ack]);
        assert_eq!(ends.child.list(down(FIRST)).unwrap(), [label, ack]);
        assert_eq!(ends.child.get(down(FIRST), &label).unwrap(), Some(bytes));
        let back = ends.child.get(down(FIRST), &ack).unwrap();
        assert_eq!(back.as_deref(), Some(b"ack".as_slice()));
        assert_eq!(ends.hub.list(up(FIRST)).unwrap(), []);
    });
}

#[test]
fn a_label_that_is_there_is_left_as_it_is() {
    on_both(|ends| {
        let (label, bytes) = segment(4, 2, "once");
        let card = note(NoteKind::Card, 1);
        for text in [bytes.as_slice(), b"something else", &bytes] {
            ends.child.put(up(FIRST), &label, text).unwrap();
            ends.child.put(up(FIRST), &card, text).unwrap();
        }
        // One that is new goes through beside one that is there.
        let (other, more) = segment(5, 2, "new");
        let items = [(label, b"again".to_vec()), (other, more.clone())];
        ends.child.put_all(up(FIRST), &items).unwrap();
        assert_eq!(ends.hub.list(up(FIRST)).unwrap(), [label, other, card]);
        assert_eq!(
            ends.hub.get(up(FIRST), &label).unwrap(),
            Some(bytes.clone())
        );
        assert_eq!(ends.hub.get(up(FIRST), &other).unwrap(), Some(more));
        assert_eq!(ends.hub.get(up(FIRST), &card).unwrap(), Some(bytes));
    });
}

#[test]
fn what_is_not_there_is_none_and_no_error() {
    on_both(|ends| {
        let (label, _) = segment(6, 2, "gone");
        let want = note(NoteKind::Want, 9);
        assert_eq!(ends.hub.list(up(FIRST)).unwrap(), []);
        assert_eq!(ends.hub.get(up(FIRST), &label).unwrap(), None);
        assert_eq!(ends.child.get(down(FIRST), &want).unwrap(), None);
        ends.child.put_all(up(FIRST), &[]).unwrap();
    });
}

/// Lays down two branches of one log; says what is wrong when not both are there.
pub(super) fn both_branches_are_kept(ends: &mut Ends) -> Result<(), String> {
    let branches = [segment(8, 4, "one"), segment(8, 4, "other")];
    for (label, bytes) in &branches {
        let put = ends.child.put(up(FIRST), label, bytes);
        put.map_err(|error| error.to_string())?;
    }
    for (label, bytes) in branches {
        let got = ends.hub.get(up(FIRST), &label);
        if got.map_err(|error| error.to_string())? != Some(bytes) {
            return Err(format!("{label} was swallowed"));
        }
    }
    Ok(())
}

#[test]
fn of_a_forked_log_both_branches_are_kept() {
    on_both(|ends| assert_eq!(both_branches_are_kept(ends), Ok(())));
}

#[test]
fn what_is_signed_or_sealed_with_another_key_lies_beside_the_first() {
    on_both(|ends| {
        let (first, bytes) = segment(8, 4, "one");
        let Label::Segment {
            log,
            from,
            to,
            end,
            keys,
        } = first
        else {
            unreachable!()
        };
        let keyed = |by, reader| Label::Segment {
            log,
            from,
            to,
            end,
            keys: KeyPair { by, to: reader },
        };
        let ack = |by| Label::Note {
            kind: NoteKind::Ack,
            by,
            no: 1,
        };
        let all = [
            (keyed(1, keys.to), b"other signer".to_vec()),
            (first, bytes),
            (keyed(keys.by, 1 << 63), b"other reader".to_vec()),
            (ack(1), b"one".to_vec()),
            (ack(1 << 63), b"other".to_vec()),
        ];
        ends.child.put_all(up(FIRST), &all).unwrap();
        let labels: Vec<Label> = all.iter().map(|(label, _)| *label).collect();
        assert_eq!(ends.hub.list(up(FIRST)).unwrap(), labels);
        for (label, bytes) in all {
            assert_eq!(ends.hub.get(up(FIRST), &label).unwrap(), Some(bytes));
        }
    });
}

#[test]
fn a_carrier_that_went_away_is_away_and_carries_again_when_it_is_back() {
    let dir = TempDir::new().unwrap();
    let stick = dir.path().join("stick");
    let away = dir.path().join("pulled");
    std::fs::create_dir(&stick).unwrap();
    let folder = || Box::new(Folder::new(&stick));
    let mut ends_of_folder = Ends {
        child: folder(),
        hub: folder(),
    };
    let turn = |back: bool| match back {
        true => std::fs::rename(&away, &stick).unwrap(),
        false => std::fs::rename(&stick, &away).unwrap(),
    };
    goes_and_comes_back(&mut ends_of_folder, turn);
    let Some(server) = Server::start() else {
        return;
    };
    let county = county_on(std::sync::Arc::new(server));
    let orderly = |back: bool| match back {
        true => county.server.up(&[]),
        false => county.server.down(),
    };
    goes_and_comes_back(&mut ends(&county), orderly);
    let power_cut = |back: bool| match back {
        true => county.server.up(&[]),
        false => county.server.kill(),
    };
    goes_and_comes_back(&mut ends(&county), power_cut);
}

fn goes_and_comes_back(ends: &mut Ends, turn: impl Fn(bool)) {
    let (first, bytes) = segment(1, 2, "before");
    let (second, more) = segment(2, 2, "after");
    ends.child.put(up(FIRST), &first, &bytes).unwrap();
    turn(false);
    for _ in 0..2 {
        let error = ends.child.put(up(FIRST), &second, &more).unwrap_err();
        assert_eq!(error.trouble, Trouble::Away, "{error}");
        let error = ends.hub.list(up(FIRST)).unwrap_err();
        assert_eq!(error.trouble, Trouble::Away, "{error}");
    }
    turn(true);
    ends.child.put(up(FIRST), &second, &more).unwrap();
    // The hub's line was lost as well, and is made anew.
    assert_eq!(ends.hub.list(up(FIRST)).unwrap(), [first, second]);
    assert_eq!(ends.hub.get(up(FIRST), &second).unwrap(), Some(more));
}

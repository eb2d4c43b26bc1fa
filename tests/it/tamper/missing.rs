//! Ratings that were asked for and are missing: a task at the hall, and at its parent.

use std::fs;
use std::path::PathBuf;

use yizhan::domain::night::Night;
use yizhan::domain::night::StepEnd;
use yizhan::domain::night::StepKind;
use yizhan::domain::site::Relation;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::night::Unwatched;

use super::*;
use crate::support::LEADER;
use crate::support::sql;
use crate::support::staff;

const TOWN: &str = "330182001";

/// A county and a hall that know each other, with a stick between them.
pub struct Two {
    _root: TempDir,
    stick: PathBuf,
    pub county: TrialHall,
    pub hall: TrialHall,
}

fn site(stick: &Path, org: &str, kind: &str) -> TrialHall {
    let settings = format!("[sync]\nto = [\"dir:{}\"]\n", stick.display());
    let mut site = TrialHall::furnished(&settings);
    site.must_by(
        "place_site",
        json!({"org": org, "kind": kind}),
        staff(LEADER),
    );
    site
}

fn enrol(at: &mut TrialHall, other: &mut TrialHall, relation: Relation) {
    let (card, text) = other.hall.card(other.now).unwrap();
    let fields = json!({
        "card": text, "relation": relation, "witness": LEADER,
        "fingerprint": card.fingerprint(),
    });
    at.must_by("enrol_site", fields, staff(11));
}

pub fn two() -> Two {
    let root = TempDir::new().unwrap();
    let stick = root.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let mut county = site(&stick, "330182", "hub");
    let mut hall = site(&stick, TOWN, "hall");
    enrol(&mut county, &mut hall, Relation::Child);
    enrol(&mut hall, &mut county, Relation::Parent);
    Two {
        _root: root,
        stick,
        county,
        hall,
    }
}

/// A morning at the hall: four residents are served and rate badly, the last at 09:15.
fn work(hall: &mut TrialHall, day: &str) {
    hall.at(&format!("{day} 08:05"));
    hall.open_up();
    for time in ["08:30", "08:45", "09:00", "09:15"] {
        hall.at(time);
        let started = hall.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
        let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
        hall.must("accept_case", fields);
        hall.must("end_visit", json!({"window": 1}));
        let bad = json!({"errand": started["errand"], "level": 1, "reasons": ["attitude"]});
        hall.must_by("rate", bad, Who::Resident);
    }
}

pub fn night(site: &mut TrialHall, day: &str) -> Night {
    site.at(&format!("{day} 20:00"));
    let (now, day) = (site.now, site.zone.day(site.now));
    let lease = site.hall.lease().unwrap();
    let report = site
        .hall
        .night(&lease, day, &|| now, &mut Unwatched)
        .unwrap();
    let exchange = report
        .steps
        .iter()
        .find(|step| step.kind == StepKind::Exchange);
    let end = &exchange.unwrap().end;
    assert_eq!(*end, StepEnd::Done(1), "{report:#?}");
    report
}

/// Both do their night, the hall first; `between` happens on the stick meanwhile.
fn nights(two: &mut Two, day: &str, between: impl Fn(&Two)) {
    night(&mut two.hall, day);
    between(two);
    night(&mut two.county, day);
    night(&mut two.hall, day);
    between(two);
}

/// The missing ratings that wait for a leader: about what, and what is known.
fn missing(site: &TrialHall) -> Vec<(String, String)> {
    let tasks = site.hall.tasks().unwrap();
    let of = tasks
        .into_iter()
        .filter(|t| t.kind == TaskKind::MissingRating);
    of.map(|task| (task.about, task.words)).collect()
}

const DAYS: [&str; 5] = [
    "2026-03-12",
    "2026-03-13",
    "2026-03-14",
    "2026-03-15",
    "2026-03-16",
];

#[test]
fn i8_where_nothing_is_taken_away_nobody_is_asked_about_a_rating() {
    let mut two = two();
    for day in DAYS {
        work(&mut two.hall, day);
        nights(&mut two, day, |_| ());
        assert_eq!((missing(&two.hall), missing(&two.county)), (vec![], vec![]));
    }
    let received = sql(
        two.county.dir(),
        "SELECT count(*) FROM far_entries WHERE kind = 71",
    );
    assert_eq!(received, "20");
}

/// Cuts the last entries off the pads' log and makes all agree with it: chain, head, marks, tables.
fn cut(hall: &mut TrialHall, from: u64) {
    // The process of the hall ends meanwhile.
    let elsewhere = TrialHall::furnished("");
    let running = std::mem::replace(&mut hall.hall, elsewhere.hall);
    drop(running);
    rewrite(hall.dir(), 2, |db| {
        execute(
            db,
            &format!("DELETE FROM entries WHERE lno = 2 AND seq >= {from}"),
        );
    });
    raw(hall.dir())
        .execute(
            "UPDATE ratings SET state = 'given', level = 5 WHERE state = 'invited'",
            [],
        )
        .unwrap();
    hall.hall = Hall::open(hall.dir()).unwrap();
}

#[test]
fn i8_a_tail_cut_off_the_pads_log_is_a_task_at_the_hall_and_at_its_parent() {
    let mut two = two();
    work(&mut two.hall, DAYS[0]);
    let ratings =
        "SELECT group_concat(e) FROM (SELECT json_extract(cast(body AS TEXT), '$.errand') AS e
         FROM entries WHERE lno = 2 AND kind = 71 ORDER BY seq DESC LIMIT 2)";
    let taken = sql(two.hall.dir(), ratings);
    let from = "SELECT min(seq) FROM (SELECT seq FROM entries WHERE lno = 2 AND kind = 71
         ORDER BY seq DESC LIMIT 2)";
    let from = sql(two.hall.dir(), from).parse().unwrap();
    cut(&mut two.hall, from);
    for (n, day) in DAYS.into_iter().enumerate() {
        if n > 0 {
            work(&mut two.hall, day);
        }
        nights(&mut two, day, |_| ());
        let expected = if n < 2 { 0 } else { 2 };
        for (site, of) in [(&two.hall, ""), (&two.county, "330182001 ")] {
            let tasks = missing(site);
            assert_eq!(tasks.len(), expected, "{day} {tasks:?}");
            for (about, words) in tasks {
                assert_eq!(about, format!("{of}2026-03-12 老年证"), "{words}");
                let errand = words.strip_prefix("1 · 11 · ").unwrap();
                assert!(taken.contains(errand), "{words} {taken}");
            }
        }
        if n == 3 {
            // Tables made anew know nothing of the answers; made-up ones change nothing any more.
            for site in [&mut two.hall, &mut two.county] {
                let before = missing(site);
                site.hall.rebuild().unwrap();
                assert_eq!(missing(site), before);
            }
        }
    }
    // Seen to, a task is not raised again.
    let open = two.hall.hall.tasks().unwrap();
    let task = open
        .iter()
        .find(|t| t.kind == TaskKind::MissingRating)
        .unwrap();
    let call = json!({"task": task.id, "outcome": "问过了"});
    let call = Call::parse("close_task", call).unwrap();
    let now = two.hall.now;
    two.hall.hall.perform(&call, staff(LEADER), now).unwrap();
    nights(&mut two, DAYS[4], |_| ());
    assert_eq!(missing(&two.hall).len(), 1);
}

#[test]
fn i8_pads_entries_held_back_on_their_way_are_a_task_at_the_parent_until_they_come() {
    let mut two = two();
    let pads = sql(
        two.hall.dir(),
        "SELECT lower(hex(log_id)) FROM logs WHERE audience = 'up/pad'",
    );
    let hold_back = |two: &Two| {
        let there = two.stick.join("v1/330182").join(TOWN);
        for item in fs::read_dir(there).unwrap() {
            let path = item.unwrap().path();
            if path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with(&pads)
            {
                fs::remove_file(path).unwrap();
            }
        }
    };
    for (n, day) in DAYS.into_iter().enumerate() {
        work(&mut two.hall, day);
        nights(&mut two, day, hold_back);
        assert_eq!(missing(&two.hall), [], "they are all at the hall");
        let tasks = missing(&two.county);
        match n {
            0 | 1 => assert_eq!(tasks, [], "{day}"),
            _ => assert_eq!(
                tasks,
                [("330182001 up/pad".to_owned(), format!("{pads}:1"))]
            ),
        }
    }
    nights(&mut two, "2026-03-17", |_| ());
    let came = sql(
        two.county.dir(),
        "SELECT count(*) FROM far_entries WHERE kind = 71",
    );
    assert_eq!((came.as_str(), missing(&two.county).len()), ("20", 1));
}

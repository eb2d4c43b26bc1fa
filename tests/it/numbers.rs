//! Printed numbers of a site that began anew: none is printed again, and a number that is in the
//! ledger twice all the same is kept twice and told to the duty leader.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::night::Night;
use yizhan::domain::task::TaskKind;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::ops::night::Unwatched;
use yizhan::store::Store;
use yizhan::store::maintenance;
use yizhan::store::verify;
use yizhan::store::view;

use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

/// A hall and its county, which exchange over a folder.
struct Pair {
    folder: TempDir,
    county: TrialHall,
    town: TrialHall,
}

impl Pair {
    fn make() -> Pair {
        let folder = TempDir::new().unwrap();
        let site = |org: &str, kind: &str| {
            let mut site = TrialHall::furnished(&settings(folder.path()));
            site.open_up();
            let place = json!({"org": org, "kind": kind});
            site.must_by("place_site", place, staff(LEADER));
            site
        };
        let (mut county, mut town) = (site("330182", "hub"), site("330182001", "hall"));
        enrol(&mut county.hall, "child", &mut town.hall, town.now);
        enrol(&mut town.hall, "parent", &mut county.hall, county.now);
        Pair {
            folder,
            county,
            town,
        }
    }

    /// The first machine of the hall exchanges with the county.
    fn night(&mut self) {
        exchange(&mut self.town.hall, self.town.now);
        exchange(&mut self.county.hall, self.county.now);
        exchange(&mut self.town.hall, self.town.now);
    }

    /// Another machine of the hall exchanges with the county, until nothing is left to say.
    fn nights(&mut self, other: &mut Hall) {
        for _ in 0..4 {
            exchange(other, self.town.now);
            exchange(&mut self.county.hall, self.county.now);
        }
        exchange(other, self.town.now);
    }
}

fn settings(folder: &Path) -> String {
    format!("[sync]\nto = \"dir:{}\"\n", folder.display())
}

fn enrol(at: &mut Hall, relation: &str, of: &mut Hall, now: UtcMs) {
    let (card, text) = of.card(now).unwrap();
    let fields = json!({
        "card": text, "relation": relation, "witness": CLERKS[0],
        "fingerprint": card.fingerprint(),
    });
    must_by(at, "enrol_site", fields, staff(LEADER), now);
}

fn must_by(hall: &mut Hall, verb: &str, fields: Value, who: Who, now: UtcMs) -> Value {
    let call = Call::parse(verb, fields).unwrap();
    serde_json::to_value(hall.perform(&call, who, now).unwrap()).unwrap()
}

fn exchange(hall: &mut Hall, now: UtcMs) -> Night {
    let lease = hall.lease().unwrap();
    let night = hall.exchange(&lease, &|| now, &mut Unwatched).unwrap();
    for site in &night.sites {
        for leg in &site.legs {
            assert_eq!(leg.stopped, None);
        }
    }
    night
}

/// Gives a ticket and accepts a case; returns both numbers.
fn serve(hall: &mut Hall, now: UtcMs) -> (String, String) {
    serve_whom(hall, "13800000000", now)
}

fn serve_whom(hall: &mut Hall, phone: &str, now: UtcMs) -> (String, String) {
    let mut must = |verb, fields| must_by(hall, verb, fields, Who::System, now);
    let ticket = must("take_ticket", json!({"centre": "social"}));
    must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
    let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": phone});
    let case = must("accept_case", fields);
    must("end_visit", json!({"window": 1}));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&ticket["ticket"]), text(&case["number"]))
}

/// Returns the rows of all visits and cases, each by its name in the ledger and its number.
fn kept(dir: &Path) -> BTreeSet<Vec<Option<String>>> {
    let visits = "SELECT hex(id), band, count, calls FROM visits";
    let cases = "SELECT hex(id), number, '', 0 FROM cases";
    [visits, cases]
        .iter()
        .flat_map(|query| maintenance::query(dir, query).unwrap().rows)
        .collect()
}

/// Returns what the tasks for doubled numbers are about.
fn doubled(dir: &Path) -> Vec<String> {
    let store = Store::open(dir).unwrap();
    let open = view::tasks::open(store.db()).unwrap();
    let doubled = open
        .into_iter()
        .filter(|task| task.kind == TaskKind::DoubledNumber);
    let mut about: Vec<String> = doubled.map(|task| task.about).collect();
    about.sort();
    about
}

/// Checks that a store is whole, also after its tables are folded from the ledger again.
fn assert_whole(hall: &mut Hall) {
    let before = kept(hall.dir());
    hall.rebuild().unwrap();
    assert_eq!(kept(hall.dir()), before);
    let report = verify::verify(hall.dir()).unwrap();
    assert!(report.ok, "{:#?}", report.problems);
}

fn told(served: &[(String, String)]) -> Vec<String> {
    let mut told: Vec<String> = served
        .iter()
        .flat_map(|(ticket, case)| [format!("2026-03-12 {ticket}"), case.clone()])
        .collect();
    told.sort();
    told
}

#[test]
fn a_hall_put_back_elsewhere_gives_no_number_of_its_lost_hours_again_once_it_has_exchanged() {
    let mut pair = Pair::make();
    let now = pair.town.now;
    serve(&mut pair.town.hall, now);
    pair.night();
    let backup = pair.folder.path().join("backup.db");
    maintenance::backup(pair.town.dir(), &backup).unwrap();
    let lost = [(); 3].map(|()| serve(&mut pair.town.hall, now));
    pair.night();

    let elsewhere = TempDir::new().unwrap();
    maintenance::restore(&backup, elsewhere.path()).unwrap();
    let file = elsewhere.path().join("hall.toml");
    fs::write(file, settings(pair.folder.path())).unwrap();
    let mut other = Hall::open(elsewhere.path()).unwrap();
    // It knows of nothing lost yet, and gives two numbers again.
    let again = [(); 2].map(|()| serve(&mut other, now));
    assert_eq!(again, lost[..2]);
    let night = exchange(&mut other, now);
    assert!(night.renewed.is_some());
    assert!(night.unsettled, "the county's answer comes by another try");
    let later = serve(&mut other, now);
    enrol(&mut pair.county.hall, "child", &mut other, now);
    let mut all = kept(pair.town.dir());
    all.extend(kept(elsewhere.path()));
    pair.nights(&mut other);
    assert_eq!(
        kept(elsewhere.path()),
        all,
        "nothing is lost, nothing is there twice"
    );
    let last = serve(&mut other, now);
    assert_eq!(later.0.len(), lost[0].0.len() + 1, "{later:?}");
    assert!(
        later.1.ends_with("-B0001") && last.1.ends_with("-B0002"),
        "{later:?} {last:?}"
    );
    assert!(last.0 > later.0, "{later:?} {last:?}");
    assert_eq!(doubled(elsewhere.path()), told(&again));
    assert_whole(&mut other);
    pair.nights(&mut other);
    assert_eq!(doubled(elsewhere.path()), told(&again), "each is told once");
    assert!(!exchange(&mut other, now).unsettled);
    let store = Store::open(elsewhere.path()).unwrap();
    let found = view::cases::find(store.db(), &again[0].1).unwrap();
    assert_eq!(found, view::cases::find(store.db(), &again[0].1).unwrap());
    assert!(found.is_some());
}

#[test]
fn numbers_that_two_machines_with_one_store_gave_are_each_told_once() {
    let mut pair = Pair::make();
    let now = pair.town.now;
    serve(&mut pair.town.hall, now);
    pair.night();
    // The last thing before the copy: a fold that met it twice would count one call too many.
    let mut must = |verb, fields| must_by(&mut pair.town.hall, verb, fields, Who::System, now);
    must(
        "take_ticket",
        json!({"centre": "social", "slip": "no_paper"}),
    );
    must("call_ticket", json!({"window": 2, "ticket": "B002"}));
    must("recall", json!({"window": 2}));
    let copy = TempDir::new().unwrap();
    copy_whole(pair.town.dir(), copy.path());
    let mut other = Hall::open(copy.path()).unwrap();
    let here = [(); 3].map(|()| serve(&mut pair.town.hall, now));
    let there = ["13800001111", "13800002222"].map(|phone| serve_whom(&mut other, phone, now));
    assert_eq!(there, here[..2]);
    let mut all = kept(pair.town.dir());
    all.extend(kept(copy.path()));
    pair.night();
    pair.nights(&mut other);
    assert_eq!(kept(copy.path()), all);
    assert_eq!(doubled(copy.path()), told(&there));
    let next = serve_whom(&mut other, "13800003333", now);
    assert!(next.1.ends_with("-B0001"), "{next:?}");
    // Whose case it is the digits of the phone say, and a number pad has no letters.
    let ask = |number: &str, last4| other.self_query(number, last4, now).unwrap();
    for last4 in ["0000", "1111"] {
        assert!(ask(&there[0].1, last4).is_some(), "{last4}");
    }
    assert_eq!(ask(&there[0].1, "2222"), None);
    assert!(ask(&next.1, "3333").is_some());
    assert!(ask(&next.1.replace("-B", "-"), "3333").is_some());
    assert_eq!(ask(&next.1, "0000"), None);
    pair.nights(&mut other);
    assert_eq!(doubled(copy.path()), told(&there), "each is told once");
    // Both go on, and never meet again, also when the first hears of the other and begins anew.
    let mut given = BTreeSet::from([next]);
    for _ in 0..4 {
        pair.night();
        pair.nights(&mut other);
        for served in [serve(&mut pair.town.hall, now), serve(&mut other, now)] {
            let new = |(ticket, case): &(String, String)| *ticket != served.0 && *case != served.1;
            assert!(given.iter().all(new), "{served:?} of {given:?}");
            given.insert(served);
        }
    }
    let marked = |mark: &str| given.iter().filter(|(_, case)| case.contains(mark)).count();
    assert_eq!((marked("-B"), marked("-C")), (5, 3), "{given:?}");
    assert_eq!(doubled(copy.path()), told(&there));
    assert_eq!(doubled(pair.town.dir()), told(&there), "both are told");
    enrol(&mut pair.county.hall, "child", &mut pair.town.hall, now);
    for _ in 0..2 {
        pair.night();
        pair.nights(&mut other);
    }
    assert_eq!(kept(pair.town.dir()), kept(copy.path()), "both know all");
    assert_whole(&mut other);
    assert_whole(&mut pair.town.hall);
}

fn copy_whole(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let (path, to) = {
            let item = item.unwrap();
            (item.path(), to.join(item.file_name()))
        };
        match path.is_dir() {
            true => copy_whole(&path, &to),
            false => drop(fs::copy(&path, &to).unwrap()),
        }
    }
}

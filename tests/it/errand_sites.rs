//! Errands by proxy between real stores: a hall and its villages, each with keys of its own, and
//! folders that people carry.

mod bad_bundles;
mod real_villages;
mod two_villages;

use std::cell::RefCell;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use yizhan::domain::custody::SharedCase;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::SitePlaced;
use yizhan::domain::site::SiteKind;
use yizhan::ops::Hall;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::dice::Dice;
use yizhan::sync::exchange::Report;

use crate::support::CLERKS;
use crate::support::TrialHall;
use crate::support::staff;
use crate::sync::world::Node;
use crate::sync::world::acquaint;
use crate::sync::world::org;

/// The hall of all these tests.
const TOWN: i64 = 120_115_103;

/// A site: its desk, and its keys and carriers.
struct Place {
    t: TrialHall,
    node: Node,
}

impl Place {
    fn make(code: i64, kind: SiteKind, name: &str, seed: u64) -> Place {
        let t = TrialHall::staffed();
        let placed = Event::from(SitePlaced {
            org: org(code),
            kind,
            name: name.to_owned(),
        });
        let mut store = Store::open(t.dir()).unwrap();
        store
            .write(|writer| {
                let actor = ActorNo::SYSTEM;
                writer.append(Audience::Up, uuid::Uuid::nil(), actor, t.now, &placed)?;
                Ok::<(), StoreError>(())
            })
            .unwrap();
        let node = Node {
            org: org(code),
            dir: t.dir().to_owned(),
            machine: format!("machine of {code}"),
            now: t.now,
            dice: Dice::new(seed),
            open: RefCell::new(None),
        };
        let mut place = Place { t, node };
        place.fresh();
        place
    }

    /// Opens the desk again after something came in beside it.
    fn fresh(&mut self) {
        self.node.close();
        self.t.hall = Hall::open(self.t.dir()).unwrap();
    }

    fn exchange(&mut self, sticks: &[PathBuf]) -> Report {
        self.node.now = self.t.now;
        let mut carriers: Vec<Box<dyn Carrier>> = Vec::new();
        for stick in sticks {
            std::fs::create_dir_all(stick).unwrap();
            carriers.push(Box::new(Folder::new(stick)));
        }
        let report = self.node.exchange(&mut carriers).unwrap();
        self.t.now = self.t.now.max(self.node.now);
        self.fresh();
        report
    }

    /// Does a verb as the first clerk.
    fn must(&mut self, verb: &str, fields: Value) -> Value {
        self.t.must_by(verb, fields, staff(CLERKS[0]))
    }

    /// The code of a refusal, of which nothing is kept.
    fn refused(&mut self, verb: &str, fields: Value) -> String {
        let before = self.t.entries();
        let done = self.t.perform(verb, fields, staff(CLERKS[0]));
        assert_eq!(self.t.entries(), before, "{verb} wrote something");
        match done {
            Err(yizhan::ops::Error::Refused(refusal)) => refusal.code(),
            other => panic!("{verb}: {other:?}"),
        }
    }

    fn rows(&self, query: &str) -> Vec<Vec<Option<String>>> {
        let answer = yizhan::store::maintenance::query(self.t.dir(), query);
        answer.unwrap().rows
    }

    /// All errands this site knows.
    fn errands(&self) -> Vec<SharedCase> {
        let rows = self.rows("SELECT body FROM shared_cases ORDER BY number");
        let bodies = rows.into_iter().map(|row| row[0].clone().unwrap());
        bodies
            .map(|body| serde_json::from_str(&body).unwrap())
            .collect()
    }

    /// The hall accepts an errand at window 1 with all that is there to come.
    fn accept(&mut self, mandate: &str, missing: &str) -> Value {
        self.t.must("quick_serve", json!({"window": 1}));
        let fields = json!({"window": 1, "mandate": mandate, "missing": missing});
        let done = self.must("accept_bundle", fields);
        self.t.must("end_visit", json!({"window": 1}));
        done
    }
}

/// The hall and villages below it, enrolled at each other.
fn hall_and(villages: &[(i64, &str)]) -> (Place, Vec<Place>) {
    let mut hall = Place::make(TOWN, SiteKind::Hall, "龙河镇便民服务中心", 1);
    let made = villages.iter().zip(10..).map(|((code, name), seed)| {
        let mut village = Place::make(*code, SiteKind::Village, name, seed);
        acquaint(&mut hall.node, &mut village.node);
        village.fresh();
        village
    });
    let made = made.collect();
    hall.fresh();
    (hall, made)
}

/// All files below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(dir).into_iter().flatten() {
        let path = item.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

//! A county led through nights by dice: one hub, three halls, six villages, two carriers, and
//! everything that goes wrong with sticks, lines, clocks, disks and machines. The sites, their stores
//! and their keys are real; only the carriers are led astray on purpose.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

use yizhan::domain::site::Org;
use yizhan::domain::site::Relation;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::maintenance;
use yizhan::store::verify;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::CarrierError;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::dice::Dice;
use yizhan::sync::exchange::Report;
use yizhan::sync::notes::Heard;

use crate::sync::copy_dir;
use crate::sync::world::Node;
use crate::sync::world::acquaint;

const COUNTY: i64 = 120_115;
/// Ten years, ms.
const FAR: i64 = 315_576_000_000;

type Laid = BTreeMap<(Route, Label), Vec<u8>>;
type Shelf = Rc<RefCell<Laid>>;

/// A carrier that does to what it carries what the dice say.
struct Astray {
    name: &'static str,
    shelf: Shelf,
    dice: Dice,
    /// One operation in so many goes wrong; 0 for none.
    odds: u64,
}

impl Astray {
    fn hit(&mut self) -> bool {
        self.odds > 0 && self.dice.below(self.odds) == 0
    }

    fn gone(&self) -> CarrierError {
        CarrierError {
            name: self.name.to_owned(),
            trouble: Trouble::Away,
            why: "pulled out".to_owned(),
        }
    }
}

impl Carrier for Astray {
    fn name(&self) -> &str {
        self.name
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        if self.hit() {
            return Err(self.gone());
        }
        let all: Vec<Label> = {
            let shelf = self.shelf.borrow();
            shelf
                .keys()
                .filter(|(r, _)| *r == route)
                .map(|(_, l)| *l)
                .collect()
        };
        // An old stick: some of what was on it is not there yet.
        match self.hit() {
            true => Ok(all.into_iter().filter(|_| self.dice.below(3) > 0).collect()),
            false => Ok(all),
        }
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        if self.hit() {
            return Err(self.gone());
        }
        let found = self.shelf.borrow().get(&(route, *label)).cloned();
        let Some(mut bytes) = found else {
            return Ok(None);
        };
        if self.hit() && !bytes.is_empty() {
            let at = self.dice.below(bytes.len() as u64) as usize;
            match self.dice.below(2) {
                0 => bytes.truncate(at),
                _ => bytes[at] ^= 1 << self.dice.below(8),
            }
        }
        Ok(Some(bytes))
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        if self.hit() {
            let trouble = match self.dice.below(3) {
                0 => Trouble::Full,
                1 => Trouble::ReadOnly,
                _ => Trouble::Away,
            };
            return Err(CarrierError {
                trouble,
                ..self.gone()
            });
        }
        // Said to be written, and lost with the power.
        if !self.hit() {
            let mut shelf = self.shelf.borrow_mut();
            shelf
                .entry((route, *label))
                .or_insert_with(|| bytes.to_vec());
        }
        Ok(())
    }
}

struct Site {
    node: Node,
    parent: Option<usize>,
    backup: Option<PathBuf>,
    image: Option<PathBuf>,
}

struct County {
    root: PathBuf,
    sites: Vec<Site>,
    shelves: [Shelf; 2],
    old: [Option<Laid>; 2],
    dice: Dice,
    odds: u64,
    files: u64,
    /// What a parent had of a child at some time: that must never be lost.
    seen: BTreeMap<usize, BTreeSet<String>>,
    told: Vec<String>,
}

/// Makes the county once; every seed begins with a copy of it.
pub fn template(root: &Path) {
    let mut county = Node::make(root, COUNTY, SiteKind::Hub, 1);
    for h in 0..3 {
        let code = COUNTY * 1_000 + 101 + h;
        let mut hall = Node::make(root, code, SiteKind::Hall, 10 + h as u64);
        acquaint(&mut county, &mut hall);
        for v in 0..2 {
            let code = code * 1_000 + 201 + v;
            let mut village = Node::make(root, code, SiteKind::Village, 100 + (h * 2 + v) as u64);
            acquaint(&mut hall, &mut village);
        }
    }
}

impl County {
    fn of(template: &Path, root: &Path, seed: u64) -> County {
        copy_dir(template, root);
        let mut codes = vec![(COUNTY, None)];
        for h in 0..3 {
            let code = COUNTY * 1_000 + 101 + h;
            let at = codes.len();
            codes.push((code, Some(0)));
            codes.extend((0..2).map(|v| (code * 1_000 + 201 + v, Some(at))));
        }
        let sites = codes.into_iter().map(|(code, parent)| Site {
            node: Node {
                org: Org::new(code).unwrap(),
                dir: root.join(code.to_string()),
                machine: format!("machine of {code}"),
                now: UtcMs(2_000_000),
                dice: Dice::new(seed ^ code as u64),
                open: RefCell::new(None),
            },
            parent,
            backup: None,
            image: None,
        });
        County {
            root: root.to_owned(),
            sites: sites.collect(),
            shelves: [Shelf::default(), Shelf::default()],
            old: [None, None],
            dice: Dice::new(seed),
            odds: 12,
            files: 0,
            seen: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    fn carriers(&mut self, which: u64) -> Vec<Box<dyn Carrier>> {
        let mut carriers: Vec<Box<dyn Carrier>> = Vec::new();
        for (i, name) in ["stick", "line"].into_iter().enumerate() {
            if which & (1 << i) != 0 {
                carriers.push(Box::new(Astray {
                    name,
                    shelf: Rc::clone(&self.shelves[i]),
                    dice: Dice::new(self.dice.below(u64::MAX)),
                    odds: self.odds,
                }));
            }
        }
        carriers
    }

    fn fresh(&mut self, what: &str) -> PathBuf {
        self.files += 1;
        self.root.join(format!("{what}-{}", self.files))
    }

    fn step(&mut self) {
        let at = self.dice.below(self.sites.len() as u64) as usize;
        match self.dice.below(100) {
            0..50 => self.work(at),
            50..88 => {
                let which = 1 + self.dice.below(3);
                self.exchange(at, which);
            }
            88..91 => {
                let file = self.fresh("backup");
                maintenance::backup(&self.sites[at].node.dir, &file).unwrap();
                self.sites[at].backup = Some(file);
            }
            91..93 => self.restore(at),
            93..95 => {
                let dir = self.fresh("image");
                self.sites[at]
                    .node
                    .look(|store| store.checkpoint().unwrap());
                copy_dir(&self.sites[at].node.dir, &dir);
                self.sites[at].image = Some(dir);
            }
            95..97 => self.roll_back(at),
            // A stick as it was some time ago: everything laid on it since is not there.
            97 => {
                let which = self.dice.below(2) as usize;
                match self.dice.below(3) {
                    0 => self.old[which] = Some(self.shelves[which].borrow().clone()),
                    _ => {
                        if let Some(old) = &self.old[which] {
                            self.told.push(format!("carrier {which} is an old one"));
                            *self.shelves[which].borrow_mut() = old.clone();
                        }
                    }
                }
            }
            98 => {
                self.told.push(format!("{at} rotates its keys"));
                self.sites[at].node.rotate();
            }
            _ => {
                let by = self.dice.below(2 * FAR as u64) as i64 - FAR;
                self.told.push(format!("the clock of {at} is set by {by}"));
                let now = &mut self.sites[at].node.now;
                *now = UtcMs((now.0 + by).max(1_000));
            }
        }
    }

    fn work(&mut self, at: usize) {
        let child = self.sites.iter().position(|site| site.parent == Some(at));
        let audience = match (self.dice.below(4), child) {
            (0, Some(child)) => format!("down:{}", self.sites[child].node.org),
            (1, _) => "up/pad".to_owned(),
            _ => "up".to_owned(),
        };
        let name = format!("{at}-{}", self.dice.below(u64::MAX));
        self.sites[at].node.work(&audience, &name);
    }

    /// The disk dies; the last backup is put on another machine, where the keys are not.
    fn restore(&mut self, at: usize) {
        let Some(backup) = self.sites[at].backup.clone() else {
            return;
        };
        self.told.push(format!("{at} is restored"));
        let away = self.fresh("dead");
        let machine = format!("{} {}", self.sites[at].node.machine, self.files);
        let node = &mut self.sites[at].node;
        node.close();
        std::fs::rename(&node.dir, away).unwrap();
        maintenance::restore(&backup, &node.dir).unwrap();
        node.machine = machine;
        self.forget(at);
    }

    /// The whole machine is put back to an image, keys and all.
    fn roll_back(&mut self, at: usize) {
        let Some(image) = self.sites[at].image.take() else {
            return;
        };
        self.told.push(format!("{at} goes back to an image"));
        let away = self.fresh("gone");
        let node = &mut self.sites[at].node;
        node.close();
        std::fs::rename(&node.dir, away).unwrap();
        copy_dir(&image, &node.dir);
        self.forget(at);
    }

    /// What neither a child nor its parent has after one of them went back is lost with the disk;
    /// what either has must stay.
    fn forget(&mut self, at: usize) {
        for child in 0..self.sites.len() {
            let Some(parent) = self.sites[child].parent else {
                continue;
            };
            if at != child && at != parent {
                continue;
            }
            let mut left = bodies(&self.sites[child].node, "up");
            left.extend(received(
                &self.sites[parent].node,
                self.sites[child].node.org,
            ));
            let seen = self.seen.entry(child).or_default();
            seen.retain(|name| left.contains(name));
        }
    }

    fn exchange(&mut self, at: usize, which: u64) -> Report {
        let mut carriers = self.carriers(which);
        let report = self.sites[at].node.exchange(&mut carriers).unwrap();
        self.people(at, &report);
        self.note_what_was_seen(at);
        report
    }

    /// Where a card is signed by no known key, two people carry the new one over.
    fn people(&mut self, at: usize, report: &Report) {
        for leg in &report.legs {
            if !leg.heard.contains(&Heard::Unvouched) {
                continue;
            }
            let other = self
                .sites
                .iter()
                .position(|s| Some(s.node.org) == leg.peer)
                .unwrap();
            let card = self.sites[other].node.card();
            let relation = match self.sites[at].parent == Some(other) {
                true => Relation::Parent,
                false => Relation::Child,
            };
            self.told.push(format!("{at} enrols {other} again"));
            self.sites[at].node.meet(relation, &card);
        }
    }

    fn note_what_was_seen(&mut self, at: usize) {
        let children: Vec<usize> = (0..self.sites.len())
            .filter(|child| self.sites[*child].parent == Some(at))
            .collect();
        for child in children {
            let names = received(&self.sites[at].node, self.sites[child].node.org);
            self.seen.entry(child).or_default().extend(names);
        }
    }

    fn night(&mut self) -> u64 {
        let order = [2, 3, 5, 6, 8, 9, 1, 4, 7, 0, 1, 4, 7, 2, 3, 5, 6, 8, 9];
        let mut moved = 0;
        for at in order {
            let report = self.exchange(at, 3);
            for leg in &report.legs {
                let quiet = leg.received.damaged.is_empty()
                    && leg.received.waiting.is_empty()
                    && leg.received.forked.is_empty()
                    && leg.heard.is_empty();
                if !quiet || report.renewed.is_some() {
                    self.told.push(format!(
                        "night: {at} renewed {:?} of {:?}: {:?} {:?}",
                        report.renewed, leg.peer, leg.heard, leg.received
                    ));
                }
            }
            moved += report
                .legs
                .iter()
                .map(|leg| leg.sent.segments + leg.received.entries)
                .sum::<u64>();
        }
        moved
    }

    /// When nothing goes wrong any more, all is where it should be within a few nights.
    fn settle(&mut self) {
        self.odds = 0;
        let moved: Vec<u64> = (0..6).map(|_| self.night()).collect();
        assert_eq!(moved[5], 0, "it never comes to rest: {moved:?}");
        for at in 0..self.sites.len() {
            let report = verify::verify(&self.sites[at].node.dir).unwrap();
            assert!(report.ok, "site {at}: {:#?}", report.problems);
            if let Some(parent) = self.sites[at].parent {
                self.compare(at, parent);
            }
        }
    }

    fn compare(&self, child: usize, parent: usize) {
        let (site, above) = (&self.sites[child].node, &self.sites[parent].node);
        let there = received(above, site.org);
        let lost: Vec<&String> = self
            .seen
            .get(&child)
            .into_iter()
            .flatten()
            .filter(|name| !there.contains(*name))
            .collect();
        assert!(
            lost.is_empty(),
            "{parent} once had of {child}, and has no more: {lost:?}"
        );
        let own: BTreeSet<String> = bodies(site, "up");
        let missing: Vec<&String> = own.iter().filter(|name| !there.contains(*name)).collect();
        assert!(missing.is_empty(), "{parent} lacks of {child}: {missing:?}");
        let down: BTreeSet<String> = bodies(above, &format!("down:{}", site.org));
        let here = received(site, above.org);
        let missing: Vec<&String> = down.iter().filter(|name| !here.contains(*name)).collect();
        assert!(missing.is_empty(), "{child} lacks of {parent}: {missing:?}");
    }
}

/// Names that were written in logs of an audience, or told again there.
fn bodies(node: &Node, audience: &str) -> BTreeSet<String> {
    node.look(|store| {
        let mut all = BTreeSet::new();
        for head in ledger::heads(store.db()).unwrap() {
            if head.audience.starts_with(audience) {
                let run = ledger::run_of(store.db(), head.lno, 1, (1 << 40, usize::MAX)).unwrap();
                all.extend(run.iter().flat_map(|e| names(e.body.as_deref())));
            }
        }
        all
    })
}

fn received(node: &Node, from: Org) -> BTreeSet<String> {
    node.look(|store| {
        let mut all = BTreeSet::new();
        for log in far::logs(store.db(), from).unwrap() {
            let run = ledger::far_run_of(store.db(), log.fno, 1, (1 << 40, usize::MAX)).unwrap();
            all.extend(run.iter().flat_map(|e| names(e.body.as_deref())));
        }
        all
    })
}

/// The names in a body: `"name":"…"` of what happened, plain or within what is told again.
fn names(body: Option<&[u8]>) -> Vec<String> {
    let text = String::from_utf8_lossy(body.unwrap_or_default()).replace('\\', "");
    if !text.contains("\"staff\"") {
        return Vec::new();
    }
    text.split("\"name\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// Leads one county through its fate; a failure names the seed and what happened.
pub fn run(template: &Path, root: &Path, seed: u64, steps: u64) {
    let mut county = County::of(template, root, seed);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..steps {
            county.step();
        }
        county.settle();
    }));
    if let Err(panic) = outcome {
        eprintln!("YIZHAN_SEED={seed} reproduces: {:#?}", county.told);
        std::panic::resume_unwind(panic);
    }
}

//! A county led through nights by dice: one hub, three halls, six villages, two carriers, and
//! everything that goes wrong with sticks, lines, clocks, disks and machines. The sites, their stores
//! and their keys are real; only the carriers are led astray on purpose.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

use yizhan::domain::night::MOST_TRIES;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::store::maintenance;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::dice::Dice;
use yizhan::sync::exchange::Leg;
use yizhan::sync::exchange::Report;
use yizhan::sync::notes::Heard;

use crate::sync::copy_dir;
use crate::sync::world::Node;
use crate::sync::world::acquaint;
use astray::Astray;
use astray::Laid;
use astray::Shelf;
use power::Fuse;

mod astray;
mod checks;
mod machines;
pub mod power;

const COUNTY: i64 = 120_115;
/// Ten years, ms.
const FAR: i64 = 315_576_000_000;
/// Within so many nights all comes to rest (I9), when nothing goes wrong any more and people have done
/// what their site's page asked of them.
const REST: usize = 2;
/// People need so many nights at most: one page asks them to introduce a site, and what that site then
/// tells may ask the next.
const ASKED: usize = 2;
/// The exchanges of a night: everybody goes to the hall, the halls to the county and back.
const NIGHT: [usize; 19] = [2, 3, 5, 6, 8, 9, 1, 4, 7, 0, 1, 4, 7, 2, 3, 5, 6, 8, 9];

struct Site {
    node: Node,
    parent: Option<usize>,
    backup: Option<PathBuf>,
    image: Option<PathBuf>,
    /// Another machine with the same store and keys, which goes on too.
    twin: Option<Twin>,
    /// How far its logs were, and what had been read, at the last look: neither goes back.
    marks: BTreeMap<String, u64>,
}

/// The other machine of a site.
struct Twin {
    node: Node,
    /// Whether it was stolen: then its keys are revoked, and nobody believes it.
    stolen: bool,
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
    /// The keys that each site was told to believe no more.
    revoked: BTreeMap<usize, Vec<(Org, PublicKey)>>,
    told: Vec<String>,
    /// How often people introduced a site to another.
    met: u64,
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
            twin: None,
            marks: BTreeMap::new(),
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
            revoked: BTreeMap::new(),
            told: Vec::new(),
            met: 0,
        }
    }

    fn carriers(&mut self, which: u64, fuse: &Fuse) -> Vec<Box<dyn Carrier>> {
        let mut carriers: Vec<Box<dyn Carrier>> = Vec::new();
        for (i, name) in ["stick", "line"].into_iter().enumerate() {
            if which & (1 << i) != 0 {
                carriers.push(Box::new(Astray {
                    name,
                    shelf: Rc::clone(&self.shelves[i]),
                    dice: Dice::new(self.dice.below(u64::MAX)),
                    odds: self.odds,
                    fuse: fuse.clone(),
                }));
            }
        }
        carriers
    }

    fn step(&mut self) {
        let at = self.dice.below(self.sites.len() as u64) as usize;
        match self.dice.below(100) {
            0..48 => self.work(at),
            48..86 => {
                let which = 1 + self.dice.below(3);
                self.exchange_some(at, which);
            }
            86..89 => {
                let file = self.fresh("backup");
                maintenance::backup(&self.sites[at].node.dir, &file).unwrap();
                self.sites[at].backup = Some(file);
            }
            89..91 => self.restore(at),
            91..93 => {
                let dir = self.fresh("image");
                self.sites[at].node.copy_to(&dir);
                self.sites[at].image = Some(dir);
            }
            93 => self.roll_back(at),
            94 => {
                let which = self.dice.below(2) as usize;
                astray::rot(&self.shelves[which], &mut self.dice);
            }
            95 => self.double(at),
            // A stick as it was some time ago: everything laid on it since is not there.
            96 => {
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
            97 => self.steal(at),
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

    /// Something happens at one of the machines of a site; some of them have a later program.
    fn work(&mut self, at: usize) {
        let child = self.sites.iter().position(|site| site.parent == Some(at));
        let audience = match (self.dice.below(4), child) {
            (0, Some(child)) => format!("down:{}", self.sites[child].node.org),
            (1, _) => "up/pad".to_owned(),
            _ => "up".to_owned(),
        };
        let no = self.dice.below(u64::MAX);
        let (later, other) = (self.dice.below(10) == 0, self.dice.below(2) == 0);
        let site = &mut self.sites[at];
        let (node, who) = match &mut site.twin {
            Some(twin) if other && twin.stolen => (&mut twin.node, checks::THIEF),
            Some(twin) if other => (&mut twin.node, ""),
            _ => (&mut site.node, ""),
        };
        let name = format!("{who}{at}|{audience}|{no}");
        match later {
            true => node.work_of_later(&audience, &name),
            false => node.work(&audience, &name),
        }
    }

    /// One of the machines of a site exchanges; now and then the power goes meanwhile.
    fn exchange_some(&mut self, at: usize, which: u64) {
        let other = self.sites[at].twin.is_some() && self.dice.below(2) == 0;
        let cut = (self.dice.below(5) == 0).then(|| power::draw(&mut self.dice));
        let fuse = Fuse::default();
        let mut carriers = self.carriers(which, &fuse);
        let site = &mut self.sites[at];
        let node = match &mut site.twin {
            Some(twin) if other => &mut twin.node,
            _ => &mut site.node,
        };
        let report = match cut {
            Some(cut) => power::exchange(node, &fuse, cut, &mut carriers),
            None => Some(node.exchange(&mut carriers).unwrap()),
        };
        // Nobody reads the report of a thief, or of a process that ended.
        let stolen = site.twin.as_ref().is_some_and(|twin| twin.stolen);
        if let Some(report) = report.filter(|_| !(other && stolen)) {
            self.people(at, other, &report);
        }
        self.look(at);
    }

    /// Looks at a site that has just exchanged.
    fn look(&mut self, at: usize) {
        self.note_what_was_seen(at);
        let site = &mut self.sites[at];
        checks::never_back(&site.node, &mut site.marks);
        checks::nothing_stolen(&site.node);
    }

    fn exchange(&mut self, at: usize) -> Report {
        let mut carriers = self.carriers(3, &Fuse::default());
        let report = self.sites[at].node.exchange(&mut carriers).unwrap();
        self.people(at, false, &report);
        self.look(at);
        report
    }

    /// Where a card is signed by no known key, two people carry the new one over; not a thief's.
    fn people(&mut self, at: usize, on_twin: bool, report: &Report) {
        for leg in &report.legs {
            if !leg.heard.contains(&Heard::Unvouched) {
                continue;
            }
            let other = self
                .sites
                .iter()
                .position(|s| Some(s.node.org) == leg.peer)
                .unwrap();
            self.told.push(format!("{at} enrols {other} again"));
            self.meet(at, on_twin, other);
        }
    }

    fn note_what_was_seen(&mut self, at: usize) {
        for child in self.children(at) {
            let names = checks::received(&self.sites[at].node, self.sites[child].node.org);
            self.seen.entry(child).or_default().extend(names);
        }
    }

    fn children(&self, at: usize) -> Vec<usize> {
        let all = 0..self.sites.len();
        all.filter(|child| self.sites[*child].parent == Some(at))
            .collect()
    }

    /// Everybody's night, and further tries of whom it leaves unsettled, as often as the program makes
    /// them before the next.
    fn night(&mut self) -> u64 {
        self.told.push("a night begins".to_owned());
        let mut open = BTreeMap::new();
        let mut moved = NIGHT.map(|at| self.go(at, &mut open)).iter().sum();
        for _ in 1..MOST_TRIES {
            for at in NIGHT {
                if open.contains_key(&at) {
                    moved += self.go(at, &mut open);
                }
            }
        }
        moved
    }

    /// One exchange of a night; returns how much moved. It stays open until two tries in a row left
    /// nothing unsettled, where one did.
    fn go(&mut self, at: usize, open: &mut BTreeMap<usize, bool>) -> u64 {
        let report = self.exchange(at);
        match (report.settled(), open.get(&at)) {
            (false, _) => open.insert(at, true),
            (true, Some(true)) => open.insert(at, false),
            (true, _) => open.remove(&at),
        };
        let moved = |leg: &Leg| leg.sent.segments + leg.received.entries;
        let loud = |leg: &&Leg| moved(leg) > 0 || leg.asked || !leg.heard.is_empty();
        for leg in report.legs.iter().filter(loud) {
            self.told.push(format!(
                "night: {at} renewed {:?}, asked {}, sent {}, of {:?}: {:?} {:?}",
                report.renewed, leg.asked, leg.sent.segments, leg.peer, leg.heard, leg.received
            ));
        }
        report.legs.iter().map(moved).sum()
    }

    /// When nothing goes wrong any more, all is where it should be within a few nights.
    fn settle(&mut self) {
        self.odds = 0;
        for at in 0..self.sites.len() {
            self.switch_off(at);
        }
        for at in 0..self.sites.len() {
            self.notice(at);
        }
        let (mut moved, mut asked) = (Vec::new(), 0);
        for n in 1..=ASKED + REST + 2 {
            let before = self.met;
            moved.push(self.night());
            if self.met > before {
                asked = n;
            }
        }
        assert!(asked <= ASKED, "people were asked in night {asked}");
        let after = &moved[asked + REST..];
        assert!(
            after.iter().all(|n| *n == 0),
            "no rest {REST} nights after night {asked}: {moved:?}"
        );
        self.check_all();
    }
}

/// Leads one county through its fate; returns whether all went well. A failure names the seed and
/// what happened.
pub fn run(template: &Path, root: &Path, seed: u64, steps: u64) -> bool {
    let mut county = County::of(template, root, seed);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..steps {
            county.step();
        }
        county.settle();
    }));
    if outcome.is_err() {
        eprintln!("YIZHAN_SEED={seed} reproduces: {:#?}", county.told);
    }
    outcome.is_ok()
}

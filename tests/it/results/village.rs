//! A village below the hall of the quarter, on a store of its own: its assistant brings errands of
//! neighbours, and their residents are asked at home.

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::ops::night::Unwatched;

use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::results::quarter::clerk;
use crate::support::CLERKS;
use crate::support::TrialHall;
use crate::support::staff;

/// The window of the social centre at which bundles are accepted.
const WINDOW: u16 = 3;

/// An errand on its way, and where it is.
struct Errand {
    number: String,
    case: Value,
    at: Place,
    /// Whether the other site has heard of its last step.
    heard: bool,
}

#[derive(PartialEq)]
enum Place {
    Brought,
    SentHome,
    AtHome,
}

pub struct Village {
    t: TrialHall,
    /// The folder between the two sites.
    _stick: TempDir,
    errands: Vec<Errand>,
    /// Errands that were accepted at the hall.
    pub brought: usize,
}

impl Village {
    /// Makes a village below a hall.
    pub fn below(hall: &mut TrialHall) -> Village {
        let stick = TempDir::new().unwrap();
        let mut t = TrialHall::furnished_in_memory();
        t.now = hall.now;
        for (site, kind, org) in [
            (&*hall, "hall", "120115103"),
            (&t, "village", "120115103001"),
        ] {
            set_clock(site.dir(), site.now);
            settings(site.dir(), &format!("\"dir:{}\"", stick.path().display()));
            let place = ["site", "place", "--kind", kind, "--org", org, "--by", "99"];
            must(site.dir(), &place);
        }
        meet(hall.dir(), t.dir(), stick.path());
        for site in [hall, &mut t] {
            site.hall = Hall::open(site.dir()).unwrap();
        }
        Village {
            t,
            _stick: stick,
            errands: Vec::new(),
            brought: 0,
        }
    }

    /// Exchanges both ways.
    pub fn night(&mut self, hall: &mut TrialHall) {
        let now = hall.now;
        self.t.now = now;
        for turn in 0..3 {
            let site = if turn == 1 {
                &mut hall.hall
            } else {
                &mut self.t.hall
            };
            let lease = site.lease().unwrap();
            site.exchange(&lease, &|| now, &mut Unwatched).unwrap();
        }
        for errand in &mut self.errands {
            errand.heard = true;
        }
    }

    /// Each errand that the other site has heard of goes on; every fourth day another is taken.
    pub fn day(&mut self, hall: &mut TrialHall, no: usize) {
        self.t.now = hall.now;
        for n in 0..self.errands.len() {
            if !std::mem::take(&mut self.errands[n].heard) {
                continue;
            }
            match self.errands[n].at {
                Place::Brought => self.accepted(hall, n),
                Place::SentHome => self.asked(n),
                Place::AtHome => {}
            }
        }
        if no % 4 == 1 {
            self.taken();
        }
    }

    fn taken(&mut self) {
        let by = staff(CLERKS[0]);
        let give = json!({"matter": "M1", "name": "李四光", "phone": "13800000000", "papers": "1;2;3",
            "until": "2026-12-31"});
        let given = self.t.must_by("give_mandate", give, by);
        let number = given["mandate"].as_str().unwrap().to_owned();
        let step = json!({"mandate": number, "step": "accepted"});
        self.t.must_by("step_mandate", step, by);
        self.t.must_by("hand_in", json!({"mandate": number}), by);
        self.errands.push(Errand {
            number,
            case: given["case"].clone(),
            at: Place::Brought,
            heard: false,
        });
    }

    fn accepted(&mut self, hall: &mut TrialHall, n: usize) {
        let by = staff(clerk(WINDOW));
        let errand = &mut self.errands[n];
        let window = json!({"window": WINDOW});
        hall.must_by("quick_serve", window.clone(), by);
        let bundle = json!({"window": WINDOW, "mandate": errand.number});
        let accepted = hall.must_by("accept_bundle", bundle, by);
        hall.must_by("end_visit", window, by);
        hall.must_by("complete_case", json!({"case": accepted["number"]}), by);
        let back = json!({"mandate": errand.number, "papers": "all", "to": "village"});
        hall.must_by("hand_papers", back, by);
        errand.at = Place::SentHome;
        self.brought += 1;
    }

    /// The result is in the resident's hands, who is asked, or not, or does not answer.
    fn asked(&mut self, n: usize) {
        let by = staff(CLERKS[0]);
        let errand = &mut self.errands[n];
        let papers = json!({"mandate": errand.number, "papers": "all"});
        self.t.must_by("confirm_papers", papers, by);
        let home = json!({"mandate": errand.number, "step": "delivered", "slip": "S-1"});
        self.t.must_by("step_mandate", home, by);
        let said = match n % 6 {
            0 => Some(json!({"level": 5})),
            1 => Some(json!({"level": 1, "reasons": "trips"})),
            2 => Some(json!({})),
            3 => None,
            4 => Some(json!({"level": 3})),
            _ => Some(json!({"level": 2, "reasons": "slow"})),
        };
        if let Some(mut said) = said {
            said["mandate"] = errand.case.clone();
            self.t.must_by("rate_mandate", said, Who::Resident);
        }
        errand.at = Place::AtHome;
    }
}

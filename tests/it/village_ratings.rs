//! A rating given in the village, over two real stores and a folder between them: the hall has it as
//! its own, and the resident's code is found at both.

use std::path::Path;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::RatingInvited;
use yizhan::domain::event::RatingTimeout;
use yizhan::domain::ids::Centre;
use yizhan::domain::ids::ErrandId;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::receipt::Receipt;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::verify::receipt;
use yizhan::store::verify::receipt::Found;

use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::support::CLERKS;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

const HALL: &str = "120115103";
const VILLAGE: &str = "120115103001";

fn site(kind: &str, org: &str, name: &str) -> TrialHall {
    let mut t = TrialHall::staffed();
    set_clock(t.dir(), t.now);
    let place = [
        "site", "place", "--org", org, "--kind", kind, "--by", "99", "--name", name,
    ];
    must(t.dir(), &place);
    t.hall = Hall::open(t.dir()).unwrap();
    t
}

/// A hall, a village below it, and the folder between them.
struct Pair {
    root: TempDir,
    hall: TrialHall,
    village: TrialHall,
}

impl Pair {
    fn made() -> Pair {
        let root = TempDir::new().unwrap();
        let (hall, village) = (site("hall", HALL, "龙河"), site("village", VILLAGE, "杨树"));
        let stick = root.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        for t in [&hall, &village] {
            settings(t.dir(), &format!("\"dir:{}\"", stick.display()));
        }
        meet(hall.dir(), village.dir(), root.path());
        Pair {
            root,
            hall,
            village,
        }
    }

    fn clock(&mut self, when: &str) {
        let at = self.hall.zone.parse_instant(when, None).unwrap();
        for t in [&mut self.hall, &mut self.village] {
            set_clock(t.dir(), at);
            t.now = at;
        }
    }

    /// Two rounds by the program itself, so that both have heard all.
    fn sync(&mut self) {
        for _ in 0..2 {
            for t in [&mut self.village, &mut self.hall] {
                must(t.dir(), &["sync"]);
                t.hall = Hall::open(t.dir()).unwrap();
                t.now = t.now.max(UtcMs(t.now.0 + 1));
            }
        }
    }

    /// Runs an errand until its result is in the resident's hands; returns its number and its id.
    fn delivered(&mut self, name: &str) -> (String, String) {
        let by = staff(CLERKS[0]);
        let give = json!({"matter": "M1", "name": name, "phone": "13800000000", "papers": "1;2;3",
            "until": "2026-05-12"});
        let given = self.village.must_by("give_mandate", give, by);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (number, case) = (text(&given["mandate"]), text(&given["case"]));
        let of = |more: Value| {
            let mut fields = json!({"mandate": number});
            for (key, value) in more.as_object().unwrap() {
                fields[key] = value.clone();
            }
            fields
        };
        self.village
            .must_by("step_mandate", of(json!({"step": "accepted"})), by);
        self.village.must_by("hand_in", of(json!({})), by);
        self.sync();
        self.hall.must("quick_serve", json!({"window": 1}));
        let accepted = self
            .hall
            .must_by("accept_bundle", of(json!({"window": 1})), by);
        self.hall.must("end_visit", json!({"window": 1}));
        self.hall
            .must_by("complete_case", json!({"case": accepted["number"]}), by);
        let back = of(json!({"papers": "all", "to": "village"}));
        self.hall.must_by("hand_papers", back, by);
        self.sync();
        self.village
            .must_by("confirm_papers", of(json!({"papers": "all"})), by);
        let home = of(json!({"step": "delivered", "slip": "S-1"}));
        self.village.must_by("step_mandate", home, by);
        (number, case)
    }
}

fn found(dir: &Path, code: &str) -> Found {
    receipt::find(dir, &code.parse::<Receipt>().unwrap()).unwrap()
}

#[test]
fn a_rating_of_a_village_is_the_halls_own_after_the_exchange_and_its_code_is_found_at_both() {
    let mut pair = Pair::made();
    pair.clock("2026-03-12 09:00");
    let (_, case) = pair.delivered("张三丰");
    let rate = json!({"mandate": case, "level": 1, "reasons": "trips", "remark": "跑了两趟"});
    let rated = pair.village.must_by("rate_mandate", rate, Who::Resident);
    let code = rated["receipt"].as_str().unwrap().to_owned();
    assert!(matches!(
        found(pair.village.dir(), &code),
        Found::AsGiven { level: 1, .. }
    ));
    assert!(matches!(found(pair.hall.dir(), &code), Found::Missing));
    // The stick comes a day later.
    pair.clock("2026-03-13 09:00");
    pair.sync();
    assert!(matches!(
        found(pair.hall.dir(), &code),
        Found::AsGiven { level: 1, .. }
    ));
    let given = sql(
        pair.hall.dir(),
        "SELECT json_extract(body, '$.late') FROM entries WHERE json_extract(body, '$.channel') = 'village'",
    );
    assert_eq!(
        given, "2026-03-13",
        "on that day the hall had noted it as unrated"
    );
    let all =
        "SELECT group_concat(channel || ' ' || level || ' ' || reasons || ' ' || remark || ' '
        || state || ' ' || day) FROM ratings";
    assert_eq!(
        sql(pair.hall.dir(), all),
        "village 1 trips 跑了两趟 given 2026-03-12"
    );
    // The hall follows it up, and nobody does it twice.
    assert_eq!(sql(pair.hall.dir(), "SELECT count(*) FROM followups"), "1");
    let entries = pair.hall.entries();
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), "SELECT count(*) FROM followups"), "1");
    assert_eq!(pair.hall.entries(), entries, "nothing was taken over twice");
    // Whoever sees the errand does not read what its resident said.
    for t in [&pair.hall, &pair.village] {
        let body = sql(t.dir(), "SELECT body FROM shared_cases");
        assert!(
            body.contains("\"answered\":true") && !body.contains("跑了两趟"),
            "{body}"
        );
        assert!(must(t.dir(), &["verify"]).contains("ok"));
    }
    // The views are the same when they are made anew from both sites' entries.
    let before = sql(pair.hall.dir(), all);
    must(pair.hall.dir(), &["rebuild"]);
    assert_eq!(sql(pair.hall.dir(), all), before);
    drop(pair.root);
}

const STATE: &str = "SELECT group_concat(state || ' ' || channel) FROM ratings";

#[test]
fn who_was_not_asked_in_the_village_is_called_and_not_asked_there_any_more() {
    let mut pair = Pair::made();
    pair.clock("2026-03-12 09:00");
    let (number, case) = pair.delivered("张三丰");
    let filed = json!({"mandate": number, "step": "filed"});
    pair.village
        .must_by("step_mandate", filed, staff(CLERKS[0]));
    pair.sync();
    assert_eq!(
        sql(pair.hall.dir(), "SELECT count(*) FROM ratings"),
        "0",
        "the pads' log of the village may come later than the other"
    );
    pair.clock("2026-03-16 09:00");
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), STATE), "timeout pad");
    let late = json!({"mandate": case, "level": 5});
    let refused = pair.village.perform("rate_mandate", late, Who::Resident);
    assert!(refused.is_err(), "the file is closed");
    // Called from the hall, by another than who took the errand there.
    let number = sql(pair.hall.dir(), "SELECT number FROM cases");
    // Number and phone are in the assistant's hands too: they open no pad.
    let by_figures = pair.hall.hall.late_ask(&number, "0000", pair.hall.now);
    assert_eq!(by_figures.unwrap(), None);
    let call = json!({"errand": number, "level": 4});
    pair.hall.must_by("phone_rating", call, staff(CLERKS[1]));
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), STATE), "given phone");
}

#[test]
fn what_the_hall_noted_as_unrated_is_rated_when_the_village_says_so() {
    let mut pair = Pair::made();
    pair.clock("2026-03-12 09:00");
    let (_, case) = pair.delivered("张三丰");
    // As a hall of a version before did when it took the bundle in.
    let errand = sql(pair.hall.dir(), "SELECT hex(errand) FROM cases");
    let errand = ErrandId(errand.parse().unwrap());
    let invited = Event::from(RatingInvited {
        errand,
        window: WindowNo(1),
        staff: StaffNo(CLERKS[0]),
        centre: Centre::Social,
        matter_name: "最低生活保障".to_owned(),
        day: pair.hall.zone.day(pair.hall.now),
    });
    let timeout = Event::from(RatingTimeout { errand });
    let (now, actor) = (pair.hall.now, ActorNo::SYSTEM);
    let mut store = Store::open(pair.hall.dir()).unwrap();
    store
        .write(|writer| {
            writer.append(Audience::Up, errand.0, actor, now, &invited)?;
            writer.append(Audience::Pad, errand.0, actor, now, &timeout)?;
            Ok::<(), StoreError>(())
        })
        .unwrap();
    assert_eq!(sql(pair.hall.dir(), STATE), "timeout pad");
    let rate = json!({"mandate": case, "level": 4});
    pair.village.must_by("rate_mandate", rate, Who::Resident);
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), STATE), "given village");
}

#[test]
fn an_errand_that_is_stopped_or_never_asked_about_does_not_vanish_from_the_figures() {
    let mut pair = Pair::made();
    pair.clock("2026-03-12 09:00");
    let (_, _) = pair.delivered("张三丰");
    let by = staff(CLERKS[0]);
    let give = json!({"matter": "M1", "name": "李四光", "papers": "1;2;3", "until": "2026-05-12"});
    let given = pair.village.must_by("give_mandate", give, by);
    let number = given["mandate"].clone();
    let step = json!({"mandate": number, "step": "accepted"});
    pair.village.must_by("step_mandate", step, by);
    let bring = json!({"mandate": number});
    pair.village.must_by("hand_in", bring.clone(), by);
    pair.sync();
    pair.hall.must("quick_serve", json!({"window": 1}));
    let accept = json!({"window": 1, "mandate": number});
    pair.hall.must_by("accept_bundle", accept, by);
    pair.hall.must("end_visit", json!({"window": 1}));
    pair.sync();
    let stop = json!({"mandate": number, "slip": "停-1", "note": "不办了"});
    pair.village.must_by("stop_mandate", stop, by);
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), STATE), "timeout pad", "stopped");
    // The assistant delivers and neither asks nor files: after the next working day the hall does.
    pair.clock("2026-03-16 09:00");
    pair.sync();
    assert_eq!(sql(pair.hall.dir(), STATE), "timeout pad,timeout pad");
}

#[test]
fn a_rating_that_comes_when_another_counts_is_told_to_the_leader_once() {
    let mut pair = Pair::made();
    pair.clock("2026-03-12 09:00");
    let (_, case) = pair.delivered("张三丰");
    pair.sync();
    let rate = json!({"mandate": case, "level": 2, "reasons": "slow"});
    pair.village.must_by("rate_mandate", rate, Who::Resident);
    // The village is cut off; the hall calls before it hears of that.
    pair.clock("2026-03-16 09:00");
    must(pair.hall.dir(), &["sync"]);
    pair.hall.hall = Hall::open(pair.hall.dir()).unwrap();
    let number = sql(pair.hall.dir(), "SELECT number FROM cases");
    let call = json!({"errand": number, "level": 4});
    pair.hall.must_by("phone_rating", call, staff(CLERKS[1]));
    pair.sync();
    pair.sync();
    assert_eq!(
        sql(pair.hall.dir(), STATE),
        "given phone",
        "the first counts"
    );
    let told = "SELECT count(*) FROM tasks WHERE kind = 'missing_rating' AND words = 'village'";
    assert_eq!(sql(pair.hall.dir(), told), "1");
}

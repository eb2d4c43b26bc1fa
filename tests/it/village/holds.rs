//! Who holds which paper, and what a leader hears of papers that are wrong.

use serde_json::json;
use yizhan::domain::mandate::Keeper;
use yizhan::domain::mandate::holding::PaperTrouble;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Done;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::night::Unwatched;
use yizhan::ops::read::TaskLine;

use super::Pair;
use crate::pg::command::yizhan;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::support::LEADER;
use crate::support::staff;

impl Pair {
    /// An errand whose papers came to the hall, but for some.
    fn handed_in(&mut self, name: &str, missing: &str) -> String {
        let m = self.give(name);
        self.step(&m, "accepted", "");
        self.here("hand_in", json!({"mandate": m}));
        self.meet();
        let papers = json!({"mandate": m, "papers": "all", "missing": missing, "note": "袋里没有"});
        self.there("confirm_papers", papers);
        m
    }

    /// The hall's tasks about papers, by errand and what is said.
    fn tasks(&self) -> Vec<TaskLine> {
        let mut tasks = self.hall.hall.tasks().unwrap();
        tasks.retain(|task| task.kind == TaskKind::Papers);
        tasks
    }

    pub(super) fn said(&self) -> Vec<(String, String)> {
        let word = |task: TaskLine| {
            let word = task.words.split(' ').next().unwrap().to_owned();
            (task.about, word)
        };
        self.tasks().into_iter().map(word).collect()
    }

    /// The part of a night that looks at papers; nobody is there to exchange with.
    pub(super) fn night(&mut self) {
        let now = self.hall.now;
        let lease = self.hall.hall.lease().unwrap();
        let night = self.hall.hall.exchange(&lease, &|| now, &mut Unwatched);
        night.unwrap();
    }

    fn close(&mut self, task: &TaskLine) -> Result<Done, Error> {
        let fields = json!({"task": task.id.to_string(), "outcome": "看过了"});
        self.hall.perform("close_task", fields, staff(LEADER))
    }
}

fn one(number: &str, word: &str) -> Vec<(String, String)> {
    vec![(number.to_owned(), word.to_owned())]
}

#[test]
fn a_paper_that_did_not_come_is_the_leaders_at_once_and_until_it_is_counted() {
    let mut pair = Pair::new();
    let m = pair.handed_in("张三丰", "3");
    assert_eq!(pair.said(), one(&m, "disputed"));
    let task = pair.tasks().remove(0);
    assert!(task.words.contains(" 3 "), "{}", task.words);
    // Nobody ticks it off: the paper is still nowhere.
    match pair.close(&task) {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "task_of_paper"),
        other => panic!("{other:?}"),
    }
    pair.night();
    pair.night();
    assert_eq!(pair.said(), one(&m, "disputed"), "told once");
    let count = json!({"mandate": m, "papers": "3", "reason": "在袋底"});
    pair.there("find_paper", count);
    assert_eq!(pair.said(), []);
    pair.night();
    assert_eq!(pair.said(), [], "and never again");
}

#[test]
fn what_the_village_counts_ends_the_halls_task_when_it_comes_in() {
    let mut pair = Pair::new();
    let m = pair.handed_in("张三丰", "3");
    pair.meet();
    pair.here(
        "find_paper",
        json!({"mandate": m, "papers": "3", "reason": "在家"}),
    );
    pair.meet();
    assert_eq!(pair.said(), one(&m, "disputed"));
    pair.night();
    assert_eq!(pair.said(), []);
    let all = "SELECT count(*) FROM tasks WHERE kind = 'papers'";
    assert_eq!(crate::support::sql(pair.hall.dir(), all), "1");
}

#[test]
fn a_lost_paper_is_the_leaders_the_day_after_it_was_to_be_found() {
    let mut pair = Pair::new();
    let m = pair.handed_in("张三丰", "");
    let lose = json!({"mandate": m, "papers": "2", "owner": "李四", "until": "2026-03-20",
        "reason": "找不到"});
    pair.there("lose_paper", lose);
    pair.at("2026-03-20 17:00");
    pair.night();
    assert_eq!(pair.said(), [], "李四 is still looking for it");
    let holds = pair.hall.hall.holds(pair.hall.now).unwrap();
    assert!(holds.papers[0].paper.lost.is_some() && !holds.papers[0].overdue);
    pair.at("2026-03-21 08:00");
    pair.night();
    pair.night();
    assert_eq!(pair.said(), one(&m, "lost"));
    let holds = pair.hall.hall.holds(pair.hall.now).unwrap();
    assert_eq!(holds.papers[0].trouble, Some(PaperTrouble::Lost));
    assert!(holds.papers[0].overdue, "{holds:#?}");
    pair.there(
        "find_paper",
        json!({"mandate": m, "papers": "2", "reason": "补办"}),
    );
    assert_eq!(pair.said(), []);
    // Lost again is another loss.
    let lose = json!({"mandate": m, "papers": "2", "owner": "李四", "until": "2026-03-21",
        "reason": "又找不到"});
    pair.there("lose_paper", lose);
    pair.at("2026-03-23 08:00");
    pair.night();
    assert_eq!(pair.said(), one(&m, "lost"));
}

#[test]
fn originals_that_are_not_home_ten_working_days_after_the_decision_are_overdue() {
    let mut pair = Pair::new();
    let (m, slow) = (pair.give("张三丰"), pair.give("李四"));
    for m in [&m, &slow] {
        pair.step(m, "accepted", "");
        pair.here("hand_in", json!({"mandate": m}));
    }
    pair.meet();
    let case = pair.accept(&m);
    pair.accept(&slow);
    pair.there("complete_case", json!({"case": case}));
    pair.at("2026-03-26 17:00");
    pair.night();
    assert_eq!(pair.said(), []);
    pair.at("2026-03-27 08:00");
    pair.night();
    pair.night();
    assert_eq!(
        pair.said(),
        one(&m, "not_back"),
        "one task for all its papers"
    );
    let holds = pair.hall.hall.holds(pair.hall.now).unwrap();
    assert_eq!(holds.papers.len(), 6);
    assert!(
        holds.papers[..3]
            .iter()
            .all(|held| held.overdue && held.number == m)
    );
    assert!(
        holds.papers[3..]
            .iter()
            .all(|held| !held.overdue && held.number == slow)
    );
    let back = json!({"mandate": m, "papers": "all", "to": "village"});
    pair.there("hand_papers", back);
    assert_eq!(pair.said(), one(&m, "not_back"), "a village is not home");
    pair.meet();
    pair.here("confirm_papers", json!({"mandate": m, "papers": "all"}));
    pair.step(&m, "delivered", "S-1");
    pair.meet();
    pair.night();
    assert_eq!(pair.said(), []);
    assert_eq!(pair.hall.hall.holds(pair.hall.now).unwrap().papers.len(), 3);
}

#[test]
fn no_village_raises_tasks_and_a_rebuild_keeps_the_halls() {
    let mut pair = Pair::new();
    let m = pair.handed_in("张三丰", "1");
    pair.meet();
    let found = pair.village.hall.tasks().unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert!(pair.hall.verify().ok);
    assert!(pair.village.verify().ok);
    assert_eq!(pair.said(), one(&m, "disputed"));
}

#[test]
fn who_holds_what_is_told_with_names_and_numbers_masked() {
    let mut pair = Pair::new();
    let fields = json!({"matter": "M1", "name": "张三丰", "phone": "13800000000",
        "papers": "1/11010519491231002X/完好", "until": "2026-05-12"});
    let done = pair.here("give_mandate", fields);
    let m = done["mandate"].as_str().unwrap().to_owned();
    pair.step(&m, "accepted", "");
    let now = pair.village.now;
    let holds = pair.village.hall.holds(now).unwrap();
    assert_eq!(holds.papers[0].paper.keeper, Keeper::Village);
    assert_eq!(holds.papers[0].paper.number, "11010519491231002X");
    let masked = holds.masked();
    assert_eq!(masked.papers[0].applicant, "张*丰");
    assert_eq!(masked.papers[0].paper.number, "110105********002X");
    assert_eq!(masked.errands[0].papers[0].number, "110105********002X");
    for said in [m.clone(), m[m.len() - 6..].to_owned(), m.replace('-', "")] {
        let errand = pair.village.hall.errand(&said, now).unwrap();
        assert_eq!(errand.line.number, m, "{said}");
        assert_eq!(errand.line.applicant, "张*丰");
    }
    let refused = |hall: &Hall, said: &str| match hall.errand(said, now) {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&pair.village.hall, "99999"), "mandate_unknown");
}

#[test]
fn the_command_line_shows_who_holds_what_and_names_nobody() {
    let mut pair = Pair::new();
    let m = pair.handed_in("张三丰", "3");
    let other = pair.give("李四");
    pair.step(&other, "accepted", "");
    pair.here("hand_in", json!({"mandate": other}));
    pair.meet();
    pair.at("2026-03-18 08:00");
    let dir = pair.hall.dir().to_owned();
    set_clock(&dir, pair.hall.now);
    let shown = |words: &[&str]| must(&dir, &[&["show"], words].concat());
    for text in [
        shown(&["mandates"]),
        shown(&["mandates", "--json"]),
        shown(&["mandate", &m]),
        shown(&["mandate", &m, "--json"]),
        shown(&["incoming"]),
        shown(&["incoming", "--json"]),
    ] {
        assert!(!text.contains("张三丰") && !text.contains("李四"), "{text}");
        assert!(
            !text.contains("13800000000") && !text.contains('⟦'),
            "{text}"
        );
    }
    assert!(shown(&["mandates"]).contains("disputed"));
    let papers = |words: &[&str]| {
        let json = shown(&[words, &["--json"]].concat());
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        read["papers"].as_array().unwrap().len()
    };
    assert_eq!(papers(&["mandates"]), 6);
    assert_eq!(papers(&["mandates", "--holder", "hall"]), 2);
    assert_eq!(papers(&["mandates", "--holder", "village"]), 4);
    // Handed in by 3-17, and not there yet.
    assert_eq!(papers(&["mandates", "--overdue"]), 4);
    assert!(shown(&["incoming"]).contains(&other));
    let end = &m[m.len() - 6..];
    assert!(shown(&["mandate", end]).contains(&m));
    let wrong = m.replace("0001", "0010");
    for (number, why) in [(wrong.as_str(), "misheard"), ("99999", "no errand 99999")] {
        let (code, _, said) = yizhan(&dir, None, &["show", "mandate", number]);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains(why), "{said}");
    }
}

//! What a village sees of its errands, over two real stores that meet now and then.

use serde_json::Value;
use serde_json::json;
use yizhan::domain::deadline::Lamp;
use yizhan::domain::mandate::Keeper;
use yizhan::ops::Error;
use yizhan::ops::read::ErrandLine;
use yizhan::ops::read::ErrandNext;
use yizhan::ops::read::ErrandPlace;
use yizhan::ops::read::ErrandTrouble;

use yizhan::clock::Clock;
use yizhan::domain::ids::WindowNo;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::ui::app::App;
use yizhan::ui::app::Input;
use yizhan::ui::key::Key;
use yizhan::ui::post::PostName;
use yizhan::ui::theme::Look;

use crate::custody;
use crate::support::TrialHall;
use crate::support::staff;

/// A hall and its village.
pub struct Pair {
    pub hall: TrialHall,
    pub village: TrialHall,
}

impl Pair {
    pub fn new() -> Pair {
        let (mut hall, mut village) = (TrialHall::staffed(), TrialHall::staffed());
        custody::enrol(&mut hall, &mut village);
        Pair { hall, village }
    }

    pub fn here(&mut self, verb: &str, fields: Value) -> Value {
        self.village.must_by(verb, fields, staff(11))
    }

    pub fn there(&mut self, verb: &str, fields: Value) -> Value {
        self.hall.must_by(verb, fields, staff(11))
    }

    fn give(&mut self, name: &str) -> String {
        let fields = json!({"matter": "M1", "name": name, "phone": "13800000000",
            "papers": "1/户字第7号/完好;2;3", "until": "2026-05-12"});
        let done = self.here("give_mandate", fields);
        done["mandate"].as_str().unwrap().to_owned()
    }

    fn step(&mut self, mandate: &str, step: &str, slip: &str) {
        let fields = json!({"mandate": mandate, "step": step, "slip": slip});
        self.here("step_mandate", fields);
    }

    pub fn at(&mut self, when: &str) {
        self.hall.at(when);
        self.village.at(when);
    }

    pub fn meet(&mut self) {
        custody::meet(&mut self.hall, &mut self.village);
    }

    fn lines(&self) -> Vec<ErrandLine> {
        let village = self.village.hall.village(self.village.now).unwrap();
        village.lines
    }

    /// The only errand's place, next step and lamp.
    #[track_caller]
    fn stands(&self) -> (ErrandPlace, ErrandNext, Option<Lamp>) {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        (lines[0].place.unwrap(), lines[0].next, lines[0].lamp)
    }

    /// Accepts an errand at the hall's window 1; returns the case's number.
    fn accept(&mut self, mandate: &str) -> String {
        self.there("quick_serve", json!({"window": 1}));
        let fields = json!({"window": 1, "mandate": mandate});
        let done = self.there("accept_bundle", fields);
        self.there("end_visit", json!({"window": 1}));
        done["number"].as_str().unwrap().to_owned()
    }
}

#[test]
fn the_board_follows_an_errand_from_the_mandate_to_the_file() {
    let mut pair = Pair::new();
    let village = pair.village.hall.village(pair.village.now).unwrap();
    assert_eq!(village.hall.as_deref(), Some("龙河镇便民服务中心"));
    assert_eq!(pair.hall.hall.village(pair.hall.now).unwrap().hall, None);

    let m = pair.give("张三丰");
    let green = Some(Lamp::Green);
    assert_eq!(
        pair.stands(),
        (ErrandPlace::Collect, ErrandNext::Accept, green)
    );
    pair.step(&m, "accepted", "");
    assert_eq!(
        pair.stands(),
        (ErrandPlace::HandIn, ErrandNext::HandIn, green)
    );
    pair.at("2026-03-18 09:00");
    let late = pair.stands();
    assert_eq!(
        late,
        (ErrandPlace::HandIn, ErrandNext::HandIn, Some(Lamp::Red))
    );
    assert_eq!(pair.lines()[0].troubles, [ErrandTrouble::Late]);

    pair.here("hand_in", json!({"mandate": m}));
    assert_eq!(pair.stands(), (ErrandPlace::Away, ErrandNext::Wait, None));
    assert_eq!(pair.lines()[0].at_the_door().count(), 3);
    assert!(pair.hall.hall.incoming(pair.hall.now).unwrap().is_empty());
    pair.meet();
    let incoming = pair.hall.hall.incoming(pair.hall.now).unwrap();
    assert_eq!(
        (incoming[0].number.as_str(), incoming[0].next),
        (m.as_str(), ErrandNext::Wait)
    );

    pair.hall.open_up();
    let case = pair.accept(&m);
    assert!(pair.hall.hall.incoming(pair.hall.now).unwrap().is_empty());
    pair.meet();
    assert_eq!(pair.stands(), (ErrandPlace::Away, ErrandNext::Wait, green));
    assert_eq!(pair.lines()[0].at_the_door().count(), 0);

    pair.there("complete_case", json!({"case": case}));
    pair.meet();
    let waits = pair.stands();
    assert_eq!((waits.0, waits.1), (ErrandPlace::Away, ErrandNext::Wait));
    pair.there(
        "hand_papers",
        json!({"mandate": m, "papers": "all", "to": "village"}),
    );
    pair.meet();
    assert_eq!(pair.stands().1, ErrandNext::Confirm);
    assert_eq!(pair.lines()[0].coming().count(), 3);
    pair.here("confirm_papers", json!({"mandate": m, "papers": "all"}));
    assert_eq!(
        pair.stands(),
        (ErrandPlace::Return, ErrandNext::Deliver, green)
    );
    assert!(pair.lines()[0].is_picked_up());
    pair.at("2026-04-01 09:00");
    let held = pair.village.hall.village(pair.village.now).unwrap().held;
    assert_eq!(
        (held[0].days, &held[0].paper.keeper),
        (14, &Keeper::Village)
    );
    assert_eq!(pair.stands().2, Some(Lamp::Amber), "ten working days");
    pair.at("2026-04-02 09:00");
    assert_eq!(pair.stands().2, Some(Lamp::Red), "given back too late");

    pair.step(&m, "delivered", "S-1");
    assert_eq!(pair.stands(), (ErrandPlace::Return, ErrandNext::File, None));
    pair.step(&m, "filed", "");
    assert!(pair.lines().is_empty());
    let found = pair
        .village
        .hall
        .find_errands(&m, pair.village.now)
        .unwrap();
    assert_eq!((found[0].place, found[0].next), (None, ErrandNext::Wait));
}

#[test]
fn the_window_accepts_what_villages_handed_in_with_one_key_each() {
    let mut pair = Pair::new();
    let numbers = [pair.give("张三丰"), pair.give("李四")];
    for m in &numbers {
        pair.step(m, "accepted", "");
        pair.here("hand_in", json!({"mandate": m}));
    }
    pair.meet();
    let (now, dir) = (pair.hall.now, pair.hall.dir().to_owned());
    let window = PostName::Window(WindowNo(1));
    let hall = Hall::open(&dir).unwrap();
    let mut app = App::new(hall, Clock::Fixed(now), Look::probe(), window, Who::System).unwrap();
    for key in [Key::Ctrl('v'), Key::F(4), Key::F(8)].repeat(2) {
        app.input(Input::Key(key));
    }
    assert!(pair.hall.hall.incoming(now).unwrap().is_empty());
    pair.meet();
    let keepers: Vec<Keeper> = (pair.lines().iter())
        .flat_map(|line| &line.papers)
        .map(|paper| paper.keeper.clone())
        .collect();
    assert_eq!(keepers, vec![Keeper::Hall; 6]);
}

#[test]
fn a_paper_that_did_not_come_or_is_lost_keeps_its_errand_on_the_board() {
    let mut pair = Pair::new();
    let m = pair.give("张三丰");
    pair.step(&m, "accepted", "");
    let lose = json!({"mandate": m, "papers": "1", "owner": "王芳", "until": "2026-03-30",
        "reason": "路上丢失"});
    pair.here("lose_paper", lose);
    assert_eq!(pair.lines()[0].troubles, [ErrandTrouble::Lost]);
    assert_eq!(pair.lines()[0].here().count(), 2);
    pair.here("hand_in", json!({"mandate": m}));
    pair.meet();
    pair.there(
        "confirm_papers",
        json!({"mandate": m, "papers": "2", "missing": "3"}),
    );
    pair.meet();
    let troubles = [ErrandTrouble::Lost, ErrandTrouble::Disputed];
    assert_eq!(pair.lines()[0].troubles, troubles);
    let papers = &pair.lines()[0].papers;
    assert!(
        papers[0].disputed.is_empty(),
        "a lost paper is not handed in"
    );

    pair.here("stop_mandate", json!({"mandate": m, "slip": "Z-1"}));
    assert_eq!(pair.stands(), (ErrandPlace::Away, ErrandNext::Settle, None));
    pair.here(
        "find_paper",
        json!({"mandate": m, "papers": "1,3", "reason": "在包里"}),
    );
    assert_eq!(pair.stands().1, ErrandNext::GiveBack);
    pair.here(
        "hand_papers",
        json!({"mandate": m, "papers": "all", "to": "resident", "slip": "T-1"}),
    );
    assert_eq!(pair.stands(), (ErrandPlace::Away, ErrandNext::Wait, None));
    pair.meet();
    pair.there(
        "hand_papers",
        json!({"mandate": m, "papers": "2", "to": "village"}),
    );
    pair.meet();
    pair.here("confirm_papers", json!({"mandate": m, "papers": "2"}));
    pair.here(
        "hand_papers",
        json!({"mandate": m, "papers": "2", "to": "resident", "slip": "T-2"}),
    );
    assert!(
        pair.lines().is_empty(),
        "a stopped errand with all papers home is over"
    );
}

#[test]
fn a_mandate_that_ran_out_wants_to_be_renewed_before_anything_else() {
    let mut pair = Pair::new();
    let m = pair.give("张三丰");
    pair.step(&m, "accepted", "");
    pair.at("2026-05-13 09:00");
    let line = &pair.lines()[0];
    assert_eq!(line.next, ErrandNext::Renew);
    assert_eq!(line.troubles, [ErrandTrouble::Late, ErrandTrouble::Expired]);
    pair.here(
        "renew_mandate",
        json!({"mandate": m, "slip": "X-1", "until": "2026-06-30"}),
    );
    assert_eq!(pair.stands().1, ErrandNext::HandIn);
}

#[test]
fn the_most_pressing_errand_of_a_place_stands_first() {
    let mut pair = Pair::new();
    let first = pair.give("张三丰");
    pair.at("2026-03-16 09:00");
    let second = pair.give("李四");
    let third = pair.give("王芳");
    pair.step(&second, "accepted", "");
    pair.step(&first, "accepted", "");
    let numbers: Vec<String> = pair.lines().into_iter().map(|line| line.number).collect();
    assert_eq!(numbers, [third, first, second]);
}

#[test]
fn a_number_is_found_whole_or_by_its_end_and_never_guessed() {
    let mut pair = Pair::new();
    let (first, second) = (pair.give("张三丰"), pair.give("李四"));
    let (hall, now) = (&pair.village.hall, pair.village.now);
    let found = |text: &str| hall.find_errands(text, now);
    for (said, number) in [
        (first.clone(), &first),
        (second.replace('-', " "), &second),
        (second.replace('0', "０"), &second),
        (first[first.len() - 6..].to_owned(), &first),
        (second[second.len() - 6..].replace('-', ""), &second),
    ] {
        let lines = found(&said).unwrap();
        assert_eq!(lines.len(), 1, "{said}");
        assert_eq!(&lines[0].number, number, "{said}");
    }
    let code = |text: &str| match found(text) {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(code(&first.replace("0001", "0010")), "number_misheard");
    for text in ["", "00", "99999", "%%%%%", "002-260312-0001-942"] {
        assert_eq!(code(text), "mandate_unknown", "{text}");
    }
}

mod holds;
mod terminal;

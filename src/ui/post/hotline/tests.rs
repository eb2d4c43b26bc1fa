//! The hotline tried against a real store, with a small executor in the place of the app.

use serde_json::json;

use super::*;
use crate::config::FILE;
use crate::domain::hotline::Stand;
use crate::domain::ids::StaffNo;
use crate::domain::site::SiteKind;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ui::field::Field;
use crate::ui::key;
use crate::ui::post::trial;
use crate::ui::post::trial::china;
use crate::ui::post::village::tests::must;
use crate::ui::post::village::tests::site;

mod screens;
mod twins;

/// Who takes the calls, and who leads.
const ME: StaffNo = StaffNo(11);
const LEADER: StaffNo = StaffNo(1);

const SETTINGS: &str = "[hotline]
stations = [{ name = \"水电服务点\", villages = [\"330182001009\"], people = [\"王师傅\"] }]
";

type Bench = trial::Bench<HotlinePost>;

impl Bench {
    fn open() -> Bench {
        Bench::of(Who::Staff(ME))
    }

    /// A hall above a village, and whoever sits at its hotline.
    fn of(who: Who) -> Bench {
        let now = china("2026-03-12 09:42");
        let village = SiteKind::Village;
        let (below, mut station) = site("杨树村", 330_182_001_002, village, now);
        let (dir, hall) = site("龙河镇便民服务中心", 330_182_001, SiteKind::Hall, now);
        drop(hall);
        std::fs::write(dir.path().join(FILE), SETTINGS).unwrap();
        let mut hall = Hall::open(dir.path()).unwrap();
        let (card, text) = station.card(now).unwrap();
        let enrol = json!({"card": text, "relation": "child", "witness": 11,
            "fingerprint": card.fingerprint()});
        must(&mut hall, "enrol_site", enrol, Who::Staff(LEADER), now);
        trial::Bench::new((vec![below, dir], hall), HotlinePost::new, who, now)
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Look::probe().lang))
    }
}

#[test]
fn no_table_names_a_key_twice_or_without_words() {
    for table in [
        KEYS,
        keys::FORM_KEYS,
        keys::SIGN_IN_KEYS,
        keys::ASK_KEYS,
        keys::DOOR_KEYS,
        keys::FOUND_KEYS,
        keys::LIST_KEYS,
    ] {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

#[test]
fn no_key_of_the_board_or_the_form_is_a_letter_or_one_a_field_needs() {
    let mut field = Field::text(9);
    field.set("张三丰");
    for row in keys::FORM_KEYS {
        assert_eq!(field.key(row.key), crate::ui::field::Outcome::Ignored);
    }
    for row in KEYS.iter().chain(keys::FORM_KEYS) {
        assert_eq!(row.key.typed(), None, "{}", row.key);
    }
}

#[test]
fn a_question_is_kept_with_its_answer_while_the_caller_speaks() {
    let mut bench = Bench::open();
    bench.keys("F2 2 几点开门 Enter 八点到十七点 F8");
    assert_eq!(bench.done, ["take_call"]);
    assert_eq!(bench.note(), "已答复 HT001-260312-001");
    // Besides what was said and answered: F2, the kind, Enter and F8.
    assert_eq!(bench.pressed, 4 + "几点开门八点到十七点".chars().count());
    assert!(bench.post.form.is_none() && !bench.post.writing);
    let board = bench.post.board.as_ref().unwrap();
    assert_eq!((board.rates.handled.n, board.rates.answered.of), (1, 1));
}

#[test]
fn a_repair_goes_to_the_nearest_station_and_the_form_says_why() {
    let mut bench = Bench::open();
    bench.keys("F2 1 水管漏水 Enter 张三丰 Enter 13800000000 Enter");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("水电服务点"), "{shown}");
    assert!(shown.contains("设置里排第一"), "{shown}");
    assert!(shown.contains("1 杨树村"), "{shown}");
    bench.keys("1");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("本村站点，最近"), "{shown}");
    bench.keys("三组 Enter 孙助理 Enter 1430 F8");
    assert_eq!(
        bench.note(),
        "HT001-260312-001 已派 杨树村：孙助理 2026-03-12 14:30"
    );
    let line = bench.post.chosen().unwrap();
    assert_eq!((line.stand, line.next), (Stand::Sent, JobNext::Wait));
    assert_eq!(
        (line.name.as_str(), line.village.as_str()),
        ("张*丰", "杨树村")
    );
    // Who took the call sees the phone; another at the same post does not.
    assert_eq!(line.phone, "13800000000");
    let other = bench.hall.hotline(None, Some(LEADER), bench.now).unwrap();
    assert_eq!(other.lines[0].phone, "138****0000");
    let nobody = bench.hall.hotline(None, None, bench.now).unwrap();
    assert_eq!(nobody.lines[0].phone, "138****0000");
}

#[test]
fn sending_elsewhere_wants_a_reason_and_the_dialog_stays() {
    let mut bench = Bench::open();
    bench.keys("F2 1 灯不亮 Enter 张三丰 Enter Enter 1 三组 Enter 孙助理 Enter 1430 F8 F5");
    // The second choice is this hall, behind the nearest.
    bench.keys("2 李师傅 Enter 1530 Enter 1 F8");
    assert_eq!(bench.done, ["take_call"]);
    assert!(bench.note().contains("理由"), "{}", bench.note());
    bench.keys("1 F8");
    assert_eq!(bench.done, ["take_call", "send_job"]);
    let line = bench.post.chosen().unwrap();
    assert_eq!(
        (
            line.station.as_str(),
            line.person.as_str(),
            line.anew.as_str()
        ),
        ("龙河镇便民服务中心", "李师傅", "人手不够")
    );
    assert_eq!(line.next, JobNext::Go);
}

#[test]
fn two_villages_of_one_name_are_told_apart_by_their_codes() {
    let mut bench = Bench::open();
    let (_dir, mut other) = site("杨树村", 330_182_001_007, SiteKind::Village, bench.now);
    let (card, text) = other.card(bench.now).unwrap();
    let enrol = json!({"card": text, "relation": "child", "witness": 11,
        "fingerprint": card.fingerprint()});
    bench.verb("enrol_site", enrol, LEADER);
    bench.keys("F2 1 灯不亮 Enter Enter Enter 2 三组 Enter 孙助理 Enter 1430 F8");
    let line = bench.post.chosen().unwrap();
    assert_eq!(line.station, "杨树村 330182001007", "{}", bench.note());
    bench.keys("F5 3 周助理 Enter 1530 Enter 1 1 F8");
    let line = bench.post.chosen().unwrap();
    assert_eq!(line.anew, "人手不够", "{}", bench.note());
    bench.keys("F5 4 周助理 Enter 1530 Enter 1 1 F8");
    let line = bench.post.chosen().unwrap();
    assert_eq!(line.station, "杨树村 330182001002", "{}", bench.note());
}

/// A visit that this hall makes itself.
fn visit() -> Bench {
    let mut bench = Bench::open();
    let fields = json!({"kind": "visit", "what": "高龄补贴认证", "name": "李老太",
        "phone": "13800000000", "place": "村东", "station": "龙河镇便民服务中心",
        "person": "周敏", "at": "14:30"});
    bench.verb("take_call", fields, ME);
    bench
}

#[test]
fn a_visit_does_not_end_before_the_last_line_is_ticked() {
    let mut bench = visit();
    bench.keys("F8 1 2 3 4 5 6 7 8 9 Enter Down 认证好了 F8");
    assert_eq!(bench.done, [""; 0]);
    assert!(
        bench.note().contains("这些没有打勾：不收钱"),
        "{}",
        bench.note()
    );
    assert!(
        matches!(bench.post.over, Over::Door(_)),
        "what was ticked stays"
    );
    bench.keys("Up Enter F8");
    assert_eq!(bench.done, ["finish_job"]);
    assert_eq!(bench.post.chosen().unwrap().next, JobNext::Tell);
    // Who did it does not ask how it was.
    bench.keys("F8 1 5 非常好 F8");
    assert!(
        bench.note().contains("请换一个人来回访"),
        "{}",
        bench.note()
    );
    bench.keys("Esc");
    bench.post.desk.me = Some(LEADER);
    bench.keys("F8 1 F8");
    assert_eq!(
        bench.note(),
        "先选评价档次",
        "nobody is content before they said so"
    );
    bench.keys("5 F8");
    assert_eq!(bench.done, ["finish_job", "tell_caller"]);
    let rates = bench.post.board.as_ref().unwrap().rates;
    assert_eq!((rates.visits.n, rates.visits.of), (1, 1));
    assert_eq!((rates.content.n, rates.asked.of), (1, 1));
}

#[test]
fn a_tick_is_taken_back_by_its_digit() {
    let mut bench = visit();
    bench.keys("F8 3");
    let ticked = |bench: &Bench| match &bench.post.over {
        Over::Door(door) => door.lines.iter().filter(|(_, ticked)| *ticked).count(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ticked(&bench), 1);
    bench.keys("3");
    assert_eq!(ticked(&bench), 0);
    bench.keys("x");
    assert_eq!((ticked(&bench), bench.bells), (0, 1));
}

#[test]
fn a_missed_visit_has_a_reason_and_a_new_time() {
    let mut bench = visit();
    bench.keys("F7 F8");
    assert!(bench.note().contains("理由"), "{}", bench.note());
    bench.keys("1 13 F8");
    assert_eq!(bench.done, [""; 0], "{}", bench.note());
    // An input method types a wide blank.
    bench.keys("^u 13　0900 F8");
    assert_eq!(bench.done, ["miss_visit"], "{}", bench.note());
    assert_eq!(bench.post.chosen().unwrap().missed, ["家里没人"]);
}

#[test]
fn a_job_is_found_by_its_count_of_today_or_its_phone() {
    let mut bench = visit();
    for given in ["HT001-260312-001", "1", "001", "13800000000", "0000"] {
        bench.keys(&format!("F4 {given} Enter"));
        assert!(
            matches!(&bench.post.over, Over::Found(lines, 0) if lines.len() == 1),
            "{given}"
        );
        bench.keys("Enter");
        assert!(matches!(bench.post.over, Over::Nothing));
    }
    bench.keys("F4 9 Enter");
    assert!(bench.note().contains("没有工单"), "{}", bench.note());
    bench.keys("Esc F4 Enter");
    assert!(bench.note().contains("编号或电话"), "{}", bench.note());
}

#[test]
fn a_call_that_was_begun_is_there_again_after_a_dropped_line() {
    let mut bench = Bench::open();
    bench.keys("F2 3 路灯坏了 Enter 张三丰");
    let draft = bench.post.draft().unwrap();
    let mut again = Bench::open();
    again.post.restore(&draft);
    again.refresh();
    again.keys("Enter 13800000000 Enter 村口 F8");
    assert_eq!(again.done, ["take_call"]);
    assert_eq!(again.post.chosen().unwrap().what, "路灯坏了");
    assert!(again.post.draft().is_none());
    // The other key does not throw away what was begun.
    bench.keys("Esc Esc Esc F3");
    assert!(bench.note().contains("F5"), "{}", bench.note());
    assert_eq!(
        bench.post.form.as_ref().unwrap().value(form::Focus::What),
        "路灯坏了"
    );
}

#[test]
fn keys_that_do_not_fit_say_why() {
    let mut bench = Bench::open();
    bench.keys("F5");
    assert!(bench.note().contains("先选一件"), "{}", bench.note());
    let mut bench = visit();
    bench.keys("F6");
    assert!(bench.note().contains("只有还没派的"), "{}", bench.note());
    let mut bench = Bench::of(Who::System);
    bench.keys("11 Enter");
    assert_eq!(
        (bench.done.as_slice(), bench.post.desk.me),
        (&["post_staff"][..], Some(ME))
    );
}

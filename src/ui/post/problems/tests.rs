//! The problem register tried against a real store, with a small executor in the place of the app.

use serde_json::json;

use super::*;
use crate::domain::ids::StaffNo;
use crate::domain::problem::ProblemEnding;
use crate::domain::site::SiteKind;
use crate::ops::Who;
use crate::ui::post::trial;
use crate::ui::post::trial::china;
use crate::ui::post::village::tests::must;
use crate::ui::post::village::tests::site;

mod screens;

/// Who writes down, who sees to it, and who leads.
const ME: StaffNo = StaffNo(11);
const OTHER: StaffNo = StaffNo(12);
const LEADER: StaffNo = StaffNo(1);

type Bench = trial::Bench<ProblemsPost>;

impl Bench {
    fn open() -> Bench {
        Bench::of(Who::Staff(ME))
    }

    fn of(who: Who) -> Bench {
        let now = china("2026-03-12 09:42");
        let name = "龙河镇便民服务中心";
        let (dir, mut hall) = site(name, 330_182_001, SiteKind::Hall, now);
        let other = json!({"staff": 12, "name": "孙助理"});
        must(&mut hall, "save_staff", other, Who::Staff(LEADER), now);
        trial::Bench::new((vec![dir], hall), ProblemsPost::new, who, now)
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Look::probe().lang))
    }
}

#[test]
fn no_table_names_a_key_twice_or_without_words_and_none_is_one_a_field_needs() {
    trial::spoken(&[KEYS, keys::SIGN_IN_KEYS, keys::ASK_KEYS, keys::PAGE_KEYS]);
    trial::beside_fields(KEYS);
}

#[test]
fn a_criticism_is_registered_while_it_is_told_and_led_to_its_end_by_digits() {
    let mut bench = Bench::open();
    bench.keys("F2 1 路灯坏了没人管 Enter 王芳 Enter 13800000000 Enter 杨树村 Enter 村建办 F8");
    assert_eq!(bench.done, ["register_problem"]);
    assert_eq!(bench.note(), "已登记 W260312-01，登记了就得受理");
    let line = bench.post.chosen().unwrap().clone();
    assert_eq!((line.name.as_str(), line.step), ("王芳", Some("take")));
    // Whoever is to see to it takes it, and does its steps one by one with F8.
    bench.sit(OTHER);
    assert_eq!(bench.post.chosen().unwrap().name, "王*");
    bench.keys("F8 Enter");
    assert_eq!(bench.note(), "W260312-01 已接办");
    // A name that is typed means its badge; a day to come without a month is the next such.
    bench.keys("F8 Space");
    bench.keys("Backspace 孙助理 Enter 20 Enter");
    assert_eq!(bench.done.last(), Some(&"consult_problem"));
    bench.keys("F4 3 20 Enter");
    let line = bench.post.chosen().unwrap();
    let owner = line.owner.as_ref().map(|owner| owner.staff);
    assert_eq!(owner, Some(OTHER), "the third of those that are offered");
    bench.keys("F4 没有这人 Enter 20 Enter Esc");
    assert_eq!(bench.bells, 1);
    bench.keys("F6 已派人修 Enter");
    bench.keys("1 Enter 4 换了两盏 Enter 还差一盏 Enter");
    assert_eq!(bench.post.chosen().unwrap().left, "还差一盏");
    bench.keys("F8 三盏都亮了 Enter 1 F8");
    assert_eq!(bench.note(), "W260312-01 怎样办的已记下");
    // They may not ask, sign or close; the rule says so.
    bench.keys("F8 1 Enter");
    assert_eq!(
        bench.note(),
        "W260312-01 由工号 12 办理；回访、签字、销号请由另一人"
    );
    bench.keys("Esc ^o");
    assert!(
        bench.note().contains("还不能销号，还缺：回访"),
        "{}",
        bench.note()
    );
    // Another asks, and closes it.
    bench.sit(ME);
    bench.keys("F8 1 都亮了 F8");
    assert_eq!(bench.note(), "W260312-01 已回访");
    bench.keys("1 Enter 9");
    assert_eq!(bench.note(), "W260312-01 已销号");
    assert!(bench.post.lines().is_empty());
    let board = bench.post.board.as_ref().unwrap();
    assert_eq!((board.count.registered, board.count.solved), (1, 1));
    let page = bench.hall.problem("W260312-01", None, bench.now).unwrap();
    assert_eq!(page.line.ending, Some(ProblemEnding::Solved));
    assert_eq!(bench.bells, 3);
}

#[test]
fn a_registration_that_was_begun_is_kept_over_leaving_and_over_a_dropped_line() {
    let mut bench = Bench::open();
    bench.keys("F2 2 涵管堵了，下雨就淹路 Enter 王");
    let draft = bench.post.draft().unwrap();
    bench.keys("Esc");
    assert!(matches!(bench.post.over, Over::Nothing));
    assert_eq!(bench.post.draft().as_deref(), Some(draft.as_str()));
    bench.keys("F2");
    assert_eq!(bench.post.draft().as_deref(), Some(draft.as_str()));
    // The line dropped: a new post takes it up where it was.
    bench.sit(ME);
    assert_eq!(bench.post.draft(), None);
    bench.post.restore(&draft);
    bench.keys("芳 F8");
    let line = bench.post.chosen().unwrap();
    assert_eq!(
        (line.text.as_str(), line.name.as_str()),
        ("涵管堵了，下雨就淹路", "王芳")
    );
    assert_eq!(bench.post.draft(), None);
    // What is missing is said in the dialog, which stays.
    bench.keys("F2 1 F8");
    assert_eq!(bench.bells, 1);
    assert!(matches!(bench.post.over, Over::Ask(..)));
    // A draft that is none of ours, or of a problem that is gone, takes nothing away.
    bench.sit(ME);
    bench.post.restore("{\"topic\":\"dance\"}");
    assert!(matches!(bench.post.over, Over::Nothing));
}

#[test]
fn who_is_not_known_keeps_no_register_and_a_leader_leads_and_signs() {
    let mut bench = Bench::of(Who::System);
    bench.keys("x Enter Backspace 7 Enter");
    assert_eq!(bench.bells, 2, "no number, and nobody with it");
    bench.keys("Backspace 11 Enter");
    assert_eq!(bench.post.phase(), Phase::Board);
    let hardship = json!({"class": "hardship", "text": "低保没批", "name": "李老太"});
    bench.verb("register_problem", hardship, ME);
    bench.keys("F8 Enter F8");
    assert!(bench.note().contains("带班领导"), "{}", bench.note());
    bench.keys("F7 政策第三条，书面解释 Enter 3 F8");
    assert_eq!(bench.note(), "不属本处的，请写该去的单位");
    bench.keys("Esc F7 政策第三条，书面解释 Enter 2 F8");
    bench.sit(LEADER);
    bench.keys("F8");
    assert_eq!(bench.note(), "W260312-01 已接办");
    bench.keys("F8 Enter");
    assert_eq!(bench.note(), "W260312-01 已签字");
    bench.keys("F9");
    let shown = bench.screen((100, 30), &Look::probe());
    assert!(shown.contains("书面解释；政策第三条"), "{shown}");
}

//! What the clerk answers for, and what is done with it.

use crate::domain::case_file::Stage;
use crate::ops::read::CaseLine;
use crate::ui::post::window::Over;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

fn open(bench: &Bench) -> CaseLine {
    match &bench.post.over {
        Over::Case(line, _) => line.as_ref().clone(),
        other => panic!("no case is open: {other:?}"),
    }
}

#[test]
fn the_list_shows_lamp_holder_and_due_day_and_is_narrowed_by_lamp() {
    let mut bench = Bench::open();
    bench.keys("^v");
    let screen = bench.screen(80, 24, &Look::probe());
    let line = screen.lines().find(|l| l.contains("最低生活保障")).unwrap();
    assert!(line.contains("正常") && line.contains("4月17日"), "{line}");
    bench.keys("4");
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("没有您负责"), "{screen}");
    bench.keys("Enter");
    assert_eq!(bench.bells, 1);
    bench.keys("1 Enter");
    assert_eq!(open(&bench).card.matter_name, "最低生活保障");
    bench.keys("Esc");
    assert!(matches!(bench.post.over, Over::Mine(0, 0)));
    bench.keys("Esc");
    assert!(matches!(bench.post.over, Over::Nothing));
}

#[test]
fn a_case_is_passed_to_the_leader_with_a_reason_only() {
    let mut bench = Bench::open();
    bench.keys("^v Enter 3 1 F8");
    assert!(
        matches!(bench.post.over, Over::Ask(_)),
        "a reason is wanted"
    );
    assert_eq!(bench.bells, 1);
    bench.keys("Enter 1 F8");
    let line = open(&bench);
    assert_eq!(line.holder.kind, "leader", "{}", bench.note(&Look::probe()));
    // What lies with the leader cannot be taken by the window.
    bench.keys("Esc Enter");
    assert_eq!(open(&bench).holder.kind, "leader");
}

#[test]
fn a_case_is_returned_supplied_completed_and_handed_over() {
    let mut bench = Bench::open();
    bench.keys("^v Enter 5 1 不清楚 F8");
    let look = Look::probe();
    assert_eq!(open(&bench).stage, Stage::Returned, "{}", bench.note(&look));
    bench.keys("7");
    assert_eq!(bench.bells, 1, "a case that waits for papers is not done");
    assert!(!bench.note(&look).is_empty());
    bench.keys("6");
    assert_eq!(open(&bench).stage, Stage::Working, "{}", bench.note(&look));
    let mut steps = 0;
    while open(&bench).stage == Stage::Working && steps < 20 {
        bench.keys("2 7");
        steps += 1;
    }
    assert_eq!(open(&bench).stage, Stage::Done, "{}", bench.note(&look));
    bench.keys("8 1 F8");
    assert_eq!(bench.note(&look), "记下了");
}

#[test]
fn a_form_that_is_open_is_still_there_after_the_list() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 李四 ^v Enter Esc Esc");
    assert_eq!(bench.post.form.as_ref().unwrap().name.value(), "李四");
}

#[test]
fn a_case_is_passed_to_a_colleague_by_digit_or_by_name() {
    for to in ["1", "李四 Enter"] {
        let mut bench = Bench::open();
        bench.keys(&format!("^v Enter 3 6 {to} 1 F8"));
        let line = open(&bench);
        let look = Look::probe();
        // Nobody's until it is taken by name; the list says who is meant.
        let told = bench.note(&look);
        assert_eq!(bench.bells, 0, "{told}");
        let holder = (line.holder.kind.as_str(), line.holder.who.as_str());
        assert_eq!(holder, ("staff", "8"));
    }
}

#[test]
fn a_colleague_nobody_knows_keeps_what_was_typed() {
    let mut bench = Bench::open();
    bench.keys("^v Enter 3 6 钱七 Enter 1 F8");
    assert_eq!(bench.bells, 1);
    assert!(bench.note(&Look::probe()).contains("没有这位同事"));
    let Over::Ask(ask) = &bench.post.over else {
        panic!("the question is gone");
    };
    assert_eq!(ask.text(1), "钱七");
}

#[test]
fn what_was_done_long_ago_is_found_and_handed_over_with_its_receipt() {
    let mut bench = Bench::open();
    bench.keys("^v Enter 7 Esc Esc");
    bench.pass(40 * 86_400);
    bench.verb("post_staff", serde_json::json!({"staff": 7}));
    bench.verb("open_window", serde_json::json!({"window": 3, "staff": 7}));
    bench.refresh();
    bench.keys("^v F3 没有这样的人 Enter");
    assert_eq!(bench.bells, 1);
    assert!(bench.note(&Look::probe()).contains("没有这样的办件"));
    bench.keys("^u 张三丰 Enter");
    let found = bench.screen(80, 24, &Look::probe());
    assert!(found.contains("5 查到的 1"), "{found}");
    bench.keys("Enter 8 1 F8");
    assert_eq!(bench.bells, 1, "{}", bench.note(&Look::probe()));
    let (kind, paper) = bench.printed.last().unwrap();
    assert_eq!(*kind, crate::domain::paper::PaperKind::Delivery);
    assert!(
        paper.contains("送达") && paper.contains("最低生活保障"),
        "{paper}"
    );
    // Its other papers can be printed from here, too.
    bench.keys("9 1");
    let (kind, _) = bench.printed.last().unwrap();
    assert_eq!(*kind, crate::domain::paper::PaperKind::Acceptance);
    assert!(
        matches!(bench.post.over, Over::Case(..)),
        "back at the case"
    );
}

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

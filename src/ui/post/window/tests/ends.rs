//! Errands that end without being accepted.

use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

fn served() -> Bench {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4");
    bench
}

fn outcome(bench: &Bench) -> String {
    bench.post.current().unwrap().done[0].outcome.clone()
}

#[test]
fn a_notice_has_a_number_and_names_everything_missing() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 2 F5 1");
    let Over::Notice(given) = bench.post.over.clone() else {
        panic!("{}", bench.note(&Look::probe()));
    };
    assert_eq!(given.number, "G260312-01");
    assert!(given.untold.is_empty());
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains(&given.number), "{screen}");
    for paper in &given.lacking {
        assert!(screen.contains(paper.as_str()), "{paper} in {screen}");
    }
    assert_eq!(outcome(&bench), "papers_missing");
    // The next key does what it does without the notice.
    bench.keys("3");
    assert_eq!((bench.phase(), bench.bells), (Phase::Idle, 1));
}

#[test]
fn what_an_earlier_notice_left_out_is_said_in_words_too() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 2 F5 1");
    let Over::Notice(mut given) = bench.post.over.clone() else {
        panic!("no notice");
    };
    given.untold = vec![given.lacking[0].clone()];
    bench.post.over = Over::Notice(given);
    assert!(bench.screen(80, 24, &Look::probe()).contains("应告未告"));
}

#[test]
fn a_notice_without_a_matter_or_a_name_keeps_what_was_typed() {
    let mut bench = served();
    bench.keys("qqq F5 1");
    assert_eq!(bench.note(&Look::probe()), "先选事项");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.query.value(), "qqq");
    bench.keys("Esc db1 Enter 110105 F5 1");
    assert_eq!(bench.note(&Look::probe()), "先填姓名");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.number.value(), "110105");
    assert_eq!(bench.phase(), Phase::Intake);
    assert!(bench.printed.is_empty());
}

#[test]
fn a_no_wants_reason_and_clause_and_is_recorded() {
    let mut bench = served();
    bench.keys("db1 F5 3 1 F8");
    assert_eq!(bench.phase(), Phase::Intake, "a clause is wanted");
    assert_eq!(bench.bells, 1);
    bench.keys("第六条 F8");
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
    assert_eq!(outcome(&bench), "refused");
    assert!(bench.note(&Look::probe()).contains("F260312-01"));
}

#[test]
fn a_matter_that_is_not_the_halls_names_the_right_office() {
    let mut bench = served();
    bench.keys("换驾照 F5 4 Enter");
    bench.keys("F8");
    assert_eq!(bench.phase(), Phase::Intake, "an office is wanted");
    bench.keys("Up 1 F8");
    assert_eq!(outcome(&bench), "not_ours");
    assert_eq!(bench.note(&Look::probe()), "已告知去 派出所 办");
}

#[test]
fn one_key_hands_a_hard_matter_to_window_1() {
    let mut bench = served();
    bench.keys("db1 ^x 1 F8");
    assert_eq!(outcome(&bench), "handed_over");
    let words = bench.note(&Look::probe());
    assert!(
        words.contains("一号窗口") && words.contains("2026-03-19"),
        "{words}"
    );
}

#[test]
fn papers_are_taken_in_without_a_promise() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 F5 6");
    assert_eq!(outcome(&bench), "received");
    assert_eq!(bench.bells, 0, "{}", bench.note(&Look::probe()));
}

#[test]
fn an_urgent_reason_goes_with_the_case() {
    let mut bench = served();
    bench.keys("db1 zsf1 ^z 1 F8 F7");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.accept(bench.post.no).unwrap().urgent, "住院");
    assert!(bench.screen(80, 24, &Look::probe()).contains("住院"));
    bench.keys("F8");
    assert_eq!(outcome(&bench), "accepted");
}

#[test]
fn papers_that_may_follow_name_their_last_day() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 2 3 4");
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("容缺1项，最晚4月17日"), "{screen}");
    bench.keys("F8");
    let words = bench.note(&Look::probe());
    assert!(words.contains("最晚 2026-04-17"), "{words}");
}

#[test]
fn a_hard_matter_is_handed_over_with_its_size_and_the_limit_that_goes_with_it() {
    // Source: rule A5 of the hall: 5 working days, 10 where offices must join, 3 to say why not.
    for (digit, due) in [
        ("1", "2026-03-19"),
        ("2", "2026-03-26"),
        ("3", "2026-03-17"),
    ] {
        let mut bench = served();
        bench.keys(&format!("db1 ^x 1 {digit} Enter"));
        assert_eq!(outcome(&bench), "handed_over");
        let words = bench.note(&Look::probe());
        assert!(words.contains(due), "{digit}: {words}");
    }
}

#[test]
fn papers_that_may_follow_are_promised_for_a_day_of_their_own() {
    for typed in ["3-20", "20", "0320", "2026-03-20", "３月２０日"] {
        let mut bench = served();
        bench.keys("db1 zsf1 1 2 3 4 ^z Enter");
        bench.keys(typed);
        bench.keys("F8");
        let screen = bench.screen(80, 24, &Look::probe());
        assert!(screen.contains("容缺1项，最晚3月20日"), "{typed}: {screen}");
        bench.keys("F8");
        let words = bench.note(&Look::probe());
        assert!(words.contains("最晚 2026-03-20"), "{typed}: {words}");
    }
}

#[test]
fn a_day_that_is_none_or_after_the_promise_is_refused_and_the_form_stays() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 2 3 4 ^z Enter 2-30 F8");
    assert_eq!(bench.bells, 1);
    assert!(bench.note(&Look::probe()).contains("日期如"));
    bench.keys("^u 2026-05-20 F8 F8");
    assert_eq!((bench.phase(), bench.bells), (Phase::Intake, 2));
    bench.keys("^z Enter ^u F8 F8");
    assert_eq!(bench.phase(), Phase::Between);
}

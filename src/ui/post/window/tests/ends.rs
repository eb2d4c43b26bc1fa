//! Errands that end without being accepted.

use crate::domain::ids::Centre;
use crate::domain::matter::InPerson;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::ops::Who;
use crate::ops::save_matters::SaveMatters;
use crate::ui::post::Post;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::form::Focus;
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
    assert_eq!(
        bench.note(&Look::probe()),
        "已告知去 派出所 办，告知书 Z260312-01"
    );
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

#[test]
fn who_only_fetched_a_result_is_no_advice() {
    let mut bench = served();
    bench.keys("F5 7");
    assert_eq!(outcome(&bench), "collected");
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("取件"), "{screen}");
}

#[test]
fn who_cannot_come_again_is_visited_at_home() {
    let mut bench = served();
    bench.keys("db1 zsf1 F5 8");
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("最低生活保障"), "{screen}");
    bench.keys("村东第三户 Enter 李四 Enter 99 F8");
    let note = bench.note(&Look::probe());
    assert!(!note.contains("已派"), "{note}");
    bench.keys("^u 1630 F8");
    let note = bench.note(&Look::probe());
    assert!(note.contains("已派") && note.contains("李四"), "{note}");
    let hotline = bench.hall.hotline(None, None, bench.now).unwrap();
    let line = &hotline.lines[0];
    assert_eq!(line.channel, crate::domain::hotline::Channel::Window);
    assert_eq!(line.place, "村东第三户");
    assert_eq!(hotline.rates.handled.of, 0, "it is no call");
    assert_eq!(bench.phase(), Phase::Intake, "the errand goes on");
}

#[test]
fn who_brings_the_papers_goes_with_the_case_and_stays_in_the_draft() {
    let mut bench = served();
    bench.keys("db1 zsf1 Esc 李四");
    let draft = bench.post.draft().unwrap();
    assert!(draft.contains("李四"), "{draft}");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.accept(bench.post.no).unwrap().proxy, "李四");
    assert_eq!(form.number.value(), "11010519491231002X", "the applicant's");
    bench.keys("F7 F8");
    let case = bench.post.current().unwrap().done[0].case.clone().unwrap();
    let page = bench.hall.case_page(&case, bench.now).unwrap().unwrap();
    assert!(!page.proxy.is_empty());
}

#[test]
fn a_matter_that_needs_the_person_says_so_beside_the_proxy_and_keeps_what_was_typed() {
    for end in ["F8", "F5 6"] {
        let mut bench = served();
        let mut alone = Matter::named("P1", Centre::Social, "见面事项");
        alone.promised = Limit::WorkingDays(5);
        alone.statutory = Limit::WorkingDays(20);
        alone.in_person = InPerson::Always;
        let matters = vec![alone];
        bench.perform(SaveMatters { matters }.into(), Who::System);
        bench.refresh();
        bench.keys("见面事项 Enter 张三丰 Enter");
        let screen = bench.screen(80, 24, &Look::probe());
        assert!(screen.contains("要本人来"), "{screen}");
        bench.keys(&format!("Enter Enter Enter 李四 {end}"));
        assert_eq!(bench.phase(), Phase::Intake);
        let note = bench.note(&Look::probe());
        assert!(note.contains("要本人来，不能代办"), "{note}");
        let form = bench.post.form.as_ref().unwrap();
        assert_eq!((form.focus, form.proxy.value()), (Focus::Proxy, "李四"));
        bench.keys("Backspace Backspace F8");
        assert_eq!(
            outcome(&bench),
            "accepted",
            "{}",
            bench.note(&Look::probe())
        );
    }
}

#[test]
fn a_card_laid_down_at_the_proxy_is_no_name() {
    let mut bench = served();
    bench.keys("db1 zsf1 Esc 440524188001010014");
    assert_eq!(bench.note(&Look::probe()), "这里写姓名，不写证件号");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!((form.focus, form.proxy.value()), (Focus::Proxy, ""));
    assert_eq!(form.number.value(), "11010519491231002X");
}

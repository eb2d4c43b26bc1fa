//! Calling, serving, moving on, opening and closing.

use serde_json::json;

use crate::locale::Lang;
use crate::ops::Who;
use crate::ui::key::Key;
use crate::ui::post::Post;
use crate::ui::post::window::Phase;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

#[test]
fn a_returning_resident_is_accepted_in_25_keystrokes() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db 1 zsf 1 F7 F8");
    assert!(bench.keys <= 25, "{} keys", bench.keys);
    assert_eq!(bench.keys, 11);
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
    let done = bench.post.current().unwrap().done.clone();
    assert_eq!(done[0].outcome, "accepted");
    assert_eq!(done[0].matter_name, "最低生活保障");
    let case = bench
        .hall
        .case(done[0].case.as_ref().unwrap(), bench.now)
        .unwrap()
        .unwrap();
    assert_eq!(case.due.unwrap().to_string(), "2026-04-17");
    assert_eq!(bench.bells, 0);
    assert_eq!(bench.rings, 1);
}

#[test]
fn typing_while_the_number_is_called_begins_and_keeps_every_letter() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2");
    assert_eq!(bench.phase(), Phase::Called);
    bench.keys("db1zsf1");
    assert_eq!(bench.phase(), Phase::Intake);
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.matter.as_deref(), Some("S001"));
    assert_eq!(form.name.value(), "张三丰");
    assert_eq!(form.number.value(), "11010519491231002X");
}

#[test]
fn the_next_call_ends_the_visit_that_is_done() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.ticket();
    bench.keys("F2 F4 db1 zsf1 F7 F8");
    let first = bench.post.current().unwrap().row.ticket.clone();
    bench.keys("F2");
    assert_eq!(bench.phase(), Phase::Called);
    assert_ne!(bench.post.current().unwrap().row.ticket, first);
    bench.keys("F4 F5 2");
    assert_eq!(bench.phase(), Phase::Between);
    // Nobody waits any more: the visit ends all the same, without a complaint.
    bench.keys("F2");
    assert_eq!((bench.phase(), bench.bells), (Phase::Idle, 0));
}

#[test]
fn a_key_that_does_not_work_says_why_and_does_nothing() {
    let mut bench = Bench::open();
    let look = Look::probe();
    bench.keys("F2");
    assert_eq!(bench.note(&look), "现在没有人等候");
    bench.keys("F8");
    assert_eq!(bench.note(&look), "还没有叫号：按 F2 叫下一位");
    bench.ticket();
    bench.ticket();
    bench.keys("F2 F2");
    assert!(
        bench.note(&look).contains("还没到"),
        "{}",
        bench.note(&look)
    );
    bench.keys("F4 F2");
    assert!(
        bench.note(&look).contains("还没办完"),
        "{}",
        bench.note(&look)
    );
    assert_eq!(bench.bells, 4);
    assert_eq!(bench.phase(), Phase::Intake);
    let disabled = bench
        .post
        .hints()
        .into_iter()
        .find(|h| h.key == Key::F(2))
        .unwrap();
    assert_eq!(disabled.why_not, Some("window.why_errand_open"));
}

#[test]
fn a_badge_opens_the_window_and_posts_its_owner() {
    let mut bench = Bench::closed();
    assert_eq!(bench.phase(), Phase::Closed);
    bench.keys("Enter");
    assert_eq!(bench.bells, 1);
    bench.keys("7 Enter");
    assert_eq!(bench.phase(), Phase::Idle, "{}", bench.note(&Look::probe()));
    assert!(
        bench
            .hall
            .live(bench.now)
            .unwrap()
            .staff(crate::domain::ids::StaffNo(7))
            .unwrap()
            .posted
            .is_some()
    );
}

#[test]
fn a_badge_nobody_has_is_refused_and_stays_in_the_field() {
    let mut bench = Bench::closed();
    bench.keys("99 Enter");
    assert_eq!((bench.phase(), bench.bells), (Phase::Closed, 1));
    assert_eq!(bench.post.badge.value(), "99");
    assert!(!bench.note(&Look::probe()).is_empty());
}

#[test]
fn a_window_does_not_open_with_somebody_who_is_away_until_they_are_back() {
    let mut bench = Bench::closed();
    bench.verb("post_staff", json!({"staff": 7}));
    bench.verb(
        "go_away",
        json!({"staff": 7, "place": "开会", "until": "11:00"}),
    );
    bench.keys("7 Enter");
    assert_eq!(bench.phase(), Phase::Closed);
    assert!(bench.note(&Look::probe()).contains("外出"));
    bench.keys("F5 Enter");
    assert_eq!(bench.phase(), Phase::Idle);
}

#[test]
fn leaving_the_desk_wants_a_place_and_a_time_and_enter_brings_it_back() {
    let mut bench = Bench::open();
    bench.keys("^o 1 Enter Enter");
    assert_eq!(bench.note(&Look::probe()), "请写明几点回来，如 10:15");
    bench.keys("Up 1030 F8");
    assert_eq!(
        bench.phase(),
        Phase::Paused,
        "{}",
        bench.note(&Look::probe())
    );
    bench.keys("F2");
    assert_eq!(bench.bells, 2);
    bench.keys("Enter");
    assert_eq!(bench.phase(), Phase::Idle, "{}", bench.note(&Look::probe()));
}

#[test]
fn a_parked_visit_keeps_its_form_until_it_is_back() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 李四");
    bench.keys("F6 1 2 1 F8");
    assert_eq!(bench.phase(), Phase::Idle, "{}", bench.note(&Look::probe()));
    assert!(bench.post.draft().is_some());
    bench.keys("^l 1");
    bench.keys("F2 F4");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(
        (form.matter.as_deref(), form.name.value()),
        (Some("S001"), "李四")
    );
}

#[test]
fn what_somebody_else_does_to_the_visit_never_loses_what_was_typed() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 李四");
    let leader = Who::Staff(crate::domain::ids::StaffNo(1));
    let end = crate::ops::Call::parse("end_service", json!({"window": 3, "reason": "忘记"}));
    bench.perform(end.unwrap(), leader);
    bench.refresh();
    assert_eq!(bench.phase(), Phase::Idle);
    assert!(bench.note(&Look::probe()).contains("填的内容留着"));
    assert!(bench.post.draft().unwrap().contains("李四"));
}

#[test]
fn a_draft_comes_back_with_its_visit_and_a_new_day_drops_it() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 李四 Enter 110105");
    let draft = bench.post.draft().unwrap();
    let mut other = super::WindowPost::new(bench.post.no, bench.post.setting.clone());
    other.restore(&draft);
    other.restore(&draft);
    bench.post = other;
    bench.catalogue = None;
    bench.refresh();
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!((form.name.value(), form.number.value()), ("李四", "110105"));
    assert_eq!(bench.post.draft().unwrap(), draft);
    bench.post.restore("not a draft");
    let mut later = super::WindowPost::new(bench.post.no, bench.post.setting.clone());
    later.restore(&draft);
    bench.post = later;
    bench.pass(24 * 3600);
    assert_eq!(bench.post.draft(), None);
}

#[test]
fn a_call_is_taken_back_with_a_reason() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 ^b Enter");
    assert_eq!(bench.phase(), Phase::Called, "a reason is wanted");
    bench.keys("1 F8");
    assert_eq!(bench.phase(), Phase::Idle, "{}", bench.note(&Look::probe()));
    assert_eq!(bench.post.desk.as_ref().unwrap().line.len(), 1);
}

#[test]
fn a_number_is_recalled_missed_and_brought_back() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F3 F3 F3");
    assert_eq!(bench.rings, 4);
    bench.keys("F3");
    assert!(bench.note(&Look::probe()).contains("过号"));
    bench.keys("^g");
    assert_eq!(bench.phase(), Phase::Idle);
    bench.keys("^l F2");
    assert!(bench.note(&Look::probe()).contains("请回队列"));
    bench.keys("Enter");
    assert_eq!(bench.post.desk.as_ref().unwrap().line.len(), 1);
}

#[test]
fn a_number_is_called_by_its_digits_alone() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.ticket();
    bench.keys("^n x F8");
    assert!(
        bench.note(&Look::probe()).contains("23"),
        "says how numbers look"
    );
    bench.keys("Backspace 2 F8");
    assert_eq!(bench.post.current().unwrap().row.ticket, "B002");
}

#[test]
fn a_visit_goes_to_another_window_and_comes_back() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 F6 2");
    // Centres 1 to 3, then window 4; by arrival; comes back; their matter.
    bench.keys("4 1 2 1 F8");
    assert_eq!(bench.phase(), Phase::Idle, "{}", bench.note(&Look::probe()));
    let live = bench.hall.live(bench.now).unwrap();
    assert_eq!(
        live.visits[0].come_back,
        Some(crate::domain::ids::WindowNo(3))
    );
}

#[test]
fn help_is_called_and_ended_with_a_reason() {
    let mut bench = Bench::open();
    bench.keys("^k");
    assert!(bench.post.desk.as_ref().unwrap().emergency);
    bench.keys("^k 1 F8");
    assert!(!bench.post.desk.as_ref().unwrap().emergency);
}

#[test]
fn missing_papers_end_with_a_notice_of_exactly_the_unticked_ones() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 zsf1 1 2 F5 1");
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
    let (_, paper) = &bench.printed[0];
    let (_, rest) = paper.split_once("需要补正的材料").unwrap();
    let (lacking, present) = rest.split_once("已收到").unwrap();
    assert!(
        lacking.contains("户口簿") && lacking.contains("收入财产证明"),
        "{lacking}"
    );
    assert!(!lacking.contains("身份证"), "{lacking}");
    assert!(present.contains("身份证"), "{present}");
    assert!(!paper.contains("张三丰"), "masked on paper: {paper}");
    assert!(
        bench.note(&Look::probe()).contains("户口簿"),
        "nothing is lost without a printer"
    );
}

#[test]
fn a_further_errand_begins_with_the_same_person() {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4 db1 zsf1 F7 F8 2");
    assert_eq!(bench.phase(), Phase::Intake);
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.name.value(), "张三丰");
    bench.keys("db1 F7 F8 3");
    assert_eq!((bench.phase(), bench.bells), (Phase::Idle, 0));
}

#[test]
fn every_sentence_of_the_window_exists_in_english_too() {
    let mut bench = Bench::open();
    bench.ticket();
    let look = Look {
        lang: Lang::En,
        ..Look::probe()
    };
    for typed in [
        "", "F2", "F4", "db1", "zsf1", "F7", "^s", "Esc", "F6", "2", "Esc", "F5", "Esc", "F8", "3",
    ] {
        bench.keys(typed);
        let screen = bench.screen(80, 24, &look);
        assert!(!screen.contains('⟦'), "{screen}");
    }
}

//! Filling in.

use crate::ui::post::Post;
use crate::ui::post::window::Phase;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::Form;
use crate::ui::post::window::form::List;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

fn intake() -> Bench {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4");
    assert_eq!(bench.phase(), Phase::Intake);
    bench
}

fn form(bench: &Bench) -> &Form {
    bench.post.form.as_ref().unwrap()
}

#[test]
fn a_matter_is_found_by_letters_pinyin_and_chinese() {
    for typed in ["db", "dibao", "低保", "最低生活", "ｄｂ"] {
        let mut bench = intake();
        bench.keys(typed);
        bench.keys("1");
        assert_eq!(form(&bench).matter.as_deref(), Some("S001"), "{typed}");
        assert_eq!(form(&bench).focus, Focus::Name);
    }
}

#[test]
fn a_code_goes_on_with_digits_and_does_not_choose() {
    let mut bench = intake();
    bench.keys("S0");
    bench.keys("12 Enter");
    assert_eq!(form(&bench).matter.as_deref(), Some("S012"));
}

#[test]
fn nothing_found_keeps_the_words_and_says_so() {
    let mut bench = intake();
    bench.keys("qqqq Enter");
    assert_eq!(form(&bench).query.value(), "qqqq");
    assert_eq!((form(&bench).focus, bench.bells), (Focus::Matter, 1));
}

#[test]
fn an_id_number_typed_in_any_field_goes_to_its_own_and_fills_the_rest() {
    for before in ["", "Enter", "Enter Enter", "Tab Tab Enter"] {
        let mut bench = intake();
        bench.keys("db1");
        bench.keys(before);
        if form(&bench).focus == Focus::Village || form(&bench).focus == Focus::Number {
            continue;
        }
        bench.keys("11010519491231002x Enter");
        let form = form(&bench);
        assert_eq!(form.number.value(), "11010519491231002X", "{before}");
        assert_eq!(form.name.value(), "张三丰");
        assert_eq!(form.phone.value(), "13800000000");
        assert_eq!(form.focus, Focus::Papers);
        assert_eq!(bench.bells, 0);
    }
}

#[test]
fn a_new_person_is_typed_with_enter_from_field_to_field() {
    let mut bench = intake();
    bench.keys(
        "db1 李四 Enter 440524188001010014 Enter 13800000000 Enter Enter Enter 1234 Enter Enter",
    );
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
    let found = bench.hall.find_people("李四", 9).unwrap();
    assert_eq!(found.len(), 1);
}

#[test]
fn a_scan_of_an_unknown_card_leads_to_the_name() {
    let mut bench = intake();
    bench.keys("db1 440524188001010014 Enter");
    assert_eq!(form(&bench).number.value(), "440524188001010014");
    assert_eq!(form(&bench).focus, Focus::Name);
}

#[test]
fn an_odd_number_is_said_and_never_stops() {
    let mut bench = intake();
    bench.keys("db1 李四 Enter 11010519491231002");
    assert!(bench.screen(80, 24, &Look::probe()).contains("17/18"));
    bench.keys("Enter");
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("▲应为18位，现17位"), "{screen}");
    bench.keys("F7 F8");
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
}

#[test]
fn a_name_that_differs_from_the_register_is_not_overwritten() {
    let mut bench = intake();
    bench.keys("db1 李四 Enter 11010519491231002X");
    assert_eq!(form(&bench).name.value(), "李四");
    assert!(bench.note(&Look::probe()).contains("张三丰"));
}

#[test]
fn people_are_found_by_the_last_four_of_the_phone() {
    let mut bench = intake();
    bench.keys("db1 0000");
    assert!(matches!(&form(&bench).list, List::People(hits, Some(0)) if hits.len() == 1));
    bench.keys("Enter");
    assert_eq!(form(&bench).name.value(), "张三丰");
}

#[test]
fn letters_that_are_only_a_search_are_no_name() {
    let mut bench = intake();
    bench.keys("db1 zsf F7");
    bench.keys("Up Up Up Up Up");
    let mut bench = intake();
    bench.keys("db1 zsf F8");
    assert_eq!(bench.note(&Look::probe()), "按数字键选人，或输入全姓名");
    assert_eq!(bench.phase(), Phase::Intake);
}

#[test]
fn accepting_too_early_goes_to_what_is_missing() {
    let mut bench = intake();
    bench.keys("F8");
    assert_eq!((form(&bench).focus, bench.bells), (Focus::Matter, 1));
    bench.keys("db1 F8");
    assert_eq!((form(&bench).focus, bench.bells), (Focus::Name, 2));
    bench.keys("李四 F8");
    assert_eq!((form(&bench).focus, bench.bells), (Focus::Papers, 3));
    assert!(
        bench.note(&Look::probe()).contains("低保申请书"),
        "{}",
        bench.note(&Look::probe())
    );
    // Everything but the deferrable income proof.
    bench.keys("1234 F8");
    assert_eq!(
        bench.phase(),
        Phase::Between,
        "{}",
        bench.note(&Look::probe())
    );
    assert!(bench.note(&Look::probe()).contains("收入财产证明"));
}

#[test]
fn a_village_is_chosen_by_digit_and_never_guessed() {
    let mut bench = intake();
    bench.keys("db1 李四 Enter Enter Enter 西郝 F8");
    assert!(bench.note(&Look::probe()).contains("村没有选定"));
    bench.keys("1");
    assert_eq!(form(&bench).focus, Focus::Proxy);
    assert_eq!(form(&bench).village_code.len(), 12);
    assert!(form(&bench).village.value().contains("西郝"));
}

#[test]
fn esc_goes_back_one_field_and_loses_nothing() {
    let mut bench = intake();
    bench.keys("db1 李四 Enter 1101 Esc Esc Esc Esc");
    let form = form(&bench);
    assert_eq!(form.focus, Focus::Matter);
    assert_eq!((form.name.value(), form.number.value()), ("李四", "1101"));
    assert_eq!(form.matter.as_deref(), Some("S001"));
}

#[test]
fn another_matter_keeps_the_ticks_of_papers_both_ask_for() {
    let mut bench = intake();
    bench.keys("db1 李四 F7 Esc Esc Esc Esc Esc Esc");
    assert_eq!(form(&bench).focus, Focus::Matter);
    bench.keys("低保边缘 1");
    let form = form(&bench);
    assert_eq!(form.matter.as_deref(), Some("S002"));
    // Its own application is new; ID card, register, consent and income proof are there.
    assert_eq!(form.ticked, [false, true, true, true, true]);
}

#[test]
fn a_matter_chosen_at_the_kiosk_is_there_already_and_can_be_changed() {
    let mut bench = Bench::open();
    let fields = serde_json::json!({"matter": "S001", "slip": "printed"});
    bench.verb("take_ticket", fields);
    bench.refresh();
    bench.keys("F2 Enter");
    assert_eq!(form(&bench).matter.as_deref(), Some("S001"));
    assert_eq!(form(&bench).focus, Focus::Name);
    assert!(bench.post.takes_text());
    bench.keys("Esc 低保边缘 1");
    assert_eq!(form(&bench).matter.as_deref(), Some("S002"));
}

#[test]
fn a_promised_matter_can_be_done_on_the_spot() {
    let mut bench = intake();
    bench.keys("db1 zsf1 F7 ^t F8");
    assert_eq!(bench.post.current().unwrap().done[0].outcome, "on_the_spot");
}

#[test]
fn a_paste_is_one_line_and_bounded() {
    let mut bench = intake();
    bench.keys("db1");
    let effects = bench.post.paste(&"张\n".repeat(100_000), bench.now);
    bench.run(effects);
    assert!(form(&bench).name.value().chars().count() <= 60);
    assert!(!form(&bench).name.value().contains('\n'));
}

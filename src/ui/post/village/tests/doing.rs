//! What an assistant does at the post, key by key.

use super::*;
use crate::ops::read::LineState;
use crate::ops::read::RaisedState;

#[test]
fn who_signs_in_is_posted_as_on_duty_and_then_sees_the_board() {
    let mut bench = Bench::closed();
    bench.keys("F2 Enter");
    assert_eq!(bench.bells, 2, "nothing goes before that");
    bench.keys("99 Enter");
    assert_eq!(bench.post.desk.me, None, "nobody of that number works here");
    bench.keys("^u 11 Enter");
    assert_eq!(
        (bench.post.desk.me, bench.note().as_str()),
        (Some(ME), "已签到，今天在村")
    );
    let staff = &bench.post.board.as_ref().unwrap().staff;
    assert!(staff.iter().any(|staff| staff.no == ME && staff.posted));
}

#[test]
fn a_mandate_is_taken_with_its_papers_and_its_number_is_given() {
    let mut bench = Bench::open();
    bench.keys("F2 zdsh 1 张三丰 Enter 11010519491231002X Enter 13800000000 Enter");
    bench.keys("1 Right 户字/7;号 Enter 1 Enter");
    bench.keys("2 Enter ^u 20260430 Enter 2 Enter Enter");
    assert_eq!(bench.bells, 0, "{}", bench.note());
    let Over::Given(taken) = &bench.post.over else {
        panic!("{}", bench.note());
    };
    assert_eq!(
        (taken.fee, taken.mandate.as_str()),
        (0, "002-260312-0001-94")
    );
    assert_eq!(taken.papers.len(), 2);
    bench.keys("Enter");
    let line = bench.post.chosen().unwrap().clone();
    assert_eq!(line.papers[0].number, "户字／7，号");
    assert_eq!(line.papers[0].condition, "完好");
    assert_eq!(line.mode, crate::domain::mandate::Mode::Together);
    assert_eq!(line.until, NaiveDate::from_ymd_opt(2026, 4, 30).unwrap());
    assert_eq!((line.step, line.next), (Step::Given, ErrandNext::Accept));
    assert_eq!(bench.post.draft(), None, "what was taken is no draft");
}

#[test]
fn a_matter_that_needs_the_person_is_refused_before_anything_is_filled_in() {
    let mut bench = Bench::open();
    let all = bench.hall.matters().unwrap();
    let alone = all.iter().find(|m| m.takes_no_proxy()).unwrap().clone();
    bench.keys(&format!("F2 {} Enter", alone.name));
    assert_eq!(bench.post.form.as_ref().unwrap().matter, None);
    assert_eq!(
        bench.note(),
        format!("“{}”要本人来，不能代办；请约本人", alone.name)
    );
}

#[test]
fn what_is_missing_is_said_and_the_keyboard_goes_there() {
    let mut bench = Bench::open();
    bench.keys("F2 F8");
    assert_eq!(bench.note(), "先选事项");
    bench.keys("zdsh 1 F8");
    assert_eq!(bench.note(), "先填委托人姓名");
    bench.keys("张三丰 Tab Tab Tab Tab ^u 99 F8");
    assert_eq!(bench.note(), "日期如 3-20、0320 或 2026-03-20");
    bench.keys("^u 0313 F8");
    assert!(bench.note().contains("2026-03-17"), "{}", bench.note());
    assert!(bench.post.writing, "what was typed stays");
    bench.keys("^u 0512 F8");
    assert_eq!(bench.done, ["give_mandate"], "{}", bench.note());
}

#[test]
fn a_form_left_half_way_comes_back_by_key_and_after_a_lost_line() {
    let mut bench = Bench::open();
    bench.keys("F2 zdsh 1 张三丰 Enter Enter Enter 1 Right 7号");
    let draft = bench.post.draft().unwrap();
    bench.keys("Esc Esc Esc Esc Esc Esc");
    assert!(!bench.post.writing);
    bench.keys("F2");
    let form = bench.post.form.as_ref().unwrap();
    assert_eq!(form.name.value(), "张三丰");

    let mut again = Bench::open();
    again.post.restore(&draft);
    again.refresh();
    let form = again.post.form.as_ref().unwrap();
    assert_eq!((form.name.value(), form.papers[0].ticked), ("张三丰", true));
    assert_eq!(form.papers[0].number.value(), "7号");
    again.keys("F8");
    assert_eq!(again.done, ["give_mandate"], "{}", again.note());
    again.post.restore("{\"not\": \"ours\"}");
}

#[test]
fn one_key_takes_the_papers_over_and_hands_them_in() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1;2");
    let second = bench.give("S001", "李四", "1");
    bench.keys("2 F8");
    assert_eq!(
        bench.post.chosen().unwrap().number,
        second,
        "the choice stays"
    );
    assert_eq!(bench.note(), "材料已收下，都在您手里；下一步交大厅");
    assert_eq!(bench.post.chosen().unwrap().next, ErrandNext::HandIn);
    bench.keys("Enter");
    let line = bench.post.chosen().unwrap();
    assert_eq!(
        (line.number.as_str(), line.next),
        (second.as_str(), ErrandNext::Wait)
    );
    assert_eq!(line.at_the_door().count(), 1);
    bench.keys("F8");
    assert_eq!(bench.note(), "现在不用您做什么：等大厅办，或等材料回来");
    assert_eq!(bench.done, ["step_mandate", "hand_in"]);
}

#[test]
fn after_a_week_the_hand_in_asks_why() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1");
    bench.keys("F8");
    bench.at("2026-03-20 09:00");
    let line = bench.post.chosen().unwrap();
    assert_eq!(line.troubles, [ErrandTrouble::Late]);
    bench.keys("F8 Enter");
    assert_eq!(bench.done, ["step_mandate"], "not without a reason");
    bench.keys("1 Enter");
    assert_eq!(bench.done, ["step_mandate", "hand_in"], "{}", bench.note());
}

#[test]
fn stop_and_renewal_want_a_slip_of_their_own() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1");
    bench.keys("F8 F5 1 F8");
    assert!(bench.note().contains('单'), "{}", bench.note());
    bench.keys("Z-1 Enter 1 Enter");
    assert_eq!(bench.post.chosen().unwrap().next, ErrandNext::GiveBack);
    bench.keys("F5 2 X-1 Enter 0601 Enter Enter");
    assert_eq!(bench.note(), "已续办");
    bench.keys("F5 1 Z-2 Enter Enter");
    bench.keys("F8 T-1 Enter Enter");
    assert_eq!(bench.note(), "已退，还有 0 份没有了结");
    assert_eq!(bench.post.lines().len(), 0, "nothing is left to do");
    assert!(bench.done.ends_with(&["stop_mandate", "hand_papers"]));
}

#[test]
fn a_lost_paper_has_somebody_who_answers_for_it_until_it_is_found() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1;2");
    bench.keys("F8 F6 1 2 Enter 1 Enter 1 F8");
    assert_eq!(bench.note(), "已记遗失；找到之前这一件不能归档");
    let line = bench.post.chosen().unwrap();
    let lost = line.papers[1].lost.as_ref().unwrap();
    assert_eq!(lost.owner, "周敏");
    assert_eq!(lost.until, NaiveDate::from_ymd_opt(2026, 3, 27).unwrap());
    assert_eq!(line.troubles, [ErrandTrouble::Lost]);
    bench.keys("F6 2 2 Enter 1 Enter");
    assert_eq!(bench.note(), "已记下，材料在您手里");
    assert_eq!(bench.post.chosen().unwrap().troubles, []);
}

#[test]
fn a_charge_is_noted_against_its_receipt_and_the_errand_stays_free() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1");
    bench.keys("F9 x Enter 票0071 Enter 1 F8");
    assert_eq!(bench.note(), "金额如 5 或 5.50，单位元");
    bench.keys("Up Up ^u 5.50 F8");
    assert_eq!(bench.note(), "已记规费和收据");
    assert_eq!(bench.post.chosen().unwrap().charged, 550);
}

#[test]
fn the_number_is_found_as_it_is_said_and_a_misheard_digit_is_noticed() {
    let mut bench = Bench::open();
    let first = bench.give("S001", "张三丰", "1");
    let second = bench.give("S001", "李四", "1");
    bench.keys("F4 Enter");
    assert_eq!(bench.note(), "请输入编号：15 位，或最后 5 位");
    bench.keys(&format!("{} Enter", second.replace('-', "")));
    let Over::Found(lines, _) = &bench.post.over else {
        panic!("{}", bench.note());
    };
    assert_eq!(lines[0].number, second);
    bench.keys("Enter");
    assert_eq!(bench.post.chosen().unwrap().number, second);

    let end = first[first.len() - 6..].replace('-', "");
    bench.keys(&format!("F4 {end} Enter Enter"));
    assert_eq!(bench.post.chosen().unwrap().number, first);

    let wrong = first.replace("0001", "0002");
    bench.keys(&format!("F4 {wrong} Enter"));
    assert!(bench.note().contains("002-260312-0002"), "{}", bench.note());
    assert!(
        matches!(bench.post.over, Over::Ask(..)),
        "it can be asked again"
    );
}

#[test]
fn what_comes_back_is_counted_delivered_against_a_slip_and_filed() {
    let mut bench = Bench::open();
    let number = bench.give("S001", "张三丰", "1;2");
    bench.keys("F8 F8");
    for (next, typed, want) in [
        (ErrandNext::Confirm, "F8 2 F8", "confirm_papers"),
        (ErrandNext::Deliver, "F8 S-2 F8", "step_mandate"),
        (ErrandNext::GiveBack, "F8 S-3 F8", "hand_papers"),
        (ErrandNext::Renew, "F8 X-1 Enter 0601 F8", "renew_mandate"),
        (ErrandNext::Settle, "F8 1 Enter 1 F8", "find_paper"),
        (ErrandNext::File, "F8", "step_mandate"),
    ] {
        bench.refresh();
        bench.tell(&number, |line| line.next = next);
        assert!(matches!(bench.post.over, Over::Nothing));
        let mut asked = None;
        for word in typed.split(' ') {
            let key = match word {
                "F8" => vec![Key::F(8)],
                "Enter" => vec![Key::Enter],
                _ => word.chars().filter_map(Key::of_char).collect(),
            };
            for key in key {
                for effect in bench.post.key(key, bench.now) {
                    asked = Some(effect);
                }
            }
        }
        match asked {
            Some(Effect::Do(Who::Staff(ME), call)) => assert_eq!(call.word(), want, "{next:?}"),
            other => panic!("{next:?}: {other:?}"),
        }
        bench.post.over = Over::Nothing;
    }
}

#[test]
fn tabs_part_the_errands_by_what_is_to_be_done() {
    let mut bench = Bench::open();
    for n in 0..12 {
        bench.give("S001", &format!("村民{n}"), "1");
    }
    bench.keys("2 F8 Home 3 F8 F8");
    let counts: Vec<usize> = (0..6).map(|tab| bench.post.lines_of(tab).len()).collect();
    assert_eq!(counts, [12, 10, 1, 1, 0, 0]);
    bench.keys("Right Down");
    assert_eq!(bench.post.chosen().unwrap().next, ErrandNext::Accept);
    bench.keys("Left Left");
    assert_eq!((bench.post.desk.tab, bench.post.chosen()), (5, None));
    bench.keys("F8");
    assert_eq!(bench.note(), "先选一件代办：数字键或上下键");
    let held = &bench.post.board.as_ref().unwrap().held;
    let hands: Vec<&Keeper> = held.iter().map(|held| &held.paper.keeper).collect();
    assert_eq!(hands, [&Keeper::Village, &Keeper::Village]);
}

#[test]
fn a_hall_is_told_that_errands_are_taken_at_a_village() {
    let mut bench = Bench::open();
    bench.post.board.as_mut().unwrap().hall = None;
    bench.keys("F2 F8 1");
    assert_eq!(bench.bells, 3);
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("请先由两人登记上级大厅"), "{shown}");
    assert_eq!(bench.post.name(), PostName::Village);
}

#[test]
fn a_matter_is_raised_followed_and_told_and_not_over_before() {
    let mut bench = Bench::open();
    bench.keys("^p");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("没有在办的反映事项"), "{shown}");
    bench.keys("F2 涵管堵了 Enter 张三丰 Enter 13800000000 Enter 三块区 Enter");
    assert_eq!(bench.done, ["raise_matter"]);
    assert!(bench.note().contains("QV002-260312-01"), "{}", bench.note());
    bench.keys("^p Enter");
    assert_eq!(bench.note(), "还没有答复，不能了结");
    // The hall has answered, as an exchange would have told.
    let board = bench.post.board.as_mut().unwrap();
    board.raised = trial::raised(&[RaisedState::ToTell, RaisedState::Above]);
    for (tag, look) in [("", Look::probe()), ("_en", screens::english())] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let name = format!("village_raised{tag}_{columns}x{rows}");
            snapshot!(name, bench.screen((columns, rows), &look));
        }
    }
    bench.post.key(Key::Esc, bench.now);
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(
        shown.contains("有 1 件反映已答复，待告诉群众：Ctrl-P"),
        "{shown}"
    );
    let told = "^p Enter 1 Enter";
    let mut effects = Vec::new();
    for key in trial::keys(told) {
        effects = bench.post.key(key, bench.now);
    }
    let [Effect::Do(_, Call::TellRaised(tell))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (tell.matter.as_str(), tell.how.as_str()),
        ("QV001-260309-01", "上门当面")
    );
}

#[test]
fn the_line_to_the_hall_says_what_waits_and_since_when() {
    let mut bench = Bench::open();
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(
        shown.contains("还没收到过大厅") && shown.contains("条待传，最早 3月12日"),
        "{shown}"
    );
    let line = LineState {
        heard: Some(bench.now),
        waiting: 0,
        since: None,
    };
    bench.post.board.as_mut().unwrap().line = Some(line);
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(
        shown.contains("3月12日 09:42 收到过大厅  都传到了"),
        "{shown}"
    );
    bench.keys("F7");
    assert!(
        !bench.screen((80, 24), &Look::probe()).contains("都传到了"),
        "a sentence stands there"
    );
}

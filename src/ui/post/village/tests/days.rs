//! Service days and the walk list at the post.

use super::*;
use crate::domain::measure::Month;
use crate::ui::app::press::PaperOut;
use crate::ui::slip::PrintError;

#[test]
fn one_key_checks_in_and_the_same_key_checks_out() {
    let mut bench = Bench::open();
    bench.keys("^d");
    assert_eq!(bench.done, ["check_in"]);
    assert!(bench.note().contains("到岗已登记"), "{}", bench.note());
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(screen.contains("09:42 到岗 本周 1/2 天"), "{screen}");
    bench.keys("^d");
    assert_eq!(bench.done, ["check_in", "check_out"]);
    assert!(bench.screen((80, 24), &Look::probe()).contains("未到岗"));
    // A second day makes the week.
    bench.at("2026-03-13 09:00");
    bench.keys("^d");
    assert!(bench.note().contains("已够"), "{}", bench.note());
    assert_eq!(bench.bells, 0);
}

#[test]
fn days_are_planned_and_missed_from_the_page_of_the_month() {
    let mut bench = Bench::open();
    bench.keys("^t F2");
    assert!(matches!(bench.post.over, Over::Ask(..)));
    bench.keys("八 F8");
    assert_eq!((bench.bells, bench.done.len()), (1, 0), "no plan");
    assert!(bench.note().contains("不是服务日安排"), "{}", bench.note());
    bench.keys("^u");
    assert_eq!(bench.bells, 1);
    let effects = bench.post.paste("1 09:00-11:30, 4 14:00-17:00", bench.now);
    bench.run(effects);
    bench.keys("F8");
    assert_eq!(bench.done, ["set_service_days"]);
    assert!(bench.note().contains("每周 2 天"), "{}", bench.note());
    bench.keys("^t F5 3-16 Enter 1 F8");
    assert_eq!(
        bench.done,
        ["set_service_days", "miss_day"],
        "{}",
        bench.note()
    );
    assert_eq!(bench.bells, 1);
    bench.at("2026-03-23 09:00");
    let board = bench.screen((80, 24), &Look::probe());
    assert!(
        board.contains("上周 0/2 天不足  未到岗 本周 0/2 天"),
        "{board}"
    );
    bench.keys("^t");
    let screen = bench.screen((130, 36), &Look::probe());
    for words in [
        "周一 09:00-11:30、周四 14:00-17:00",
        "镇里开会，没人顶",
        "不足",
        "排了没到",
    ] {
        assert!(screen.contains(words), "{words} in {screen}");
    }
    // Another month is another page; what is to come has none.
    bench.keys("Right");
    assert_eq!(bench.bells, 2);
    bench.keys("Left");
    match &bench.post.over {
        Over::Days(days) => assert_eq!(days.month, "2026-02".parse::<Month>().unwrap()),
        other => panic!("{other:?}"),
    }
    bench.keys("Down PgDn Esc");
    assert!(matches!(bench.post.over, Over::Nothing));
}

#[test]
fn both_lists_are_printed_with_one_key_and_say_what_became_of_it() {
    let mut bench = Bench::open();
    bench.keys("^l ^c");
    assert_eq!(bench.papers, [(PaperKind::Walk, String::new())]);
    let out = |result| PaperOut {
        kind: PaperKind::Walk,
        number: "2026-03-12".to_owned(),
        title: "今日走访单".to_owned(),
        is_reprint: false,
        result,
    };
    let effects = bench.post.paper_out(out(Ok(())), bench.now);
    bench.run(effects);
    assert!(bench.note().contains("今日走访单"), "{}", bench.note());
    let effects = bench
        .post
        .paper_out(out(Err(PrintError::NoPrinter)), bench.now);
    bench.run(effects);
    assert_eq!(bench.bells, 1);
    // Nobody is to come on market day: there is no list.
    bench.keys("Esc F3");
    assert_eq!((bench.bells, bench.papers.len()), (2, 1));
}

/// A day with something to do at four doors, one of which has a hostile name.
fn busy() -> Bench {
    let mut bench = Bench::open();
    for (name, papers) in [
        ("张三丰", "1/户字第7号/完好;2;3"),
        ("买买提·吐尔逊江·阿不都热合曼", "1;2"),
        ("欧阳\u{1b}[31m赤𠮷", ""),
    ] {
        bench.give("S001", name, papers);
    }
    bench.give("S001", "张三丰", "2");
    let people = json!({"people": [{"name": "张三丰", "phone": "13800000000", "village": "杨树村 三组 12 号"}]});
    bench.verb("save_people", people, ME);
    let book = json!({"at": "2026-03-18 15:30", "matter": "S001", "staff": 11, "name": "李四", "phone": "13800000000"});
    bench.verb("book", book, ME);
    bench
}

#[test]
fn the_walk_list_and_the_days_look_right_at_every_size() {
    let mut bench = busy();
    bench.at("2026-03-18 08:30");
    bench.verb("check_in", json!({}), ME);
    bench.verb(
        "set_service_days",
        json!({"days": "1 09:00-11:30, 3 08:30-11:30"}),
        ME,
    );
    bench.verb(
        "miss_day",
        json!({"day": "2026-03-16", "reason": "山洪断路"}),
        ME,
    );
    bench.keys("^l");
    screens::shoot(&bench, "walk");
    bench.keys("Esc ^t");
    screens::shoot(&bench, "days");
    for (columns, rows) in [(60, 15), (80, 24), (200, 60)] {
        let screen = bench.screen((columns, rows), &Look::probe());
        assert!(!screen.contains('\u{1b}'));
    }
}

#[test]
fn a_day_of_another_year_is_said_with_its_year() {
    let mut bench = Bench::open();
    bench.at("2026-12-30 10:00");
    let fields = json!({"matter": "S001", "name": "张三丰", "papers": "1", "until": "2027-03-01"});
    bench.verb("give_mandate", fields, ME);
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(screen.contains("2027年1月"), "{screen}");
    assert!(screen.contains("2027年3月1日"), "{screen}");
}

#[test]
fn a_paper_the_list_does_not_name_is_typed() {
    let mut bench = Bench::open();
    bench.keys("F2");
    let effects = bench.post.paste("最低生活保障", bench.now);
    bench.run(effects);
    bench.keys("Enter");
    let effects = bench.post.paste("张三丰", bench.now);
    bench.run(effects);
    bench.keys("Tab Tab Tab 1 Tab Tab Tab");
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(screen.contains("清单以外的材料"), "{screen}");
    // A number alone would be another paper of the list.
    bench.keys("3 F8");
    assert_eq!((bench.bells, bench.done.len()), (1, 0), "{}", bench.note());
    bench.keys("^u");
    let effects = bench.post.paste("存折/尾号，房产证", bench.now);
    bench.run(effects);
    screens::shoot(&bench, "extra");
    bench.keys("F8");
    assert_eq!(bench.done, ["give_mandate"], "{}", bench.note());
    let board = bench.post.board.as_ref().unwrap();
    let papers: Vec<&str> = board.lines[0]
        .papers
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    assert_eq!(papers[1..], ["存折／尾号", "房产证"]);
    assert!(bench.post.draft().is_none());
}

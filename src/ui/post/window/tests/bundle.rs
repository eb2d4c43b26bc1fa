//! What villages handed in, at the window.

use serde_json::json;

use crate::domain::mandate::Keeper;
use crate::domain::mandate::Moving;
use crate::domain::mandate::Paper;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::read::ErrandLine;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::Want;
use crate::ui::post::trial;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

fn paper(no: u16, name: &str, comes: bool) -> Paper {
    let (to, by) = (Keeper::Hall, trial::mark());
    Paper {
        keeper: Keeper::Village,
        moving: comes.then_some(Moving { to, by }),
        ..trial::paper(no, name)
    }
}

fn line(number: &str, name: &str) -> ErrandLine {
    let papers = vec![
        paper(1, "低保申请书", true),
        paper(2, "身份证", true),
        paper(3, "户口簿", false),
    ];
    trial::errand(number, name, papers)
}

/// A window with two bundles in sight.
fn bench() -> Bench {
    let mut bench = Bench::open();
    bench.keys("^v F4");
    assert_eq!(bench.note(&Look::probe()), "没有村里交来的代办");
    let lines = vec![
        line("001-260312-0001-47", "张三丰"),
        line("001-260312-0002-44", "李四"),
    ];
    bench.post.news(News::Errands(lines), bench.now);
    bench
}

fn press(bench: &mut Bench, key: Key) -> Vec<Effect> {
    bench.post.key(key, bench.now)
}

#[test]
fn one_key_accepts_a_bundle_without_the_papers_that_did_not_come() {
    let mut bench = bench();
    assert_eq!(press(&mut bench, Key::Down), []);
    assert_eq!(press(&mut bench, Key::Digit(2)), []);
    assert_eq!(
        press(&mut bench, Key::Digit(3)),
        [Effect::Beep],
        "it is not on its way"
    );
    assert_eq!(bench.phase(), Phase::Idle);
    let effects = press(&mut bench, Key::F(8));
    assert!(
        matches!(&effects[..], [Effect::Do(_, Call::QuickServe(_))]),
        "{effects:?}"
    );
    let After::Then(next) = bench.post.after.clone() else {
        panic!("the bundle follows");
    };
    let Call::AcceptBundle(accept) = *next else {
        panic!("{next:?}");
    };
    assert_eq!(accept.mandate, "001-260312-0002-44");
    assert_eq!(accept.missing, "2");
}

#[test]
fn a_paper_crossed_out_by_mistake_is_ticked_again_and_goes_with_no_other_errand() {
    let mut bench = bench();
    for key in [
        Key::Digit(1),
        Key::Digit(1),
        Key::Digit(2),
        Key::Down,
        Key::Up,
    ] {
        press(&mut bench, key);
    }
    let Over::Bundles(bundles) = &bench.post.over else {
        panic!("the list is left");
    };
    assert!(bundles.missing.is_empty());
}

#[test]
fn a_bundle_at_a_served_visit_is_accepted_there_and_what_is_filled_in_stays() {
    let mut bench = bench();
    bench.keys("Esc");
    bench.verb("quick_serve", json!({"window": 3}));
    bench.refresh();
    bench.post.news(
        News::Errands(vec![line("001-260312-0001-47", "张三丰")]),
        bench.now,
    );
    let effects = press(&mut bench, Key::Enter);
    assert!(
        matches!(&effects[..], [Effect::Do(_, Call::AcceptBundle(_))]),
        "{effects:?}"
    );
    bench.keys("Esc db1 ^v F4");
    let why = "这一件还没办完：F8 受理，或 F5 不收件结束";
    assert_eq!(bench.note(&Look::probe()), why);
}

#[test]
fn the_list_of_bundles_is_seen_with_its_papers() {
    let mut bench = bench();
    press(&mut bench, Key::Digit(2));
    let english = Look {
        lang: Lang::En,
        ..Look::probe()
    };
    for (name, columns, rows, look) in [
        ("window_bundles_80x24", 80, 24, Look::probe()),
        ("window_bundles_120x40", 120, 40, Look::probe()),
        ("window_bundles_en_80x24", 80, 24, english),
        ("window_bundles_en_120x40", 120, 40, english),
    ] {
        snapshot!(name, bench.screen(columns, rows, &look));
    }
}

#[test]
fn what_did_not_come_is_settled_line_by_line_without_accepting() {
    let mut bench = bench();
    bench.keys("2 Right Right Right Left Left Space");
    let Over::Bundles(bundles) = &bench.post.over else {
        panic!("the list is left");
    };
    assert_eq!(bundles.missing(), "1,2");
    assert_eq!(
        press(&mut bench, Key::F(6)),
        [Effect::Beep],
        "nothing is in doubt"
    );
    bench.keys("F5");
    let effects = press(&mut bench, Key::F(8));
    let [Effect::Do(_, call)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let Call::ConfirmPapers(confirm) = call else {
        panic!("{call:?}");
    };
    assert_eq!(
        (confirm.papers.as_str(), confirm.missing.as_str()),
        ("all", "1,2")
    );
    bench.keys("Esc");
    assert!(
        matches!(bench.post.over, Over::Bundles(_)),
        "back where it was"
    );
}

#[test]
fn many_papers_are_reached_by_the_pointer() {
    let mut bench = bench();
    let papers = (1..=14).map(|no| paper(no, "附件", true)).collect();
    let many = trial::errand("001-260312-0009-23", "王芳", papers);
    bench.keys("Esc");
    bench.post.news(News::Errands(vec![many]), bench.now);
    for _ in 1..12 {
        press(&mut bench, Key::Right);
    }
    press(&mut bench, Key::Char(' '));
    let Over::Bundles(bundles) = &bench.post.over else {
        panic!("the list is left");
    };
    assert_eq!(bundles.missing(), "12");
    let shown = bench.screen(80, 24, &Look::probe());
    assert!(shown.contains("12 附件"), "{shown}");
}

#[test]
fn who_holds_what_is_a_key_away_and_each_deed_names_its_papers() {
    let mut bench = Bench::open();
    bench.keys("^v");
    assert_eq!(press(&mut bench, Key::F(6)), [Effect::Look(Want::Holds)]);
    bench
        .post
        .news(News::Holds(Box::new(trial::holds())), bench.now);
    let english = Look {
        lang: Lang::En,
        ..Look::probe()
    };
    for (tag, look) in [("", Look::probe()), ("_en", english)] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let name = format!("window_holds{tag}_{columns}x{rows}");
            snapshot!(name, bench.screen(columns, rows, &look));
        }
    }
    assert_eq!(
        press(&mut bench, Key::F(6)),
        [Effect::Beep],
        "no errand lies open"
    );
    bench.keys("Down Enter");
    snapshot!("window_hold_80x24", bench.screen(80, 24, &Look::probe()));
    bench.keys("F6");
    snapshot!("window_count_80x24", bench.screen(80, 24, &Look::probe()));
    bench.keys("1");
    let effects = press(&mut bench, Key::F(8));
    let [Effect::Do(_, Call::FindPaper(found))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(found.mandate, "001-260302-0003-17");
    assert_eq!(
        (found.papers.as_str(), found.reason.as_str()),
        ("1,2", "清点过，在这里")
    );
    bench.keys("Esc F7");
    bench.keys("1 Enter 1 Enter 3-20 Enter 1");
    let effects = press(&mut bench, Key::F(8));
    let [Effect::Do(_, Call::LosePaper(lost))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((lost.papers.as_str(), lost.owner.as_str()), ("1", "王芳"));
    bench.keys("Esc Esc Up Up Enter F9");
    let effects = press(&mut bench, Key::F(8));
    let [Effect::Do(_, Call::HandPapers(back))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((back.papers.as_str(), back.to.as_str()), ("1", "village"));
}

#[test]
fn the_idle_window_says_how_many_bundles_wait_and_the_keys() {
    let mut bench = Bench::open();
    assert!(!bench.screen(80, 24, &Look::probe()).contains("代办待受理"));
    bench.post.desk.as_mut().unwrap().bundles = 3;
    let shown = bench.screen(80, 24, &Look::probe());
    assert!(
        shown.contains("村里交来 3 件代办待受理：Ctrl-V 再 F4"),
        "{shown}"
    );
    bench.ticket();
    bench.post.desk.as_mut().unwrap().bundles = 1;
    let english = Look {
        lang: Lang::En,
        ..Look::probe()
    };
    snapshot!(
        "window_idle_bundles_80x24_en",
        bench.screen(80, 24, &english)
    );
}

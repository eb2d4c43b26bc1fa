//! What villages handed in, at the window.

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::case_file::Stage;
use crate::domain::custody::Mark;
use crate::domain::entry::EntryRef;
use crate::domain::entry::LogId;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Moving;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::matter::PaperForm;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandNext;
use crate::ops::read::ErrandPlace;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

fn paper(no: u16, name: &str, comes: bool) -> Paper {
    let by = Mark {
        at: EntryRef {
            log: LogId([0; 16]),
            seq: 1,
        },
        org: Org::new(330_182_001_001).unwrap(),
        actor: 11,
        wall: UtcMs(0),
        text: String::new(),
    };
    let to = Keeper::Hall;
    Paper {
        no,
        name: name.to_owned(),
        form: PaperForm::Original,
        number: "户字第7号".to_owned(),
        condition: "完好".to_owned(),
        keeper: Keeper::Village,
        since: UtcMs(0),
        signed: false,
        moving: comes.then_some(Moving { to, by }),
        lost: None,
        disputed: Vec::new(),
    }
}

fn line(number: &str, name: &str) -> ErrandLine {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    ErrandLine {
        case: CaseId(uuid::Uuid::nil()),
        number: number.to_owned(),
        matter: "S001".to_owned(),
        matter_name: "最低生活保障".to_owned(),
        applicant: name.to_owned(),
        phone: "138****0000".to_owned(),
        assistant: "周敏".to_owned(),
        mode: Mode::Alone,
        step: Step::Accepted,
        place: Some(ErrandPlace::Away),
        next: ErrandNext::Wait,
        stage: Stage::Received,
        lamp: None,
        day: None,
        today: day(3, 19),
        latest: day(3, 19),
        until: day(5, 12),
        wanted: Vec::new(),
        troubles: Vec::new(),
        stopped: false,
        charged: 0,
        papers: vec![
            paper(1, "低保申请书", true),
            paper(2, "身份证", true),
            paper(3, "户口簿", false),
        ],
    }
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

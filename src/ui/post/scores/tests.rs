//! The post of score sheets tried against a real store, with a small executor in the place of the app.

use serde_json::json;

use super::*;
use crate::domain::site::SiteKind;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ui::post::trial;
use crate::ui::post::trial::china;
use crate::ui::post::village::tests::must;
use crate::ui::post::village::tests::site;
use crate::ui::text;

/// Who keys first, who second, and two leaders.
const ME: StaffNo = StaffNo(11);
const OTHER: StaffNo = StaffNo(12);
const LEADER: StaffNo = StaffNo(1);
const SECOND: StaffNo = StaffNo(2);
const THIRD: StaffNo = StaffNo(3);

type Bench = trial::Bench<ScoresPost>;

impl Bench {
    fn open() -> Bench {
        let mut bench = Bench::of(Who::Staff(ME));
        bench.verb("open_sheet", json!({"person": "王老五"}), LEADER);
        bench
    }

    fn of(who: Who) -> Bench {
        let now = china("2026-12-18 09:42");
        let kind = SiteKind::Hall;
        let (dir, mut hall) = site("龙河镇便民服务中心", 330_182_001, kind, now);
        for (staff, name, role) in [
            (12, "孙小七", "clerk"),
            (2, "钱八", "leader"),
            (3, "吴九", "leader"),
        ] {
            let fields = json!({"staff": staff, "name": name, "role": role});
            must(&mut hall, "save_staff", fields, Who::Staff(LEADER), now);
        }
        trial::Bench::new((vec![dir], hall), ScoresPost::new, who, now)
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Lang::ZhCn))
    }
}

/// Takes the screen in both languages, small and wide.
fn shoot(bench: &Bench, name: &str) {
    for (lang, look) in [("", Look::probe()), ("_en", trial::english())] {
        for size in [(80, 24), (130, 36)] {
            let screen = bench.screen(size, &look);
            let (columns, rows) = size;
            snapshot!(format!("scores_{name}{lang}_{columns}x{rows}"), screen);
        }
    }
}

/// A December with sheets at every stage.
fn december() -> Bench {
    let mut bench = Bench::open();
    let key = |bench: &mut Bench, sheet: &str, by, lines: &str| {
        let fields = json!({"sheet": sheet, "paper": "评议表", "lines": lines});
        bench.verb("key_scores", fields, by);
    };
    for person in ["李桂花", "买买提·吐尔逊", "张三丰"] {
        bench.verb("open_sheet", json!({"person": person}), LEADER);
    }
    let fields = json!({"person": 11, "profile": "half-year"});
    bench.verb("open_sheet", fields, LEADER);
    for (sheet, head, points, what) in [
        ("L261218-01", "activity", "12.5", "主题党日五次"),
        ("L261218-01", "service", "9", "代办低保认证"),
        ("L261218-02", "activity", "28", "全年活动"),
        ("L261218-02", "service", "25", "帮扶两户"),
        ("L261218-02", "volunteer", "15", "清扫街道"),
        ("L261218-03", "activity", "20", "全年活动"),
    ] {
        let fields = json!({"sheet": sheet, "head": head, "points": points, "what": what,
            "evidence": "签到表", "day": "2026-11-20"});
        bench.verb("score_act", fields, OTHER);
    }
    for (sheet, first, second) in [
        ("L261218-02", "review=27", "review=27"),
        ("L261218-03", "review=25", "review=25"),
        ("L261218-04", "review=28.5", "review=25.8"),
    ] {
        key(&mut bench, sheet, ME, first);
        key(&mut bench, sheet, OTHER, second);
    }
    key(&mut bench, "L261218-01", OTHER, "review=26");
    for sheet in ["L261218-02", "L261218-03"] {
        bench.verb("close_sheet", json!({"sheet": sheet}), LEADER);
    }
    let appeal = json!({"sheet": "L261218-03", "reason": "来信称志愿服务漏记"});
    bench.verb("appeal_score", appeal, SECOND);
    bench
}

#[test]
fn no_table_names_a_key_twice_or_without_words_or_one_a_field_needs() {
    trial::spoken(&[
        KEYS,
        keys::FORM_KEYS,
        keys::SIGN_IN_KEYS,
        keys::ASK_KEYS,
        keys::PAGE_KEYS,
    ]);
    trial::beside_fields(KEYS.iter().chain(keys::FORM_KEYS));
}

#[test]
fn nobody_is_at_the_post_before_a_badge_that_is_known() {
    let mut bench = Bench::of(Who::System);
    bench.keys("99 Enter");
    assert_eq!((bench.bells, bench.post.phase()), (1, Phase::SignIn));
    bench.keys("Backspace Backspace 11 Enter");
    assert_eq!(bench.post.phase(), Phase::Board);
    assert_eq!(bench.post.desk.me, Some(ME));
}

#[test]
fn a_paper_is_keyed_twice_without_sight_of_the_first_and_settled_by_a_third() {
    let mut bench = Bench::open();
    bench.keys("F4 27.3 F8");
    assert_eq!(bench.done, ["key_scores"]);
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(!shown.contains("27.3"), "{shown}");
    // The same person is no second reader; what was typed stays.
    bench.keys("F4 27.3 F8");
    assert_eq!((bench.bells, bench.done.len()), (1, 1));
    assert!(
        bench.note().contains("换一个人") || bench.note().contains("另一"),
        "{}",
        bench.note()
    );
    bench.keys("Esc");
    bench.sit(OTHER);
    bench.keys("F4");
    let shown = bench.screen((130, 36), &Look::probe());
    assert!(
        shown.contains("评议表") && !shown.contains("27.3"),
        "{shown}"
    );
    bench.keys("2.37 F8");
    assert!(bench.note().contains("2.37"), "{}", bench.note());
    bench.keys("Backspace Backspace Backspace 3.7 Enter Enter Enter");
    assert_eq!(bench.done, ["key_scores", "key_scores"]);
    assert!(bench.note().contains("第三人裁定"), "{}", bench.note());
    bench.keys("F5");
    assert!(bench.note().contains("第三人"), "{}", bench.note());
    bench.sit(SECOND);
    bench.keys("Tab Tab F5");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("27.3") && shown.contains("23.7"), "{shown}");
    bench.keys("F8");
    assert!(bench.note().contains("至少输入一项"), "{}", bench.note());
    bench.keys("27.3 Enter");
    assert_eq!(bench.done.last(), Some(&"settle_scores"));
    let line = &bench.hall.scores(None, bench.now).unwrap().lines[0];
    assert_eq!(line.total_tenths.0, 273);
}

#[test]
fn daily_entries_of_a_paper_are_keyed_twice_too() {
    let mut bench = Bench::open();
    bench.keys("F4 Enter 2026-03-01/参加活动=2，2026-03-08/志愿服务=1.5 Enter");
    for _ in 0..9 {
        bench.keys("Backspace");
    }
    bench.keys("签到表 Enter");
    assert_eq!(bench.done, ["key_scores"], "{}", bench.note());
    bench.sit(OTHER);
    bench.keys("F4");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(
        shown.contains("签到表") && !shown.contains("1.5"),
        "{shown}"
    );
    bench.keys("Down 2026-03-01/activity=2,2026-03-08/volunteer=1.5 F8");
    let line = &bench.hall.scores(None, bench.now).unwrap().lines[0];
    assert_eq!(line.total_tenths.0, 35, "{}", bench.note());
}

#[test]
fn a_sheet_is_begun_scored_corrected_and_closed_by_keys() {
    let mut bench = Bench::open();
    bench.sit(LEADER);
    bench.keys("F2 李桂花 Enter 1 F8");
    assert_eq!(bench.done, ["open_sheet"]);
    bench.sit(ME);
    bench.keys("2 F3 1 2.5 Enter 党日 Enter 签到表 Enter 2026-03-01 Enter 2 F8");
    assert_eq!(bench.done.last(), Some(&"score_act"), "{}", bench.note());
    let page = &bench.hall.score("李桂花").unwrap()[0];
    assert_eq!(page.lines[0].channel.map(|c| c.word()), Some("remote"));
    bench.keys("F3 1 2.5 Enter 党日 Enter 签到表 Enter 33 F8");
    assert!(bench.note().contains("2026-03-12"), "{}", bench.note());
    bench.keys("Esc F6 1 Enter 2 Enter 数错 F8");
    assert!(bench.note().contains("带班领导"), "{}", bench.note());
    bench.sit(LEADER);
    let chosen = |bench: &Bench| bench.post.chosen().unwrap().person.clone();
    assert_eq!(chosen(&bench), "李桂花", "the higher total comes first");
    bench.keys("F6 1 Enter 2 Enter 数错 F8");
    assert_eq!(
        bench.done.last(),
        Some(&"correct_score"),
        "{}",
        bench.note()
    );
    bench.keys("F7 F8");
    assert!(bench.note().contains("定性评议"), "{}", bench.note());
    bench.keys("搬走了 F8");
    assert_eq!(bench.done.last(), Some(&"close_sheet"), "{}", bench.note());
    assert_eq!(
        bench.hall.score("李桂花").unwrap()[0].sheet.state,
        State::Void
    );
}

#[test]
fn nobody_keys_their_own_and_an_appeal_is_the_scored_persons() {
    let mut bench = december();
    let find = |bench: &mut Bench, person: &str| {
        bench.keys("Home");
        for _ in 0..9 {
            if bench.post.chosen().unwrap().person == person {
                return;
            }
            bench.keys("Down");
        }
        panic!("{person} is not there");
    };
    find(&mut bench, "周敏");
    for (key, why) in [("F4", "自己"), ("F7", "自己"), ("F9", "公示")] {
        bench.keys(key);
        assert!(bench.note().contains(why), "{key}: {}", bench.note());
    }
    bench.sit(SECOND);
    find(&mut bench, "买买提·吐尔逊");
    bench.keys("F9 核过 F8");
    assert!(bench.note().contains("经手"), "{}", bench.note());
    bench.sit(LEADER);
    find(&mut bench, "买买提·吐尔逊");
    bench.keys("F9 核过 F8");
    assert!(
        bench.note().contains("经手"),
        "who closed it: {}",
        bench.note()
    );
    bench.sit(THIRD);
    find(&mut bench, "买买提·吐尔逊");
    bench.keys("F9 核过原件 F8");
    assert_eq!(bench.done.last(), Some(&"decide_score"), "{}", bench.note());
}

#[test]
fn every_screen_is_the_same_as_before() {
    shoot(&Bench::of(Who::System), "sign_in");
    shoot(&Bench::of(Who::Staff(ME)), "empty");
    let mut bench = december();
    shoot(&bench, "board");
    bench.keys("Home");
    bench.keys("Enter");
    shoot(&bench, "lines");
    bench.keys("Esc F2");
    shoot(&bench, "open");
    bench.keys("Esc Tab F4");
    shoot(&bench, "key");
    bench.keys("Esc F3");
    shoot(&bench, "act");
    bench.sit(SECOND);
    bench.keys("Tab Tab F5");
    shoot(&bench, "settle");
}

#[test]
fn every_size_keeps_its_lines_and_its_keys() {
    for look in [Look::probe(), trial::english()] {
        for size in [(60, 15), (61, 17), (80, 24), (109, 30), (200, 60)] {
            for typed in [
                "",
                "F2",
                "F3",
                "Tab F4 12",
                "Enter",
                "Enter PgDn PgDn PgDn",
                "Tab Tab F6",
                "F9",
            ] {
                let mut bench = december();
                bench.keys(typed);
                let shown = bench.screen(size, &look);
                let last = shown.lines().last().unwrap();
                assert!(last.contains("F1"), "{typed} {size:?}\n{shown}");
                for line in shown.lines() {
                    assert!(text::width(line) <= usize::from(size.0), "{line}");
                }
                assert!(!shown.contains('⟦'), "{shown}");
            }
        }
    }
}

#[test]
fn what_somebody_wrote_is_shown_and_never_sent_to_the_terminal() {
    let mut bench = Bench::open();
    bench.verb(
        "open_sheet",
        json!({"person": "\u{1b}[2J王\u{202e}𠮷"}),
        LEADER,
    );
    let act = json!({"sheet": "L261218-02", "head": "service", "points": "2", "what": "很".repeat(400), "evidence": "\u{1b}]0;x\u{7}照片"});
    bench.verb("score_act", act, ME);
    for keys in ["", "1 Enter"] {
        bench.keys(keys);
        for size in [(60, 15), (80, 24), (130, 36)] {
            let shown = bench.screen(size, &Look::probe());
            assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
            assert!(shown.contains('𠮷'), "{shown}");
        }
    }
}

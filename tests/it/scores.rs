//! Score sheets beyond what a scenario can say: settings, lists, and what nobody may see.

use serde_json::Value;
use serde_json::json;
use yizhan::ops::Error;
use yizhan::ops::Hall;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

/// A hall with an open sheet of 王老五, L260312-01.
fn begun(settings: &str) -> TrialHall {
    let mut t = TrialHall::furnished(settings);
    t.must_by("open_sheet", json!({"person": "王老五"}), staff(LEADER));
    t
}

fn key(t: &mut TrialHall, sheet: &str, by: u32, lines: &str) -> Value {
    let fields = json!({"sheet": sheet, "paper": "年终评议", "lines": lines});
    t.must_by("key_scores", fields, staff(by))
}

/// Opens, keys and closes a sheet of somebody with a review of so many points.
fn reviewed(t: &mut TrialHall, person: &str, points: &str) -> String {
    let opened = t.must_by("open_sheet", json!({"person": person}), staff(LEADER));
    let sheet = opened["number"].as_str().unwrap().to_owned();
    for by in [12, 13] {
        key(t, &sheet, by, &format!("review={points}"));
    }
    t.must_by("close_sheet", json!({"sheet": sheet}), staff(LEADER));
    sheet
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_change_of_the_weights_changes_no_sheet_that_was_begun() {
    let mut t = begun("");
    let act = |points: &str| json!({"sheet": "L260312-01", "head": "activity", "points": points, "what": "活动", "evidence": "签到表"});
    t.must_by("score_act", act("30"), staff(12));
    let own = "[score.weights.70-30]\nactivity = 20\nservice = 30\nvolunteer = 20\n";
    std::fs::write(t.dir().join("hall.toml"), own).unwrap();
    t.hall = Hall::open(t.dir()).unwrap();
    let before = &t.hall.score("王老五").unwrap()[0];
    assert_eq!(before.outcome.total.0, 300);
    assert_eq!(before.terms.head("activity").unwrap().most, 30);
    t.must_by("open_sheet", json!({"person": "张老汉"}), staff(LEADER));
    let mut fields = act("20.1");
    fields["sheet"] = json!("L260312-02");
    assert_eq!(
        refused(t.perform("score_act", fields, staff(12))),
        "points_over"
    );
    t.hall.rebuild().unwrap();
    assert_eq!(t.hall.score("L260312-01").unwrap()[0].outcome.total.0, 300);
    t.assert_sound();
}

#[test]
fn a_halls_own_profiles_are_read_and_a_wrong_one_is_named_with_its_line() {
    let mut t = TrialHall::furnished("");
    let own = "[[profile]]\nname = \"own\"\nzh = \"本厅\"\nen = \"Own\"\nperiod = \"half\"\nblock = [\n  { key = \"a\", zh = \"甲\", en = \"A\", most = 100, heads = [{ key = \"a_one\", zh = \"一\", en = \"One\", most = 100, way = \"daily\" }] },\n]\nband = [{ zh = \"全\", en = \"all\", from = 0 }]\n";
    std::fs::write(t.dir().join("sheets.toml"), own).unwrap();
    t.hall = Hall::open(t.dir()).unwrap();
    let fields = json!({"person": "王老五", "profile": "own"});
    t.must_by("open_sheet", fields, staff(LEADER));
    let shown = &t.hall.score("王老五").unwrap()[0];
    assert_eq!(shown.sheet.period.to_string(), "2026-1");
    for (from, to, zh, en) in [
        (
            "most = 100, way",
            "most = 99, way",
            "加起来是 99",
            "come to 99",
        ),
        ("from = 0", "from = 5", "档线", "bands"),
        (
            "period = \"half\"",
            "period = \"month\"",
            "写法",
            "how a profile",
        ),
        ("zh = \"本厅\"", "zh = \"本厅\"\nnmae = 1", "nmae", "nmae"),
    ] {
        std::fs::write(t.dir().join("sheets.toml"), own.replace(from, to)).unwrap();
        for (lang, part) in [("zh-CN", zh), ("en", en)] {
            let (code, _, err) = t.yizhan(lang, &["show", "scores"]);
            assert_eq!(code, 2, "{err}");
            assert!(err.contains(part) && err.contains("sheets.toml"), "{err}");
            assert!(!err.contains(['⟦', '{']), "{err}");
        }
    }
    std::fs::remove_file(t.dir().join("sheets.toml")).unwrap();
    // What was begun under it goes on.
    t.hall = Hall::open(t.dir()).unwrap();
    let fields = json!({"sheet": "L260312-01", "head": "a_one", "points": "7", "what": "x", "evidence": "y"});
    t.must_by("score_act", fields, staff(12));
    t.assert_sound();
}

#[test]
fn what_one_person_keyed_is_shown_to_nobody_before_another_did() {
    let mut t = begun("");
    let done = key(&mut t, "L260312-01", 12, "review=27.3");
    assert!(!done.to_string().contains("273"), "{done}");
    for lang in ["zh-CN", "en"] {
        for words in [
            &["show", "score", "王老五"][..],
            &["show", "scores", "--period", "2026"],
            &["show", "score", "L260312-01", "--json"],
            &["show", "scores", "--period", "2026", "--json"],
        ] {
            let (code, out, err) = t.yizhan(lang, words);
            assert_eq!(code, 0, "{err}");
            assert!(!out.contains("27.3") && !out.contains("273"), "{out}");
            assert!(
                !out.contains(['⟦', '{']) || words.contains(&"--json"),
                "{out}"
            );
        }
    }
    key(&mut t, "L260312-01", 13, "review=23.7");
    let (_, out, _) = t.yizhan("zh-CN", &["show", "score", "王老五"]);
    assert!(out.contains("第一遍 27.3，第二遍 23.7"), "{out}");
    let (_, out, _) = t.yizhan("en", &["show", "scores", "--period", "2026"]);
    assert!(out.contains("to settle: 年终评议"), "{out}");
}

#[test]
fn places_are_shared_by_equal_totals_and_only_closed_sheets_have_one() {
    let mut t = begun("");
    t.at("2026-12-20 09:00");
    for (person, points) in [("甲", "20"), ("乙", "28.5"), ("丙", "28.5"), ("丁", "30")] {
        reviewed(&mut t, person, points);
    }
    let fields = json!({"sheet": "L260312-01", "head": "activity", "points": "30", "what": "x", "evidence": "y"});
    t.must_by("score_act", fields, staff(12));
    let shown = t.hall.scores(None, t.now).unwrap();
    let places: Vec<(Option<usize>, &str)> = shown
        .lines
        .iter()
        .map(|l| (l.place, l.person.as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (Some(1), "丁"),
            (Some(2), "乙"),
            (Some(2), "丙"),
            (Some(4), "甲"),
            (None, "王老五")
        ]
    );
    let file = t.dir().join("scores.csv");
    let words = [
        "export",
        "scores",
        file.to_str().unwrap(),
        "--period",
        "2026",
    ];
    let (code, _, err) = t.yizhan("zh-CN", &words);
    assert_eq!(code, 0, "{err}");
    let csv = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "名次,编号,姓名,办法,期,得分,等次,状态,待办");
    assert_eq!(
        lines[1],
        "1,L261220-04,丁,党员“五亮”量化积分,2026,30,不合格,已公示,"
    );
    assert_eq!(
        lines[5],
        ",L260312-01,王老五,党员“五亮”量化积分,2026,30,,进行中,待录：定性评议"
    );
    let file = t.dir().join("wall.txt");
    let words = ["print", "scores", "2026", "--out", file.to_str().unwrap()];
    let (code, _, err) = t.yizhan("zh-CN", &words);
    assert_eq!(code, 0, "{err}");
    let wall = std::fs::read_to_string(&file).unwrap();
    assert!(
        wall.contains("丁：30 分，不合格（日常 0/70、年度 30/30）"),
        "{wall}"
    );
    assert!(
        wall.contains("可以申诉一次") && !wall.contains("王老五"),
        "{wall}"
    );
    t.assert_sound();
}

#[test]
fn every_figure_of_a_sheet_is_explained_in_both_languages() {
    let mut t = begun("");
    let act = |head: &str, points: &str, channel: &str| json!({"sheet": "L260312-01", "head": head, "points": points, "what": "清扫\u{1b}[31m街道", "evidence": "照\u{202e}片", "channel": channel});
    for _ in 0..2 {
        t.must_by("score_act", act("volunteer", "10", "remote"), staff(12));
    }
    t.must_by("score_act", act("service", "2.5", "in_person"), staff(13));
    let fix = json!({"sheet": "L260312-01", "line": "3", "points": "2", "reason": "数错"});
    t.must_by("correct_score", fix, staff(LEADER));
    for by in [12, 13] {
        key(&mut t, "L260312-01", by, "review=28");
    }
    t.at("2026-12-20 09:00");
    t.must_by("close_sheet", json!({"sheet": "L260312-01"}), staff(LEADER));
    for (lang, parts) in [
        (
            "zh-CN",
            [
                "2 笔共 20 分，超过上限 15，计 15 分",
                "合计 17 + 28 = 45",
                "2.5 → 2",
                "2026-03：22 分",
                "远程",
                "99 赵六",
            ],
        ),
        (
            "en",
            [
                "20 is over the cap of 15; 15 count (entries: 2)",
                "Together 17 + 28 = 45",
                "2.5 → 2",
                "2026-03: 22",
                "from afar",
                "99 赵六",
            ],
        ),
    ] {
        let (code, out, err) = t.yizhan(lang, &["show", "score", "王老五"]);
        assert_eq!(code, 0, "{err}");
        for part in parts {
            assert!(out.contains(part), "{part} is not in {out}");
        }
        assert!(!out.contains(['\u{1b}', '\u{202e}', '⟦', '{']), "{out}");
    }
    for (lang, part) in [
        ("zh-CN", "合计 17 + 28 = 45"),
        ("en", "Together 17 + 28 = 45"),
    ] {
        let file = t.dir().join(format!("sheet-{lang}.txt"));
        let words = ["print", "score", "王老五", "--out", file.to_str().unwrap()];
        let (code, _, err) = t.yizhan(lang, &words);
        assert_eq!(code, 0, "{err}");
        let paper = std::fs::read_to_string(&file).unwrap();
        assert!(
            paper.contains(part) && paper.contains("L260312-01"),
            "{paper}"
        );
        assert!(!paper.contains(['\u{1b}', '\u{202e}', '⟦', '{']), "{paper}");
    }
    let (code, _, err) = t.yizhan("zh-CN", &["show", "score", "没有这个人"]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("没有打分表"), "{err}");
    t.assert_sound();
}

#[test]
fn hostile_and_overlong_input_leaves_the_ledger_as_it_was() {
    let mut t = begun("");
    let long = "长".repeat(600);
    let before = t.entries();
    let many: Vec<String> = (0..5000).map(|n| format!("x{n}=1")).collect();
    for (verb, fields, by) in [
        ("open_sheet", json!({"person": long}), LEADER),
        ("open_sheet", json!({"person": "\u{1b}\u{202e} "}), LEADER),
        ("open_sheet", json!({"person": 4000}), LEADER),
        (
            "score_act",
            json!({"sheet": "L260312-01", "head": "service", "points": "1", "what": long, "evidence": "y"}),
            12,
        ),
        (
            "score_act",
            json!({"sheet": long, "head": "service", "points": "1", "what": "x", "evidence": "y"}),
            12,
        ),
        (
            "score_act",
            json!({"sheet": "L260312-01", "head": long, "points": "1", "what": "x", "evidence": "y"}),
            12,
        ),
        (
            "score_act",
            json!({"sheet": "L260312-01", "head": "service", "points": long, "what": "x", "evidence": "y"}),
            12,
        ),
        (
            "key_scores",
            json!({"sheet": "L260312-01", "paper": "表", "lines": many.join(" ")}),
            12,
        ),
        (
            "key_scores",
            json!({"sheet": "L260312-01", "paper": long, "lines": "review=1"}),
            12,
        ),
        (
            "key_scores",
            json!({"sheet": "L260312-01", "paper": "表", "lines": "\u{1b}[31mreview=1"}),
            12,
        ),
        (
            "appeal_score",
            json!({"sheet": "L260312-01", "reason": long}),
            12,
        ),
    ] {
        let said = refused(t.perform(verb, fields.clone(), staff(by)));
        assert!(said.len() > 3, "{said}");
    }
    assert_eq!(t.entries(), before);
    // Whoever bears the name of the scored person keys none of it either.
    t.must(
        "save_staff",
        json!({"staff": 15, "name": "王老五", "role": "clerk"}),
    );
    let own = json!({"sheet": "L260312-01", "head": "service", "points": "1", "what": "x", "evidence": "y"});
    assert_eq!(
        refused(t.perform("score_act", own, staff(15))),
        "scored_person"
    );
    let kept = sql(t.dir(), "SELECT count(*) FROM score_sheets");
    assert_eq!(kept, "1");
    t.assert_sound();
}

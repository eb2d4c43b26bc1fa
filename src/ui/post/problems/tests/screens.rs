//! Screens: as text at two sizes, and at any size with anything in them.

use super::*;

/// Takes the screen in both languages, small and wide.
fn shoot(bench: &Bench, name: &str) {
    for (lang, look) in [("", Look::probe()), ("_en", trial::english())] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let screen = bench.screen((columns, rows), &look);
            snapshot!(format!("problems_{name}{lang}_{columns}x{rows}"), screen);
        }
    }
}

/// A month with a problem at every step.
fn month() -> Bench {
    let mut bench = Bench::open();
    bench.at("2026-02-20 09:00");
    let say = |class: &str, text: &str, name: &str, unit: &str| {
        json!({"class": class, "text": text, "name": name, "phone": "13800000000",
            "village": "杨树村", "unit": unit})
    };
    let of = |no: u32, mut more: serde_json::Value| {
        more["problem"] = json!(format!("W260220-{no:02}"));
        more
    };
    for (class, text, name, unit) in [
        (
            "criticism",
            "办事拖拉，一张证明跑了五趟",
            "买买提·吐尔逊",
            "村建办",
        ),
        ("common", "三号涵管堵了，下雨就淹路", "王芳", "水利站"),
        ("hardship", "低保没批，家里有病人", "李老太", "民政办"),
        ("dispute", "两家争水，去年打过架", "", "综治办"),
        ("criticism", "热线打不通", "", "服务中心"),
        ("common", "村口没有路灯", "孙小七", "村建办"),
    ] {
        bench.verb("register_problem", say(class, text, name, unit), ME);
    }
    bench.verb("take_problem", of(1, json!({})), OTHER);
    let until = json!({"staff": 12, "until": "2026-03-20"});
    bench.verb("consult_problem", of(1, until), LEADER);
    let part = json!({"text": "清了一半", "left": "下游还没清"});
    bench.verb("progress_problem", of(2, part), OTHER);
    bench.verb("take_problem", of(3, json!({"lead": true})), LEADER);
    let end = json!({"evidence": "政策第三条，书面解释一份", "explained": true});
    bench.verb("fix_problem", of(3, end), OTHER);
    let lamp = json!({"evidence": "装了三盏，照片两张"});
    bench.verb("fix_problem", of(6, lamp), OTHER);
    bench.at("2026-03-12 09:00");
    let again = json!({"class": "common", "text": "涵管又淹路了", "name": "周小八",
        "of": "W260220-02"});
    bench.verb("register_problem", again, ME);
    bench.at("2026-03-12 09:42");
    bench
}

#[test]
fn the_board_says_what_comes_next_of_every_problem() {
    let mut bench = month();
    shoot(&bench, "board");
    bench.keys("2");
    shoot(&bench, "remains");
    bench.keys("Left");
    shoot(&bench, "late");
}

#[test]
fn the_other_screens_say_what_to_do() {
    shoot(&Bench::of(Who::System), "sign_in");
    shoot(&Bench::open(), "empty");
}

#[test]
fn the_dialogs_say_what_to_type() {
    let mut bench = month();
    bench.keys("F2");
    shoot(&bench, "register");
    bench.keys("1 路灯坏了没人管 Enter 王芳 Enter Enter");
    shoot(&bench, "village");
    bench.keys("Esc 1 Enter");
    shoot(&bench, "deeds");
    bench.keys("3");
    shoot(&bench, "consult");
    bench.keys("Esc 6 F8");
    shoot(&bench, "visit");
    bench.keys("Esc 3 ^o");
    shoot(&bench, "locked");
    bench.keys("3 F9");
    shoot(&bench, "page");
}

#[test]
fn every_size_keeps_its_lines_and_its_keys() {
    for look in [Look::probe(), trial::english()] {
        for (columns, rows) in [(60, 15), (61, 17), (80, 24), (109, 30), (200, 60)] {
            for typed in ["", "F2 1 水", "1 Enter", "F7", "F9", "2 F4", "3 ^o", "Left"] {
                let mut bench = month();
                bench.keys(typed);
                let shown = bench.screen((columns, rows), &look);
                trial::fits(&shown, columns, typed);
            }
        }
    }
}

#[test]
fn what_was_said_is_shown_and_never_sent_to_the_terminal() {
    let mut bench = Bench::open();
    let fields = json!({"class": "criticism", "text": "\u{1b}[2J漏\u{202e}水𠮷",
        "name": "\u{1b}]0;x\u{7}王", "unit": "很".repeat(90)});
    bench.verb("register_problem", fields, ME);
    bench.keys("F9");
    for typed in ["", "Esc", "F7"] {
        bench.keys(typed);
        for (columns, rows) in [(60, 15), (80, 24), (130, 36)] {
            let shown = bench.screen((columns, rows), &Look::probe());
            trial::harmless(&shown);
            assert!(columns < 80 || shown.contains('𠮷'), "{shown}");
        }
    }
}

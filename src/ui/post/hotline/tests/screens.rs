//! Screens: as text at two sizes, and at any size with anything in them.

use super::*;

/// Takes the screen in both languages, small and wide.
fn shoot(bench: &Bench, name: &str) {
    for (lang, look) in [("", Look::probe()), ("_en", trial::english())] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let screen = bench.screen((columns, rows), &look);
            snapshot!(format!("hotline_{name}{lang}_{columns}x{rows}"), screen);
        }
    }
}

/// A morning with a job at every stage.
fn morning() -> Bench {
    let mut bench = Bench::open();
    bench.at("2026-03-04 09:00");
    let call = |kind: &str, what: &str, name: &str| {
        json!({"kind": kind, "what": what, "name": name, "phone": "13800000000",
            "village": "杨树村", "place": "三组"})
    };
    let with = |mut fields: serde_json::Value, more: serde_json::Value| {
        let more = more.as_object().unwrap().clone();
        fields.as_object_mut().unwrap().extend(more);
        fields
    };
    bench.verb(
        "take_call",
        call("complaint", "路灯坏了半个月没人管", "买买提·吐尔逊"),
        ME,
    );
    bench.at("2026-03-12 09:00");
    let station = "龙河镇便民服务中心";
    for (what, at) in [("高龄补贴认证", "11:00"), ("残疾证换发", "16:30")] {
        let sent = json!({"station": station, "person": "周敏", "at": at});
        bench.verb("take_call", with(call("visit", what, "李老太"), sent), ME);
    }
    let sent = json!({"person": "孙助理", "at": "2026-03-13 09:00"});
    bench.verb(
        "take_call",
        with(call("repair", "水管漏水", "张三丰"), sent),
        ME,
    );
    bench.verb(
        "take_call",
        with(call("question", "几点开门", ""), json!({"answer": "八点"})),
        ME,
    );
    bench.verb("take_call", call("lookup", "低保办到哪一步了", "王芳"), ME);
    let sent = json!({"station": station, "person": "王师傅", "at": "09:30", "spot": "outside"});
    bench.verb(
        "take_call",
        with(call("repair", "井盖松动", "赵六"), sent),
        ME,
    );
    bench.at("2026-03-12 09:42");
    let done = json!({"job": "HT001-260312-006", "outcome": "换了井盖"});
    bench.verb("finish_job", done, ME);
    let miss = json!({"job": "HT001-260312-001", "reason": "家里没人", "at": "15:00"});
    bench.verb("miss_visit", miss, ME);
    bench
}

#[test]
fn the_board_says_what_comes_next_of_every_job() {
    let mut bench = morning();
    bench.keys("4");
    shoot(&bench, "board");
    bench.keys("Left");
    shoot(&bench, "late");
}

#[test]
fn the_other_screens_say_what_to_do() {
    shoot(&Bench::of(Who::System), "sign_in");
    shoot(&Bench::open(), "empty");
}

#[test]
fn the_form_goes_along_with_the_caller() {
    let mut bench = Bench::open();
    bench.keys("F2");
    shoot(&bench, "kind");
    bench.keys("1 水管漏水 Enter 张三丰 Enter 13800000000 Enter");
    shoot(&bench, "form");
}

#[test]
fn the_door_list_and_the_figures_lie_over_the_board() {
    let mut bench = morning();
    bench.keys("4 F8 1 2 4");
    shoot(&bench, "door");
    bench.keys("Esc F9");
    shoot(&bench, "figures");
    bench.keys("Esc F4 0000 Enter");
    shoot(&bench, "found");
    bench.keys("Esc 1 F5");
    shoot(&bench, "send");
}

#[test]
fn every_size_keeps_its_lines_and_its_keys() {
    for look in [Look::probe(), trial::english()] {
        for (columns, rows) in [(60, 15), (61, 17), (80, 24), (109, 30), (200, 60)] {
            for typed in ["", "F2 1 水", "F3", "4 F8", "F9", "F4", "1 F5", "4 F7"] {
                let mut bench = morning();
                bench.keys(typed);
                let shown = bench.screen((columns, rows), &look);
                trial::fits(&shown, columns, typed);
            }
        }
    }
}

#[test]
fn what_a_caller_said_is_shown_and_never_sent_to_the_terminal() {
    let mut bench = Bench::open();
    let fields = json!({"kind": "repair", "what": "\u{1b}[2J漏\u{202e}水𠮷",
        "name": "\u{1b}]0;x\u{7}王", "place": "很".repeat(90)});
    bench.verb("take_call", fields, ME);
    for (columns, rows) in [(60, 15), (80, 24), (130, 36)] {
        let shown = bench.screen((columns, rows), &Look::probe());
        trial::harmless(&shown);
        assert!(columns < 80 || shown.contains('𠮷'), "{shown}");
    }
}

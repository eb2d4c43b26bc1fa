//! The problem register beyond what a scenario can say: nights, lists as known on a day, the level above,
//! hostile words, and that nothing is closed or lost whoever does what.

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::task::TaskKind;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Error;
use yizhan::ops::VERBS;
use yizhan::ops::night::Unwatched;
use yizhan::ops::read::ProblemList;
use yizhan::ops::read::Problems;

use crate::custody;
use crate::pg::county::hub_at;
use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::pg::county::site_at;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

/// Does something about a problem as somebody.
fn done(t: &mut TrialHall, verb: &str, by: u32, number: &str, more: Value) {
    let mut fields = more;
    fields["problem"] = json!(number);
    t.must_by(verb, fields, staff(by));
}

fn register(t: &mut TrialHall, class: &str, text: &str, name: &str) -> String {
    let fields = json!({"class": class, "text": text, "name": name, "unit": "村建办"});
    let done = t.must_by("register_problem", fields, staff(11));
    done["number"].as_str().unwrap().to_owned()
}

/// Closes a problem that is somebody's and is put right.
fn close(t: &mut TrialHall, number: &str) {
    done(t, "fix_problem", 12, number, json!({"evidence": "照片"}));
    done(
        t,
        "visit_problem",
        13,
        number,
        json!({"answer": "satisfied"}),
    );
    done(t, "close_problem", 13, number, json!({}));
}

/// The part of a night that looks at problems; nobody is there to exchange with.
fn night(t: &mut TrialHall) {
    let now = t.now;
    let lease = t.hall.lease().unwrap();
    t.hall.exchange(&lease, &|| now, &mut Unwatched).unwrap();
}

fn tasks(t: &TrialHall) -> Vec<String> {
    let tasks = t.hall.tasks().unwrap().into_iter();
    let told = tasks.filter(|task| task.kind == TaskKind::Problem);
    let told = told.map(|task| format!("{} {}", task.about, task.words));
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

fn yizhan(t: &TrialHall, lang: &str, words: &[&str]) -> (i32, String, String) {
    let now = t.zone.local(t.now).format("%Y-%m-%dT%H:%M").to_string();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["--store", t.dir().to_str().unwrap(), "--lang", lang])
        .args(words)
        .args(["--now", &now])
        .output()
        .unwrap();
    (
        run.status.code().unwrap(),
        String::from_utf8(run.stdout).unwrap(),
        String::from_utf8(run.stderr).unwrap(),
    )
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn list(t: &TrialHall, list: ProblemList, span: (&str, &str), as_of: &str) -> Problems {
    let span = (day(span.0), day(span.1));
    t.hall.problem_list(list, span, day(as_of)).unwrap()
}

fn numbers(shown: &Problems) -> Vec<&str> {
    shown
        .lines
        .iter()
        .map(|line| line.number.as_str())
        .collect()
}

#[test]
fn a_clock_of_a_criticism_that_is_over_is_told_once_and_ends_when_it_is_seen_to() {
    let mut t = TrialHall::staffed();
    let number = register(&mut t, "criticism", "办事拖拉", "欧阳娜娜");
    t.at("2026-03-16 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty(), "the last day is still in time");
    t.at("2026-03-17 22:00");
    night(&mut t);
    night(&mut t);
    assert_eq!(tasks(&t), ["W260312-01 consult 2026-03-16"]);
    let id = t.hall.tasks().unwrap()[0].id.to_string();
    let fields = json!({"task": id, "outcome": "看过了"});
    match t.perform("close_task", fields, staff(LEADER)) {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "task_of_problem"),
        other => panic!("{other:?}"),
    }
    let until = json!({"staff": 12, "until": "2026-03-24"});
    done(&mut t, "consult_problem", 99, &number, until);
    assert!(tasks(&t).is_empty());
    t.at("2026-03-28 09:00");
    night(&mut t);
    assert_eq!(
        tasks(&t),
        ["W260312-01 fix 2026-03-24", "W260312-01 reply 2026-03-27"]
    );
    let reply = json!({"text": "流程已公开"});
    done(&mut t, "reply_problem", 12, &number, reply);
    assert_eq!(tasks(&t), ["W260312-01 fix 2026-03-24"]);
    let fix = json!({"evidence": "照片"});
    done(&mut t, "fix_problem", 12, &number, fix);
    assert!(tasks(&t).is_empty());
    // A month after the meeting of 03-17.
    t.at("2026-04-17 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty());
    t.at("2026-04-18 22:00");
    night(&mut t);
    assert_eq!(tasks(&t), ["W260312-01 visit 2026-04-17"]);
    let (_, out, _) = yizhan(&t, "zh-CN", &["show", "tasks"]);
    assert!(out.contains("该回访 2026-04-17"), "{out}");
    let visit = json!({"answer": "satisfied"});
    done(&mut t, "visit_problem", 13, &number, visit);
    assert!(tasks(&t).is_empty());
    done(&mut t, "close_problem", 13, &number, json!({}));
    t.at("2026-08-30 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty());
    t.assert_sound();
}

#[test]
fn what_a_criticism_lacks_is_said_in_one_sentence_in_both_languages() {
    let mut t = TrialHall::staffed();
    let number = register(&mut t, "criticism", "办事拖拉", "王芳");
    let fix = json!({"evidence": "照片"});
    done(&mut t, "fix_problem", 12, &number, fix);
    let visit = json!({"answer": "unhappy"});
    done(&mut t, "visit_problem", 13, &number, visit);
    let words = [
        "do",
        "close_problem",
        "--by",
        "13",
        "--problem",
        "ｗ260312-01",
    ];
    let words = words.map(|word| word.replace('ｗ', "w"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, _, zh) = yizhan(&t, "zh-CN", &words);
    assert_eq!(code, 3, "{zh}");
    assert!(
        zh.contains(
            "W260312-01 还不能销号，还缺：反映人说不满意以后的重新办理、整改记录和凭据、回访"
        ),
        "{zh}"
    );
    let (code, _, en) = yizhan(&t, "en", &words);
    assert_eq!(code, 3, "{en}");
    assert!(
        en.contains("it still wants: what was done since whoever raised it was not satisfied"),
        "{en}"
    );
    assert_eq!(en.trim().lines().count(), 1, "{en}");
}

#[test]
fn lists_say_what_was_known_on_the_day_they_are_told_of() {
    let mut t = TrialHall::staffed();
    let first = register(&mut t, "common", "路灯坏了", "王芳");
    let second = register(&mut t, "dispute", "争水", "李四");
    t.at("2026-03-20 09:00");
    let text = json!({"text": "调解一次", "left": "还差签字"});
    done(&mut t, "progress_problem", 12, &second, text);
    t.at("2026-04-02 09:00");
    close(&mut t, &first);
    let third = register(&mut t, "hardship", "房子漏雨", "孙小七");
    t.at("2026-07-03 09:00");
    let march = ("2026-03-01", "2026-03-31");
    // Told of the end of March the first was open; told of today it is solved.
    let then = list(&t, ProblemList::Opened, march, "2026-03-31");
    assert_eq!(numbers(&then), [first.as_str(), &second]);
    assert_eq!((then.count.open, then.count.solved), (2, 0));
    let now = list(&t, ProblemList::Opened, march, "2026-07-03");
    assert_eq!((now.count.registered, now.count.solved), (2, 1));
    assert_eq!(now.solved_permille, None, "two are too few for a share");
    // Known on the day before anything was registered: nothing.
    let before = list(&t, ProblemList::Opened, march, "2026-03-11");
    assert_eq!(before.count.registered, 0);
    // The quarter's progress: what was done in it, each with its entry, and where nothing was.
    let quarter = list(
        &t,
        ProblemList::Progress,
        ("2026-01-01", "2026-03-31"),
        "2026-07-03",
    );
    assert_eq!(numbers(&quarter), [first.as_str(), &second]);
    assert_eq!(quarter.count.solved, 0, "as it stood on its last day");
    let deeds: Vec<usize> = quarter.lines.iter().map(|line| line.deeds.len()).collect();
    assert_eq!(deeds, [0, 1]);
    assert_eq!(quarter.lines[1].left, "还差签字");
    assert_eq!(quarter.lines[1].entries.len(), 2);
    let entry = &quarter.lines[1].deeds[0].entry;
    assert_eq!(&quarter.lines[1].entries[1], entry);
    let seq: i64 = entry.split('-').next().unwrap().parse().unwrap();
    let kind = format!("SELECT kind FROM entries WHERE seq = {seq} AND lno = 1");
    assert_eq!(sql(t.dir(), &kind), "241");
    let next = ("2026-04-01", "2026-06-30");
    let quarter = list(&t, ProblemList::Progress, next, "2026-07-03");
    assert_eq!(numbers(&quarter), [first.as_str(), &second, &third]);
    // The ends of a year, as known before and after.
    let year = ("2026-01-01", "2026-12-31");
    let ended = list(&t, ProblemList::Ended, year, "2026-07-03");
    assert_eq!(numbers(&ended), [first.as_str()]);
    let ended = list(&t, ProblemList::Ended, year, "2026-04-01");
    assert!(ended.lines.is_empty());
    // What the text and the sheet say is the same list.
    let words = ["show", "problems", "--quarter", "2026-1"];
    let (code, out, err) = yizhan(&t, "zh-CN", &words);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("合计 登记 2：办结 0，解释到位 0"), "{out}");
    assert!(
        out.contains("这段时间没有进展") && out.contains(entry),
        "{out}"
    );
    let (code, csv, err) = yizhan(&t, "zh-CN", &["export", "problems", "--month", "2026-03"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.contains("争水") && !csv.contains("王芳"), "{csv}");
    t.assert_sound();
}

#[test]
fn a12_what_is_not_closed_at_the_years_end_is_listed_beside_what_was_registered() {
    let mut t = TrialHall::furnished("[rating]\nmin_for_percent = 3\n");
    t.open_up();
    for no in 0..12 {
        let number = register(&mut t, "common", &format!("第{no}件"), "王芳");
        if no == 7 {
            close(&mut t, &number);
        }
    }
    t.at("2027-01-04 09:00");
    let late = register(&mut t, "common", "新年的", "王芳");
    let year = ("2026-01-01", "2026-12-31");
    let left = list(&t, ProblemList::Unclosed, year, "2027-01-04");
    assert_eq!(left.lines.len(), 11);
    assert!(!numbers(&left).contains(&late.as_str()));
    // What is closed after the year's end was not closed at it.
    close(&mut t, "W260312-01");
    assert_eq!(list(&t, ProblemList::Unclosed, year, "2027-01-04"), left);
    let opened = list(&t, ProblemList::Opened, year, "2026-12-31");
    assert_eq!((opened.count.registered, opened.count.solved), (12, 1));
    assert_eq!(opened.solved_permille, Some(83));
    let words = ["show", "problems", "--year", "2026", "--unclosed"];
    let (code, out, err) = yizhan(&t, "zh-CN", &words);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("挂号未销号") && out.contains("登记 11"),
        "{out}"
    );
    // The list of what goes on counts with it what went on from the year before.
    let (_, out, _) = yizhan(&t, "en", &["show", "problems"]);
    assert!(out.contains("all registered 11: solved 0"), "{out}");
    assert!(out.contains("; 0.0% solved"), "{out}");
    t.assert_sound();
}

#[test]
fn a12_the_level_above_reads_the_words_of_the_village_and_no_name() {
    let (mut hall, mut village) = custody::pair();
    let raw = "村干部吃拿卡要\u{202e}，\u{1b}[31m三次";
    let fields = json!({"class": "criticism", "text": raw, "name": "欧阳娜娜",
        "phone": "13800000000", "village": "杨树村"});
    village.must_by("register_problem", fields, staff(11));
    done(
        &mut village,
        "progress_problem",
        12,
        "W260312-01",
        json!({"text": "谈话"}),
    );
    custody::meet(&mut hall, &mut village);
    let shown = hall.hall.problems_below(hall.now).unwrap();
    let [line] = shown.lines.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(
        line.text, "村干部吃拿卡要，[31m三次",
        "as it was typed there"
    );
    assert_eq!(
        (line.site.as_str(), line.number.as_str()),
        ("杨树村", "W260312-01")
    );
    assert_eq!(
        (line.name.as_str(), line.phone.as_str()),
        ("欧**娜", "138****0000")
    );
    assert_eq!(line.entries.len(), 2);
    assert_eq!((shown.count.registered, shown.count.open), (1, 1));
    // It is the village's: the hall's own register has none, and both stay sound.
    assert!(hall.hall.problems(None, hall.now).unwrap().lines.is_empty());
    let (code, out, err) = yizhan(&hall, "zh-CN", &["show", "problems", "--below"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("杨树村") && out.contains("吃拿卡要"), "{out}");
    assert!(!out.contains("欧阳"), "{out}");
    for number in ["W260312-01"] {
        let last = json!({"evidence": "退还了"});
        done(
            &mut village,
            "reply_problem",
            12,
            number,
            json!({"text": "退还"}),
        );
        done(&mut village, "fix_problem", 12, number, last);
        done(
            &mut village,
            "visit_problem",
            13,
            number,
            json!({"answer": "satisfied"}),
        );
        done(&mut village, "close_problem", 13, number, json!({}));
    }
    custody::meet(&mut hall, &mut village);
    let shown = hall.hall.problems_below(hall.now).unwrap();
    assert_eq!((shown.count.solved, shown.count.open), (1, 0));
    hall.assert_sound();
    village.assert_sound();
}

#[test]
fn a12_the_county_reads_what_a_village_wrote_which_it_has_no_line_to() {
    let root = tempfile::TempDir::new().unwrap();
    let county = hub_at(root.path());
    let hall = site_at(&root.path().join("hall"), "hall", "120115103");
    let village = site_at(&root.path().join("village"), "village", "120115103001");
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let all = [&village, &hall, &county];
    for dir in all {
        set_clock(dir, UtcMs(1_773_273_600_000));
        settings(dir, &format!("\"dir:{}\"", stick.display()));
    }
    meet(&county, &hall, root.path());
    meet(&hall, &village, root.path());
    let night = || all.iter().for_each(|dir| drop(must(dir, &["sync"])));
    night();
    let what = "村干部吃拿卡要，三次";
    let said = [
        "--class",
        "criticism",
        "--text",
        what,
        "--name",
        "欧阳娜娜",
        "--phone",
        "13800000000",
    ];
    let act = |verb: &str, more: &[&str]| {
        let words = [&["do", verb, "--by", "11", "--json"][..], more].concat();
        serde_json::from_str::<Value>(&must(&village, &words)).unwrap()["done"].clone()
    };
    let number = act("register_problem", &said)["number"].clone();
    let number = number.as_str().unwrap();
    for _ in 0..3 {
        night();
    }
    let below = |dir: &std::path::Path| -> Value {
        let out = must(dir, &["show", "problems", "--below", "--json"]);
        assert!(
            !out.contains("欧阳") && !out.contains("13800000000"),
            "{out}"
        );
        serde_json::from_str(&out).unwrap()
    };
    let seen = below(&county);
    assert_eq!(seen["lines"][0]["text"], what);
    assert_eq!(seen["lines"][0]["number"], number);
    assert_eq!(seen["lines"][0]["name"], "欧**娜");
    let at_hall = below(&hall);
    assert_eq!(seen["lines"][0]["site"], at_hall["lines"][0]["site"]);
    assert_eq!(seen["lines"][0]["entries"], at_hall["lines"][0]["entries"]);
    // Once, however often it is carried; and what is done about it follows.
    for _ in 0..2 {
        night();
    }
    assert_eq!(below(&county)["count"]["registered"], 1);
    act("reply_problem", &["--problem", number, "--text", "已退还"]);
    act("progress_problem", &["--problem", number, "--text", "谈话"]);
    for _ in 0..3 {
        night();
    }
    let seen = below(&county);
    assert_eq!(seen["lines"][0]["entries"].as_array().unwrap().len(), 3);
    let at_hall = below(&hall);
    for field in ["site", "text", "step", "clocks", "entries", "lacks"] {
        assert_eq!(
            seen["lines"][0][field], at_hall["lines"][0][field],
            "{field}"
        );
    }
    assert_eq!(
        seen["lines"][0]["phone"], "",
        "it went no further than the hall"
    );
    let passed = "SELECT count(*) FROM entries WHERE kind = 242";
    assert_eq!(sql(&hall, passed), "3");
    assert_eq!(sql(&county, passed), "0");
    // The passed word holds no name either.
    let bodies = "SELECT group_concat(CAST(body AS TEXT)) FROM entries WHERE kind = 242";
    assert!(!sql(&hall, bodies).contains("欧阳"));
    for dir in all {
        assert!(must(dir, &["verify"]).contains("ok"));
    }
}

#[test]
fn hostile_words_are_kept_harmless_and_a_name_is_shown_to_nobody_who_is_criticised() {
    let mut t = TrialHall::staffed();
    let fields = json!({"class": "criticism", "text": "\u{1b}]0;x\u{7}慢\u{202e}了𠮷\n\n再",
        "name": "欧阳\u{1b}[2J娜娜", "phone": "１３８００００００００", "unit": "=cmd|' /C calc'!A0"});
    t.must_by("register_problem", fields, staff(11));
    let long = json!({"class": "common", "text": "长".repeat(501)});
    match t.perform("register_problem", long, staff(11)) {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "too_long"),
        other => panic!("{other:?}"),
    }
    for lang in ["zh-CN", "en"] {
        for words in [
            &["show", "problems"][..],
            &["show", "problem", "W260312-01"],
            &["show", "problems", "--month", "2026-03"],
            &["show", "problems", "--year", "2026", "--unclosed"],
            &["show", "problems", "--as-of", "2026-03-11"],
        ] {
            let (code, out, err) = yizhan(&t, lang, words);
            assert_eq!(code, 0, "{err}");
            assert!(!out.contains(['\u{1b}', '\u{202e}', '⟦', '{']), "{out}");
            assert!(!out.contains("阳"), "{out}");
        }
    }
    let (code, _, err) = yizhan(&t, "en", &["show", "problems", "--quarter", "2026-5"]);
    assert_eq!(code, 2, "{err}");
    let (_, out, _) = yizhan(&t, "en", &["show", "problem", "w260312-01", "--json"]);
    let page: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(page["line"]["phone"], "138****0000");
    // Who answers for a criticism sees no name; who is to ask its critic does.
    let read = |t: &TrialHall, by: u32| {
        let who = Some(yizhan::domain::ids::StaffNo(by));
        t.hall.problem("W260312-01", who, t.now).unwrap().line.name
    };
    assert_eq!(read(&t, 11), "欧阳[2J娜娜", "who wrote it down");
    let fix = json!({"evidence": "照片"});
    done(&mut t, "fix_problem", 12, "W260312-01", fix);
    done(
        &mut t,
        "reply_problem",
        12,
        "W260312-01",
        json!({"text": "改了"}),
    );
    assert!(!read(&t, 12).contains('阳'));
    assert!(read(&t, 13).contains("阳"));
    let visit = json!({"answer": "satisfied"});
    done(&mut t, "visit_problem", 13, "W260312-01", visit);
    assert!(!read(&t, 13).contains('阳'));
}

#[test]
fn a_registration_stays_whatever_anybody_does_and_no_verb_deletes_one() {
    for verb in VERBS.iter().filter(|verb| verb.word.ends_with("_problem")) {
        let word = verb.word;
        assert!(
            !["delete", "drop", "cancel", "withdraw"]
                .iter()
                .any(|w| word.starts_with(w))
        );
    }
    let mut t = TrialHall::staffed();
    let number = register(&mut t, "criticism", "慢", "");
    // Twice the same is possible, and the second is linked.
    let again = json!({"class": "criticism", "text": "慢", "of": number});
    t.must_by("register_problem", again, staff(11));
    let before = sql(t.dir(), "SELECT count(*) FROM problems");
    assert_eq!(before, "2");
    t.hall.rebuild().unwrap();
    assert_eq!(sql(t.dir(), "SELECT count(*) FROM problems"), before);
    // One that cannot be linked is not registered either: the whole verb is refused.
    let wrong = json!({"class": "criticism", "text": "慢", "of": "W260312-02"});
    assert!(t.perform("register_problem", wrong, staff(11)).is_err());
    assert_eq!(sql(t.dir(), "SELECT count(*) FROM problems"), before);
}

/// One deed of somebody's: which verb, whose hand, and a die.
fn deed(t: &mut TrialHall, (verb, hand, die): (u8, u8, u8), at: u8) {
    let by = [11, 12, 13, 99, 98][usize::from(hand % 5)];
    let yes = die.is_multiple_of(2);
    let number = |n: u8| format!("W260312-{:02}", n % 5 + 1);
    let (verb, more) = match verb % 14 {
        0 => ("take_problem", json!({"lead": yes})),
        1 => ("take_problem", json!({"staff": 11 + u32::from(die % 3)})),
        2 => (
            "consult_problem",
            json!({"staff": 11 + u32::from(die % 3), "until": "2026-03-20"}),
        ),
        3 => (
            "progress_problem",
            json!({"text": "做了", "left": if yes { "还剩" } else { "" }}),
        ),
        4 => ("reply_problem", json!({"text": "答复"})),
        5 | 6 => (
            "fix_problem",
            json!({"evidence": "照片", "explained": die.is_multiple_of(3),
                "office": if die.is_multiple_of(7) { "水务局" } else { "" }}),
        ),
        7 | 8 => {
            let answer = ["satisfied", "unhappy", "not_reached", "satisfied"][usize::from(die % 4)];
            ("visit_problem", json!({"answer": answer}))
        }
        9 => (
            "sign_problem",
            json!({"refuse": if die.is_multiple_of(5) { "重办" } else { "" }}),
        ),
        10 | 11 => ("close_problem", json!({})),
        12 => ("link_problem", json!({"of": number(die)})),
        _ => (
            "register_problem",
            json!({"class": "common", "text": "又来了", "name": if yes { "王芳" } else { "" },
                "of": if die > 128 { number(die) } else { String::new() }}),
        ),
    };
    let mut fields = more;
    if verb != "register_problem" {
        fields["problem"] = json!(number(at));
    }
    match t.perform(verb, fields.clone(), staff(by)) {
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => panic!("{verb} {fields}: {error}"),
    }
}

/// Closed as solved: asked by another than whoever put it right or answers for it, and satisfied; closed
/// otherwise: a leader's signature, not theirs; a criticism never without a reply, nor a hardship
/// without a leader; a repeat only while its first is closed; and the same hand never does both.
const WRONG: &str = "SELECT count(*) FROM (
    SELECT p.ending, p.class, p.repeat_of, json_extract(p.body, '$.lock.round.fixed.hand.by') AS fixer,
        json_extract(p.body, '$.owner') AS owner, json_extract(p.body, '$.leader') AS leader,
        json_extract(p.body, '$.replied') AS replied, json_extract(p.body, '$.end') AS how,
        json_extract(p.body, '$.lock.round.fixed.evidence') AS evidence,
        json_extract(p.body, '$.lock.round.called.hand.by') AS caller,
        json_extract(p.body, '$.lock.round.called.answer') AS answer,
        json_extract(p.body, '$.lock.round.signed.by') AS signer,
        json_extract(p.body, '$.lock.whom') AS whom,
        json_extract(p.body, '$.history[#-1].hand.by') AS closer,
        (SELECT f.ending FROM problems f WHERE f.id = p.repeat_of) AS first
    FROM problems p)
 WHERE (ending = 'repeat' AND (first IS NULL OR repeat_of IS NULL))
    OR (repeat_of IS NOT NULL AND ending IS NOT NULL AND ending <> 'repeat')
    OR (repeat_of IS NOT NULL AND ending IS NULL AND first IS NOT NULL)
    OR (ending IS NOT NULL AND ending <> 'repeat' AND (coalesce(evidence, '') = '' OR closer = fixer OR closer = owner))
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class = 'criticism' AND replied IS NULL)
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class IN ('hardship', 'dispute') AND leader IS NULL)
    OR (ending = 'solved' AND (answer IS NOT 'satisfied' OR caller = fixer OR caller = owner OR how <> 'solved'))
    OR (ending IN ('explained', 'unheard', 'not_ours') AND (signer IS NULL OR signer = fixer OR signer NOT IN (98, 99)))
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class = 'criticism' AND whom = 'named' AND answer IS NOT 'satisfied')
    OR (ending = 'not_ours' AND class = 'criticism')";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_does_what_nothing_is_closed_that_lacks_something_and_nothing_is_lost(
        deeds in vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>()), 10..120),
    ) {
        let mut t = TrialHall::staffed();
        t.must_by("save_staff", json!({"staff": 98, "name": "钱七", "role": "leader"}), staff(LEADER));
        for (class, name) in [("criticism", "王芳"), ("common", "李四"), ("hardship", "孙小七"),
            ("dispute", ""), ("criticism", "")] {
            register(&mut t, class, "问题", name);
        }
        for (verb, hand, die, at) in deeds {
            let before: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
            deed(&mut t, (verb, hand, die), at);
            prop_assert_eq!(sql(t.dir(), WRONG), "0");
            let after: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
            prop_assert!(after >= before);
        }
        // What is counted is what is there, and the parts are the whole.
        let count = t.hall.problems(None, t.now).unwrap().count;
        let all: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
        prop_assert_eq!(count.registered, all);
        let ended = count.solved + count.explained + count.unheard + count.not_ours + count.repeat;
        prop_assert_eq!(count.open + ended, all);
        let solved: u64 = sql(t.dir(), "SELECT count(*) FROM problems WHERE ending = 'solved'")
            .parse().unwrap();
        prop_assert_eq!(count.solved, solved);
        // The list as known today is the same, folded from what was said.
        let today = t.zone.day(t.now);
        let listed = t.hall.problem_list(ProblemList::Opened, (today, today), today).unwrap();
        prop_assert_eq!(listed.count, count);
        let report = t.verify();
        prop_assert!(report.ok, "{:#?}", report.problems);
    }
}

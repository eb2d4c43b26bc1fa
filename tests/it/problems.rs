//! The problem register beyond what a scenario can say: nights, lists as known on a day, the level above,
//! hostile words, and that nothing is closed or lost whoever does what.

use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Error;
use yizhan::ops::VERBS;
use yizhan::ops::read::ProblemList;
use yizhan::ops::read::Problems;

use crate::followups::night;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

mod above;
mod dice;
mod terminal;

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

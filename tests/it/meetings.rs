//! Meetings that judge, beyond what a scenario can say: whole votes on a real store, papers, figures
//! beside those before, and boxes that are lost.

use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use yizhan::domain::meeting::Answer;
use yizhan::ops::Error;
use yizhan::ops::meeting::Vote;
use yizhan::store::boxes;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

mod pads;
mod secret;

/// The number of the first meeting that [`called`] calls.
const FIRST: &str = "M260312-01";

/// Calls a meeting on 2026-03-12 for the 19th and opens it there.
fn called(profile: &str, subjects: &str) -> TrialHall {
    let mut t = TrialHall::furnished("");
    call(&mut t, profile, subjects, "2026-03-19");
    t
}

/// Calls a meeting today for a day, goes to that day and opens it; returns its number.
fn call(t: &mut TrialHall, profile: &str, subjects: &str, day: &str) -> String {
    let fields = json!({"profile": profile, "day": day, "place": "二楼", "subjects": subjects});
    let number = t.must_by("call_meeting", fields, staff(LEADER))["number"].clone();
    t.at(&format!("{day} 09:00"));
    t.must_by("open_meeting", json!({"meeting": number}), staff(LEADER));
    number.as_str().unwrap().to_owned()
}

const KINDS: [&str; 4] = ["cadre", "member", "group_head", "masses"];

fn name_of(n: usize) -> String {
    format!("到会人甲乙{n:03}")
}

fn sign_in(t: &mut TrialHall, number: &str, kinds: &[&str], from: usize, to: usize) {
    for n in from..to {
        let kind = kinds[n % kinds.len()];
        let fields = json!({"meeting": number, "name": name_of(n), "rater_kind": kind});
        t.must_by("sign_in_rater", fields, staff(12));
    }
}

fn open_voting(t: &mut TrialHall, number: &str, papers: usize) -> Vec<String> {
    let fields = json!({"meeting": number, "papers": papers});
    let done = t.must_by("open_voting", fields, staff(LEADER));
    let codes = done["codes"].as_array().unwrap().iter();
    codes
        .map(|code| code.as_str().unwrap().to_owned())
        .collect()
}

/// A vote whose answers are digits, 0 to abstain.
fn vote(number: &str, code: &str, answers: &str) -> Vote {
    let answers = answers.bytes().map(|digit| match digit - b'0' {
        0 => Answer::Abstain,
        mark => Answer::Mark(mark),
    });
    serde_json::from_value(json!({
        "meeting": number,
        "code": code,
        "answers": answers.collect::<Vec<_>>(),
    }))
    .unwrap()
}

fn cast(t: &TrialHall, number: &str, code: &str, answers: &str) -> Result<(), String> {
    t.hall
        .vote(&vote(number, code, answers))
        .map_err(|error| match error {
            Error::Refused(refusal) => refusal.code(),
            other => other.to_string(),
        })
}

fn refused(done: Result<yizhan::ops::Done, Error>) -> String {
    match done {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(Error::Store(error)) => error.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn page(t: &TrialHall, number: &str) -> Value {
    json!(t.hall.meeting(number, t.now).unwrap())
}

/// The files of ballot boxes in a store's folder.
fn box_files(dir: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(dir.join(boxes::FOLDER));
    let files = files.into_iter().flatten().map(|file| file.unwrap().path());
    files.collect()
}

fn yizhan(t: &TrialHall, words: &[&str]) -> (i32, String, String) {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["--store", t.dir().to_str().unwrap()])
        .args(words)
        .output()
        .unwrap();
    (
        run.status.code().unwrap(),
        String::from_utf8(run.stdout).unwrap(),
        String::from_utf8(run.stderr).unwrap(),
    )
}

#[test]
fn s2_forty_nine_raters_open_no_voting_and_fifty_do() {
    let mut t = called("half_year", "11;12号点");
    sign_in(&mut t, FIRST, &KINDS, 0, 49);
    let open = json!({"meeting": FIRST});
    let now = t.perform("open_voting", open.clone(), staff(LEADER));
    assert_eq!(refused(now), "meeting_short");
    assert!(box_files(t.dir()).is_empty(), "no box for no voting");
    // The fiftieth, of a kind of which there are some.
    sign_in(&mut t, FIRST, &KINDS, 49, 50);
    let codes = open_voting(&mut t, FIRST, 0);
    assert_eq!(codes.len(), 50);
    // Fifty, and nobody of a kind, is too few as well.
    let mut t = called("half_year", "11");
    sign_in(&mut t, FIRST, &KINDS[..3], 0, 50);
    let now = t.perform("open_voting", open.clone(), staff(LEADER));
    assert_eq!(refused(now), "meeting_short");
    assert_eq!(page(&t, FIRST)["lacks"]["kinds"], json!(["masses"]));
    // It is ended as what it is.
    let off = json!({"meeting": FIRST, "reason": "群众代表没有来"});
    let ended = t.must_by("call_off_meeting", off, staff(LEADER));
    assert_eq!(ended["state"], "invalid");
    let (code, paper, error) = yizhan(
        &t,
        &[
            "print",
            "result",
            FIRST,
            "--out",
            t.dir().join("r.txt").to_str().unwrap(),
        ],
    );
    assert_eq!(code, 0, "{paper}{error}");
    let paper = std::fs::read_to_string(t.dir().join("r.txt")).unwrap();
    assert!(
        paper.contains("本次评议无效") && !paper.contains("均值"),
        "{paper}"
    );
    t.assert_sound();
}

#[test]
fn s2_forty_nine_ballots_are_invalid_and_nothing_of_them_is_published() {
    for ballots in [49, 50] {
        let mut t = called("half_year", "11");
        sign_in(&mut t, FIRST, &KINDS, 0, 51);
        let codes = open_voting(&mut t, FIRST, 0);
        for code in codes.iter().take(ballots) {
            cast(&t, FIRST, code, "543").unwrap();
        }
        let wrong = json!({"meeting": FIRST});
        let now = t.perform("count_meeting", wrong, staff(LEADER));
        assert_eq!(refused(now), "ballots_do_not_tie");
        let count = json!({"meeting": FIRST, "not_in": 51 - ballots});
        let done = t.must_by("count_meeting", count, staff(LEADER));
        let page = page(&t, FIRST);
        match ballots {
            49 => {
                assert_eq!(done["state"], "invalid");
                assert_eq!(page["result"], json!([]));
                assert_eq!(page["lacks"]["have"], 49);
            }
            _ => {
                assert_eq!(done["state"], "counted");
                assert_eq!(page["result"][1]["marks"], json!([0, 0, 0, 50, 0]));
                assert_eq!(page["result"][1]["mean_hundredths"], 400);
            }
        }
        assert!(box_files(t.dir()).is_empty());
        t.assert_sound();
    }
}

#[test]
fn a_meeting_is_shown_beside_the_one_before() {
    let mut t = called("jury", "11;甲村");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    for code in open_voting(&mut t, FIRST, 0) {
        cast(&t, FIRST, &code, "345345").unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    assert_eq!(page(&t, FIRST)["result"][0]["before"], Value::Null);
    // Half a year on, with another name on the same badge, and somebody new.
    t.must("save_staff", json!({"staff": 11, "name": "王芳芳"}));
    t.at("2026-09-10 09:00");
    let second = call(&mut t, "jury", "11;乙村", "2026-09-17");
    sign_in(&mut t, &second, &["juror"], 0, 10);
    for (n, code) in open_voting(&mut t, &second, 0).iter().enumerate() {
        let answers = if n == 0 { "000555" } else { "445555" };
        cast(&t, &second, code, answers).unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": second}), staff(LEADER));
    let shown = page(&t, &second);
    let line = &shown["result"][0];
    assert_eq!(line["subject"], "王芳芳");
    assert_eq!((&line["n"], &line["abstained"]), (&json!(9), &json!(1)));
    assert_eq!(line["mean_hundredths"], 400);
    assert_eq!(line["before"]["mean_hundredths"], 300);
    assert_eq!(line["before"]["number"], FIRST);
    assert_eq!(shown["result"][3]["before"], Value::Null, "乙村 is new");
    t.must_by("sign_meeting", json!({"meeting": second}), staff(LEADER));
    let now = t.perform("sign_meeting", json!({"meeting": second}), staff(LEADER));
    assert_eq!(refused(now), "meeting_stands");
    // On paper, on the screen and in a sheet it says the same.
    let out = t.dir().join("result.txt");
    let words = ["print", "result", &second, "--out", out.to_str().unwrap()];
    let (code, _, error) = yizhan(&t, &words);
    assert_eq!(code, 0, "{error}");
    let paper = std::fs::read_to_string(out).unwrap();
    for said in [
        "均值 4.00（9 人打分）",
        "上次 3.00",
        "监票人签名",
        "签到 10 人",
        "未交 0",
    ] {
        assert!(paper.contains(said), "{said} is not in\n{paper}");
    }
    let (_, shown, _) = yizhan(&t, &["show", "meeting", &second, "--lang", "en"]);
    assert!(
        shown.contains("4.00") && shown.contains("before 3.00"),
        "{shown}"
    );
    let (_, shown, _) = yizhan(&t, &["show", "meetings", "--lang", "en"]);
    assert!(
        shown.contains("signed") && shown.contains("criticism jury"),
        "{shown}"
    );
    let (_, csv, _) = yizhan(&t, &["export", "meeting", &second, "--lang", "en"]);
    assert_eq!(csv.lines().count(), 7, "{csv}");
    assert!(csv.contains("0,5,4,0,0,") || csv.contains("4.00"), "{csv}");
    t.assert_sound();
}

#[test]
fn papers_and_pads_are_summed_together_and_tie_out() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    let codes = open_voting(&mut t, FIRST, 4);
    assert_eq!(codes.len(), 6);
    for code in &codes {
        cast(&t, FIRST, code, "555").unwrap();
    }
    for paper in 1..=4 {
        for by in [12, 13] {
            let fields = json!({"meeting": FIRST, "paper": paper, "answers": "1-0"});
            t.must_by("key_ballots", fields, staff(by));
        }
    }
    let before = t.entries();
    let count = json!({"meeting": FIRST, "papers": 4});
    t.must_by("count_meeting", count, staff(LEADER));
    let page = page(&t, FIRST);
    assert_eq!(page["result"][0]["marks"], json!([4, 0, 0, 0, 6]));
    let line = |at: usize, field: &str| page["result"][at][field].clone();
    assert_eq!((line(1, "n"), line(1, "empty")), (json!(6), json!(4)));
    assert_eq!((line(2, "n"), line(2, "abstained")), (json!(6), json!(4)));
    assert_eq!(
        page["tally"],
        json!({"codes": 6, "papers": 4, "pad": 6, "paper": 4})
    );
    assert!(t.entries() > before);
    // What each of the two read is gone with the box.
    let text = crate::support::sql(t.dir(), "SELECT body FROM meetings");
    assert!(
        !text.contains("1.accurate") && !text.contains("\"first\""),
        "{text}"
    );
    t.assert_sound();
}

#[test]
fn a_box_that_is_lost_or_damaged_is_said_and_never_counted_quietly() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    let count = json!({"meeting": FIRST, "not_in": 9});
    for (harm, code) in [("cut", "box_damaged"), ("gone", "box_missing")] {
        let fields = json!({"meeting": FIRST, "again": "票箱坏了"});
        t.must_by("open_voting", fields, staff(LEADER));
        let file = box_files(t.dir()).pop().unwrap();
        let whole = std::fs::read(&file).unwrap();
        match harm {
            "cut" => std::fs::write(&file, &whole[..whole.len() / 2]).unwrap(),
            _ => std::fs::remove_file(&file).unwrap(),
        }
        let now = t.perform("count_meeting", count.clone(), staff(LEADER));
        assert_eq!(refused(now), code);
        assert!(cast(&t, FIRST, "0123456789", "555").is_err());
        assert_eq!(page(&t, FIRST)["voting"]["trouble"], code);
        let problems = t.verify().problems;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].witness, "boxes");
        let (exit, _, error) = yizhan(&t, &["verify", "--lang", "zh-CN"]);
        assert_eq!(exit, 4, "{error}");
        // Voting anew is never by the way.
        let again = json!({"meeting": FIRST});
        let now = t.perform("open_voting", again, staff(LEADER));
        assert_eq!(refused(now), "ballot_box_gone");
        for (lang, said) in [("zh-CN", "票箱"), ("en", "ballot box")] {
            let (_, shown, _) = yizhan(&t, &["show", "meeting", FIRST, "--lang", lang]);
            assert!(shown.contains(said), "{shown}");
            let words = [
                "do",
                "count_meeting",
                "--meeting",
                FIRST,
                "--by",
                "99",
                "--lang",
                lang,
            ];
            let (exit, _, error) = yizhan(&t, &words);
            assert_eq!(exit, 4, "{error}");
            assert!(error.contains(said), "{error}");
        }
    }
    // A box of another voting in its place is no box of this one.
    let fields = json!({"meeting": FIRST, "again": "票箱不见"});
    t.must_by("open_voting", fields, staff(LEADER));
    let file = box_files(t.dir()).pop().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let body = text.lines().next().unwrap().replacen("false", "true", 1);
    let hash = yizhan::domain::entry::Hash::of(body.as_bytes());
    std::fs::write(&file, format!("{body}\n{hash}\n")).unwrap();
    let now = t.perform("count_meeting", count, staff(LEADER));
    assert_eq!(refused(now), "box_damaged", "a code spent without a ballot");
    let fields = json!({"meeting": FIRST, "again": "票箱被改动"});
    let done = t.must_by("open_voting", fields, staff(LEADER));
    for code in done["codes"].as_array().unwrap() {
        cast(&t, FIRST, code.as_str().unwrap(), "123").unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    let shown = page(&t, FIRST);
    assert_eq!(shown["voting"]["round"], 4);
    assert_eq!(shown["voting"]["again"], "票箱坏了; 票箱不见; 票箱被改动");
    t.assert_sound();
}

#[test]
fn codes_are_made_anew_only_while_no_ballot_is_in() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    let first = open_voting(&mut t, FIRST, 0);
    let second = open_voting(&mut t, FIRST, 0);
    assert_eq!(box_files(t.dir()).len(), 1, "the box before is shredded");
    assert_eq!(
        cast(&t, FIRST, &first[0], "555"),
        Err("code_unknown".into())
    );
    cast(&t, FIRST, &second[0], "555").unwrap();
    assert_eq!(cast(&t, FIRST, &second[0], "555"), Err("code_used".into()));
    let again = json!({"meeting": FIRST});
    let now = t.perform("open_voting", again, staff(LEADER));
    assert_eq!(refused(now), "voting_begun");
    // More ballots than raters there cannot be, whoever keys them.
    let kept = second[1..].iter();
    assert!(
        kept.clone()
            .all(|code| cast(&t, FIRST, code, "555").is_ok())
    );
    assert!(
        kept.clone()
            .all(|code| cast(&t, FIRST, code, "111").is_err())
    );
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    assert_eq!(
        page(&t, FIRST)["result"][0]["marks"],
        json!([0, 0, 0, 0, 10])
    );
    assert_eq!(
        cast(&t, FIRST, &second[0], "555"),
        Err("meeting_stands".into())
    );
}

#[test]
fn slips_are_printed_once_and_the_codes_are_in_no_other_file() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("slips.txt");
    let words = ["slips", FIRST, "--by", "99", "--now", "2026-03-19T10:00"];
    let with = |more: &[&str]| yizhan(&t, &[&words[..], more].concat());
    let (exit, _, error) = with(&[]);
    assert_eq!(exit, 3, "no printer is said before codes are made: {error}");
    assert_eq!(page(&t, FIRST)["state"], "open");
    let (exit, said, error) = with(&["--out", file.to_str().unwrap()]);
    assert_eq!(exit, 0, "{error}");
    assert!(said.contains("10 张号条"), "{said}");
    let text = std::fs::read_to_string(&file).unwrap();
    let is_code =
        |line: &&str| line.len() == 12 && line.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let words = text.lines().map(str::trim);
    let codes: Vec<String> = words
        .flat_map(|line| line.split(['：', ':']))
        .map(str::trim)
        .filter(is_code)
        .map(|code| code.replace(' ', ""))
        .collect();
    assert_eq!(codes.len(), 10, "{text}");
    secret::in_no_file(t.dir(), &codes);
    assert!(
        codes
            .iter()
            .all(|code| cast(&t, FIRST, code, "123").is_ok())
    );
    secret::in_no_file(t.dir(), &codes);
    let (exit, _, error) = yizhan(&t, &["print", "slips", FIRST]);
    assert_eq!(exit, 3, "{error}");
}

#[test]
fn what_people_write_is_cleaned_and_bounded() {
    let mut t = called("jury", "甲");
    let long = "长".repeat(101);
    for (name, code) in [
        (long.as_str(), "too_long"),
        ("\u{1b}\u{202e}", "rater_missing"),
    ] {
        let fields = json!({"meeting": FIRST, "name": name});
        let now = t.perform("sign_in_rater", fields, staff(12));
        assert_eq!(refused(now), code);
    }
    let fields = json!({"meeting": FIRST, "name": "𠮷\u{1b}[31m王\u{202e}芳"});
    t.must_by("sign_in_rater", fields, staff(12));
    let (_, shown, _) = yizhan(&t, &["show", "meeting", FIRST, "--json"]);
    assert!(!shown.contains('\u{1b}') && shown.contains('𠮷'), "{shown}");
    let many = (0..41)
        .map(|n| format!("村{n}"))
        .collect::<Vec<_>>()
        .join(";");
    let fields = json!({"profile": "jury", "day": "2026-05-01", "place": "x", "subjects": many});
    let now = t.perform("call_meeting", fields, staff(LEADER));
    assert_eq!(refused(now), "subjects_many");
}

#[test]
fn a_count_that_was_rewritten_is_found_by_the_chain() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    for code in open_voting(&mut t, FIRST, 0) {
        cast(&t, FIRST, &code, "222").unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    t.assert_sound();
    let dir = t.close();
    let db = crate::support::raw(dir.path());
    db.execute_batch("DROP TRIGGER entries_are_never_changed")
        .unwrap();
    let changed = db
        .execute(
            "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '[0,10,0,0,0]', '[0,0,0,0,10]')
             AS BLOB) WHERE kind = 235",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    drop(db);
    let report = yizhan::store::verify::verify(dir.path()).unwrap();
    assert!(!report.ok);
}

//! Pads as real processes: two at once, one killed, two people who count, and the screen itself.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use super::*;
use crate::support::terminal::Screen;

fn pad(dir: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["--store", dir.to_str().unwrap(), "ballot", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Has a pad take ballots, one for each code, killed after a while if asked; returns the codes it
/// thanked for.
fn voting(mut pad: Child, codes: Vec<String>, killed_after: Option<Duration>) -> Vec<String> {
    let mut keys = pad.stdin.take().unwrap();
    let screen = BufReader::new(pad.stdout.take().unwrap());
    let typed = codes.clone();
    let typing = std::thread::spawn(move || {
        for code in typed {
            let line = json!({"code": code, "answers": "543"});
            if writeln!(keys, "{line}").is_err() {
                return;
            }
        }
    });
    if let Some(after) = killed_after {
        std::thread::sleep(after);
        pad.kill().unwrap();
    }
    let thanked = screen.lines().map_while(Result::ok).zip(&codes);
    let thanked = thanked.filter(|(line, _)| line.contains("\"ok\":true"));
    let thanked: Vec<String> = thanked.map(|(_, code)| code.clone()).collect();
    typing.join().unwrap();
    pad.wait().unwrap();
    thanked
}

#[test]
fn two_pads_at_once_lose_and_invent_no_ballot_though_one_is_killed() {
    let mut seen = 0;
    for round in 0..5u64 {
        let mut t = called("half_year", "甲");
        sign_in(&mut t, FIRST, &KINDS, 0, 60);
        let codes = open_voting(&mut t, FIRST, 0);
        let (left, right) = codes.split_at(30);
        let (one, other) = (pad(t.dir()), pad(t.dir()));
        let killed = Duration::from_millis(40 + round * 60);
        let (left, mine) = (left.to_vec(), right.to_vec());
        let thanked = std::thread::scope(|scope| {
            let one = scope.spawn(|| voting(one, left, Some(killed)));
            let other = scope.spawn(|| voting(other, mine, None));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert_eq!(thanked.1.len(), 30, "the pad beside it goes on");
        seen += thanked.0.len();
        let all = thanked.0.len() + thanked.1.len();
        let ballots = page(&t, FIRST)["voting"]["ballots"].as_u64().unwrap() as usize;
        assert!(
            (all..=all + 1).contains(&ballots),
            "{all} thanks, {ballots} ballots"
        );
        // A code has voted if and only if its ballot is in.
        let spent = |code: &&String| cast(&t, FIRST, code, "111") == Err("code_used".into());
        let thanks: Vec<&String> = thanked.0.iter().chain(&thanked.1).collect();
        assert!(thanks.iter().all(spent));
        let rest: Vec<&String> = codes.iter().filter(|code| !thanks.contains(code)).collect();
        let cut = rest.iter().filter(|code| spent(code)).count();
        assert_eq!(cut, ballots - all);
        let count = json!({"meeting": FIRST});
        t.must_by("count_meeting", count, staff(LEADER));
        let marks = &page(&t, FIRST)["result"][0]["marks"];
        assert_eq!(*marks, json!([60 - ballots, 0, 0, 0, ballots]));
        t.assert_sound();
    }
    assert!(seen > 0, "no pad was killed in the middle of its work");
}

#[test]
fn of_two_people_who_count_at_once_one_does() {
    let mut t = called("jury", "甲");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    for code in open_voting(&mut t, FIRST, 0) {
        cast(&t, FIRST, &code, "555").unwrap();
    }
    let count = || {
        let words = ["do", "count_meeting", "--meeting", FIRST, "--by", "99"];
        Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .args(["--store", t.dir().to_str().unwrap()])
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let both = [count(), count()];
    let mut exits: Vec<i32> = both
        .into_iter()
        .map(|mut child| child.wait().unwrap().code().unwrap())
        .collect();
    exits.sort_unstable();
    assert_eq!(exits, [0, 3]);
    let counts = "SELECT count(*) FROM entries WHERE kind = 235";
    assert_eq!(crate::support::sql(t.dir(), counts), "1");
    t.assert_sound();
}

#[test]
fn the_pad_asks_one_thing_at_a_time_and_keeps_nothing_of_the_person_before() {
    let mut t = called("jury", "王芳;甲村");
    sign_in(&mut t, FIRST, &["juror"], 0, 10);
    let mut pad = Screen::start(t.dir(), &["ballot"]);
    pad.sees("现在没有投票");
    let codes = open_voting(&mut t, FIRST, 0);
    pad.sees("号条上的 10 位号码");
    // A code typed wrong is said calmly, and the one beside it goes on after a breath.
    pad.keys("1234567890<Enter>");
    pad.sees("号码不对");
    std::thread::sleep(Duration::from_millis(3200));
    pad.keys(&codes[0]);
    pad.keys("<Enter>");
    pad.sees("第 1 题，共 6 题");
    assert!(!pad.text().contains(&codes[0][..3]), "{}", pad.text());
    pad.sees("评议：王芳");
    pad.keys("<Enter>");
    pad.sees("请先按一个数字");
    pad.keys("5<Enter>");
    pad.sees("第 2 题");
    // Back, another mark, and on.
    pad.keys("<Esc>");
    pad.sees("第 1 题");
    pad.keys("4<Enter>0<Enter>3<Enter>2<Enter>1<Enter>5<Enter>");
    pad.sees("按 Enter 投进票箱");
    pad.keys("<Enter>");
    pad.sees("票已经投进票箱");
    pad.keys("<Enter>");
    pad.sees("号条上的 10 位号码");
    let shown = pad.text();
    for left in ["王芳", "甲村", "很好", &codes[0][..3], &codes[0][3..6]] {
        assert!(!shown.contains(left), "{left} is still there\n{shown}");
    }
    pad.keys(&codes[0]);
    pad.keys("<Enter>");
    pad.sees("已经投过");
    for code in &codes[1..] {
        cast(&t, FIRST, code, "111111").unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    pad.sees("现在没有投票");
    let page = page(&t, FIRST);
    assert_eq!(page["result"][0]["marks"], json!([9, 0, 0, 1, 0]));
    assert_eq!(page["result"][1]["abstained"], 1);
    assert_eq!(page["result"][5]["marks"], json!([9, 0, 0, 0, 1]));
    let drafts = std::fs::read_dir(t.dir().join("drafts"));
    let drafts = drafts.into_iter().flatten().count();
    assert_eq!(drafts, 0, "a ballot is in no draft");
}

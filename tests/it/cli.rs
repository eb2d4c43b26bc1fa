//! The real binary, as a script uses it: what it says, what it leaves, how it ends.

#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

mod register;
pub mod sites;
mod tools;
mod trial;

/// What a run said and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// A hall in a folder of its own.
pub struct Hall {
    folder: TempDir,
}

impl Hall {
    pub fn empty() -> Hall {
        Hall {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A hall with a leader 101, a clerk 102, and window 1 of two centres.
    pub fn set_up(trial: bool) -> Hall {
        let hall = Hall::empty();
        let mut init = vec!["init", "--name", "云溪镇", "--code", "YX"];
        init.extend(trial.then_some("--trial"));
        hall.run(&init).ends(0);
        for line in [
            "do save_staff --staff 101 --name 赵一 --role leader",
            "do save_staff --staff 102 --name 钱二",
            "do save_window --window 1 --centres social,economy --regular 102",
        ] {
            hall.words(line).ends(0);
        }
        hall
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub fn folder_path(&self) -> String {
        self.folder.path().to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, text: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
        command
            .arg("--store")
            .arg(self.store())
            .args(args)
            .env("HOME", self.folder.path())
            .env_remove("XDG_DATA_HOME")
            .env_remove("YIZHAN_STORE");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }

    pub fn words(&self, line: &str) -> Ran {
        self.run(&line.split(' ').collect::<Vec<_>>())
    }

    pub fn feed(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        said(&output)
    }

    pub fn entries(&self) -> u64 {
        self.words("verify --json").ends(0).json()["entries"]
            .as_u64()
            .unwrap()
    }

    fn sql(&self, sql: &str) {
        let db = rusqlite::Connection::open(self.store().join("yizhan.db")).unwrap();
        db.execute_batch(sql).unwrap();
    }
}

fn said(output: &std::process::Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

fn ran(command: &mut Command) -> Ran {
    said(&command.stdin(Stdio::null()).output().unwrap())
}

fn real_data(name: &str) -> Option<PathBuf> {
    match std::env::var_os("YIZHAN_REAL_DATA") {
        Some(dir) => Some(Path::new(&dir).join(name)),
        None => {
            eprintln!("left out: YIZHAN_REAL_DATA is not set");
            None
        }
    }
}

#[test]
fn a_visit_goes_from_the_kiosk_to_the_door_by_script_alone() {
    let hall = Hall::set_up(true);
    for line in [
        "do post_staff --staff 102 --now 2026-03-12T08:00",
        "do open_window --window 1 --staff 102 --now 2026-03-12T08:01",
        "do take_ticket --centre social --slip no_paper --as resident --now 2026-03-12T09:00",
        "do call_next --window 1 --by 102 --now 2026-03-12T09:10",
        "do start_service --window 1 --by 102 --now 2026-03-12T09:11",
    ] {
        hall.words(line).ends(0);
    }
    let queue = hall
        .words("show queue --json --now 2026-03-12T09:12")
        .ends(0)
        .json();
    assert_eq!(queue["others"][0]["ticket"], "B001");
    assert_eq!(queue["others"][0]["state"], "serving");
    let done = hall
        .words("do accept_case --window 1 --matter S001 --name 张三丰 --papers all --by 102 --now 2026-03-12T09:20 --json")
        .ends(0)
        .json();
    let (case, errand) = (
        done["done"]["number"].as_str().unwrap(),
        done["done"]["errand"].as_str().unwrap(),
    );
    assert_eq!(case, "YX260312-0001");
    hall.words("do end_visit --window 1 --by 102 --now 2026-03-12T09:21")
        .ends(0);
    hall.words(&format!(
        "do rate --errand {errand} --level 5 --as resident --now 2026-03-12T09:22"
    ))
    .ends(0);

    let day = hall.words("show day 2026-03-12 --json").ends(0).json();
    assert_eq!(day["waits"]["n"], 1, "one visit waits once");
    assert_eq!(day["waits"]["mean"], 600);
    assert_eq!(day["services"]["mean"], 600);
    assert_eq!(day["ratings"]["by_level"][4], 1);
    let shown = hall
        .words(&format!("show case {case} --now 2026-03-12T10:00"))
        .ends(0);
    assert!(
        shown.out.contains("张*丰") && !shown.out.contains("张三丰"),
        "{}",
        shown.out
    );
    let ticket = hall.words("show ticket b1 --day 2026-03-12").ends(0);
    assert!(ticket.out.contains("办完"), "{}", ticket.out);
    for page in [
        "show desk 1",
        "show board",
        "show duty",
        "show queue",
        "ledger show --last 5",
    ] {
        assert!(!hall.words(page).ends(0).out.contains('⟦'), "{page}");
    }
    assert!(hall.words("verify").ends(0).out.contains("完好"));
    hall.words("rebuild").ends(0);
    hall.words("verify").ends(0);
}

#[test]
fn every_kind_of_failure_has_its_exit_code_and_one_sentence() {
    let hall = Hall::set_up(false);
    for (line, code) in [
        ("frobnicate", 2),
        ("do", 2),
        ("do no_such_verb", 2),
        ("do call_next", 2),
        ("do call_next --window x", 2),
        ("do call_next --window 1 --colour red", 2),
        ("do call_next --window 1 --by 0", 2),
        ("do take_ticket --centre nowhere", 2),
        ("due --from 2026-03-12 --limit soon", 2),
        ("kiosk", 2),
        ("demo nowhere", 2),
        ("do call_next --window 9", 3),
        ("do call_next --window 1", 3),
        ("show desk 9", 3),
        ("show ticket B001", 3),
        ("show case YX260312-0001", 3),
        ("due --from 2026-03-12 --limit none", 3),
        ("init", 3),
    ] {
        let ran = hall.words(line).ends(code);
        assert!(
            !ran.err.is_empty() && !ran.err.contains('⟦'),
            "{line}: {}",
            ran.err
        );
        assert!(!ran.err.contains("panicked"), "{line}: {}", ran.err);
    }
    let missing = Hall::empty();
    for line in ["verify", "show queue", "do --stdin", "query x", "backup y"] {
        missing.words(line).ends(4);
    }
    let refused = hall
        .words("--lang en do call_next --window 9 --json")
        .ends(3);
    assert_eq!(refused.json()["error"]["code"], "window_unknown");
    assert_eq!(
        refused.err.trim(),
        "There is no window 9; add it with save_window"
    );
    hall.words("do call_next --window 9 --lang zh-CN")
        .ends(3)
        .err
        .find("没有9号窗口")
        .unwrap();
}

#[test]
fn a_live_hall_takes_no_time_by_hand_and_nothing_happens() {
    let hall = Hall::set_up(false);
    let before = hall.entries();
    hall.words("do post_staff --staff 102 --now 2026-03-12T08:00")
        .ends(3);
    hall.words("show queue --now 2026-03-12T08:00").ends(3);
    let lines = hall.feed(
        &["do", "--stdin"],
        b"{\"do\":\"post_staff\",\"staff\":102,\"now\":\"2026-03-12T08:00\"}\n",
    );
    assert_eq!(lines.ends(3).json()["code"], "now_in_trial_only");
    assert_eq!(hall.entries(), before);
}

#[test]
fn no_command_rates_in_a_live_hall() {
    for trial in [true, false] {
        let hall = Hall::set_up(trial);
        hall.words("do post_staff --staff 102").ends(0);
        hall.words("do open_window --window 1 --staff 102").ends(0);
        let started = hall
            .words("do quick_serve --window 1 --json")
            .ends(0)
            .json();
        let errand = started["done"]["errand"].as_str().unwrap().to_owned();
        hall.words("do finish_errand --window 1 --outcome advice")
            .ends(0);
        let before = hall.entries();
        let rate = format!("do rate --errand {errand} --level 5 --as resident");
        if trial {
            hall.words(&rate).ends(0);
            continue;
        }
        let late = rate.replace("do rate", "do rate_late");
        let village = format!("do rate_mandate --mandate {errand} --level 5 --as resident");
        let timeout = format!("do rating-timeout --errand {errand}");
        for words in [rate, late, village, timeout] {
            let refused = hall.words(&words).ends(3);
            assert!(refused.err.contains("评价只能由居民"), "{}", refused.err);
        }
        let line = format!(
            "{{\"do\":\"rate\",\"errand\":\"{errand}\",\"level\":1,\"reasons\":\"wait\",\"as\":\"resident\"}}\n"
        );
        let answer = hall
            .feed(&["do", "--stdin"], line.as_bytes())
            .ends(3)
            .json();
        assert_eq!(answer["code"], "rating_at_pad_only");
        assert_eq!(answer["exit"], 3);
        assert_eq!(hall.entries(), before);
        hall.words("verify").ends(0);
    }
}

#[test]
fn a_clock_far_behind_the_ledger_is_said_and_the_work_goes_on() {
    let hall = Hall::set_up(true);
    hall.words("do post_staff --staff 101").ends(0);
    let calm = hall.words("do unpost_staff --staff 101 --json").ends(0);
    assert_eq!(calm.json().get("time_suspect"), None);
    assert_eq!(calm.err, "");
    // A time given by hand is no clock's: nothing to set right, not even when it is long past.
    let by_hand = hall
        .words("do post_staff --staff 101 --now 2099-03-12T08:00")
        .ends(0);
    assert_eq!(by_hand.err, "");
    let by_hand = hall
        .words("do post_staff --staff 102 --now 2026-03-12T08:00")
        .ends(0);
    assert_eq!(by_hand.err, "");
    // The machine's clock now lies seventy years behind what was written.
    let late = hall
        .words("do save_staff --staff 103 --name 孙三 --json")
        .ends(0);
    assert_eq!(late.json()["time_suspect"], true);
    assert!(
        late.err.contains("时钟可疑") && late.err.contains("天，请校时"),
        "{}",
        late.err
    );
    let lines = hall
        .feed(
            &["do", "--stdin"],
            b"{\"do\":\"save_staff\",\"staff\":104,\"name\":\"x\"}\n",
        )
        .ends(0)
        .json();
    assert_eq!(
        (&lines["ok"], &lines["time_suspect"]),
        (&true.into(), &true.into())
    );
    let ledger = hall.words("ledger show --json").ends(0).json();
    let suspect = |at: usize| ledger[at]["time_suspect"].as_bool().unwrap();
    assert!(suspect(0) && suspect(1), "{ledger}");
    assert!(!suspect(ledger.as_array().unwrap().len() - 1));
    hall.words("verify").ends(0);
}

#[test]
fn lines_are_answered_one_by_one_whatever_comes() {
    let hall = Hall::set_up(true);
    let mut input = Vec::new();
    for line in [
        r#"{"do":"post_staff","staff":102,"now":"2026-03-12T08:00"}"#,
        "",
        "   ",
        "garbage",
        "[1,2]",
        "null",
        r#"{"window":1}"#,
        r#"{"do":["call_next"]}"#,
        r#"{"do":"open_window","window":1,"staff":"102","now":"2026-03-12T08:01"}"#,
        r#"{"do":"open-window","window":1,"staff":102,"now":"2026-03-12T08:02"}"#,
        r#"{"do":"call_next","window":1,"by":102,"as":"resident"}"#,
        r#"{"do":"take_ticket","centre":"social","as":"resident","now":"2026-03-12T08:03"}"#,
    ] {
        input.extend_from_slice(line.as_bytes());
        input.push(b'\n');
    }
    input.extend_from_slice(b"\xff\xfe\x00\n");
    input.extend_from_slice("[".repeat(5000).as_bytes());
    input.extend_from_slice(b"\r\n{\"do\":\"miss\",\"window\":1}");
    let ran = hall.feed(&["do", "--stdin"], &input).ends(3);
    let codes: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            match answer["ok"].as_bool().unwrap() {
                true => "ok".to_owned(),
                false => answer["code"].as_str().unwrap().to_owned(),
            }
        })
        .collect();
    assert_eq!(
        codes,
        [
            "ok",
            "line_wrong",
            "line_wrong",
            "line_wrong",
            "line_without_do",
            "line_field",
            "ok",
            "window_open",
            "do_who",
            "ok",
            "line_wrong",
            "line_wrong",
            "window_not_open",
        ]
    );
}

#[test]
fn flags_reach_lists_truth_values_and_enumerations() {
    let hall = Hall::set_up(true);
    hall.words("do save_window --window=2 --centres governance")
        .ends(0);
    for line in [
        "do post_staff --staff 102 --now 2026-03-12T08:00",
        "do open_window --window 1 --staff 102 --now 2026-03-12T08:00",
        "do take_ticket --centre social --priority elder --slip no_paper --now 2026-03-12T08:05",
        "do call_next --window 1 --now 2026-03-12T08:06",
        "do start_service --window 1 --now 2026-03-12T08:07",
        "do transfer --window 1 --to-window 2 --keep-place --come-back=false --reason 改派 --now 2026-03-12T08:08",
    ] {
        hall.words(line).ends(0);
    }
    let queue = hall
        .words("show queue --json --now 2026-03-12T08:09")
        .ends(0)
        .json();
    assert_eq!(queue["waiting"][0]["target"]["window"], 2);
    assert_eq!(queue["waiting"][0]["priority"], "elder");
    let matters = r#"[{"code":"X1","centre":"social","name":"测试事项","department":"民政","statutory":"20wd","promised":"5wd"}]"#;
    let kept = hall
        .run(&["do", "save_matters", "--matters", matters])
        .ends(0);
    assert!(kept.out.contains("saved=1"), "{}", kept.out);
    let help = hall.words("do transfer --help").ends(0);
    assert!(help.out.contains("--to-window") && help.out.contains("--keep-place"));
    assert!(hall.words("do --list").ends(0).out.lines().count() >= 37);
}

#[test]
fn a_due_date_comes_with_its_reasons() {
    let hall = Hall::empty();
    let due = hall
        .words("due --from 2026-02-13 --limit 5wd --explain --lang en")
        .ends(0);
    assert_eq!(due.out.lines().next(), Some("2026-02-27"));
    assert!(due.out.contains("2026-02-14"), "{}", due.out);
}

#[test]
fn the_log_says_neither_names_nor_numbers_and_stays_off_stderr() {
    let hall = Hall::set_up(true);
    let done = hall.words("do save_staff --staff 103 --name 孙三").ends(0);
    assert_eq!(done.err, "");
    let mut text = String::new();
    for entry in fs::read_dir(hall.store().join("logs")).unwrap() {
        text.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    assert!(text.contains("save_staff"), "{text}");
    assert!(!text.contains("孙三"), "{text}");
}

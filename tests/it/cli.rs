//! The real binary, as a script uses it: what it says, what it leaves, how it ends.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

/// What a run said and how it ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }

    #[track_caller]
    fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// A hall in a folder of its own.
struct Hall {
    folder: TempDir,
}

impl Hall {
    fn empty() -> Hall {
        Hall {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A hall with a leader 101, a clerk 102, and window 1 of two centres.
    fn set_up(trial: bool) -> Hall {
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

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn file(&self, name: &str, text: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn command(&self, args: &[&str]) -> Command {
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

    fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }

    fn words(&self, line: &str) -> Ran {
        self.run(&line.split(' ').collect::<Vec<_>>())
    }

    fn feed(&self, args: &[&str], input: &[u8]) -> Ran {
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

    fn entries(&self) -> u64 {
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
        shown.out.contains("张×丰") && !shown.out.contains("张三丰"),
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
    assert_eq!(lines.ends(0).json()["code"], "now_in_trial_only");
    assert_eq!(hall.entries(), before);
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
    let ran = hall.feed(&["do", "--stdin"], &input).ends(0);
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
fn a_changed_entry_is_named_and_a_changed_table_can_be_rebuilt() {
    let hall = Hall::set_up(true);
    hall.sql("DELETE FROM visits; UPDATE windows SET regular = 101;");
    let wrong = hall.words("verify").ends(4);
    assert!(wrong.out.contains("windows"), "{}", wrong.out);
    hall.words("rebuild").ends(0);
    hall.words("verify").ends(0);

    let tables = hall.run(&[
        "query",
        "--tsv",
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    ]);
    for trigger in tables.ends(0).out.lines().skip(1) {
        hall.sql(&format!("DROP TRIGGER {trigger}"));
    }
    let found = hall.run(&[
        "query",
        "--json",
        "SELECT seq FROM entries WHERE instr(CAST(body AS TEXT), '钱二')",
    ]);
    let seq = found.ends(0).json()["rows"][0][0]
        .as_str()
        .unwrap()
        .to_owned();
    hall.sql(&format!(
        "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '钱二', '钱三') AS BLOB) WHERE seq = {seq} AND lno = 1"
    ));
    let wrong = hall.words("verify --json").ends(4).json();
    let named = wrong["problems"]
        .as_array()
        .unwrap()
        .iter()
        .any(|p| p["entry"].to_string() == seq);
    assert!(named, "{wrong}");
    assert!(hall.words("verify").ends(4).out.contains(&seq));
}

#[test]
fn a_catalogue_with_bad_rows_keeps_the_good_ones_and_names_the_others() {
    let hall = Hall::set_up(false);
    let file = hall.file(
        "matters.csv",
        "code,centre,name,department,statutory,promised\n\
         T1,social,甲事项,民政,20wd,10wd\n\
         T2,social,,民政,20wd,10wd\n\
         T1,social,丙事项,民政,20wd,10wd\n\
         T4,social,丁事项,民政,soon,10wd\n\
         T5,social,戊事项,民政,5wd,10wd\n"
            .as_bytes(),
    );
    let before = hall.entries();
    let dry = hall.run(&["import", "matters", &file, "--dry-run"]).ends(0);
    assert!(
        dry.out.contains("第 3 行") && dry.out.contains("第 6 行"),
        "{}",
        dry.out
    );
    assert_eq!(hall.entries(), before, "a dry run keeps nothing");
    let report = hall
        .run(&["import", "matters", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!((&report["taken"], &report["saved"]), (&1.into(), &1.into()));
    let lines: Vec<u64> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    let again = hall
        .run(&["import", "matters", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&again["saved"], &again["unchanged"]),
        (&0.into(), &1.into())
    );

    let none = hall.file("none.csv", b"code,centre,name\n,,\n");
    hall.run(&["import", "matters", &none]).ends(3);
    let workbook = hall.file("book.xlsx", b"PK\x03\x04xxxx");
    assert!(
        hall.run(&["import", "matters", &workbook])
            .ends(2)
            .err
            .contains("CSV")
    );
    hall.run(&["import", "matters", "/nowhere.csv"]).ends(2);

    let out = hall.folder.path().join("out.csv");
    let out = out.to_str().unwrap();
    hall.run(&["export", "matters", out]).ends(0);
    hall.run(&["export", "matters", out]).ends(3);
    let back = hall
        .run(&["import", "matters", out, "--json"])
        .ends(0)
        .json();
    assert_eq!(back["saved"], 0, "what was written reads back the same");
}

#[test]
fn a_query_reads_and_never_writes() {
    let hall = Hall::set_up(false);
    let before = fs::read(hall.store().join("yizhan.db")).unwrap();
    let side = hall.folder.path().join("side.db");
    let attach = format!("/* harmless */ ATTACH '{}' AS side", side.display());
    for sql in [
        "INSERT INTO meta VALUES ('a', 'b')",
        "WITH a AS (SELECT 1) DELETE FROM entries",
        "UPDATE meta SET v = ''",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE",
        "CREATE TEMP TABLE t (x)",
        "BEGIN",
        &attach,
        "VACUUM INTO '/nowhere/x.db'",
    ] {
        hall.run(&["query", sql]).ends(3);
    }
    hall.run(&["query", "SELECT 1; DROP TABLE entries"]).ends(3);
    hall.run(&["query", "SELECT 1; SELECT 2"]).ends(2);
    hall.run(&["query", "SELEC"]).ends(2);
    hall.run(&["query", ""]).ends(2);
    assert!(!side.exists());
    assert_eq!(fs::read(hall.store().join("yizhan.db")).unwrap(), before);
    let answer = hall
        .run(&["query", "SELECT no, NULL AS nothing FROM windows", "--json"])
        .ends(0)
        .json();
    assert_eq!(answer["rows"][0][0], "1");
    assert!(answer["rows"][0][1].is_null());
    hall.words("verify").ends(0);
}

#[test]
fn a_backup_is_taken_at_work_and_restored_into_an_empty_folder_only() {
    let hall = Hall::set_up(true);
    let file = hall.folder.path().join("copy.db");
    let file = file.to_str().unwrap();
    // A writer holds the store open all the while.
    let mut at_work = hall
        .command(&["do", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = at_work.stdin.take().unwrap();
    input
        .write_all(b"{\"do\":\"post_staff\",\"staff\":102}\n")
        .unwrap();
    hall.run(&["backup", file]).ends(0);
    hall.run(&["backup", file]).ends(3);
    drop(input);
    assert!(at_work.wait_with_output().unwrap().status.success());

    hall.run(&["restore", file]).ends(3);
    let other = Hall::empty();
    other.run(&["restore", file]).ends(0);
    other.words("verify").ends(0);
    let broken = other.file("broken.db", b"not a database at all");
    let third = Hall::empty();
    third.run(&["restore", &broken]).ends(4);
    third.words("verify").ends(4);
}

#[test]
fn a_demo_hall_is_in_the_middle_of_its_morning_and_sound() {
    let hall = Hall::empty();
    hall.words("demo").ends(0);
    hall.words("verify").ends(0);
    let duty = hall.words("show duty --json").ends(0).json();
    let waiting = duty["waiting"].as_array().unwrap().len();
    assert!((5..=12).contains(&waiting), "{waiting} wait");
    assert!(duty["visits"].as_u64().unwrap() >= 40);
    assert!(
        duty["lamps"]["red"].as_u64().unwrap() >= 1
            && duty["lamps"]["amber"].as_u64().unwrap() >= 1
    );
    assert!(!duty["bad"].as_array().unwrap().is_empty());
    let before = hall.entries();
    let again = hall.words("demo window 3").ends(0);
    assert!(again.out.contains("store"), "{}", again.out);
    assert_eq!(hall.entries(), before, "the same demo goes on");

    // A demo of another day is made anew; a store that is not the demo's never.
    fs::write(hall.store().join("made-by-demo"), "2020-01-01").unwrap();
    hall.words("demo").ends(0);
    assert_eq!(
        fs::read_to_string(hall.store().join("made-by-demo"))
            .unwrap()
            .len(),
        10
    );
    hall.words("verify").ends(0);
    let live = Hall::set_up(false);
    let before = live.entries();
    live.words("demo").ends(3);
    assert_eq!(live.entries(), before);
}

const ARRIVALS: &str = "channel,concept:name,deadline,department,enddate,enddate_planned,group,responsible,startdate\n\
    Desk,case-1,,General,,,Group 5,r,2011-03-26T09:00:00.000+01:00\n\
    Desk,case-2,,General,,,Group 5,r,2011-03-26T09:00:00.000+01:00\n\
    Desk,case-3,,Experts,,,,r,2011-03-27T03:30:00.000+02:00\n\
    Internet,case-4,,\"Customer contact\",,,,r,2011-03-27T23:59:59.999+02:00\n\
    Desk,case-5,,General,,,,r,2011-03-28T16:59:00.000+02:00\n\
    Desk,case-6,,General,,,,r,2011-03-28T16:59:30.000+02:00\n\
    Desk,case-7,,General,,,,r,2011-03-28T16:59:40.000+02:00\n";

#[test]
fn a_simulated_run_drops_nobody_and_its_totals_are_the_sums_of_its_days() {
    let hall = Hall::empty();
    let file = hall.file("arrivals.csv", ARRIVALS.as_bytes());
    let report = hall
        .run(&["simulate", "--arrivals", &file, "--windows", "1", "--json"])
        .ends(0)
        .json();
    assert_eq!(report["total"]["visits"], 7);
    assert_eq!(report["sums_agree"], true);
    assert_eq!(report["verify"]["ok"], true);
    let ended: u64 = report["total"]["ends"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(ended, 7, "{report}");
    assert!(
        report["total"]["ends"].get("left").is_none(),
        "closing time drops nobody: {report}"
    );
    let days: Vec<&str> = report["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2011-03-26", "2011-03-27", "2011-03-28"]);
    let shown = hall.words("show day 2011-03-28 --json").ends(0).json();
    assert_eq!(shown["visits"], 3);
    hall.words("verify").ends(0);

    hall.run(&["simulate", "--arrivals", &file]).ends(3);
    let live = Hall::set_up(false);
    live.run(&["simulate", "--arrivals", &file]).ends(3);
    let bad = hall.file("bad.csv", b"concept:name,startdate\na,yesterday\n");
    Hall::empty().run(&["simulate", "--arrivals", &bad]).ends(2);
}

#[test]
fn the_same_stream_gives_the_same_figures_twice() {
    let run = || {
        let hall = Hall::empty();
        let file = hall.file("arrivals.csv", ARRIVALS.as_bytes());
        hall.run(&["simulate", "--arrivals", &file, "--json"])
            .ends(0)
            .json()["total"]
            .clone()
    };
    assert_eq!(run(), run());
}

#[test]
fn settings_are_shown_checked_and_refused_with_the_line_that_is_wrong() {
    let hall = Hall::set_up(false);
    assert!(hall.words("config show").ends(0).out.contains("云溪镇"));
    hall.words("config check").ends(0);
    fs::write(hall.store().join("hall.toml"), "[hall]\nnmae = \"x\"\n").unwrap();
    assert!(hall.words("config check").ends(2).err.contains("nmae"));
    hall.words("show queue").ends(2);
    hall.words("config sample").ends(0);
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

#[test]
fn the_real_arrivals_run_through_a_hall() {
    let Some(file) = real_data("arrivals/municipal_intake_cases.csv") else {
        return;
    };
    let hall = Hall::empty();
    let file = file.to_str().unwrap().to_owned();
    let report = hall
        .run(&["simulate", "--arrivals", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!(report["total"]["visits"], 698);
    assert_eq!(report["sums_agree"], true);
}

#[test]
fn the_real_catalogue_is_taken_in() {
    let Some(file) = real_data("matters/guangdong_1200.csv") else {
        return;
    };
    let hall = Hall::set_up(false);
    let report = hall
        .run(&["import", "matters", file.to_str().unwrap(), "--json"])
        .ends(0)
        .json();
    assert_eq!(report["rows"], 1200);
    let rejected = report["rejected"].as_array().unwrap().len() as u64;
    assert_eq!(report["taken"].as_u64().unwrap() + rejected, 1200);
}

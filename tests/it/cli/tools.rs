//! Verify, rebuild, backup, query, the catalogue and the settings.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use super::Hall;
use super::real_data;

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
        .any(|p| p["entry"].as_u64().is_some_and(|n| n.to_string() == seq));
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
fn a_catalogue_goes_out_as_a_workbook_and_comes_back_the_same() {
    let hall = Hall::set_up(false);
    let file = hall.file(
        "matters.csv",
        "code,name,statutory,promised,materials,steps,in_person,proxy,result,channels,joint\n\
         T1,'=1+1事项,20wd,12wd,\"身份证:check|照片:x2:@照相馆?\",受理:5wd|公示:7d,once,refused,证书,window|online,民政|住建\n\
         1001,乙事项,none,none,,,,,,,\n"
            .as_bytes(),
    );
    hall.run(&["import", "matters", &file]).ends(0);
    let book = hall.folder.path().join("out.xlsx");
    let book = book.to_str().unwrap();
    hall.run(&["export", "matters", book]).ends(0);
    let back = hall
        .run(&["import", "matters", book, "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&back["saved"], &back["rejected"]),
        (&0.into(), &serde_json::json!([]))
    );
    let out = hall.run(&["export", "matters"]).ends(0).out;
    assert!(out.contains("'=1+1事项") && !out.contains(",=1+1"), "{out}");
    let shown = hall.run(&["show", "matter", "T1", "--json"]).ends(0).json();
    assert_eq!(shown["matter"]["name"], "=1+1事项");
    assert_eq!(shown["matter"]["materials"][1]["count"], 2);
    assert_eq!(shown["matter"]["proxy"], "refused");
    assert_eq!(shown["findings"], serde_json::json!([]));
    let odd = hall.run(&["show", "matter", "1001"]).ends(0).out;
    assert!(
        odd.contains("没有列材料") && odd.contains("没有设时限"),
        "{odd}"
    );
    hall.run(&["show", "matter", "T9"]).ends(3);
}

#[test]
fn a_case_keeps_the_matter_as_it_was_when_it_was_accepted() {
    let hall = Hall::set_up(true);
    let save = |promised: &str| {
        let matters = format!(
            r#"[{{"code":"X1","centre":"social","name":"测试事项","statutory":"20wd","promised":"{promised}"}}]"#
        );
        hall.run(&["do", "save_matters", "--matters", &matters])
    };
    save("10wd").ends(0);
    for line in [
        "do post_staff --staff 102 --now 2026-03-12T08:00",
        "do open_window --window 1 --staff 102 --now 2026-03-12T08:01",
        "do take_ticket --centre social --slip no_paper --as resident --now 2026-03-12T09:00",
        "do call_next --window 1 --by 102 --now 2026-03-12T09:10",
        "do start_service --window 1 --by 102 --now 2026-03-12T09:11",
        "do accept_case --window 1 --matter X1 --name 张三丰 --by 102 --now 2026-03-12T09:20",
    ] {
        hall.words(line).ends(0);
    }
    let too_long = save("21wd").ends(3);
    assert!(too_long.err.contains("21wd"), "{}", too_long.err);
    save("5wd").ends(0);
    let case = "YX260312-0001";
    let promised = |line: &str| {
        let shown = hall.words(line).ends(0).json();
        shown["matter"]["promised"].as_str().unwrap().to_owned()
    };
    assert_eq!(promised("show matter X1 --json"), "5wd");
    let at = format!("show matter X1 --at {case}");
    assert_eq!(promised(&format!("{at} --json")), "10wd");
    assert!(hall.words(&at).ends(0).out.contains(case));
    hall.words(&format!("show matter S001 --at {case}")).ends(3);
    hall.words("show matter X1 --at YX260312-0009").ends(3);
    hall.words("verify").ends(0);
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
        .run(&["query", "SELECT no, NULL AS blank FROM windows", "--json"])
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

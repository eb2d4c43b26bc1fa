//! `yizhan due` held against dates known beforehand and against a count made here, day by day.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use serde_json::Value;
use tempfile::TempDir;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// Runs `yizhan due` with no store.
fn due(folder: &Path, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .arg("--store")
        .arg(folder.join("none"))
        .arg("due")
        .args(args)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn said(line: &str) -> Ran {
    let folder = TempDir::new().unwrap();
    due(folder.path(), &line.split(' ').collect::<Vec<_>>())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_golden_dates_come_out_of_the_program() {
    for (from, limit, want) in [
        ("2026-02-13", "1wd", "2026-02-14"),
        ("2026-02-13", "5wd", "2026-02-27"),
        ("2026-02-13", "20wd", "2026-03-19"),
        ("2026-04-30", "5wd", "2026-05-11"),
        ("2026-09-24", "5wd", "2026-10-09"),
        ("2026-09-30", "1wd", "2026-10-08"),
        ("2026-09-30", "20wd", "2026-11-03"),
        ("2026-02-13", "15d", "2026-02-28"),
        ("2026-02-13", "60d", "2026-04-14"),
        ("2026-01-31", "1m", "2026-02-28"),
        ("2026-09-21", "10d", "2026-10-08"),
    ] {
        let found = said(&format!("--from {from} --limit {limit}")).ends(0);
        assert_eq!(found.out.trim(), want, "{from} + {limit}");
    }
    let far = said("--from 2026-12-30 --limit 5wd --lang en").ends(0);
    assert!(far.out.contains("provisional"), "{}", far.out);
}

#[test]
fn every_reason_is_said_with_its_clause_in_both_languages() {
    let line = "--from 2026-02-13 --limit 5wd --pause hearing:2026-02-24..2026-02-26 --extend 10wd --explain";
    for (lang, wanted) in [
        (
            "zh-CN",
            [
                "《民法典》第二百零一条",
                "《行政许可法》第八十二条",
                "听证",
                "《行政许可法》第四十五条",
                "《行政许可法》第四十二条",
            ],
        ),
        (
            "en",
            [
                "Civil Code, article 201",
                "Administrative Licensing Law, article 82",
                "a hearing",
                "Administrative Licensing Law, article 45",
                "Administrative Licensing Law, article 42",
            ],
        ),
    ] {
        let found = said(&format!("{line} --lang {lang}")).ends(0);
        assert_eq!(found.out.lines().next(), Some("2026-03-17"));
        for words in wanted {
            assert!(found.out.contains(words), "{words}: {}", found.out);
        }
        assert!(!found.out.contains(['⟦', '{']), "{}", found.out);
    }
    let moved = said("--from 2026-09-21 --limit 10d --explain").ends(0);
    assert!(
        moved.out.contains("《民法典》第二百零三条"),
        "{}",
        moved.out
    );
    let clamped = said("--from 2026-01-31 --limit 1m --explain").ends(0);
    assert!(
        clamped.out.contains("《民法典》第二百零二条"),
        "{}",
        clamped.out
    );
    let petition = said("--from 2026-02-13 --limit 60d --extend 30d --explain").ends(0);
    assert!(
        petition.out.contains("《信访工作条例》第三十四条"),
        "{}",
        petition.out
    );
}

#[test]
fn a_running_pause_leaves_the_date_open() {
    let line =
        "--from 2026-02-13 --limit 5wd --pause hearing:2026-02-24.. --today 2026-02-26 --json";
    let found: Value = serde_json::from_str(&said(line).ends(0).out).unwrap();
    assert_eq!(found["due"], "2026-03-03");
    assert_eq!(found["open"], true);
    let steps = found["steps"].as_array().unwrap();
    assert_eq!(steps.len(), found["reasons"].as_array().unwrap().len());
    assert!(
        steps
            .iter()
            .any(|step| step["clause"] == "《行政许可法》第四十五条")
    );
}

#[test]
fn an_extension_beyond_the_law_is_refused_and_the_most_is_named() {
    let refused = said("--from 2026-02-13 --limit 20wd --extend 11wd --lang en").ends(3);
    assert!(refused.err.contains("10wd"), "{}", refused.err);
    assert_eq!(refused.out, "");
    said("--from 2026-02-13 --limit 20wd --extend 11wd --joint").ends(0);
    said("--from 2026-02-13 --limit 45wd --extend 16wd --joint").ends(3);
    said("--from 2026-02-13 --limit 20wd --extend 5d").ends(3);
    said("--from 2026-02-13 --limit spot --extend 5wd").ends(3);
    said("--from 2026-02-13 --limit 5wd --pause lunch:2026-02-24..2026-02-26").ends(2);
    said("--from 2026-02-13").ends(2);
    said("--limit 5wd").ends(2);
}

#[test]
fn a_file_is_measured_row_by_row_and_a_bad_row_is_named_with_its_line() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("replies.csv");
    std::fs::write(
        &file,
        "编号,来信,内容,答复\n\
         1,2017/9/29 9:05:00,\"两\n行\",2017/10/9\n\
         2,\t\u{3000}2017/9/30,,没有\n\
         3,2017/10/9 9:00,,2017/10/8 9:00\n\
         4,２０１７年９月２９日,,\u{a0}2017-10-09 8:00\n",
    )
    .unwrap();
    let path = file.to_str().unwrap();
    let text = due(folder.path(), &["--between", path, "--lang", "en"]).ends(0);
    let lines: Vec<&str> = text.out.lines().collect();
    assert_eq!(
        lines[1].split_whitespace().collect::<Vec<_>>(),
        ["2", "2017-09-29", "2017-10-09", "10", "2"]
    );
    assert!(lines[3].starts_with("Line 4 rejected: 答复"), "{lines:?}");
    assert!(lines[4].starts_with("Line 5 rejected"), "{lines:?}");
    assert_eq!(lines[5], "4 rows: 2 measured, 2 rejected");
    assert_eq!(lines[6], "Natural days: median 10, longest 10");

    let out = folder.path().join("out.csv");
    let to_csv = ["--between", path, "--csv", out.to_str().unwrap()];
    due(folder.path(), &to_csv).ends(0);
    assert_eq!(
        std::fs::read_to_string(&out).unwrap(),
        "\u{feff}line,from,to,natural_days,working_days,provisional\n\
         2,2017-09-29,2017-10-09,10,2,false\n6,2017-09-29,2017-10-09,10,2,false\n"
    );
    due(folder.path(), &to_csv).ends(3);

    let named = [
        "--between",
        path,
        "--from-column",
        "来信",
        "--to-column",
        "回复",
    ];
    let unknown = due(folder.path(), &named).ends(2);
    assert!(
        unknown.err.contains("回复") && unknown.err.contains("编号"),
        "{}",
        unknown.err
    );
    due(folder.path(), &["--between", "nothing-here.csv"]).ends(2);
    due(folder.path(), &["--between", path, "--limit", "5wd"]).ends(2);
}

fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("YIZHAN_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("left out: YIZHAN_REAL_DATA is not set, no real replies were measured");
    }
    folder
}

/// Days that differ from their weekday, and whether they are worked.
type Special = BTreeMap<NaiveDate, bool>;

/// Reads a list of days off without the program's own reader.
fn special(text: &str) -> Special {
    let rows = text.lines().skip(1).filter(|line| !line.is_empty());
    rows.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (day(cells[0]), cells[2].starts_with("makeup"))
    })
    .collect()
}

/// The list of the real data for the years it covers, ours for the rest.
fn calendars(folder: &Path) -> Special {
    let theirs = folder.join("calendar/special_days_2018_2025.csv");
    let theirs = special(&std::fs::read_to_string(theirs).unwrap());
    assert_eq!(theirs.len(), 276);
    let covered = |date: &NaiveDate| (2018..=2025).contains(&date.year());
    let mut days = special(include_str!("../../data/calendar/days.csv"));
    days.retain(|date, _| !covered(date));
    days.extend(theirs.into_iter().filter(|(date, _)| covered(date)));
    days
}

/// Walks from one day to the other and counts the natural and the working days.
fn walk(days: &Special, from: NaiveDate, to: NaiveDate) -> (i64, i64) {
    let (mut natural, mut working, mut date) = (0, 0, from);
    while date < to {
        date = date + Days::new(1);
        natural += 1;
        let weekday = date.weekday().number_from_monday() <= 5;
        working += i64::from(*days.get(&date).unwrap_or(&weekday));
    }
    (natural, working)
}

/// Reads `2017/12/31 16:50:00` without the program's own reader.
fn plain_day(cell: &str) -> NaiveDate {
    let day = cell.trim().split([' ', '\u{a0}', '\u{3000}']).next();
    let parts: Vec<u32> = day
        .unwrap()
        .split('/')
        .map(|part| part.parse().unwrap())
        .collect();
    NaiveDate::from_ymd_opt(i32::try_from(parts[0]).unwrap(), parts[1], parts[2]).unwrap()
}

/// The days of every message and its answer.
fn messages(file: &Path) -> Vec<(NaiveDate, NaiveDate)> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|row| (plain_day(&row[3]), plain_day(&row[6])))
        .collect()
}

/// Measures a file with the program and holds each row against a walk.
fn agree(folder: &Path, file: &Path, want: &[(NaiveDate, NaiveDate)], days: &Special) {
    let ran = due(folder, &["--between", file.to_str().unwrap(), "--json"]).ends(0);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["rejected"], serde_json::json!([]));
    assert_eq!(found["summary"]["parsed"], want.len());
    let rows = found["rows"].as_array().unwrap();
    assert_eq!(rows.len(), want.len());
    for (row, (from, to)) in rows.iter().zip(want) {
        assert_eq!(row["from"], from.to_string(), "{row}");
        assert_eq!(row["to"], to.to_string(), "{row}");
        let (natural, working) = walk(days, *from, *to);
        assert_eq!(row["natural_days"], natural, "{row}");
        assert_eq!(row["working_days"], working, "{row}");
        assert_eq!(row["provisional"], false, "{row}");
    }
}

/// Needs `YIZHAN_REAL_DATA`, the folder with real messages; says so and passes without it.
#[test]
fn real_replies_are_measured_as_a_walk_day_by_day_measures_them() {
    let Some(data) = real_data() else { return };
    let folder = TempDir::new().unwrap();
    let days = calendars(&data);
    let file = data.join("appeals/messages_2011_2017.csv");
    let want = messages(&file);
    assert!(want.len() > 1_000, "{} messages", want.len());
    agree(folder.path(), &file, &want, &days);
}

/// Needs `YIZHAN_REAL_DATA`, the folder with real messages; says so and passes without it.
///
/// The messages are moved seven years on, into the years of the other list of days off, and written
/// in the forms in which such files come.
#[test]
fn real_spans_in_dirty_dress_agree_with_another_list_of_days_off() {
    let Some(data) = real_data() else { return };
    let folder = TempDir::new().unwrap();
    let days = calendars(&data);
    let seven_years = Days::new(7 * 365 + 2);
    let want: Vec<_> = messages(&data.join("appeals/messages_2011_2017.csv"))
        .into_iter()
        .map(|(from, to)| (from + seven_years, to + seven_years))
        .collect();
    let inside = |date: NaiveDate| (2018..=2025).contains(&date.year());
    assert!(want.iter().all(|(from, to)| inside(*from) && inside(*to)));
    let dresses = [
        "\t%Y/%-m/%-d 0:00:00",
        "\u{3000}%Y年%-m月%-d日\u{a0}",
        "%Y.%m.%d",
        "%Y-%m-%dT00:00",
    ];
    let mut text = "来,去\n".to_owned();
    for (n, (from, to)) in want.iter().enumerate() {
        let (a, b) = (dresses[n % 4], dresses[n / 4 % 4]);
        text.push_str(&format!("{},{}\n", from.format(a), to.format(b)));
    }
    let file = folder.path().join("moved.csv");
    std::fs::write(&file, text).unwrap();
    agree(folder.path(), &file, &want, &days);
}

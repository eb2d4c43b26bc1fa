//! Posted results: each figure is the sum of what is listed behind it, the same ledger gives the same
//! figures, and what was posted stays.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use serde_json::json;
use yizhan::domain::measure::Figure;
use yizhan::domain::measure::Indicator;
use yizhan::domain::measure::Measured;
use yizhan::domain::measure::Period;
use yizhan::domain::results::Mark;
use yizhan::domain::results::Results;
use yizhan::domain::results::SilentFair;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::ops::read::Again;

use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

mod county;
mod later;
mod page;
mod parts;
mod quarter;
mod recount;
mod village;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Runs the program on a store, and returns its exit code and what it said.
fn run(dir: &Path, args: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .env("NO_COLOR", "1")
        .arg("--store")
        .arg(dir)
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
    (out.status.code().unwrap_or(-1), said.into_owned())
}

/// A visitor at window 1 who is served and rates; returns the errand.
fn visitor(t: &mut TrialHall, matter: &str, level: Option<u8>) -> Value {
    let by = staff(CLERKS[0]);
    t.ticket("social");
    t.must_by("call_next", json!({"window": 1}), by);
    t.must_by("start_service", json!({"window": 1}), by);
    let fields = json!({"window": 1, "matter": matter, "name": "王芳", "papers": "all"});
    let done = t.must_by("accept_case", fields, by);
    t.must_by("end_visit", json!({"window": 1}), by);
    if let Some(level) = level {
        let fields = json!({"errand": done["errand"], "level": level, "reasons": "wait"});
        t.must_by("rate", fields, Who::Resident);
    }
    done
}

/// Two days of March: good and bad ratings, a follow-up that ended solved, cases on time and late.
fn hall() -> TrialHall {
    let mut t = TrialHall::staffed();
    let by = staff(CLERKS[0]);
    for (n, level) in [Some(5), Some(1), None, Some(3), Some(2)]
        .into_iter()
        .enumerate()
    {
        t.at(&format!("09:{:02}", n * 10));
        visitor(&mut t, if n % 2 == 0 { "M1" } else { "SPOT" }, level);
    }
    t.at("2026-03-13 08:30").open_up();
    let bad = t.hall.followups(t.now, true).unwrap();
    let number = bad.lines[0].number.clone();
    for (verb, fields, who) in [
        (
            "contact_rater",
            json!({"followup": number, "reached": true}),
            12,
        ),
        (
            "fix_followup",
            json!({"followup": number, "evidence": "补办"}),
            12,
        ),
        (
            "call_back",
            json!({"followup": number, "answer": "satisfied"}),
            13,
        ),
        ("close_followup", json!({"followup": number}), 13),
    ] {
        t.must_by(verb, fields, staff(who));
    }
    t.at("09:00");
    let late = visitor(&mut t, "M1", Some(4));
    t.at("2026-03-16 10:00");
    t.must_by("complete_case", json!({"case": late["number"]}), by);
    t
}

fn figure(t: &TrialHall, indicator: Indicator) -> Figure {
    let results = t.hall.results(period("2026-03"), None, t.now).unwrap();
    *results.figure(indicator).unwrap()
}

#[test]
fn every_figure_is_the_sum_of_what_is_listed_behind_it() {
    let t = hall();
    let (from, to) = (period("2026-03").first(), period("2026-03").last());
    for indicator in Indicator::ALL {
        let behind = t.hall.behind(*indicator, (from, to), 1000, t.now).unwrap();
        assert_eq!(behind.figure, figure(&t, *indicator));
        let items = behind.lines.iter().map(|line| Measured {
            holds: line.holds,
            amount: line.amount,
        });
        assert_eq!(Figure::of(*indicator, items), behind.figure);
        let few = t.hall.behind(*indicator, (from, to), 1, t.now).unwrap();
        assert_eq!(few.all, behind.all);
        assert!(few.lines.len() <= 1);
    }
    assert_eq!(figure(&t, Indicator::Visits).n, 6);
    assert_eq!(figure(&t, Indicator::Good).n, 3);
    assert_eq!(figure(&t, Indicator::Good).of, 5);
    assert_eq!(figure(&t, Indicator::Solved).n, 1);
    assert_eq!(figure(&t, Indicator::Solved).of, 2);
}

/// Returns the kinds of the entries by the names a list gives them, each found once in the ledger.
fn kinds(dir: &Path, entries: &[String]) -> Vec<i64> {
    let one = |name: &String| {
        let found = match name.split_once(':') {
            Some(("up", seq)) => {
                format!("seq = {seq} AND lno = (SELECT lno FROM logs WHERE audience = 'up')")
            }
            _ => {
                let hash = name.strip_prefix('#').unwrap();
                assert_eq!(hash.len(), 12, "{name}");
                format!("hex(bh) LIKE '{hash}%'")
            }
        };
        let sql = format!("SELECT kind FROM entries WHERE {found}");
        let (code, said) = run(dir, &["query", "--json", &sql]);
        assert_eq!(code, 0, "{said}");
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["rows"].as_array().unwrap().len(), 1, "{name}: {said}");
        said["rows"][0][0].as_str().unwrap().parse().unwrap()
    };
    entries.iter().map(one).collect()
}

#[test]
fn whatever_a_figure_is_made_of_names_its_entries() {
    let mut t = hall();
    let bad = t.hall.followups(t.now, true).unwrap().lines;
    let open = bad.iter().find(|line| line.ending.is_none()).unwrap();
    let fields = json!({"followup": open.number, "reason": "停电"});
    t.must_by("appeal_rating", fields, staff(CLERKS[0]));
    let fields = json!({"followup": open.number, "reason": "属实", "exclude": true});
    t.must_by("decide_appeal", fields, staff(LEADER));
    let (from, to) = (period("2026-03").first(), period("2026-03").last());
    let mut seen = 0;
    for indicator in Indicator::ALL {
        let behind = t.hall.behind(*indicator, (from, to), 1000, t.now).unwrap();
        for line in behind.lines {
            assert!(!line.entries.is_empty(), "{indicator:?} {line:?}");
            let kinds = kinds(t.dir(), &line.entries);
            seen += kinds.len();
            let of_rating = |kind: &i64| [70, 71, 72, 227].contains(kind);
            let of_order = |kind: &i64| *kind == 71 || (220..=228).contains(kind);
            match indicator.rule() {
                _ if indicator.is_of_ratings() => {
                    assert!(kinds.iter().all(of_rating), "{indicator:?} {kinds:?}");
                    assert!(line.entries.is_sorted(), "{line:?}");
                }
                "B1" | "B3" | "B4" => {
                    assert!(kinds.iter().all(of_order), "{indicator:?} {kinds:?}");
                    assert!(kinds.contains(&71), "{indicator:?} {kinds:?}");
                }
                _ => {}
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn each_late_case_is_told_with_its_cause_and_together_they_are_those_not_on_time() {
    let mut t = hall();
    t.open_up();
    let done = visitor(&mut t, "M1", None);
    let fields = json!({"case": done["number"], "reason": "照片不清", "papers": "身份证"});
    t.must_by("return_case", fields, staff(CLERKS[0]));
    t.at("2026-06-30 10:00");
    let year = t.hall.results(period("2026"), None, t.now).unwrap();
    let of = |indicator| *year.figure(indicator).unwrap();
    let on_time = of(Indicator::OnTime);
    let causes = Indicator::ALL.iter().filter(|i| i.cause().is_some());
    let late: u64 = causes.map(|i| of(*i).n).sum();
    assert_eq!(late, on_time.of - on_time.n);
    let by = [Indicator::LateResident, Indicator::LateUs].map(|i| of(i).n);
    assert_eq!((by[0], by[0] + by[1]), (1, late));
    assert!(by[1] > 0);
}

#[test]
fn what_stands_behind_a_rating_never_says_who_gave_it() {
    let t = hall();
    let (from, to) = (period("2026-03").first(), period("2026-03").last());
    let sql = "SELECT receipt FROM ratings WHERE receipt IS NOT NULL";
    let (_, said) = run(t.dir(), &["query", "--json", sql]);
    let said: Value = serde_json::from_str(&said).unwrap();
    let receipts = said["rows"].as_array().unwrap();
    assert_eq!(receipts.len(), 5, "{said}");
    for indicator in [
        Indicator::Rated,
        Indicator::Good,
        Indicator::Answered,
        Indicator::Unrated,
        Indicator::Excluded,
    ] {
        let behind = t.hall.behind(indicator, (from, to), 1000, t.now).unwrap();
        for line in &behind.lines {
            assert_eq!((line.about.as_str(), line.day), ("", None));
            for name in &line.entries {
                // Neither a number, which tells the order, nor what stands on the resident's receipt.
                let hash = name.strip_prefix('#').unwrap();
                assert!(hash.chars().all(|c| c.is_ascii_hexdigit()), "{name}");
                let on_it = |receipt: &Value| receipt[0].as_str().unwrap().contains(&hash[..10]);
                assert!(!receipts.iter().any(on_it), "{name}");
            }
        }
        // Of the same window and judgement they lie by name, which says nothing.
        let names = |holds: bool| {
            let lines = behind.lines.iter().filter(move |line| line.holds == holds);
            lines.map(|line| line.entries.clone()).collect::<Vec<_>>()
        };
        assert!(names(true).is_sorted() && names(false).is_sorted());
    }
}

#[test]
fn what_was_posted_stays_as_it_was_judged_that_day() {
    let mut t = hall();
    let span = json!({"period": "2026-03"});
    assert!(
        t.perform("post_results", span.clone(), staff(CLERKS[0]))
            .is_err()
    );
    assert!(
        t.perform("post_results", span.clone(), Who::Resident)
            .is_err()
    );
    let ahead = json!({"period": "2026-04"});
    assert!(t.perform("post_results", ahead, staff(LEADER)).is_err());
    assert!(t.hall.hanging().unwrap().is_empty());
    let done = t.must_by("post_results", span, staff(LEADER));
    assert_eq!(done["whole"], json!(false));
    let posted = t.hall.posted(period("2026-03")).unwrap();
    // Afterwards a bad rating leaves the score, and a case is done.
    let bad = t.hall.followups(t.now, true).unwrap().lines;
    let number = bad
        .iter()
        .find(|line| line.ending.is_none())
        .unwrap()
        .number
        .clone();
    let fields = json!({"followup": number, "reason": "停电"});
    t.must_by("appeal_rating", fields, staff(CLERKS[0]));
    let fields = json!({"followup": number, "reason": "属实", "exclude": true});
    t.must_by("decide_appeal", fields, staff(LEADER));
    assert_eq!(figure(&t, Indicator::Excluded).n, 1);
    assert_eq!(t.hall.posted(period("2026-03")).unwrap(), posted);
    assert_eq!(posted.figure(Indicator::Excluded).unwrap().n, 0);
    assert_eq!(
        t.hall.count_again(&posted).unwrap(),
        Again::Found(Box::new(posted.clone()))
    );
    // As of an earlier day nothing written later is in them.
    let then = t
        .hall
        .results(
            period("2026-03"),
            Some("2026-03-12".parse().unwrap()),
            t.now,
        )
        .unwrap();
    assert_eq!(then.figure(Indicator::Visits).unwrap().n, 5);
    assert_eq!(then.figure(Indicator::Solved).unwrap().n, 0);
    assert_eq!(
        t.hall.count_again(&then).unwrap(),
        Again::Found(Box::new(then))
    );
    t.hall.rebuild().unwrap();
    assert_eq!(t.hall.posted(period("2026-03")).unwrap(), posted);
    t.assert_sound();
}

/// The marks say up to where was counted: whoever could choose them would leave bad ratings out.
#[test]
fn a_file_that_leaves_entries_out_by_its_marks_is_found() {
    let mut t = hall();
    let told = t.hall.results(period("2026-03"), None, t.now).unwrap();
    assert!(told.marks.len() > 1, "{:?}", told.marks);
    let counted = |marks: Vec<Mark>, t: &TrialHall| {
        let told = Results {
            marks,
            ..told.clone()
        };
        t.hall.count_again(&told).unwrap()
    };
    let mut seen = 0;
    for n in 0..told.marks.len() {
        let mut without = told.marks.clone();
        let gone = without.remove(n);
        let Again::LeftOut(found) = counted(without, &t) else {
            panic!("a whole log was left out: {gone:?}");
        };
        assert_eq!(found.log, gone.log);
        // What was written last of all may be left out: so the ledger stood a moment before.
        if found.seq < gone.seq {
            continue;
        }
        assert_eq!(found, gone);
        seen += 1;
        // One entry less of one log, with that entry's own hash, as the ledger is open to whoever forges.
        let mut less = told.marks.clone();
        let sql = format!(
            "SELECT lower(hex(hash)) FROM entries WHERE seq = {} AND lno =
                 (SELECT lno FROM logs WHERE lower(hex(log_id)) = '{}')",
            gone.seq - 1,
            yizhan::domain::entry::hex(&gone.log.0)
        );
        let (_, said) = run(t.dir(), &["query", "--json", &sql]);
        let said: Value = serde_json::from_str(&said).unwrap();
        let hash = said["rows"][0][0].as_str().unwrap().to_owned();
        less[n] = Mark {
            seq: gone.seq - 1,
            hash,
            ..gone
        };
        let found = counted(less, &t);
        assert!(matches!(found, Again::LeftOut(_)), "{found:?}");
    }
    assert!(seen > 0);
    // Everything as it stood days before, said to be judged today.
    let then = "2026-03-12".parse().unwrap();
    let then = t.hall.results(period("2026-03"), Some(then), t.now);
    let early = then.unwrap().marks;
    let found = counted(early, &t);
    assert!(matches!(found, Again::LeftOut(_)), "{found:?}");
    // What is written afterwards, on the same day or later, leaves nothing out.
    t.open_up();
    visitor(&mut t, "M1", Some(1));
    assert_eq!(
        counted(told.marks.clone(), &t),
        Again::Found(Box::new(told.clone()))
    );
    t.at("2026-03-18 08:30").open_up();
    visitor(&mut t, "M1", Some(2));
    assert_eq!(
        counted(told.marks.clone(), &t),
        Again::Found(Box::new(told.clone()))
    );
    let out = tempfile::TempDir::new().unwrap();
    let path = out.path().join("r.json");
    let forged = Results {
        marks: told.marks[..1].to_vec(),
        ..told.clone()
    };
    std::fs::write(&path, serde_json::to_string_pretty(&forged).unwrap()).unwrap();
    let shown = path.to_str().unwrap();
    let (code, said) = run(t.dir(), &["report", "--verify", shown, "--json"]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("left_out"), "{said}");
}

/// Writes the results as a file of each form that can be checked.
fn files(dir: &Path, to: &Path) -> Vec<PathBuf> {
    let ends = ["html", "xlsx", "json"];
    let each = ends.map(|end| {
        let path = to.join(format!("r.{end}"));
        let shown = path.to_str().unwrap();
        let args = [
            "report",
            "2026-03",
            "--out",
            shown,
            "--now",
            "2026-03-20 09:00",
        ];
        let (code, said) = run(dir, &args);
        assert_eq!(code, 0, "{said}");
        path
    });
    each.to_vec()
}

#[test]
fn a_file_is_checked_against_the_ledger_and_a_changed_one_is_found() {
    let t = hall();
    let out = tempfile::TempDir::new().unwrap();
    let dir = t.close();
    for path in files(dir.path(), out.path()) {
        let shown = path.to_str().unwrap().to_owned();
        let (code, said) = run(dir.path(), &["report", "--verify", &shown]);
        assert_eq!(code, 0, "{said}");
        // Written again over an old one: refused, and the old one stays.
        let (code, _) = run(dir.path(), &["report", "2026-03", "--out", &shown]);
        assert_eq!(code, 3);
        if shown.ends_with("xlsx") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (from, to, told) in [
            ("\"visits\",\"n\":6", "\"visits\",\"n\":7", "到访"),
            ("2026-03-01", "2026-03-02", ""),
        ] {
            let from = match shown.ends_with("json") {
                true => from.replace("\",\"n\":", "\",\n      \"n\": "),
                false => from.to_owned(),
            };
            let to = match shown.ends_with("json") {
                true => to.replace("\",\"n\":", "\",\n      \"n\": "),
                false => to.to_owned(),
            };
            let forged = text.replace(&from, &to);
            assert_ne!(forged, text, "{from}");
            std::fs::write(&path, forged).unwrap();
            let (code, said) = run(dir.path(), &["report", "--verify", &shown]);
            assert_eq!(code, 4, "{said}");
            assert!(said.contains(told), "{said}");
        }
    }
}

#[test]
fn r4_the_trials_count_changes_no_figure_counts_whole_days_and_a_forged_one_is_found() {
    let t = hall();
    let (zone, march) = (t.zone, period("2026-03"));
    let at = |text: &str| zone.parse_instant(text, None).unwrap();
    let (early, later) = (at("2026-03-19 20:00"), at("2026-03-20 08:00"));
    let off = t.hall.results(march, None, later).unwrap();
    assert_eq!(off.silent_fair, None);
    // One of 12 March was never rated.
    assert_eq!((off.ratings.unrated, off.ratings.rated()), (1, 5));
    let out = tempfile::TempDir::new().unwrap();
    let dir = t.close();
    let setting = "[rating]\nsilent_fair_days = 7\n";
    std::fs::write(dir.path().join("hall.toml"), setting).unwrap();
    let hall = Hall::open(dir.path()).unwrap();
    let silent = |now| hall.results(march, None, now).unwrap().silent_fair;
    let n = |n| Some(SilentFair { days: 7, n });
    assert_eq!((silent(early), silent(later)), (n(0), n(1)));
    let on = hall.results(march, None, later).unwrap();
    assert_eq!(
        Results {
            silent_fair: None,
            ..on.clone()
        },
        off
    );
    assert!(
        on.differences(&off)
            .iter()
            .all(|word| *word == "part_silent_fair")
    );
    // Looked back on, it is counted as of that day.
    let early = "2026-03-19".parse().ok();
    let then = hall.results(march, early, later).unwrap();
    assert_eq!(then.silent_fair, n(0));
    drop(hall);
    let now = "2026-03-20 08:00";
    let path = |end: &str| out.path().join(format!("march.{end}"));
    for end in ["html", "json", "xlsx", "csv"] {
        let shown = path(end).to_str().unwrap().to_owned();
        let (code, said) = run(
            dir.path(),
            &["report", "2026-03", "--out", &shown, "--now", now],
        );
        assert_eq!(code, 0, "{said}");
    }
    // What a file tells is counted by the days it names, whatever the hall has set since.
    std::fs::write(dir.path().join("hall.toml"), "").unwrap();
    for end in ["html", "json", "xlsx"] {
        let shown = path(end).to_str().unwrap().to_owned();
        let (code, said) = run(dir.path(), &["report", "--verify", &shown]);
        assert_eq!(code, 0, "{end}: {said}");
        let Ok(text) = std::fs::read_to_string(path(end)) else {
            continue;
        };
        let (from, to) = match end {
            "json" => ("\"days\": 7,\n    \"n\": 1", "\"days\": 7,\n    \"n\": 0"),
            _ => ("\"days\":7,\"n\":1", "\"days\":7,\"n\":0"),
        };
        assert!(text.contains(from), "{end}");
        std::fs::write(path(end), text.replace(from, to)).unwrap();
        let (code, said) = run(dir.path(), &["report", "--verify", &shown]);
        assert_eq!(code, 4, "{said}");
        assert!(said.contains("试点口径"), "{said}");
    }
}

#[test]
fn a_file_of_another_ledger_and_one_that_is_no_results_are_told_apart() {
    let t = hall();
    let out = tempfile::TempDir::new().unwrap();
    let dir = t.close();
    let path = files(dir.path(), out.path()).remove(0);
    let shown = path.to_str().unwrap();
    let other = hall().close();
    let (code, said) = run(other.path(), &["report", "--verify", shown]);
    assert_eq!(code, 4);
    assert!(said.contains("另一本台账"), "{said}");
    let nothing = out.path().join("x.html");
    std::fs::write(&nothing, "<html lang=\"en\"></html>").unwrap();
    let (code, _) = run(
        dir.path(),
        &["report", "--verify", nothing.to_str().unwrap()],
    );
    assert_eq!(code, 2);
    for (args, wanted) in [
        (vec!["report", "2026-13"], 2),
        (vec!["report", "2027-01", "--now", "2026-03-20 09:00"], 3),
        (
            vec!["report", "2026-03", "--posted", "--now", "2026-03-20 09:00"],
            3,
        ),
        (
            vec![
                "report",
                "2026-03",
                "--out",
                "x.doc",
                "--now",
                "2026-03-20 09:00",
            ],
            2,
        ),
        (vec!["report", "2026-03", "--behind", "nothing"], 2),
    ] {
        let (code, said) = run(dir.path(), &args);
        assert_eq!(code, wanted, "{args:?} {said}");
    }
    // A copy of the store elsewhere gives the same.
    let copy = tempfile::TempDir::new().unwrap();
    let backup = copy.path().join("b.db");
    assert_eq!(run(dir.path(), &["backup", backup.to_str().unwrap()]).0, 0);
    let there = copy.path().join("there");
    let (code, said) = run(&there, &["restore", backup.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = run(&there, &["report", "--verify", shown]);
    assert_eq!(code, 0, "{said}");
}

//! The county's figures of halls that really worked, against what each hall's own tables say.

use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::county::posted::Column;
use yizhan::domain::county::posted::CountyResults;
use yizhan::domain::county::posted::Said;
use yizhan::domain::county::summary::Summary;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Hall;
use yizhan::ops::Who;

use super::command::yizhan;
use super::county;
use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::server::one_at_a_time;
use crate::support::staff;

const COUNTY: &str = "120115";
pub const HALLS: [&str; 3] = ["120115103", "120115104", "120115105"];

/// The numbers `yizhan hub figures` tells of a site, each with the question to a hall's own tables; `?1`
/// and `?2` are the first and the last day, of what stands open the day it is judged at most.
const ASKED: [(&str, &str); 20] = [
    (
        "visits",
        "SELECT count(*) FROM visits WHERE day BETWEEN ?1 AND ?2",
    ),
    (
        "left",
        "SELECT count(end) FROM visits WHERE day BETWEEN ?1 AND ?2",
    ),
    (
        "served",
        "SELECT count(*) FROM visits WHERE end = 'served' AND day BETWEEN ?1 AND ?2",
    ),
    (
        "accepted",
        "SELECT count(*) FROM cases WHERE stage <> 'received' AND day BETWEEN ?1 AND ?2",
    ),
    ("done", ENDED),
    ("refused", ENDED),
    ("withdrawn", ENDED),
    ("lapsed", ENDED),
    (
        "promised",
        "SELECT count(*) FROM cases WHERE due BETWEEN ?1 AND ?2 AND CASE
             WHEN stage IN ('done', 'refused') THEN 1
             WHEN due >= '2026-04-10' OR stage = 'paused' THEN 0
             ELSE done_day IS NULL OR done_day > due END",
    ),
    (
        "on_time",
        "SELECT count(*) FROM cases WHERE due BETWEEN ?1 AND ?2
         AND stage IN ('done', 'refused') AND done_day <= due",
    ),
    (
        "open",
        "SELECT count(*) FROM cases WHERE stage <> 'received' AND day <= min(?2, '2026-04-10')
         AND (done_day IS NULL OR done_day > min(?2, '2026-04-10')) AND ?1 IS NOT NULL",
    ),
    (
        "late",
        "SELECT count(*) FROM cases WHERE stage <> 'received' AND day <= min(?2, '2026-04-10')
         AND (done_day IS NULL OR done_day > min(?2, '2026-04-10')) AND due < min(?2, '2026-04-10')
         AND state <> 'paused' AND ?1 IS NOT NULL",
    ),
    (
        "invited",
        "SELECT count(*) FROM ratings WHERE day BETWEEN ?1 AND ?2",
    ),
    ("level5", LEVEL),
    ("level4", LEVEL),
    ("level3", LEVEL),
    ("level2", LEVEL),
    ("level1", LEVEL),
    (
        "unrated",
        "SELECT count(*) FROM ratings WHERE state = 'timeout' AND day BETWEEN ?1 AND ?2",
    ),
    (
        "excluded",
        "SELECT count(*) FROM ratings WHERE excluded = 1 AND day BETWEEN ?1 AND ?2",
    ),
];

const LEVEL: &str = "SELECT count(*) FROM ratings WHERE state = 'given' AND excluded = 0
     AND 'level' || level = ?3 AND day BETWEEN ?1 AND ?2";
const ENDED: &str = "SELECT count(*) FROM cases WHERE stage = ?3 AND done_day BETWEEN ?1 AND ?2";

/// Puts the clock of a trial store.
pub fn set_clock(dir: &Path, at: UtcMs) {
    let now = yizhan::clock::Clock::Wall.now();
    std::fs::write(dir.join("demo-clock"), (at.0 - now.0).to_string()).unwrap();
}

pub fn must(store: &Path, args: &[&str]) -> String {
    let (code, said, why) = yizhan(store, None, args);
    assert_eq!(code, 0, "{args:?}: {said}{why}");
    said
}

/// The same as whoever keeps the server.
pub(super) fn must_at(url: &str, args: &[&str]) -> String {
    let nowhere = TempDir::new().unwrap();
    let (code, said, why) = yizhan(nowhere.path(), Some(url), args);
    assert_eq!(code, 0, "{args:?}: {said}{why}");
    said
}

/// Names the carriers of a store.
pub fn settings(dir: &Path, to: &str) {
    std::fs::write(dir.join("hall.toml"), format!("[sync]\nto = [{to}]\n")).unwrap();
}

/// Each enrols the other, with two people.
pub fn meet(upper: &Path, lower: &Path, root: &Path) {
    for (of, at, relation) in [(lower, upper, "child"), (upper, lower, "parent")] {
        let file = root.join("card.json");
        let file = file.to_str().unwrap();
        let _ = std::fs::remove_file(file);
        let made: Value =
            serde_json::from_str(&must(of, &["site", "card", file, "--json"])).unwrap();
        let print = made["fingerprint"].as_str().unwrap();
        let people = ["--by", "99", "--witness", "11", "--fingerprint", print];
        must(
            at,
            &[&["site", "enrol", file, "--as", relation], &people[..]].concat(),
        );
    }
}

/// A county's own store, with a leader and a clerk.
pub fn hub_at(root: &Path) -> PathBuf {
    let upper = site_at(&root.join("county"), "hub", COUNTY);
    set_clock(&upper, UtcMs(1_773_273_600_000));
    upper
}

/// A site's own store, with a leader and a clerk.
pub fn site_at(dir: &Path, kind: &str, org: &str) -> PathBuf {
    let placed = ["--kind", kind, "--org", org, "--name", "龙河"];
    must(dir, &[&["init", "--trial"][..], &placed].concat());
    for (no, role) in [("99", "leader"), ("11", "clerk")] {
        let who = ["--staff", no, "--name", "赵一", "--role", role];
        must(dir, &[&["do", "save_staff"][..], &who].concat());
    }
    dir.to_owned()
}

/// A hall with its staff and matters that the county knows.
pub fn hall_of(code: &str, upper: &Path, root: &Path) -> TrialHall {
    let mut t = TrialHall::furnished("");
    set_clock(t.dir(), t.now);
    must(
        t.dir(),
        &[
            "site", "place", "--org", code, "--kind", "hall", "--by", "99",
        ],
    );
    meet(upper, t.dir(), root);
    t.hall = Hall::open(t.dir()).unwrap();
    t
}

/// A morning at window 1: each visitor goes another way. Returns the cases that are still open, and the
/// errands nobody rated in time.
fn morning(t: &mut TrialHall, day: &str, visitors: u32) -> (Vec<String>, Vec<Value>) {
    t.at(&format!("{day} 08:00"));
    t.open_up();
    let by = staff(CLERKS[0]);
    let (mut open, mut silent) = (Vec::new(), Vec::new());
    for n in 0..visitors {
        t.at(&format!("{:02}:{:02}", 8 + (n + 1) / 6, (n + 1) % 6 * 10));
        let ticket = t.ticket("social");
        if n % 7 == 6 {
            let gone = json!({"ticket": ticket, "end": "left", "reason": "走了"});
            t.must_by("end_ticket", gone, staff(LEADER));
            continue;
        }
        t.must_by("call_next", json!({"window": 1}), by);
        t.must_by("start_service", json!({"window": 1}), by);
        let done = match n % 7 {
            0 | 1 => case(t, "M1", "all"),
            2 => case(t, "SPOT", "all"),
            3 => case(t, "M5", "all"),
            4 => t.must_by(
                "receive_papers",
                json!({"window": 1, "matter": "M1", "name": "王芳", "papers": "1"}),
                by,
            ),
            _ => t.must_by(
                "finish_errand",
                json!({"window": 1, "outcome": "advice"}),
                by,
            ),
        };
        if n % 7 < 2 || n % 7 == 3 {
            open.push(done["number"].as_str().unwrap().to_owned());
        }
        t.must_by("end_visit", json!({"window": 1}), by);
        match n % 5 {
            _ if done["errand"].is_null() => {}
            0 => silent.push(done["errand"].clone()),
            1 => {}
            _ => {
                let level = 1 + (n + n / 5) % 5;
                let given = json!({"errand": done["errand"], "level": level, "reasons": "wait"});
                t.must_by("rate", given, yizhan::ops::Who::Resident);
            }
        }
    }
    t.at("12:00");
    for errand in &silent {
        t.must("rating_timeout", json!({"errand": errand}));
    }
    (open, silent)
}

/// Two who are still there when the day ends: one rates after midnight, one never does. What ends then
/// counts for the day before.
fn past_midnight(t: &mut TrialHall) {
    t.at("2026-03-13 23:59");
    t.now = UtcMs(t.now.0 + 50_000);
    let mut errands = Vec::new();
    for (window, clerk) in [(1, CLERKS[0]), (2, CLERKS[1])] {
        let quick = json!({"window": window, "matter": "M1"});
        let begun = t.must_by("quick_serve", quick, staff(clerk));
        errands.push(begun["errand"].clone());
        let fields = json!({"window": window, "outcome": "advice"});
        t.must_by("finish_errand", fields, staff(clerk));
    }
    t.at("2026-03-14 00:00");
    let given = json!({"errand": errands[0], "level": 2, "reasons": "wait"});
    t.must_by("rate", given, Who::Resident);
}

fn case(t: &mut TrialHall, matter: &str, papers: &str) -> Value {
    let fields = json!({"window": 1, "matter": matter, "name": "王芳", "papers": papers});
    t.must_by("accept_case", fields, staff(CLERKS[0]))
}

/// A case that waits for a paper that never comes.
fn late_papers(t: &mut TrialHall) {
    let by = staff(CLERKS[0]);
    t.must_by("quick_serve", json!({"window": 1, "matter": "M1"}), by);
    let fields = json!({"window": 1, "matter": "M1", "name": "王芳", "papers": "1,2",
        "deferred_until": "2026-03-20"});
    t.must_by("accept_case", fields, by);
    t.must_by("end_visit", json!({"window": 1}), by);
}

/// The rated person appeals against a bad rating, and a leader takes it out of the score.
fn appeal(t: &mut TrialHall) {
    let bad = t.hall.followups(t.now, true).unwrap();
    let number = &bad.lines.first().expect("a bad rating").number;
    let fields = json!({"followup": number, "reason": "不是本窗口的事"});
    t.must_by("appeal_rating", fields, staff(CLERKS[0]));
    let fields = json!({"followup": number, "reason": "查实", "exclude": true});
    t.must_by("decide_appeal", fields, staff(LEADER));
}

/// What becomes of the cases: in time, late, refused, withdrawn, or nothing yet.
fn ends(t: &mut TrialHall, open: &[String]) {
    let by = staff(CLERKS[0]);
    for (n, case) in open.iter().enumerate() {
        let fields = json!({"case": case});
        match n % 6 {
            0 => drop(
                t.at("2026-03-16 10:00")
                    .must_by("complete_case", fields, by),
            ),
            1 => {
                let fields = json!({"case": case, "reason": "不符合", "clause": "第三条"});
                t.at("2026-03-17 10:00").must_by("refuse_case", fields, by);
            }
            2 => drop(
                t.at("2026-03-18 10:00")
                    .must_by("withdraw_case", fields, by),
            ),
            3 => drop(
                t.at("2026-04-10 10:00")
                    .must_by("complete_case", fields, by),
            ),
            4 => {
                let fields = json!({"case": case, "ground": "hearing", "days": 10});
                t.at("2026-03-19 10:00").must_by("pause_case", fields, by);
            }
            _ => {
                let fields = json!({"case": case, "limit": "5wd", "reason": "要核对"});
                t.at("2026-03-19 10:00")
                    .must_by("extend_case", fields, staff(LEADER));
            }
        }
    }
}

/// Asks a hall's own tables.
fn own_tables(dir: &Path, (from, to): (&str, &str)) -> Vec<(String, i64)> {
    let db = crate::support::raw(dir);
    let ask = |(name, sql): &(&str, &str)| {
        let mut asked = db.prepare(sql).unwrap();
        let count = match asked.parameter_count() {
            3 => asked.query_row((from, to, name), |row| row.get(0)),
            _ => asked.query_row((from, to), |row| row.get(0)),
        };
        ((*name).to_owned(), count.unwrap())
    };
    ASKED.iter().map(ask).collect()
}

fn told(sum: &Summary) -> Vec<(String, i64)> {
    let words = Summary::WORDS.iter().map(|word| (*word).to_owned());
    words
        .zip(sum.numbers().into_iter().map(|n| n as i64))
        .collect()
}

/// Two mornings at each hall and what became of them; returns two cases of the first that go on.
pub fn work(halls: &mut [TrialHall]) -> Vec<String> {
    let mut shared = Vec::new();
    for (n, t) in halls.iter_mut().enumerate() {
        let (mut open, silent) = morning(t, "2026-03-12", 16 + 3 * n as u32);
        open.extend(morning(t, "2026-03-13", 9 + 3 * n as u32).0);
        // Asked on one day, unrated by noon, and rated on the next.
        let late = json!({"errand": silent[0], "level": 5});
        t.must_by("rate_late", late, Who::Resident);
        late_papers(t);
        past_midnight(t);
        if n == 0 {
            shared = open.split_off(open.len() - 2);
        }
        ends(t, &open);
        t.at("2026-04-10 11:00");
        appeal(t);
        // Those of whom papers were taken in and no notice given are deemed accepted by now.
        t.at("2026-04-10 20:00")
            .must("night_close", json!({"day": "2026-04-10"}));
    }
    shared
}

/// Compares every figure of a span, on the server, without it, in the halls' own tables and as each hall
/// itself reports it: a case that the first hall handed on counts for it all the same. Returns the
/// county's sums.
fn compare(upper: &Path, halls: &[TrialHall], span: (&str, &str)) -> Vec<i64> {
    let figures = |more: &[&str]| -> CountyResults {
        let ask = ["hub", "figures", "--json", "--from", span.0, "--to", span.1];
        serde_json::from_str(&must(upper, &[&ask[..], more].concat())).unwrap()
    };
    let server = figures(&[]);
    assert_eq!(server, figures(&["--here"]), "{span:?}");
    let mut sums = vec![0; ASKED.len()];
    for (t, org) in halls.iter().zip(HALLS) {
        let mut lines = server.halls.iter();
        let line = lines.find(|line| line.org.to_string() == org).unwrap();
        let own = own_tables(t.dir(), span);
        assert_eq!(told(&line.figures), own, "{org} {span:?}");
        let (from, to) = (span.0.parse().unwrap(), span.1.parse().unwrap());
        let reported = t.hall.figures(from, to, t.now).unwrap();
        for column in Column::ALL {
            if let Said::Figure(figure) = column.of(&line.figures) {
                let own = reported
                    .iter()
                    .find(|own| own.indicator == figure.indicator);
                assert_eq!(Some(&figure), own, "{org} {span:?}");
            }
        }
        sums.iter_mut()
            .zip(&own)
            .for_each(|(sum, (_, n))| *sum += n);
    }
    let all: Vec<i64> = told(&server.all).into_iter().map(|(_, n)| n).collect();
    assert_eq!(all, sums, "{span:?}");
    all
}

/// Empties the figures' tables, as a step of the hub's tables does that counts them in another way.
fn forget_figures(importer: &str) {
    let forget = "DELETE FROM hub.cases; DELETE FROM hub.visits; DELETE FROM hub.ratings;
        DELETE FROM hub.counted";
    yizhan::sync::hub::connect(importer)
        .unwrap()
        .batch_execute(forget)
        .unwrap();
}

#[test]
fn the_countys_figures_are_those_of_the_halls_own_tables_with_a_server_and_without() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let mut halls: Vec<TrialHall> = HALLS
        .iter()
        .map(|code| hall_of(code, &upper, root.path()))
        .collect();
    set_clock(&upper, halls[0].now);
    let shared = work(&mut halls);
    let to = root.path().join("shared");
    std::fs::create_dir(&to).unwrap();
    let folder = format!("\"dir:{}\"", to.display());
    let lines = HALLS.map(|org| {
        let said = must_at(&county.admin, &["hub", "add-hall", org, "--json"]);
        let line: Value = serde_json::from_str(&said).unwrap();
        format!("\"{}\"", line["line"].as_str().unwrap())
    });
    // One over the folder, one over the server, one over both.
    settings(&upper, &format!("{folder}, \"{}\"", county.importer));
    settings(halls[0].dir(), &folder);
    settings(halls[1].dir(), &lines[1]);
    settings(halls[2].dir(), &format!("{folder}, {}", lines[2]));
    let night = |halls: &[TrialHall]| {
        for dir in halls.iter().map(TrialHall::dir).chain([upper.as_path()]) {
            must(dir, &["sync"]);
        }
        must(&upper, &["hub", "import"]);
    };
    // One case goes to the county and stays there, one comes back.
    for case in &shared {
        let fields = json!({"case": case, "site": COUNTY, "what": "复核"});
        halls[0].must_by("share_case", fields, staff(CLERKS[0]));
    }
    night(&halls);
    set_clock(&upper, halls[0].now);
    must(
        &upper,
        &["do", "hand_custody", "--case", &shared[1], "--by", "11"],
    );
    night(&halls);
    night(&halls);
    let mut seen = vec![0; ASKED.len()];
    for span in [
        ("2026-03-12", "2026-03-12"),
        ("2026-03-13", "2026-03-31"),
        ("2026-03-14", "2026-03-20"),
        ("2026-03-01", "2026-04-09"),
        ("2026-04-01", "2026-04-30"),
    ] {
        if span.0 == "2026-03-14" {
            forget_figures(&county.importer);
            must(&upper, &["hub", "import"]);
        }
        let all = compare(&upper, &halls, span);
        seen.iter_mut().zip(&all).for_each(|(seen, n)| *seen += n);
    }
    for ((name, _), seen) in ASKED.iter().zip(seen) {
        assert!(seen > 0, "{name} was never anything but 0");
    }
}

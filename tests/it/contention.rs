//! Several real processes at one store: nobody is called twice, nothing said to be done is lost.
//!
//! A child is this very test binary, told by its environment to run [`child_process_entry`] alone.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use serde_json::json;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Call;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::Who;

use crate::support::TrialHall;
use crate::support::raw;

const TASK: &str = "YIZHAN_TEST_CHILD";
const DIR: &str = "YIZHAN_TEST_DIR";
const WINDOW: &str = "YIZHAN_TEST_WINDOW";
const NOW: &str = "YIZHAN_TEST_NOW";

/// Numbers without end, and a window for each process.
const SETTINGS: &str = "[bands]\nlast = 999999";

fn spawn(task: &str, dir: &Path, window: usize, now: UtcMs) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "contention::child_process_entry", "--nocapture"])
        .env(TASK, task)
        .env(DIR, dir)
        .env(WINDOW, window.to_string())
        .env(NOW, now.0.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Does nothing in an ordinary test run; in a child it is the whole program.
#[test]
fn child_process_entry() {
    let Ok(task) = std::env::var(TASK) else {
        return;
    };
    let var = |name| std::env::var(name).unwrap();
    let dir = var(DIR);
    let mut child = Worker {
        hall: Hall::open(Path::new(&dir)).unwrap(),
        window: var(WINDOW).parse().unwrap(),
        now: UtcMs(var(NOW).parse().unwrap()),
    };
    say("ready", "");
    match task.as_str() {
        "press" => child.press_next(),
        "work" => child.work_for_ever(),
        other => panic!("no task {other}"),
    }
}

/// Says one line to the parent before anything else happens.
fn say(word: &str, what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{word} {what}").unwrap();
    out.flush().unwrap();
}

struct Worker {
    hall: Hall,
    window: u16,
    now: UtcMs,
}

impl Worker {
    /// Does a verb; a refusal is an answer too, anything else is a fault.
    fn act(&mut self, verb: &str, fields: Value) -> Option<Value> {
        self.now = UtcMs(self.now.0 + 1);
        let call = Call::parse(verb, fields).unwrap();
        match self.hall.perform(&call, Who::System, self.now) {
            Ok(done) => Some(serde_json::to_value(done).unwrap()),
            Err(Error::Refused(_)) => None,
            Err(error) => panic!("{verb}: {error}"),
        }
    }

    fn press_next(&mut self) {
        while let Some(called) = self.act("call_next", json!({"window": self.window})) {
            let ticket = called["ticket"].as_str().unwrap();
            say("called", ticket);
            let ended = json!({"ticket": ticket, "end": "no_show", "reason": "x"});
            self.act("end_ticket", ended).unwrap();
        }
    }

    /// Serves one after another until it is killed; a killed one's window is taken over as it is.
    fn work_for_ever(&mut self) {
        let window = self.window;
        loop {
            for (verb, fields, kind, id) in [
                (
                    "take_ticket",
                    json!({"centre": "social", "slip": "no_paper"}),
                    30,
                    "visit",
                ),
                ("call_next", json!({"window": window}), 32, "visit"),
                ("start_service", json!({"window": window}), 50, "errand"),
                (
                    "finish_errand",
                    json!({"window": window, "outcome": "advice"}),
                    51,
                    "errand",
                ),
                ("end_visit", json!({"window": window}), 0, "ticket"),
            ] {
                if let Some(done) = self.act(verb, fields) {
                    say("done", &format!("{kind} {}", done[id].as_str().unwrap()));
                }
            }
        }
    }
}

/// Makes a hall with so many windows for one centre, all open.
fn hall_with_windows(windows: usize) -> TrialHall {
    let mut t = TrialHall::with_settings(SETTINGS);
    for no in 1..=windows {
        t.must("save_staff", json!({"staff": no, "name": "王芳"}));
        t.must("save_window", json!({"window": no, "centres": "social"}));
        t.must("post_staff", json!({"staff": no}));
        t.must("open_window", json!({"window": no, "staff": no}));
    }
    t
}

#[test]
fn eight_counters_press_next_a_thousand_times_and_call_nobody_twice() {
    const COUNTERS: usize = 8;
    const PEOPLE: usize = 1_000;
    let mut t = hall_with_windows(COUNTERS);
    let take = Call::parse(
        "take_ticket",
        json!({"centre": "social", "slip": "no_paper"}),
    )
    .unwrap();
    let calls: Vec<_> = (0..PEOPLE)
        .map(|i| (take.clone(), Who::Resident, UtcMs(t.now.0 + i as i64)))
        .collect();
    t.hall.perform_all(&calls).unwrap();
    t.at("09:00");
    let children: Vec<Child> = (1..=COUNTERS)
        .map(|window| spawn("press", t.dir(), window, t.now))
        .collect();
    let mut called = Vec::new();
    let mut busy = 0;
    for child in children {
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success());
        let text = String::from_utf8(out.stdout).unwrap();
        let mine = lines_of("called", &text);
        busy += usize::from(!mine.is_empty());
        called.extend(mine);
    }
    let each: BTreeSet<&String> = called.iter().collect();
    assert_eq!(called.len(), PEOPLE, "nobody is called twice, none is lost");
    assert_eq!(each.len(), PEOPLE, "nobody is called twice, none is lost");
    assert!(
        busy > 1,
        "one process did all the work: nothing was contended"
    );
    assert_eq!(
        in_ledger(t.dir(), 0)
            .iter()
            .filter(|(_, kind, _)| *kind == 32)
            .count(),
        PEOPLE
    );
    t.assert_sound();
}

fn lines_of(word: &str, text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '))
        .map(ToOwned::to_owned)
        .collect()
}

/// Returns the entries of the hall's own log after one: number, kind, entity.
fn in_ledger(dir: &Path, after: i64) -> Vec<(i64, i64, uuid::Uuid)> {
    let db = raw(dir);
    let mut statement = db
        .prepare("SELECT seq, kind, entity FROM entries WHERE lno = 1 AND seq > ?1 ORDER BY seq")
        .unwrap();
    statement
        .query_map([after], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                uuid::Uuid::from_bytes(row.get(2)?),
            ))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// Lets a child work for so long after it is ready, kills it and returns what it said was done.
fn work_and_die(mut child: Child, span: Duration) -> std::thread::JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines
            .find(|line| line.as_ref().unwrap().starts_with("ready"))
            .unwrap()
            .unwrap();
        std::thread::sleep(span);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(!status.success(), "it ended by itself");
        let said: Vec<String> = lines.map_while(Result::ok).collect();
        lines_of("done", &said.join("\n"))
    })
}

#[test]
fn what_a_killed_process_said_was_done_is_in_the_ledger() {
    let cycles = match std::env::var_os("YIZHAN_LONG") {
        Some(_) => 1_000,
        None => 200,
    };
    let mut t = hall_with_windows(3);
    let mut seed = 20_260_312_u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let (mut known, mut last, mut done) = (HashSet::new(), 0, 0);
    for cycle in 1..=cycles {
        t.now = UtcMs(t.now.0 + 1_000);
        let dying: Vec<_> = (1..=3)
            .map(|window| {
                let child = spawn("work", t.dir(), window, t.now);
                work_and_die(child, Duration::from_millis(10 + random(61)))
            })
            .collect();
        if cycle % 20 == 10 {
            // While they work it finds nothing wrong either.
            t.assert_sound();
        }
        let said: Vec<String> = dying.into_iter().flat_map(|d| d.join().unwrap()).collect();
        for (seq, kind, entity) in in_ledger(t.dir(), last) {
            known.insert((kind, entity));
            last = seq;
        }
        for line in &said {
            let (kind, id) = line.split_once(' ').unwrap();
            if kind != "0" {
                let entry = (kind.parse().unwrap(), id.parse().unwrap());
                assert!(known.contains(&entry), "cycle {cycle}: {line} was lost");
            }
        }
        done += said.len();
        if cycle % 20 == 0 {
            t.assert_sound();
        }
    }
    assert!(
        done > cycles,
        "{done} verbs: they were killed before they worked"
    );
    t.assert_sound();
}

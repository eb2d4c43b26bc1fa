//! Runs the scenarios: days of a hall written so that a clerk can read and add to them.
//!
//! A step has a time (`at`), a verb (`do`) with its fields and who does it (`by`: a badge number or
//! `resident`; without it whoever sits there), and what must come of it: `expect` some values, or
//! `refused` with a code. `keep` names values of the answer for later steps, which write `$name`.
//! `hall = "pair"` has a village station too, `site` says where a step is done and `exchange` carries.
//! `$nobody` stands for nothing at all. `see` looks at the hall; lists are seen as a clerk writes them, joined by 、. `rules` names the
//! rules of the hall that the scenario guards, and `matters` adds to the catalogue. A refusal must leave the ledger as it was, and every scenario must end
//! with a sound store.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::ids::TicketNo;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::measure::Month;
use yizhan::ops::Error;
use yizhan::ops::Who;

use crate::custody;
use crate::support::TrialHall;
use crate::support::staff;

mod listed;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    title: String,
    #[serde(default)]
    rules: Vec<String>,
    /// More lines of the catalogue, or other versions of those there are.
    #[serde(default)]
    matters: Vec<Value>,
    #[serde(default)]
    settings: String,
    #[serde(default = "open")]
    hall: Start,
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Start {
    /// Staff, windows and matters, nobody posted.
    Furnished,
    /// Everybody posted, windows 1 and 2 open.
    Open,
    /// The same, and a village station below the hall: steps with `site = "village"` are done there,
    /// and `exchange = true` carries everything both ways.
    Pair,
}

fn open() -> Start {
    Start::Open
}

#[derive(Deserialize)]
struct Step {
    at: Option<String>,
    /// Where: `village`, else at the hall.
    site: Option<String>,
    #[serde(default)]
    exchange: bool,
    #[serde(rename = "do")]
    verb: Option<String>,
    by: Option<By>,
    #[serde(default)]
    expect: Map<String, Value>,
    refused: Option<String>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
    see: Option<See>,
    /// Fields of the verb whose names a step uses itself: `at` and `by`.
    #[serde(default)]
    with: Map<String, Value>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum By {
    Staff(u32),
    Word(String),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct See {
    /// Who waits in the whole hall, by centre, the next one first.
    queue: Option<Vec<String>>,
    /// Who waits for a window.
    line: BTreeMap<String, Vec<String>>,
    /// What a window is doing: `open`, `closed` or `paused`.
    window: BTreeMap<String, String>,
    /// Where a number of today stands: its state, or how it ended.
    ticket: BTreeMap<String, String>,
    /// Figures of today, or of the day named by `date`.
    day: Map<String, Value>,
    /// Values of a case.
    case: BTreeMap<String, Map<String, Value>>,
    /// Values of a one-time notice.
    notice: BTreeMap<String, Map<String, Value>>,
    /// Values of a recorded no.
    no: BTreeMap<String, Map<String, Value>>,
    /// Values of a matter of window 1.
    hard: BTreeMap<String, Map<String, Value>>,
    /// Values of a booking.
    booking: BTreeMap<String, Map<String, Value>>,
    /// By day, each judged case with its lamp.
    judged: BTreeMap<String, BTreeMap<String, String>>,
    /// By what it is about, each print as `paper#copy` with what became of it.
    print: BTreeMap<String, BTreeMap<String, String>>,
    /// Values of an errand by proxy.
    mandate: BTreeMap<String, Map<String, Value>>,
    /// Values of a job of the hotline.
    job: BTreeMap<String, Map<String, Value>>,
    /// The jobs on the site's board, by their number, the most pressing first.
    board: Option<Vec<String>>,
    /// The alarms, the most urgent first.
    alarms: Option<Vec<String>>,
    /// What the pad of a window asks for; empty for nothing.
    pad: BTreeMap<String, String>,
    /// Figures of the villages in the month, as this site counts them.
    village: Map<String, Value>,
    /// Values of a registered problem, as `yizhan show problem` tells it.
    problem: BTreeMap<String, Map<String, Value>>,
    /// Values of the problem register, as `yizhan show problems` lists it.
    problems: Map<String, Value>,
    /// Values of a bad rating, as `yizhan show followups --all` lists it.
    followup: BTreeMap<String, Map<String, Value>>,
    /// Values of a score sheet, as `yizhan show score` tells it.
    score: BTreeMap<String, Map<String, Value>>,
    /// The counted bad ratings.
    followups: Map<String, Value>,
    /// Values of a meeting, as `yizhan show meeting` tells it.
    meeting: BTreeMap<String, Map<String, Value>>,
    /// What waits for the leader: kind, what it is about, and words.
    tasks: Option<Vec<String>>,
    /// The ratings given, by the way they came.
    channels: Option<Value>,
    /// How many ratings were asked and never answered nor timed out.
    ratings_open: Option<u64>,
}

struct Run {
    /// The site at which the step is done.
    trial: TrialHall,
    /// The other one of the two, where there are two.
    other: Option<TrialHall>,
    kept: BTreeMap<String, Value>,
}

fn run(text: &str) -> Result<(), String> {
    let scenario: Scenario = toml::from_str(text).map_err(|error| error.to_string())?;
    let site = || {
        let mut trial = TrialHall::furnished(&scenario.settings);
        if !scenario.matters.is_empty() {
            trial.must("save_matters", json!({"matters": scenario.matters}));
        }
        if !matches!(scenario.hall, Start::Furnished) {
            trial.open_up();
        }
        trial
    };
    let (mut trial, mut other) = (site(), None);
    if matches!(scenario.hall, Start::Pair) {
        let mut village = site();
        custody::enrol(&mut trial, &mut village);
        other = Some(village);
    }
    let kept = BTreeMap::from([("nobody".to_owned(), Value::Null)]);
    let mut run = Run { trial, other, kept };
    for (n, step) in scenario.step.iter().enumerate() {
        run.step_at(step)
            .map_err(|what| format!("{}: step {}: {what}", scenario.title, n + 1))?;
    }
    for trial in [Some(run.trial), run.other].into_iter().flatten() {
        let report = trial.verify();
        if !report.ok {
            return Err(format!("{}: {:?}", scenario.title, report.problems));
        }
    }
    Ok(())
}

impl Run {
    fn step_at(&mut self, step: &Step) -> Result<(), String> {
        let there = match step.site.as_deref() {
            None | Some("hall") => return self.step(step),
            Some("village") => self.other.as_mut().ok_or("there is no village")?,
            Some(site) => return Err(format!("{site} is no site")),
        };
        // It is one day at both.
        there.now = there.now.max(self.trial.now);
        std::mem::swap(&mut self.trial, there);
        let done = self.step(step);
        if let Some(hall) = self.other.as_mut() {
            hall.now = hall.now.max(self.trial.now);
            std::mem::swap(&mut self.trial, hall);
        }
        done
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Some(at) = &step.at {
            self.trial.at(at);
        }
        if step.exchange {
            let village = self.other.as_mut().ok_or("there is no village")?;
            village.now = village.now.max(self.trial.now);
            custody::meet(&mut self.trial, village);
        }
        match &step.verb {
            Some(verb) => self.act(verb, step)?,
            None if !step.fields.is_empty() => {
                return Err(format!("no verb, yet fields: {:?}", step.fields));
            }
            None => {}
        }
        step.see.as_ref().map_or(Ok(()), |see| self.see(see))
    }

    fn act(&mut self, verb: &str, step: &Step) -> Result<(), String> {
        let who = match &step.by {
            None => Who::System,
            Some(By::Staff(no)) => staff(*no),
            Some(By::Word(word)) if word == "resident" => Who::Resident,
            Some(By::Word(word)) => return Err(format!("nobody is called {word}")),
        };
        let fields: Map<String, Value> = step
            .fields
            .iter()
            .chain(&step.with)
            .map(|(name, value)| (name.clone(), self.filled(value)))
            .collect();
        let before = self.trial.entries();
        match (
            self.trial.perform(verb, Value::Object(fields), who),
            &step.refused,
        ) {
            (Ok(done), None) => {
                let done = serde_json::to_value(done).map_err(|error| error.to_string())?;
                for (name, path) in &step.keep {
                    self.kept.insert(name.clone(), at(&done, path).clone());
                }
                self.compare(verb, &done, &step.expect)
            }
            (Err(Error::Refused(refusal)), Some(code)) if refusal.code() == *code => {
                match self.trial.entries() - before {
                    0 => Ok(()),
                    n => Err(format!("{verb} was refused, yet wrote {n} entries")),
                }
            }
            (Err(error), None) => Err(format!("{verb}: {error}")),
            (Err(error), Some(code)) => Err(format!("{verb} gave {error:?}, not {code}")),
            (Ok(done), Some(code)) => Err(format!("{verb} was not refused as {code}: {done:?}")),
        }
    }

    fn filled(&self, value: &Value) -> Value {
        value
            .as_str()
            .and_then(|text| self.kept.get(text.strip_prefix('$')?))
            .unwrap_or(value)
            .clone()
    }

    fn compare(&self, what: &str, have: &Value, want: &Map<String, Value>) -> Result<(), String> {
        for (path, want) in want {
            let (have, want) = (at(have, path), self.filled(want));
            if *have != want {
                return Err(format!("{what}: {path} is {have}, not {want}"));
            }
        }
        Ok(())
    }

    fn see(&self, see: &See) -> Result<(), String> {
        let (hall, now) = (&self.trial.hall, self.trial.now);
        if let Some(want) = &see.queue {
            let rows = hall.queue(now).map_err(|e| e.to_string())?.waiting;
            same("queue", &rows.into_iter().map(|r| r.ticket).collect(), want)?;
        }
        for (no, want) in &see.line {
            let rows = self.desk(no)?.line;
            let have = rows.into_iter().map(|r| r.ticket).collect();
            same(&format!("line of window {no}"), &have, want)?;
        }
        for (no, want) in &see.window {
            let state = serde_json::to_value(self.desk(no)?.window.state).unwrap_or_default();
            same(
                &format!("window {no}"),
                &at(&state, "is").clone(),
                &want.as_str().into(),
            )?;
        }
        for (no, want) in &see.ticket {
            same(no, &self.standing(no)?, want)?;
        }
        for (number, want) in &see.case {
            let card = hall.case(number, now).map_err(|e| e.to_string())?;
            let mut card = serde_json::to_value(card).unwrap_or_default();
            for (name, value) in self.row("cases", number)? {
                if card.get(&name).is_none() {
                    card[name] = value;
                }
            }
            self.compare(number, &card, want)?;
        }
        for (table, wanted) in [
            ("notices", &see.notice),
            ("noes", &see.no),
            ("hards", &see.hard),
            ("bookings", &see.booking),
        ] {
            for (number, want) in wanted {
                let row = Value::Object(self.row(table, number)?);
                self.compare(number, &row, want)?;
            }
        }
        for (table, wanted) in [("shared_cases", &see.mandate), ("jobs", &see.job)] {
            for (number, want) in wanted {
                let number = self.filled(&Value::String(number.clone()));
                let number = number.as_str().unwrap_or_default();
                let query = format!("SELECT body FROM {table} WHERE number = '{number}'");
                let body = crate::support::sql(self.trial.dir(), &query);
                let body: Value =
                    serde_json::from_str(&body).map_err(|error| format!("{number}: {error}"))?;
                self.compare(number, &body, want)?;
            }
        }
        if let Some(want) = &see.channels {
            let query = "SELECT json_group_object(channel, n) FROM (SELECT channel, count(*) AS n
                FROM ratings WHERE state = 'given' GROUP BY channel)";
            let have = crate::support::sql(self.trial.dir(), query);
            let have: Value = serde_json::from_str(&have).map_err(|error| error.to_string())?;
            same("channels", &have, want)?;
        }
        if let Some(want) = &see.board {
            let board = hall.hotline(None, None, now).map_err(|e| e.to_string())?;
            let have: Vec<Value> = board.lines.iter().map(|l| json!(l.number)).collect();
            let want = want.iter().map(|number| self.filled(&json!(number)));
            same("board", &have, &want.collect())?;
        }
        for (day, want) in &see.judged {
            let query = format!("SELECT number, lamp FROM judged WHERE day = '{day}'");
            same(&format!("lamps of {day}"), &self.pairs(&query), want)?;
        }
        for (about, want) in &see.print {
            let query =
                format!("SELECT paper || '#' || copy, result FROM prints WHERE about = '{about}'");
            same(&format!("prints of {about}"), &self.pairs(&query), want)?;
        }
        for (no, want) in &see.pad {
            let window: WindowNo = no.parse()?;
            let ask = hall.pad(window).map_err(|e| e.to_string())?.ask;
            let have = ask.map(|ask| ask.matter_name).unwrap_or_default();
            same(&format!("pad {no}"), &have, want)?;
        }
        if let Some(want) = &see.alarms {
            let alarms = hall.alarms(now).map_err(|e| e.to_string())?;
            let alarms = serde_json::to_value(alarms).unwrap_or_default();
            let have: Vec<String> = alarms
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|alarm| at(alarm, "trouble.what").as_str().map(ToOwned::to_owned))
                .collect();
            same("alarms", &have, want)?;
        }
        if !see.village.is_empty() {
            let month = Month::of(self.trial.zone.day(now));
            let have = hall.villages(month, None, now).map_err(|e| e.to_string())?;
            let have = serde_json::to_value(have).unwrap_or_default();
            self.compare("village", &have, &see.village)?;
        }
        self.see_followups(see)?;
        for (number, want) in &see.score {
            let pages = hall.score(number).map_err(|e| e.to_string())?;
            let page = serde_json::to_value(&pages[0]).map_err(|e| e.to_string())?;
            self.compare(number, &page, want)?;
        }
        self.see_problems(see)?;
        if let Some(want) = see.ratings_open {
            let query = "SELECT count(*) FROM ratings WHERE state = 'invited'";
            let have = crate::support::sql(self.trial.dir(), query);
            same("open ratings", &have, &want.to_string())?;
        }
        self.see_day(&see.day)
    }

    fn see_followups(&self, see: &See) -> Result<(), String> {
        let (hall, now) = (&self.trial.hall, self.trial.now);
        let shown = hall.followups(now, true).map_err(|e| e.to_string())?;
        let shown = serde_json::to_value(shown).unwrap_or_default();
        self.compare("followups", &shown, &see.followups)?;
        for (number, want) in &see.followup {
            let mut lines = shown["lines"].as_array().into_iter().flatten();
            let line = lines.find(|line| line["number"] == *number);
            let line = line.ok_or_else(|| format!("{number} is no bad rating"))?;
            self.compare(number, line, want)?;
        }
        for (number, want) in &see.meeting {
            let page = hall.meeting(number, now).map_err(|e| e.to_string())?;
            self.compare(number, &json!(page), want)?;
        }
        let Some(want) = &see.tasks else {
            return Ok(());
        };
        let tasks = hall.tasks().map_err(|e| e.to_string())?.into_iter();
        let have = tasks.map(|t| format!("{} {} {}", t.kind.word(), t.about, t.words));
        same("tasks", &have.collect(), want)
    }

    fn see_problems(&self, see: &See) -> Result<(), String> {
        let (hall, now) = (&self.trial.hall, self.trial.now);
        let shown = hall.problems(None, now).map_err(|e| e.to_string())?;
        let shown = serde_json::to_value(shown).unwrap_or_default();
        self.compare("problems", &shown, &see.problems)?;
        for (number, want) in &see.problem {
            let page = hall.problem(number, None, now).map_err(|e| e.to_string())?;
            let mut line = serde_json::to_value(&page.line).unwrap_or_default();
            line["repeats"] = json!(page.repeats);
            self.compare(number, &line, want)?;
        }
        Ok(())
    }

    fn rows(&self, query: &str) -> yizhan::store::maintenance::Answer {
        yizhan::store::maintenance::query(self.trial.dir(), query).unwrap()
    }

    fn pairs(&self, query: &str) -> BTreeMap<String, String> {
        let rows = self.rows(query).rows.into_iter();
        rows.map(|row| {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            (row.next().unwrap(), row.next().unwrap())
        })
        .collect()
    }

    /// Reads the row of a numbered thing: figures as figures, lists joined by 、.
    fn row(&self, table: &str, number: &str) -> Result<Map<String, Value>, String> {
        let answer = self.rows(&format!("SELECT * FROM {table} WHERE number = '{number}'"));
        let row = answer.rows.into_iter().next();
        let row = row.ok_or_else(|| format!("{number} is not in {table}"))?;
        let value = |cell: Option<String>| match cell {
            None => Value::Null,
            Some(text) => match text.parse::<i64>() {
                Ok(figure) => figure.into(),
                Err(_) => text.replace('\u{1f}', "、").into(),
            },
        };
        let cells = row.into_iter().map(value);
        Ok(answer.columns.into_iter().zip(cells).collect())
    }

    fn see_day(&self, want: &Map<String, Value>) -> Result<(), String> {
        let mut want = want.clone();
        let day = match want.remove("date").as_ref().and_then(Value::as_str) {
            Some(text) => text.parse().map_err(|_| format!("{text} is no day"))?,
            None => self.trial.zone.day(self.trial.now),
        };
        let figures = self.trial.hall.day(day).map_err(|e| e.to_string())?;
        let ends = figures.ends.clone();
        let mut figures = serde_json::to_value(figures).unwrap_or_default();
        for (end, n) in ends {
            figures[end.word()] = n.into();
        }
        self.compare("day", &figures, &want)
    }

    fn desk(&self, no: &str) -> Result<yizhan::ops::read::Desk, String> {
        let hall = &self.trial.hall;
        hall.desk(no.parse()?, self.trial.now)
            .map_err(|error| error.to_string())
    }

    fn standing(&self, no: &str) -> Result<String, String> {
        let ticket: TicketNo = no.parse()?;
        let day = self.trial.zone.day(self.trial.now);
        let card = self.trial.hall.ticket(day, ticket, self.trial.now);
        Ok(match card.map_err(|error| error.to_string())? {
            None => "unknown".to_owned(),
            Some(card) => card
                .end
                .map_or(card.row.state.word(), |end| end.word())
                .to_owned(),
        })
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, have: &T, want: &T) -> Result<(), String> {
    if have == want {
        return Ok(());
    }
    Err(format!("{what}: {have:?}, not {want:?}"))
}

/// Returns the value at a dotted path; null where there is none.
fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    const NULL: &Value = &Value::Null;
    path.split('.').fold(value, |value, name| {
        match value {
            Value::Array(list) => name.parse().ok().and_then(|i: usize| list.get(i)),
            other => other.get(name),
        }
        .unwrap_or(NULL)
    })
}

#[test]
fn every_scenario_holds() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 20, "the scenarios were not found");
    let failed: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let what = run(&std::fs::read_to_string(path).unwrap()).err()?;
            Some(format!("{}: {what}", path.file_name()?.to_str()?))
        })
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn a_scenario_can_fail() {
    let fails = |steps: &str, why: &str| {
        let told = run(&format!("title = \"x\"\n{steps}")).unwrap_err();
        assert!(told.contains(why), "{told}");
    };
    let take = "[[step]]\ndo = \"take_ticket\"\ncentre = \"social\"\nslip = \"no_paper\"\n";
    fails("[[step]]\ndo = \"dance\"", "no verb");
    fails("[[step]]\nwindow = 1", "no verb");
    fails(
        &format!("{take}expect.ticket = \"B002\""),
        "ticket is \"B001\"",
    );
    fails(&format!("{take}refused = \"doors_closed\""), "not refused");
    fails(&format!("{take}[[step]]\nsee.queue = []"), "queue");
    fails(
        &format!("{take}[[step]]\nsee.ticket.B001 = \"served\""),
        "waiting",
    );
    fails("[[step]]\nsee.day.visits = 1", "visits is 0");
    fails("[[step]]\nsee.window.1 = \"closed\"", "open");
    fails(
        "[[step]]\ndo = \"call_next\"\nwindow = 1\nrefused = \"window_busy\"",
        "not window_busy",
    );
    fails("[[step]]\nsee.alarms = [\"emergency\"]", "alarms");
}

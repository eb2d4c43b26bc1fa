//! Rating pads as residents, children and clerks use them: the real program on a real terminal, keys
//! mashed, processes killed, two pads at one window. Whatever happens, no errand is rated twice, none
//! is rated that nobody rated, and none is lost of which the thanks were seen.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::rating::slip_code;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::NewHall;
use yizhan::ops::Who;

use crate::support::matters;
use crate::support::staff;
use crate::support::terminal::PATIENCE;
use crate::support::terminal::Screen;

/// Quick enough for a test, and slow enough to be killed within.
const SETTINGS: &str = "[rating]\nidle_s = 3\nundo_s = 1\nthanks_s = 2\n";

/// A hall whose clock is the machine's, as pads of their own processes have it.
struct Live {
    dir: TempDir,
    hall: Hall,
}

fn now() -> UtcMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UtcMs(i64::try_from(since.as_millis()).unwrap())
}

impl Live {
    fn open() -> Live {
        let dir = TempDir::new().unwrap();
        std::fs::write(dir.path().join("hall.toml"), SETTINGS).unwrap();
        let new = NewHall {
            name: "测试厅".into(),
            code: "YZ".into(),
            trial: false,
        };
        let hall = Hall::create(dir.path(), &new, now()).unwrap();
        let mut live = Live { dir, hall };
        live.must(
            "save_staff",
            json!({"staff": 99, "name": "赵六", "role": "leader"}),
        );
        live.must(
            "save_staff",
            json!({"staff": 11, "name": "王芳", "role": "clerk"}),
        );
        let window = json!({"window": 1, "centres": "social", "regular": 11});
        live.must("save_window", window);
        live.must("save_matters", matters());
        live.must("post_staff", json!({"staff": 11}));
        live.must("open_window", json!({"window": 1, "staff": 11}));
        live
    }

    fn must(&mut self, verb: &str, fields: Value) -> Value {
        let call = Call::parse(verb, fields).unwrap();
        let who = match verb {
            "take_ticket" => Who::Resident,
            "quick_serve" | "finish_errand" | "end_visit" => staff(11),
            "save_window" | "save_matters" | "post_staff" => staff(99),
            _ => Who::System,
        };
        let done = self.hall.perform(&call, who, now());
        serde_json::to_value(done.unwrap_or_else(|error| panic!("{verb}: {error}"))).unwrap()
    }

    /// Serves one resident at window 1, who is asked then; returns the errand.
    fn serve(&mut self) -> String {
        let errand = self.must("quick_serve", json!({"window": 1}))["errand"].clone();
        self.must("finish_errand", json!({"window": 1, "outcome": "advice"}));
        self.must("end_visit", json!({"window": 1}));
        errand.as_str().unwrap().to_owned()
    }

    fn screen(&self, words: &[&str]) -> Screen {
        Screen::start(self.dir.path(), words)
    }

    fn pad(&self) -> Screen {
        self.screen(&["pad", "1"])
    }

    fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let answer = yizhan::store::maintenance::query(self.dir.path(), query).unwrap();
        let text = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default);
        answer
            .rows
            .into_iter()
            .map(|row| text(row).collect())
            .collect()
    }

    fn is_asking(&self) -> bool {
        self.hall.pad(WindowNo(1)).unwrap().ask.is_some()
    }

    /// Waits until nobody is asked any more.
    fn settle(&self, pad: &mut Screen) {
        let until = Instant::now() + PATIENCE;
        while self.is_asking() {
            watch(pad, Duration::from_millis(50));
            assert!(
                Instant::now() < until,
                "a question never ended:\n{}",
                pad.text()
            );
        }
    }

    /// Returns how each errand's rating ended: its level, or none where nobody rated; fails unless
    /// each question ended once and the store is sound.
    fn ended(&self) -> BTreeMap<String, Option<u8>> {
        let twice = "SELECT count(*) FROM (SELECT entity FROM entries WHERE kind IN (71, 72)
            GROUP BY entity, kind HAVING count(*) > 1)";
        assert_eq!(self.rows(twice)[0][0], "0", "an errand ended twice");
        let report = yizhan::store::verify::verify(self.dir.path()).unwrap();
        assert!(report.ok, "{:#?}", report.problems);
        let query = "SELECT lower(hex(errand)), state, level FROM ratings";
        let ended = self.rows(query).into_iter().map(|row| {
            assert_ne!(row[1], "invited", "a question is still open");
            let errand = uuid::Uuid::parse_str(&row[0]).unwrap().to_string();
            (errand, row[2].parse().ok())
        });
        ended.collect()
    }
}

/// Looks at a screen for a while.
fn watch(screen: &mut Screen, span: Duration) {
    let until = Instant::now() + span;
    while Instant::now() < until {
        screen.look(Duration::from_millis(20));
    }
}

/// Figures that are the same at every run: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// What hands do to a keyboard that has nothing to do with a rating.
const JUNK: [&str; 16] = [
    "<Esc>", "<Up>", "<Down>", "<Left>", "<F1>", "<F2>", "<F5>", "<F9>", "<Back>", "<Tab>", "9",
    "8", "asdf", "。，", "你好", "q",
];

const SIZES: [(u16, u16); 5] = [(80, 24), (60, 15), (40, 10), (130, 36), (81, 25)];

fn paste(screen: &mut Screen, text: &str) {
    screen.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
}

fn mash(pad: &mut Screen, dice: &mut Dice, span: Duration) {
    let until = Instant::now() + span;
    while Instant::now() < until {
        match dice.below(8) {
            0 => {
                let (columns, rows) = SIZES[dice.below(SIZES.len())];
                pad.resize(columns, rows);
            }
            1 => paste(pad, "5\r5\r1\r\u{1b}[2J满意"),
            _ => pad.keys(dice.pick(&JUNK)),
        }
        pad.look(Duration::from_millis(15));
    }
    pad.resize(80, 24);
}

#[test]
fn ten_residents_in_a_row_are_rated_as_they_keyed_however_the_keys_are_mashed() {
    let mut live = Live::open();
    let mut dice = Dice(0x5eed_2026);
    let mut pad = live.pad();
    pad.sees("补评以前的事");
    let mut wanted: Vec<(String, &[u8])> = Vec::new();
    for n in 0..10 {
        let errand = live.serve();
        pad.sees("请您对刚才的服务打分");
        // Nobody rates with silence, with junk or with a pasted text; some rate in the midst of junk.
        let levels: &[u8] = match n % 5 {
            0 => &[],
            1 => {
                mash(&mut pad, &mut dice, Duration::from_millis(900));
                &[]
            }
            2 => {
                pad.keys("5555");
                &[5]
            }
            3 => {
                mash(&mut pad, &mut dice, Duration::from_millis(300));
                pad.keys("<Esc><Esc>");
                watch(&mut pad, Duration::from_millis(100));
                pad.keys("4");
                mash(&mut pad, &mut dice, Duration::from_millis(300));
                &[4]
            }
            _ => {
                // A bad one with a reason, a second thought, another one.
                pad.keys("11");
                watch(&mut pad, Duration::from_millis(100));
                pad.keys("<Enter>");
                &[1]
            }
        };
        wanted.push((errand, levels));
        live.settle(&mut pad);
        // Help or a menu that mashing left open is closed again; the thanks are put away.
        pad.keys("<Esc><Esc>");
        watch(&mut pad, Duration::from_millis(2200));
    }
    let ended = live.ended();
    assert_eq!(ended.len(), 10);
    for (errand, levels) in wanted {
        let level = ended[&errand];
        match level {
            Some(level) => assert!(levels.contains(&level), "{level} was never keyed"),
            None => assert!(levels.is_empty(), "{levels:?} was keyed and is lost"),
        }
    }
}

#[test]
fn a_clerk_who_presses_everything_meanwhile_changes_no_rating() {
    let mut live = Live::open();
    let mut dice = Dice(0xc1e4_0007);
    let mut pad = live.pad();
    let mut window = live.screen(&["window", "1"]);
    pad.sees("补评以前的事");
    window.sees("1号窗口");
    for n in 0..5 {
        let errand = live.serve();
        pad.sees("请您对刚才的服务打分");
        for _ in 0..12 {
            window.keys(dice.pick(&["<F2>", "<F3>", "<F4>", "<F9>", "5", "1", "<Esc>", "<Enter>"]));
            window.look(Duration::from_millis(10));
        }
        if n % 2 == 0 {
            pad.keys("3");
        }
        for _ in 0..12 {
            window.keys(dice.pick(&["<F2>", "<F3>", "<F9>", "5", "1", "<Esc>"]));
            window.look(Duration::from_millis(10));
        }
        live.settle(&mut pad);
        let level = live.rows(&format!(
            "SELECT coalesce(level, 0) FROM ratings WHERE lower(hex(errand)) = '{}'",
            errand.replace('-', "")
        ));
        assert_eq!(level[0][0], if n % 2 == 0 { "3" } else { "0" });
        watch(&mut pad, Duration::from_millis(2200));
        // What the clerk began meanwhile is ended, so that the next resident comes.
        window.keys("<Esc><Esc><Esc>");
        let call = Call::parse("end_visit", json!({"window": 1})).unwrap();
        let _ = live.hall.perform(&call, staff(11), now());
    }
    let by = "SELECT count(*) FROM entries WHERE kind = 71 AND actor <>
        (SELECT min(actor) FROM entries WHERE kind = 71)";
    assert_eq!(live.rows(by)[0][0], "0", "all are the resident's own");
}

#[test]
fn a_power_cut_at_any_moment_loses_no_rating_whose_thanks_were_seen_and_makes_up_none() {
    let mut live = Live::open();
    let mut dice = Dice(0xdead_0a7e);
    let mut keyed: BTreeMap<String, bool> = BTreeMap::new();
    let mut thanked: BTreeSet<String> = BTreeSet::new();
    for n in 0..14 {
        let errand = live.serve();
        let mut pad = live.pad();
        let until = Instant::now() + PATIENCE;
        // A choice kept before the last cut is finished first, then this one is asked.
        while !pad.text().contains("请您对刚才的服务打分") && !pad.text().contains("秒内可按")
        {
            pad.look(Duration::from_millis(20));
            assert!(Instant::now() < until, "{}", pad.text());
        }
        let asked = live.hall.pad(WindowNo(1)).unwrap().ask;
        let asked = asked.map(|ask| ask.errand.to_string()).unwrap_or_default();
        let press = n % 4 != 3;
        if press {
            pad.keys("5");
        }
        keyed.entry(errand).or_default();
        if press && !asked.is_empty() {
            keyed.insert(asked.clone(), true);
        }
        let span = [30, 300, 900, 1000, 1050, 1100, 1300, 1800][dice.below(8)];
        let until = Instant::now() + Duration::from_millis(span);
        while Instant::now() < until {
            pad.look(Duration::from_millis(5));
        }
        // The receipt itself is drawn large; its caption says that it is there.
        if pad.text().contains("凭回执码") {
            thanked.insert(asked);
        }
        // The same as a power cut for the program: nothing is flushed, nobody is asked.
        pad.kill();
    }
    let mut pad = live.pad();
    live.settle(&mut pad);
    let ended = live.ended();
    assert_eq!(ended.len(), 14);
    for (errand, level) in &ended {
        match level {
            Some(level) => assert!(*level == 5 && keyed[errand], "{errand} was made up"),
            None => assert!(
                !thanked.contains(errand),
                "{errand} was lost after the thanks"
            ),
        }
    }
    assert!(!thanked.is_empty(), "no thanks were seen at all");
    assert!(ended.values().any(Option::is_none), "each was rated");
}

#[test]
fn r3_whoever_comes_back_with_the_slip_rates_at_the_pad_and_no_other_figures_do() {
    let mut live = Live::open();
    let slip = json!({"centre": "social", "slip": "printed"});
    let taken = live.must("take_ticket", slip);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let code = slip_code(text(&taken["visit"]).parse().unwrap());
    live.must("call_next", json!({"window": 1}));
    live.must("start_service", json!({"window": 1}));
    live.must("finish_errand", json!({"window": 1, "outcome": "advice"}));
    live.must("end_visit", json!({"window": 1}));
    let mut pad = live.pad();
    pad.sees("请您对刚才的服务打分");
    live.settle(&mut pad);
    pad.sees("补评以前的事");
    pad.keys(&format!("<Enter>{}<Enter>", text(&taken["ticket"])));
    pad.sees("B001");
    let wrong = (code.parse::<u32>().unwrap() + 1) % 10_000;
    pad.keys(&format!("{wrong:04}<Enter>"));
    pad.sees("没有查到");
    pad.keys(&format!("{code}<Enter>"));
    pad.sees("请您对");
    pad.keys("4");
    pad.sees("凭回执码");
    let kept = live.rows("SELECT level, channel FROM ratings");
    assert_eq!(kept, [["4", "post"]]);
    assert_eq!(live.ended().len(), 1);
}

#[test]
fn two_pads_of_one_window_give_one_rating() {
    let mut live = Live::open();
    let (mut left, mut right) = (live.pad(), live.pad());
    left.sees("补评以前的事");
    right.sees("补评以前的事");
    for n in 0..5 {
        live.serve();
        left.sees("请您对刚才的服务打分");
        right.sees("请您对刚才的服务打分");
        left.keys("5");
        if n % 2 == 0 {
            watch(&mut right, Duration::from_millis(200));
        }
        right.keys("3");
        live.settle(&mut left);
        watch(&mut left, Duration::from_millis(2300));
        watch(&mut right, Duration::from_millis(300));
    }
    let ended = live.ended();
    assert_eq!(ended.len(), 5);
    for level in ended.values() {
        assert!(matches!(level, Some(5 | 3)), "{level:?}");
    }
}

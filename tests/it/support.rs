//! A hall on a real store in a temporary folder, with a clock that stands where a test puts it.

use std::path::Path;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::config::Config;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::time::UtcMs;
use yizhan::domain::time::Zone;
use yizhan::ops::Call;
use yizhan::ops::Done;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::NewHall;
use yizhan::ops::Who;
use yizhan::store::verify::Report;

pub mod server;
pub mod terminal;
pub mod wire;

/// A hall for one test; its folder goes away with it.
pub struct TrialHall {
    dir: TempDir,
    pub hall: Hall,
    pub zone: Zone,
    pub now: UtcMs,
}

/// Who is posted by [`TrialHall::staffed`] at windows 1 and 2.
pub const CLERKS: [u32; 2] = [11, 12];
/// Who stands in, posted and without a window.
pub const STAND_IN: u32 = 13;
/// The duty leader, posted.
pub const LEADER: u32 = 99;

impl TrialHall {
    /// Makes an empty hall at 08:00 on 2026-03-12, with settings beyond the defaults.
    pub fn with_settings(settings: &str) -> TrialHall {
        TrialHall::in_folder(TempDir::new().unwrap(), settings)
    }

    /// Makes a furnished hall whose folder lies in memory where the machine has such a place: for long
    /// runs that ask nothing of the disk.
    pub fn furnished_in_memory() -> TrialHall {
        let memory = Path::new("/dev/shm");
        let dir = match memory.is_dir() {
            true => TempDir::new_in(memory),
            false => TempDir::new(),
        };
        let mut trial = TrialHall::in_folder(dir.unwrap(), "");
        trial.furnish();
        trial
    }

    fn in_folder(dir: TempDir, settings: &str) -> TrialHall {
        std::fs::write(dir.path().join("hall.toml"), settings).unwrap();
        let zone = Config::load(dir.path()).unwrap().zone();
        let now = zone.parse_instant("2026-03-12 08:00", None).unwrap();
        let new = NewHall {
            name: "测试厅".into(),
            code: "YZ".into(),
            trial: true,
        };
        let hall = Hall::create(dir.path(), &new, now).unwrap();
        TrialHall {
            dir,
            hall,
            zone,
            now,
        }
    }

    /// Makes a hall with staff, three windows and matters, nobody posted yet.
    pub fn furnished(settings: &str) -> TrialHall {
        let mut trial = TrialHall::with_settings(settings);
        trial.furnish();
        trial
    }

    fn furnish(&mut self) {
        let trial = self;
        for (no, name, role) in [
            (CLERKS[0], "王芳", "clerk"),
            (CLERKS[1], "李四", "clerk"),
            (STAND_IN, "张三丰", "clerk"),
            (LEADER, "赵六", "leader"),
        ] {
            trial.must(
                "save_staff",
                json!({"staff": no, "name": name, "role": role}),
            );
        }
        for (no, centres, regular) in [
            (1, "social", CLERKS[0]),
            (2, "social,economy", CLERKS[1]),
            (3, "governance", LEADER),
        ] {
            trial.must(
                "save_window",
                json!({"window": no, "centres": centres, "regular": regular, "stand_in": STAND_IN}),
            );
        }
        trial.must("save_matters", matters());
    }

    /// Makes a furnished hall with everybody posted and windows 1 and 2 open.
    pub fn staffed() -> TrialHall {
        let mut trial = TrialHall::furnished("");
        trial.open_up();
        trial
    }

    /// Posts everybody and opens windows 1 and 2.
    pub fn open_up(&mut self) {
        for no in [CLERKS[0], CLERKS[1], STAND_IN, LEADER] {
            self.must("post_staff", json!({"staff": no}));
        }
        for (window, staff) in [(1, CLERKS[0]), (2, CLERKS[1])] {
            self.must("open_window", json!({"window": window, "staff": staff}));
        }
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Closes the hall and keeps its folder; the last connection takes the WAL with it, so that
    /// the files are whole.
    pub fn close(self) -> TempDir {
        drop(self.hall);
        self.dir
    }

    /// Puts the clock to a local time: `10:15`, `10:15:30`, or with a date before it.
    pub fn at(&mut self, text: &str) -> &mut TrialHall {
        let whole = match text.contains('-') {
            true => text.to_owned(),
            false => format!("{} {text}", self.zone.day(self.now)),
        };
        self.now = self.zone.parse_instant(&whole, None).unwrap();
        self
    }

    /// Does one verb as whoever a scenario would name: `system`, `resident` or a badge number.
    pub fn perform(&mut self, verb: &str, fields: Value, who: Who) -> Result<Done, Error> {
        self.hall
            .perform(&Call::parse(verb, fields)?, who, self.now)
    }

    /// Does one verb as the program and returns what came of it.
    pub fn must(&mut self, verb: &str, fields: Value) -> Value {
        self.must_by(verb, fields, Who::System)
    }

    /// Does one verb that must succeed and returns what came of it.
    pub fn must_by(&mut self, verb: &str, fields: Value, who: Who) -> Value {
        match self.perform(verb, fields.clone(), who) {
            Ok(done) => serde_json::to_value(done).unwrap(),
            Err(error) => panic!("{verb} {fields}: {error}"),
        }
    }

    /// Gives a number without paper and returns it.
    pub fn ticket(&mut self, centre: &str) -> String {
        let taken = self.must("take_ticket", json!({"centre": centre, "slip": "no_paper"}));
        taken["ticket"].as_str().unwrap().to_owned()
    }

    pub fn verify(&self) -> Report {
        yizhan::store::verify::verify(self.dir()).unwrap()
    }

    /// Fails with the problems unless the store is what it says it is.
    pub fn assert_sound(&self) {
        let report = self.verify();
        assert!(report.ok, "{:#?}", report.problems);
    }

    /// Runs the program on the hall, in a language; returns its exit code and what it said where.
    pub fn yizhan(&self, lang: &str, words: &[&str]) -> (i32, String, String) {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .args(["--store", self.dir().to_str().unwrap(), "--lang", lang])
            .args(words)
            .output()
            .unwrap();
        (
            run.status.code().unwrap(),
            String::from_utf8(run.stdout).unwrap(),
            String::from_utf8(run.stderr).unwrap(),
        )
    }

    /// Counts the entries of the ledger.
    pub fn entries(&self) -> i64 {
        sql(self.dir(), "SELECT count(*) FROM entries")
            .parse()
            .unwrap()
    }
}

/// Reads one value of a store's file.
pub fn sql(dir: &Path, query: &str) -> String {
    let answer = yizhan::store::maintenance::query(dir, query).unwrap();
    answer.rows[0][0].clone().unwrap_or_default()
}

/// Opens a store's file with no regard for the program, as an attacker would.
pub fn raw(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join(yizhan::store::open::DB_FILE)).unwrap()
}

/// Names a member of staff.
pub fn staff(no: u32) -> Who {
    Who::Staff(StaffNo(no))
}

/// The matters of every test hall: one promised, one on the spot, one without a limit.
pub fn matters() -> Value {
    json!({"matters": [
        {"code": "M1", "centre": "social", "name": "最低生活保障", "statutory": "30wd", "promised": "20wd",
         "materials": [{"name": "申请书"}, {"name": "身份证", "form": "check"},
                       {"name": "收入证明", "deferrable": true}]},
        {"code": "M5", "centre": "economy", "name": "农机补贴", "statutory": "none", "promised": "5wd"},
        {"code": "D60", "centre": "governance", "name": "信访答复", "statutory": "60d", "promised": "60d"},
        {"code": "MO1", "centre": "social", "name": "一个月办结", "statutory": "1m", "promised": "1m"},
        {"code": "SPOT", "centre": "social", "name": "老年证", "statutory": "20wd", "promised": "spot"},
        {"code": "OPEN", "centre": "economy", "name": "无期限事项", "statutory": "none", "promised": "none"},
    ]})
}

/// Runs a command on a store that must succeed, and returns what it says.
pub fn yizhan(store: &Path, words: &[&str]) -> String {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(words)
        .arg("--store")
        .arg(store)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{words:?}: {error}");
    String::from_utf8(out.stdout).unwrap()
}

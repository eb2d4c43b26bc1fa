//! The real program, killed half-way while it sends or takes in: the next run finishes.
//!
//! Each time two sites and the carrier between them are put back as they were, some twenty segments
//! waiting on one side. The kill falls when so many segments are seen to have arrived, plus a moment:
//! so that it falls in the middle of the work and not before it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use tempfile::TempDir;
use uuid::Uuid;
use yizhan::clock::Clock;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::Hash;
use yizhan::domain::event::Event;
use yizhan::domain::event::RatingGiven;
use yizhan::domain::ids::ErrandId;
use yizhan::domain::rating::Channel;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::ops::night::carriers;
use yizhan::store::Audience;
use yizhan::store::StoreError;
use yizhan::store::verify;
use yizhan::sync::dice::Dice;
use yizhan::sync::machine;

use crate::sync::world::Node;
use crate::sync::world::acquaint;
use crate::sync::world::upwards;

/// Segments of each of a hall's two logs.
pub const SEGMENTS: u64 = 2;
/// Entries of each; a segment is cut behind one MiB.
pub const ENTRIES: u64 = 4;
const REMARK: &str = "办事很快。";
/// So often each resident says so.
pub const WORDS: usize = (1 << 20) / ENTRIES as usize / REMARK.len() + 1;
/// All that wait.
pub const WAITING: u64 = 2 * SEGMENTS * ENTRIES;

/// No program takes longer than that, however much else the machine does.
const LONGEST: Duration = Duration::from_secs(300);

/// So many kills, and so many of them in the middle of the work.
pub const KILLS: u32 = 100;
pub const MIDWAY: u32 = 60;

/// Which of the two was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    Hub,
    Hall,
}

/// What lies between the two sites.
pub trait Between {
    /// Returns what the hub and what the hall have in their settings.
    fn lines(&self) -> [String; 2];
    /// Keeps what lies there.
    fn keep(&mut self);
    /// Puts it back as it was kept.
    fn put_back(&mut self);
    /// Returns how many segments from the hall lie there.
    fn segments(&mut self) -> u64;
}

/// A hub and a hall as they were kept.
pub struct Two<B> {
    root: TempDir,
    pub hub: Node,
    pub hall: Node,
    pub between: B,
    kept: BTreeMap<PathBuf, Vec<u8>>,
    /// All entries the hall ever wrote for the hub.
    pub sent: BTreeMap<(String, u64), Hash>,
}

impl<B: Between> Two<B> {
    /// Makes a hub and a hall that have long known each other; then so much happens at the hall that
    /// it takes several segments.
    pub fn make(between: impl FnOnce(&Path) -> B) -> Two<B> {
        Two::with_remarks(between, WORDS)
    }

    /// The same with so many words in each entry.
    pub fn with_remarks(between: impl FnOnce(&Path) -> B, words: usize) -> Two<B> {
        let root = crate::sync::room();
        let mut hub = Node::make(root.path(), 120_115, SiteKind::Hub, 1);
        let mut hall = Node::make(root.path(), 120_115_103, SiteKind::Hall, 2);
        let between = between(root.path());
        for (node, line) in [&mut hub, &mut hall].into_iter().zip(between.lines()) {
            // As the real program finds it, which has its own machine and clock.
            node.machine = machine::this(&node.dir);
            node.now = Clock::Wall.now();
            fs::write(
                node.dir.join("hall.toml"),
                format!("[sync]\nto = [\"{line}\"]\n"),
            )
            .unwrap();
        }
        acquaint(&mut hub, &mut hall);
        let mut two = Two {
            root,
            hub,
            hall,
            between,
            kept: BTreeMap::new(),
            sent: BTreeMap::new(),
        };
        // Each reads the other's new card, and what the other wrote of it.
        for _ in 0..3 {
            two.exchange(false);
            two.exchange(true);
        }
        busy(&mut two.hall, words);
        two.sent = upwards(&two.hall);
        two
    }

    /// Returns the site that is hit.
    pub fn node(&self, hit: Hit) -> &Node {
        match hit {
            Hit::Hub => &self.hub,
            Hit::Hall => &self.hall,
        }
    }

    /// Exchanges in this process: the hall, or the hub.
    pub fn exchange(&mut self, hall: bool) {
        let node = if hall { &mut self.hall } else { &mut self.hub };
        let line = &self.between.lines()[usize::from(hall)];
        let mut over = carriers::open(std::slice::from_ref(line), node.org);
        let report = node.exchange(&mut over).unwrap();
        let leg = &report.legs[0];
        assert_eq!(leg.stopped, None);
        assert!(leg.received.damaged.is_empty() && leg.received.forked.is_empty());
    }

    /// Keeps all as it is now, for [`Two::put_back`].
    pub fn keep(&mut self) {
        for node in [&mut self.hub, &mut self.hall] {
            node.store().checkpoint().unwrap();
            node.close();
        }
        self.between.keep();
        let whole = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
        self.kept = files(self.root.path()).into_iter().map(whole).collect();
    }

    /// Puts everything back: not as people do it, so that no site takes itself for a copy.
    pub fn put_back(&mut self) {
        self.hub.close();
        self.hall.close();
        for path in files(self.root.path()) {
            if !self.kept.contains_key(&path) {
                fs::remove_file(path).unwrap();
            }
        }
        for (path, bytes) in &self.kept {
            fs::write(path, bytes).unwrap();
        }
        self.between.put_back();
    }

    /// Returns how many of the hall's waiting entries the hub's store has, looking from outside and
    /// leaving no trace.
    pub fn taken_in(&self) -> u64 {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sum = "SELECT coalesce(sum(seq), 0) FROM far_heads";
        let there: i64 = Connection::open_with_flags(self.hub.dir.join("yizhan.db"), flags)
            .and_then(|db| db.query_row(sum, [], |row| row.get(0)))
            // While the other process makes or removes its files beside it.
            .unwrap_or(0);
        (there as u64).saturating_sub(self.sent.len() as u64 - WAITING)
    }

    /// All of the hall's entries are at the hub, once, and nothing was told twice; the ledger of the
    /// site that was hit is sound, and in some of many rounds, as it takes long: the hall hears that
    /// all arrived.
    pub fn is_whole(&mut self, hit: Hit, round: u32) {
        if hit == Hit::Hall {
            let mut more = upwards(&self.hall);
            more.retain(|key, _| !self.sent.contains_key(key));
            assert_eq!(more, BTreeMap::new(), "the hall told something again");
        }
        assert_eq!(self.hub.received_from(self.hall.org), self.sent);
        let report = verify::verify(&self.node(hit).dir).unwrap();
        assert!(report.ok, "{report:#?}");
        if !round.is_multiple_of(10) {
            return;
        }
        self.exchange(true);
        let line = &self.between.lines()[1];
        let mut over = carriers::open(std::slice::from_ref(line), self.hall.org);
        let report = self.hall.exchange(&mut over).unwrap();
        assert!(report.renewed.is_none(), "{report:#?}");
        assert_eq!(report.legs[0].sent.waiting, 0, "{report:#?}");
    }
}

/// Returns the command that runs the real program at a site.
pub fn program(node: &Node, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
    command.arg("--store").arg(&node.dir).args(["--lang", "en"]);
    command.args(words).stdin(Stdio::null());
    command
}

/// Returns the same command, which is ended with another code than the program's own where it does not
/// end by itself.
pub fn timed(node: &Node, words: &[&str]) -> Command {
    let program = program(node, words);
    let mut command = Command::new("timeout");
    command
        .arg(LONGEST.as_secs().to_string())
        .arg(program.get_program())
        .args(program.get_args())
        .stdin(Stdio::null());
    command
}

/// Waits for a program's end.
pub fn ended(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("the program did not end by itself");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs the real program to its end, which must be a good one.
pub fn finishes(node: &Node, words: &[&str]) {
    let out = timed(node, words).output().unwrap();
    let said = [out.stdout, out.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(out.status.code(), Some(0), "{words:?}: {said}");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Residents write remarks, in both of the hall's logs.
fn busy(hall: &mut Node, words: usize) {
    hall.now = UtcMs(hall.now.0 + 1_000);
    let now = hall.now;
    let remark = REMARK.repeat(words);
    hall.look(|store| {
        store
            .write(|writer| {
                for n in 0..WAITING {
                    let event = Event::from(RatingGiven {
                        errand: ErrandId(Uuid::from_u128(u128::from(n))),
                        level: 1 + (n % 5) as u8,
                        reasons: Vec::new(),
                        remark: format!("{n} {remark}"),
                        late: None,
                        channel: Channel::Pad,
                        paper: String::new(),
                        followup: None,
                    });
                    let audience = match n % 2 {
                        0 => Audience::Up,
                        _ => Audience::Pad,
                    };
                    writer.append(audience, Uuid::nil(), ActorNo(1), now, &event)?;
                }
                Ok::<(), StoreError>(())
            })
            .unwrap();
    });
}

/// Starts a command and waits until so much of its work is seen; returns it if it goes on.
pub fn begun(command: &mut Command, at: u64, mut seen: impl FnMut() -> u64) -> Option<Child> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while seen() < at {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        if begun.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("so much of its work was never seen: {at}");
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    Some(child)
}

/// Waits a drawn moment, then kills; returns whether the program was still at it.
pub fn killed(child: Option<Child>, dice: &mut Dice) -> bool {
    let Some(mut child) = child else {
        return false;
    };
    std::thread::sleep(Duration::from_micros(dice.below(3_000)));
    let _ = child.kill();
    !child.wait().unwrap().success()
}

/// Counts kills and those that fell in the middle.
#[derive(Debug, Default)]
pub struct Tally {
    pub kills: u32,
    pub midway: u32,
    pub tries: u32,
}

impl Tally {
    /// Returns whether another is wanted.
    pub fn goes_on(&mut self, wanted: u32) -> bool {
        self.tries += 1;
        let few = self.tries <= 4 * wanted;
        assert!(few || self.kills >= wanted, "too few were killed: {self:?}");
        self.kills < wanted
    }

    /// Counts one: whether it was killed, and how much was done of the whole by then.
    pub fn add(&mut self, killed: bool, done: u64, whole: u64) {
        self.kills += u32::from(killed);
        self.midway += u32::from(killed && done > 0 && done < whole);
    }

    /// Most must have fallen in the middle.
    pub fn were_midway(&self, what: &str) {
        println!("{what}: {self:?}");
        assert!(
            self.midway * KILLS >= self.kills * MIDWAY,
            "{what}: {self:?}"
        );
    }
}

/// Kills `yizhan sync` a hundred times at the hall, which sends.
pub fn after_each_kill_of_who_sends_the_next_run_finishes(mut two: Two<impl Between>) {
    two.keep();
    let (mut dice, mut tally) = (Dice::new(6), Tally::default());
    let before = two.between.segments();
    while tally.goes_on(KILLS) {
        two.put_back();
        let at = 1 + dice.below(2 * SEGMENTS - 2);
        let mut sync = program(&two.hall, &["sync"]);
        let child = begun(&mut sync, at, || two.between.segments() - before);
        let killed = killed(child, &mut dice);
        tally.add(killed, two.between.segments() - before, 2 * SEGMENTS);
        finishes(&two.hall, &["sync"]);
        assert_eq!(two.between.segments() - before, 2 * SEGMENTS, "each once");
        two.exchange(false);
        two.is_whole(Hit::Hall, tally.tries);
    }
    tally.were_midway("sending");
}

/// Kills `yizhan sync` a hundred times at the hub, which takes in.
pub fn after_each_kill_of_who_takes_in_the_next_run_finishes(mut two: Two<impl Between>) {
    two.exchange(true);
    two.keep();
    let (mut dice, mut tally) = (Dice::new(7), Tally::default());
    while tally.goes_on(KILLS) {
        two.put_back();
        let at = 1 + dice.below(2 * SEGMENTS - 2);
        let mut sync = program(&two.hub, &["sync"]);
        let child = begun(&mut sync, at * ENTRIES, || two.taken_in());
        let killed = killed(child, &mut dice);
        let there = two.taken_in();
        assert_eq!(there % ENTRIES, 0, "a segment is taken in whole");
        tally.add(killed, there, WAITING);
        finishes(&two.hub, &["sync"]);
        two.is_whole(Hit::Hub, tally.tries);
    }
    tally.were_midway("taking in");
}

/// A stick in a folder beside the sites: it is kept and put back with them.
struct Stick(PathBuf);

impl Between for Stick {
    fn lines(&self) -> [String; 2] {
        [(); 2].map(|()| format!("dir:{}", self.0.display()))
    }

    fn keep(&mut self) {}

    fn put_back(&mut self) {}

    fn segments(&mut self) -> u64 {
        let folders = fs::read_dir(self.0.join("v1/120115")).into_iter().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
        let is_segment = |name: &Path| name.extension().is_some_and(|end| end == "seg");
        files
            .filter(|file| is_segment(&file.as_ref().unwrap().path()))
            .count() as u64
    }
}

fn stick(root: &Path) -> Stick {
    let stick = root.join("stick");
    fs::create_dir(&stick).unwrap();
    Stick(stick)
}

#[test]
fn after_each_of_a_hundred_kills_of_an_export_to_a_folder_the_next_sync_finishes() {
    after_each_kill_of_who_sends_the_next_run_finishes(Two::make(stick));
}

#[test]
fn after_each_of_a_hundred_kills_of_an_import_from_a_folder_the_next_sync_finishes() {
    after_each_kill_of_who_takes_in_the_next_run_finishes(Two::make(stick));
}

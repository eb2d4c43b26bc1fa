//! The power goes while a site exchanges: at an operation on a carrier, before a row is kept, before
//! a key is written. What is not committed is gone then, so between two of these points no other
//! leaves another state.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Mutex;

use yizhan::store::Store;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::dice::Dice;
use yizhan::sync::exchange::Report;

use crate::sync::world::Node;

/// The tables an exchange writes rows of.
pub const TABLES: [&str; 11] = [
    "logs",
    "entries",
    "heads",
    "log_keys",
    "far_logs",
    "far_entries",
    "far_heads",
    "acks",
    "notes_read",
    "evidence",
    "meta",
];
/// The files of keys that are written; those of logs lie between the first two.
const KEY_FILES: [&str; 2] = ["machine", "seal"];

/// Where the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// Before a route is listed.
    List,
    /// Before a file is read.
    Get,
    /// Before a file is laid out.
    BeforePut,
    /// When it is laid out, and this site does not know that yet.
    AfterPut,
    /// Before a row is kept in a table.
    Row(&'static str),
    /// Before a file of the keys is written.
    Key(&'static str),
}

const ON_CARRIERS: [Point; 4] = [Point::List, Point::Get, Point::BeforePut, Point::AfterPut];

/// Every point at which it goes some time.
pub fn points() -> BTreeSet<Point> {
    let rows = TABLES.into_iter().map(Point::Row);
    let keys = KEY_FILES.into_iter().map(Point::Key);
    ON_CARRIERS.into_iter().chain(rows).chain(keys).collect()
}

/// The points at which it went, in all fates of this run.
pub static MET: Mutex<BTreeSet<Point>> = Mutex::new(BTreeSet::new());

/// Goes off at one operation of a kind.
#[derive(Debug, Clone, Default)]
pub struct Fuse(Rc<Cell<Option<(Point, u64)>>>);

impl Fuse {
    /// Ends the process, as far as one can within another, when its turn has come.
    pub fn pass(&self, point: Point) {
        match self.0.get() {
            Some((p, 0)) if p == point => {
                self.0.set(None);
                resume_unwind(Box::new(point));
            }
            Some((p, left)) if p == point => self.0.set(Some((p, left - 1))),
            _ => {}
        }
    }
}

/// Draws a point and after how many passes the power goes there.
pub fn draw(dice: &mut Dice) -> (Point, u64) {
    let all: Vec<Point> = points().into_iter().collect();
    let point = all[dice.below(all.len() as u64) as usize];
    let passes = match point {
        Point::Get | Point::List => dice.below(20),
        Point::BeforePut | Point::AfterPut => dice.below(5),
        Point::Row(_) | Point::Key(_) => dice.below(4),
    };
    (point, passes)
}

/// Exchanges until the power goes; returns the report if it does not.
pub fn exchange(
    node: &mut Node,
    fuse: &Fuse,
    (point, passes): (Point, u64),
    carriers: &mut [Box<dyn Carrier>],
) -> Option<Report> {
    let mut in_the_way = None;
    match point {
        Point::Row(table) => node.look(|store| cut_at_row(store, table, passes)),
        Point::Key(name) => in_the_way = Some(block(node, name)),
        _ => fuse.0.set(Some((point, passes))),
    }
    let done = catch_unwind(AssertUnwindSafe(|| node.exchange(carriers)));
    fuse.0.set(None);
    // Also takes the trigger and the hook away.
    node.close();
    if let Some(path) = in_the_way {
        std::fs::remove_dir(path).unwrap();
    }
    let error = match done {
        Ok(Ok(report)) => return Some(report),
        Ok(Err(error)) => format!("{error:?}"),
        Err(panic) => match panic.downcast::<Point>() {
            Ok(_) => String::new(),
            Err(other) => resume_unwind(other),
        },
    };
    let ours = match point {
        Point::Row(_) => error.contains("the power is gone"),
        Point::Key(name) => error.contains(name),
        _ => error.is_empty(),
    };
    assert!(ours, "at {point:?}: {error}");
    MET.lock().unwrap().insert(point);
    None
}

fn cut_at_row(store: &mut Store, table: &str, passes: u64) {
    let cut = format!(
        "CREATE TEMP TRIGGER power BEFORE INSERT ON main.{table}
         WHEN (SELECT count(*) FROM main.{table}) >= {passes} + (SELECT n FROM power_at)
         BEGIN SELECT RAISE(ABORT, 'the power is gone'); END;"
    );
    store
        .db()
        .execute_batch(&format!(
            "CREATE TEMP TABLE power_at AS SELECT count(*) AS n FROM main.{table}; {cut}"
        ))
        .unwrap();
}

/// Lays something in the way of the file a key is written to before it gets its name.
fn block(node: &Node, name: &str) -> PathBuf {
    let path = node.dir.join("keys").join(format!("{name}.part"));
    std::fs::create_dir_all(&path).unwrap();
    path
}

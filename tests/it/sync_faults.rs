//! What the exchange survives: sticks as they are, damage of every bit, processes that are killed,
//! and sites of other versions.

pub mod damage;
mod forged;
mod healed;
mod kills;
pub mod real;
mod seen;
mod sticks;
pub mod versions;

use std::path::Path;

use yizhan::store::verify;

use crate::sync::world::Node;
use crate::sync::world::folder;
use crate::sync::world::upwards;

/// Some entries in both of a hall's logs.
fn work(hall: &mut Node, count: u32) {
    for n in 0..count {
        hall.work("up", &format!("王芳 {n}"));
        hall.work("up/pad", "张三丰");
    }
}

/// Two healthy nights: then all of the hall's entries are at the county, and only those.
fn comes_to_rest(county: &mut Node, hall: &mut Node, stick: &Path) {
    for _ in 0..2 {
        hall.exchange(&mut folder(stick)).unwrap();
        county.exchange(&mut folder(stick)).unwrap();
    }
    let report = hall.exchange(&mut folder(stick)).unwrap();
    assert!(report.renewed.is_none(), "{report:#?}");
    assert_eq!(report.legs[0].sent.waiting, 0, "{report:#?}");
    assert_eq!(county.received_from(hall.org), upwards(hall));
    for node in [county, hall] {
        assert!(verify::verify(&node.dir).unwrap().ok);
    }
}

/// Every row of every table but the search indexes, which are made of the others.
pub fn dump(node: &Node) -> Vec<String> {
    node.look(|store| dump_of(store.db()))
}

fn dump_of(db: &rusqlite::Connection) -> Vec<String> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
        AND name NOT LIKE '%grams%'
        ORDER BY name";
    let mut statement = db.prepare_cached(names).unwrap();
    let tables: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut all = Vec::new();
    for table in tables {
        let mut statement = db
            .prepare_cached(&format!("SELECT * FROM \"{table}\""))
            .unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            let cells: Result<Vec<rusqlite::types::Value>, _> =
                (0..columns).map(|at| row.get(at)).collect();
            Ok(format!("{table} {:?}", cells?))
        });
        let mut rows: Vec<String> = rows.unwrap().collect::<Result<_, _>>().unwrap();
        rows.sort();
        all.extend(rows);
    }
    assert!(all.len() > 10, "nothing to compare");
    all
}

//! A hall between its villages and its county: the server leads to the county alone.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use yizhan::sync::hub;

use super::county;
use super::county::HALLS;
use super::county::hall_of;
use super::county::hub_at;
use super::county::meet;
use super::county::must;
use super::county::must_at;
use super::county::set_clock;
use super::county::settings;
use super::county::site_at;
use crate::support::raw;
use crate::support::server::one_at_a_time;

/// More than so many notes of a kind are tried for one reader.
const VILLAGES: usize = 7;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn nothing_of_a_halls_villages_goes_over_the_line_to_its_county_and_nobody_is_suspected() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let hall = hall_of(HALLS[0], &upper, root.path());
    let villages: Vec<PathBuf> = (1..=VILLAGES)
        .map(|n| {
            let org = format!("{}{n:03}", HALLS[0]);
            let dir = site_at(&root.path().join(&org), "village", &org);
            set_clock(&dir, hall.now);
            meet(hall.dir(), &dir, root.path());
            dir
        })
        .collect();
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let folder = format!("\"dir:{}\"", stick.display());
    let line = json(&must_at(
        &county.admin,
        &["hub", "add-hall", HALLS[0], "--json"],
    ));
    let line = line["line"].as_str().unwrap();
    settings(hall.dir(), &format!("{folder}, \"{line}\""));
    settings(&upper, &format!("\"{}\"", county.importer));
    villages.iter().for_each(|dir| settings(dir, &folder));
    for _ in 0..3 {
        for dir in &villages {
            must(dir, &["sync"]);
        }
        let said = json(&must(hall.dir(), &["sync", "--json"]));
        assert_eq!(said["night"]["clashes"], Value::Array(Vec::new()), "{said}");
        for site in said["night"]["sites"].as_array().unwrap() {
            let legs = if site["relation"] == "parent" { 2 } else { 1 };
            assert_eq!(site["legs"].as_array().unwrap().len(), legs, "{site}");
        }
        must(&upper, &["hub", "import"]);
    }
    let doubts = "SELECT count(*) FROM tasks WHERE kind = 'site_to_confirm'";
    let doubts: i64 = raw(hall.dir())
        .query_row(doubts, [], |row| row.get(0))
        .unwrap();
    assert_eq!(doubts, 0);
    only_for_the_county(&county.importer, &hall_logs(hall.dir()));
    // Each has read what the other has of it.
    let said = json(&must(&upper, &["sync", "--json"]));
    let site = &said["night"]["sites"][0];
    assert_eq!(site["waiting"], site["legs"][0]["sent"], "{said}");

    let plan = json(&must(hall.dir(), &["sync", "--dry-run", "--json"]));
    let plan = plan.as_array().unwrap();
    assert_eq!(plan.len(), 1 + VILLAGES);
    for site in plan {
        let on = site["carriers"].as_array().unwrap().iter();
        let on: Vec<&str> = on.map(|on| on["carrier"].as_str().unwrap()).collect();
        let served = match site["relation"] == "parent" {
            true => on.len() == 2,
            false => on.len() == 1 && on[0].starts_with("dir:"),
        };
        assert!(served, "{site}");
    }
    // With the server alone the villages are not lost sight of, and not what failed.
    settings(hall.dir(), &format!("\"{line}\""));
    for args in [&["sync"][..], &["sync", "--dry-run"]] {
        for (lang, word) in [("en", "nothing in the settings"), ("zh-CN", "没有通到那里")] {
            let said = must(hall.dir(), &[args, &["--lang", lang]].concat());
            assert_eq!(said.matches(word).count(), VILLAGES, "{said}");
        }
    }
}

/// The names of the logs a hall writes for its county.
fn hall_logs(dir: &std::path::Path) -> Vec<Vec<u8>> {
    let db = raw(dir);
    let mut up = db
        .prepare("SELECT log_id FROM logs WHERE audience LIKE 'up%'")
        .unwrap();
    let up = up.query_map([], |row| row.get(0)).unwrap();
    up.collect::<Result<_, _>>().unwrap()
}

fn only_for_the_county(importer: &str, logs: &[Vec<u8>]) {
    let mut client = hub::connect(importer).unwrap();
    let sent = client
        .query("SELECT log_id FROM yizhan.inbox", &[])
        .unwrap();
    assert!(!sent.is_empty());
    for row in sent {
        let log: Vec<u8> = row.get(0);
        assert!(logs.contains(&log), "{log:x?} is for a village");
    }
    let notes = client
        .query("SELECT bytes FROM yizhan.notes_up", &[])
        .unwrap();
    assert!(!notes.is_empty());
    for row in notes {
        let bytes: Vec<u8> = row.get(0);
        let (note, _) = bytes[8..].split_at(bytes.len() - 8 - 64);
        let note: Value = serde_json::from_slice(note).unwrap();
        assert_eq!(note["to"], 120_115, "{note}");
    }
}

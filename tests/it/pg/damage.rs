//! A row that was damaged on the server: it is told with what to do, and harms nothing.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use yizhan::domain::site::SiteKind;
use yizhan::locale;
use yizhan::locale::Lang;
use yizhan::ops::night;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::carrier::postgres::Postgres;
use yizhan::sync::hub;

use super::FIRST;
use super::HUB;
use super::SECOND;
use super::county;
use super::org;
use crate::sync::world;
use crate::sync::world::Node;
use crate::sync::world::upwards;
use crate::sync_faults::damage::notes_apart;
use crate::sync_faults::dump;

fn line(url: &str, own: i64) -> Vec<Box<dyn Carrier>> {
    vec![Box::new(Postgres::new(url, org(own)).unwrap())]
}

/// What a bad disk or a hand at the database does to the newest rows.
const DAMAGES: [(&str, &str); 4] = [
    (
        "a flipped bit",
        "payload = set_bit(payload, 9, 1 - get_bit(payload, 9))",
    ),
    (
        "cut",
        "payload = substr(payload, 1, octet_length(payload) / 2)",
    ),
    ("emptied", "man = '', sig = '', payload = ''"),
    (
        "another's bytes",
        "(man, sig, payload) = (SELECT man, sig, payload FROM yizhan.inbox ORDER BY recv LIMIT 1)",
    ),
];

const NEWEST: &str =
    "(log_id, to_seq) IN (SELECT log_id, max(to_seq) FROM yizhan.inbox GROUP BY 1)";

/// Who hands over may only add, and the row's key is taken: the hall cannot mend it and lays nothing
/// again; the hub says which row it is, and when it is gone the hall's next night brings it.
#[test]
fn a_damaged_row_is_told_by_the_hub_and_laid_again_when_the_keeper_took_it_away() {
    let Some(county) = county() else { return };
    let root = TempDir::new().unwrap();
    let mut site = Node::make(root.path(), HUB, SiteKind::Hub, 1);
    let mut hall = Node::make(root.path(), FIRST, SiteKind::Hall, 2);
    world::acquaint(&mut site, &mut hall);
    let mut keeper = hub::connect(&county.admin).unwrap();
    for _ in 0..2 {
        hall.exchange(&mut line(&county.first, FIRST)).unwrap();
        site.exchange(&mut line(&county.importer, HUB)).unwrap();
    }
    for (what, damage) in DAMAGES {
        let laid: i64 = {
            hall.exchange(&mut line(&county.first, FIRST)).unwrap();
            site.exchange(&mut line(&county.importer, HUB)).unwrap();
            hall.exchange(&mut line(&county.first, FIRST)).unwrap();
            hall.work("up", "王芳");
            hall.work("up/pad", "张三丰");
            hall.exchange(&mut line(&county.first, FIRST)).unwrap();
            let damage = format!("UPDATE yizhan.inbox SET {damage} WHERE {NEWEST}");
            assert_eq!(keeper.execute(&damage, &[]).unwrap(), 2, "{what}");
            let all = "SELECT count(*) FROM yizhan.inbox";
            keeper.query_one(all, &[]).unwrap().get(0)
        };
        // A first look brings the hall's new notes; from then on the store stays as it is.
        site.exchange(&mut line(&county.importer, HUB)).unwrap();
        let kept = notes_apart(dump(&site));
        let mut named = Vec::new();
        for _ in 0..2 {
            let report = site.exchange(&mut line(&county.importer, HUB)).unwrap();
            assert_eq!(report.legs[0].received.entries, 0, "{what}");
            named = night::refused(&report.legs[0]);
            assert_eq!(named.len(), 2, "{what}");
            for lang in Lang::ALL {
                let said = locale::refused(lang, &report.legs[0].carrier, &named).unwrap();
                let todo = match lang {
                    Lang::En => "delete the row",
                    Lang::ZhCn => "删掉该行",
                };
                let (place, why) = named[0].split_once(": ").unwrap();
                let why = locale::foreign(lang, why);
                assert!(said.contains(todo) && said.contains(place), "{said}");
                assert!(said.contains(&why), "{said}");
            }
            assert!(notes_apart(dump(&site)) == kept, "{what}");
            let report = hall.exchange(&mut line(&county.first, FIRST)).unwrap();
            assert_eq!(report.legs[0].sent.segments, 0, "{what}");
            assert_eq!(report.legs[0].sent.waiting, 2, "{what}");
        }
        // The words name the row well enough to find it.
        for row in &named {
            let (log, range) = row.split_once(' ').unwrap();
            let (from, to) = range.split(':').next().unwrap().split_once('-').unwrap();
            let take = "DELETE FROM yizhan.inbox WHERE encode(log_id, 'hex') LIKE $1 || '%'
                AND from_seq = $2 AND to_seq = $3";
            let (from, to): (i64, i64) = (from.parse().unwrap(), to.parse().unwrap());
            let gone = keeper.execute(take, &[&log, &from, &to]).unwrap();
            assert_eq!(gone, 1, "{what}: {row}");
        }
        let report = hall.exchange(&mut line(&county.first, FIRST)).unwrap();
        assert_eq!(report.legs[0].sent.segments, 2, "{what}");
        let report = site.exchange(&mut line(&county.importer, HUB)).unwrap();
        assert_eq!(report.legs[0].received.entries, 2, "{what}");
        assert!(report.legs[0].received.damaged.is_empty(), "{what}");
        assert_eq!(site.received_from(hall.org), upwards(&hall), "{what}");
        let all = "SELECT count(*) FROM yizhan.inbox";
        let there: i64 = keeper.query_one(all, &[]).unwrap().get(0);
        assert_eq!(there, laid, "{what}: each row is there once");
    }
    for node in [&site, &hall] {
        assert!(yizhan::store::verify::verify(&node.dir).unwrap().ok);
    }
}

#[test]
fn an_import_that_refused_a_row_says_so_and_ends_with_partly() {
    let Some(county) = county() else { return };
    let root = TempDir::new().unwrap();
    let mut site = Node::make(root.path(), HUB, SiteKind::Hub, 1);
    let mut hall = Node::make(root.path(), FIRST, SiteKind::Hall, 2);
    world::acquaint(&mut site, &mut hall);
    hall.exchange(&mut line(&county.first, FIRST)).unwrap();
    let mut keeper = hub::connect(&county.admin).unwrap();
    let damage = "UPDATE yizhan.inbox SET payload = ''";
    assert!(keeper.execute(damage, &[]).unwrap() > 0);
    let settings = format!("[sync]\nto = [\"{}\"]\n", county.importer);
    std::fs::write(site.dir.join("hall.toml"), settings).unwrap();
    let import = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
        command.arg("--store").arg(&site.dir);
        command.args(["--lang", "en", "hub", "import"]).args(more);
        command.output().unwrap()
    };
    let out = import(&[]);
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(said.contains("rows refused"), "{said}");
    assert!(said.contains("delete the row"), "{said}");
    assert_eq!(out.status.code(), Some(5), "{said}");
    let out = import(&["--json"]);
    let told: Value = serde_json::from_slice(&out.stdout).unwrap();
    let refused = &told["night"]["sites"][0]["legs"][0]["damaged"];
    assert!(!refused.as_array().unwrap().is_empty(), "{told}");
    // More entries come under another name: of a log's last segment nobody need take anything away.
    keeper.execute("TRUNCATE yizhan.inbox", &[]).unwrap();
    hall.exchange(&mut line(&county.first, FIRST)).unwrap();
    keeper.execute(damage, &[]).unwrap();
    hall.work("up", "王芳");
    hall.work("up/pad", "张三丰");
    hall.exchange(&mut line(&county.first, FIRST)).unwrap();
    assert_eq!(import(&[]).status.code(), Some(0));
    assert_eq!(site.received_from(hall.org), upwards(&hall));
}

#[test]
fn what_the_tables_refuse_of_one_hall_keeps_no_other_out_and_its_name_is_told() {
    let Some(county) = county() else { return };
    let root = TempDir::new().unwrap();
    let mut site = Node::make(root.path(), HUB, SiteKind::Hub, 1);
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    for (code, seed) in [(FIRST, 2), (SECOND, 3)] {
        let mut hall = Node::make(root.path(), code, SiteKind::Hall, seed);
        world::acquaint(&mut site, &mut hall);
        let over: Vec<Box<dyn Carrier>> = vec![Box::new(Folder::new(&stick))];
        hall.exchange(&mut { over }).unwrap();
    }
    let (stick, server) = (stick.display(), &county.importer);
    let settings = format!("[sync]\nto = [\"dir:{stick}\", \"{server}\"]\n");
    std::fs::write(site.dir.join("hall.toml"), settings).unwrap();
    let mut keeper = hub::connect(&county.admin).unwrap();
    let refuse = format!("ALTER TABLE hub.entries ADD CONSTRAINT odd CHECK (org <> {FIRST})");
    keeper.batch_execute(&refuse).unwrap();
    let import = |connections: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
        command.arg("--store").arg(&site.dir).args(["--lang", "en"]);
        command.args(["hub", "import", "--connections", connections]);
        command.output().unwrap()
    };
    let count = |keeper: &mut postgres::Client, org: i64| -> i64 {
        let sql = "SELECT count(*) FROM hub.entries WHERE org = $1";
        keeper.query_one(sql, &[&org]).unwrap().get(0)
    };
    for connections in ["1", "2"] {
        let out = import(connections);
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(5), "{said}");
        assert!(
            said.contains(&format!("entries of {FIRST} (log ")),
            "{said}"
        );
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    assert_eq!(count(&mut keeper, FIRST), 0);
    assert!(count(&mut keeper, SECOND) > 0);
    keeper
        .batch_execute("ALTER TABLE hub.entries DROP CONSTRAINT odd")
        .unwrap();
    assert!(import("2").status.success());
    assert!(count(&mut keeper, FIRST) > 0);
}

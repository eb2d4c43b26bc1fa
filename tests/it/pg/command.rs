//! `yizhan hub …` as a real process, on a real server.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use yizhan::domain::site::SiteKind;
use yizhan::sync::hub;

use super::FIRST;
use super::HUB;
use super::SECOND;
use super::county;
use crate::support::server::one_at_a_time;
use crate::sync::world;
use crate::sync::world::Node;

/// Runs a command; returns its exit code, what it said, and what it complained of.
pub fn yizhan(store: &Path, url: Option<&str>, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
    command.arg("--store").arg(store).args(["--lang", "en"]);
    command.args(args).env_remove("YIZHAN_HUB_URL");
    if let Some(url) = url {
        command.env("YIZHAN_HUB_URL", url);
    }
    let out = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        out.status.code().unwrap(),
        text(out.stdout),
        text(out.stderr),
    )
}

#[test]
fn a_hub_is_made_checked_and_opened_to_a_hall_by_commands_that_keep_passwords_to_one_line() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let dir = TempDir::new().unwrap();
    let run = |url: &str, args: &[&str]| yizhan(dir.path(), Some(url), args);
    let empty = county.server.database();
    assert_eq!(run(&empty, &["hub", "lint"]).0, 3);
    assert_eq!(run(&empty, &["hub", "add-hall", "120115103"]).0, 3);
    let (code, said, _) = run(&empty, &["hub", "init", "--json"]);
    let made: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, made["steps"].as_array().unwrap().len()), (0, 7));
    let (code, said, _) = run(&empty, &["hub", "init"]);
    assert!(code == 0 && said.contains("nothing was changed"), "{said}");
    let (code, line, _) = run(&empty, &["hub", "add-hall", "120115188"]);
    assert_eq!((code, line.lines().count()), (0, 1));
    let line = line.trim().strip_prefix("to = \"").unwrap();
    let line = line.strip_suffix('"').unwrap();
    hub::connect(line).unwrap();
    assert_eq!(run(&empty, &["hub", "lint"]).0, 0);
    let mut keeper = hub::connect(&empty).unwrap();
    keeper
        .batch_execute("ALTER TABLE hub.ratings NO FORCE ROW LEVEL SECURITY")
        .unwrap();
    let (code, said, _) = run(&empty, &["hub", "lint"]);
    assert!(code == 4 && said.contains("hub.ratings"), "{said}");
    assert_eq!(run(&empty, &["hub", "remove-hall", "120115188"]).0, 0);
    assert!(hub::connect(line).is_err());

    let login = county.importer.replace(":importer@", ":sesame@");
    let (code, _, why) = run(&login, &["hub", "lint"]);
    assert!(
        code == 4 && why.contains("password") && !why.contains("sesame"),
        "{why}"
    );
    let (code, _, why) = run("postgres://a:sesame@b@c/d", &["hub", "lint"]);
    assert!(code == 2 && !why.contains("sesame"), "{why}");
    let (code, _, why) = run("postgres://a:sesame@127.0.0.1:1/d", &["hub", "lint"]);
    assert!(
        code == 4 && why.contains("answer") && !why.contains("sesame"),
        "{why}"
    );
    assert_eq!(yizhan(dir.path(), None, &["hub", "init"]).0, 2);
}

#[test]
fn what_halls_sent_is_in_the_tables_once_whatever_the_connections_and_counted_the_same_without_them()
 {
    let root = TempDir::new().unwrap();
    let mut site = Node::make(root.path(), HUB, SiteKind::Hub, 1);
    let stick = root.path().join("stick");
    let halls = [FIRST, SECOND, 120_115_105];
    for (seed, code) in halls.into_iter().enumerate() {
        let mut hall = Node::make(root.path(), code, SiteKind::Hall, 2 + seed as u64);
        world::acquaint(&mut site, &mut hall);
        (0..20).for_each(|_| hall.work("up", "somebody"));
        hall.exchange(&mut world::folder(&stick)).unwrap();
    }
    let settings = |more: &str| {
        let text = format!("[sync]\nto = [\"dir:{}\"{more}]\n", stick.display());
        std::fs::write(site.dir.join("hall.toml"), text).unwrap();
    };
    let run = |args: &[&str]| yizhan(&site.dir, None, args);
    settings("");
    let (code, said, why) = run(&["hub", "import", "--json"]);
    let got: Value = serde_json::from_str(&said).unwrap();
    // The store was made for another machine: it begins anew, and what the others say to that is still
    // to come.
    assert_eq!((code, &got["night"]["renewed"]), (5, &"moved".into()));
    assert!(got["received"].as_u64().unwrap() >= 60, "{said}{why}");
    let here = run(&["hub", "figures", "--json"]);
    assert_eq!(here.0, 0, "{}", here.2);

    let first = run(&["hub", "checkpoint", "--json"]);
    assert_eq!(
        (first.0, &first.1),
        (0, &run(&["hub", "checkpoint", "--json"]).1)
    );
    let kept: Value = serde_json::from_str(&first.1).unwrap();
    assert_eq!(kept["laid"], 3);
    for (seed, code) in halls.into_iter().enumerate() {
        let dir = root.path().join(code.to_string());
        let mut hall = Node {
            org: world::org(code),
            machine: format!("machine of {code}"),
            now: yizhan::domain::time::UtcMs(9_000_000),
            dice: yizhan::sync::dice::Dice::new(50 + seed as u64),
            open: Default::default(),
            dir: dir.clone(),
        };
        hall.exchange(&mut world::folder(&stick)).unwrap();
        let (code, said, why) = yizhan(&dir, None, &["hub", "checkpoint", "--last", "--json"]);
        assert_eq!(code, 0, "{why}");
        let shown: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((&shown["no"], &shown["code"]), (&kept["no"], &kept["code"]));
    }

    let mut tables = Vec::new();
    for connections in ["1", "4"] {
        let Some(county) = county() else { return };
        settings(&format!(", \"{}\"", county.importer));
        for _ in 0..2 {
            let (code, _, why) = run(&["hub", "import", "--connections", connections]);
            assert_eq!(code, 0, "{why}");
        }
        assert_eq!(run(&["hub", "figures", "--json"]).1, here.1);
        let mut client = hub::connect(&county.importer).unwrap();
        let row = client
            .query_one(
                "SELECT count(*), md5(string_agg(e::text, '' ORDER BY org, log_id, seq))
                 FROM hub.entries e",
                &[],
            )
            .unwrap();
        tables.push((row.get::<_, i64>(0), row.get::<_, String>(1)));
    }
    assert_eq!(tables[0], tables[1]);
    assert!(tables[0].0 >= 60);
}

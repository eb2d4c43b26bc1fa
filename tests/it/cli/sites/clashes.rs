//! What must not be between a county and its hall, and what each says of it: with the real binary, and
//! where somebody cheats, with the county's own keys.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use serde_json::Value;
use yizhan::domain::entry::Hash;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::time::UtcMs;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::keys::Keyring;
use yizhan::sync::note;
use yizhan::sync::note::Note;
use yizhan::sync::note::Says;
use yizhan::sync::notes;

use super::HUB;
use super::TOWN;
use super::bytes;
use super::nights::Town;
use super::nights::carriers;
use super::nights::town;
use crate::cli::Hall;
use crate::sync_faults::versions::of_a_later_form;

fn settled() -> Town {
    let town = town();
    for _ in 0..2 {
        town.hall.words("sync").ends(0);
        town.hub.words("sync").ends(0);
    }
    town.hall.words("sync").ends(0);
    town
}

fn clashes(report: &Value) -> Vec<String> {
    let all = report["night"]["clashes"].as_array().unwrap();
    all.iter()
        .map(|clash| clash["what"].as_str().unwrap().to_owned())
        .collect()
}

/// The open tasks of a site, each kind with what it is about.
fn tasks(of: &Hall) -> Vec<(String, String)> {
    let all = of.words("show tasks --json").ends(0).json();
    let word = |task: &Value, field: &str| task[field].as_str().unwrap().to_owned();
    let all = all.as_array().unwrap().iter();
    all.map(|task| (word(task, "kind"), word(task, "about")))
        .collect()
}

fn both_languages(of: &Hall, words: &str, code: i32) -> [String; 2] {
    let said = |lang| of.words(&format!("{words} --lang {lang}")).ends(code).out;
    let pages = ["zh-CN", "en"].map(said);
    assert!(
        pages.iter().all(|page| !page.contains(['⟦', '{'])),
        "{pages:?}"
    );
    pages
}

/// Puts the files of a store back as they were, in place, as a machine's image is put back.
fn put_back(of: &Hall, files: &std::collections::BTreeMap<PathBuf, Vec<u8>>) {
    for path in bytes(of)
        .into_keys()
        .filter(|path| !files.contains_key(path))
    {
        fs::remove_file(path).unwrap();
    }
    files
        .iter()
        .for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
}

fn staff(of: &Hall, no: u32) {
    of.words(&format!(
        "do save_staff --staff {no} --name 新{no} --by 101"
    ))
    .ends(0);
}

#[test]
fn a_hall_that_went_on_in_two_ways_is_named_by_the_countys_import_with_a_task() {
    let town = settled();
    let (hub, hall) = (&town.hub, &town.hall);
    let image = bytes(hall);
    staff(hall, 201);
    hall.words("sync").ends(0);
    hub.words("hub import").ends(0);
    // The machine's image is put back; its stick has not been in the county yet.
    put_back(hall, &image);
    staff(hall, 301);
    let other = town.stick.with_extension("other");
    fs::create_dir(&other).unwrap();
    carriers(hall, &[&other]);
    hall.words("sync").ends(0);
    carriers(hub, &[&town.stick, &other]);
    let said = hub.words("hub import --json").ends(5).json();
    assert_eq!(said["verdict"], "partly");
    assert_eq!(clashes(&said), ["fork"], "{said}");
    assert_eq!(tasks(hub), [("fork".to_owned(), TOWN.to_owned())]);
    for (page, words) in both_languages(hub, "show tasks", 0)
        .iter()
        .zip(["云溪镇", TOWN])
    {
        assert!(page.contains(TOWN) || page.contains(words), "{page}");
    }
    // It is told once; what `sync` says of the same is the same, and so is the exit.
    let again = hub.words("sync --json").code;
    assert_eq!(again, hub.words("hub import --json").code);
    assert_eq!(tasks(hub).len(), 1);
}

#[test]
fn an_import_and_an_exchange_end_with_the_same_code_for_the_same_outcome() {
    let town = settled();
    let away = town.stick.with_extension("away");
    for (to, code) in [
        (vec![town.stick.as_path()], 0),
        (vec![away.as_path(), town.stick.as_path()], 5),
        (vec![away.as_path()], 4),
    ] {
        carriers(&town.hub, &to);
        for words in ["sync", "hub import", "hub checkpoint"] {
            town.hub.words(words).ends(code);
        }
        let page = town.hub.words("hub import").out;
        let wanted = if code == 0 {
            "全部完成"
        } else {
            "请插好优盘"
        };
        assert!(page.contains(wanted), "{page}");
    }
}

#[test]
fn a_checkpoint_that_leaves_a_halls_log_out_is_found_at_the_hall_and_raises_a_task() {
    let town = settled();
    town.hub.words("hub checkpoint").ends(0);
    town.hall.words("sync --json").ends(0);
    // The county strikes the hall's entries out of its store and goes on as if they never came.
    town.hub.sql(
        "DROP TRIGGER far_entries_are_never_deleted; DROP TRIGGER far_heads_are_never_deleted;
         DELETE FROM far_entries; DELETE FROM far_heads;",
    );
    let laid = town.hub.words("hub checkpoint --json").ends(0).json();
    let said = town.hall.words("sync --json").ends(5).json();
    assert_eq!(clashes(&said), ["left_out"], "{said}");
    assert_eq!(said["night"]["clashes"][0]["no"], laid["no"]);
    assert_eq!(tasks(&town.hall), [("evidence".to_owned(), HUB.to_owned())]);
    assert_eq!(town.hall.words("sync --json").code, 0, "it is told once");
    assert_eq!(tasks(&town.hall).len(), 1);
}

#[test]
fn a_county_that_acknowledges_less_than_before_is_told_of_once_and_both_its_words_are_kept() {
    let town = settled();
    let (hub, hall) = (&town.hub, &town.hall);
    let image = bytes(hub);
    staff(hall, 201);
    staff(hall, 202);
    hall.words("sync").ends(0);
    hub.words("sync").ends(0);
    hall.words("sync").ends(0);
    // The county's machine is put back as it was; what the stick brought since is not there.
    put_back(hub, &image);
    fs::rename(&town.stick, town.stick.with_extension("before")).unwrap();
    fs::create_dir(&town.stick).unwrap();
    hub.words("sync").ends(0);
    let said = hall.words("sync --json").ends(5).json();
    assert_eq!(clashes(&said), ["says_less"], "{said}");
    assert!(
        said["night"]["clashes"][0]["entries"].as_u64().unwrap() >= 2,
        "{said}"
    );
    assert_eq!(tasks(hall), [("evidence".to_owned(), HUB.to_owned())]);
    assert!(evidence(hall, "withdrawn") >= 2);
    let page = hall.words("show tasks --lang en").ends(0).out;
    assert!(page.contains("less than it once did"), "{page}");
    // It gets what it lost again, and nothing more is said about it.
    hub.words("sync").ends(0);
    hall.words("sync").ends(0);
    assert_eq!(tasks(hall).len(), 1);
    for site in [hub, hall] {
        site.words("verify").ends(0);
    }
    let there = hub.words("sites --json").ends(0).json();
    let here = hall.words("sites --json").ends(0).json();
    assert_eq!(there["others"][0]["received"], here["others"][0]["acked"]);
}

/// The key a county signs with.
fn key_of(hub: &Hall) -> SigningKey {
    let db = rusqlite::Connection::open(hub.store().join("yizhan.db")).unwrap();
    let newest = "SELECT log_id FROM logs WHERE audience = 'up' ORDER BY lno DESC LIMIT 1";
    let log: [u8; 16] = db.query_row(newest, [], |row| row.get(0)).unwrap();
    let ring = Keyring::of_store(&hub.store());
    ring.signing(yizhan::domain::entry::LogId(log))
        .unwrap()
        .unwrap()
}

#[test]
fn two_checkpoints_of_one_number_over_two_carriers_convict_the_county() {
    let town = settled();
    let (hub, hall) = (&town.hub, &town.hall);
    let other = town.stick.with_extension("other");
    fs::create_dir(&other).unwrap();
    let true_one = hub.words("hub checkpoint --json").ends(0).json();
    let no = true_one["no"].as_u64().unwrap();
    // Over the other carrier it tells another story under the same number.
    let (from, to): (Org, Org) = (HUB.parse().unwrap(), TOWN.parse().unwrap());
    let leaves = vec![Hash::of(b"another story").to_string()];
    let root = notes::root_of(&leaves);
    let says = Says::Checkpoint { root, leaves };
    let forged = Note {
        from,
        to,
        no,
        at: UtcMs(1),
        says,
    };
    let key = key_of(hub);
    let by = PublicKey(key.verifying_key().to_bytes()).short();
    let label = Label::Note {
        kind: NoteKind::Checkpoint,
        by,
        no,
    };
    Folder::new(&other)
        .put(
            Route { from, to },
            &label,
            &note::write(&forged, &key).unwrap(),
        )
        .unwrap();
    carriers(hall, &[&town.stick, &other]);
    let said = hall.words("sync --json").ends(5).json();
    assert_eq!(clashes(&said), ["two_checkpoints"], "{said}");
    assert_eq!(tasks(hall), [("evidence".to_owned(), HUB.to_owned())]);
    assert_eq!(evidence(hall, "checkpoint"), 1);
}

fn evidence(of: &Hall, why: &str) -> i64 {
    let db = rusqlite::Connection::open(of.store().join("yizhan.db")).unwrap();
    let sql = "SELECT count(*) FROM evidence WHERE why = ?1";
    db.query_row(sql, [why], |row| row.get(0)).unwrap()
}

fn segments(stick: &Path) -> Vec<PathBuf> {
    let there = stick.join(format!("v1/{HUB}/{TOWN}"));
    let mut found: Vec<PathBuf> = fs::read_dir(there)
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "seg"))
        .collect();
    found.sort();
    found
}

#[test]
fn what_a_newer_program_sent_waits_and_the_night_says_partly() {
    let town = settled();
    let before = segments(&town.stick);
    staff(&town.hall, 201);
    town.hall.words("sync").ends(0);
    let new = segments(&town.stick)
        .into_iter()
        .find(|path| !before.contains(path));
    let (new, key) = (new.unwrap(), key_of(&town.hall));
    let known = fs::read(&new).unwrap();
    fs::write(&new, of_a_later_form(&known, &key)).unwrap();
    let said = town.hub.words("hub import --json").ends(5).json();
    assert_eq!(said["night"]["sites"][0]["legs"][0]["later"], 1, "{said}");
    let pages = both_languages(&town.hub, "sync", 5);
    assert!(pages[0].contains("请升级本机") && pages[1].contains("upgrade this one"));
    fs::write(&new, &known).unwrap();
    town.hub.words("hub import").ends(0);
}

//! Nights of two halls and their county over a server, by the commands people type.

use serde_json::Value;
use tempfile::TempDir;
use yizhan::sync::hub;

use super::command::yizhan;
use super::county;
use super::county::HALLS;
use super::county::hall_of;
use super::county::hub_at;
use super::county::must;
use super::county::must_at;
use super::county::settings;
use crate::support::TrialHall;
use crate::support::server::one_at_a_time;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn two_halls_hand_over_by_the_server_and_the_next_exchange_brings_the_checkpoint() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let halls: Vec<TrialHall> = HALLS[..2]
        .iter()
        .map(|code| hall_of(code, &upper, root.path()))
        .collect();
    settings(&upper, &format!("\"{}\"", county.importer));
    for (t, org) in halls.iter().zip(HALLS) {
        let line = json(&must_at(&county.admin, &["hub", "add-hall", org, "--json"]));
        settings(t.dir(), &format!("\"{}\"", line["line"].as_str().unwrap()));
        must(t.dir(), &["sync"]);
    }
    let first = json(&must(&upper, &["hub", "import", "--json"]));
    let received = first["received"].as_u64().unwrap();
    assert!(received > 20, "{first}");
    assert_eq!(first["loaded"]["forked"], 0);
    let again = json(&must(&upper, &["hub", "import", "--json"]));
    assert_eq!(
        (&again["received"], &again["loaded"]["new"]),
        (&0.into(), &0.into()),
        "{again}"
    );
    for t in &halls {
        let said = json(&must(t.dir(), &["sync", "--json"]));
        // What it wrote just now is all that waits: the rest was acknowledged.
        let site = &said["night"]["sites"][0];
        assert_eq!(site["waiting"], site["legs"][0]["sent"], "{said}");
        let (code, ..) = yizhan(t.dir(), None, &["hub", "checkpoint", "--last"]);
        assert_eq!(code, 3, "none was published yet");
    }
    must(&upper, &["sync"]);
    let published = json(&must(&upper, &["hub", "checkpoint", "--json"]));
    assert_eq!(published["laid"], 2);
    for t in &halls {
        must(t.dir(), &["sync"]);
        let kept = json(&must(t.dir(), &["hub", "checkpoint", "--last", "--json"]));
        assert_eq!(
            (&kept["no"], &kept["code"]),
            (&published["no"], &published["code"])
        );
        must(t.dir(), &["verify"]);
    }
    must(&upper, &["verify"]);
    must(&upper, &["hub", "lint"]);
}

#[test]
fn without_tls_no_line_leads_to_another_machine_and_a_folder_beside_it_is_used_all_the_same() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let hall = hall_of(HALLS[0], &upper, root.path());
    // The same server, by an address that is not this machine's own, has no TLS.
    let port = county.admin.rsplit_once("port=").unwrap().1;
    let far = format!(
        "postgres://hall_{}:geheim@127.0.0.2:{port}/county",
        HALLS[0]
    );
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let folder = format!("\"dir:{}\"", stick.display());
    for (to, exit) in [
        (format!("\"{far}\""), 4),
        (format!("\"{far}\", {folder}"), 5),
    ] {
        settings(hall.dir(), &to);
        for lang in ["en", "zh-CN"] {
            let (code, said, why) = yizhan(hall.dir(), None, &["sync", "--lang", lang]);
            assert_eq!(code, exit, "{said}{why}");
            assert!(said.contains("TLS") && !said.contains("geheim"), "{said}");
        }
    }
    assert!(stick.join("v1").exists());
    let (code, _, why) = yizhan(root.path(), Some(&far), &["hub", "lint"]);
    assert!(
        code == 4 && why.contains("certificate") && !why.contains("geheim"),
        "{why}"
    );
    let off = format!("{far}?sslmode=disable");
    let (code, _, why) = yizhan(root.path(), Some(&off), &["hub", "lint"]);
    assert!(code == 2 && why.contains("TLS"), "{why}");
}

#[test]
fn tables_of_a_newer_program_are_left_alone_and_the_sentence_says_what_to_do() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    settings(&upper, &format!("\"{}\"", county.importer));
    must(&upper, &["hub", "import"]);
    let mut keeper = hub::connect(&county.admin).unwrap();
    let word =
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'yizhan'";
    let known: String = keeper.query_one(word, &[]).unwrap().get(0);
    let mut comment = |text: &str| {
        keeper
            .batch_execute(&format!("COMMENT ON SCHEMA yizhan IS '{text}'"))
            .unwrap();
    };
    comment(&format!("{known} {}", "0".repeat(64)));
    let admin = Some(county.admin.as_str());
    for (url, args, exit) in [
        (admin, ["hub", "init"].as_slice(), 3),
        (admin, &["hub", "add-hall", "120115109"], 3),
        // What lay on the carriers was taken in: that is done in part.
        (None, &["hub", "import"], 5),
        (None, &["hub", "figures"], 3),
    ] {
        for (lang, words) in [("en", "bring this program up to date"), ("zh-CN", "升级")] {
            let (code, _, why) = yizhan(&upper, url, &[args, &["--lang", lang]].concat());
            assert!(
                code == exit && why.contains(words),
                "{args:?}: {code} {why}"
            );
            assert_eq!(why.trim().lines().count(), 1, "{why}");
        }
    }
    comment(&known);
    must(&upper, &["hub", "import"]);
}

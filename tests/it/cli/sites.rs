//! Two halls of paper become one tree: the enrolment of sites as people do it, with the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::Hall;
use super::Ran;

mod clashes;
mod life;
mod nights;
mod village_nights;

const HUB: &str = "330182";
const TOWN: &str = "330182001";
const VILLAGE: &str = "330182001001";

/// A site with a leader 101 and two clerks 102 and 103.
pub fn site(kind: &str, org: &str, name: &str) -> Hall {
    let site = Hall::empty();
    site.run(&["init", "--kind", kind, "--org", org, "--name", name])
        .ends(0);
    staffed(site)
}

fn staffed(site: Hall) -> Hall {
    for line in [
        "do save_staff --staff 101 --name 赵一 --role leader",
        "do save_staff --staff 102 --name 钱二 --by 101",
        "do save_staff --staff 103 --name 孙三 --by 101",
    ] {
        site.words(line).ends(0);
    }
    site
}

/// Writes a site's card; returns the file and the fingerprint.
fn card(of: &Hall) -> (String, String) {
    let file = of.folder_path() + "/card.json";
    let made = of.run(&["site", "card", &file, "--json"]).ends(0).json();
    (file, made["fingerprint"].as_str().unwrap().to_owned())
}

fn enrol(at: &Hall, file: &str, relation: &str, print: &str, (by, witness): (&str, &str)) -> Ran {
    at.run(&[
        "site",
        "enrol",
        file,
        "--as",
        relation,
        "--by",
        by,
        "--witness",
        witness,
        "--fingerprint",
        print,
        "--json",
    ])
}

/// Both enrol each other.
pub fn meet(upper: &Hall, lower: &Hall) {
    let (file, print) = card(lower);
    enrol(upper, &file, "child", &print, ("101", "102")).ends(0);
    let (file, print) = card(upper);
    enrol(lower, &file, "parent", &print, ("102", "101")).ends(0);
}

fn sites(of: &Hall) -> Value {
    of.words("sites --json").ends(0).json()
}

/// All files of a store byte for byte, without what only reading leaves.
fn bytes(of: &Hall) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![of.store()];
    while let Some(dir) = left.pop() {
        for item in fs::read_dir(dir).unwrap() {
            let path = item.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "logs" {
                left.push(path);
            } else if path.is_file() && !name.ends_with("-shm") && !name.ends_with(".log") {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_site_is_made_with_a_kind_and_a_code_that_agree() {
    for (kind, org) in [
        ("hub", TOWN),
        ("hall", HUB),
        ("village", TOWN),
        ("hall", VILLAGE),
    ] {
        let site = Hall::empty();
        let ran = site
            .run(&[
                "init", "--kind", kind, "--org", org, "--json", "--lang", "en",
            ])
            .ends(3);
        assert_eq!(ran.json()["error"]["code"], "org_kind_wrong");
        assert!(!site.store().exists(), "nothing was made");
    }
    for wrong in [
        ["init", "--kind", "hall", "--org", "12345"],
        ["init", "--kind", "town", "--org", TOWN],
        ["init", "--kind", "hall", "--org", "-330182001"],
    ] {
        Hall::empty().run(&wrong).ends(2);
    }
    Hall::empty().words("init --kind hall").ends(2);
    Hall::empty().words("init --org 330182001").ends(2);
    for (kind, org, matters) in [
        ("hub", HUB, false),
        ("hall", TOWN, true),
        ("village", VILLAGE, true),
    ] {
        let site = Hall::empty();
        let made = site
            .run(&[
                "init", "--kind", kind, "--org", org, "--name", "甲", "--json",
            ])
            .ends(0)
            .json();
        assert_eq!(made["matters"].as_u64().unwrap() > 0, matters, "{kind}");
        let own = &sites(&site)["own"];
        assert_eq!((&own["kind"], &own["name"]), (&kind.into(), &"甲".into()));
        assert_eq!(own["org"].to_string(), org);
        assert_eq!(
            own["fingerprint"],
            Value::Null,
            "no keys before they are asked for"
        );
        assert!(!site.store().join("keys").exists());
        assert!(site.words("verify").ends(0).out.contains("完好"));
    }
}

#[test]
fn a_store_that_is_there_gets_its_place_from_a_leader_until_others_know_it() {
    let hall = Hall::set_up(false);
    hall.words("site card --json").ends(3);
    let ran = hall.words("sites").ends(0);
    assert!(ran.out.contains("yizhan site place"), "{}", ran.out);
    for (by, code) in [
        ("", 3),
        (" --by 102", 3),
        (" --by 999", 3),
        (" --by 101", 0),
    ] {
        let line = format!("site place --org {TOWN} --kind hall{by}");
        hall.words(&line).ends(code);
    }
    assert_eq!(sites(&hall)["own"]["name"], "云溪镇");
    // A slip may be put right as long as nobody knows the site.
    hall.words("site place --org 330182002 --kind hall --by 101")
        .ends(0);
    hall.words(&format!("site place --org {TOWN} --kind hall --by 101"))
        .ends(0);
    meet(&site("hub", HUB, "龙河县"), &hall);
    let ran = hall
        .words("site place --org 330182002 --kind hall --by 101 --json")
        .ends(3);
    assert_eq!(ran.json()["error"]["code"], "site_settled");
    hall.words(&format!(
        "site place --org {TOWN} --kind hall --name 新名 --by 101"
    ))
    .ends(0);
    assert_eq!(sites(&hall)["own"]["name"], "新名");
}

#[test]
fn two_sites_enrol_each_other_and_know_who_vouched() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    meet(&hub, &hall);
    for (at, other, relation) in [(&hub, &hall, "child"), (&hall, &hub, "parent")] {
        let seen = sites(at);
        let line = &seen["others"][0];
        assert_eq!(line["relation"], relation);
        assert_eq!(line["fingerprint"], sites(other)["own"]["fingerprint"]);
        assert_eq!(line["epoch"], 1);
        let mut people: Vec<&str> = line["enrolled"]["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        people.sort_unstable();
        assert_eq!(people, ["101 赵一", "102 钱二"]);
        assert_eq!(line["heard"], Value::Null);
        for lang in ["en", "zh-CN"] {
            let page = at.run(&["sites", "--lang", lang]).ends(0).out;
            let print = line["fingerprint"].as_str().unwrap();
            assert!(page.contains(print) && !page.contains('⟦'), "{page}");
        }
        assert!(at.words("verify").ends(0).out.contains("完好"));
        at.words("rebuild").ends(0);
        assert_eq!(sites(at), seen, "folded again it is the same");
    }
    let waiting = sites(&hall)["others"][0]["waiting"].as_u64().unwrap();
    assert!(
        waiting > 3,
        "everything waits for the first night: {waiting}"
    );
}

#[test]
fn the_card_shows_its_fingerprint_to_be_read_out_and_stays_the_same() {
    let hall = site("hall", TOWN, "云溪镇");
    let (file, print) = card(&hall);
    let page = hall.words("site card --lang en").ends(0).out;
    for group in print.split('-') {
        let spaced: Vec<String> = group.chars().map(String::from).collect();
        assert!(page.contains(&spaced.join("  ")), "{page}");
    }
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("云溪镇") && text.contains(TOWN) && !text.contains(&print));
    assert_eq!(card(&hall), (file, print), "written again it is the same");
    let other = hall.file("important.txt", b"keep me");
    hall.run(&["site", "card", &other]).ends(3);
    assert_eq!(fs::read(&other).unwrap(), b"keep me");
    for key in fs::read_dir(hall.store().join("keys")).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let mode = key.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads a key");
    }
}

#[test]
fn what_two_people_cannot_vouch_for_is_refused_and_nothing_is_kept() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    let (village, stranger) = (
        site("village", VILLAGE, "杨树村"),
        site("hall", "330183001", "外县镇"),
    );
    let (file, print) = card(&hall);
    let (village_file, village_print) = card(&village);
    let (stranger_file, stranger_print) = card(&stranger);
    let (hub_file, hub_print) = card(&hub);
    let two = ("101", "102");
    let first = &print[..1];
    let wrong = print.replacen(first, if first == "Z" { "Y" } else { "Z" }, 1);
    assert_ne!(wrong, print);
    let before = bytes(&hub);
    for (why, file, relation, print, people, code) in [
        (
            "fingerprint",
            &file,
            "child",
            &wrong,
            two,
            "fingerprint_wrong",
        ),
        (
            "empty",
            &file,
            "child",
            &String::new(),
            two,
            "fingerprint_wrong",
        ),
        (
            "other's",
            &file,
            "child",
            &village_print,
            two,
            "fingerprint_wrong",
        ),
        (
            "same person",
            &file,
            "child",
            &print,
            ("101", "101"),
            "witness_same",
        ),
        (
            "unknown staff",
            &file,
            "child",
            &print,
            ("101", "999"),
            "staff_unknown",
        ),
        (
            "unknown first",
            &file,
            "child",
            &print,
            ("999", "101"),
            "staff_unknown",
        ),
        (
            "clerks only",
            &file,
            "child",
            &print,
            ("102", "103"),
            "leader_wanted",
        ),
        (
            "upside down",
            &file,
            "parent",
            &print,
            two,
            "site_misplaced",
        ),
        (
            "too far below",
            &village_file,
            "child",
            &village_print,
            two,
            "site_misplaced",
        ),
        (
            "other county",
            &stranger_file,
            "child",
            &stranger_print,
            two,
            "site_misplaced",
        ),
        (
            "itself",
            &hub_file,
            "child",
            &hub_print,
            two,
            "site_is_self",
        ),
    ] {
        let ran = enrol(&hub, file, relation, print, people).ends(3);
        assert_eq!(ran.json()["error"]["code"], code, "{why}");
        assert_eq!(ran.err.trim().lines().count(), 1, "{why}: {}", ran.err);
    }
    let no_print = [
        "site",
        "enrol",
        &file,
        "--as",
        "child",
        "--by",
        "101",
        "--witness",
        "102",
    ];
    let ran = hub.run(&no_print).ends(2);
    assert!(ran.err.contains("--fingerprint"), "{}", ran.err);
    assert_eq!(bytes(&hub), before, "nothing is kept");
    assert_eq!(sites(&hub)["others"], serde_json::json!([]));

    // A hall has one parent: a second store that says it is the same hub is the same site anew, but
    // no other code fits above it.
    enrol(&hall, &hub_file, "parent", &hub_print, two).ends(0);
    let ran = enrol(&hall, &stranger_file, "parent", &stranger_print, two).ends(3);
    assert_eq!(ran.json()["error"]["code"], "site_misplaced");
    assert_eq!(sites(&hall)["others"].as_array().unwrap().len(), 1);
}

#[test]
fn a_card_of_a_copy_that_names_the_logs_it_was_copied_with_is_refused() {
    let (hub, copy) = (site("hub", HUB, "龙河县"), Hall::empty());
    crate::sync::copy_dir(&hub.store(), &copy.store());
    copy.words(&format!("site place --org {TOWN} --kind hall --by 101"))
        .ends(0);
    let (file, print) = card(&copy);
    let ran = enrol(&hub, &file, "child", &print, ("101", "102")).ends(3);
    assert_eq!(ran.json()["error"]["code"], "card_names_ours");
    assert_eq!(sites(&hub)["others"], serde_json::json!([]));
}

#[test]
fn a_card_that_was_cut_or_changed_anywhere_is_refused() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    let (file, print) = card(&hall);
    let whole = fs::read(&file).unwrap();
    let before = bytes(&hub);
    let refused = |bytes: &[u8], what: &str| {
        let bad = hub.file("bad.json", bytes);
        let ran = enrol(&hub, &bad, "child", &print, ("101", "102")).ends(3);
        let code = ran.json()["error"]["code"].as_str().unwrap().to_owned();
        assert!(code.starts_with("card_"), "{what}: {code}");
        code
    };
    // Every cut and every bit of the whole file are tried where a card is read; here a sample goes
    // through the program.
    for end in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        refused(&whole[..end], "cut");
    }
    for bit in (0..whole.len() * 8).step_by(641) {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused(&flipped, "flipped");
    }
    refused(b"", "empty");
    refused(&vec![b' '; 1 << 20], "far too long");
    let text = String::from_utf8(whole.clone()).unwrap();
    let later = text.replace("\"yizhan_card\": 1", "\"yizhan_card\": 7");
    assert_eq!(refused(later.as_bytes(), "later"), "card_version");
    // Another's keys under this site's name.
    let namesake = site("hall", TOWN, "云溪镇");
    let (other, _) = card(&namesake);
    let mut mixed: Value = serde_json::from_str(&text).unwrap();
    let strange: Value = serde_json::from_str(&fs::read_to_string(other).unwrap()).unwrap();
    mixed["signature"] = strange["signature"].clone();
    let mixed = serde_json::to_string_pretty(&mixed).unwrap() + "\n";
    assert_eq!(refused(mixed.as_bytes(), "forged"), "card_forged");
    assert_eq!(bytes(&hub), before, "nothing is kept");
    hub.run(&[
        "site",
        "enrol",
        "/nowhere/card",
        "--as",
        "child",
        "--by",
        "101",
        "--witness",
        "102",
    ])
    .ends(2);
}

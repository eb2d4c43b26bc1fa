//! What becomes of a link: keys changed, revoked and lost, and a case two sites share over it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::exchange;

use super::HUB;
use super::TOWN;
use super::VILLAGE;
use super::card;
use super::enrol;
use super::meet;
use super::site;
use super::sites;
use super::staffed;
use crate::cli::Hall;
use crate::support::terminal::Screen;

#[test]
fn keys_changed_on_purpose_begin_a_new_epoch_and_a_leader_alone_may_do_it() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    meet(&hub, &hall);
    let (_, old) = card(&hall);
    hall.words("site rotate --by 102 --reason 例行").ends(3);
    hall.run(&["site", "rotate", "--by", "101", "--reason", " "])
        .ends(3);
    assert_eq!(card(&hall).1, old, "nothing changed");
    let turned = hall
        .words("site rotate --by 101 --reason 例行 --json")
        .ends(0)
        .json();
    assert_eq!(turned["epoch"], 2);
    let (file, new) = card(&hall);
    assert_eq!(turned["fingerprint"], new.as_str());
    assert_ne!(new, old);
    hall.words("do save_staff --staff 104 --name 李四 --by 101")
        .ends(0);
    assert!(hall.words("verify").ends(0).out.contains("完好"));
    // The old card does no more; the new one is taken, again by two.
    enrol(&hub, &file, "child", &old, ("101", "102")).ends(3);
    let again = enrol(&hub, &file, "child", &new, ("101", "102"))
        .ends(0)
        .json();
    assert_eq!(again["again"], true);
    assert_eq!(sites(&hub)["others"][0]["epoch"], 2);
    // Where others may have them, the old keys go.
    let keys = |of: &Path| fs::read_dir(of.join("keys")).unwrap().count();
    let many = keys(&hall.store());
    hall.words("site rotate --by 101 --reason 被盗 --forget")
        .ends(0);
    assert!(keys(&hall.store()) < many);
    assert_eq!(sites(&hall)["own"]["epoch"], 3);
    assert_eq!(card(&hall).1, sites(&hall)["own"]["fingerprint"]);
}

#[test]
fn who_enrolled_a_site_is_shown_also_after_a_key_brought_its_card_further() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    meet(&hub, &hall);
    let people = sites(&hub)["others"][0]["enrolled"].clone();
    assert_eq!(
        people["people"],
        serde_json::json!(["101 赵一", "102 钱二"])
    );
    let folder = tempfile::tempdir().unwrap();
    night(&hall, folder.path());
    night(&hub, folder.path());
    hall.words("site rotate --by 101 --reason 例行").ends(0);
    night(&hall, folder.path());
    night(&hub, folder.path());
    let line = sites(&hub)["others"][0].clone();
    assert_eq!((&line["epoch"], &line["enrolled"]), (&2.into(), &people));
    assert!(line["renewed"]["key"].is_string(), "{line}");
    let page = hub.words("sites").ends(0).out;
    assert!(
        page.contains("101 赵一") && page.contains("102 钱二") && page.contains("担保"),
        "{page}"
    );
    hub.words("rebuild").ends(0);
    assert_eq!(sites(&hub)["others"][0], line);
    // Two people who vouch again stand for what is known then.
    let (file, print) = card(&hall);
    enrol(&hub, &file, "child", &print, ("101", "103")).ends(0);
    let line = sites(&hub)["others"][0].clone();
    assert_eq!(line["enrolled"]["people"][1], "103 孙三");
    assert!(line["renewed"].is_null(), "{line}");
}

#[test]
fn a_revoked_key_is_believed_no_more_and_its_card_is_not_taken_back() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    meet(&hub, &hall);
    let (file, print) = card(&hall);
    let stolen = fs::read(&file).unwrap();
    let key = sites(&hub)["others"][0]["keys"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let revoke = |key: &str, by: &str| {
        hub.run(&[
            "site",
            "revoke",
            TOWN,
            "--key",
            key,
            "--by",
            by,
            "--reason",
            "机器被盗",
            "--json",
        ])
    };
    for (key, by, code) in [
        (key.as_str(), "102", "not_leader"),
        (&key[..7], "101", "key_unknown"),
        ("ffffffffffffffff0000", "101", "key_unknown"),
    ] {
        let ran = revoke(key, by).ends(3);
        assert_eq!(ran.json()["error"]["code"], code);
    }
    let done = revoke(&key[..12], "101").ends(0).json();
    assert_eq!(done["keys"], serde_json::json!([key]));
    let left = done["left"].as_u64().unwrap();
    assert!(left > 0);
    let ran = revoke(&key, "101").ends(3);
    assert_eq!(
        ran.json()["error"]["code"],
        "key_unknown",
        "it is revoked once"
    );
    assert_eq!(revoke("all", "101").ends(0).json()["left"], 0);
    let line = sites(&hub)["others"][0].clone();
    assert_eq!(line["keys"], serde_json::json!([]));
    assert_eq!(line["revoked"].as_array().unwrap().len() as u64, left + 1);
    assert_eq!(line["revoked"][0]["by"], "101 赵一");
    hub.words("rebuild").ends(0);
    assert_eq!(sites(&hub)["others"][0], line);
    assert!(hub.words("verify").ends(0).out.contains("完好"));
    let old = hub.file("old.json", &stolen);
    let ran = enrol(&hub, &old, "child", &print, ("101", "102")).ends(3);
    assert_eq!(ran.json()["error"]["code"], "card_revoked");
    hall.words("site rotate --by 101 --reason 被盗 --forget")
        .ends(0);
    let (file, print) = card(&hall);
    enrol(&hub, &file, "child", &print, ("101", "102")).ends(0);
    let keys = sites(&hub)["others"][0]["keys"].as_array().unwrap().len();
    assert!(keys > 0, "the new keys are believed, the old ones are not");
}

#[test]
fn a_backup_holds_no_key_and_a_store_put_back_elsewhere_begins_new_logs() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    meet(&hub, &hall);
    let (_, print) = card(&hall);
    let backup = hall.folder_path() + "/backup.db";
    hall.run(&["backup", &backup]).ends(0);
    let copy = fs::read(&backup).unwrap();
    let contains = |needle: &[u8]| copy.windows(needle.len()).any(|part| part == needle);
    for key in fs::read_dir(hall.store().join("keys")).unwrap() {
        let path = key.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().trim().to_owned();
        let raw: Vec<u8> = (0..text.len() / 2)
            .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap())
            .collect();
        assert!(!contains(text.as_bytes()) && !contains(&raw), "{path:?}");
    }
    // On another machine there is the backup alone.
    let other = Hall::empty();
    other.run(&["restore", &backup]).ends(0);
    assert_eq!(sites(&other)["own"]["fingerprint"], Value::Null);
    let (_, there) = card(&other);
    assert_ne!(there, print);
    assert_eq!(sites(&other)["own"]["epoch"], 2);
    assert_eq!(
        sites(&other)["others"][0]["name"],
        "龙河县",
        "it still knows its parent"
    );
    // On the same machine the keys of the store that was lost do not come back by themselves.
    fs::rename(hall.store(), hall.store().with_extension("lost")).unwrap();
    hall.run(&["restore", &backup]).ends(0);
    let (_, here) = card(&hall);
    assert!(here != print && here != there);
    assert_eq!(sites(&hall)["own"]["epoch"], 2);
    assert!(hall.words("verify").ends(0).out.contains("完好"));
}

#[test]
fn two_villages_of_one_name_are_told_apart_by_their_codes() {
    let hall = site("hall", TOWN, "云溪镇");
    for org in [VILLAGE, "330182001002"] {
        meet(&hall, &site("village", org, "杨树村"));
    }
    let seen = sites(&hall);
    let others = seen["others"].as_array().unwrap();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|line| line["same_name"] == true));
    let page = hall.words("sites").ends(0).out;
    assert!(
        page.contains(VILLAGE) && page.contains("330182001002"),
        "{page}"
    );
    let ran = hall
        .words("site revoke 杨树村 --key all --by 101 --reason 试 --json")
        .ends(3);
    assert_eq!(
        ran.json()["error"]["code"],
        "site_unknown",
        "a name two have names nobody"
    );
    hall.run(&[
        "site", "revoke", VILLAGE, "--key", "all", "--by", "101", "--reason", "试",
    ])
    .ends(0);
}

#[test]
fn on_a_terminal_the_card_is_shown_and_the_fingerprint_asked_for() {
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    let (file, print) = card(&hall);
    let words = [
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
    for (typed, enrolled) in [("11111-22222-33333-44444", 0), (print.as_str(), 1)] {
        let mut screen = Screen::start(&hub.store(), &words);
        screen.sees("云溪镇");
        screen.sees("输入对方念出的指纹");
        assert!(
            !screen.text().contains(&print),
            "it is not there to be copied"
        );
        screen.send(format!("{}\r", typed.to_lowercase()).as_bytes());
        assert_eq!(screen.ends(), enrolled == 1);
        let others = sites(&hub)["others"].as_array().unwrap().len();
        assert_eq!(others, enrolled);
    }
}

/// A night of one site over a folder.
fn night(of: &Hall, stick: &Path) {
    let mut hall = yizhan::ops::Hall::open(&of.store()).unwrap();
    let now = yizhan::clock::Clock::Wall.now();
    let mut carriers: Vec<Box<dyn Carrier>> = vec![Box::new(Folder::new(stick))];
    let report: Result<_, yizhan::ops::Error> =
        hall.as_site(now, |site| Ok(exchange::run(site, &mut carriers)?));
    let report = report.unwrap();
    assert!(
        report.legs.iter().all(|leg| leg.stopped.is_none()),
        "{report:?}"
    );
}

#[test]
fn after_the_ceremony_a_village_sees_to_a_case_of_its_hall() {
    let hall = Hall::empty();
    hall.run(&[
        "init",
        "--kind",
        "hall",
        "--org",
        TOWN,
        "--name",
        "云溪镇",
        "--code",
        "YX",
        "--trial",
    ])
    .ends(0);
    let hall = staffed(hall);
    for line in [
        "do save_window --window 1 --centres social,economy --regular 102 --by 101",
        "do post_staff --staff 102 --now 2026-03-12T08:00",
        "do open_window --window 1 --staff 102 --now 2026-03-12T08:01",
        "do quick_serve --window 1 --by 102 --now 2026-03-12T09:10",
        "do accept_case --window 1 --matter S001 --name 张三丰 --papers all --by 102 --now 2026-03-12T09:20",
        "do end_visit --window 1 --by 102 --now 2026-03-12T09:21",
    ] {
        hall.words(line).ends(0);
    }
    let village = site("village", VILLAGE, "杨树村");
    let share =
        format!("do share_case --case YX260312-0001 --site {VILLAGE} --what 上门核实 --by 102");
    hall.words(&share).ends(3);
    meet(&hall, &village);
    hall.words(&share).ends(0);
    let folder = tempfile::tempdir().unwrap();
    let stick = folder.path();
    for of in [&hall, &village, &hall, &village] {
        night(of, stick);
    }
    let stage = |of: &Hall| {
        let pages = of.words("show shared YX260312-0001 --json").ends(0).json();
        assert_eq!(pages.as_array().unwrap().len(), 1, "{pages}");
        let line = &pages[0]["line"];
        (line["stage"].clone(), line["here"].clone())
    };
    assert_eq!(stage(&village), ("received".into(), true.into()));
    hall.words("do move_shared --case YX260312-0001 --to done --by 102")
        .ends(3);
    village
        .words("do move_shared --case YX260312-0001 --to working --by 101")
        .ends(0);
    village
        .words("do move_shared --case YX260312-0001 --to done --note 已上门 --by 102")
        .ends(0);
    for of in [&village, &hall, &village] {
        night(of, stick);
    }
    assert_eq!(stage(&hall), ("done".into(), false.into()));
    assert_eq!(stage(&village), ("done".into(), true.into()));
    for (at, other) in [(&hall, &village), (&village, &hall)] {
        let line = &sites(at)["others"][0];
        assert!(
            line["heard"].is_i64() && line["acked"].as_u64().unwrap() > 0,
            "{line}"
        );
        assert_eq!(line["fingerprint"], sites(other)["own"]["fingerprint"]);
        assert!(at.words("verify").ends(0).out.contains("完好"));
    }
}

//! The villages of two counties: each has numbers of its own, two of one name are told apart by their
//! codes, and no name loses a character on its way.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::mandate::number;
use yizhan::domain::sheet::Sheet;
use yizhan::domain::site::SiteKind;

use super::Place;
use super::hall_and;
use crate::sync::world::org;

/// A village of the real rows.
struct Row {
    town: i64,
    code: i64,
    official: String,
    short: String,
}

/// Returns the real villages; none, said aloud, where they are not at hand.
fn real_villages() -> Option<Vec<Row>> {
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA").map(PathBuf::from) else {
        eprintln!("left out: YIZHAN_REAL_DATA is not set, no real villages were looked at");
        return None;
    };
    let bytes = std::fs::read(folder.join("divisions/baodi_funing_villages.csv")).unwrap();
    let sheet = Sheet::read(&bytes).unwrap();
    let rows = sheet.rows.iter().map(|row| Row {
        town: row.cells[2].parse().unwrap(),
        code: row.cells[4].parse().unwrap(),
        official: row.cells[5].clone(),
        short: row.cells[6].clone(),
    });
    let rows: Vec<Row> = rows.collect();
    assert_eq!(rows.len(), 1_196);
    Some(rows)
}

#[test]
fn every_real_village_has_a_code_below_its_hall_and_numbers_no_other_of_it_gives() {
    let Some(villages) = real_villages() else {
        return;
    };
    let days = ["2026-03-12", "2026-12-31"].map(|day| day.parse::<NaiveDate>().unwrap());
    let mut given: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let mut begins: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let (mut all, mut namesakes) = (0, BTreeMap::<&str, u32>::new());
    for village in &villages {
        let code = org(village.code);
        assert!(code.is_below(org(village.town)) && SiteKind::Village.fits(code));
        *namesakes.entry(&village.short).or_default() += 1;
        for day in days {
            for (epoch, count) in [(1, 1), (1, 2), (2, 1), (1, number::MOST)] {
                let made = number::make(code, day, epoch, count);
                assert_eq!(
                    number::read(&made),
                    Ok(made.clone()),
                    "{}",
                    village.official
                );
                assert_eq!(number::count(&made), count);
                assert!(made.starts_with(&number::of_day(code, day, epoch)));
                assert!(given.entry(village.town).or_default().insert(made));
                all += 1;
            }
            assert!(
                begins
                    .entry(village.town)
                    .or_default()
                    .insert(number::of_day(code, day, 1)),
                "{}",
                village.official
            );
        }
    }
    assert_eq!(all, 1_196 * 8);
    let twice = namesakes.values().filter(|n| **n > 1).count();
    assert!(
        twice >= 20,
        "{twice}: names alone do not tell villages apart"
    );
}

#[test]
fn two_villages_of_one_name_below_one_hall_are_told_apart_by_their_codes() {
    let codes = [120_115_103_215, 120_115_103_204];
    let (mut hall, mut villages) = hall_and(&codes.map(|code| (code, "大马庄")));
    let room = tempfile::tempdir().unwrap();
    let stick = [room.path().to_owned()];
    let mut numbers = Vec::new();
    for village in &mut villages {
        let fields =
            json!({"matter": "M5", "name": "张三丰", "papers": "存折", "until": "2026-05-12"});
        let done = village.must("give_mandate", fields);
        let number = done["mandate"].as_str().unwrap().to_owned();
        village.must(
            "step_mandate",
            json!({"mandate": number, "step": "accepted"}),
        );
        village.must("hand_in", json!({"mandate": number}));
        village.exchange(&stick);
        numbers.push(number);
    }
    assert_ne!(numbers[0], numbers[1]);
    hall.exchange(&stick);
    let mut people = BTreeSet::new();
    for (number, code) in numbers.iter().zip(codes) {
        let shared = hall
            .errands()
            .into_iter()
            .find(|e| e.number == *number)
            .unwrap();
        assert_eq!(shared.giver, org(code));
        hall.accept(number, "");
        let page = hall.t.hall.shared_pages(number).unwrap().remove(0);
        assert_eq!(page.line.with, format!("大马庄 {code}"));
        let query = "SELECT hex(person) FROM cases ORDER BY n DESC LIMIT 1";
        people.insert(hall.rows(query).remove(0).remove(0));
        assert_eq!(shared.mandate.unwrap().applicant.village, code.to_string());
    }
    assert_eq!(people.len(), 2, "two people of one name, each of a village");
    assert!(
        hall.t
            .hall
            .sites()
            .unwrap()
            .others
            .iter()
            .all(|site| site.same_name)
    );

    // By their name neither is meant.
    hall.t
        .must("quick_serve", json!({"window": 1, "matter": "M5"}));
    let fields = json!({"window": 1, "matter": "M5", "name": "王芳", "papers": "all"});
    let case = hall.must("accept_case", fields)["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let to = |site: &str| json!({"case": case, "site": site, "what": "入户"});
    assert_eq!(hall.refused("share_case", to("大马庄")), "site_unknown");
    hall.must("share_case", to(&codes[0].to_string()));
    let page = hall.t.hall.shared_pages(&case).unwrap().remove(0);
    assert_eq!(page.whole.other(org(super::TOWN)), org(codes[0]));
    // Who has it is said with the code too.
    let said = hall.t.perform(
        "move_shared",
        json!({"case": case, "to": "working"}),
        crate::support::staff(11),
    );
    let said = said.unwrap_err().to_string();
    assert!(said.contains(&format!("大马庄 {}", codes[0])), "{said}");
    hall.exchange(&stick);
    for (village, knows) in villages.iter_mut().zip([2, 1]) {
        village.exchange(&stick);
        assert_eq!(village.errands().len(), knows);
    }
    hall.t.assert_sound();
}

/// What a program of this store says.
fn said(dir: &Path, words: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["--store", dir.to_str().unwrap(), "--lang", "zh-CN"])
        .args(words)
        .output()
        .unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(
        done.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    text
}

/// Gives errands with papers of these names, hands them in, carries them and accepts them; returns
/// their numbers.
fn carried(
    hall: &mut Place,
    village: &mut Place,
    name: &str,
    papers: &[Vec<String>],
) -> Vec<String> {
    let room = tempfile::tempdir().unwrap();
    let stick = [room.path().to_owned()];
    let mut numbers = Vec::new();
    for names in papers {
        let fields = json!({"matter": "M5", "name": name, "papers": names.join(";"),
            "until": "2026-05-12", "note": names[0]});
        let done = village.must("give_mandate", fields);
        assert_eq!(done["papers"], json!(names), "as they were given");
        let number = done["mandate"].as_str().unwrap().to_owned();
        village.must(
            "step_mandate",
            json!({"mandate": number, "step": "accepted"}),
        );
        village.must("hand_in", json!({"mandate": number}));
        numbers.push(number);
    }
    village.exchange(&stick);
    hall.exchange(&stick);
    for number in &numbers {
        hall.accept(number, "");
    }
    hall.exchange(&stick);
    village.exchange(&stick);
    numbers
}

fn paper_names(shown: &Value) -> Vec<String> {
    let papers = shown["whole"]["mandate"]["papers"].as_array().unwrap();
    let names = papers
        .iter()
        .map(|paper| paper["name"].as_str().unwrap().to_owned());
    names.collect()
}

/// Both sites show the errand with every name as it was given.
fn shown_whole(sites: [&Place; 2], number: &str, names: &[String]) {
    for site in sites {
        let text = said(site.t.dir(), &["show", "shared", number, "--json"]);
        let shown: Value = serde_json::from_str(&text).unwrap();
        let shown = if shown.is_array() { &shown[0] } else { &shown };
        assert_eq!(paper_names(shown), names);
    }
}

#[test]
fn names_of_rare_characters_come_whole_through_mandate_page_json_and_sheet() {
    // Beyond the old character sets, and beyond the first plane.
    let (village_name, name) = ("䶮𠂇𣲗村", "𠮷䶮");
    let papers = vec!["𪚥氏宅基地证".to_owned(), "㛃婳的出生证".to_owned()];
    let (mut hall, mut villages) = hall_and(&[(120_115_103_202, village_name)]);
    let village = &mut villages[0];
    let matter = json!({"matters": [{"code": "M5", "centre": "economy", "name": "𡐓埆田补贴", "statutory": "none", "promised": "5wd"}]});
    for site in [&mut hall, village] {
        site.t.must("save_matters", matter.clone());
    }
    let numbers = carried(&mut hall, village, name, std::slice::from_ref(&papers));
    shown_whole([&hall, village], &numbers[0], &papers);
    for site in [&hall, village] {
        let page = said(site.t.dir(), &["show", "shared", &numbers[0]]);
        for whole in [name, village_name, "𡐓埆田补贴"] {
            assert!(page.contains(whole), "{whole} is not in {page}");
        }
        let list = said(site.t.dir(), &["show", "shared"]);
        assert!(
            list.contains("𡐓埆田补贴") && list.contains("𠮷*"),
            "{list}"
        );
    }
    let sites = said(hall.t.dir(), &["sites", "--json"]);
    let sites: Value = serde_json::from_str(&sites).unwrap();
    assert_eq!(sites["others"][0]["name"], village_name);
    let file = hall.t.dir().join("cases.csv");
    said(hall.t.dir(), &["export", "cases", file.to_str().unwrap()]);
    let sheet = Sheet::read(&std::fs::read(&file).unwrap()).unwrap();
    let cells: Vec<&String> = sheet.rows.iter().flat_map(|row| &row.cells).collect();
    for whole in ["𡐓埆田补贴", "𠮷*"] {
        assert!(
            cells.iter().any(|cell| *cell == whole),
            "{whole} is not in {cells:?}"
        );
    }
    hall.t.assert_sound();
    village.t.assert_sound();
}

#[test]
fn the_name_of_every_real_village_comes_whole_through_a_mandate() {
    let Some(rows) = real_villages() else {
        return;
    };
    let (mut hall, mut villages) = hall_and(&[(120_115_103_202, "石幢南")]);
    let names: Vec<String> = rows
        .iter()
        .map(|row| format!("{}的证明", row.official))
        .collect();
    let papers: Vec<Vec<String>> = names.chunks(100).map(<[String]>::to_vec).collect();
    let numbers = carried(&mut hall, &mut villages[0], "张三丰", &papers);
    assert_eq!(numbers.len(), 12);
    for (number, names) in numbers.iter().zip(&papers) {
        shown_whole([&hall, &villages[0]], number, names);
    }
}

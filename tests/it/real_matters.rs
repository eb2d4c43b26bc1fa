//! A real catalogue at the counter: every matter is accepted once with all of its papers and asked
//! for the rest of them once with half.

use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use yizhan::ops::Who;

use crate::support::TrialHall;

/// Returns the matters of the real rows; none, said aloud, where they are not at hand.
fn real_matters() -> Option<Value> {
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA").map(PathBuf::from) else {
        eprintln!("left out: YIZHAN_REAL_DATA is not set, no real matters were accepted");
        return None;
    };
    let bytes = std::fs::read(folder.join("matters/guangdong_1200.csv")).unwrap();
    let sheet = yizhan::domain::sheet::Sheet::read(&bytes).unwrap();
    let read = yizhan::domain::matter_file::take(&sheet, None).unwrap();
    assert_eq!(read.matters.len(), 1_200, "{:?}", read.rejected.first());
    Some(serde_json::to_value(&read.matters).unwrap())
}

#[test]
fn every_real_matter_gets_a_date_and_a_notice_of_all_that_is_missing() {
    let Some(matters) = real_matters() else {
        return;
    };
    let mut t = TrialHall::staffed();
    t.must_by("save_matters", json!({"matters": matters}), Who::System);
    t.at("09:00");
    let (mut dated, mut noticed) = (0, 0);
    for matter in matters.as_array().unwrap() {
        let code = matter["code"].as_str().unwrap();
        let papers: Vec<&str> = matter["materials"]
            .as_array()
            .map(|all| all.iter().filter_map(|m| m["name"].as_str()).collect())
            .unwrap_or_default();
        t.must("quick_serve", json!({"window": 1, "matter": code}));
        let done = t.must(
            "accept_case",
            json!({"window": 1, "matter": code, "name": "张三丰", "papers": "all"}),
        );
        if matter["promised"] != "spot" {
            let due = done["due"]
                .as_str()
                .unwrap_or_else(|| panic!("{code}: {done}"));
            assert!(due > "2026-03-12", "{code}: {due}");
            dated += 1;
        }
        if !papers.is_empty() {
            // The same person comes again for the same matter with the first half.
            t.must("add_errand", json!({"window": 1, "matter": code}));
            let half = papers.len() / 2;
            let given: Vec<String> = (1..=half).map(|i| i.to_string()).collect();
            let notice = t.must(
                "give_notice",
                json!({"window": 1, "matter": code, "name": "王芳", "papers": given.join(",")}),
            );
            let lacking: Vec<&str> = notice["lacking"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let has = &papers[..half];
            let wanted: Vec<&str> = papers
                .iter()
                .copied()
                .filter(|p| !has.contains(p))
                .collect();
            assert_eq!(lacking, wanted, "{code}");
            noticed += 1;
        }
        t.must("end_visit", json!({"window": 1}));
    }
    assert!(
        dated > 500 && noticed > 500,
        "{dated} dated, {noticed} noticed"
    );
    t.assert_sound();
}

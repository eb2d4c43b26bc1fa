//! Nights over which a hall sees that nobody came to a village often enough.

use serde_json::Value;

use super::TOWN;
use super::VILLAGE;
use super::meet;
use super::nights::carriers;
use super::nights::set_clock;
use super::nights::site;
use crate::cli::Hall;

/// 2026-03-16 09:00 in China, a Monday.
const MONDAY: i64 = 1_773_622_800_000;
const DAY: i64 = 86_400_000;

fn tasks(hall: &Hall) -> Vec<String> {
    let shown = hall.words("show tasks --json").ends(0).json();
    let tasks = shown.as_array().unwrap().iter();
    let days = tasks.filter(|task| task["kind"] == "village_days");
    days.map(|task| task["words"].as_str().unwrap().to_owned())
        .collect()
}

fn at(sites: [&Hall; 2], time: i64) {
    sites.iter().for_each(|site| set_clock(site, time));
}

#[test]
fn a_week_with_too_few_days_in_a_village_waits_for_the_leader_until_it_is_put_right() {
    let root = tempfile::tempdir().unwrap();
    let (hall, village) = (
        site("hall", TOWN, "云溪镇"),
        site("village", VILLAGE, "杨树村"),
    );
    let both = [&hall, &village];
    meet(&hall, &village);
    for site in both {
        carriers(site, &[root.path()]);
    }
    let night = |day: i64| {
        at(both, MONDAY + day * DAY + 14 * 3_600_000);
        village.words("nightly --now").ends(0);
        hall.words("nightly --now").ends(0);
    };
    at(both, MONDAY);
    let plan = [
        "do",
        "set_service_days",
        "--by",
        "102",
        "--days",
        "1 09:00-11:00, 4 09:00-11:00",
    ];
    village.run(&plan).ends(0);
    village.words("do check_in --by 102").ends(0);
    night(1);
    assert_eq!(tasks(&hall), Vec::<String>::new(), "the week goes on");
    // Nothing comes on the stick for a week: nobody knows, and nobody is blamed.
    at(both, MONDAY + 8 * DAY);
    hall.words("nightly --now").ends(0);
    assert_eq!(tasks(&hall), Vec::<String>::new());
    // The village was there on Thursday, and its laptop has told nobody yet.
    night(8);
    assert_eq!(tasks(&hall), ["2026-03-16"], "one day was told");
    let shown = hall.words("show tasks").ends(0).out;
    assert!(
        shown.contains("杨树村") && shown.contains("3月16日那一周"),
        "{shown}"
    );
    night(9);
    assert_eq!(tasks(&hall), ["2026-03-16"], "it is told once");
    let closed = hall.words("show tasks --json").ends(0).json();
    let id = closed
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["kind"] == "village_days");
    let id = id.unwrap()["id"].as_str().unwrap().to_owned();
    let outcome = [
        "do",
        "close_task",
        "--task",
        &id,
        "--outcome",
        "已安排人顶",
        "--by",
        "101",
    ];
    hall.run(&outcome).ends(0);
    night(10);
    assert_eq!(
        tasks(&hall),
        Vec::<String>::new(),
        "and not again after it was closed"
    );
    let page: Value = hall.words("show village --json").ends(0).json();
    assert_eq!(page["villages"][0]["weeks"][0]["enough"], "short", "{page}");
    // A village of which nothing is heard for a week is judged by what is known of it.
    at(both, MONDAY + 24 * DAY);
    hall.words("nightly --now").ends(0);
    assert_eq!(tasks(&hall), ["2026-03-23"]);
    village.words("verify").ends(0);
    hall.words("verify").ends(0);
}

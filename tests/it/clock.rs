//! Clocks that were wrong: here, where a leader says that it is right again, and at another site.

use serde_json::json;
use yizhan::domain::entry::Hlc;
use yizhan::domain::refusal::Refusal;
use yizhan::domain::refusal::SiteRefusal;
use yizhan::domain::time::Seconds;
use yizhan::domain::time::UtcMs;
use yizhan::locale;
use yizhan::locale::Lang;
use yizhan::ops::Error;
use yizhan::store::far;
use yizhan::store::ledger;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;
use crate::sync::world::folder;
use crate::sync::world::pair;
use crate::sync::world::upwards;
use crate::tamper::missing;

const TEN_YEARS: i64 = 3_652 * 86_400_000;

fn lag(t: &TrialHall) -> Option<Seconds> {
    t.hall.clock_lag(t.now).unwrap()
}

/// What is said of the times of what was done, the latest first: whether they are suspect.
fn suspects(t: &TrialHall, count: usize) -> Vec<bool> {
    let lines = t.hall.ledger(500).unwrap();
    let done = lines
        .iter()
        .filter(|line| ["staff.saved", "clock.correction"].contains(&line.kind.as_str()));
    done.take(count).map(|line| line.time_suspect).collect()
}

#[test]
fn a_leader_says_that_the_clock_is_right_again_and_the_wrong_times_stay_marked() {
    let mut t = TrialHall::staffed();
    t.at("09:00").ticket("social");
    t.at("2036-03-12 09:01");
    t.must("save_staff", json!({"staff": 70, "name": "甲"}));
    assert_eq!(
        lag(&t),
        None,
        "a clock that is ahead looks like time gone by"
    );
    t.at("2026-03-12 09:10");
    t.must("save_staff", json!({"staff": 71, "name": "乙"}));
    assert!(lag(&t).unwrap() > Seconds(300_000_000));
    assert_eq!(suspects(&t, 2), [true, false], "as far as can be known yet");

    let correct = |t: &mut TrialHall, time: &str, who: u32| {
        let fields = json!({"time": time, "reason": "电池"});
        t.perform("correct_clock", fields, staff(who))
    };
    let code = |result: Result<_, Error>| match result {
        Err(Error::Refused(Refusal::Site(refusal))) => Some(refusal),
        _ => None,
    };
    assert!(matches!(
        correct(&mut t, "09:10", 11),
        Err(Error::Refused(Refusal::NotLeader))
    ));
    let wrong = code(correct(&mut t, "09:45", LEADER));
    let clock = "2026-03-12 09:10".to_owned();
    assert_eq!(wrong, Some(SiteRefusal::ClockStillWrong { clock }));
    correct(&mut t, "09:12", LEADER).unwrap();
    assert_eq!(lag(&t), None);
    t.at("09:20");
    t.must("save_staff", json!({"staff": 72, "name": "丙"}));
    let refused = code(correct(&mut t, "09:20", LEADER));
    assert_eq!(refused, Some(SiteRefusal::ClockNotBehind));
    // The latest first: what came after, the correction, what came while it was behind, and ahead.
    assert_eq!(suspects(&t, 4), [false, false, true, true]);
    // A clock that falls behind the correction is noticed again.
    t.at("2025-03-12 09:00");
    assert!(lag(&t).is_some());
    t.at("2026-03-12 09:30");
    t.assert_sound();
    t.hall.rebuild().unwrap();
    assert_eq!(lag(&t), None);
    assert_eq!(sql(t.dir(), "SELECT reason FROM corrections"), "电池");
    // Once the clock has passed the wrong one, the ledger's own time counts again.
    t.at("2037-01-01 09:00");
    t.must("save_staff", json!({"staff": 73, "name": "丁"}));
    t.at("2036-12-31 09:00");
    assert_eq!(lag(&t), Some(Seconds(86_400)));
}

#[test]
fn entries_of_a_site_whose_clock_is_years_ahead_are_taken_and_it_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (mut county, mut hall) = pair(dir.path());
    let right = hall.now;
    hall.now = UtcMs(right.0 + TEN_YEARS);
    hall.work("up", "王芳");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.now = right;
    let report = county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(report.legs[0].stopped, None);
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    let ahead = |county: &crate::sync::world::Node| {
        far::clock_ahead(county.store().db(), hall.org).unwrap()
    };
    let said = ahead(&county).unwrap();
    assert!((said.0 - TEN_YEARS / 1000).abs() < 60, "{said:?}");
    // Our own time does not follow theirs.
    county.work("up", "李四");
    let store = county.store();
    let heads = ledger::heads(store.db()).unwrap();
    let latest = heads.iter().map(|head| head.hlc).max().unwrap();
    assert!(latest < Hlc::default().next(UtcMs(right.0 + 3_600_000)));
    drop(store);
    // The clock there is set right: its logical time stays ahead, and nobody is blamed for that.
    hall.now = UtcMs(right.0 + 7_200_000);
    hall.work("up", "赵六");
    hall.exchange(&mut folder(&stick)).unwrap();
    county.now = UtcMs(right.0 + 7_300_000);
    county.exchange(&mut folder(&stick)).unwrap();
    assert_eq!(county.received_from(hall.org), upwards(&hall));
    assert_eq!(
        far::clock_ahead(county.store().db(), hall.org).unwrap(),
        None
    );
}

#[test]
fn the_night_page_names_a_site_whose_clock_is_ahead() {
    let mut two = missing::two();
    missing::night(&mut two.hall, "2036-03-12");
    let night = missing::night(&mut two.county, "2026-03-12");
    let page = locale::night_report(Lang::En, &night, two.county.zone).join("\n");
    assert!(
        page.contains("its clock is 3653 days ahead of ours"),
        "{page}"
    );
    let json = serde_json::to_value(&night).unwrap();
    assert!(
        json["sites"][0]["ahead"].as_i64() > Some(300_000_000),
        "{json}"
    );
}

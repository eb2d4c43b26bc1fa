//! One whole errand, from an empty folder to the night.

use serde_json::json;
use yizhan::ops::Call;
use yizhan::ops::Who;

use crate::support::TrialHall;

#[test]
fn a_resident_comes_is_served_rates_and_the_day_is_closed() {
    let mut t = TrialHall::staffed();
    assert_eq!(t.at("09:00").ticket("social"), "B001");
    let called = t.at("09:04").must("call_next", json!({"window": 1}));
    assert_eq!(called["ticket"], "B001");
    assert_eq!(called["waited"], 240);
    let started = t.at("09:05").must("start_service", json!({"window": 1}));
    let accepted = t.at("09:12").must(
        "accept_case",
        json!({"window": 1, "matter": "M1", "name": "王芳", "number": "11010519491231002x",
               "phone": "13800000000", "papers": "all"}),
    );
    assert_eq!(accepted["number"], "YZ260312-0001");
    assert_eq!(accepted["due"], "2026-04-10");
    assert_eq!(accepted["warnings"], json!([]));
    t.at("09:13").must("end_visit", json!({"window": 1}));
    let ask = t.hall.pad(yizhan::domain::ids::WindowNo(1)).unwrap().ask;
    assert_eq!(ask.unwrap().errand.to_string(), started["errand"]);
    let rated = t.must_by(
        "rate",
        json!({"errand": started["errand"], "level": 5}),
        Who::Resident,
    );
    assert!(rated["receipt"].as_str().unwrap().starts_with("3-"));
    let night = t.at("18:00").must("night_close", json!({}));
    assert_eq!(night["forgotten"], 0);
    let day = t.hall.day(t.zone.day(t.now)).unwrap();
    assert_eq!(day.visits, 1);
    assert_eq!(day.waits.total_ms, 240_000);
    assert_eq!(day.calls.total_ms, 60_000);
    assert_eq!(day.services.total_ms, 480_000);
    t.assert_sound();
}

#[test]
fn several_things_done_as_one_are_all_kept_or_none() {
    let mut t = TrialHall::staffed();
    let take = json!({"centre": "social", "slip": "no_paper"});
    let take = Call::parse("take_ticket", take).unwrap();
    let recall = Call::parse("recall", json!({"window": 1})).unwrap();
    let before = t.entries();
    let both = [
        (take.clone(), Who::Resident, t.now),
        (recall, Who::System, t.now),
    ];
    assert!(t.hall.perform_all(&both).is_err());
    assert_eq!(t.entries(), before);
    assert_eq!(t.ticket("social"), "B001");
    t.hall.perform_all(&[(take, Who::Resident, t.now)]).unwrap();
    assert_eq!(t.hall.queue(t.now).unwrap().waiting.len(), 2);
    t.assert_sound();
}

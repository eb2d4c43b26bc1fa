//! Days: where they begin, and which one a promise names.

use serde_json::json;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::Who;

use crate::support::TrialHall;
use crate::support::staff;

#[test]
fn numbers_start_anew_at_local_midnight_in_every_zone() {
    for minutes in [-720, -210, 0, 330, 480, 765, 840] {
        let settings = format!("[hall]\nutc_offset_minutes = {minutes}");
        let mut t = TrialHall::furnished(&settings);
        assert_eq!(t.at("23:59:59").ticket("social"), "B001", "{minutes}");
        assert_eq!(t.ticket("social"), "B002", "{minutes}");
        t.at("2026-03-13 00:00:00");
        assert_eq!(t.ticket("social"), "B001", "{minutes}");
        assert_eq!(t.at("23:59:59").ticket("social"), "B002", "{minutes}");
        t.assert_sound();
    }
}

#[test]
fn a_clock_set_back_over_midnight_gives_no_number_twice() {
    let mut t = TrialHall::furnished("");
    assert_eq!(t.at("2026-03-13 00:10").ticket("social"), "B001");
    assert_eq!(t.at("2026-03-12 23:50").ticket("social"), "B001");
    assert_eq!(t.at("2026-03-13 00:05").ticket("social"), "B002");
    t.assert_sound();
}

#[test]
fn promises_name_the_golden_days() {
    // Source: RULES "Calendar", from the published days off of 2026; the first day is not counted.
    for (day, matter, due) in [
        ("2026-01-31", "MO1", "2026-02-28"),
        ("2026-02-13", "M5", "2026-02-27"),
        ("2026-02-13", "M1", "2026-03-19"),
        ("2026-02-13", "D60", "2026-04-14"),
        ("2026-04-30", "M5", "2026-05-11"),
        ("2026-09-24", "M5", "2026-10-09"),
        ("2026-09-30", "M1", "2026-11-03"),
    ] {
        let mut t = TrialHall::furnished("");
        t.at(&format!("{day} 09:00"));
        t.must("post_staff", json!({"staff": 11}));
        t.must("open_window", json!({"window": 1, "staff": 11}));
        t.must("quick_serve", json!({"window": 1}));
        let accepted = t.must(
            "accept_case",
            json!({"window": 1, "matter": matter, "name": "王芳", "papers": "all"}),
        );
        assert_eq!(accepted["due"], due, "{day} {matter}");
        assert_eq!(accepted["provisional"], false, "{day} {matter}");
    }
}

#[test]
fn a_hall_adds_the_days_off_of_a_year_the_program_did_not_ship_with() {
    let mut trial = TrialHall::staffed();
    std::fs::write(
        trial.dir().join("days.csv"),
        "date,name,kind\n2027-01-01,元旦,off\n2027-02-06,春节,off\n",
    )
    .unwrap();
    let hall = yizhan::ops::Hall::open(trial.dir()).unwrap();
    assert!(hall.calendar().is_loaded(2027) && hall.calendar().is_loaded(2026));
    std::fs::write(trial.dir().join("days.csv"), "date,name,kind\nsoon,x,off\n").unwrap();
    let error = yizhan::ops::Hall::open(trial.dir())
        .unwrap_err()
        .to_string();
    assert!(error.contains("days.csv") && error.contains('2'), "{error}");
    trial.ticket("social");
}

/// A case of 25 December 2026, counted without the days off of 2027.
fn over_the_new_year() -> TrialHall {
    let mut t = TrialHall::furnished("");
    t.at("2026-12-25 09:00");
    t.must("post_staff", json!({"staff": 11}));
    t.must("open_window", json!({"window": 1, "staff": 11}));
    t.must("quick_serve", json!({"window": 1}));
    let case = json!({"window": 1, "matter": "M1", "name": "王芳", "papers": "all"});
    let accepted = t.must("accept_case", case);
    assert_eq!(accepted["due"], "2027-01-22");
    assert_eq!(accepted["provisional"], true);
    t
}

fn with_2027(t: &TrialHall) -> Hall {
    let days = "date,name,kind\n2027-01-01,元旦,off\n";
    std::fs::write(t.dir().join("days.csv"), days).unwrap();
    Hall::open(t.dir()).unwrap()
}

fn moved(t: &TrialHall) -> Vec<(String, String, String)> {
    let moved = t.hall.redated(None).unwrap().into_iter();
    moved
        .map(|m| (m.case, m.before.to_string(), m.due.to_string()))
        .collect()
}

fn to(due: &str) -> Vec<(String, String, String)> {
    vec![("YZ261225-0001".into(), "2027-01-22".into(), due.into())]
}

#[test]
fn dates_move_by_themselves_once_the_days_off_of_their_year_are_there() {
    let mut t = over_the_new_year();
    assert!(moved(&t).is_empty());
    t.hall = with_2027(&t);
    t.at("2026-12-28 08:30").ticket("social");
    assert_eq!(moved(&t), to("2027-01-25"));
    let page = t.hall.case_page("YZ261225-0001", t.now).unwrap().unwrap();
    assert!(!page.card.provisional);
    assert_eq!(page.card.due, page.promise.map(|p| p.due));
    assert_eq!(page.history.last().unwrap().kind, "case.redated");
    let entries = t.entries();
    t.at("2026-12-29 08:30").ticket("social");
    let day = t.zone.day(t.now);
    assert!(t.hall.redated(Some(day)).unwrap().is_empty(), "only once");
    assert!(t.entries() > entries);
    t.assert_sound();
}

#[test]
fn the_night_close_counts_what_an_older_post_promised_again() {
    let mut t = over_the_new_year();
    t.must("end_visit", json!({"window": 1}));
    let mut knowing = with_2027(&t);
    let call = Call::parse(
        "take_ticket",
        json!({"centre": "social", "slip": "no_paper"}),
    )
    .unwrap();
    knowing.perform(&call, Who::System, t.now).unwrap();
    assert_eq!(moved(&t), to("2027-01-25"));
    // A post that was started before goes on without the new list.
    t.must("quick_serve", json!({"window": 1}));
    let case = json!({"window": 1, "matter": "M5", "name": "李四", "papers": "all"});
    assert_eq!(t.must("accept_case", case)["due"], "2027-01-01");
    let close = Call::parse("night_close", json!({})).unwrap();
    t.at("18:30");
    knowing.perform(&close, Who::System, t.now).unwrap();
    assert_eq!(moved(&t).len(), 2);
    assert_eq!(moved(&t)[1].2, "2027-01-04");
    t.assert_sound();
}

#[test]
fn the_day_for_handing_a_result_over_moves_too() {
    let mut t = over_the_new_year();
    t.perform("complete_case", json!({"case": "YZ261225-0001"}), staff(11))
        .unwrap();
    let by = |t: &TrialHall| {
        let page = t.hall.case_page("YZ261225-0001", t.now).unwrap().unwrap();
        page.deliver_by.unwrap().to_string()
    };
    assert_eq!(by(&t), "2027-01-08");
    t.hall = with_2027(&t);
    t.at("2026-12-28 08:30").ticket("social");
    assert_eq!(by(&t), "2027-01-11");
    t.assert_sound();
}

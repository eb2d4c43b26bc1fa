//! Days: where they begin, and which one a promise names.

use serde_json::json;

use crate::support::TrialHall;

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

//! Golden dates, edges and properties of due dates.

use proptest::prelude::*;

use super::*;

mod clock;
mod limits;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn count(accepted: &str, limit: &str) -> Due {
    due(&Calendar::shipped(), day(accepted), limit.parse().unwrap()).unwrap()
}

#[test]
fn the_golden_dates_of_2026_hold() {
    for (accepted, limit, want) in [
        ("2026-02-13", "1wd", "2026-02-14"),
        ("2026-02-13", "5wd", "2026-02-27"),
        ("2026-02-13", "20wd", "2026-03-19"),
        ("2026-04-30", "5wd", "2026-05-11"),
        ("2026-09-24", "5wd", "2026-10-09"),
        ("2026-09-30", "1wd", "2026-10-08"),
        ("2026-09-30", "20wd", "2026-11-03"),
        ("2026-02-13", "15d", "2026-02-28"),
        ("2026-02-13", "60d", "2026-04-14"),
        ("2026-01-31", "1m", "2026-02-28"),
        ("2026-03-12", "25wd", "2026-04-17"),
    ] {
        let found = count(accepted, limit);
        assert_eq!(
            found.date,
            day(want),
            "{accepted} + {limit}: {:?}",
            found.steps
        );
        assert!(!found.provisional, "{accepted} + {limit}");
    }
}

#[test]
fn a_natural_end_on_a_holiday_moves_to_the_next_working_day_and_says_why() {
    let found = count("2026-09-21", "10d");
    assert_eq!(found.date, day("2026-10-08"));
    let moved = Step::EndMoved {
        from: day("2026-10-01"),
        to: day("2026-10-08"),
        name: Some("国庆节".to_owned()),
    };
    assert!(found.steps.contains(&moved), "{:?}", found.steps);
}

#[test]
fn a_natural_end_on_a_make_up_saturday_stays() {
    assert_eq!(count("2026-02-10", "4d").date, day("2026-02-14"));
}

#[test]
fn a_natural_end_on_a_plain_saturday_moves_to_monday() {
    let found = count("2026-03-12", "2d");
    assert_eq!(found.date, day("2026-03-16"));
    assert!(matches!(
        found.steps.last(),
        Some(Step::EndMoved { name: None, .. })
    ));
}

#[test]
fn a_month_is_clamped_and_then_moved_off_a_weekend() {
    let found = count("2026-03-31", "2m");
    assert_eq!(found.date, day("2026-06-01"), "31 May 2026 is a Sunday");
    let leap = count("2024-01-31", "1m");
    assert_eq!(leap.date, day("2024-02-29"));
    assert_eq!(
        leap.steps,
        [Step::Clamped {
            wanted: 31,
            to: day("2024-02-29")
        }]
    );
}

#[test]
fn the_steps_name_the_run_of_days_off_and_the_make_up_day() {
    let found = count("2026-02-13", "2wd");
    assert_eq!(found.date, day("2026-02-24"));
    assert_eq!(
        found.steps,
        [
            Step::StartNotCounted {
                date: day("2026-02-13")
            },
            Step::MakeUp {
                date: day("2026-02-14"),
                name: "春节".to_owned()
            },
            Step::Skipped {
                from: day("2026-02-15"),
                to: day("2026-02-23"),
                name: Some("春节".to_owned()),
            },
        ]
    );
}

#[test]
fn a_count_into_a_year_not_loaded_is_provisional() {
    let found = count("2026-12-30", "2wd");
    assert_eq!(found.date, day("2027-01-01"));
    assert!(found.provisional);
    assert!(found.steps.contains(&Step::YearNotLoaded { year: 2027 }));
    assert!(
        !count("2026-12-30", "1wd").provisional,
        "it ends on the last known day"
    );
    assert!(count("2026-12-30", "60d").provisional);
    assert!(count("2026-12-30", "1m").provisional);
    assert!(!count("2026-12-31", "spot").provisional);
    assert!(
        count("2010-03-01", "5wd").provisional,
        "before the first known year"
    );
}

#[test]
fn on_the_spot_is_due_the_same_day_even_on_a_day_off() {
    let found = count("2026-10-01", "spot");
    assert_eq!(found.date, day("2026-10-01"));
    assert!(found.steps.is_empty());
}

#[test]
fn no_limit_gives_no_due_date() {
    assert_eq!(
        due(&Calendar::shipped(), day("2026-03-12"), Limit::None),
        None
    );
}

#[test]
fn a_count_that_leaves_the_calendar_gives_no_date() {
    let calendar = Calendar::shipped();
    for limit in [
        Limit::WorkingDays(1),
        Limit::NaturalDays(1),
        Limit::Months(1),
    ] {
        assert_eq!(due(&calendar, NaiveDate::MAX, limit), None, "{limit}");
    }
}

#[test]
fn the_lamp_turns_amber_at_four_fifths_and_red_after_the_due_date() {
    let calendar = Calendar::shipped();
    let accepted = day("2026-02-13");
    let end = count("2026-02-13", "20wd").date;
    let on = |limit| lamp(&calendar, accepted, end, count("2026-02-13", limit).date);
    assert_eq!(lamp(&calendar, accepted, end, accepted), Lamp::Green);
    assert_eq!(on("15wd"), Lamp::Green);
    assert_eq!(on("16wd"), Lamp::Amber);
    assert_eq!(on("20wd"), Lamp::Amber, "the due date itself is in time");
    assert_eq!(lamp(&calendar, accepted, end, day("2026-03-20")), Lamp::Red);
}

#[test]
fn a_short_limit_is_amber_when_one_working_day_is_left() {
    let calendar = Calendar::shipped();
    let (accepted, end) = (day("2026-09-28"), day("2026-10-08"));
    assert_eq!(count("2026-09-28", "3wd").date, end);
    assert_eq!(
        lamp(&calendar, accepted, end, day("2026-09-29")),
        Lamp::Green
    );
    assert_eq!(
        lamp(&calendar, accepted, end, day("2026-09-30")),
        Lamp::Amber
    );
    assert_eq!(
        lamp(&calendar, accepted, end, day("2026-10-05")),
        Lamp::Amber
    );
}

#[test]
fn a_clock_set_back_before_acceptance_leaves_the_lamp_green() {
    let calendar = Calendar::shipped();
    let early = lamp(
        &calendar,
        day("2026-03-12"),
        day("2026-04-17"),
        day("2026-03-01"),
    );
    assert_eq!(early, Lamp::Green);
}

proptest! {
    #[test]
    fn a_working_day_limit_ends_on_a_working_day_with_exactly_so_many_between(
        start in 734_000i32..739_000, days in 1u16..200,
    ) {
        let calendar = Calendar::shipped();
        let accepted = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
        let found = due(&calendar, accepted, Limit::WorkingDays(days)).unwrap();
        prop_assert!(calendar.is_working(found.date));
        prop_assert_eq!(working_days_between(&calendar, accepted, found.date), i64::from(days));
    }

    #[test]
    fn the_lamp_never_goes_back_as_days_pass(start in 738_000i32..739_000, days in 0u16..90, step in 0i32..200) {
        let calendar = Calendar::shipped();
        let at = |n| NaiveDate::from_num_days_from_ce_opt(n).unwrap();
        let end = due(&calendar, at(start), Limit::NaturalDays(days)).unwrap().date;
        let now = lamp(&calendar, at(start), end, at(start + step));
        prop_assert!(lamp(&calendar, at(start), end, at(start + step + 1)) >= now);
    }

    #[test]
    fn no_day_and_limit_panic(start in any::<i32>(), n in any::<u16>()) {
        if let Some(accepted) = NaiveDate::from_num_days_from_ce_opt(start) {
            for limit in [Limit::NaturalDays(n), Limit::Months(n), Limit::WorkingDays(n % 300)] {
                let _ = due(&Calendar::default(), accepted, limit);
            }
        }
    }
}

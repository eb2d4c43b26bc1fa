//! What the law lets a limit be, and which limit is the longer.

use super::*;
use crate::domain::deadline;

#[test]
fn an_extension_keeps_within_the_law() {
    let asked = |joint, text: &str| check_extension(joint, text.parse().unwrap());
    assert_eq!(asked(false, "10wd"), Ok(()));
    assert_eq!(asked(true, "15wd"), Ok(()));
    let too_long = |asked, most| Err(ExtensionError::TooLong { asked, most });
    assert_eq!(
        asked(false, "11wd"),
        too_long(Limit::WorkingDays(11), ORDINARY_EXTENSION)
    );
    assert_eq!(
        asked(true, "16wd"),
        too_long(Limit::WorkingDays(16), JOINT_EXTENSION)
    );
    assert!(matches!(
        asked(false, "10d"),
        Err(ExtensionError::Unit { .. })
    ));
    assert!(matches!(
        asked(true, "1m"),
        Err(ExtensionError::Unit { .. })
    ));
    for nothing in ["0wd", "0d", "spot", "none"] {
        assert!(
            matches!(asked(false, nothing), Err(ExtensionError::Nothing { .. })),
            "{nothing}"
        );
    }
}

#[test]
fn a_clock_is_extended_once_and_in_its_own_unit() {
    let mut clock = Clock::new(day("2026-02-13"), ORDINARY_LIMIT);
    assert!(clock.extend(false, Limit::NaturalDays(5)).is_err());
    assert_eq!(clock.extension, None, "what is refused leaves no trace");
    assert_eq!(clock.extend(false, Limit::WorkingDays(10)), Ok(()));
    assert_eq!(
        clock.extend(false, Limit::WorkingDays(1)),
        Err(ExtensionError::Twice)
    );
    let found = deadline::count(&Calendar::shipped(), &clock, clock.start).unwrap();
    assert_eq!(found.date, count("2026-02-13", "30wd").date);

    let mut petition = Clock::new(day("2026-02-13"), PETITION_LIMIT);
    assert!(matches!(
        petition.extend(false, Limit::NaturalDays(31)),
        Err(ExtensionError::TooLong { .. })
    ));
    assert_eq!(petition.extend(false, PETITION_EXTENSION), Ok(()));
    for limit in [Limit::OnTheSpot, Limit::None, Limit::Months(1)] {
        let mut clock = Clock::new(day("2026-02-13"), limit);
        assert_eq!(
            clock.extend(false, Limit::WorkingDays(1)),
            Err(ExtensionError::NotExtendable { limit })
        );
    }
}

#[test]
fn papers_are_deemed_accepted_from_the_sixth_working_day_without_a_notice() {
    let calendar = Calendar::shipped();
    let received = day("2026-02-13");
    assert_eq!(
        notice_due(&calendar, received).unwrap().date,
        day("2026-02-27")
    );
    let deemed = |today| deemed_accepted(&calendar, received, day(today));
    assert!(!deemed("2026-02-12"), "a clock set back deems nothing");
    assert!(!deemed("2026-02-13"));
    assert!(!deemed("2026-02-27"), "the fifth day is in time");
    assert!(
        deemed("2026-02-28"),
        "the sixth working day is a make-up Saturday"
    );
    assert!(deemed("2026-06-01"));
    let deemed = |today| deemed_accepted(&calendar, day("2026-03-13"), day(today));
    assert!(
        !deemed("2026-03-22"),
        "the Sunday after the fifth is no working day"
    );
    assert!(deemed("2026-03-23"));
}

#[test]
fn limits_in_different_units_are_compared_by_where_they_mostly_end() {
    let calendar = Calendar::shipped();
    let longer = |a: &str, b: &str| is_longer(&calendar, a.parse().unwrap(), b.parse().unwrap());
    for (a, b, want) in [
        ("20wd", "20wd", false),
        ("21wd", "20wd", true),
        ("20wd", "30d", false),
        ("20wd", "15d", true),
        ("30wd", "30d", true),
        ("45wd", "60d", true),
        ("30d", "20wd", true),
        ("20d", "20wd", false),
        ("1m", "20wd", true),
        ("20wd", "1m", false),
        ("2m", "60d", true),
        ("60d", "2m", false),
        ("31d", "1m", false),
        ("33d", "1m", true),
        ("1wd", "spot", true),
        ("0d", "spot", false),
        ("spot", "1d", false),
        ("1m", "spot", true),
        ("none", "1d", false),
        ("1d", "none", false),
    ] {
        assert_eq!(longer(a, b), want, "{a} > {b}");
    }
}

#[test]
fn limits_are_compared_even_where_no_year_is_loaded() {
    let empty = Calendar::default();
    assert!(is_longer(
        &empty,
        Limit::WorkingDays(30),
        Limit::NaturalDays(30)
    ));
    assert!(!is_longer(
        &empty,
        Limit::WorkingDays(20),
        Limit::NaturalDays(30)
    ));
}

#[test]
fn words_are_read_back() {
    for ground in StopGround::ALL {
        assert_eq!(ground.to_string().parse(), Ok(ground));
        assert_eq!(
            serde_json::to_value(ground).unwrap(),
            serde_json::Value::from(ground.word())
        );
    }
    for cause in Cause::ALL {
        assert_eq!(cause.to_string().parse(), Ok(cause));
        assert_eq!(
            serde_json::to_value(cause).unwrap(),
            serde_json::Value::from(cause.word())
        );
    }
    assert_eq!("Expert-Review".parse(), Ok(StopGround::ExpertReview));
    assert!("lunch".parse::<StopGround>().is_err());
    assert!("weather".parse::<Cause>().is_err());
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (0_u16..100).prop_map(Limit::WorkingDays),
        (0_u16..200).prop_map(Limit::NaturalDays),
        (0_u16..8).prop_map(Limit::Months),
        Just(Limit::OnTheSpot),
        Just(Limit::None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn of_two_limits_at_most_one_is_the_longer(a in any_limit(), b in any_limit()) {
        let calendar = Calendar::shipped();
        prop_assert!(!(is_longer(&calendar, a, b) && is_longer(&calendar, b, a)));
        prop_assert!(!is_longer(&calendar, a, a));
    }

    #[test]
    fn the_longer_limit_ends_later_from_more_than_half_of_the_days(
        days in 1_u16..40, natural in 1_u16..60,
    ) {
        let calendar = Calendar::parse(
            "date,name,kind\n2025-01-01,元旦,off\n2025-10-01,国庆节,off\n2025-10-02,国庆节,off\n2025-10-11,国庆节,makeup\n",
        ).unwrap();
        let (a, b) = (Limit::WorkingDays(days), Limit::NaturalDays(natural));
        let date = |start, limit| due(&calendar, start, limit).unwrap().date;
        let later = day("2025-01-01").iter_days().take(365).filter(|s| date(*s, a) > date(*s, b)).count();
        prop_assert_eq!(is_longer(&calendar, a, b), later * 2 > 365, "{}", later);
        let later = day("2025-01-01").iter_days().take(365).filter(|s| date(*s, b) > date(*s, a)).count();
        prop_assert_eq!(is_longer(&calendar, b, a), later * 2 > 365, "{}", later);
    }
}

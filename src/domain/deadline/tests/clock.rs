//! Pauses and extensions, held against a count day by day.

use chrono::Days;

use super::*;
use crate::domain::deadline;

fn pause(text: &str) -> Pause {
    text.parse().unwrap()
}

fn clock(start: &str, limit: &str, pauses: &[&str], extension: Option<&str>) -> Clock {
    Clock {
        start: day(start),
        limit: limit.parse().unwrap(),
        pauses: pauses.iter().map(|text| pause(text)).collect(),
        extension: extension.map(|text| Extension {
            limit: text.parse().unwrap(),
        }),
    }
}

fn ends(clock: &Clock, today: &str) -> Due {
    deadline::count(&Calendar::shipped(), clock, day(today)).unwrap()
}

#[test]
fn a_hearing_of_three_days_moves_the_end_by_three_working_days() {
    let clock = clock(
        "2026-02-13",
        "5wd",
        &["hearing:2026-02-24..2026-02-26"],
        None,
    );
    let found = ends(&clock, "2026-02-13");
    // 02-14, 02-27, 02-28 (a make-up Saturday), 03-02, 03-03.
    assert_eq!(found.date, day("2026-03-03"));
    assert!(!found.open);
    let stopped = Step::Paused {
        ground: StopGround::Hearing,
        from: day("2026-02-24"),
        to: day("2026-02-26"),
        running: false,
    };
    assert!(found.steps.contains(&stopped), "{:?}", found.steps);
}

#[test]
fn the_steps_stand_in_order_of_days() {
    let clock = clock(
        "2026-02-13",
        "3wd",
        &["appraisal:2026-02-25..2026-02-25"],
        Some("2wd"),
    );
    let name = || "春节".to_owned();
    let found = ends(&clock, "2026-02-13");
    assert_eq!(
        found.steps,
        [
            Step::StartNotCounted {
                date: day("2026-02-13")
            },
            Step::MakeUp {
                date: day("2026-02-14"),
                name: name()
            },
            Step::Skipped {
                from: day("2026-02-15"),
                to: day("2026-02-23"),
                name: Some(name())
            },
            Step::Paused {
                ground: StopGround::Appraisal,
                from: day("2026-02-25"),
                to: day("2026-02-25"),
                running: false
            },
            Step::Extended {
                from: day("2026-02-26"),
                limit: Limit::WorkingDays(2)
            },
            Step::MakeUp {
                date: day("2026-02-28"),
                name: name()
            },
        ]
    );
    assert_eq!(found.date, day("2026-02-28"));
    assert_eq!(found.limit, Limit::WorkingDays(3));
}

#[test]
fn a_pause_over_days_off_alone_moves_no_working_day_and_does_move_natural_ones() {
    let weekend = ["quarantine:2026-03-14..2026-03-15"];
    let working = ends(&clock("2026-03-12", "5wd", &weekend, None), "2026-03-12");
    assert_eq!(working.date, day("2026-03-19"));
    let natural = ends(&clock("2026-03-12", "5d", &weekend, None), "2026-03-12");
    assert_eq!(natural.date, day("2026-03-19"));
    let without = ends(&clock("2026-03-12", "5d", &[], None), "2026-03-12");
    assert_eq!(without.date, day("2026-03-17"));
}

#[test]
fn a_running_pause_counts_as_if_it_ended_today_and_leaves_the_date_open() {
    let clock = clock("2026-03-12", "5wd", &["expert_review:2026-03-16.."], None);
    for (today, date, open) in [
        ("2026-03-15", "2026-03-19", true),
        ("2026-03-16", "2026-03-20", true),
        ("2026-03-17", "2026-03-23", true),
    ] {
        let found = ends(&clock, today);
        assert_eq!((found.date, found.open), (day(date), open), "{today}");
    }
}

#[test]
fn a_pause_that_runs_after_the_count_is_over_neither_moves_nor_opens_it() {
    let clock = clock("2026-03-12", "1wd", &["hearing:2026-03-16.."], None);
    let found = ends(&clock, "2026-04-01");
    assert_eq!((found.date, found.open), (day("2026-03-13"), false));
    assert!(
        !found
            .steps
            .iter()
            .any(|step| matches!(step, Step::Paused { .. }))
    );
}

#[test]
fn a_pause_before_or_on_the_day_of_acceptance_takes_nothing_out() {
    let plain = ends(&clock("2026-03-12", "5wd", &[], None), "2026-03-12");
    let early = clock(
        "2026-03-12",
        "5wd",
        &["hearing:2026-03-01..2026-03-12"],
        None,
    );
    assert_eq!(ends(&early, "2026-03-12"), plain);
}

#[test]
fn a_pause_that_ends_before_it_begins_is_no_pause() {
    let mut clock = clock("2026-03-12", "5wd", &[], None);
    let plain = ends(&clock, "2026-03-12");
    clock.pauses.push(Pause {
        ground: StopGround::Tender,
        from: day("2026-03-17"),
        to: Some(day("2026-03-16")),
    });
    assert_eq!(ends(&clock, "2026-03-12"), plain);
}

#[test]
fn a_natural_end_never_moves_onto_a_day_of_a_pause() {
    // The 2nd day is Saturday 14 March; on Monday the 16th a hearing is held.
    let clock = clock(
        "2026-03-12",
        "2d",
        &["hearing:2026-03-16..2026-03-17"],
        None,
    );
    assert_eq!(ends(&clock, "2026-03-12").date, day("2026-03-18"));
}

#[test]
fn an_extension_is_counted_on_before_the_end_is_moved() {
    // 60 days from 21 February end on 22 April; 30 more on 22 May, not 30 from a moved end.
    let clock = clock("2026-02-21", "60d", &[], Some("30d"));
    let found = ends(&clock, "2026-02-21");
    assert_eq!(
        found.date,
        due(
            &Calendar::shipped(),
            day("2026-02-21"),
            Limit::NaturalDays(90)
        )
        .unwrap()
        .date
    );
    assert!(found.steps.contains(&Step::Extended {
        from: day("2026-04-22"),
        limit: Limit::NaturalDays(30)
    }));
}

#[test]
fn months_and_more_months_are_counted_from_the_start() {
    let found = ends(&clock("2026-01-31", "1m", &[], Some("1m")), "2026-01-31");
    assert_eq!(
        found.date,
        day("2026-03-31"),
        "not 28 March: {:?}",
        found.steps
    );
    let found = ends(&clock("2026-01-31", "1m", &[], Some("3d")), "2026-01-31");
    assert_eq!(found.date, day("2026-03-03"));
}

#[test]
fn a_matter_done_on_the_spot_is_due_the_same_day_whatever_else() {
    let clock = clock(
        "2026-03-14",
        "spot",
        &["hearing:2026-03-14.."],
        Some("10wd"),
    );
    let found = ends(&clock, "2026-03-20");
    assert_eq!((found.date, found.open), (day("2026-03-14"), false));
    let mut none = clock;
    none.limit = Limit::None;
    assert_eq!(
        deadline::count(&Calendar::shipped(), &none, day("2026-03-20")),
        None
    );
}

#[test]
fn a_count_that_a_pause_carries_into_an_unknown_year_is_provisional() {
    let clock = clock(
        "2026-12-21",
        "5wd",
        &["appraisal:2026-12-23..2027-01-05"],
        None,
    );
    let found = ends(&clock, "2026-12-21");
    assert!(found.provisional, "{:?}", found.steps);
    let known = Calendar::shipped().with(
        Calendar::parse("date,name,kind\n2027-01-01,元旦,off\n2027-01-06,补假,off\n").unwrap(),
    );
    let new = recount(&known, &clock, &found).unwrap();
    assert_eq!(
        (found.date, new.date),
        (day("2027-01-11"), day("2027-01-12"))
    );
    assert!(!new.provisional);
    assert_eq!(recount(&known, &clock, &new), None, "nothing is new");
}

#[test]
fn a_date_that_only_became_sure_is_a_new_one_and_a_running_one_is_left_alone() {
    let mut clock = clock("2026-12-30", "3wd", &[], None);
    let found = ends(&clock, "2026-12-30");
    let known = Calendar::shipped()
        .with(Calendar::parse("date,name,kind\n2027-05-01,劳动节,off\n").unwrap());
    let new = recount(&known, &clock, &found).unwrap();
    assert_eq!(
        (new.date, new.provisional, found.provisional),
        (found.date, false, true)
    );
    clock.pauses.push(pause("hearing:2026-12-31.."));
    assert_eq!(recount(&known, &clock, &found), None);
}

#[test]
fn a_clock_reads_back_what_it_writes() {
    let clock = clock(
        "2026-02-13",
        "20wd",
        &[
            "expert_review:2026-03-02..2026-03-06",
            "hearing:2026-03-09..",
        ],
        Some("10wd"),
    );
    let text = serde_json::to_string(&clock).unwrap();
    assert!(
        text.contains(r#""ground":"expert_review""#) && text.contains(r#""limit":"20wd""#),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Clock>(&text).unwrap(), clock);
    let short = r#"{"start":"2026-02-13","limit":"5wd"}"#;
    let plain = Clock::new(day("2026-02-13"), Limit::WorkingDays(5));
    assert_eq!(serde_json::from_str::<Clock>(short).unwrap(), plain);
    for pause in clock.pauses {
        assert_eq!(pause.to_string().parse::<Pause>().unwrap(), pause);
    }
    for wrong in [
        "hearing",
        "hearing:2026-02-30..",
        "lunch:2026-02-24..2026-02-26",
        "hearing:2026-02-26..2026-02-24",
        "hearing:2026-02-24",
        "",
    ] {
        assert!(wrong.parse::<Pause>().is_err(), "{wrong}");
    }
}

#[test]
fn every_step_names_its_clause() {
    let clock = clock(
        "2026-02-13",
        "5wd",
        &["hearing:2026-02-24..2026-02-24"],
        Some("3wd"),
    );
    let mut clauses: Vec<&str> = ends(&clock, "2026-02-13")
        .steps
        .iter()
        .map(Step::clause)
        .collect();
    clauses.dedup();
    for wanted in ["start", "makeup", "skipped", "paused", "extended"] {
        assert!(
            clauses.contains(&format!("deadline.clause_{wanted}").as_str()),
            "{wanted}"
        );
    }
}

/// Counts day by day, with nothing in common with the engine but the calendar.
fn by_hand(calendar: &Calendar, clock: &Clock) -> NaiveDate {
    let out = |day: NaiveDate| {
        clock
            .pauses
            .iter()
            .any(|pause| pause.from <= day && pause.to.is_some_and(|to| day <= to))
    };
    let mut day = clock.start;
    for limit in std::iter::once(clock.limit).chain(clock.extension.map(|e| e.limit)) {
        let (mut left, natural) = match limit {
            Limit::WorkingDays(n) => (n, false),
            Limit::NaturalDays(n) => (n, true),
            _ => unreachable!("not drawn here"),
        };
        while left > 0 {
            day = day + Days::new(1);
            left -= u16::from(!out(day) && (natural || calendar.is_working(day)));
        }
    }
    while matches!(clock.limit, Limit::NaturalDays(_))
        && (!calendar.is_working(day) || (day > clock.start && out(day)))
    {
        day = day + Days::new(1);
    }
    day
}

fn any_pause(start: NaiveDate) -> impl Strategy<Value = Pause> {
    (-10_i64..60, 0_i64..25, 0_usize..6).prop_map(move |(after, length, ground)| {
        let from = start + chrono::Duration::days(after);
        Pause {
            ground: StopGround::ALL[ground],
            from,
            to: Some(from + chrono::Duration::days(length)),
        }
    })
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let limit = (0_u16..60, any::<bool>()).prop_map(|(n, natural)| match natural {
        true => Limit::NaturalDays(n),
        false => Limit::WorkingDays(n),
    });
    // From the middle of 2011 to the end of 2025.
    (734_300_i32..739_600, limit, prop::option::of(0_u16..30)).prop_flat_map(
        |(start, limit, more)| {
            let start = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            prop::collection::vec(any_pause(start), 0..4).prop_map(move |pauses| Clock {
                start,
                limit,
                pauses,
                extension: more.map(|n| Extension {
                    limit: match limit {
                        Limit::WorkingDays(_) => Limit::WorkingDays(n),
                        _ => Limit::NaturalDays(n),
                    },
                }),
            })
        },
    )
}

proptest! {
    #[test]
    fn the_count_agrees_with_one_by_hand(clock in any_clock()) {
        let calendar = Calendar::shipped();
        let found = deadline::count(&calendar, &clock, clock.start).unwrap();
        prop_assert_eq!(found.date, by_hand(&calendar, &clock), "{:?}", found.steps);
        prop_assert!(!found.open);
    }

    #[test]
    fn the_order_of_pauses_does_not_matter(clock in any_clock(), turn in 0_usize..4) {
        let calendar = Calendar::shipped();
        let mut other = clock.clone();
        other.pauses.reverse();
        let turn = turn % other.pauses.len().max(1);
        other.pauses.rotate_left(turn);
        let today = clock.start;
        prop_assert_eq!(
            deadline::count(&calendar, &clock, today),
            deadline::count(&calendar, &other, today)
        );
    }

    #[test]
    fn a_day_of_several_pauses_is_left_out_once(clock in any_clock()) {
        let calendar = Calendar::shipped();
        let mut twice = clock.clone();
        twice.pauses.extend(clock.pauses.clone());
        let today = clock.start;
        prop_assert_eq!(
            deadline::count(&calendar, &clock, today),
            deadline::count(&calendar, &twice, today)
        );
    }

    #[test]
    fn a_pause_within_a_working_day_limit_moves_it_by_its_working_days(
        start in 734_300_i32..739_600, days in 1_u16..40, after in 1_i64..30, length in 0_i64..20,
    ) {
        let calendar = Calendar::shipped();
        let mut clock = Clock::new(
            NaiveDate::from_num_days_from_ce_opt(start).unwrap(),
            Limit::WorkingDays(days),
        );
        let plain = deadline::count(&calendar, &clock, clock.start).unwrap().date;
        let from = clock.start + chrono::Duration::days(after);
        prop_assume!(from <= plain);
        let to = from + chrono::Duration::days(length);
        let paused = from.iter_days().take_while(|d| *d <= to).filter(|d| calendar.is_working(*d)).count();
        clock.pauses.push(Pause { ground: StopGround::Hearing, from, to: Some(to) });
        let moved = deadline::count(&calendar, &clock, clock.start).unwrap().date;
        prop_assert_eq!(calendar.working_days_between(plain, moved), paused as i64);
    }

    #[test]
    fn an_extension_adds_exactly_what_it_says(clock in any_clock()) {
        let calendar = Calendar::shipped();
        let mut whole = clock.clone();
        whole.extension = None;
        let more = clock.extension.map(|extension| extension.limit);
        whole.limit = match (clock.limit, more) {
            (Limit::WorkingDays(n), Some(Limit::WorkingDays(m))) => Limit::WorkingDays(n + m),
            (Limit::NaturalDays(n), Some(Limit::NaturalDays(m))) => Limit::NaturalDays(n + m),
            (limit, _) => limit,
        };
        let today = clock.start;
        let date = |clock| deadline::count(&calendar, clock, today).unwrap().date;
        prop_assert_eq!(date(&clock), date(&whole));
    }

    #[test]
    fn a_longer_limit_never_ends_earlier(clock in any_clock()) {
        let calendar = Calendar::shipped();
        let mut longer = clock.clone();
        longer.limit = match clock.limit {
            Limit::WorkingDays(n) => Limit::WorkingDays(n + 1),
            Limit::NaturalDays(n) => Limit::NaturalDays(n + 1),
            limit => limit,
        };
        let date = |clock: &Clock| deadline::count(&calendar, clock, clock.start).unwrap().date;
        prop_assert!(date(&longer) >= date(&clock));
        prop_assert!(date(&clock) >= clock.start);
    }

    #[test]
    fn an_end_in_natural_days_is_a_working_day_outside_every_pause(clock in any_clock()) {
        prop_assume!(matches!(clock.limit, Limit::NaturalDays(n) if n > 0));
        let calendar = Calendar::shipped();
        let date = deadline::count(&calendar, &clock, clock.start).unwrap().date;
        prop_assert!(calendar.is_working(date));
        prop_assert!(!clock.pauses.iter().any(|p| p.from <= date && Some(date) <= p.to));
    }

    #[test]
    fn no_clock_makes_the_count_panic(
        start in any::<i32>(), n in any::<u16>(), unit in 0_u8..5, from in any::<i32>(), to in prop::option::of(any::<i32>()),
        more in 0_u16..400,
    ) {
        let day = |n| NaiveDate::from_num_days_from_ce_opt(n).unwrap_or(NaiveDate::MAX);
        let clock = Clock {
            start: day(start),
            limit: match unit {
                0 => Limit::WorkingDays(n % 300),
                1 => Limit::NaturalDays(n),
                2 => Limit::Months(n),
                3 => Limit::OnTheSpot,
                _ => Limit::None,
            },
            pauses: vec![Pause { ground: StopGround::Tender, from: day(from), to: to.map(day) }],
            extension: Some(Extension { limit: Limit::Months(more) }),
        };
        for today in [NaiveDate::MIN, day(start), NaiveDate::MAX] {
            if let Some(found) = deadline::count(&Calendar::default(), &clock, today) {
                let _ = recount(&Calendar::shipped(), &clock, &found);
            }
        }
    }
}

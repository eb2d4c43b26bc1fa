//! Due dates, and the lamp that warns before them.
//!
//! A date is never given without its reasons: [`due`] also returns the [`Step`]s that led to it, so
//! that a clerk can answer "why that day?" at the counter.

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::calendar::DayKind;
use crate::domain::matter::Limit;

/// The share of a limit after which the lamp turns amber, in per cent.
///
/// Source: rule W7 of the hall; 80 % is the warning point of the CCRS complaint system.
pub const AMBER_PERCENT: i64 = 80;

/// The number of working days left at which the lamp is amber, however short the limit.
///
/// Source: rule W7 of the hall.
pub const AMBER_DAYS_LEFT: i64 = 1;

/// A due date with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the matter is still in time.
    pub date: NaiveDate,
    /// Whether the count touches a year whose days off are not known yet.
    pub provisional: bool,
    /// The limit that was counted.
    pub limit: Limit,
    /// What changed the count, in order of days.
    pub steps: Vec<Step>,
}

/// One reason why a due date is where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The day of acceptance was not counted.
    ///
    /// Source: 民法典 article 201: the day on which a span begins is not counted.
    StartNotCounted {
        /// The day of acceptance.
        date: NaiveDate,
    },
    /// Days off in a row were not counted.
    ///
    /// Source: 行政许可法 article 82: days of a limit are working days.
    Skipped {
        /// The first day off of the run.
        from: NaiveDate,
        /// The last day off of the run.
        to: NaiveDate,
        /// The holiday's name; `None` for a plain weekend.
        name: Option<String>,
    },
    /// A weekend day was counted because the hall works on it.
    MakeUp {
        /// The make-up day.
        date: NaiveDate,
        /// The holiday it makes up for.
        name: String,
    },
    /// The month has no such day, so its last day was taken.
    Clamped {
        /// The day of the month that was sought, 29 to 31.
        wanted: u32,
        /// The last day of the month.
        to: NaiveDate,
    },
    /// The end fell on a day off and moved on to the next working day.
    ///
    /// Source: 民法典 article 203.
    EndMoved {
        /// The day off on which the span ended.
        from: NaiveDate,
        /// The working day that took its place.
        to: NaiveDate,
        /// The holiday's name; `None` for a plain weekend.
        name: Option<String>,
    },
    /// The days off of this year are not known; its weekends alone were skipped.
    YearNotLoaded {
        /// The year.
        year: i32,
    },
}

/// Counts a limit from the day of acceptance.
///
/// Working days skip days off and count make-up days. Natural days and months run through, and an
/// end on a day off moves to the next working day. A matter done on the spot is due the same day.
/// Returns `None` where no limit is set, or where the count leaves the calendar.
pub fn due(calendar: &Calendar, accepted: NaiveDate, limit: Limit) -> Option<Due> {
    let mut steps = Vec::new();
    let date = match limit {
        Limit::None => return None,
        Limit::OnTheSpot => accepted,
        Limit::WorkingDays(days) => count_working(calendar, accepted, days, &mut steps)?,
        Limit::NaturalDays(days) => {
            steps.push(Step::StartNotCounted { date: accepted });
            let end = accepted.checked_add_days(Days::new(u64::from(days)))?;
            move_end(calendar, end, &mut steps)?
        }
        Limit::Months(months) => {
            let end = accepted.checked_add_months(Months::new(u32::from(months)))?;
            if end.day() != accepted.day() {
                steps.push(Step::Clamped {
                    wanted: accepted.day(),
                    to: end,
                });
            }
            move_end(calendar, end, &mut steps)?
        }
    };
    let provisional = steps
        .iter()
        .any(|step| matches!(step, Step::YearNotLoaded { .. }));
    Some(Due {
        date,
        provisional,
        limit,
        steps,
    })
}

fn count_working(
    calendar: &Calendar,
    accepted: NaiveDate,
    days: u16,
    steps: &mut Vec<Step>,
) -> Option<NaiveDate> {
    steps.push(Step::StartNotCounted { date: accepted });
    let mut date = accepted;
    let mut left = days;
    let mut unknown = None;
    while left > 0 {
        date = date.succ_opt()?;
        if !calendar.is_loaded(date.year()) && unknown != Some(date.year()) {
            unknown = Some(date.year());
            steps.push(Step::YearNotLoaded { year: date.year() });
        }
        if !calendar.is_working(date) {
            skip(calendar, date, steps);
            continue;
        }
        left -= 1;
        if calendar.kind_of(date) == Some(DayKind::Makeup) {
            let name = calendar.name_of(date).unwrap_or_default().to_owned();
            steps.push(Step::MakeUp { date, name });
        }
    }
    Some(date)
}

/// Adds a day off to the run before it, or begins a run; a holiday gives its name to the weekend beside it.
fn skip(calendar: &Calendar, date: NaiveDate, steps: &mut Vec<Step>) {
    let named = calendar.name_of(date);
    if let Some(Step::Skipped { to, name, .. }) = steps.last_mut() {
        let same = named.is_none() || name.is_none() || name.as_deref() == named;
        if to.succ_opt() == Some(date) && same {
            *to = date;
            if name.is_none() {
                *name = named.map(str::to_owned);
            }
            return;
        }
    }
    steps.push(Step::Skipped {
        from: date,
        to: date,
        name: named.map(str::to_owned),
    });
}

/// Moves an end on a day off to the next working day.
fn move_end(calendar: &Calendar, end: NaiveDate, steps: &mut Vec<Step>) -> Option<NaiveDate> {
    let date = calendar.working_on_or_after(end)?;
    if date != end {
        let name = end
            .iter_days()
            .take_while(|day| *day < date)
            .find_map(|day| calendar.name_of(day))
            .map(str::to_owned);
        steps.push(Step::EndMoved {
            from: end,
            to: date,
            name,
        });
    }
    for year in end.year()..=date.year() {
        if !calendar.is_loaded(year) {
            steps.push(Step::YearNotLoaded { year });
        }
    }
    Some(date)
}

/// Returns the number of working days after `from`, up to and with `to`; negative if `to` is earlier.
pub fn working_days_between(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> i64 {
    calendar.working_days_between(from, to)
}

/// How near a case is to its due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lamp {
    /// There is time.
    Green,
    /// The limit is nearly used up (临期).
    Amber,
    /// The due date has passed (超期).
    Red,
}

/// Returns the lamp of an open case on a day.
///
/// Red after the due date; amber when [`AMBER_PERCENT`] of the limit is used or no more than
/// [`AMBER_DAYS_LEFT`] remain; else green. The share is counted in working days whatever the
/// limit's unit, because those are the days on which anybody can still act.
pub fn lamp(
    calendar: &Calendar,
    accepted: NaiveDate,
    due_date: NaiveDate,
    today: NaiveDate,
) -> Lamp {
    if today > due_date {
        return Lamp::Red;
    }
    let left = calendar.working_days_between(today, due_date);
    let whole = calendar.working_days_between(accepted, due_date);
    let used = whole - left;
    if left <= AMBER_DAYS_LEFT || used * 100 >= whole * AMBER_PERCENT {
        Lamp::Amber
    } else {
        Lamp::Green
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}

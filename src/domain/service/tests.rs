//! Service days: what counts, whatever was planned and in whatever order it is told.

use proptest::collection::vec;
use proptest::prelude::*;

use super::week::Enough;
use super::week::monday;
use super::week::needed;
use super::week::weeks_within;
use super::*;
use crate::domain::event::PresenceBegun;
use crate::domain::event::PresenceEnded;
use crate::domain::event::ServiceMissed;
use crate::domain::event::ServicePlanned;
use crate::domain::event::StaffPosted;
use crate::domain::time::Zone;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn village(n: i64) -> Org {
    Org::new(330_182_001_000 + n).unwrap()
}

/// Long before everything here.
fn began() -> NaiveDate {
    day("2026-01-01")
}

fn at(day: NaiveDate, minutes: i64) -> UtcMs {
    Zone::china().midnight(day).plus(Seconds::minutes(minutes))
}

fn told(minutes: i64, day: NaiveDate, event: impl Into<Event>) -> Told {
    let wall = at(day, minutes);
    Told {
        org: village(1),
        hlc: Hlc(wall.0 as u64),
        wall,
        event: event.into(),
    }
}

fn comes(staff: u32, day: NaiveDate, minutes: i64) -> Told {
    let event = PresenceBegun {
        staff: StaffNo(staff),
        name: format!("助理{staff}"),
        day,
    };
    told(minutes, day, event)
}

fn goes(staff: u32, day: NaiveDate, minutes: i64) -> Told {
    let staff = StaffNo(staff);
    told(minutes, day, PresenceEnded { staff, day })
}

fn plans(staff: u32, from: NaiveDate, days: &str) -> Told {
    let event = ServicePlanned {
        staff: StaffNo(staff),
        name: format!("助理{staff}"),
        days: ServiceDay::read_all(days).unwrap(),
        from,
    };
    told(1, from, event)
}

fn misses(staff: u32, day: NaiveDate, reason: &str) -> Told {
    let event = ServiceMissed {
        staff: StaffNo(staff),
        name: format!("助理{staff}"),
        day,
        reason: reason.to_owned(),
        substitute: "李四".to_owned(),
    };
    told(2, day, event)
}

#[test]
fn a_plan_is_read_as_people_write_it() {
    let days = |text: &str| ServiceDay::read_all(text);
    let usual = days("1 09:00-11:30, 4 14:00-17:00").unwrap();
    assert_eq!(usual.len(), 2);
    for same in [
        "周四 14：00-17：00；周一 09:00-11:30",
        "４ 14:00—17:00、１ 9:00～11:30",
        " 1  09:00 - 11:30 ,,4 14:00-17:00 ",
    ] {
        assert_eq!(days(same).as_ref(), Some(&usual), "{same}");
    }
    assert_eq!(days(""), Some(Vec::new()), "who serves no more");
    for bad in [
        "8 09:00-11:30",
        "1",
        "1 11:30-09:00",
        "1 09:00-09:00",
        "1 09:00-11:30, 周一 14:00-17:00",
        "1 25:00-26:00",
        "一 \u{1b}[31m",
    ] {
        assert_eq!(days(bad), None, "{bad}");
    }
}

#[test]
fn who_writes_today_that_they_came_last_week_was_not_there() {
    let calendar = Calendar::shipped();
    let (mon, wed, late) = (day("2026-03-09"), day("2026-03-11"), day("2026-03-18"));
    let backdated = Told {
        wall: at(late, 540),
        ..comes(11, wed, 540)
    };
    let gone = Told {
        wall: at(late, 600),
        ..goes(11, wed, 600)
    };
    let service = Service::fold(vec![comes(11, mon, 540), backdated, gone]);
    let week = service.week((village(1), began()), mon, &calendar, late);
    assert_eq!((week.days, week.enough), (1, Enough::Short));
    assert!(service.stay_of((village(1), StaffNo(11)), wed).is_none());
}

#[test]
fn a_week_is_planned_where_somebodys_plan_held_when_it_began() {
    let calendar = Calendar::shipped();
    let service = Service::fold(vec![plans(11, day("2026-03-18"), "1 9:00-11:00")]);
    let planned = |monday: &str| {
        let week = (village(1), began());
        service
            .week(week, day(monday), &calendar, day("2026-04-01"))
            .planned
    };
    assert!(!planned("2026-03-09"), "before there was a plan");
    assert!(!planned("2026-03-16"), "nobody was asked for its Monday");
    assert!(planned("2026-03-23"));
}

#[test]
fn two_days_are_enough_and_one_is_not() {
    let calendar = Calendar::shipped();
    let (mon, tue) = (day("2026-03-09"), day("2026-03-10"));
    let week = |told: Vec<Told>, today: &str| {
        let week = Service::fold(told).week((village(1), began()), mon, &calendar, day(today));
        (week.days, week.needed, week.enough)
    };
    let monday = || comes(11, mon, 540);
    let (running, after) = ("2026-03-15", "2026-03-16");
    assert_eq!(week(vec![monday()], running), (1, 2, Enough::Running));
    assert_eq!(week(vec![monday()], after), (1, 2, Enough::Short));
    let twice = vec![monday(), comes(11, tue, 540)];
    assert_eq!(week(twice, running), (2, 2, Enough::Kept), "exactly two");
    let two_on_one_day = vec![monday(), comes(12, mon, 600), goes(11, mon, 660)];
    assert_eq!(week(two_on_one_day, after), (1, 2, Enough::Short));
    let a_substitute = vec![monday(), misses(11, tue, "病了"), comes(12, tue, 540)];
    assert_eq!(week(a_substitute, after), (2, 2, Enough::Kept));
    let only_planned = vec![plans(11, mon, "1 9:00-11:00, 2 9:00-11:00")];
    assert_eq!(week(only_planned, after), (0, 2, Enough::Short));
    let elsewhere = Told {
        org: village(2),
        ..comes(11, tue, 540)
    };
    assert_eq!(
        week(vec![monday(), elsewhere], after),
        (1, 2, Enough::Short)
    );
}

#[test]
fn a_week_of_holidays_wants_no_more_days_than_are_worked() {
    let calendar = Calendar::shipped();
    // 国庆 2026: 10-01 to 10-07 are off, 09-20 and 10-10 are worked.
    for (week, wanted) in [
        ("2026-09-21", 2),
        ("2026-09-28", 2),
        ("2026-10-05", 2),
        // 春节 2026: 02-15 to 02-23 are off.
        ("2026-02-16", 0),
        ("2026-02-23", 2),
        ("2026-03-09", 2),
    ] {
        assert_eq!(needed(&calendar, day(week), began()), wanted, "{week}");
    }
    let one = Calendar::parse(
        "date,name,kind\n2026-06-01,x,off\n2026-06-02,x,off\n2026-06-03,x,off\n2026-06-04,x,off\n",
    )
    .unwrap();
    assert_eq!(
        needed(&one, day("2026-06-01"), began()),
        1,
        "only the Friday is worked"
    );
    let stays = Service::fold([comes(11, day("2026-06-02"), 540)]);
    let week = stays.week(
        (village(1), began()),
        day("2026-06-01"),
        &one,
        day("2026-06-08"),
    );
    assert_eq!(week.enough, Enough::Kept, "who came on a day off came");
    let empty = Service::default().week(
        (village(1), began()),
        day("2026-02-16"),
        &calendar,
        day("2026-03-01"),
    );
    assert_eq!(empty.enough, Enough::Kept, "nobody works that week");
}

#[test]
fn a_gap_has_its_reason_and_who_came_all_the_same_has_none() {
    let calendar = Calendar::shipped();
    let (mon, wed) = (day("2026-03-09"), day("2026-03-11"));
    let plan = plans(11, mon, "1 9:00-11:00, 3 9:00-11:00, 4 9:00-11:00");
    let service = Service::fold([
        plan,
        misses(11, mon, "开会"),
        misses(11, wed, "发烧"),
        comes(11, wed, 900),
    ]);
    let week = service.week((village(1), began()), mon, &calendar, day("2026-03-20"));
    let gaps: Vec<(String, Option<&str>)> = week
        .gaps
        .iter()
        .map(|gap| {
            let reason = gap.missed.as_ref().map(|missed| missed.reason.as_str());
            (gap.day.to_string(), reason)
        })
        .collect();
    let thursday = "2026-03-12".to_owned();
    assert_eq!(gaps, [(mon.to_string(), Some("开会")), (thursday, None)]);
    let early = service.week((village(1), began()), mon, &calendar, day("2026-03-12"));
    assert_eq!(early.gaps.len(), 1, "today they may still come");
}

#[test]
fn a_plan_holds_until_the_next_and_not_on_days_off() {
    let calendar = Calendar::shipped();
    let service = Service::fold([
        plans(11, day("2026-03-09"), "1 9:00-11:00, 4 9:00-11:00"),
        plans(11, day("2026-09-01"), "4 14:00-17:00"),
    ]);
    let planned = |text: &str| {
        let who = (village(1), StaffNo(11));
        service.planned(who, day(text), &calendar).is_some()
    };
    assert!(!planned("2026-03-05"), "before there was a plan");
    assert!(planned("2026-03-09") && planned("2026-08-31"));
    assert!(!planned("2026-09-07") && planned("2026-09-10"));
    assert!(!planned("2026-10-01"), "a Thursday that is off");
}

#[test]
fn a_week_belongs_to_the_month_of_its_thursday() {
    let weeks = |from: &str, to: &str| -> Vec<String> {
        let mondays = weeks_within(day(from), day(to));
        mondays.map(|monday| monday.to_string()).collect()
    };
    assert_eq!(
        weeks("2026-04-01", "2026-04-30"),
        [
            "2026-03-30",
            "2026-04-06",
            "2026-04-13",
            "2026-04-20",
            "2026-04-27"
        ]
    );
    assert_eq!(weeks("2026-05-01", "2026-05-31")[0], "2026-05-04");
    assert_eq!(monday(day("2027-01-01")), day("2026-12-28"));
}

#[test]
fn hours_are_counted_from_coming_to_going() {
    let mon = day("2026-03-09");
    let stay = |told: Vec<Told>| {
        let service = Service::fold(told);
        let stay = service.stay_of((village(1), StaffNo(11)), mon).unwrap();
        (stay.counted().0 / 60, stay.since().is_some())
    };
    let whole = vec![comes(11, mon, 540), goes(11, mon, 690)];
    assert_eq!(stay(whole), (150, false));
    let twice = vec![
        comes(11, mon, 540),
        goes(11, mon, 600),
        comes(11, mon, 840),
        goes(11, mon, 870),
    ];
    assert_eq!(stay(twice), (90, false));
    assert_eq!(stay(vec![comes(11, mon, 540)]), (0, true), "never went");
}

fn anything() -> impl Strategy<Value = Told> {
    (0..4_u8, 11..14_u32, 0..21_u64, 0..1_400_i64, 1..3_i64).prop_map(
        |(what, staff, days, minutes, org)| {
            let day = day("2026-03-09") + Days::new(days);
            let told = match what {
                0 => comes(staff, day, minutes),
                1 => goes(staff, day, minutes),
                2 => misses(staff, day, ["病了", "开会"][minutes as usize % 2]),
                _ if minutes % 2 == 0 => {
                    let staff = StaffNo(staff);
                    told(minutes, day, StaffPosted { staff, day })
                }
                _ => plans(staff, day, "2 9:00-11:00, 5 9:00-11:00"),
            };
            Told {
                org: village(org),
                ..told
            }
        },
    )
}

proptest! {
    /// Whatever comes first and however often, the same was said; and no plan makes a day.
    #[test]
    fn the_same_entries_say_the_same_in_any_order(
        all in vec(anything(), 0..40),
        dice in vec(any::<u16>(), 80),
    ) {
        let once = Service::fold(all.clone());
        let mut again: Vec<(u16, Told)> = all.iter().chain(all.iter().take(7)).cloned()
            .zip(dice).map(|(told, key)| (key, told)).collect();
        again.sort_by_key(|(key, _)| *key);
        let shuffled = Service::fold(again.into_iter().map(|(_, told)| told));
        prop_assert_eq!(&shuffled, &once);

        let calendar = Calendar::shipped();
        let today = day("2026-04-15");
        for org in [village(1), village(2)] {
            for monday in weeks_within(day("2026-03-01"), day("2026-03-31")) {
                let week = once.week((org, began()), monday, &calendar, today);
                // Counted again, by hand, from the entries.
                let mut days: Vec<NaiveDate> = all.iter().filter(|told| told.org == org)
                    .filter_map(|told| match &told.event {
                        Event::PresenceBegun(e) => Some(e.day),
                        _ => None,
                    })
                    .filter(|day| super::week::monday(*day) == monday)
                    .collect();
                days.sort();
                days.dedup();
                prop_assert_eq!(week.days as usize, days.len());
                prop_assert_eq!(week.enough == Enough::Short, days.len() < week.needed as usize);
            }
        }
    }
}

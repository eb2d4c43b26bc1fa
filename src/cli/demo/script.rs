//! Who works in the demo hall and what its morning was.

use chrono::Days;
use chrono::NaiveDate;

use crate::cli::demo::affairs;
use crate::cli::demo::affairs::PROBLEMS;
use crate::cli::demo::affairs::Raised;
use crate::cli::problem::Problem;
use crate::cli::simulate::drive::Driver;
use crate::cli::simulate::drive::Seat;
use crate::cli::simulate::plan::Coming;
use crate::cli::simulate::plan::Conduct;
use crate::cli::simulate::plan::Draws;
use crate::cli::simulate::plan::Finish;
use crate::cli::simulate::plan::Stint;
use crate::cli::simulate::plan::Then;
use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::deadline::Lamp;
use crate::domain::event::Applicant;
use crate::domain::event::StaffRole;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Limit;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::accept_case::AcceptCase;
use crate::ops::end_visit::EndVisit;
use crate::ops::go_away::GoAway;
use crate::ops::night_close::NightClose;
use crate::ops::open_window::OpenWindow;
use crate::ops::post_staff::PostStaff;
use crate::ops::quick_serve::QuickServe;
use crate::ops::save_staff::SaveStaff;
use crate::ops::save_window::SaveWindow;

/// The demo hall's name.
pub(super) const NAME: &str = "云溪镇便民服务中心";
/// Its code.
pub(super) const CODE: &str = "YX";
/// The badge of the first leader.
pub(super) const LEADER: StaffNo = StaffNo(101);

use StaffRole::Clerk;
use StaffRole::Leader;

const STAFF: [(u32, &str, StaffRole); 7] = [
    (101, "赵一", Leader),
    (102, "钱二", Leader),
    (103, "孙三", Clerk),
    (104, "李四", Clerk),
    (105, "周武", Clerk),
    (106, "吴六", Clerk),
    (107, "郑七", Clerk),
];

/// Window, centres, regular, stand-in.
const WINDOWS: [(u16, &[Centre], u32, u32); 5] = [
    (1, &[Centre::Economy], 103, 104),
    (2, &[Centre::Social], 104, 105),
    (3, &[Centre::Social], 105, 104),
    (4, &[Centre::Governance], 106, 107),
    (
        5,
        &[Centre::Economy, Centre::Social, Centre::Governance],
        107,
        106,
    ),
];

/// Name, number, phone: only the examples that belong to nobody.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("张三丰", "11010519491231002X", "13800000000"),
    ("王芳", "440524188001010014", "13800000000"),
    ("李小红", "", "13800000000"),
    ("陈大文", "", ""),
    ("刘备", "", "13800000000"),
    ("欧阳锋", "", ""),
    ("司马光", "", "13800000000"),
    ("杨柳青", "", ""),
    ("黄河清", "", ""),
    ("林冲", "", "13800000000"),
];

const HOUR: i64 = 3_600_000;

/// What happened on an earlier day, in the order of a day.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Past {
    /// A problem was raised, before the windows opened.
    Problem(Raised),
    /// A case was accepted: the matter and the person.
    Case(String, usize),
}

/// Returns when the hall was set up: well before its oldest case.
pub(super) fn begins(today: NaiveDate, zone: Zone) -> UtcMs {
    let day = today.checked_sub_days(Days::new(400)).unwrap_or(today);
    UtcMs(zone.midnight(day).0 + 8 * HOUR)
}

/// Plays everything that happened before `now`.
///
/// # Errors
/// Whatever a verb refuses: then the demo is not as it should be.
pub(super) fn play(hall: &mut Hall, today: NaiveDate, now: UtcMs) -> Result<(), Problem> {
    let zone = hall.config().zone();
    let begun = begins(today, zone);
    for (staff, name, role) in STAFF {
        perform(
            hall,
            SaveStaff {
                staff: StaffNo(staff),
                name: name.to_owned(),
                role,
            },
            begun,
        )?;
    }
    for (window, centres, regular, stand_in) in WINDOWS {
        let window = SaveWindow {
            window: WindowNo(window),
            centres: centres.to_vec(),
            regular: Some(StaffNo(regular)),
            stand_in: Some(StaffNo(stand_in)),
        };
        perform(hall, window, begun)?;
    }
    let cases = earlier_cases(hall, today)?.into_iter();
    let cases = cases.map(|(day, matter, person)| (day, Past::Case(matter, person)));
    let problems = PROBLEMS.map(|raised| (raised.day(today), Past::Problem(raised)));
    let mut past: Vec<(NaiveDate, Past)> = problems.into_iter().chain(cases).collect();
    past.sort();
    for (day, what) in past {
        match what {
            Past::Problem(raised) => raised.play(hall, UtcMs(zone.midnight(day).0 + 8 * HOUR))?,
            Past::Case(matter, person) => earlier_day(hall, day, &matter, person)?,
        }
    }
    let open = UtcMs(zone.midnight(today).0 + 8 * HOUR);
    affairs::before_the_doors(hall, today, open)?;
    for leader in [101, 102] {
        perform(
            hall,
            PostStaff {
                staff: StaffNo(leader),
            },
            open,
        )?;
    }
    let seats = WINDOWS
        .iter()
        .map(|(window, _, staff, _)| Seat {
            window: WindowNo(*window),
            staff: StaffNo(*staff),
        })
        .collect();
    let people = (0..PEOPLE.len()).map(person).collect();
    let mut driver = Driver::new(hall, seats, people, None)?;
    driver.day_until(today, morning(today, open, now), now)?;
    drop(driver);
    affairs::a_form(hall, now)?;
    // The second leader said 9:30 and is not back.
    let away = GoAway {
        staff: StaffNo(102),
        place: "镇政府开会".to_owned(),
        until: "09:30".to_owned(),
        stand_in: None,
    };
    perform(hall, away, UtcMs(open.0 + HOUR))
}

fn perform(hall: &mut Hall, call: impl Into<Call>, now: UtcMs) -> Result<(), Problem> {
    hall.perform(&call.into(), Who::System, now)?;
    Ok(())
}

fn person(place: usize) -> Applicant {
    let (name, number, phone) = PEOPLE[place % PEOPLE.len()];
    Applicant {
        name: name.to_owned(),
        number: number.to_owned(),
        phone: phone.to_owned(),
        village: String::new(),
    }
}

/// Finds days on which cases were accepted so that today one lamp is red, one amber and one green.
fn earlier_cases(
    hall: &Hall,
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, String, usize)>, Problem> {
    let mut found = Vec::new();
    let dated: Vec<_> = hall
        .matters()?
        .into_iter()
        .filter(|m| matches!(m.promised, Limit::WorkingDays(5..=30)))
        .collect();
    for (place, wanted) in [Lamp::Red, Lamp::Amber, Lamp::Green]
        .into_iter()
        .enumerate()
    {
        let Some(matter) = dated.get(place * 3) else {
            continue;
        };
        let day = (1..90)
            .filter_map(|back| today.checked_sub_days(Days::new(back)))
            .find(|day| lamp(hall.calendar(), *day, matter.promised, today) == Some(wanted));
        if let Some(day) = day {
            found.push((day, matter.code.clone(), place));
        }
    }
    Ok(found)
}

fn lamp(calendar: &Calendar, day: NaiveDate, limit: Limit, today: NaiveDate) -> Option<Lamp> {
    if !calendar.is_working(day) {
        return None;
    }
    let due = deadline::due(calendar, day, limit)?;
    Some(deadline::lamp(calendar, day, due.date, today))
}

/// One case on an earlier day, from the open door to the night close.
fn earlier_day(hall: &mut Hall, day: NaiveDate, matter: &str, place: usize) -> Result<(), Problem> {
    let start = hall.config().zone().midnight(day).0 + 9 * HOUR;
    let at = |minutes: i64| UtcMs(start + minutes * 60_000);
    let (window, staff) = (WindowNo(3), StaffNo(105));
    let who = person(place);
    perform(hall, PostStaff { staff }, at(0))?;
    perform(hall, OpenWindow { window, staff }, at(0))?;
    perform(
        hall,
        QuickServe {
            window,
            matter: Some(matter.to_owned()),
        },
        at(5),
    )?;
    let accept = AcceptCase {
        window,
        matter: matter.to_owned(),
        name: who.name,
        number: who.number,
        phone: who.phone,
        village: String::new(),
        papers: "all".to_owned(),
        on_the_spot: false,
        deferred_until: None,
        corrected: String::new(),
        urgent: String::new(),
        proxy: String::new(),
    };
    perform(hall, accept, at(14))?;
    perform(hall, EndVisit { window }, at(15))?;
    perform(hall, NightClose { day: Some(day) }, at(600))
}

/// The morning's comings: a steady stream, and towards the end more than the windows can take.
fn morning(day: NaiveDate, open: UtcMs, now: UtcMs) -> Vec<Coming> {
    let minutes = (now.0 - open.0) / 60_000;
    let steady = (0..36).map(|i| 1 + i * (minutes - 12) / 36);
    let rush = (0..12).map(|i| minutes - 11 + i * 10 / 12);
    steady
        .chain(rush)
        .enumerate()
        .map(|(place, minute)| {
            let mut draws = Draws::of(&format!("demo-{place}"));
            let centre = match draws.next() % 10 {
                0..3 => Centre::Economy,
                3..8 => Centre::Social,
                _ => Centre::Governance,
            };
            let mut conduct = Conduct::draw(&mut draws, centre);
            let seconds = draws.between(240, 720);
            conduct.stints = vec![Stint {
                seconds,
                then: Then::Done,
            }];
            if place == 7 {
                // The one bad rating of the morning.
                conduct.level = Some(2);
            } else if conduct.level.is_some_and(|level| level < 3) {
                conduct.level = Some(4);
            }
            if place % 4 == 0 {
                conduct.finish = Finish::Case;
            }
            conduct.draw = u64::try_from(place).unwrap_or(0).wrapping_mul(7);
            let at = UtcMs(open.0 + minute * 60_000 + i64::try_from(place).unwrap_or(0) * 700);
            Coming {
                day,
                at,
                centre,
                conduct,
            }
        })
        .collect()
}

//! The post without a store: hand-made figures, a fixed clock.

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::config::Config;
use crate::domain::alarm;
use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::followup::Step;
use crate::domain::ids::*;
use crate::domain::live::*;
use crate::domain::norms::Norms;
use crate::domain::queue;
use crate::domain::rating::Tally;
use crate::domain::refusal::Refusal;
use crate::domain::time::Seconds;
use crate::domain::time::Zone;
use crate::domain::visit::*;
use crate::ops::Who;
use crate::ops::read::Bad;
use crate::ops::read::CentreNow;
use crate::ops::read::LineRow;
use crate::ui::post::trial;

mod alarms;
mod doing;
mod drawing;
mod figures;
mod hold;
mod matters;
mod night;
mod orders;
mod raised;
mod ranks;
mod register;
mod store;
mod tray;
mod villages;
mod whole;

/// 2026-03-12 09:42 in China, a Thursday.
pub(super) const NOW: UtcMs = UtcMs(1_773_279_720_000);
pub(super) const LEADER: StaffNo = StaffNo(1);

pub(super) fn today() -> NaiveDate {
    Zone::china().day(NOW)
}

pub(super) fn ago(minutes: i64) -> UtcMs {
    UtcMs(NOW.0 - minutes * 60_000)
}

pub(super) fn no(text: &str) -> TicketNo {
    text.parse().unwrap()
}

pub(super) fn visit(ticket: &str, centre: Centre, state: VisitState, minutes: i64) -> Visit {
    let no = no(ticket);
    Visit {
        id: VisitId(Uuid::from_u128(
            u128::from(no.count) + ((no.band as u128) << 64),
        )),
        no: Some(no),
        day: today(),
        entrance: Entrance::WalkIn,
        centre,
        target: Target::Centre(centre),
        matter: None,
        state,
        since: ago(minutes),
        issued_at: ago(minutes),
        place: Place::of_arrival(ago(minutes)),
        priority: None,
        calls: 0,
        last_called: None,
        window: None,
        staff: None,
        parked_until: None,
        come_back: None,
        returned: false,
        rejoined: false,
    }
}

pub(super) fn window(no: u16, centres: &[Centre], staff: Option<u32>, minutes: i64) -> Window {
    Window {
        no: WindowNo(no),
        centres: centres.to_vec(),
        regular: staff.map(StaffNo),
        stand_in: None,
        state: if staff.is_some() {
            WindowState::Open
        } else {
            WindowState::Closed
        },
        staff: staff.map(StaffNo),
        stands_in: false,
        since: ago(minutes),
    }
}

pub(super) fn person(no: u32, name: &str, role: StaffRole) -> Staff {
    Staff {
        no: StaffNo(no),
        name: name.to_owned(),
        role,
        posted: Some(today()),
        away: None,
    }
}

pub(super) fn at(mut visit: Visit, window: u16) -> Visit {
    visit.window = Some(WindowNo(window));
    visit.staff = Some(StaffNo(u32::from(window) + 10));
    visit
}

/// A hall in which everything is quiet: three windows, two clerks at them, one free, one leader.
pub(super) fn quiet() -> Live {
    Live {
        day: today(),
        doors_open: true,
        visits: Vec::new(),
        windows: vec![
            window(1, &[Centre::Economy], Some(11), 60),
            window(2, &[Centre::Social, Centre::Economy], Some(12), 60),
            window(3, &[Centre::Governance], None, 60),
        ],
        staff: vec![
            person(1, "王芳", StaffRole::Leader),
            person(11, "张三丰", StaffRole::Clerk),
            person(12, "李四", StaffRole::Clerk),
            person(13, "赵六", StaffRole::Clerk),
        ],
        emergencies: Vec::new(),
        errands: Vec::new(),
    }
}

pub(super) fn card(number: &str, lamp: deadline::Lamp, days: i64) -> CaseCard {
    CaseCard {
        number: number.to_owned(),
        matter_name: "最低生活保障".to_owned(),
        centre: Centre::Social,
        applicant: "张*丰".to_owned(),
        day: today() - chrono::Duration::days(40),
        due: Some(today() + chrono::Duration::days(days)),
        limit: Some("20个工作日".to_owned()),
        provisional: false,
        lamp: Some(lamp),
        deliver_due: None,
        done: false,
        done_day: None,
        papers: vec!["申请书".to_owned(), "身份证".to_owned()],
        missing: vec!["收入证明".to_owned()],
        staff: Some(StaffNo(12)),
    }
}

/// Returns what the post reads of a hall, by the same rules as the read model.
pub(super) fn figures(live: Live) -> read::Duty {
    let row = |visit: &Visit| LineRow::of(visit, NOW);
    let waiting: Vec<LineRow> = Centre::ALL
        .into_iter()
        .flat_map(|centre| queue::centre_line(&live, centre, NOW))
        .map(row)
        .collect();
    let others = live
        .visits
        .iter()
        .filter(|v| v.state != VisitState::Waiting)
        .map(row)
        .collect();
    let centres = Centre::ALL
        .into_iter()
        .map(|centre| {
            let rows = || waiting.iter().filter(|row| row.centre == centre);
            CentreNow {
                centre,
                waiting: rows().count(),
                longest: rows().map(|row| row.waited).max().unwrap_or(Seconds(0)),
                open: live
                    .windows
                    .iter()
                    .filter(|w| w.is_open() && w.serves(centre))
                    .count(),
                windows: live.windows.iter().filter(|w| w.serves(centre)).count(),
                busy: 0,
            }
        })
        .collect();
    let mut by_hour = [0; 24];
    by_hour[8] = 9;
    by_hour[9] = 4;
    read::Duty {
        hall: "清河镇便民服务中心".to_owned(),
        alarms: alarm::check(&live, &Norms::default(), UtcMs(i64::MAX), NOW),
        live,
        centres,
        waiting,
        others,
        lamps: read::Lamps {
            green: 214,
            amber: 0,
            red: 0,
        },
        pressing: Vec::new(),
        undelivered: Vec::new(),
        tasks: Vec::new(),
        raised: Vec::new(),
        night: None,
        ratings: Tally::default(),
        tray: Vec::new(),
        noes: Vec::new(),
        hards: Vec::new(),
        min_for_percent: 10,
        bad: Vec::new(),
        followups: Vec::new(),
        reveals: Vec::new(),
        by_hour,
        visits: 13,
        cases: (5, 3),
    }
}

/// A morning on which much goes wrong.
pub(super) fn busy() -> read::Duty {
    let mut live = quiet();
    for (n, minutes) in [(20, 31), (21, 26), (22, 19), (23, 12), (24, 3)] {
        let ticket = format!("B{n:03}");
        live.visits
            .push(visit(&ticket, Centre::Social, VisitState::Waiting, minutes));
    }
    live.visits
        .push(visit("C001", Centre::Governance, VisitState::Waiting, 8));
    live.visits.push(at(
        visit("A007", Centre::Economy, VisitState::Serving, 48),
        1,
    ));
    live.visits[2].priority = Some(PriorityKind::Elder);
    live.staff[3].away = Some(Away {
        place: "下村".to_owned(),
        until: ago(20),
    });
    live.emergencies.push(Emergency {
        id: EmergencyId(Uuid::from_u128(7)),
        window: WindowNo(1),
        since: ago(1),
    });
    let mut duty = figures(live);
    duty.lamps = read::Lamps {
        green: 214,
        amber: 9,
        red: 2,
    };
    duty.pressing = vec![
        card("YZ260201-0007", deadline::Lamp::Red, -11),
        card("YZ260203-0002", deadline::Lamp::Red, -1),
        card("YZ260210-0011", deadline::Lamp::Amber, 0),
    ];
    duty.ratings = Tally {
        by_level: [0, 2, 2, 12, 25],
        unrated: 9,
        open: 1,
        excluded: 0,
    };
    duty.followups = vec![
        orders::order(1, Step::Contact, 1),
        orders::order(2, Step::Fix, 3),
    ];
    duty.bad = vec![
        Bad {
            window: WindowNo(2),
            matter_name: "医保参保".to_owned(),
            level: 2,
            reasons: vec!["wait".to_owned(), "trips".to_owned()],
            remark: "来了三趟".to_owned(),
            excluded: false,
        },
        Bad {
            window: WindowNo(1),
            matter_name: "农机补贴".to_owned(),
            level: 1,
            reasons: vec!["unheard_of".to_owned()],
            remark: String::new(),
            excluded: false,
        },
    ];
    duty.by_hour = [
        0, 0, 0, 0, 0, 0, 0, 2, 12, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    duty
}

pub(super) fn setting(who: Who) -> Setting {
    Setting {
        zone: Zone::china(),
        config: Config::default(),
        calendar: Calendar::shipped(),
        who,
    }
}

/// A post that has read these figures, with the leader signed in.
pub(super) fn post(duty: read::Duty) -> Duty {
    let mut post = Duty::new(setting(Who::Staff(LEADER)));
    post.news(News::Duty(Box::new(duty)), NOW);
    assert!(post.dialogs.is_empty(), "the leader is known");
    post
}

pub(super) fn press(post: &mut Duty, keys: &[Key]) -> Vec<Effect> {
    keys.iter().flat_map(|key| post.key(*key, NOW)).collect()
}

pub(super) fn type_in(post: &mut Duty, text: &str) -> Vec<Effect> {
    text.chars()
        .filter_map(Key::of_char)
        .flat_map(|key| post.key(key, NOW))
        .collect()
}

pub(super) fn show(post: &Duty, size: (u16, u16), lang: Lang) -> String {
    let look = Look {
        lang,
        ..Look::probe()
    };
    trial::screen(post, size, &look, NOW)
}

pub(super) fn doing(call: impl Into<Call>) -> Vec<Effect> {
    vec![Effect::Do(Who::Staff(LEADER), call.into())]
}

pub(super) fn plan(post: &Duty) -> Option<&Plan> {
    post.dialogs.last().map(|dialog| &dialog.plan)
}

pub(super) fn one(change: impl FnOnce(&mut Live)) -> Duty {
    let mut live = quiet();
    change(&mut live);
    post(figures(live))
}

pub(super) fn digit(n: u8) -> Key {
    Key::Digit(n)
}

//! What is about to go wrong in the hall, the most urgent first.

use serde::Serialize;

use crate::domain::ids::*;
use crate::domain::live::Live;
use crate::domain::norms::Norms;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;

/// How pressing an alarm is. Red comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Act now.
    Red,
    /// Look at it.
    Amber,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Trouble {
    /// A member of staff calls for help.
    Emergency {
        /// The call.
        id: EmergencyId,
        /// The window.
        window: WindowNo,
    },
    /// People wait for a centre that no open window serves.
    NoWindow {
        /// The centre.
        centre: Centre,
        /// How many wait.
        waiting: usize,
    },
    /// A window stands idle while people wait for it.
    IdleWindow {
        /// The window.
        window: WindowNo,
        /// How many wait.
        waiting: usize,
    },
    /// A visit has waited longer than the norm.
    LongWait {
        /// The visit.
        visit: VisitId,
        /// Its number.
        ticket: String,
        /// Its centre.
        centre: Centre,
    },
    /// A line is longer than the norm.
    LongLine {
        /// The centre.
        centre: Centre,
        /// How many wait.
        waiting: usize,
    },
    /// A service has lasted longer than the norm.
    LongService {
        /// The visit.
        visit: VisitId,
        /// Its number.
        ticket: String,
        /// The window.
        window: Option<WindowNo>,
    },
    /// A number was called long ago and nobody noted whether it came.
    LongCall {
        /// The visit.
        visit: VisitId,
        /// Its number.
        ticket: String,
        /// The window.
        window: Option<WindowNo>,
    },
    /// A parked visit is due back.
    ParkedDue {
        /// The visit.
        visit: VisitId,
        /// Its number.
        ticket: String,
        /// The window that parked it.
        window: Option<WindowNo>,
    },
    /// It is past closing time and the doors still give numbers.
    DoorsOpen,
    /// A member of staff should be back.
    AwayOverdue {
        /// The person.
        staff: StaffNo,
        /// Where they said they would be.
        place: String,
    },
}

/// An alarm: a trouble, how pressing it is, and for how long it has been going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// How pressing it is.
    pub severity: Severity,
    /// For how long the norm has been passed, or the state has lasted.
    pub lasting: Seconds,
    /// What is wrong.
    pub trouble: Trouble,
}

/// Returns all alarms, the most urgent first: red before amber, then by kind, then the longest.
/// `closing` is today's closing time.
pub fn check(live: &Live, norms: &Norms, closing: UtcMs, now: UtcMs) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    emergencies(live, now, &mut alarms);
    centres(live, norms, now, &mut alarms);
    windows(live, norms, now, &mut alarms);
    visits(live, norms, now, &mut alarms);
    // An empty hall at night is no reason to ring.
    let at_work = live.windows.iter().any(|w| w.is_open());
    if live.doors_open && at_work && now >= closing {
        alarms.push(Alarm {
            severity: Severity::Amber,
            lasting: now.seconds_since(closing),
            trouble: Trouble::DoorsOpen,
        });
    }
    for staff in &live.staff {
        if let Some(away) = staff.away.as_ref().filter(|away| away.until < now) {
            alarms.push(Alarm {
                severity: Severity::Amber,
                lasting: now.seconds_since(away.until),
                trouble: Trouble::AwayOverdue {
                    staff: staff.no,
                    place: away.place.clone(),
                },
            });
        }
    }
    alarms.sort_by(|a, b| {
        (
            a.severity,
            kind_order(&a.trouble),
            std::cmp::Reverse(a.lasting),
            &a.trouble,
        )
            .cmp(&(
                b.severity,
                kind_order(&b.trouble),
                std::cmp::Reverse(b.lasting),
                &b.trouble,
            ))
    });
    alarms
}

fn kind_order(trouble: &Trouble) -> u8 {
    match trouble {
        Trouble::Emergency { .. } => 0,
        Trouble::NoWindow { .. } => 1,
        Trouble::IdleWindow { .. } => 2,
        Trouble::LongWait { .. } => 3,
        Trouble::LongLine { .. } => 4,
        Trouble::LongCall { .. } => 5,
        Trouble::LongService { .. } => 6,
        Trouble::ParkedDue { .. } => 7,
        Trouble::AwayOverdue { .. } => 8,
        Trouble::DoorsOpen => 9,
    }
}

fn emergencies(live: &Live, now: UtcMs, alarms: &mut Vec<Alarm>) {
    for emergency in &live.emergencies {
        alarms.push(Alarm {
            severity: Severity::Red,
            lasting: now.seconds_since(emergency.since),
            trouble: Trouble::Emergency {
                id: emergency.id,
                window: emergency.window,
            },
        });
    }
}

fn centres(live: &Live, norms: &Norms, now: UtcMs, alarms: &mut Vec<Alarm>) {
    for centre in Centre::ALL {
        let line = queue::centre_line(live, centre, now);
        let longest = line
            .iter()
            .map(|v| now.seconds_since(v.since))
            .max()
            .unwrap_or_default();
        // Also those sent to one window that has closed: nobody would ever call them.
        let stranded = line
            .iter()
            .filter(|v| !queue::windows_for(live, v).iter().any(|w| w.is_open()))
            .count();
        if stranded > 0 {
            alarms.push(Alarm {
                severity: Severity::Red,
                lasting: longest,
                trouble: Trouble::NoWindow {
                    centre,
                    waiting: stranded,
                },
            });
        }
        if line.len() > norms.max_line {
            alarms.push(Alarm {
                severity: Severity::Amber,
                lasting: longest,
                trouble: Trouble::LongLine {
                    centre,
                    waiting: line.len(),
                },
            });
        }
    }
}

fn windows(live: &Live, norms: &Norms, now: UtcMs, alarms: &mut Vec<Alarm>) {
    for window in live.windows.iter().filter(|w| w.is_open()) {
        if live.at_window(window.no).is_some() {
            continue;
        }
        let line = queue::line(live, window, now);
        let Some(first_wait) = line.iter().map(|v| v.parked_until.unwrap_or(v.since)).min() else {
            continue;
        };
        let lasting = now.seconds_since(window.since.max(first_wait));
        if lasting.0 >= norms.max_idle_s {
            alarms.push(Alarm {
                severity: Severity::Red,
                lasting,
                trouble: Trouble::IdleWindow {
                    window: window.no,
                    waiting: line.len(),
                },
            });
        }
    }
}

fn visits(live: &Live, norms: &Norms, now: UtcMs, alarms: &mut Vec<Alarm>) {
    for visit in &live.visits {
        let lasting = now.seconds_since(visit.since);
        let (id, ticket, window) = (visit.id, visit.label(), visit.window);
        let (severity, trouble) = match visit.state {
            VisitState::Waiting if lasting.0 >= norms.max_wait_s => (
                Severity::Amber,
                Trouble::LongWait {
                    visit: id,
                    ticket,
                    centre: visit.centre,
                },
            ),
            VisitState::Serving if lasting.0 >= norms.max_serve_s => (
                Severity::Amber,
                Trouble::LongService {
                    visit: id,
                    ticket,
                    window,
                },
            ),
            VisitState::Called if lasting.0 >= norms.max_called_s => (
                Severity::Amber,
                Trouble::LongCall {
                    visit: id,
                    ticket,
                    window,
                },
            ),
            VisitState::Parked if visit.parked_until.is_some_and(|until| until <= now) => (
                Severity::Amber,
                Trouble::ParkedDue {
                    visit: id,
                    ticket,
                    window,
                },
            ),
            _ => continue,
        };
        alarms.push(Alarm {
            severity,
            lasting,
            trouble,
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::domain::event::StaffRole;
    use crate::domain::live::Away;
    use crate::domain::live::Emergency;
    use crate::domain::live::Staff;
    use crate::domain::live::Window;
    use crate::domain::live::WindowState;
    use crate::domain::visit::Entrance;
    use crate::domain::visit::Place;
    use crate::domain::visit::Target;
    use crate::domain::visit::Visit;

    fn at(second: i64) -> UtcMs {
        UtcMs(second * 1000)
    }

    fn visit(state: VisitState) -> Visit {
        Visit {
            id: VisitId(Uuid::nil()),
            no: Some(TicketNo {
                band: 'B',
                count: 19,
            }),
            day: NaiveDate::default(),
            entrance: Entrance::WalkIn,
            centre: Centre::Social,
            target: Target::Centre(Centre::Social),
            matter: None,
            state,
            since: at(0),
            issued_at: at(0),
            place: Place(0),
            priority: None,
            calls: 1,
            last_called: None,
            window: Some(WindowNo(3)),
            staff: None,
            parked_until: None,
            come_back: None,
            returned: false,
            rejoined: false,
        }
    }

    fn hall(visits: Vec<Visit>, open: bool) -> Live {
        Live {
            day: NaiveDate::default(),
            doors_open: true,
            visits,
            windows: vec![Window {
                no: WindowNo(3),
                centres: vec![Centre::Social],
                regular: None,
                stand_in: None,
                state: if open {
                    WindowState::Open
                } else {
                    WindowState::Closed
                },
                staff: None,
                stands_in: false,
                since: at(0),
            }],
            staff: Vec::new(),
            emergencies: Vec::new(),
            errands: Vec::new(),
        }
    }

    fn kinds(live: &Live, second: i64) -> Vec<u8> {
        check(live, &Norms::default(), at(36_000), at(second))
            .iter()
            .map(|alarm| kind_order(&alarm.trouble))
            .collect()
    }

    #[test]
    fn an_idle_window_with_people_waiting_is_red_after_three_minutes() {
        let mut waiting = visit(VisitState::Waiting);
        waiting.window = None;
        let live = hall(vec![waiting], true);
        assert_eq!(kinds(&live, 179), [0_u8; 0]);
        assert_eq!(kinds(&live, 180), [2]);
        assert_eq!(kinds(&live, 1200), [2, 3], "idle window before long wait");
    }

    #[test]
    fn people_waiting_for_a_closed_centre_are_red_at_once() {
        let mut waiting = visit(VisitState::Waiting);
        waiting.window = None;
        assert_eq!(kinds(&hall(vec![waiting], false), 1), [1]);
    }

    #[test]
    fn long_services_calls_and_parked_visits_are_seen() {
        assert_eq!(
            kinds(&hall(vec![visit(VisitState::Serving)], true), 1799),
            [0_u8; 0]
        );
        assert_eq!(
            kinds(&hall(vec![visit(VisitState::Serving)], true), 1800),
            [6]
        );
        assert_eq!(
            kinds(&hall(vec![visit(VisitState::Called)], true), 300),
            [5]
        );
        let mut parked = visit(VisitState::Parked);
        parked.parked_until = Some(at(60));
        assert_eq!(kinds(&hall(vec![parked.clone()], true), 59), [0_u8; 0]);
        assert_eq!(kinds(&hall(vec![parked], true), 60), [7]);
    }

    #[test]
    fn w6_an_overdue_return_is_amber_and_an_emergency_comes_first() {
        let mut live = hall(Vec::new(), true);
        live.staff.push(Staff {
            no: StaffNo(7),
            name: "钱二".into(),
            role: StaffRole::Clerk,
            posted: None,
            away: Some(Away {
                place: "县里".into(),
                until: at(100),
            }),
        });
        assert_eq!(kinds(&live, 100), [0_u8; 0]);
        assert_eq!(kinds(&live, 101), [8]);
        live.emergencies.push(Emergency {
            id: EmergencyId(Uuid::nil()),
            window: WindowNo(3),
            since: at(0),
        });
        assert_eq!(kinds(&live, 101), [0, 8]);
    }

    #[test]
    fn closing_time_is_told_once_the_hall_is_at_work() {
        assert_eq!(kinds(&hall(Vec::new(), true), 35_999), [0_u8; 0]);
        assert_eq!(kinds(&hall(Vec::new(), true), 36_000), [9]);
        assert_eq!(kinds(&hall(Vec::new(), false), 36_000), [0_u8; 0]);
        let mut closed = hall(Vec::new(), true);
        closed.doors_open = false;
        assert_eq!(kinds(&closed, 36_000), [0_u8; 0]);
    }

    #[test]
    fn a_line_longer_than_the_norm_is_seen() {
        let line = |n: u32| {
            (0..n)
                .map(|i| {
                    let mut v = visit(VisitState::Waiting);
                    v.id = VisitId(Uuid::from_u128(u128::from(i)));
                    v.window = None;
                    v
                })
                .collect()
        };
        assert_eq!(kinds(&hall(line(10), true), 1), [0_u8; 0]);
        assert_eq!(kinds(&hall(line(11), true), 1), [4]);
    }
}

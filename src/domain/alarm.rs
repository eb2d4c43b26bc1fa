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
pub fn check(live: &Live, norms: &Norms, now: UtcMs) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    emergencies(live, now, &mut alarms);
    centres(live, norms, now, &mut alarms);
    windows(live, norms, now, &mut alarms);
    visits(live, norms, now, &mut alarms);
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
        let open = live.windows.iter().any(|w| w.is_open() && w.serves(centre));
        if !open && !line.is_empty() {
            alarms.push(Alarm {
                severity: Severity::Red,
                lasting: longest,
                trouble: Trouble::NoWindow {
                    centre,
                    waiting: line.len(),
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
        let Some(first_wait) = line.iter().map(|v| v.since).min() else {
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

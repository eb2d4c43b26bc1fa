//! The answers a question offers, from how the hall stands.

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::Staff;
use crate::domain::live::Window;
use crate::domain::live::WindowState;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::close_window::CloseWindow;
use crate::ops::come_back::ComeBack;
use crate::ops::go_away::GoAway;
use crate::ops::open_window::OpenWindow;
use crate::ops::post_staff::PostStaff;
use crate::ops::rejoin::Rejoin;
use crate::ops::resume::Resume;
use crate::ops::resume_window::ResumeWindow;
use crate::ops::unpost_staff::UnpostStaff;
use crate::ui::post::duty::plan::Facts;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;

pub(super) fn reasons(keys: &[&'static str]) -> Vec<Pick> {
    keys.iter()
        .map(|key| Pick::Say(key))
        .chain([Pick::Own])
        .collect()
}

pub(super) fn ticket(live: &Live, no: TicketNo) -> Vec<Pick> {
    let Ok(visit) = live.ticket(no) else {
        return Vec::new();
    };
    let left = Pick::Go(Plan::End(no, VisitEnd::Left));
    match visit.state {
        VisitState::Waiting => {
            vec![Pick::Go(Plan::Lift(no)), Pick::Go(Plan::Move(no)), left]
        }
        VisitState::Parked => vec![Pick::Do(Resume { ticket: no }.into()), left],
        VisitState::Called => vec![Pick::Go(Plan::End(no, VisitEnd::NoShow)), left],
        VisitState::Missed => vec![
            Pick::Do(Rejoin { ticket: no }.into()),
            Pick::Go(Plan::End(no, VisitEnd::NoShow)),
            left,
        ],
        VisitState::Serving => visit
            .window
            .map(|window| Pick::Go(Plan::EndService(window)))
            .into_iter()
            .collect(),
        VisitState::Issuing => vec![left],
        VisitState::Ended => Vec::new(),
    }
}

/// Windows that take people now come first, those of the same centre before the others.
pub(super) fn targets(live: &Live, no: TicketNo) -> Vec<Pick> {
    let Ok(visit) = live.ticket(no) else {
        return Vec::new();
    };
    let mut windows: Vec<&Window> = live
        .windows
        .iter()
        .filter(|w| w.is_open() && visit.target != Target::Window(w.no))
        .collect();
    windows.sort_by_key(|w| {
        (
            !w.serves(visit.centre),
            live.at_window(w.no).is_some(),
            w.no,
        )
    });
    let windows = windows.into_iter().map(|w| Target::Window(w.no));
    let centres = Centre::ALL
        .into_iter()
        .map(Target::Centre)
        .filter(|target| *target != visit.target);
    windows
        .chain(centres)
        .map(|target| Pick::Go(Plan::MoveTo(no, target)))
        .collect()
}

pub(super) fn kinds(live: &Live, no: TicketNo) -> Vec<Pick> {
    let present = live.ticket(no).ok().and_then(|visit| visit.priority);
    let take_back = present.map(|_| Pick::Go(Plan::LiftTo(no, None)));
    PriorityKind::ALL
        .into_iter()
        .filter(|kind| Some(*kind) != present)
        .map(|kind| Pick::Go(Plan::LiftTo(no, Some(kind))))
        .chain(take_back)
        .collect()
}

fn first_number(line: &[&Visit]) -> Option<TicketNo> {
    line.iter()
        .filter(|visit| visit.state == VisitState::Waiting)
        .find_map(|visit| visit.no)
}

pub(super) fn relief(facts: Facts<'_>, centre: Centre) -> Vec<Pick> {
    let line = queue::centre_line(facts.live, centre, facts.now);
    let reopened = facts
        .live
        .windows
        .iter()
        .filter(|window| window.serves(centre))
        .filter_map(|window| match window.state {
            WindowState::Paused { .. } => Some(Pick::Do(ResumeWindow { window: window.no }.into())),
            WindowState::Closed => Some(Pick::Go(Plan::Open(window.no))),
            WindowState::Open => None,
        });
    let moved = first_number(&line).map(|no| Pick::Go(Plan::Move(no)));
    reopened.chain(moved).collect()
}

pub(super) fn idle(facts: Facts<'_>, no: WindowNo) -> Vec<Pick> {
    let Ok(window) = facts.live.window(no) else {
        return Vec::new();
    };
    let line = queue::line(facts.live, window, facts.now);
    let relieved = window.centres.first().filter(|centre| {
        let others = |w: &&Window| w.no != no && w.serves(**centre) && !w.is_open();
        facts.live.windows.iter().any(|w| others(&w))
    });
    first_number(&line)
        .map(|no| Pick::Go(Plan::Move(no)))
        .into_iter()
        .chain(relieved.map(|centre| Pick::Go(Plan::Relieve(*centre))))
        .chain([
            Pick::Go(Plan::Pause(no)),
            Pick::Do(CloseWindow { window: no }.into()),
        ])
        .collect()
}

pub(super) fn window(live: &Live, no: WindowNo) -> Vec<Pick> {
    let close = Pick::Do(CloseWindow { window: no }.into());
    let help = live
        .emergencies
        .iter()
        .any(|e| e.window == no)
        .then_some(Pick::Go(Plan::EndEmergency(no)));
    let served = live
        .at_window(no)
        .filter(|visit| visit.state == VisitState::Serving)
        .map(|_| Pick::Go(Plan::EndService(no)));
    let rest = match live.window(no).map(|window| &window.state) {
        Ok(WindowState::Closed) => vec![Pick::Go(Plan::Open(no))],
        Ok(WindowState::Paused { .. }) => {
            vec![Pick::Do(ResumeWindow { window: no }.into()), close]
        }
        Ok(WindowState::Open) => vec![Pick::Go(Plan::Pause(no)), close],
        Err(_) => Vec::new(),
    };
    help.into_iter().chain(rest).chain(served).collect()
}

/// Returns who may sit down now: posted today, here, and at no window.
fn free(live: &Live) -> Vec<&Staff> {
    live.staff
        .iter()
        .filter(|staff| live.on_duty(staff.no).is_ok() && live.seat_of(staff.no).is_none())
        .collect()
}

pub(super) fn openers(live: &Live, no: WindowNo) -> Vec<Pick> {
    let (regular, stand_in) = match live.window(no) {
        Ok(window) => (window.regular, window.stand_in),
        Err(_) => (None, None),
    };
    let mut staff = free(live);
    staff.sort_by_key(|s| (Some(s.no) != regular, Some(s.no) != stand_in, s.no));
    staff
        .into_iter()
        .map(|staff| {
            Pick::Do(
                OpenWindow {
                    window: no,
                    staff: staff.no,
                }
                .into(),
            )
        })
        .chain([Pick::Own])
        .collect()
}

pub(super) fn person(live: &Live, staff: StaffNo) -> Vec<Pick> {
    let Ok(person) = live.staff(staff) else {
        return Vec::new();
    };
    let off = Pick::Do(UnpostStaff { staff }.into());
    if person.away.is_some() {
        vec![Pick::Do(ComeBack { staff }.into()), off]
    } else if person.posted == Some(live.day) {
        vec![Pick::Go(Plan::Away(staff)), off]
    } else {
        vec![Pick::Do(PostStaff { staff }.into())]
    }
}

pub(super) fn times(facts: Facts<'_>) -> Vec<Pick> {
    let later = [30, 60, 120].map(|minutes| facts.now.plus(Seconds::minutes(minutes)));
    let closing = facts.zone.instant(facts.live.day.and_time(facts.closing));
    later
        .into_iter()
        .filter(|at| facts.zone.day(*at) == facts.live.day)
        .chain((closing > facts.now).then_some(closing))
        .map(|at| Pick::At(facts.zone.clock(at)))
        .chain([Pick::Own])
        .collect()
}

pub(super) fn stand_ins(live: &Live, staff: StaffNo, place: &str, until: &str) -> Vec<Pick> {
    let away = |stand_in| {
        let (place, until) = (place.to_owned(), until.to_owned());
        Pick::Do(
            GoAway {
                staff,
                place,
                until,
                stand_in,
            }
            .into(),
        )
    };
    let regular = live.seat_of(staff).and_then(|window| window.stand_in);
    let mut others = free(live);
    others.retain(|other| other.no != staff);
    others.sort_by_key(|other| (Some(other.no) != regular, other.no));
    std::iter::once(None)
        .chain(others.into_iter().map(|other| Some(other.no)))
        .map(away)
        .collect()
}

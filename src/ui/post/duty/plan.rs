//! What the leader is about to do: each plan asks one question, an answer leads on or acts.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

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
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Call;
use crate::ops::act::MAX_TEXT;
use crate::ops::close_doors::CloseDoors;
use crate::ops::close_window::CloseWindow;
use crate::ops::come_back::ComeBack;
use crate::ops::complete_case::CompleteCase;
use crate::ops::end_emergency::EndEmergency;
use crate::ops::end_service::EndService;
use crate::ops::end_ticket::EndTicket;
use crate::ops::go_away::GoAway;
use crate::ops::move_ticket::MoveTicket;
use crate::ops::open_window::OpenWindow;
use crate::ops::pause_window::PauseWindow;
use crate::ops::post_staff::PostStaff;
use crate::ops::prioritise::Prioritise;
use crate::ops::rejoin::Rejoin;
use crate::ops::resume::Resume;
use crate::ops::resume_window::ResumeWindow;
use crate::ops::unpost_staff::UnpostStaff;
use crate::ui::field::Field;
use crate::ui::post::duty::register::Register;
use crate::ui::post::duty::tray::Tray;
use crate::ui::post::said::Said;

/// The longest badge number or time somebody types, characters.
const MAX_CODE: usize = 24;

/// What is about to be done; what is not yet known is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Plan {
    /// Who is the leader.
    SignIn,
    /// Something with a number.
    Ticket(TicketNo),
    /// Move a number: where to.
    Move(TicketNo),
    /// Move a number there: why.
    MoveTo(TicketNo, Target),
    /// Change a number's priority: to which.
    Lift(TicketNo),
    /// Give a number this priority, or none: why.
    LiftTo(TicketNo, Option<PriorityKind>),
    /// End a number so: why.
    End(TicketNo, VisitEnd),
    /// Help a line nobody or too few serve.
    Relieve(Centre),
    /// Something with a window that stands idle.
    Idle(WindowNo),
    /// Something with a window.
    Window(WindowNo),
    /// Open a window: with whom.
    Open(WindowNo),
    /// Pause a window: why.
    Pause(WindowNo),
    /// Pause a window for that reason: until when.
    PauseFor(WindowNo, String),
    /// End a forgotten service: why.
    EndService(WindowNo),
    /// End a call for help: how it ended.
    EndEmergency(WindowNo),
    /// Something with a member of staff.
    Person(StaffNo),
    /// Somebody is away: where.
    Away(StaffNo),
    /// Somebody is away there: until when.
    AwayAt(StaffNo, String),
    /// Somebody is away there until then: who takes the seat.
    AwayUntil(StaffNo, String, String),
    /// Give no more numbers today.
    CloseDoors,
    /// A case.
    Case(String),
    /// A case is done.
    Complete(String),
    /// A bad rating of today, by its place in the list.
    Bad(usize),
    /// Something that lies with the leader.
    Tray(Tray),
    /// Something of the register.
    Register(Register),
}

/// One answer that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Pick {
    /// Ask on.
    Go(Plan),
    /// Do it.
    Do(Call),
    /// A common reason or place, by its locale key.
    Say(&'static str),
    /// A time.
    At(String),
    /// Own words, a badge number, another time.
    Own,
    /// Leave it.
    Back,
}

/// How a plan asks.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    /// One of these. They stay as they were when asked: a digit never means something else.
    Pick(Vec<Pick>),
    /// Something typed.
    Write(Field),
}

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Next {
    /// To the next question.
    Go(Plan),
    /// To the deed.
    Do(Call),
}

/// What a plan may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The hall.
    pub(crate) live: &'a Live,
    /// Whether the case that lies open can still be completed.
    pub(crate) case_open: bool,
    /// The hall's zone.
    pub(crate) zone: Zone,
    /// When the doors close.
    pub(crate) closing: chrono::NaiveTime,
    /// Now.
    pub(crate) now: UtcMs,
}

const MOVE: &[&str] = &["duty.why_balance", "duty.why_skill", "duty.why_wish"];
const LIFT: &[&str] = &[
    "duty.why_frail",
    "duty.why_urgent",
    "duty.why_long",
    "duty.why_again",
];
const TAKE_BACK: &[&str] = &["duty.why_mistake", "duty.why_wish"];
const NO_SHOW: &[&str] = &["duty.why_not_here", "duty.why_gone"];
const LEFT: &[&str] = &["duty.why_gone", "duty.why_another_day"];
const PAUSE: &[&str] = &[
    "duty.why_absent",
    "duty.why_device",
    "duty.why_meeting",
    "duty.why_handover",
];
const FORGOTTEN: &[&str] = &["duty.why_forgotten", "duty.why_absent", "duty.why_device"];
const EMERGENCY: &[&str] = &["duty.why_settled", "duty.why_police", "duty.why_slip"];
const PLACES: &[&str] = &[
    "duty.place_meeting",
    "duty.place_village",
    "duty.place_county",
    "duty.place_training",
];

impl Plan {
    /// Returns the question a plan asks.
    pub(crate) fn ask(&self, facts: Facts<'_>) -> Ask {
        let picks = match self {
            Plan::SignIn => return self.write(),
            Plan::Ticket(no) => ticket(facts.live, *no),
            Plan::Move(no) => targets(facts.live, *no),
            Plan::Lift(no) => kinds(facts.live, *no),
            Plan::MoveTo(..) => reasons(MOVE),
            Plan::LiftTo(_, Some(_)) => reasons(LIFT),
            Plan::LiftTo(_, None) => reasons(TAKE_BACK),
            Plan::End(_, VisitEnd::NoShow) => reasons(NO_SHOW),
            Plan::End(..) => reasons(LEFT),
            Plan::Relieve(centre) => relief(facts, *centre),
            Plan::Idle(no) => idle(facts, *no),
            Plan::Window(no) => window(facts.live, *no),
            Plan::Open(no) => openers(facts.live, *no),
            Plan::Pause(_) => reasons(PAUSE),
            Plan::PauseFor(no, reason) => {
                let open_end = Pick::Do(pause(*no, reason, None));
                std::iter::once(open_end).chain(times(facts)).collect()
            }
            Plan::EndService(_) => reasons(FORGOTTEN),
            Plan::EndEmergency(_) => reasons(EMERGENCY),
            Plan::Person(no) => person(facts.live, *no),
            Plan::Away(_) => reasons(PLACES),
            Plan::AwayAt(..) => times(facts),
            Plan::AwayUntil(staff, place, until) => stand_ins(facts.live, *staff, place, until),
            Plan::CloseDoors => vec![Pick::Do(CloseDoors {}.into()), Pick::Back],
            Plan::Case(number) if facts.case_open => {
                vec![
                    Pick::Go(Plan::Complete(number.clone())),
                    Pick::Go(Plan::Tray(Tray::Extend(number.clone()))),
                ]
            }
            Plan::Tray(tray) => tray.picks(),
            Plan::Register(register) => register.picks(),
            Plan::Case(_) | Plan::Bad(_) => Vec::new(),
            Plan::Complete(case) => {
                let case = case.clone();
                vec![Pick::Do(CompleteCase { case }.into()), Pick::Back]
            }
        };
        Ask::Pick(picks)
    }

    /// Returns the field in which own words are written.
    pub(crate) fn write(&self) -> Ask {
        Ask::Write(match self {
            Plan::SignIn | Plan::Open(_) | Plan::AwayAt(..) | Plan::PauseFor(..) => {
                Field::code(MAX_CODE)
            }
            _ => Field::text(MAX_TEXT),
        })
    }

    /// Returns which answer is chosen at first: never one that cannot be undone.
    pub(crate) fn first(&self) -> usize {
        usize::from(matches!(self, Plan::CloseDoors | Plan::Complete(_)))
    }

    /// Returns where typed or chosen words lead.
    ///
    /// # Errors
    /// What to type instead.
    pub(crate) fn words(&self, text: &str, live: &Live, zone: Zone) -> Result<Next, Said> {
        let reason = text.trim().to_owned();
        if reason.is_empty() {
            return Err(Said::key(self.missing()));
        }
        match self {
            Plan::Open(window) => {
                let staff = reason.parse().map_err(|_| Said::key("duty.badge_wrong"))?;
                let window = *window;
                Ok(Next::Do(OpenWindow { window, staff }.into()))
            }
            Plan::Tray(tray) => tray.words(reason).ok_or_else(|| Said::key("duty.choose")),
            Plan::Register(register) => {
                let next = register.words(reason);
                next.ok_or_else(|| Said::key("duty.choose"))
            }
            Plan::Pause(window) => Ok(Next::Go(Plan::PauseFor(*window, reason))),
            Plan::PauseFor(window, why) => {
                let until = clock(&reason, live.day, zone)?;
                Ok(Next::Do(pause(*window, why, Some(until))))
            }
            Plan::Away(staff) => Ok(Next::Go(Plan::AwayAt(*staff, reason))),
            Plan::AwayAt(staff, place) => {
                let until = clock(&reason, live.day, zone)?;
                let (staff, place) = (*staff, place.clone());
                if live.seat_of(staff).is_some() {
                    return Ok(Next::Go(Plan::AwayUntil(staff, place, until)));
                }
                let stand_in = None;
                Ok(Next::Do(
                    GoAway {
                        staff,
                        place,
                        until,
                        stand_in,
                    }
                    .into(),
                ))
            }
            _ => self
                .recorded(reason)
                .map(Next::Do)
                .ok_or_else(|| Said::key("duty.choose")),
        }
    }

    /// Returns the deed that a reason is recorded with.
    fn recorded(&self, reason: String) -> Option<Call> {
        Some(match *self {
            Plan::MoveTo(ticket, target) => {
                let (to_window, to_centre) = match target {
                    Target::Window(no) => (Some(no), None),
                    Target::Centre(centre) => (None, Some(centre)),
                };
                MoveTicket {
                    ticket,
                    to_window,
                    to_centre,
                    reason,
                }
                .into()
            }
            Plan::LiftTo(ticket, priority) => Prioritise {
                ticket,
                priority,
                reason,
            }
            .into(),
            Plan::End(ticket, end) => EndTicket {
                ticket,
                end,
                reason,
            }
            .into(),
            Plan::EndService(window) => EndService { window, reason }.into(),
            Plan::EndEmergency(window) => EndEmergency { window, reason }.into(),
            _ => return None,
        })
    }

    /// Returns the locale key of what to type when nothing was typed.
    fn missing(&self) -> &'static str {
        match self {
            Plan::SignIn | Plan::Open(_) => "duty.badge_wrong",
            Plan::AwayAt(..) | Plan::PauseFor(..) => "duty.time_wrong",
            Plan::Away(_) => "duty.place_missing",
            _ => "duty.reason_missing",
        }
    }
}

/// Reads a time as it is typed in a hurry: `10:15`, `1015`, or with the date.
fn clock(text: &str, day: NaiveDate, zone: Zone) -> Result<String, Said> {
    let short = matches!(text.len(), 3 | 4) && text.bytes().all(|b| b.is_ascii_digit());
    let text = match text.split_at_checked(text.len().saturating_sub(2)) {
        Some((hours, minutes)) if short => format!("{hours}:{minutes}"),
        _ => text.to_owned(),
    };
    match zone.parse_instant(&text, Some(day)) {
        Ok(_) => Ok(text),
        Err(_) => Err(Said::key("duty.time_wrong")),
    }
}

fn pause(window: WindowNo, reason: &str, until: Option<String>) -> Call {
    let reason = reason.to_owned();
    PauseWindow {
        window,
        reason,
        until,
    }
    .into()
}

fn reasons(keys: &[&'static str]) -> Vec<Pick> {
    keys.iter()
        .map(|key| Pick::Say(key))
        .chain([Pick::Own])
        .collect()
}

fn ticket(live: &Live, no: TicketNo) -> Vec<Pick> {
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
fn targets(live: &Live, no: TicketNo) -> Vec<Pick> {
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

fn kinds(live: &Live, no: TicketNo) -> Vec<Pick> {
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

fn relief(facts: Facts<'_>, centre: Centre) -> Vec<Pick> {
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

fn idle(facts: Facts<'_>, no: WindowNo) -> Vec<Pick> {
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

fn window(live: &Live, no: WindowNo) -> Vec<Pick> {
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

fn openers(live: &Live, no: WindowNo) -> Vec<Pick> {
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

fn person(live: &Live, staff: StaffNo) -> Vec<Pick> {
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

fn times(facts: Facts<'_>) -> Vec<Pick> {
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

fn stand_ins(live: &Live, staff: StaffNo, place: &str, until: &str) -> Vec<Pick> {
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

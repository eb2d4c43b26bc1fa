//! What the leader is about to do: each plan asks one question, an answer leads on or acts.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::measure::Period;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;
use crate::ops::Call;
use crate::ops::act::MAX_TEXT;
use crate::ops::close_doors::CloseDoors;
use crate::ops::complete_case::CompleteCase;
use crate::ops::end_emergency::EndEmergency;
use crate::ops::end_service::EndService;
use crate::ops::end_ticket::EndTicket;
use crate::ops::go_away::GoAway;
use crate::ops::move_ticket::MoveTicket;
use crate::ops::open_window::OpenWindow;
use crate::ops::pause_window::PauseWindow;
use crate::ops::post_results::PostResults;
use crate::ops::prioritise::Prioritise;
use crate::ops::read::FollowupLine;
use crate::ui::field::Field;
use crate::ui::post::duty::order::Order;
use crate::ui::post::duty::raised::Raised;
use crate::ui::post::duty::register::Register;
use crate::ui::post::duty::tray::Tray;
use crate::ui::post::said::Said;

mod picks;

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
    /// Post the results of a span.
    Post(Period),
    /// A case.
    Case(String),
    /// A case is done.
    Complete(String),
    /// A bad rating.
    Order(Order),
    /// Something that lies with the leader.
    Tray(Tray),
    /// Something of the register.
    Register(Register),
    /// A matter that was raised.
    Raised(Raised),
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
    /// The bad ratings that wait for somebody.
    pub(crate) orders: &'a [FollowupLine],
    /// Whether the case that lies open can still be completed.
    pub(crate) case_open: bool,
    /// Whether the result of the case that lies open is still to be handed over.
    pub(crate) case_owed: bool,
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
            Plan::Raised(raised) if raised.is_written() => return self.write(),
            Plan::Ticket(no) => picks::ticket(facts.live, *no),
            Plan::Move(no) => picks::targets(facts.live, *no),
            Plan::Lift(no) => picks::kinds(facts.live, *no),
            Plan::MoveTo(..) => picks::reasons(MOVE),
            Plan::LiftTo(_, Some(_)) => picks::reasons(LIFT),
            Plan::LiftTo(_, None) => picks::reasons(TAKE_BACK),
            Plan::End(_, VisitEnd::NoShow) => picks::reasons(NO_SHOW),
            Plan::End(..) => picks::reasons(LEFT),
            Plan::Relieve(centre) => picks::relief(facts, *centre),
            Plan::Idle(no) => picks::idle(facts, *no),
            Plan::Window(no) => picks::window(facts.live, *no),
            Plan::Open(no) => picks::openers(facts.live, *no),
            Plan::Pause(_) => picks::reasons(PAUSE),
            Plan::PauseFor(no, reason) => {
                let open_end = Pick::Do(pause(*no, reason, None));
                std::iter::once(open_end)
                    .chain(picks::times(facts))
                    .collect()
            }
            Plan::EndService(_) => picks::reasons(FORGOTTEN),
            Plan::EndEmergency(_) => picks::reasons(EMERGENCY),
            Plan::Person(no) => picks::person(facts.live, *no),
            Plan::Away(_) => picks::reasons(PLACES),
            Plan::AwayAt(..) => picks::times(facts),
            Plan::AwayUntil(staff, place, until) => {
                picks::stand_ins(facts.live, *staff, place, until)
            }
            Plan::CloseDoors => vec![Pick::Do(CloseDoors {}.into()), Pick::Back],
            Plan::Post(period) => {
                let period = *period;
                vec![Pick::Do(PostResults { period }.into()), Pick::Back]
            }
            Plan::Case(number) if facts.case_open => {
                vec![
                    Pick::Go(Plan::Complete(number.clone())),
                    Pick::Go(Plan::Tray(Tray::Extend(number.clone()))),
                ]
            }
            Plan::Case(number) if facts.case_owed => {
                vec![Pick::Go(Plan::Tray(Tray::Deliver(number.clone())))]
            }
            Plan::Tray(tray) => tray.picks(),
            Plan::Register(register) => register.picks(),
            Plan::Raised(raised) => raised.picks(),
            Plan::Order(order) => order.picks(facts.orders, facts.live.day),
            Plan::Case(_) => Vec::new(),
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
            Plan::SignIn
            | Plan::Open(_)
            | Plan::AwayAt(..)
            | Plan::PauseFor(..)
            | Plan::Order(Order::Ledger(_)) => Field::code(MAX_CODE),
            _ => Field::text(MAX_TEXT),
        })
    }

    /// Returns which answer is chosen at first: never one that cannot be undone.
    pub(crate) fn first(&self) -> usize {
        usize::from(matches!(
            self,
            Plan::CloseDoors | Plan::Complete(_) | Plan::Post(_)
        ))
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
            Plan::Order(order) => {
                let wrong = match order {
                    Order::Ledger(_) => "rating.day_wrong",
                    _ => "duty.choose",
                };
                order.words(reason).ok_or_else(|| Said::key(wrong))
            }
            Plan::Register(register) => {
                let next = register.words(reason);
                next.ok_or_else(|| Said::key("duty.choose"))
            }
            Plan::Raised(raised) => {
                let next = raised.words(reason);
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

//! What each line of the main list leads to.

use super::*;
use crate::ops::close_doors::CloseDoors;
use crate::ops::come_back::ComeBack;
use crate::ops::complete_case::CompleteCase;
use crate::ops::end_emergency::EndEmergency;
use crate::ops::end_service::EndService;
use crate::ops::end_ticket::EndTicket;
use crate::ops::move_ticket::MoveTicket;
use crate::ops::open_window::OpenWindow;
use crate::ops::pause_window::PauseWindow;
use crate::ops::prioritise::Prioritise;
use crate::ops::resume::Resume;
use crate::ops::resume_window::ResumeWindow;

#[test]
fn a_call_for_help_is_ended_with_its_digit_and_a_reason() {
    let mut p = one(|live| {
        live.emergencies.push(Emergency {
            id: EmergencyId(Uuid::from_u128(7)),
            window: WindowNo(2),
            since: ago(1),
        });
    });
    assert_eq!(press(&mut p, &[digit(1)]), []);
    let reason = "带班到场，已平息".to_owned();
    let end = EndEmergency {
        window: WindowNo(2),
        reason,
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(end));
}

#[test]
fn a_line_without_a_window_offers_to_open_one_with_whoever_is_free() {
    let mut p = one(|live| {
        live.visits
            .push(visit("C001", Centre::Governance, VisitState::Waiting, 2));
    });
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Relieve(Centre::Governance)));
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Open(WindowNo(3))));
    // Free are the leader (1) and 赵六 (13); who sits at a window is not offered.
    let open = |staff| OpenWindow {
        window: WindowNo(3),
        staff: StaffNo(staff),
    };
    assert_eq!(press(&mut p, &[digit(2)]), doing(open(13)));
    // A badge number may be typed instead.
    press(&mut p, &[digit(3)]);
    type_in(&mut p, "１２");
    assert_eq!(press(&mut p, &[Key::Enter]), doing(open(12)));
}

#[test]
fn a_paused_window_of_a_line_without_a_window_is_resumed_at_once() {
    let mut p = one(|live| {
        live.visits
            .push(visit("C001", Centre::Governance, VisitState::Waiting, 2));
        let reason = "开会".to_owned();
        live.windows[2].state = WindowState::Paused {
            reason,
            until: None,
        };
    });
    press(&mut p, &[digit(1)]);
    let resume = ResumeWindow {
        window: WindowNo(3),
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(resume));
}

#[test]
fn an_idle_window_leads_to_moving_its_first_number_or_pausing_it() {
    let mut p = one(|live| {
        live.visits
            .push(visit("B001", Centre::Social, VisitState::Waiting, 5));
    });
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Idle(WindowNo(2))));
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Move(no("B001"))));
    press(&mut p, &[Key::Esc, digit(2)]);
    assert_eq!(plan(&p), Some(&Plan::Pause(WindowNo(2))));
    let reason = "窗口人员临时不在".to_owned();
    let pause = PauseWindow {
        window: WindowNo(2),
        reason,
        until: None,
    };
    // Until when is asked, and Enter leaves it open.
    press(&mut p, &[Key::Enter]);
    let asked = Plan::PauseFor(WindowNo(2), pause.reason.clone());
    assert_eq!(plan(&p), Some(&asked));
    assert_eq!(press(&mut p, &[Key::Enter]), doing(pause.clone()));
    let until = |text: &str| PauseWindow {
        until: Some(text.to_owned()),
        ..pause.clone()
    };
    assert_eq!(press(&mut p, &[digit(2)]), doing(until("10:12")));
    press(&mut p, &[digit(6)]);
    type_in(&mut p, "25：00");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    press(&mut p, &[Key::Ctrl('u')]);
    type_in(&mut p, "１０１５");
    assert_eq!(press(&mut p, &[Key::Enter]), doing(until("10:15")));
}

#[test]
fn a_long_wait_is_lifted_or_moved_with_a_reason() {
    let mut p = one(|live| {
        live.visits
            .push(visit("B001", Centre::Social, VisitState::Waiting, 25));
        live.visits
            .push(at(visit("B002", Centre::Social, VisitState::Serving, 2), 2));
    });
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Ticket(no("B001"))));
    press(&mut p, &[digit(1), digit(1)]);
    assert_eq!(
        plan(&p),
        Some(&Plan::LiftTo(no("B001"), Some(PriorityKind::Elder)))
    );
    let lift = Prioritise {
        ticket: no("B001"),
        priority: Some(PriorityKind::Elder),
        reason: "年老体弱，行动不便".to_owned(),
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(lift));
    press(&mut p, &[Key::Esc, Key::Esc, digit(2)]);
    assert_eq!(plan(&p), Some(&Plan::Move(no("B001"))));
    // Window 2 serves the centre and stands before window 1, which does not.
    press(&mut p, &[digit(1)]);
    assert_eq!(
        plan(&p),
        Some(&Plan::MoveTo(no("B001"), Target::Window(WindowNo(2))))
    );
    type_in(&mut p, "他会手语 ");
    let moved = MoveTicket {
        ticket: no("B001"),
        to_window: Some(WindowNo(2)),
        to_centre: None,
        reason: "他会手语".to_owned(),
    };
    assert_eq!(press(&mut p, &[Key::Enter]), doing(moved));
}

#[test]
fn a_long_line_leads_to_one_more_window() {
    let mut p = one(|live| {
        for n in 1..=11 {
            let ticket = format!("C{n:03}");
            live.visits
                .push(visit(&ticket, Centre::Governance, VisitState::Waiting, 2));
        }
        live.windows[2].state = WindowState::Open;
        live.windows[2].since = ago(1);
    });
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Relieve(Centre::Governance)));
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::Move(no("C001"))));
}

#[test]
fn a_number_that_did_not_come_can_only_be_ended() {
    let mut p = one(|live| {
        live.visits
            .push(at(visit("B019", Centre::Social, VisitState::Called, 9), 2));
    });
    press(&mut p, &[digit(1), digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::End(no("B019"), VisitEnd::NoShow)));
    let end = EndTicket {
        ticket: no("B019"),
        end: VisitEnd::NoShow,
        reason: "多次叫号，厅里找不到人".to_owned(),
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(end));
}

#[test]
fn a_forgotten_service_is_ended_with_a_reason() {
    let mut p = one(|live| {
        live.visits.push(at(
            visit("A007", Centre::Economy, VisitState::Serving, 45),
            1,
        ));
    });
    press(&mut p, &[digit(1)]);
    let reason = "办完忘了按结束".to_owned();
    let end = EndService {
        window: WindowNo(1),
        reason,
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(end));
}

#[test]
fn a_parked_number_that_is_due_goes_back_into_the_line() {
    let mut p = one(|live| {
        let mut parked = at(visit("A008", Centre::Economy, VisitState::Parked, 2), 1);
        parked.parked_until = Some(ago(1));
        live.visits.push(parked);
    });
    press(&mut p, &[digit(1)]);
    let resume = Resume { ticket: no("A008") };
    assert_eq!(press(&mut p, &[digit(1)]), doing(resume));
}

#[test]
fn whoever_is_overdue_is_noted_back_with_one_key() {
    let mut p = one(|live| {
        let place = "下村".to_owned();
        live.staff[3].away = Some(Away {
            place,
            until: ago(20),
        });
    });
    let back = ComeBack { staff: StaffNo(13) };
    assert_eq!(press(&mut p, &[digit(1)]), doing(back));
}

#[test]
fn bad_ratings_and_overdue_cases_lead_to_their_lists() {
    let mut duty = figures(quiet());
    duty.followups = busy().followups;
    duty.pressing = busy().pressing;
    duty.lamps.red = 2;
    let mut p = post(duty.clone());
    press(&mut p, &[digit(1)]);
    assert!(matches!(p.screen, Screen::Ratings));
    press(&mut p, &[digit(2)]);
    let second = Order::Open("C260310-02".to_owned());
    assert_eq!(plan(&p), Some(&Plan::Order(second)));
    press(&mut p, &[Key::Esc, Key::Esc, digit(2)]);
    assert!(matches!(p.screen, Screen::Cases(..)));
    // A single one is opened itself, and done only after a question that says no at first.
    duty.lamps.red = 1;
    let mut p = post(duty);
    press(&mut p, &[digit(2), digit(1)]);
    let case = "YZ260201-0007".to_owned();
    assert_eq!(plan(&p), Some(&Plan::Complete(case.clone())));
    assert_eq!(press(&mut p, &[Key::Enter]), []);
    assert!(
        matches!(plan(&p), Some(Plan::Case(_))),
        "Enter alone said no"
    );
    assert_eq!(
        press(&mut p, &[digit(1), digit(1)]),
        doing(CompleteCase { case })
    );
}

#[test]
fn a_visit_without_a_number_is_left_to_its_window() {
    let mut p = one(|live| {
        let mut nameless = visit("B001", Centre::Social, VisitState::Waiting, 25);
        nameless.no = None;
        live.visits.push(nameless);
        live.visits
            .push(at(visit("B002", Centre::Social, VisitState::Serving, 2), 2));
    });
    assert_eq!(press(&mut p, &[digit(1)]), [Effect::Beep]);
    assert_eq!(p.said, Some((Tone::Wrong, Said::key("duty.no_number"))));
}

#[test]
fn closing_time_leads_to_closing_the_doors() {
    let mut duty = figures(quiet());
    duty.alarms = alarm::check(&duty.live, &Norms::default(), ago(5), NOW);
    let mut p = post(duty);
    press(&mut p, &[digit(1)]);
    assert_eq!(plan(&p), Some(&Plan::CloseDoors));
    assert_eq!(press(&mut p, &[digit(1)]), doing(CloseDoors {}));
}

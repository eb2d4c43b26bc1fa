use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::visit::PriorityKind;

const MINUTE: i64 = 60_000;

fn at(minute: i64) -> UtcMs {
    UtcMs(1_773_273_600_000 + minute * MINUTE)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 12).unwrap()
}

fn visit(count: u32, minute: i64) -> Visit {
    Visit {
        id: VisitId(Uuid::from_u128(u128::from(count))),
        no: Some(TicketNo { band: 'B', count }),
        day: day(),
        entrance: Entrance::WalkIn,
        centre: Centre::Social,
        target: Target::Centre(Centre::Social),
        matter: None,
        state: VisitState::Waiting,
        since: at(minute),
        issued_at: at(minute),
        place: Place::of_arrival(at(minute)),
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

fn window(no: u16, centres: &[Centre]) -> Window {
    Window {
        no: WindowNo(no),
        centres: centres.to_vec(),
        regular: None,
        stand_in: None,
        state: WindowState::Open,
        staff: Some(StaffNo(1)),
        stands_in: false,
        since: at(0),
    }
}

fn hall(visits: Vec<Visit>) -> Live {
    Live {
        day: day(),
        doors_open: true,
        visits,
        windows: vec![
            window(1, &[Centre::Economy]),
            window(3, &[Centre::Social]),
            window(4, &[Centre::Social, Centre::Governance]),
        ],
        staff: Vec::new(),
        emergencies: Vec::new(),
        errands: Vec::new(),
    }
}

fn order(live: &Live, window: u16, now: UtcMs) -> Vec<u32> {
    line(live, live.window(WindowNo(window)).unwrap(), now)
        .iter()
        .map(|v| v.no.unwrap().count)
        .collect()
}

#[test]
fn the_line_is_by_arrival_whatever_the_order_in_memory() {
    let live = hall(vec![visit(3, 9), visit(1, 0), visit(2, 5)]);
    assert_eq!(order(&live, 3, at(10)), [1, 2, 3]);
    assert_eq!(order(&live, 1, at(10)), [0_u32; 0]);
}

#[test]
fn returns_go_before_booked_and_booked_before_priority_and_priority_before_the_rest() {
    let mut booked = visit(2, 1);
    booked.entrance = Entrance::Appointment { at: at(5) };
    let mut elder = visit(3, 2);
    elder.priority = Some(PriorityKind::Elder);
    let mut returned = visit(4, 3);
    returned.returned = true;
    returned.target = Target::Window(WindowNo(3));
    let live = hall(vec![visit(1, 0), booked, elder, returned]);
    assert_eq!(order(&live, 3, at(10)), [4, 2, 3, 1]);
    assert_eq!(
        order(&live, 4, at(10)),
        [2, 3, 1],
        "a return is for its window only"
    );
}

#[test]
fn a_booked_visit_that_is_early_waits_like_everybody() {
    let mut booked = visit(2, 1);
    booked.entrance = Entrance::Appointment { at: at(30) };
    let live = hall(vec![visit(1, 0), booked]);
    assert_eq!(order(&live, 3, at(29)), [1, 2]);
    assert_eq!(order(&live, 3, at(30)), [2, 1]);
}

#[test]
fn a_parked_visit_comes_back_to_its_window_when_its_time_is_up() {
    let mut parked = visit(2, 0);
    parked.state = VisitState::Parked;
    parked.window = Some(WindowNo(3));
    parked.parked_until = Some(at(20));
    let live = hall(vec![visit(1, 0), parked]);
    assert_eq!(order(&live, 3, at(19)), [1]);
    assert_eq!(order(&live, 3, at(20)), [2, 1]);
    assert_eq!(order(&live, 4, at(20)), [1]);
}

#[test]
fn next_leaves_a_number_alone_for_five_minutes_after_it_was_called() {
    let mut called = visit(1, 0);
    called.last_called = Some(at(10));
    called.calls = 1;
    let live = hall(vec![called.clone()]);
    let rules = CallRules::default();
    let window = live.window(WindowNo(3)).unwrap();
    let nobody = next(&live, window, &rules, at(14)).unwrap_err();
    assert_eq!(
        nobody,
        Nobody::TooRecent {
            ticket: "B001".into(),
            from: at(15)
        }
    );
    assert!(next(&live, window, &rules, at(15)).is_ok());
    let both = hall(vec![called, visit(2, 8)]);
    assert_eq!(
        next(&both, window, &rules, at(14))
            .unwrap()
            .no
            .unwrap()
            .count,
        2
    );
    assert_eq!(
        next(&hall(Vec::new()), window, &rules, at(14)),
        Err(Nobody::Empty)
    );
}

#[test]
fn a_missed_ticket_goes_behind_the_next_two() {
    let waiting = vec![visit(2, 2), visit(3, 3), visit(4, 4)];
    let mut missed = visit(1, 0);
    missed.state = VisitState::Missed;
    let live = hall(waiting.clone());
    let place = rejoin_place(&live, &missed, 2, at(10));
    let mut back = missed.clone();
    back.state = VisitState::Waiting;
    back.rejoined = true;
    back.place = place;
    let mut visits = waiting;
    visits.push(back);
    assert_eq!(order(&hall(visits), 3, at(10)), [2, 3, 1, 4]);
    let short = rejoin_place(&hall(vec![visit(2, 2)]), &missed, 2, at(10));
    assert!(
        short >= Place::of_arrival(at(10)),
        "at the end of a short line"
    );
    let front = rejoin_place(&live, &missed, 0, at(10));
    assert!(front < Place::of_arrival(at(2)));
}

#[test]
fn a_missed_ticket_with_a_priority_does_not_jump_ahead_again() {
    let mut back = visit(1, 0);
    back.priority = Some(PriorityKind::Elder);
    back.rejoined = true;
    back.place = Place::of_arrival(at(3)).behind();
    let live = hall(vec![visit(2, 2), visit(3, 3), back, visit(4, 4)]);
    assert_eq!(order(&live, 3, at(10)), [2, 3, 1, 4]);
}

#[test]
fn those_ahead_are_counted_in_the_visits_own_line() {
    let live = hall(vec![visit(1, 0), visit(2, 1), visit(3, 2)]);
    assert_eq!(ahead(&live, &live.visits[2], at(10)), 2);
    assert_eq!(ahead(&live, &live.visits[0], at(10)), 0);
}

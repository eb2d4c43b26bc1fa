use uuid::Uuid;

use super::summary::Days;
use super::summary::Summary;
use super::summary::summarise;
use super::*;
use crate::domain::close_lock::Hand;
use crate::domain::deadline::StopGround;
use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::event::AppealDecided;
use crate::domain::event::CaseDone;
use crate::domain::event::CasePaused;
use crate::domain::event::CaseRedated;
use crate::domain::event::CaseRefused;
use crate::domain::event::CaseResumed;
use crate::domain::event::CaseWithdrawn;
use crate::domain::event::EntryRehomed;
use crate::domain::event::RatingGiven;
use crate::domain::event::RatingInvited;
use crate::domain::event::RatingTimeout;
use crate::domain::event::TicketIssued;
use crate::domain::event::VisitEnded;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Limit;
use crate::domain::measure::Indicator;
use crate::domain::rating::Channel;
use crate::domain::site::LogName;
use crate::domain::time::UtcMs;
use crate::domain::visit::Entrance;

const CASE: CaseId = CaseId(Uuid::from_u128(7));

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

/// 2026-03-12 08:00 in China, and so many hours later.
fn hours(n: i64) -> UtcMs {
    UtcMs(1_773_273_600_000 + n * 3_600_000)
}

fn entry(seq: u64, wall: UtcMs, event: impl Into<Event>) -> Entry {
    let event = event.into();
    let body = event.body().unwrap();
    Entry {
        envelope: Envelope {
            kind: event.kind(),
            kind_version: 1,
            seq,
            hlc: Hlc(seq),
            wall,
            actor: ActorNo::SYSTEM,
            entity: CASE.0,
            base: Vec::new(),
            body_len: body.len() as u32,
        },
        body_hash: Hash::of(&body),
        body: Some(body),
        hash: Hash::ZERO,
    }
}

fn redated(due: u32) -> CaseRedated {
    let promise = Promise {
        due: day(due),
        limit: Limit::WorkingDays(5),
        provisional: false,
        amber_from: day(1),
    };
    CaseRedated {
        case: CASE,
        promise,
        before: None,
        day: None,
        deliver: false,
    }
}

fn done(on: u32) -> CaseDone {
    CaseDone {
        case: CASE,
        day: day(on),
        deliver: None,
    }
}

fn errand(n: u128) -> ErrandId {
    ErrandId(Uuid::from_u128(n))
}

fn invited(n: u128, on: u32) -> RatingInvited {
    RatingInvited {
        errand: errand(n),
        window: WindowNo(1),
        staff: StaffNo(12),
        centre: Centre::Social,
        matter_name: String::new(),
        day: day(on),
    }
}

fn rated(n: u128, level: u8) -> RatingGiven {
    RatingGiven {
        errand: errand(n),
        level,
        reasons: Vec::new(),
        remark: String::new(),
        late: None,
        channel: Channel::Pad,
        paper: String::new(),
        followup: None,
    }
}

fn timeout(n: u128) -> RatingTimeout {
    RatingTimeout { errand: errand(n) }
}

fn issued(n: u128, on: u32) -> TicketIssued {
    TicketIssued {
        visit: VisitId(Uuid::from_u128(n)),
        no: None,
        day: day(on),
        entrance: Entrance::Quick,
        centre: Centre::Social,
        matter: None,
        priority: None,
        reason: String::new(),
    }
}

fn left(n: u128, end: VisitEnd) -> VisitEnded {
    VisitEnded {
        visit: VisitId(Uuid::from_u128(n)),
        end,
        accuracy: Default::default(),
        reason: String::new(),
    }
}

fn figures(entries: &[Entry]) -> Figures {
    let mut figures = Figures::default();
    entries.iter().for_each(|entry| figures.count(entry));
    figures
}

fn days(from: u32, to: u32, as_of: u32) -> Days {
    Days {
        from: day(from),
        to: day(to),
        as_of: day(as_of),
    }
}

/// March so far, as of its 25th.
fn march(entries: &[Entry]) -> Summary {
    summarise(&figures(entries), &days(1, 25, 26))
}

#[test]
fn the_same_entries_give_the_same_figures_in_any_order_any_parts_and_however_often() {
    let entries = [
        entry(1, hours(0), redated(20)),
        entry(2, hours(0), redated(16)),
        entry(3, hours(1), done(18)),
        entry(4, hours(1), invited(1, 12)),
        entry(5, hours(1), rated(1, 5)),
        entry(6, hours(1), rated(1, 1)),
        entry(7, hours(1), invited(2, 12)),
        entry(8, hours(20), timeout(2)),
        entry(9, hours(0), issued(3, 12)),
        entry(10, hours(2), left(3, VisitEnd::Served)),
        entry(11, hours(3), left(3, VisitEnd::Left)),
    ];
    let whole = figures(&entries);
    let case = &whole.cases[&CASE];
    assert_eq!(case.due, Some((Hlc(2), day(16))), "the later promise holds");
    assert_eq!(case.promise_kept(&days(1, 31, 20)), Some(false));
    assert_eq!(
        whole.ratings[&errand(1)].given,
        Some((Hlc(5), 5)),
        "the first stands"
    );
    let sum = summarise(&whole, &days(1, 31, 20));
    assert_eq!((sum.visits, sum.served, sum.left), (1, 1, 1));
    for turn in 0..entries.len() {
        let mut turned = entries.to_vec();
        turned.rotate_left(turn);
        turned.swap(0, 3);
        assert_eq!(figures(&turned), whole, "{turn}");
        turned.extend(entries[..turn].to_vec());
        assert_eq!(figures(&turned), whole, "{turn}, told again");
        let (left, right) = turned.split_at(turn);
        let (mut parts, others) = (figures(left), figures(right));
        for (case, figure) in others.cases {
            parts.cases.entry(case).or_default().merge(figure);
        }
        for (errand, figure) in others.ratings {
            parts.ratings.entry(errand).or_default().merge(figure);
        }
        for (visit, figure) in others.visits {
            parts.visits.entry(visit).or_default().merge(figure);
        }
        assert_eq!(parts, whole, "{turn}");
    }
}

#[test]
fn w7_a_promise_is_kept_up_to_and_on_its_day_and_broken_only_once_it_is_past() {
    let kept = |entries: &[Entry], to, as_of| {
        let figures = figures(entries);
        figures.cases[&CASE].promise_kept(&days(1, to, as_of))
    };
    for (on, expected) in [(15, true), (16, true), (17, false)] {
        let ended = [
            entry(1, hours(0), redated(16)),
            entry(2, hours(0), done(on)),
        ];
        assert_eq!(kept(&ended, 25, 18), Some(expected), "{on}");
        assert_eq!(
            kept(&ended, 15, 18),
            None,
            "it is promised for another span"
        );
    }
    let open = [entry(1, hours(0), redated(16))];
    assert_eq!(kept(&open, 25, 16), None, "its day goes on");
    assert_eq!(kept(&open, 25, 17), Some(false));
    let withdrawn = |on| CaseWithdrawn {
        case: CASE,
        reason: String::new(),
        day: day(on),
    };
    for (on, expected) in [(16, None), (17, Some(false))] {
        let ended = [
            entry(1, hours(0), redated(16)),
            entry(2, hours(1), withdrawn(on)),
        ];
        assert_eq!(kept(&ended, 25, 20), expected, "{on}");
    }
}

#[test]
fn by_when_a_result_is_handed_over_is_no_promise() {
    let mut handed = redated(24);
    handed.deliver = true;
    let ended = [
        entry(1, hours(0), redated(16)),
        entry(2, hours(1), done(18)),
        entry(3, hours(2), handed),
    ];
    assert_eq!(figures(&ended).cases[&CASE].due, Some((Hlc(1), day(16))));
}

#[test]
fn l6_a_case_whose_clock_stands_still_is_not_late_and_is_again_once_it_goes_on() {
    let late = |entries: &[Entry]| {
        let mut figures = figures(entries);
        figures.cases.get_mut(&CASE).unwrap().accepted = Some(day(2));
        let sum = summarise(&figures, &days(1, 25, 26));
        (sum.open, sum.late, sum.promised)
    };
    let paused = || {
        entry(
            3,
            hours(2),
            CasePaused {
                case: CASE,
                ground: StopGround::Hearing,
                day: day(12),
                days: 20,
                note: String::new(),
            },
        )
    };
    let resumed = || {
        entry(
            4,
            hours(3),
            CaseResumed {
                case: CASE,
                day: day(14),
                promise: redated(20).promise,
            },
        )
    };
    let begun = || entry(2, hours(1), redated(16));
    assert_eq!(late(&[begun()]), (1, 1, 1));
    assert_eq!(late(&[begun(), paused()]), (1, 0, 0));
    assert_eq!(
        late(&[resumed(), paused(), begun()]),
        (1, 1, 1),
        "in any order"
    );
    // Refused while it stood still, it is held to the promise it had.
    let refused = CaseRefused {
        case: CASE,
        reason: String::new(),
        clause: String::new(),
        day: day(17),
        staff: StaffNo(12),
    };
    let ended = [begun(), paused(), entry(5, hours(4), refused)];
    assert_eq!(late(&ended), (0, 0, 1));
}

#[test]
fn of_a_span_that_goes_on_the_day_it_is_judged_is_the_last() {
    let mut figures = figures(&[entry(1, hours(0), redated(16))]);
    figures.cases.get_mut(&CASE).unwrap().accepted = Some(day(12));
    let late = |as_of| {
        let sum = summarise(&figures, &days(1, 31, as_of));
        (sum.open, sum.late)
    };
    assert_eq!((late(11), late(16), late(17)), ((0, 0), (1, 0), (1, 1)));
    assert!(!days(1, 31, 31).are_over() && days(1, 30, 31).are_over());
}

#[test]
fn a_rating_counts_for_the_day_it_was_asked_for_whenever_it_is_given_or_missed() {
    let entries = [
        entry(1, hours(15), invited(1, 12)),
        entry(2, hours(16), rated(1, 4)),
        entry(3, hours(15), invited(2, 12)),
        entry(4, hours(40), timeout(2)),
        entry(5, hours(15), invited(3, 12)),
        entry(6, hours(15), invited(4, 12)),
        entry(7, hours(16), rated(4, 6)),
        entry(8, hours(16), rated(5, 1)),
    ];
    let on = |n| summarise(&figures(&entries), &days(n, n, 26));
    let sum = on(12);
    assert_eq!(
        (sum.invited, sum.rated(), sum.level4, sum.unrated),
        (4, 1, 1, 1)
    );
    assert_eq!(on(13), Summary::default());
}

#[test]
fn r3_a_rating_given_some_days_later_takes_back_that_it_was_unrated() {
    let later = RatingGiven {
        late: Some(day(12)),
        ..rated(1, 5)
    };
    let sum = march(&[
        entry(1, hours(9), invited(1, 12)),
        entry(2, hours(10), timeout(1)),
        entry(3, hours(16), later),
    ]);
    assert_eq!((sum.unrated, sum.level5), (0, 1));
}

#[test]
fn only_a_visit_that_ended_served_counts_as_served_and_each_for_the_day_it_began() {
    let mut all = Vec::new();
    for (n, end) in VisitEnd::ALL.into_iter().enumerate() {
        all.push(entry(1, hours(0), issued(n as u128, 12)));
        all.push(entry(2, hours(20), left(n as u128, end)));
    }
    all.push(entry(3, hours(0), issued(9, 12)));
    let sum = summarise(&figures(&all), &days(12, 12, 26));
    assert_eq!((sum.visits, sum.left, sum.served), (5, 4, 1));
    let served = sum.figure(Indicator::Served).unwrap();
    assert_eq!((served.n, served.of), (1, 4));
}

#[test]
fn what_is_told_again_counts_like_the_first_time_and_what_cannot_be_read_is_counted_as_such() {
    let original = entry(1, hours(15), rated(1, 3));
    let told = |envelope: String, body: Option<&[u8]>| EntryRehomed {
        log: LogName(LogId([1; 16])),
        seq: 1,
        hash: Hash::ZERO.to_string(),
        envelope,
        body: body.map(|body| String::from_utf8(body.to_vec()).unwrap()),
        bytes: None,
    };
    let bytes = hex(&original.envelope.bytes());
    let body = original.body.clone();
    let again = told(bytes.clone(), body.as_deref());
    let again = entry(9, hours(40), again);
    let once = figures(&[original]);
    assert_eq!(figures(std::slice::from_ref(&again)), once);
    let from_another_backup = entry(4, hours(60), told(bytes.clone(), body.as_deref()));
    assert_eq!(figures(&[again.clone(), from_another_backup]), once);
    let twice = told(hex(&again.envelope.bytes()), again.body.as_deref());
    let mut unknown = entry(1, hours(0), rated(1, 3));
    unknown.envelope.kind = crate::domain::event::Kind(60_000);
    for wrong in [
        entry(1, hours(0), told(bytes, None)),
        entry(1, hours(0), told("0g".to_owned(), Some(b"{}"))),
        entry(1, hours(0), told("é".to_owned(), Some(b"{}"))),
        entry(1, hours(0), twice),
        unknown,
    ] {
        let counted = figures(&[wrong]);
        assert!(counted.unread == 1 && counted.is_empty());
    }
}

#[test]
fn a_text_or_a_day_that_no_database_keeps_becomes_one_that_it_keeps() {
    let mut accepted = done(18);
    accepted.day = NaiveDate::MIN;
    let counted = figures(&[entry(1, hours(0), accepted)]);
    let ended = counted.cases.values().next().unwrap().ended.unwrap();
    assert_eq!(ended.1, NaiveDate::from_ymd_opt(1, 1, 1).unwrap());
    assert_eq!(plain("YX\0 261122".to_owned()), "YX 261122");
    assert_eq!(real(NaiveDate::MAX).to_string(), "9999-01-01");
}

#[test]
fn what_is_left_unread_is_the_way_of_a_ticket_and_the_register() {
    let left: Vec<&str> = Event::KINDS
        .iter()
        .filter(|(kind, _)| says_nothing(*kind))
        .map(|(_, name)| *name)
        .collect();
    assert_eq!(left.len(), 17, "{left:?}");
    for name in left {
        let (area, what) = name.split_once('.').unwrap();
        assert!(
            ["ticket", "service", "errand", "person"].contains(&area),
            "{name}"
        );
        assert_ne!(what, "issued");
    }
}

#[test]
fn b5_a_rating_that_left_the_score_is_in_no_level_and_told() {
    let decided = |n, excluded| AppealDecided {
        errand: errand(n),
        hand: Hand {
            by: StaffNo(9),
            day: day(20),
        },
        excluded,
        reason: "不是本窗口的事".into(),
        rated: None,
    };
    let sum = march(&[
        entry(1, hours(1), invited(1, 12)),
        entry(2, hours(1), rated(1, 1)),
        entry(3, hours(2), invited(2, 12)),
        entry(4, hours(2), rated(2, 1)),
        entry(5, hours(200), decided(1, true)),
        entry(6, hours(201), decided(2, false)),
    ]);
    assert_eq!((sum.level1, sum.excluded, sum.rated()), (1, 1, 1));
    let answered = sum.figure(Indicator::Answered).unwrap();
    assert_eq!((answered.n, answered.of), (1, 1));
}

#[test]
fn every_number_has_its_word_and_sums_add_up() {
    let numbers: Vec<u64> = (1..=Summary::WORDS.len() as u64).collect();
    let one = Summary::of_numbers(numbers.iter().copied()).unwrap();
    assert_eq!(one.numbers(), numbers);
    assert_eq!(Summary::of_numbers(numbers[1..].iter().copied()), None);
    let twice = summary::total([&one, &one]);
    assert!(
        twice
            .numbers()
            .iter()
            .zip(&numbers)
            .all(|(sum, n)| *sum == 2 * n)
    );
}

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use uuid::Uuid;

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
use crate::domain::event::EntryRehomed;
use crate::domain::event::RatedOn;
use crate::domain::event::RatingGiven;
use crate::domain::event::RatingTimeout;
use crate::domain::event::VisitEnded;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::matter::Limit;
use crate::domain::rating::Channel;
use crate::domain::site::LogName;

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
    }
}

fn done(on: u32) -> CaseDone {
    CaseDone {
        case: CASE,
        day: day(on),
        deliver: None,
    }
}

fn rated(level: u8) -> RatingGiven {
    RatingGiven {
        errand: ErrandId(Uuid::nil()),
        level,
        reasons: Vec::new(),
        remark: String::new(),
        late: None,
        channel: Channel::Pad,
        paper: String::new(),
        followup: None,
    }
}

fn figures(entries: &[Entry]) -> Figures {
    let mut figures = Figures::default();
    let mut told = BTreeSet::new();
    let mut again = |e: &EntryRehomed| told.insert(e.hash.clone());
    for entry in entries {
        figures.count(entry, Zone::china(), &mut again);
    }
    figures
}

#[test]
fn the_same_entries_give_the_same_figures_in_any_order_and_any_parts() {
    let entries = [
        entry(1, hours(0), redated(20)),
        entry(2, hours(0), redated(16)),
        entry(3, hours(1), done(18)),
        entry(4, hours(1), rated(5)),
        entry(5, hours(1), rated(1)),
        entry(
            6,
            hours(20),
            RatingTimeout {
                errand: ErrandId(Uuid::nil()),
            },
        ),
    ];
    let whole = figures(&entries);
    let case = &whole.cases[&CASE];
    assert_eq!(
        case.due,
        Some((Hlc(2), Some(day(16)))),
        "the later promise holds"
    );
    assert_eq!(case.on_time(), Some(false));
    for turn in 0..entries.len() {
        let mut turned = entries.to_vec();
        turned.rotate_left(turn);
        turned.swap(0, 3);
        assert_eq!(figures(&turned), whole, "{turn}");
        let (left, right) = turned.split_at(turn);
        let (mut parts, others) = (figures(left), figures(right));
        for (case, figure) in others.cases {
            parts.cases.entry(case).or_default().merge(figure);
        }
        for (day, figure) in &others.days {
            parts.days.entry(*day).or_default().add(figure);
        }
        assert_eq!(parts, whole, "{turn}");
    }
}

#[test]
fn a_case_is_on_time_up_to_and_on_the_promised_day_and_only_when_done() {
    for (due, on, expected) in [(16, 15, true), (16, 16, true), (16, 17, false)] {
        let figures = figures(&[
            entry(1, hours(0), redated(due)),
            entry(2, hours(0), done(on)),
        ]);
        assert_eq!(figures.cases[&CASE].on_time(), Some(expected), "{due} {on}");
    }
    let open = figures(&[entry(1, hours(0), redated(16))]);
    assert_eq!(open.cases[&CASE].on_time(), None);
}

#[test]
fn l6_a_case_whose_clock_stands_still_is_not_late_and_is_again_once_it_goes_on() {
    let org = Org::new(330_182_001).unwrap();
    let late = |entries: &[Entry]| {
        let mut figures = figures(entries);
        figures.cases.get_mut(&CASE).unwrap().accepted = Some(day(2));
        let county = BTreeMap::from([(org, figures)]);
        summarise(&county, (day(1), day(25)))[&org].late
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
    let begun = || entry(2, hours(1), redated(16));
    assert_eq!(late(&[begun()]), 1);
    assert_eq!(late(&[begun(), paused()]), 0);
    let again = entry(4, hours(3), redated(20));
    assert_eq!(late(&[again, paused(), begun()]), 1, "in any order");
}

#[test]
fn a_rating_counts_on_the_local_day_it_was_given_and_an_unrated_one_apart() {
    let late = [
        entry(1, hours(15), rated(2)),
        entry(2, hours(16), rated(4)),
        entry(
            3,
            hours(16),
            RatingTimeout {
                errand: ErrandId(Uuid::nil()),
            },
        ),
        entry(4, hours(16), rated(6)),
        entry(5, hours(16), rated(0)),
    ];
    let figures = figures(&late);
    assert_eq!(figures.days[&day(12)].levels, [0, 0, 0, 1, 0]);
    assert_eq!(figures.days[&day(13)].levels, [0, 1, 0, 0, 0]);
    assert_eq!(
        (
            figures.days[&day(13)].rated(),
            figures.days[&day(13)].unrated
        ),
        (1, 1)
    );
}

#[test]
fn a_rating_given_some_days_later_takes_back_that_it_was_unrated() {
    let errand = ErrandId(Uuid::nil());
    let later = RatingGiven {
        late: Some(day(12)),
        ..rated(5)
    };
    let figures = figures(&[
        entry(1, hours(10), RatingTimeout { errand }),
        entry(2, hours(16), later),
    ]);
    assert_eq!(figures.days[&day(12)].unrated, 0);
    assert_eq!(figures.days[&day(13)].levels, [1, 0, 0, 0, 0]);
}

#[test]
fn only_a_visit_that_ended_served_counts_as_served() {
    let ended = |end| VisitEnded {
        visit: VisitId(Uuid::nil()),
        end,
        accuracy: Default::default(),
        reason: String::new(),
    };
    let all: Vec<Entry> = VisitEnd::ALL
        .map(|end| entry(1, hours(0), ended(end)))
        .to_vec();
    assert_eq!(figures(&all).days[&day(12)].served, 1);
}

#[test]
fn what_is_told_again_counts_like_the_first_time_and_what_cannot_be_read_is_counted_as_such() {
    let original = entry(1, hours(15), rated(3));
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
    let mut unknown = entry(1, hours(0), rated(3));
    unknown.envelope.kind = crate::domain::event::Kind(60_000);
    for wrong in [
        entry(1, hours(0), told(bytes, None)),
        entry(1, hours(0), told("0g".to_owned(), Some(b"{}"))),
        entry(1, hours(0), told("é".to_owned(), Some(b"{}"))),
        entry(1, hours(0), twice),
        unknown,
    ] {
        let counted = figures(&[wrong]);
        assert_eq!((counted.unread, counted.days.len()), (1, 0));
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
fn a_rating_that_left_the_score_is_taken_out_of_its_day_and_told() {
    let decided = |excluded| AppealDecided {
        errand: ErrandId(Uuid::nil()),
        hand: Hand {
            by: StaffNo(9),
            day: day(20),
        },
        excluded,
        reason: "不是本窗口的事".into(),
        rated: excluded.then_some(RatedOn {
            day: day(12),
            level: 1,
        }),
    };
    let entries = [
        entry(1, hours(1), rated(1)),
        entry(2, hours(2), rated(1)),
        entry(3, hours(200), decided(true)),
        entry(4, hours(201), decided(false)),
    ];
    let figures = figures(&entries);
    assert_eq!(figures.days[&day(12)].levels, [0, 0, 0, 0, 1]);
    assert_eq!(figures.days[&day(12)].excluded, 1);
    assert_eq!(
        figures.days.len(),
        1,
        "the day of the decision has no rating"
    );
}

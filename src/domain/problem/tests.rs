use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::deadline;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hand(by: u32, on: &str) -> Hand {
    Hand {
        by: StaffNo(by),
        day: day(on),
    }
}

fn registered(class: ProblemClass, name: &str, on: &str) -> Problem {
    let said = ProblemRegistered {
        problem: ProblemId(Uuid::from_u128(1)),
        number: "W260312-01".to_owned(),
        hand: hand(11, on),
        class,
        text: "村口的路三个月没修".to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        village: "杨树村".to_owned(),
        unit: "村建办".to_owned(),
        consult_day: CONSULT_DAY,
    };
    Problem::new(said, "1-AAAAAAAAAA".to_owned())
}

fn kept(by: u32, on: &str, deed: ProblemDeed) -> Kept {
    Kept {
        entry: "2-AAAAAAAAAA".to_owned(),
        hand: hand(by, on),
        deed,
    }
}

fn consulted(owner: u32, until: &str) -> ProblemDeed {
    ProblemDeed::Consulted {
        owner: StaffNo(owner),
        until: day(until),
    }
}

fn fixed(end: ProblemEnd) -> ProblemDeed {
    ProblemDeed::Fixed {
        end,
        evidence: "路面已修，照片两张".to_owned(),
        office: String::new(),
    }
}

fn replied() -> ProblemDeed {
    ProblemDeed::Replied {
        text: "下周一开工".to_owned(),
    }
}

fn visited(answer: Answer) -> ProblemDeed {
    ProblemDeed::Visited {
        answer: Some(answer),
        note: String::new(),
    }
}

fn signed() -> ProblemDeed {
    ProblemDeed::Signed {
        agreed: true,
        note: String::new(),
    }
}

fn clock(problem: &Problem, step: Step) -> Option<Clock> {
    let clocks = problem.clocks(&Calendar::shipped());
    clocks.into_iter().find(|clock| clock.step == step)
}

#[test]
fn s1_a_criticism_is_replied_to_by_day_fifteen_and_a_day_off_moves_on() {
    for (on, due) in [
        ("2026-03-12", "2026-03-27"),
        // 02-28 is the last Saturday of the make-up days, a working day.
        ("2026-02-13", "2026-02-28"),
        // 03-28 is a Saturday.
        ("2026-03-13", "2026-03-30"),
    ] {
        let problem = registered(ProblemClass::Criticism, "王芳", on);
        let reply = clock(&problem, Step::Reply).unwrap();
        assert_eq!((reply.due, reply.from), (day(due), Since::Registered));
    }
    let common = registered(ProblemClass::Common, "王芳", "2026-03-12");
    assert_eq!(clock(&common, Step::Reply), None);
    let consult = clock(&common, Step::Consult).unwrap();
    assert_eq!(consult.due, day("2026-03-16"), "nothing lies without a day");
}

#[test]
fn s1_a_month_from_the_meeting_on_the_thirty_first_ends_with_the_month() {
    let mut problem = registered(ProblemClass::Criticism, "王芳", "2026-03-20");
    problem.apply(kept(99, "2026-03-31", consulted(12, "2026-04-20")));
    problem.apply(kept(12, "2026-04-02", replied()));
    assert_eq!(clock(&problem, Step::Visit), None, "nothing was done yet");
    problem.apply(kept(12, "2026-04-15", fixed(ProblemEnd::Solved)));
    let visit = clock(&problem, Step::Visit).unwrap();
    assert_eq!((visit.due, visit.from), (day("2026-04-30"), Since::Meeting));
    let clamped = deadline::Step::Clamped {
        wanted: 31,
        to: day("2026-04-30"),
    };
    assert!(visit.why.contains(&clamped), "{:?}", visit.why);
}

#[test]
fn a_visit_is_counted_from_the_reply_without_a_meeting_and_from_the_end_where_that_was_later() {
    let mut problem = registered(ProblemClass::Criticism, "王芳", "2026-03-12");
    problem.apply(kept(12, "2026-03-13", replied()));
    let mut late = problem.clone();
    problem.apply(kept(12, "2026-03-16", fixed(ProblemEnd::Solved)));
    let visit = clock(&problem, Step::Visit).unwrap();
    assert_eq!((visit.due, visit.from), (day("2026-04-13"), Since::Reply));
    late.apply(kept(12, "2026-04-14", fixed(ProblemEnd::Solved)));
    let visit = clock(&late, Step::Visit).unwrap();
    assert_eq!((visit.due, visit.from), (day("2026-05-14"), Since::Fixed));
}

#[test]
fn a_criticism_is_consulted_about_on_the_next_fixed_day() {
    for (on, of_month, due) in [
        ("2026-03-12", 15, "2026-03-16"),
        ("2026-03-15", 15, "2026-03-16"),
        ("2026-03-16", 15, "2026-04-15"),
        ("2026-02-16", 31, "2026-02-28"),
        ("2026-03-12", 0, "2026-03-16"),
    ] {
        let mut problem = registered(ProblemClass::Criticism, "王芳", on);
        problem.said.consult_day = of_month;
        let consult = clock(&problem, Step::Consult).unwrap();
        assert_eq!(consult.due, day(due), "{on} {of_month}");
    }
}

#[test]
fn unhappy_at_the_visit_keeps_it_open_and_says_so_also_against_a_signature() {
    let mut problem = registered(ProblemClass::Criticism, "王芳", "2026-03-12");
    problem.apply(kept(99, "2026-03-16", consulted(12, "2026-04-01")));
    problem.apply(kept(12, "2026-03-17", replied()));
    problem.apply(kept(12, "2026-03-18", fixed(ProblemEnd::Explained)));
    problem.apply(kept(99, "2026-03-19", signed()));
    problem.apply(kept(13, "2026-04-16", visited(Answer::Unhappy)));
    assert_eq!(problem.lock.round_no(), 2);
    let lacks = problem.check_close(true).unwrap_err();
    assert_eq!(
        lacks,
        ["unhappy", "evidence", "call_back", "satisfied", "reply"]
    );
    let reply = clock(&problem, Step::Reply).unwrap();
    assert_eq!(
        (reply.due, reply.from),
        (day("2026-05-06"), Since::Reopened)
    );
    let mut hardship = registered(ProblemClass::Hardship, "王芳", "2026-03-12");
    let leads = ProblemDeed::Taken {
        owner: StaffNo(99),
        leads: true,
    };
    hardship.apply(kept(12, "2026-03-18", fixed(ProblemEnd::Explained)));
    hardship.apply(kept(99, "2026-03-19", signed()));
    hardship.apply(kept(13, "2026-04-16", visited(Answer::Unhappy)));
    assert_eq!(hardship.check_close(true), Err(vec!["leader"]));
    hardship.apply(kept(99, "2026-04-16", leads));
    let ending = hardship.check_close(true);
    assert_eq!(ending, Ok(ProblemEnding::Explained));
}

#[test]
fn a14_what_is_explained_or_not_ours_is_never_counted_as_solved() {
    let close = |end, name: &str| {
        let mut problem = registered(ProblemClass::Common, name, "2026-03-12");
        problem.apply(kept(12, "2026-03-18", fixed(end)));
        if end != ProblemEnd::Solved || name.is_empty() {
            problem.apply(kept(99, "2026-03-19", signed()));
        }
        if !name.is_empty() {
            problem.apply(kept(13, "2026-04-16", visited(Answer::Satisfied)));
        }
        let ending = problem.check_close(true).unwrap();
        problem.apply(kept(13, "2026-04-16", ProblemDeed::Closed { ending }));
        problem
    };
    let all = [
        close(ProblemEnd::Solved, "王芳"),
        close(ProblemEnd::Explained, "王芳"),
        close(ProblemEnd::NotOurs, "王芳"),
        close(ProblemEnd::Solved, ""),
        registered(ProblemClass::Dispute, "王芳", "2026-03-12"),
    ];
    let (classes, count) = ClassCount::of(&all, &Calendar::shipped(), day("2026-04-17"));
    let wanted = Count {
        registered: 5,
        solved: 1,
        explained: 1,
        unheard: 1,
        not_ours: 1,
        open: 1,
        overdue: 1,
        ..Count::default()
    };
    assert_eq!(count, wanted);
    let of = |class| classes.iter().find(|line| line.class == class).unwrap();
    assert_eq!(of(ProblemClass::Dispute).count.open, 1);
    assert_eq!(of(ProblemClass::Common).count.registered, 4);
}

#[test]
fn how_it_stood_on_a_day_is_what_was_known_that_day() {
    let mut problem = registered(ProblemClass::Common, "王芳", "2026-03-12");
    problem.apply(kept(12, "2026-03-18", fixed(ProblemEnd::Solved)));
    problem.apply(kept(13, "2026-04-16", visited(Answer::Satisfied)));
    let ending = problem.check_close(true).unwrap();
    problem.apply(kept(13, "2026-04-17", ProblemDeed::Closed { ending }));
    assert_eq!(problem.closed_on(), Some(day("2026-04-17")));
    assert_eq!(problem.as_of(day("2026-03-11")), None);
    let then = problem.as_of(day("2026-03-31")).unwrap();
    assert_eq!((then.step(), then.closed_on()), (Some(Step::Visit), None));
    assert_eq!(problem.as_of(day("2026-04-17")), Some(problem));
}

#[test]
fn what_a_later_version_writes_is_kept_and_changes_nothing() {
    let deed: ProblemDeed = serde_json::from_str(r#"{"deed":"eclipsed","moon":1}"#).unwrap();
    assert_eq!(deed, ProblemDeed::Later);
    let mut problem = registered(ProblemClass::Common, "王芳", "2026-03-12");
    problem.apply(kept(12, "2026-03-18", deed));
    assert_eq!(problem.step(), Some(Step::Take));
    let body = serde_json::to_string(&problem).unwrap();
    assert_eq!(serde_json::from_str::<Problem>(&body).unwrap(), problem);
}

fn any_deed() -> impl Strategy<Value = ProblemDeed> {
    let text = || "做了一段".to_owned();
    prop_oneof![
        (11_u32..14, any::<bool>()).prop_map(|(owner, leads)| ProblemDeed::Taken {
            owner: StaffNo(owner),
            leads
        }),
        (11_u32..14).prop_map(|owner| consulted(owner, "2026-04-01")),
        Just(ProblemDeed::Progressed {
            text: text(),
            left: text()
        }),
        Just(replied()),
        Just(fixed(ProblemEnd::Solved)),
        Just(fixed(ProblemEnd::Explained)),
        Just(fixed(ProblemEnd::NotOurs)),
        Just(visited(Answer::Satisfied)),
        Just(visited(Answer::Unhappy)),
        any::<bool>().prop_map(|agreed| ProblemDeed::Signed {
            agreed,
            note: String::new()
        }),
    ]
}

proptest! {
    #[test]
    fn nothing_is_closed_without_what_the_lock_and_the_class_want(
        class in 0..4_usize,
        named: bool,
        deeds in prop::collection::vec((11_u32..14, any_deed()), 0..14),
    ) {
        let class = ProblemClass::ALL[class];
        let mut problem = registered(class, if named { "王芳" } else { "" }, "2026-03-12");
        for (by, deed) in deeds {
            problem.apply(kept(by, "2026-03-20", deed));
            let Ok(ending) = problem.check_close(true) else { continue };
            let round = &problem.lock.round;
            let fixer = round.fixed.as_ref().unwrap().hand.by;
            prop_assert_eq!(problem.lock.check().is_ok(), true);
            prop_assert!(problem.replied.is_some() || class != ProblemClass::Criticism);
            prop_assert!(problem.leader.is_some() || !class.wants_leader());
            if ending.is_solved() {
                prop_assert_eq!(problem.end, Some(ProblemEnd::Solved));
                let called = round.called.unwrap();
                prop_assert!(called.answer == Answer::Satisfied && called.hand.by != fixer);
            } else {
                prop_assert!(round.signed.is_some_and(|signed| signed.by != fixer));
            }
            if class == ProblemClass::Criticism && named {
                prop_assert_eq!(round.called.unwrap().answer, Answer::Satisfied);
            }
        }
        prop_assert_eq!(&problem.as_of(day("2026-03-20")), &Some(problem.clone()));
    }
}

use proptest::collection::vec;
use proptest::prelude::*;

use uuid::Uuid;

use super::*;
use crate::domain::event::MeetingCalledOff;
use crate::domain::event::MeetingCounted;
use crate::domain::event::MeetingOpened;
use crate::domain::event::MeetingSigned;
use crate::domain::event::RaterSignedIn;
use crate::domain::event::VotingOpened;

const LEADER: StaffNo = StaffNo(99);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hand(at: &str) -> Hand {
    Hand {
        by: LEADER,
        day: day(at),
    }
}

fn called(profile: &str, notice: &str, on: &str, subjects: &[&str]) -> MeetingCalled {
    MeetingCalled {
        meeting: MeetingId(Uuid::from_u128(3)),
        number: "M260312-01".into(),
        hand: hand(notice),
        day: day(on),
        place: "二楼会议室".into(),
        profile: named(profile).unwrap(),
        subjects: subjects
            .iter()
            .map(|name| Subject {
                staff: None,
                name: (*name).into(),
            })
            .collect(),
        invited: 0,
    }
}

/// A jury that judges one, called a week before.
pub(crate) fn jury() -> Meeting {
    Meeting::new(&called("jury", "2026-03-12", "2026-03-19", &["甲"]))
}

fn opened(mut meeting: Meeting) -> Meeting {
    let event = MeetingOpened {
        meeting: meeting.id,
        hand: hand("2026-03-19"),
    };
    meeting.apply(&event.into());
    meeting
}

fn with_raters(mut meeting: Meeting, raters: usize) -> Meeting {
    for n in 0..raters {
        let kinds = &meeting.profile.kinds;
        let rater = Rater {
            name: format!("到会人{n}"),
            kind: kinds[n % kinds.len()].clone(),
        };
        assert_eq!(meeting.check_sign_in(&rater, meeting.day), Ok(()));
        let event = RaterSignedIn {
            meeting: meeting.id,
            rater,
            left: false,
        };
        meeting.apply(&event.into());
    }
    meeting
}

fn voting(mut meeting: Meeting, papers: u32) -> Meeting {
    let event = VotingOpened {
        meeting: meeting.id,
        hand: hand("2026-03-19"),
        ballot_box: Uuid::from_u128(1),
        codes: meeting.present() - papers,
        papers,
        again: String::new(),
    };
    meeting.apply(&event.into());
    meeting
}

fn filled(meeting: &Meeting) -> (BallotBox, Vec<String>) {
    let codes = meeting.voting.as_ref().map_or(10, |v| v.codes);
    let codes: Vec<String> = (0..u64::from(codes))
        .map(|n| code_of((n * 7_654_321).to_le_bytes()))
        .collect();
    (BallotBox::new(meeting, &[7; SALT], &codes), codes)
}

#[test]
fn every_shipped_profile_names_its_source_and_can_be_voted_on() {
    let names: Vec<&str> = shipped().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["half_year", "year_end", "jury"]);
    for profile in shipped() {
        assert_eq!(profile.notice, 7, "{}", profile.name);
        assert!(profile.source.chars().count() > 20, "{}", profile.name);
        assert!((2..=9).contains(&profile.marks), "{}", profile.name);
        assert!(!profile.kinds.is_empty() && !profile.questions.is_empty());
    }
    assert_eq!(named("half_year").unwrap().need, Need::Least(50));
    assert_eq!(named("jury").unwrap().need, Need::Exact(10));
    let need = named("year_end").unwrap().need;
    for (invited, wanted) in [(3, FEWEST), (9, 6), (10, 7), (60, 40), (61, 41)] {
        assert_eq!(need.wanted(invited), wanted, "{invited}");
        assert!(need.is_met(wanted, invited) && !need.is_met(wanted - 1, invited));
    }
}

#[test]
fn s6_six_days_of_notice_open_nothing_and_seven_do() {
    for (notice, opens) in [("2026-03-13", false), ("2026-03-12", true)] {
        let meeting = Meeting::new(&called("jury", notice, "2026-03-19", &["甲"]));
        let check = meeting.check_open(day("2026-03-19"));
        assert_eq!(check.is_ok(), opens, "{notice}: {check:?}");
    }
    // On its day and on no other, and not twice.
    let meeting = jury();
    for other in ["2026-03-18", "2026-03-20"] {
        assert!(meeting.check_open(day(other)).is_err(), "{other}");
    }
    let meeting = opened(meeting);
    assert!(meeting.check_open(meeting.day).is_err());
    assert_eq!(meeting.state_on(day("2026-03-20")), State::Invalid);
    assert_eq!(jury().state_on(day("2026-03-20")), State::Lapsed);
}

#[test]
fn a_day_beyond_the_calendar_is_refused_and_nothing_falls() {
    let mut called = called("jury", "2026-03-12", "2026-03-19", &["甲"]);
    called.profile.notice = u32::MAX;
    let meeting = Meeting::new(&called);
    assert_eq!(meeting.earliest(), NaiveDate::MAX);
    assert!(meeting.check_open(meeting.day).is_err());
}

#[test]
fn s7_a_jury_is_of_ten_neither_fewer_nor_more() {
    for (raters, opens) in [(9, false), (10, true), (11, false)] {
        let meeting = with_raters(opened(jury()), raters);
        let check = meeting.check_vote(0, meeting.day);
        assert_eq!(check.is_ok(), opens, "{raters}: {check:?}");
    }
}

#[test]
fn s2_forty_nine_are_too_few_and_so_are_fifty_without_a_kind() {
    let half_year = || {
        let called = called("half_year", "2026-03-12", "2026-03-19", &["甲", "乙"]);
        opened(Meeting::new(&called))
    };
    assert!(
        with_raters(half_year(), 49)
            .check_vote(0, day("2026-03-19"))
            .is_err()
    );
    let mut meeting = with_raters(half_year(), 50);
    assert_eq!(meeting.check_vote(0, meeting.day), Ok(()));
    for rater in &mut meeting.raters {
        if rater.kind == "masses" {
            rater.kind = "cadre".into();
        }
    }
    let lacks = meeting.lacks(meeting.present()).unwrap();
    assert_eq!((lacks.have, lacks.kinds), (50, vec!["masses".to_owned()]));
    assert!(meeting.check_vote(0, meeting.day).is_err());
}

#[test]
fn who_is_judged_neither_judges_nor_runs_it_and_nobody_signs_in_twice() {
    let mut called = called("jury", "2026-03-12", "2026-03-19", &["甲", "乙"]);
    called.subjects[1].staff = Some(StaffNo(11));
    let meeting = with_raters(opened(Meeting::new(&called)), 1);
    let rater = |name: &str, kind: &str| Rater {
        name: name.into(),
        kind: kind.into(),
    };
    let check = |name, kind| meeting.check_sign_in(&rater(name, kind), meeting.day);
    assert!(matches!(
        check("甲", "juror"),
        Err(MeetingRefusal::RaterJudged { .. })
    ));
    assert!(matches!(
        check("到会人0", "juror"),
        Err(MeetingRefusal::RaterThere { .. })
    ));
    // Spaces make nobody another.
    assert!(check("到会人 0", "juror").is_err() && check(" 甲", "juror").is_err());
    assert!(matches!(
        check("丁", "cadre"),
        Err(MeetingRefusal::KindUnknown { .. })
    ));
    assert_eq!(check("丁", "juror"), Ok(()));
    assert!(meeting.not_judged(StaffNo(11)).is_err());
    assert_eq!(meeting.not_judged(LEADER), Ok(()));
}

#[test]
fn a_code_votes_once_and_a_wrong_one_changes_nothing() {
    let meeting = voting(with_raters(opened(jury()), 10), 0);
    let (mut urn, codes) = filled(&meeting);
    let ballot = Ballot::whole(
        &[Answer::Mark(5), Answer::Abstain, Answer::Mark(1)],
        &meeting,
    );
    let ballot = ballot.unwrap();
    let before = urn.clone();
    for wrong in ["", "12", "0000000001x", &"9".repeat(10), "０１２"] {
        assert_eq!(
            urn.cast(wrong, &ballot),
            Err(MeetingRefusal::CodeUnknown),
            "{wrong}"
        );
    }
    assert_eq!(urn, before);
    // As people key it: full-width, in groups.
    let grouped = shown(&codes[0]).replace('0', "０");
    assert_eq!(urn.cast(&grouped, &ballot), Ok(()));
    assert_eq!(urn.cast(&codes[0], &ballot), Err(MeetingRefusal::CodeUsed));
    assert_eq!(urn.check_code(&codes[0]), Err(MeetingRefusal::CodeUsed));
    assert_eq!(urn.check_code(&codes[1]), Ok(()));
    let voting = meeting.voting.as_ref().unwrap();
    let tally = urn.tally(voting);
    assert_eq!((tally.pad, tally.not_in()), (1, 9));
    assert!(urn.is_of(&meeting, voting));
}

#[test]
fn an_answer_is_given_to_every_question_and_abstaining_is_one() {
    let meeting = jury();
    let five = Answer::Mark(5);
    assert!(Ballot::whole(&[five, five], &meeting).is_err());
    assert!(Ballot::whole(&[five; 4], &meeting).is_err());
    assert!(Ballot::whole(&[five, five, Answer::Mark(6)], &meeting).is_err());
    assert!(Ballot::whole(&[five, five, Answer::Mark(0)], &meeting).is_err());
    assert!(Ballot::whole(&[Answer::Abstain; 3], &meeting).is_ok());
    let read = |text| read_answers(text, 5);
    let some = |mark| Some(Answer::Mark(mark));
    assert_eq!(
        read("5 4,-；０"),
        Ok(vec![some(5), some(4), None, Some(Answer::Abstain)])
    );
    for wrong in ["6", "x", "5.4", "\u{1b}[5"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn papers_count_where_two_people_agree_and_a_third_settles_the_rest() {
    let meeting = voting(with_raters(opened(jury()), 10), 2);
    let (mut urn, codes) = filled(&meeting);
    let ballot = |text| Ballot::of_paper(read_answers(text, 5).unwrap(), &meeting).unwrap();
    let (a, b, c) = (StaffNo(1), StaffNo(2), StaffNo(3));
    urn.cast(&codes[0], &ballot("555")).unwrap();
    urn.key(&meeting, 1, a, &ballot("5-3")).unwrap();
    assert!(urn.counted(&meeting).is_err());
    assert!(urn.key(&meeting, 1, a, &ballot("5-3")).is_err());
    urn.key(&meeting, 1, b, &ballot("543")).unwrap();
    assert_eq!(urn.differences(1), ["1.severe"]);
    assert!(urn.settle(&meeting, 1, b, ("1.severe", None)).is_err());
    urn.settle(&meeting, 1, c, ("1.severe", None)).unwrap();
    for wrong in [0, 3] {
        assert!(
            urn.key(&meeting, wrong, a, &ballot("555")).is_err(),
            "{wrong}"
        );
    }
    let counts = urn.counted(&meeting).unwrap();
    assert_eq!(counts.ballots, 2);
    assert_eq!((counts.lines[1].n(), counts.lines[1].empty), (1, 1));
    let tally = urn.tally(meeting.voting.as_ref().unwrap());
    assert_eq!(
        (tally.issued(), tally.ballots(), tally.not_in()),
        (10, 2, 8)
    );
    for (papers, not_in, ties) in [(1, 8, true), (2, 8, false), (1, 7, false), (0, 8, false)] {
        let check = meeting.check_tally(&tally, papers, not_in);
        assert_eq!(check.is_ok(), ties, "{papers} {not_in}");
    }
    assert_eq!(urn.keyers(), [a, b]);
}

#[test]
fn a_count_that_does_not_fit_what_was_given_out_is_none() {
    let meeting = voting(with_raters(opened(jury()), 10), 0);
    let (mut urn, codes) = filled(&meeting);
    for code in &codes {
        let ballot = Ballot::whole(&[Answer::Mark(4); 3], &meeting).unwrap();
        urn.cast(code, &ballot).unwrap();
    }
    let good = Counted {
        hand: hand("2026-03-19"),
        tally: urn.tally(meeting.voting.as_ref().unwrap()),
        counts: Some(urn.counted(&meeting).unwrap()),
        lacks: None,
        keyed_by: Vec::new(),
    };
    let state = |counted: &Counted| {
        let mut meeting = meeting.clone();
        let counted = counted.clone();
        let event = MeetingCounted {
            meeting: meeting.id,
            counted,
        };
        meeting.apply(&event.into());
        meeting.state()
    };
    assert_eq!(state(&good), State::Counted);
    let changed = |change: &dyn Fn(&mut Counted)| {
        let mut counted = good.clone();
        change(&mut counted);
        state(&counted)
    };
    assert_eq!(changed(&|c| c.tally.codes = 11), State::Voting);
    assert_eq!(changed(&|c| c.tally.pad = 11), State::Voting);
    assert_eq!(changed(&|c| c.tally.pad = 9), State::Voting);
    assert_eq!(changed(&|c| c.counts = None), State::Voting);
    let add = |c: &mut Counted| c.counts.as_mut().unwrap().lines[0].marks[4] += 1;
    assert_eq!(changed(&add), State::Voting);
    let drop = |c: &mut Counted| drop(c.counts.as_mut().unwrap().lines.pop());
    assert_eq!(changed(&drop), State::Voting);
}

#[test]
fn what_cannot_have_happened_changes_nothing() {
    let meeting = jury();
    let id = meeting.id;
    let ended = |lacks| MeetingCalledOff {
        meeting: id,
        ended: Ended {
            hand: hand("2026-03-19"),
            reason: "下雨".into(),
            lacks,
        },
    };
    let signed = MeetingSigned {
        meeting: id,
        hand: hand("2026-03-19"),
    };
    let mut now = meeting.clone();
    now.apply(&signed.into());
    assert_eq!(now, meeting);
    let mut off = meeting.clone();
    off.apply(&ended(None).into());
    assert_eq!(off.state(), State::CalledOff);
    assert_eq!(opened(off.clone()), off);
    let mut short = with_raters(opened(meeting), 9);
    short.apply(&ended(short.lacks(9)).into());
    assert_eq!(short.state(), State::Invalid);
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let answer = prop_oneof![Just(Answer::Abstain), (1u8..=5).prop_map(Answer::Mark)];
    vec(answer, 3)
}

proptest! {
    // Codes are slow to hash on purpose.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_voting_leaves_no_trace_in_the_box(
        ballots in vec(answers(), 10),
        order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
        swap in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let meeting = voting(with_raters(opened(jury()), 10), 0);
        let cast = |pairs: &[(usize, usize)]| {
            let (mut urn, codes) = filled(&meeting);
            for (code, ballot) in pairs {
                let ballot = Ballot::whole(&ballots[*ballot], &meeting).unwrap();
                urn.cast(&codes[*code], &ballot).unwrap();
            }
            serde_json::to_string(&urn).unwrap()
        };
        let in_turn: Vec<_> = (0..10).map(|n| (n, n)).collect();
        let otherwise: Vec<_> = order.iter().map(|n| (*n, *n)).collect();
        // Nor which code gave which ballot.
        let exchanged: Vec<_> = swap.iter().enumerate().map(|(n, m)| (n, *m)).collect();
        prop_assert_eq!(cast(&in_turn), cast(&otherwise));
        prop_assert_eq!(cast(&in_turn), cast(&exchanged));
    }

}

proptest! {
    #[test]
    fn every_histogram_sums_to_the_ballots(ballots in vec(answers(), 0..60)) {
        let meeting = jury();
        let mut counts = Counts::empty(&meeting);
        for ballot in &ballots {
            counts.add(&Ballot::whole(ballot, &meeting).unwrap());
        }
        prop_assert_eq!(counts.ballots as usize, ballots.len());
        prop_assert!(counts.is_of(&meeting));
        for (at, line) in counts.lines.iter().enumerate() {
            let marks: Vec<u32> = ballots.iter().filter_map(|b| match b[at] {
                Answer::Mark(mark) => Some(u32::from(mark)),
                Answer::Abstain => None,
            }).collect();
            prop_assert_eq!(line.n() as usize, marks.len());
            let mean = marks.iter().sum::<u32>() as f64 * 100.0 / marks.len() as f64;
            match line.mean_hundredths() {
                Some(found) => prop_assert!((f64::from(found) - mean).abs() <= 0.5),
                None => prop_assert!(marks.is_empty()),
            }
        }
    }
}

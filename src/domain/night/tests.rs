use super::*;

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
}

fn leg(stopped: Option<Trouble>) -> LegNight {
    LegNight {
        stopped: stopped.map(|trouble| (trouble, "why".to_owned())),
        ..LegNight::default()
    }
}

fn site(legs: Vec<LegNight>) -> SiteNight {
    SiteNight {
        org: Org::new(120_115).unwrap(),
        name: "county".into(),
        relation: Relation::Parent,
        legs,
        waiting: 0,
        since: None,
        heard: None,
        ahead: None,
    }
}

fn night(sites: Vec<SiteNight>) -> Night {
    Night {
        day: day(25),
        began: UtcMs(0),
        ended: UtcMs(1),
        steps: vec![Step {
            kind: StepKind::Exchange,
            end: StepEnd::Done(1),
        }],
        sites,
        renewed: None,
        returned: 0,
        rehomed: 0,
        checkpoint: None,
        unsettled: false,
        clashes: Vec::new(),
        tasks: 0,
    }
}

/// Notes a night of that day that went so and ended then.
fn note(nights: &mut Nights, day: NaiveDate, verdict: Verdict, ended: UtcMs) {
    let end = match verdict {
        Verdict::Done => StepEnd::Done(1),
        Verdict::Partly | Verdict::Failed => StepEnd::Failed("why".into()),
    };
    let kind = match verdict {
        Verdict::Failed => StepKind::Exchange,
        Verdict::Done | Verdict::Partly => StepKind::Backup,
    };
    let night = Night {
        day,
        ended,
        steps: vec![Step { kind, end }],
        ..night(Vec::new())
    };
    assert_eq!(night.verdict(), verdict);
    nights.note(&night);
}

#[test]
fn a_night_is_done_partly_or_failed() {
    let away = Some(Trouble::Away);
    assert_eq!(night(vec![]).verdict(), Verdict::Done);
    assert_eq!(night(vec![site(vec![leg(None)])]).verdict(), Verdict::Done);
    let one_of_two = night(vec![site(vec![leg(None), leg(away)])]);
    assert_eq!(one_of_two.verdict(), Verdict::Partly);
    let none = night(vec![site(vec![leg(away)])]);
    assert_eq!(none.verdict(), Verdict::Failed);
    let mut gap = night(vec![site(vec![leg(None)])]);
    gap.sites[0].legs[0].gaps = 1;
    assert_eq!(gap.verdict(), Verdict::Partly);
    let mut later = night(vec![site(vec![leg(None)])]);
    later.sites[0].legs[0].later = 1;
    assert_eq!(later.verdict(), Verdict::Partly);
    let mut asked = night(vec![site(vec![leg(None)])]);
    asked.unsettled = true;
    assert_eq!(asked.verdict(), Verdict::Partly);
    let mut unsound = night(vec![site(vec![leg(None)])]);
    unsound.steps.push(Step {
        kind: StepKind::Verify,
        end: StepEnd::Failed("chain".into()),
    });
    assert_eq!(unsound.verdict(), Verdict::Failed);
    unsound.steps[1].kind = StepKind::Backup;
    assert_eq!(unsound.verdict(), Verdict::Partly);
}

#[test]
fn a_report_reads_back_from_its_file() {
    let mut whole = night(vec![site(vec![leg(Some(Trouble::Full))])]);
    whole.renewed = Some(RenewReason::Restored);
    whole.clashes = vec![
        Clash::Unvouched {
            org: Org::new(120_115).unwrap(),
        },
        Clash::TwoCheckpoints {
            org: Org::new(120_115).unwrap(),
            no: 3,
        },
    ];
    let text = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<Night>(&text).unwrap(), whole);
}

#[test]
fn a_night_is_due_once_and_a_missed_one_at_once() {
    let (now, next) = (UtcMs(1_000), UtcMs(86_400_000));
    let mut nights = Nights::default();
    assert_eq!(nights.due(day(25), next, now), Due::Now(day(25)));
    note(&mut nights, day(25), Verdict::Done, now);
    assert_eq!(nights.due(day(25), next, now), Due::At(next));
    // The machine was off for two nights: one night's work brings everything.
    assert_eq!(nights.due(day(27), next, now), Due::Now(day(27)));
}

#[test]
fn a_night_that_fails_is_tried_again_ever_later_and_given_up_in_the_morning() {
    let next = UtcMs(i64::MAX);
    let mut nights = Nights::default();
    let mut now = UtcMs(0);
    let mut pauses = Vec::new();
    for _ in 0..MOST_TRIES {
        assert_eq!(nights.due(day(25), next, now), Due::Now(day(25)));
        note(&mut nights, day(25), Verdict::Partly, now);
        let Due::At(again) = nights.due(day(25), next, now) else {
            panic!("not due at once again");
        };
        pauses.push((again.0 - now.0) / 60_000);
        now = again;
    }
    assert_eq!(pauses[..5], [15, 30, 60, 120, 240]);
    assert_eq!(now, next, "then the next night");
    assert_eq!(nights.done, Some(day(25)));
}

#[test]
fn a_night_that_left_something_unsettled_is_tried_until_two_in_a_row_went_well() {
    let next = UtcMs(86_400_000);
    let mut nights = Nights::default();
    let mut now = UtcMs(0);
    let mut due = Vec::new();
    for unsettled in [true, false, true, false, false] {
        assert_eq!(nights.due(day(25), next, now), Due::Now(day(25)));
        nights.note(&Night {
            unsettled,
            ended: now,
            ..night(Vec::new())
        });
        let Due::At(again) = nights.due(day(25), next, now) else {
            panic!("not due at once again");
        };
        due.push((again.0 - now.0) / 60_000);
        now = again;
    }
    assert_eq!((&due[..4], now), (&[15, 30, 60, 120][..], next));
    // One that did not get through in between is not the first of the two.
    let mut again = Nights::default();
    for (unsettled, legs) in [
        (true, vec![leg(None)]),
        (false, vec![leg(Some(Trouble::Away))]),
        (false, vec![leg(None)]),
    ] {
        again.note(&Night {
            unsettled,
            ..night(vec![site(legs)])
        });
        assert_eq!(again.done, None);
    }
    again.note(&night(vec![site(vec![leg(None)])]));
    assert_eq!(again.done, Some(day(25)));
    // What was unsettled the night before asks nothing of this one.
    nights.unsettled = true;
    nights.note(&Night {
        day: day(26),
        ended: now,
        ..night(Vec::new())
    });
    assert_eq!(nights.done, Some(day(26)));
}

#[test]
fn a_clock_that_was_set_back_does_not_hold_the_night_up() {
    let mut nights = Nights::default();
    note(&mut nights, day(25), Verdict::Failed, UtcMs(1_000_000_000));
    let now = UtcMs(5_000);
    assert_eq!(
        nights.due(day(25), UtcMs(9_000_000), now),
        Due::Now(day(25))
    );
}

#[test]
fn nights_done_by_a_clock_years_ahead_keep_no_night_of_the_right_clock_from_being_due() {
    let ahead = NaiveDate::from_ymd_opt(2036, 11, 25).unwrap();
    let (then, now, next) = (UtcMs(10_000_000), UtcMs(5_000), UtcMs(86_400_000));
    let mut nights = Nights::default();
    note(&mut nights, ahead, Verdict::Done, then);
    assert_eq!(nights.due(day(25), next, now), Due::Now(day(25)));
    // A night that does not get through is tried again as ever.
    note(&mut nights, day(25), Verdict::Partly, now);
    let again = UtcMs(now.0 + FIRST_PAUSE.0 * 1_000);
    assert_eq!(nights.due(day(25), next, now), Due::At(again));
    assert_eq!(nights.due(day(25), next, again), Due::Now(day(25)));
    note(&mut nights, day(25), Verdict::Done, again);
    assert_eq!(nights.due(day(25), next, again), Due::At(next));
    assert_eq!(nights.due(day(26), next, next), Due::Now(day(26)));
}

#[test]
fn a_clock_that_fell_back_years_has_its_nights_for_as_long_as_that_lasts() {
    let mut nights = Nights::default();
    note(
        &mut nights,
        day(25),
        Verdict::Done,
        UtcMs(10_000_000_000_000),
    );
    let (mut now, hour) = (UtcMs(5_000), 3_600_000);
    for d in 1..=3 {
        let past = NaiveDate::from_ymd_opt(2016, 1, d).unwrap();
        let next = UtcMs(now.0 + 24 * hour);
        assert_eq!(nights.due(past, next, now), Due::Now(past));
        note(&mut nights, past, Verdict::Done, now);
        assert_eq!(nights.due(past, next, now), Due::At(next));
        now = next;
    }
    // A clock without a battery begins at the same hour whenever the machine is started.
    let past = NaiveDate::from_ymd_opt(2016, 1, 3).unwrap();
    let again = UtcMs(now.0 - 25 * hour);
    assert_eq!(nights.due(past, now, again), Due::Now(past));
}

#[test]
fn a_night_done_before_its_hour_is_not_done_again_at_the_hour() {
    let mut nights = Nights::default();
    let (noon, later, hour) = (UtcMs(1_000), UtcMs(2_000), UtcMs(9_000));
    note(&mut nights, day(25), Verdict::Done, noon);
    assert_eq!(nights.due(day(24), hour, later), Due::At(hour));
    assert_eq!(
        nights.due(day(25), UtcMs(20_000), hour),
        Due::At(UtcMs(20_000))
    );
}

#[test]
fn a_number_is_spoken_in_eight_figures_of_which_a_wrong_or_swapped_one_shows() {
    assert_eq!(spoken(1_773_279_123_456), "123456-76");
    assert_eq!(spoken(7), "000007-77");
    let sound = |text: &str| text.replace('-', "").parse::<u64>().unwrap() % 97 == 1;
    for no in (0..1_000_000).step_by(7_919) {
        let text = spoken(no);
        assert!(text.len() == 9 && sound(&text), "{text}");
        let figures: Vec<char> = text.chars().filter(|c| *c != '-').collect();
        for at in 0..figures.len() {
            let mut wrong = figures.clone();
            wrong[at] = if wrong[at] == '9' { '0' } else { '9' };
            assert!(!sound(&wrong.iter().collect::<String>()), "{text} at {at}");
            let mut swapped = figures.clone();
            swapped.swap(at, (at + 1) % figures.len());
            let same = swapped == figures;
            assert_eq!(
                sound(&swapped.iter().collect::<String>()),
                same,
                "{text} at {at}"
            );
        }
    }
}

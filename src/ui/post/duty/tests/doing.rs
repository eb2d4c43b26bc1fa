//! What keys, answers and news do.

use super::*;
use crate::ops::close_doors::CloseDoors;
use crate::ops::close_doors::DayDone;
use crate::ops::end_emergency::EndEmergency;
use crate::ops::go_away::GoAway;
use crate::ops::open_window::OpenWindow;
use crate::ops::post_staff::PostStaff;
use crate::ops::post_staff::StaffDone;
use crate::ops::put_back::TicketDone;
use crate::ui::key;

#[test]
fn a_refusal_is_said_and_keeps_the_question_and_the_words() {
    let mut p = one(|live| {
        live.visits.push(at(
            visit("A007", Centre::Economy, VisitState::Serving, 45),
            1,
        ));
    });
    press(&mut p, &[digit(1)]);
    type_in(&mut p, "他忘了");
    let effects = press(&mut p, &[Key::Enter]);
    let [Effect::Do(_, call)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let refusal = Refusal::WindowIdle {
        window: WindowNo(1),
    };
    let effects = p.outcome(call, Err(refusal.clone().into()), NOW);
    assert_eq!(effects, [Effect::Beep]);
    assert_eq!(p.said, Some((Tone::Wrong, Said::Refused(refusal))));
    assert!(show(&p, (80, 24), Lang::ZhCn).contains("他忘了"));
    let ticket = "A007".to_owned();
    let effects = p.outcome(call, Ok(Done::EndService(TicketDone { ticket })), NOW);
    assert_eq!(effects, []);
    assert!(p.dialogs.is_empty());
    assert!(matches!(p.said, Some((Tone::Done, _))));
}

#[test]
fn an_empty_reason_is_not_sent() {
    let mut p = one(|live| {
        live.visits.push(at(
            visit("A007", Centre::Economy, VisitState::Serving, 45),
            1,
        ));
    });
    // Own words are the last of four answers.
    press(&mut p, &[digit(1), digit(4)]);
    assert!(p.takes_text());
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    type_in(&mut p, "  　");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    assert_eq!(
        p.said,
        Some((Tone::Wrong, Said::key("duty.reason_missing")))
    );
}

fn stranger() -> Duty {
    let mut p = Duty::new(setting(Who::System));
    p.news(News::Duty(Box::new(busy())), NOW);
    p
}

#[test]
fn the_leader_signs_in_once_by_badge() {
    let mut p = stranger();
    assert_eq!(plan(&p), Some(&Plan::SignIn));
    assert!(
        show(&p, (80, 24), Lang::ZhCn).contains("王芳"),
        "the posted leader is hinted at"
    );
    for (typed, said) in [
        ("", Said::key("duty.badge_wrong")),
        ("0", Said::key("duty.badge_wrong")),
        (
            "99",
            Said::Refused(Refusal::StaffUnknown { staff: StaffNo(99) }),
        ),
        ("11", Said::key("duty.not_leader")),
    ] {
        press(&mut p, &[Key::Ctrl('u')]);
        type_in(&mut p, typed);
        assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep], "{typed}");
        assert_eq!(p.said, Some((Tone::Wrong, said)), "{typed}");
    }
    press(&mut p, &[Key::Ctrl('u')]);
    type_in(&mut p, "１");
    assert_eq!(press(&mut p, &[Key::Enter]), []);
    assert!(p.dialogs.is_empty() && p.me == Some(LEADER));
    // The next figures ask nobody again.
    p.news(News::Duty(Box::new(busy())), NOW);
    assert!(p.dialogs.is_empty());
}

#[test]
fn who_looks_on_is_asked_again_before_acting_and_the_question_waits() {
    let mut p = stranger();
    press(&mut p, &[Key::Esc]);
    assert!(p.dialogs.is_empty());
    press(&mut p, &[digit(1)]);
    assert_eq!(press(&mut p, &[digit(1)]), [Effect::Beep]);
    assert_eq!(plan(&p), Some(&Plan::SignIn));
    type_in(&mut p, "1");
    press(&mut p, &[Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::EndEmergency(WindowNo(1))));
    assert!(matches!(
        press(&mut p, &[digit(1)]).as_slice(),
        [Effect::Do(Who::Staff(LEADER), _)]
    ));
}

#[test]
fn a_clerk_who_was_signed_in_elsewhere_is_not_the_leader() {
    let mut p = Duty::new(setting(Who::Staff(StaffNo(11))));
    p.news(News::Duty(Box::new(busy())), NOW);
    assert_eq!(plan(&p), Some(&Plan::SignIn));
    assert_eq!(p.said, Some((Tone::Wrong, Said::key("duty.not_leader"))));
}

#[test]
fn a_search_looks_once_per_keystroke_and_shows_only_the_answer_to_the_last() {
    let mut p = post(busy());
    assert_eq!(
        press(&mut p, &[Key::F(6)]),
        [],
        "nothing typed, nothing read"
    );
    assert_eq!(p.cases().count(), 3, "the pressing ones");
    let look = |text: &str| Effect::Look(Want::Cases(text.to_owned()));
    assert_eq!(type_in(&mut p, "王芳"), [look("王"), look("王芳")]);
    let found = |n: usize| vec![card("YZ260311-0001", deadline::Lamp::Green, 9); n];
    p.news(News::Cases("王".to_owned(), found(7)), NOW);
    assert!(
        p.cases().next().is_none(),
        "a late answer to an earlier keystroke"
    );
    p.news(News::Cases("王芳".to_owned(), found(500)), NOW);
    assert_eq!(p.cases().count(), PAGE);
    assert_eq!(
        press(&mut p, &[Key::Left]),
        [],
        "moving the caret reads nothing"
    );
    assert!(p.wants().contains(&Want::Cases("王芳".to_owned())));
    press(&mut p, &[Key::Down, Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::Case("YZ260311-0001".to_owned())));
    assert!(p.wants().contains(&Want::Case("YZ260311-0001".to_owned())));
    press(&mut p, &[Key::Esc]);
    assert_eq!(p.wants().len(), 2, "the closed card is not read any more");
    assert_eq!(press(&mut p, &[Key::Ctrl('u')]), []);
    assert_eq!(p.cases().count(), 3);
}

#[test]
fn a_reason_half_written_survives_a_power_cut() {
    let mut p = post(busy());
    press(&mut p, &[digit(1)]);
    assert_eq!(p.draft(), None, "nothing typed yet");
    type_in(&mut p, "老人摔");
    let draft = p.draft().unwrap();
    let mut again = Duty::new(setting(Who::System));
    again.restore(&draft);
    assert_eq!(
        again.draft(),
        Some(draft.clone()),
        "kept while the leader signs in"
    );
    again.news(News::Duty(Box::new(busy())), NOW);
    type_in(&mut again, "1");
    press(&mut again, &[Key::Enter]);
    type_in(&mut again, "倒");
    let reason = "老人摔倒".to_owned();
    let end = EndEmergency {
        window: WindowNo(1),
        reason,
    };
    assert_eq!(press(&mut again, &[Key::Enter]), doing(end));
    for rubbish in ["", "{}", "[1]", "[\"Nothing\",\"x\"]"] {
        let mut p = Duty::new(setting(Who::System));
        p.restore(rubbish);
        assert!(p.dialogs.is_empty(), "{rubbish}");
    }
}

#[test]
fn the_cursor_stays_on_its_line_when_another_comes_above() {
    let mut live = quiet();
    live.visits
        .push(visit("C001", Centre::Governance, VisitState::Waiting, 2));
    live.visits.push(at(
        visit("A007", Centre::Economy, VisitState::Serving, 45),
        1,
    ));
    let mut p = post(figures(live.clone()));
    press(&mut p, &[Key::Down]);
    live.emergencies.push(Emergency {
        id: EmergencyId(Uuid::from_u128(7)),
        window: WindowNo(2),
        since: ago(0),
    });
    p.news(News::Duty(Box::new(figures(live))), NOW);
    press(&mut p, &[Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::EndService(WindowNo(1))));
    p.news(News::Duty(Box::new(figures(quiet()))), NOW);
    press(&mut p, &[Key::Esc]);
    assert_eq!(p.at, 0);
    assert_eq!(
        press(&mut p, &[Key::Enter, digit(1), Key::Down]),
        [Effect::Beep, Effect::Beep, Effect::Beep]
    );
}

#[test]
fn the_answers_of_an_open_question_do_not_change_under_the_finger() {
    let mut p = one(|live| {
        live.visits
            .push(visit("C001", Centre::Governance, VisitState::Waiting, 2));
    });
    press(&mut p, &[digit(1), digit(1)]);
    let mut live = quiet();
    live.staff.insert(0, person(9, "周八", StaffRole::Clerk));
    p.news(News::Duty(Box::new(figures(live))), NOW);
    let open = OpenWindow {
        window: WindowNo(3),
        staff: StaffNo(13),
    };
    assert_eq!(press(&mut p, &[digit(2)]), doing(open));
}

#[test]
fn a_digit_among_the_windows_is_the_number_on_the_sign() {
    let mut p = one(|live| live.windows[2].no = WindowNo(5));
    press(&mut p, &[Key::F(3)]);
    assert_eq!(press(&mut p, &[digit(3)]), [Effect::Beep]);
    press(&mut p, &[digit(5)]);
    assert_eq!(plan(&p), Some(&Plan::Window(WindowNo(5))));
}

#[test]
fn a_number_is_found_by_its_digits_alone() {
    let mut p = post(busy());
    press(&mut p, &[Key::F(2)]);
    assert!(p.takes_text());
    type_in(&mut p, "02３");
    press(&mut p, &[Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::Ticket(no("B023"))));
    press(&mut p, &[Key::Esc, Key::Ctrl('u')]);
    type_in(&mut p, "b7");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    let ticket = "B007".to_owned();
    let unknown = Said::Refused(Refusal::TicketUnknown { ticket });
    assert_eq!(p.said, Some((Tone::Wrong, unknown)));
    press(&mut p, &[Key::Ctrl('u')]);
    type_in(&mut p, "???");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    assert_eq!(p.said, Some((Tone::Wrong, Said::key("duty.ticket_wrong"))));
}

#[test]
fn whoever_leaves_a_window_says_where_until_when_and_who_takes_it() {
    let mut p = post(figures(quiet()));
    // The second line is badge 11, who sits at window 1.
    press(&mut p, &[Key::F(7), digit(2), digit(1), digit(2)]);
    assert_eq!(
        plan(&p),
        Some(&Plan::AwayAt(StaffNo(11), "下村".to_owned()))
    );
    press(&mut p, &[digit(5)]);
    type_in(&mut p, "25：00");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    press(&mut p, &[Key::Ctrl('u')]);
    type_in(&mut p, "１０１５");
    press(&mut p, &[Key::Enter]);
    let away = |stand_in| GoAway {
        staff: StaffNo(11),
        place: "下村".to_owned(),
        until: "10:15".to_owned(),
        stand_in,
    };
    // Nobody, the leader, 赵六.
    assert_eq!(press(&mut p, &[digit(1)]), doing(away(None)));
    assert_eq!(press(&mut p, &[digit(3)]), doing(away(Some(StaffNo(13)))));
    // Whoever sits nowhere needs nobody to stand in.
    press(&mut p, &[Key::Esc, Key::Esc, Key::Esc, Key::Esc, Key::Esc]);
    press(&mut p, &[digit(4), digit(1), digit(1)]);
    let until = "10:12".to_owned();
    let (staff, place) = (StaffNo(13), "开会".to_owned());
    let free = GoAway {
        staff,
        place,
        until,
        stand_in: None,
    };
    assert_eq!(press(&mut p, &[digit(1)]), doing(free));
}

#[test]
fn who_is_not_posted_can_only_be_posted() {
    let mut p = one(|live| live.staff[3].posted = today().pred_opt());
    press(&mut p, &[Key::F(7), digit(4)]);
    assert_eq!(press(&mut p, &[digit(2)]), [Effect::Beep]);
    let posted = PostStaff { staff: StaffNo(13) };
    assert_eq!(press(&mut p, &[digit(1)]), doing(posted.clone()));
    let done = Done::PostStaff(StaffDone { staff: StaffNo(13) });
    p.outcome(&posted.into(), Ok(done), NOW);
    assert!(matches!(p.screen, Screen::Staff), "the list stays");
}

#[test]
fn closing_the_doors_asks_first_and_no_is_the_easy_answer() {
    let mut p = post(busy());
    assert_eq!(press(&mut p, &[Key::Ctrl('d'), Key::Enter]), []);
    assert!(p.dialogs.is_empty());
    press(&mut p, &[Key::Ctrl('d')]);
    assert_eq!(press(&mut p, &[digit(1)]), doing(CloseDoors {}));
    let done = DayDone {
        day: today(),
        still_here: 7,
    };
    p.outcome(&CloseDoors {}.into(), Ok(Done::CloseDoors(done)), NOW);
    let said = p.said.as_ref().unwrap().1.text(Lang::ZhCn);
    assert!(said.contains('7'), "{said}");
    let mut closed = busy();
    closed.live.doors_open = false;
    p.news(News::Duty(Box::new(closed)), NOW);
    assert_eq!(press(&mut p, &[Key::Ctrl('d')]), [Effect::Beep]);
    assert_eq!(p.said, Some((Tone::Wrong, Said::key("duty.doors_closed"))));
}

#[test]
fn the_figures_of_other_days_are_read_when_they_are_gone_to() {
    let mut p = post(busy());
    let look = |day| vec![Effect::Look(Want::Day(day))];
    assert_eq!(press(&mut p, &[Key::F(8)]), look(today()));
    assert_eq!(
        press(&mut p, &[Key::Right]),
        [Effect::Beep],
        "tomorrow has no figures"
    );
    let yesterday = today().pred_opt().unwrap();
    assert_eq!(press(&mut p, &[Key::Left]), look(yesterday));
    assert_eq!(p.wants(), [Want::Duty, Want::Day(yesterday)]);
    assert_eq!(press(&mut p, &[Key::Right]), look(today()));
    press(&mut p, &[Key::Esc]);
    assert!(matches!(p.screen, Screen::Watch));
}

#[test]
fn keys_that_mean_nothing_beep_and_lose_nothing() {
    let mut p = post(figures(quiet()));
    for key in [
        Key::Char('x'),
        Key::Tab,
        digit(9),
        Key::F(2),
        Key::F(5),
        Key::F(4),
    ] {
        assert_eq!(press(&mut p, &[key]), [Effect::Beep], "{key}");
    }
    let mut unread = Duty::new(setting(Who::System));
    for key in [Key::F(3), Key::F(8), Key::Enter, digit(1), Key::Ctrl('d')] {
        assert_eq!(press(&mut unread, &[key]), [Effect::Beep], "{key}");
    }
}

#[test]
fn a_pasted_reason_opens_the_field_and_a_paste_elsewhere_beeps() {
    let mut p = post(busy());
    assert_eq!(p.paste("x", NOW), [Effect::Beep]);
    press(&mut p, &[digit(1)]);
    assert_eq!(p.paste("已报派出所", NOW), []);
    assert!(p.takes_text());
    let reason = "已报派出所".to_owned();
    let end = EndEmergency {
        window: WindowNo(1),
        reason,
    };
    assert_eq!(press(&mut p, &[Key::Enter]), doing(end));
}

#[test]
fn no_key_is_named_twice_and_every_key_has_words_in_every_mode() {
    let mut p = post(busy());
    let mut modes = vec![p.tables()];
    for keys in [
        vec![Key::F(2)],
        vec![Key::F(3)],
        vec![Key::F(8)],
        vec![Key::Esc, digit(1)],
        vec![digit(4)],
        vec![Key::Esc, Key::Esc, Key::Esc, Key::F(9)],
        vec![Key::F(4)],
        vec![Key::Enter],
    ] {
        press(&mut p, &keys);
        modes.push(p.tables());
    }
    for tables in modes {
        let rows: Vec<KeyRow<Action>> = tables.concat();
        assert_eq!(key::duplicate(&rows), None);
        assert_eq!(key::unspoken(&rows), None);
    }
}

#[test]
fn every_sentence_this_post_names_exists() {
    let sources = [
        include_str!("../../duty.rs"),
        include_str!("../act.rs"),
        include_str!("../plan.rs"),
        include_str!("../words.rs"),
        include_str!("../view.rs"),
        include_str!("../view/watch.rs"),
        include_str!("../view/lists.rs"),
        include_str!("../view/day.rs"),
        include_str!("../view/dialog.rs"),
        include_str!("../view/side.rs"),
        include_str!("../view/matter.rs"),
        include_str!("../matter.rs"),
        include_str!("../matter/act.rs"),
    ];
    let mut seen = 0;
    for source in sources {
        for piece in source.split('"').skip(1).step_by(2) {
            let named = ["duty.", "common.", "rating."]
                .iter()
                .any(|area| piece.starts_with(area));
            if named && !piece.contains('{') {
                seen += 1;
                assert!(Lang::En.lookup(piece).is_some(), "{piece}");
            }
        }
    }
    assert!(seen > 100, "the sources were not read: {seen}");
    let mut built: Vec<String> = Vec::new();
    built.extend(Centre::ALL.map(|c| format!("duty.centre_{}", c.word())));
    built.extend(VisitEnd::ALL.map(|end| format!("duty.end_{}", end.word())));
    built.extend(PriorityKind::ALL.map(|kind| format!("duty.kind_{}", kind.word())));
    built.extend(crate::domain::rating::REASONS.map(|code| format!("duty.bad_{code}")));
    built.extend((1..=7).map(|n| format!("duty.weekday_{n}")));
    for key in built {
        assert!(Lang::ZhCn.lookup(&key).is_some(), "{key}");
    }
}

use chrono::NaiveDate;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::matter::Limit;
use crate::domain::refusal::Refusal;
use crate::domain::time::Zone;
use crate::ops::Who;
use crate::ops::read::CentreChoice;
use crate::ops::record_slip::RecordSlip;
use crate::ops::record_slip::SlipRecorded;
use crate::ops::take_ticket::TakeTicket;
use crate::ops::take_ticket::Taken;
use crate::ops::tell_retaliation::LeaderTold;
use crate::ops::tell_retaliation::TellRetaliation;
use crate::ui::key;
use crate::ui::paint;
use crate::ui::slip::Slip;
use crate::ui::slip::Why;
use crate::ui::text;

mod drawing;
mod support;
mod whole;

use support::*;

#[test]
fn no_key_is_named_twice_and_every_key_has_words() {
    for table in keys::ALL {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

#[test]
fn two_digits_take_a_number_for_a_matter() {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "２１");
    assert_eq!(take(&asked).matter.as_deref(), Some("S001"));
    assert_eq!(take(&asked).slip, None);
    let effects = give(&mut kiosk, &asked);
    let slip = slip(&effects);
    assert_eq!(slip.number, "B024");
    assert_eq!(slip.ahead_line, "前面还有 7 人");
    assert_eq!(slip.estimate_line, "大约 18 分钟");
    assert_eq!(slip.printed_at_line, "取号时间 2026-03-12 09:42");
    assert_eq!(slip.reprint_line, None);
    let effects = kiosk.printed(Ok(()), NOW);
    assert_eq!(
        recorded(&effects),
        Some(("B024".into(), SlipResult::Printed))
    );
    assert!(keep(&mut kiosk, SlipResult::Printed, NOW).is_empty());
    assert!(matches!(kiosk.doing, Doing::Given { .. }));
}

#[test]
fn who_is_not_sure_gets_a_number_of_the_centre() {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "29");
    assert_eq!(take(&asked).centre, Some(Centre::Social));
    assert_eq!(take(&asked).matter, None);
}

#[test]
fn who_knows_nothing_is_sent_to_the_shortest_line_with_a_window() {
    let mut busy = kiosk();
    assert_eq!(
        take(&typed(&mut busy, "4")).centre,
        Some(Centre::Economy),
        "governance has no window"
    );
    let mut night = figures();
    for choice in &mut night.centres {
        choice.estimate = Estimate::NoWindow;
    }
    let (mut kiosk, _) = kiosk_with("none", night);
    assert_eq!(take(&typed(&mut kiosk, "4")).centre, Some(Centre::Social));
}

#[test]
fn a_centre_with_many_matters_is_paged_and_comes_round() {
    let mut kiosk = kiosk();
    assert!(typed(&mut kiosk, "2\n").is_empty());
    let asked = typed(&mut kiosk, "2");
    assert_eq!(take(&asked).matter.as_deref(), Some("S010"));
    let mut kiosk = self::kiosk();
    typed(&mut kiosk, "2\n\n");
    assert_eq!(
        take(&typed(&mut kiosk, "1")).matter.as_deref(),
        Some("S001")
    );
    let mut kiosk = self::kiosk();
    typed(&mut kiosk, "2-");
    assert_eq!(typed(&mut kiosk, "3"), [Effect::Beep], "no third line");
}

#[test]
fn letters_typed_anywhere_search_and_a_digit_chooses() {
    for keys in ["db1", "低保\n", "2canji1", "canjizheng\n"] {
        let mut kiosk = kiosk();
        let asked = typed(&mut kiosk, keys);
        let want = if keys.contains("can") { "S002" } else { "S001" };
        assert_eq!(take(&asked).matter.as_deref(), Some(want), "{keys}");
    }
    let mut kiosk = kiosk();
    assert_eq!(typed(&mut kiosk, "zzzz1"), [Effect::Beep]);
    kiosk.key(Key::Ctrl('u'), NOW);
    assert!(kiosk.paste("低保\n", NOW).is_empty());
    assert_eq!(
        take(&typed(&mut kiosk, "1")).matter.as_deref(),
        Some("S001")
    );
}

#[test]
fn a_priority_goes_with_the_number_and_an_urgent_one_has_a_reason() {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "7121");
    assert_eq!(take(&asked).priority, Some(PriorityKind::Elder));
    let effects = give(&mut kiosk, &asked);
    assert!(slip(&effects).notes.contains(&"优先办理".to_owned()));
    let mut kiosk = self::kiosk();
    let asked = typed(&mut kiosk, "75221");
    assert_eq!(take(&asked).priority, Some(PriorityKind::Urgent));
    assert_eq!(take(&asked).reason, "赶车或赶考试");
}

#[test]
fn a_booked_time_goes_with_the_number() {
    for (keys, want) in [("0930", "09:30"), ("930", "09:30"), ("１４：０５", "14:05")] {
        let mut kiosk = kiosk();
        let asked = typed(&mut kiosk, &format!("6{keys}\n21"));
        assert_eq!(take(&asked).appointment.as_deref(), Some(want), "{keys}");
    }
    for wrong in ["2460", "12", "abcd", "09:3", "99999"] {
        let mut kiosk = kiosk();
        let effects = typed(&mut kiosk, &format!("6{wrong}\n"));
        assert_eq!(effects.last(), Some(&Effect::Beep), "{wrong}");
        let Doing::Booked { field, said } = &kiosk.doing else {
            panic!("{wrong} was taken");
        };
        assert!(said.is_some() && !field.is_empty(), "{wrong}");
    }
}

#[test]
fn the_next_resident_inherits_nothing() {
    let mut kiosk = kiosk();
    typed(&mut kiosk, "71");
    assert_eq!(kiosk.wish.priority, Some(PriorityKind::Elder));
    kiosk.tick(later(29));
    assert_ne!(kiosk.wish, Wish::default());
    kiosk.tick(later(30));
    assert_eq!(kiosk.wish, Wish::default());
    typed(&mut kiosk, "710");
    assert_eq!(kiosk.wish, Wish::default(), "0 takes it back");
    let asked = typed(&mut kiosk, "7121");
    give(&mut kiosk, &asked);
    assert_eq!(kiosk.wish, Wish::default());
}

#[test]
fn every_inner_page_goes_home_when_nobody_is_there() {
    for keys in ["2", "db", "5", "6", "7", "75"] {
        let mut kiosk = kiosk();
        typed(&mut kiosk, keys);
        assert!(!matches!(kiosk.doing, Doing::Home), "{keys}");
        kiosk.tick(later(29));
        assert!(!matches!(kiosk.doing, Doing::Home), "{keys}");
        kiosk.tick(later(30));
        assert!(matches!(kiosk.doing, Doing::Home), "{keys}");
    }
}

#[test]
fn zero_or_esc_or_an_empty_answer_goes_back() {
    for keys in ["20", "db0", "70", "5\n", "6\n", "7500"] {
        let mut kiosk = kiosk();
        assert_eq!(typed(&mut kiosk, keys), [], "{keys}");
        assert!(matches!(kiosk.doing, Doing::Home), "{keys}");
    }
    let mut kiosk = kiosk();
    typed(&mut kiosk, "5");
    kiosk.key(Key::Esc, NOW);
    assert!(matches!(kiosk.doing, Doing::Home));
    assert_eq!(typed(&mut kiosk, "0"), [], "home is home");
}

#[test]
fn a_key_on_the_number_belongs_to_the_next_resident() {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "21");
    give(&mut kiosk, &asked);
    kiosk.printed(Ok(()), NOW);
    keep(&mut kiosk, SlipResult::Printed, NOW);
    typed(&mut kiosk, "1");
    let economy = matches!(kiosk.doing, Doing::Matters { centre, .. } if centre == Centre::Economy);
    assert!(economy, "{:?}", kiosk.doing);
}

#[test]
fn a_number_with_its_slip_goes_after_eight_seconds() {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "21");
    give(&mut kiosk, &asked);
    kiosk.printed(Ok(()), NOW);
    keep(&mut kiosk, SlipResult::Printed, NOW);
    kiosk.tick(later(7));
    assert!(matches!(kiosk.doing, Doing::Given { .. }));
    assert_ne!(kiosk.pulse(NOW), kiosk.pulse(later(1)), "the seconds count");
    kiosk.tick(later(8));
    assert!(matches!(kiosk.doing, Doing::Home));
}

#[test]
fn without_a_printer_the_number_is_told_and_a_second_press_does_not_hide_it() {
    let (mut kiosk, _) = kiosk_with("none", figures());
    let asked = typed(&mut kiosk, "21");
    give(&mut kiosk, &asked);
    let effects = kiosk.printed(Err(PrintError::NoPrinter), NOW);
    assert_eq!(
        recorded(&effects),
        Some(("B024".into(), SlipResult::NoPaper))
    );
    keep(&mut kiosk, SlipResult::NoPaper, NOW);
    assert_eq!(typed(&mut kiosk, "11"), [Effect::Beep, Effect::Beep]);
    let Doing::Given { why, .. } = &kiosk.doing else {
        panic!("the number is gone: {:?}", kiosk.doing);
    };
    assert_eq!(*why, "kiosk.no_paper");
    let mut again = kiosk_with("none", figures()).0;
    std::mem::swap(&mut again.doing, &mut kiosk.doing);
    again.tick(later(9));
    assert!(matches!(again.doing, Doing::Given { .. }));
    typed(&mut again, "0");
    assert!(matches!(again.doing, Doing::Home));
}

#[test]
fn a_slip_that_fails_is_noted_and_the_resident_asked() {
    for error in [
        PrintError::NoPaper,
        PrintError::Failed { why: Why::Missing },
    ] {
        let (mut kiosk, effects) = unprinted(error);
        assert_eq!(
            recorded(&effects),
            Some(("B024".into(), SlipResult::Failed))
        );
        keep(&mut kiosk, SlipResult::Failed, NOW);
        assert!(matches!(kiosk.doing, Doing::Doubt { .. }));
        assert_eq!(typed(&mut kiosk, "3"), [Effect::Beep]);
        let effects = typed(&mut kiosk, "1");
        assert_eq!(
            recorded(&effects),
            Some(("B024".into(), SlipResult::NoPaper))
        );
        keep(&mut kiosk, SlipResult::NoPaper, NOW);
        let Doing::Given { why, .. } = &kiosk.doing else {
            panic!("the number is gone");
        };
        assert_eq!(*why, "kiosk.remember");
    }
}

#[test]
fn a_second_print_says_so() {
    let (mut kiosk, _) = unprinted(PrintError::NoPaper);
    let effects = typed(&mut kiosk, "2");
    assert_eq!(slip(&effects).number, "B024");
    assert_eq!(slip(&effects).reprint_line.as_deref(), Some("（补打）"));
    let effects = kiosk.printed(Ok(()), NOW);
    assert_eq!(
        recorded(&effects),
        Some(("B024".into(), SlipResult::Printed))
    );
}

#[test]
fn a_number_nobody_answers_for_stands_in_line_after_a_minute() {
    let (mut kiosk, _) = unprinted(PrintError::NoPaper);
    assert!(kiosk.tick(later(59)).is_empty());
    let effects = kiosk.tick(later(60));
    assert_eq!(
        recorded(&effects),
        Some(("B024".into(), SlipResult::NoPaper))
    );
    assert!(kiosk.tick(later(61)).is_empty(), "asked once only");
}

#[test]
fn a_number_the_store_did_not_keep_is_not_forgotten() {
    let (mut kiosk, _) = unprinted(PrintError::NoPaper);
    let effects = typed(&mut kiosk, "1");
    let Some(Effect::Do(_, call)) = effects.first() else {
        panic!("nothing was recorded");
    };
    let broken = Error::Usage(crate::domain::misuse::Misuse::NoRandomness);
    assert_eq!(kiosk.outcome(call, Err(broken), NOW), [Effect::Beep]);
    assert!(matches!(
        kiosk.doing,
        Doing::Doubt {
            why: "kiosk.not_kept",
            ..
        }
    ));
    assert!(recorded(&kiosk.tick(later(60))).is_some(), "tried again");
}

#[test]
fn a_number_left_over_by_a_power_cut_is_asked_about_at_the_start() {
    use crate::domain::visit::VisitState;
    let (mut kiosk, effects) = kiosk_with("file:slips", left_over());
    let no = "B024".parse().unwrap();
    assert_eq!(effects, [Effect::Look(Want::Ticket(no))]);
    kiosk.news(ticket_card(VisitState::Issuing), NOW);
    let Doing::Doubt { number, .. } = &kiosk.doing else {
        panic!("it was not asked: {:?}", kiosk.doing);
    };
    assert_eq!(number.matter.as_deref(), Some("最低生活保障"));
    assert_eq!(number.ahead, 7);
    typed(&mut kiosk, "1");
    keep(&mut kiosk, SlipResult::NoPaper, NOW);
    let effects = typed(&mut kiosk, "0");
    assert_eq!(effects, [Effect::Look(Want::Kiosk)], "there may be another");
    kiosk.news(News::Kiosk(figures()), NOW);
    assert!(matches!(kiosk.doing, Doing::Home));
}

#[test]
fn the_slip_of_another_kiosk_is_no_business_of_this_one() {
    let mut kiosk = kiosk();
    assert!(kiosk.news(News::Kiosk(left_over()), NOW).is_empty());
    assert!(matches!(kiosk.doing, Doing::Home));
    use crate::domain::visit::VisitState;
    let (mut kiosk, _) = kiosk_with("none", left_over());
    kiosk.news(ticket_card(VisitState::Waiting), NOW);
    assert!(matches!(kiosk.doing, Doing::Home), "already in line");
}

#[test]
fn closed_doors_refuse_calmly_but_a_case_can_be_looked_up() {
    let closed = read::Kiosk {
        doors_open: false,
        ..figures()
    };
    let (mut kiosk, _) = kiosk_with("none", closed);
    for keys in ["1", "2", "3", "4", "6", "7", "低"] {
        assert_eq!(typed(&mut kiosk, keys), [Effect::Beep], "{keys}");
        assert!(matches!(kiosk.doing, Doing::Home), "{keys}");
    }
    assert!(typed(&mut kiosk, "5").is_empty());
    let why = |n| kiosk.why_not(Action::Pick(n));
    assert_eq!((why(1), why(5)), (None, None), "not on this page");
}

#[test]
fn a_refusal_is_one_calm_sentence() {
    for (error, want) in [
        (Error::Refused(Refusal::DoorsClosed), "kiosk.closed"),
        (
            Error::Refused(Refusal::BandFull { band: 'B' }),
            "kiosk.sorry_band",
        ),
        (
            Error::Usage(crate::domain::misuse::Misuse::NoRandomness),
            "kiosk.sorry",
        ),
    ] {
        let mut kiosk = kiosk();
        let asked = typed(&mut kiosk, "21");
        let call = Call::from(take(&asked).clone());
        assert_eq!(kiosk.outcome(&call, Err(error), NOW), [Effect::Beep]);
        let Doing::Sorry { said, .. } = &kiosk.doing else {
            panic!("nothing was said");
        };
        assert_eq!(*said, Said::key(want));
        kiosk.tick(later(10));
        assert!(matches!(kiosk.doing, Doing::Home));
    }
}

#[test]
fn a_case_is_found_by_its_digits_alone() {
    for (keys, want) in [
        ("2603120007", "YZ260312-0007"),
        ("yz260312-0007", "YZ260312-0007"),
        ("ＹＺ２６０３１２－７", "YZ260312-0007"),
        ("XX260312-0007", "XX260312-0007"),
        ("12", "12"),
    ] {
        let mut kiosk = kiosk();
        typed(&mut kiosk, &format!("5{keys}\n"));
        let effects = typed(&mut kiosk, "００00\n");
        let progress = Want::Progress(want.into(), "0000".into());
        assert_eq!(effects, [Effect::Look(progress)], "{keys}");
    }
}

#[test]
fn a_case_that_is_not_there_leaves_what_was_typed() {
    let mut kiosk = kiosk();
    typed(&mut kiosk, "512\n123\n");
    assert_eq!(kiosk.news(News::Progress(None), NOW), [Effect::Beep]);
    let Doing::LastFour { field, said, .. } = &kiosk.doing else {
        panic!("the field is gone");
    };
    assert_eq!(field.value(), "123");
    assert!(said.is_some());
    kiosk.news(News::Progress(Some(Box::new(answer()))), NOW);
    assert!(matches!(kiosk.doing, Doing::Case(..)));
}

#[test]
fn b7_whoever_knows_the_own_case_tells_the_leader_and_is_asked_twice() {
    let mut kiosk = kiosk();
    typed(&mut kiosk, "52603120007\n0000\n");
    kiosk.news(News::Progress(Some(Box::new(answer()))), NOW);
    // Mashed keys tell nothing.
    for n in 0..2_000 {
        let key = Key::of_char(['9', '1', '\n', '4', '2'][n % 5]).unwrap();
        let effects = kiosk.key(key, later(n as i64));
        assert!(
            !effects
                .iter()
                .any(|effect| matches!(effect, Effect::Do(..)))
        );
    }
    assert!(matches!(kiosk.doing, Doing::Wronged(..)));
    let key = |kiosk: &mut Kiosk, key, seconds| kiosk.key(key, later(seconds));
    assert_eq!(key(&mut kiosk, Key::Digit(1), 3_000), []);
    let told = TellRetaliation {
        what: "有人逼我打好评、改评价".to_owned(),
        errand: None,
        case: "YZ260312-0007".to_owned(),
        last4: "0000".to_owned(),
    };
    let call = Call::from(told);
    let asked = key(&mut kiosk, Key::Enter, 3_003);
    assert_eq!(asked, [Effect::Do(Who::Resident, call.clone())]);
    kiosk.outcome(
        &call,
        Ok(Done::TellRetaliation(LeaderTold {})),
        later(3_004),
    );
    let shown = drawing::zh(&kiosk);
    assert!(shown.contains("带班领导已经收到"), "{shown}");
    // The next resident finds the first screen, and nothing of this one.
    kiosk.tick(later(3_040));
    assert!(matches!(kiosk.doing, Doing::Home));
}

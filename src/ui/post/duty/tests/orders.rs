//! The board of bad ratings: each line asks for what its order wants, and the deed follows.

use super::*;
use crate::domain::deadline::Lamp;
use crate::domain::followup::Clock;
use crate::domain::followup::FollowupEnd;
use crate::domain::followup::Step;
use crate::domain::refusal::RatingRefusal;
use crate::domain::task::TaskKind;
use crate::ops::call_back::CallBack;
use crate::ops::call_back::Heard;
use crate::ops::close_followup::CloseFollowup;
use crate::ops::close_task::CloseTask;
use crate::ops::contact_rater::ContactRater;
use crate::ops::decide_appeal::DecideAppeal;
use crate::ops::fix_followup::FixFollowup;
use crate::ops::flag_retaliation::FlagRetaliation;
use crate::ops::following::FollowupNow;
use crate::ops::ledger_followup::LedgerFollowup;
use crate::ops::read::FollowupLine;
use crate::ops::read::Named;
use crate::ops::read::TaskLine;
use crate::ops::reveal_person::Revealed;
use crate::ops::reveal_rater::RevealRater;
use crate::ops::sign_followup::SignFollowup;
use crate::ops::tell_rater::TellRater;

fn named(no: u32, name: &str) -> Named {
    Named {
        staff: StaffNo(no),
        name: name.to_owned(),
    }
}

/// A bad rating that waits for its first call, with so many days left.
pub(super) fn order(n: u32, step: Step, days: i64) -> FollowupLine {
    let due = today() + chrono::Duration::days(days);
    let clock = matches!(step, Step::Contact | Step::Fix | Step::CallBack);
    let is_fixed = matches!(step, Step::CallBack | Step::Sign | Step::Close);
    FollowupLine {
        number: format!("C260310-{n:02}"),
        day: today(),
        window: WindowNo(2),
        staff: named(12, "李四"),
        matter_name: "医保参保".to_owned(),
        level: 2,
        reasons: vec!["wait".to_owned(), "trips".to_owned()],
        remark: "来了三趟".to_owned(),
        named: true,
        profile: "1-5-15".to_owned(),
        round: 1,
        step: Some(step.word()),
        clocks: clock
            .then_some(Clock {
                step,
                from: today() - chrono::Duration::days(9),
                due,
                provisional: false,
            })
            .into_iter()
            .collect(),
        overdue: clock && days < 0,
        lamp: match (clock, days) {
            (true, ..0) => Lamp::Red,
            (true, 2..) => Lamp::Green,
            _ => Lamp::Amber,
        },
        end: is_fixed.then_some(FollowupEnd::AtOnce),
        ending: None,
        excluded: false,
        appeal_waits: false,
        appeal: String::new(),
        telling_owed: false,
        contacted: step != Step::Contact,
        tries: 0,
        until: None,
        latest: Some(today() + chrono::Duration::days(21)),
        evidence: if is_fixed { "照片" } else { "" }.to_owned(),
        fixed_by: is_fixed.then(|| named(11, "张三丰")),
        flags: 0,
        lacks: vec!["call_back"],
    }
}

fn task(kind: TaskKind, about: &str, words: &str) -> TaskLine {
    TaskLine {
        id: TaskId(Uuid::from_u128(77)),
        kind,
        about: about.to_owned(),
        site: String::new(),
        words: words.to_owned(),
        since: NOW,
        follows: false,
        case: None,
        sides: Vec::new(),
    }
}

/// A quiet morning with bad ratings at every step.
fn board() -> read::Duty {
    let mut duty = figures(quiet());
    let mut appealed = order(4, Step::Fix, 3);
    (appealed.appeal_waits, appealed.appeal) = (true, "那天停电".to_owned());
    let mut told = order(5, Step::Close, 0);
    (told.telling_owed, told.excluded) = (true, true);
    duty.followups = vec![
        order(1, Step::Contact, 0),
        order(2, Step::Fix, -1),
        order(3, Step::CallBack, 2),
        appealed,
        told,
        order(6, Step::Sign, 0),
    ];
    duty.tasks = vec![
        task(TaskKind::Followup, "C260310-02", "fix 2026-03-11"),
        task(TaskKind::Retaliation, "C260310-03", "1 2026-03-12 上门找人"),
        task(
            TaskKind::MissingRating,
            "self",
            "asked 2026-03-09 1 11 0190 农机补贴",
        ),
    ];
    duty
}

fn line_of(duty: read::Duty, line: FollowupLine) -> read::Duty {
    let mut duty = duty;
    duty.tasks.clear();
    duty.followups = vec![line];
    duty
}

/// Opens the board with this one line and presses keys.
fn does(line: FollowupLine, keys: &[Key]) -> Vec<Effect> {
    let mut post = post(line_of(board(), line));
    press(&mut post, &[Key::F(5)]);
    press(&mut post, keys)
}

fn number(n: u32) -> String {
    format!("C260310-{n:02}")
}

#[test]
fn the_board_shows_what_each_bad_rating_wants_and_retaliation_on_top() {
    let mut p = post(board());
    press(&mut p, &[Key::F(5)]);
    let shown = show(&p, (80, 24), Lang::ZhCn);
    let at = |text: &str| {
        shown
            .find(text)
            .unwrap_or_else(|| panic!("{text}\n{shown}"))
    };
    assert!(at("被打击报复") < at("C260310-01"), "{shown}");
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let shown = show(&p, (columns, rows), lang);
            snapshot!(format!("duty_orders_{columns}x{rows}_{tag}"), shown);
        }
    }
    press(&mut p, &[digit(3)]);
    snapshot!("duty_order_open_80x24_zh", show(&p, (80, 24), Lang::ZhCn));
    // Nothing to do: the key says so.
    let mut none = post(figures(quiet()));
    assert_eq!(press(&mut none, &[Key::F(5)]), [Effect::Beep]);
    assert_eq!(
        none.said,
        Some((Tone::Wrong, Said::key("rating.board_none")))
    );
}

#[test]
fn a_follow_up_task_opens_the_board_at_its_line() {
    let mut p = post(board());
    let shown = show(&p, (80, 24), Lang::ZhCn);
    let at = item::items(p.figures.as_deref().unwrap())
        .iter()
        .position(|item| matches!(item, item::Item::Task(task) if task.kind == TaskKind::Followup));
    let at = u8::try_from(at.unwrap()).unwrap();
    press(&mut p, &[digit(at + 1)]);
    assert!(matches!(p.screen, Screen::Ratings), "{shown}");
    press(&mut p, &[Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::Order(Order::Open(number(2)))));
    // Retaliation stands first of all, and asks for what came of it.
    let mut p = post(board());
    press(&mut p, &[digit(1)]);
    type_in(&mut p, "已当面查问");
    let close = CloseTask {
        task: Uuid::from_u128(77).to_string(),
        outcome: "已当面查问".to_owned(),
    };
    assert_eq!(press(&mut p, &[Key::Enter]), doing(close));
}

#[test]
fn b1_the_resident_was_reached_or_not() {
    for (n, reached) in [(1, true), (2, false)] {
        let contact = ContactRater {
            followup: number(1),
            reached,
            note: String::new(),
        };
        let did = does(order(1, Step::Contact, 0), &[digit(1), digit(1), digit(n)]);
        assert_eq!(did, doing(contact));
    }
}

#[test]
fn b4_it_is_put_right_explained_or_put_on_the_ledger_with_a_day() {
    let of = |keys: &[Key], text: &str| {
        let mut p = post(line_of(board(), order(2, Step::Fix, 1)));
        press(&mut p, &[Key::F(5), digit(1)]);
        press(&mut p, keys);
        type_in(&mut p, text);
        press(&mut p, &[Key::Enter])
    };
    for (n, explained) in [(1, false), (2, true)] {
        let fix = FixFollowup {
            followup: number(2),
            evidence: "有照片".to_owned(),
            explained,
        };
        assert_eq!(of(&[digit(n)], "有照片"), doing(fix));
    }
    let ledger = |until: &str| LedgerFollowup {
        followup: number(2),
        until: until.parse().unwrap(),
        reason: "等配件".to_owned(),
    };
    // The last of the days offered is the last the limits allow.
    assert_eq!(
        of(&[digit(3), digit(3)], "等配件"),
        doing(ledger("2026-04-02"))
    );
    let mut p = post(line_of(board(), order(2, Step::Fix, 1)));
    press(&mut p, &[Key::F(5), digit(1), digit(3), digit(4)]);
    type_in(&mut p, "明天");
    assert_eq!(press(&mut p, &[Key::Enter]), [Effect::Beep]);
    assert_eq!(p.said, Some((Tone::Wrong, Said::key("rating.day_wrong"))));
    press(&mut p, &[Key::Ctrl('u')]);
    type_in(&mut p, "2026-03-20");
    press(&mut p, &[Key::Enter]);
    type_in(&mut p, "等配件");
    assert_eq!(press(&mut p, &[Key::Enter]), doing(ledger("2026-03-20")));
}

#[test]
fn b3_the_call_back_ends_satisfied_unhappy_or_unanswered() {
    let call = |answer, note: &str| CallBack {
        followup: number(3),
        answer,
        note: note.to_owned(),
    };
    let line = || order(3, Step::CallBack, 2);
    let open = [digit(1), digit(1)];
    let did = |n: u8| does(line(), &[open[0], open[1], digit(n)]);
    assert_eq!(did(1), doing(call(Heard::Satisfied, "")));
    assert_eq!(did(3), doing(call(Heard::NotReached, "")));
    let mut p = post(line_of(board(), line()));
    press(&mut p, &[Key::F(5), open[0], open[1], digit(2)]);
    type_in(&mut p, "还是没办成");
    assert_eq!(
        press(&mut p, &[Key::Enter]),
        doing(call(Heard::Unhappy, "还是没办成"))
    );
}

#[test]
fn b5_a_leader_signs_decides_and_has_the_resident_told() {
    let sign = SignFollowup {
        followup: number(6),
        refuse: String::new(),
    };
    let keys = [digit(1), digit(2), digit(1)];
    assert_eq!(does(order(6, Step::Sign, 0), &keys), doing(sign));
    let mut appealed = order(4, Step::Fix, 3);
    appealed.appeal_waits = true;
    for (n, exclude) in [(1, true), (2, false)] {
        let mut p = post(line_of(board(), appealed.clone()));
        press(&mut p, &[Key::F(5), digit(1), digit(4), digit(n)]);
        type_in(&mut p, "查过了");
        let decide = DecideAppeal {
            followup: number(4),
            reason: "查过了".to_owned(),
            exclude,
        };
        assert_eq!(press(&mut p, &[Key::Enter]), doing(decide));
    }
    let mut told = order(5, Step::Close, 0);
    told.telling_owed = true;
    let tell = TellRater {
        followup: number(5),
        how: "打电话告诉了".to_owned(),
    };
    let keys = [digit(1), digit(3), digit(1)];
    assert_eq!(does(told, &keys), doing(tell));
}

#[test]
fn what_the_lock_refuses_is_said_and_the_question_stays() {
    let mut p = post(line_of(board(), order(3, Step::CallBack, 2)));
    let close = CloseFollowup {
        followup: number(3),
    };
    let keys = [Key::F(5), digit(1), digit(3)];
    assert_eq!(press(&mut p, &keys), doing(close.clone()));
    let refusal = Refusal::Rating(RatingRefusal::CloseLocked {
        number: number(3),
        lacks: "call_back".into(),
    });
    let refused = Err(Error::Refused(refusal.clone()));
    p.outcome(&close.into(), refused, NOW);
    assert_eq!(p.said, Some((Tone::Wrong, Said::Refused(refusal))));
    let shown = show(&p, (80, 24), Lang::ZhCn);
    assert!(
        shown.contains("还不能销号") || shown.contains("不能销号"),
        "{shown}"
    );
    assert!(matches!(plan(&p), Some(Plan::Order(Order::Open(_)))));
}

#[test]
fn r6_who_rated_is_shown_for_a_reason_and_gone_with_the_next_key() {
    let mut p = post(line_of(board(), order(1, Step::Contact, 0)));
    press(&mut p, &[Key::F(5), digit(1), digit(6)]);
    type_in(&mut p, "打回访电话");
    let reveal = RevealRater {
        followup: number(1),
        reason: "打回访电话".to_owned(),
    };
    assert_eq!(press(&mut p, &[Key::Enter]), doing(reveal.clone()));
    let person = Revealed {
        person: PersonId(Uuid::nil()),
        kind: crate::domain::number::SubjectKind::Person,
        name: "欧阳娜娜".into(),
        number: "11010519491231002X".into(),
        phone: "13800000000".into(),
        village: String::new(),
        place: "西郝各庄村".into(),
        birth: None,
        sex: None,
        age: None,
    };
    p.outcome(&reveal.into(), Ok(Done::RevealRater(person)), NOW);
    let shown = show(&p, (80, 24), Lang::ZhCn);
    assert!(
        shown.contains("欧阳娜娜") && shown.contains("13800000000"),
        "{shown}"
    );
    assert!(
        !shown.contains("11010519491231002X"),
        "not more than a call needs"
    );
    assert!(p.draft().is_none(), "nothing of it is kept with the post");
    press(&mut p, &[Key::Esc]);
    for size in [(80, 24), (130, 36)] {
        assert!(!show(&p, size, Lang::ZhCn).contains("欧阳娜娜"));
    }
}

#[test]
fn b7_retaliation_is_noted_from_the_same_line() {
    let mut p = post(line_of(board(), order(1, Step::Contact, 0)));
    press(&mut p, &[Key::F(5), digit(1), digit(7), digit(1)]);
    type_in(&mut p, "上门找人");
    let flag = FlagRetaliation {
        followup: number(1),
        what: "上门找人".to_owned(),
    };
    assert_eq!(press(&mut p, &[Key::Enter]), doing(flag.clone()));
    let now = FollowupNow {
        number: number(1),
        round: 1,
        step: Some("contact"),
        end: None,
        ending: None,
        excluded: false,
    };
    p.outcome(&flag.into(), Ok(Done::FlagRetaliation(now)), NOW);
    assert!(show(&p, (80, 24), Lang::ZhCn).contains("待联系群众"));
}

#[test]
fn the_cursor_stays_on_its_line_when_others_come_and_go() {
    let mut p = post(board());
    press(&mut p, &[Key::F(5), Key::Down, Key::Down, Key::Down]);
    let mut fewer = board();
    fewer.tasks.clear();
    fewer.followups.remove(0);
    p.news(News::Duty(Box::new(fewer)), NOW);
    press(&mut p, &[Key::Enter]);
    assert_eq!(plan(&p), Some(&Plan::Order(Order::Open(number(3)))));
}

#[test]
fn whatever_people_wrote_the_board_keeps_its_lines() {
    let hostile = "\u{1b}[31m\u{202e}张\u{e815}𠮷e\u{301}\r\n\t{n}（）".repeat(9);
    let mut duty = board();
    for line in &mut duty.followups {
        (line.matter_name, line.remark) = (hostile.clone(), hostile.clone());
        (line.evidence, line.appeal) = (hostile.clone(), hostile.clone());
        line.staff.name = hostile.clone();
        line.reasons = vec![hostile.clone()];
    }
    for task in &mut duty.tasks {
        task.words = hostile.clone();
    }
    let mut p = post(duty);
    press(&mut p, &[Key::F(5)]);
    for keys in [
        vec![],
        vec![Key::Down],
        vec![Key::Enter],
        vec![Key::Esc, Key::PageDown],
    ] {
        press(&mut p, &keys);
        for size in [(60, 15), (80, 24), (130, 36), (200, 60)] {
            for lang in Lang::ALL {
                let shown = show(&p, size, lang);
                let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
                assert!(!shown.contains(steers), "{shown}");
                assert_eq!(shown.lines().count(), usize::from(size.1));
            }
        }
    }
}

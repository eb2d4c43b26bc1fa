//! The ranks of a month at the duty post, and the talks that are due.

use super::*;
use crate::domain::measure::Month;
use crate::domain::task::TaskKind;
use crate::ops::close_task::CloseTask;
use crate::ops::read::Named;
use crate::ops::read::RankLine;
use crate::ops::read::Ranks;
use crate::ops::read::Talk;
use crate::ops::read::TaskLine;

const TASK: TaskId = TaskId(Uuid::from_u128(9 << 96));

fn tally(good: u64, bad: u64, unrated: u64) -> Tally {
    Tally {
        by_level: [0, bad, 0, 0, good],
        unrated,
        open: 0,
        excluded: bad / 2,
    }
}

fn line<K>(who: K, place: Option<usize>, tally: Tally, talk: Option<Talk>) -> RankLine<K> {
    RankLine {
        who,
        place,
        is_last: talk.is_some(),
        last_twice: talk.is_some(),
        talk,
        rated: tally.rated(),
        good_permille: tally.good_permille(10),
        answered_permille: place.and_then(|_| tally.answered_permille()),
        tally,
    }
}

fn ranks(month: Month, provisional: bool) -> News {
    let talk = |task: Option<TaskId>, held: Option<NaiveDate>| Talk {
        months: (month.before(), month),
        task,
        held,
        outcome: match held {
            Some(_) => "已约谈，安排了帮带\u{1b}[2J".to_owned(),
            None => String::new(),
        },
    };
    let named = |no: u32, name: &str| Named {
        staff: StaffNo(no),
        name: name.to_owned(),
    };
    let due = talk((!provisional).then_some(TASK), None);
    News::Ranks(Box::new(Ranks {
        month,
        provisional,
        min: 10,
        windows: vec![
            line(WindowNo(1), Some(1), tally(120, 1, 30), None),
            line(WindowNo(2), Some(2), tally(1204, 41, 288), Some(due)),
            line(WindowNo(3), None, tally(3, 4, 2), None),
        ],
        staff: vec![
            line(named(11, "张三丰"), Some(1), tally(120, 1, 30), None),
            line(
                named(12, "欧阳娜娜的名字很长"),
                Some(2),
                tally(31, 4, 9),
                Some(talk(None, Some(today()))),
            ),
        ],
    }))
}

fn talk_due() -> read::Duty {
    let mut duty = figures(quiet());
    duty.followups = vec![orders::order(1, Step::Contact, 1)];
    duty.tasks = vec![TaskLine {
        id: TASK,
        kind: TaskKind::Talk,
        about: "window 2".to_owned(),
        site: String::new(),
        words: "2026-01 2026-02".to_owned(),
        since: ago(600),
        follows: false,
        case: None,
        sides: Vec::new(),
    }];
    duty
}

#[test]
fn r7_the_ranks_of_a_month_are_behind_a_key_that_the_bar_names() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = post(talk_due());
        let month = Month::of(today());
        for from in [Key::F(5), Key::Ctrl('l')] {
            press(&mut post, &[from]);
            let bar = show(&post, (80, 24), lang);
            assert!(bar.lines().last().unwrap().contains("Ctrl-K"), "{bar}");
        }
        let asked = press(&mut post, &[Key::Ctrl('k')]);
        assert_eq!(asked, [Effect::Look(Want::Ranks(month))]);
        post.news(ranks(month, true), NOW);
        press(&mut post, &[Key::Down]);
        let shown = show(&post, (80, 24), lang);
        snapshot!(format!("duty_ranks_going_80x24_{tag}"), shown);
        assert_eq!(press(&mut post, &[Key::Right]), [Effect::Beep]);
        let before = press(&mut post, &[Key::Left]);
        assert_eq!(before, [Effect::Look(Want::Ranks(month.before()))]);
        // What comes late for another month is not shown under this one.
        post.news(ranks(month, true), NOW);
        assert!(matches!(post.screen, Screen::Ranks(_, None)));
        post.news(ranks(month.before(), false), NOW);
        press(&mut post, &[Key::Down]);
        for size in [(80, 24), (130, 36)] {
            let shown = show(&post, size, lang);
            assert!(!shown.contains('\u{1b}'));
            snapshot!(format!("duty_ranks_{}x{}_{tag}", size.0, size.1), shown);
        }
        press(&mut post, &[Key::Down; 3]);
        let shown = show(&post, (80, 24), lang);
        snapshot!(format!("duty_ranks_held_80x24_{tag}"), shown);
        press(&mut post, &[Key::Esc]);
        assert!(matches!(post.screen, Screen::Watch));
    }
}

#[test]
fn r7_no_share_stands_without_its_numbers_and_few_have_none() {
    let mut post = post(talk_due());
    press(&mut post, &[Key::Ctrl('k')]);
    post.news(ranks(Month::of(today()), false), NOW);
    let shown = show(&post, (80, 24), Lang::ZhCn);
    let row = |name: &str| shown.lines().find(|line| line.contains(name)).unwrap();
    assert!(row("3号窗口").contains("3/7") && !row("3号窗口").contains('%'));
    // Each share is followed by its numbers.
    let shares: Vec<&str> = shown.split_whitespace().collect();
    for pair in shares.windows(2).filter(|pair| pair[0].contains('%')) {
        assert!(pair[1].contains('/'), "{pair:?}");
    }
}

#[test]
fn r7_a_talk_that_is_due_is_a_task_and_what_came_of_it_is_noted_from_either_place() {
    let outcome = "已约谈，说清差在哪、怎么改".to_owned();
    let note = || {
        let (task, outcome) = (TASK.to_string(), outcome.clone());
        doing(CloseTask { task, outcome })
    };
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = post(talk_due());
        press(&mut post, &[digit(2)]);
        let shown = show(&post, (80, 24), lang);
        snapshot!(format!("duty_talk_80x24_{tag}"), shown);
        assert_eq!(press(&mut post, &[digit(1)]), note());
    }
    let mut post = post(talk_due());
    press(&mut post, &[Key::Ctrl('k')]);
    let month = Month::of(today());
    post.news(ranks(month, false), NOW);
    // Who is on no list has no talk, and one that was held is noted once.
    for (at, is_due) in [(0, false), (1, true), (4, false)] {
        post.at = at;
        let pressed = press(&mut post, &[Key::Enter]);
        assert_eq!(pressed.is_empty(), is_due, "{at}");
        if is_due {
            assert_eq!(press(&mut post, &[digit(1)]), note());
            press(&mut post, &[Key::Esc]);
        }
    }
    post.news(ranks(month, true), NOW);
    post.at = 1;
    assert_eq!(press(&mut post, &[Key::Enter]), [Effect::Beep]);
}

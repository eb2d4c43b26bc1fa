//! What is drawn, at every size and whatever people wrote.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::ops::read::CentreDay;
use crate::ops::read::Day;
use crate::ops::read::Span;

/// What people may have typed: controls, bidi overrides, private use, wide, combining, endless.
const HOSTILE: &str = "\u{1b}[31m\u{202e}张\u{e815}𠮷e\u{301}👨‍👩‍👧\r\n\t{n}（）";

fn day() -> Day {
    let span = |n, mean, longest, inaccurate| Span {
        n,
        total_ms: 0,
        mean: Seconds(mean),
        longest: Seconds(longest),
        inaccurate,
        inaccurate_ms: 0,
    };
    let centre = |centre| CentreDay {
        centre,
        waits: span(17, 312, 1865, 0),
        calls: span(17, 40, 100, 0),
        services: span(16, 655, 2890, 1),
        holds: span(2, 600, 900, 0),
    };
    Day {
        day: today(),
        closed: false,
        visits: 57,
        ends: vec![
            (VisitEnd::Served, 44),
            (VisitEnd::Left, 3),
            (VisitEnd::NoShow, 2),
            (VisitEnd::Moved, 1),
        ],
        open: 7,
        errands: vec![("accepted".to_owned(), 30), ("advice".to_owned(), 9)],
        cases: 30,
        on_the_spot: 12,
        ratings: Tally {
            by_level: [0, 2, 2, 12, 25],
            unrated: 9,
            open: 1,
            excluded: 0,
        },
        waits: span(51, 312, 1865, 0),
        calls: span(51, 40, 100, 0),
        services: span(48, 655, 2890, 3),
        holds: span(6, 600, 900, 0),
        centres: Centre::ALL.map(centre).to_vec(),
    }
}

#[test]
fn the_main_screen_fits_80_by_24() {
    snapshot!(
        "duty_main_80x24_zh",
        show(&post(busy()), (80, 24), Lang::ZhCn)
    );
    snapshot!(
        "duty_main_80x24_en",
        show(&post(busy()), (80, 24), Lang::En)
    );
}

#[test]
fn a_wide_screen_shows_the_whole_line_the_windows_and_the_staff() {
    snapshot!(
        "duty_main_120x40_zh",
        show(&post(busy()), (120, 40), Lang::ZhCn)
    );
}

#[test]
fn a_question_lies_over_the_screen_it_is_about() {
    let mut p = post(busy());
    press(&mut p, &[Key::F(2), Key::Down, Key::Enter]);
    snapshot!("duty_ticket_80x24_zh", show(&p, (80, 24), Lang::ZhCn));
}

#[test]
fn the_figures_of_a_day_fit_80_by_24() {
    let mut p = post(busy());
    press(&mut p, &[Key::F(8)]);
    p.news(News::Day(Box::new(day())), NOW);
    let screen = show(&p, (80, 24), Lang::ZhCn);
    assert!(
        screen.contains("95.1%") && screen.contains("82.0%"),
        "one beside the other"
    );
    snapshot!("duty_day_80x24_zh", screen);
    snapshot!("duty_day_80x24_en", show(&p, (80, 24), Lang::En));
    snapshot!("duty_day_120x40_en", show(&p, (120, 40), Lang::En));
}

#[test]
fn no_share_is_shown_of_few_ratings_and_none_without_its_counts() {
    let mut duty = busy();
    let many = show(&post(duty.clone()), (80, 24), Lang::ZhCn);
    for needed in [
        "n=41",
        "未评价 9",
        "复核排除 0",
        "95.1%（39/41）",
        "主动评价率 82.0%",
    ] {
        assert!(many.contains(needed), "{needed}\n{many}");
    }
    duty.ratings.by_level = [1, 0, 0, 0, 8];
    let few = show(&post(duty), (80, 24), Lang::ZhCn);
    assert!(!few.contains('%'), "{few}");
    assert!(few.contains("好评 8，差评 1"), "{few}");
    assert!(few.contains("主动评价 9/18"), "{few}");
}

#[test]
fn who_gave_a_bad_rating_is_nowhere() {
    let mut p = post(busy());
    press(&mut p, &[Key::F(5), Key::Enter]);
    let screen = show(&p, (80, 24), Lang::ZhCn);
    assert!(
        screen.contains("等太久、跑多趟") && screen.contains("来了三趟"),
        "{screen}"
    );
    assert!(
        !screen.contains(" B02"),
        "no number that leads to a person\n{screen}"
    );
}

#[test]
fn more_rows_show_more_of_what_wants_the_leader() {
    let shown = |size| {
        let screen = show(&post(busy()), size, Lang::ZhCn);
        screen.matches("■急").count() + screen.matches("▲看").count()
    };
    let all = item::items(&busy()).len();
    assert_eq!(shown((80, 30)), all);
    assert!(shown((80, 24)) >= 6);
    assert!(shown((60, 15)) >= 2);
}

#[test]
fn every_key_but_those_of_the_cursor_fits_the_bar_in_both_languages() {
    let mut p = post(busy());
    for lang in Lang::ALL {
        let screen = show(&p, (80, 24), lang);
        let bar = screen.lines().last().unwrap();
        for key in ["F2", "F3", "F5", "F6", "F7", "F8", "Ctrl-D", "0", "F1"] {
            assert!(bar.contains(key), "{key} in {bar}");
        }
        press(&mut p, &[Key::F(3)]);
        let screen = show(&p, (80, 24), lang);
        let bar = screen.lines().last().unwrap();
        for key in [
            "Enter", "Esc", "F2", "F3", "F5", "F6", "F7", "F8", "0", "F1",
        ] {
            assert!(bar.contains(key), "{key} in {bar}");
        }
        press(&mut p, &[Key::Esc]);
    }
}

#[test]
fn the_caret_stands_in_the_field_and_off_the_last_three_rows() {
    for size in [(60, 15), (80, 24), (200, 60)] {
        let mut stranger = Duty::new(setting(Who::System));
        stranger.news(News::Duty(Box::new(busy())), NOW);
        let mut searching = post(busy());
        press(&mut searching, &[Key::F(6)]);
        type_in(&mut searching, "张三");
        let mut writing = post(busy());
        press(&mut writing, &[Key::Digit(1)]);
        type_in(&mut writing, "张三");
        for p in [stranger, searching, writing] {
            let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
            terminal
                .draw(|frame| p.view(frame, &Look::probe(), NOW))
                .unwrap();
            let caret = terminal.get_cursor_position().unwrap();
            assert!(caret.y > 0 && caret.y < size.1 - 3, "{caret:?} at {size:?}");
            assert!(caret.x > 0, "{caret:?} at {size:?}");
        }
    }
}

fn hostile() -> read::Duty {
    let long = HOSTILE.repeat(40);
    let mut duty = busy();
    duty.hall = long.clone();
    for staff in &mut duty.live.staff {
        staff.name = long.clone();
        staff.away = Some(Away {
            place: long.clone(),
            until: ago(3),
        });
    }
    duty.live.windows[1].state = WindowState::Paused {
        reason: long.clone(),
        until: Some(UtcMs(i64::MAX)),
    };
    for card in &mut duty.pressing {
        card.matter_name = long.clone();
        card.applicant = long.clone();
        card.number = long.clone();
        card.limit = Some(long.clone());
        card.papers = vec![long.clone(); 30];
        card.provisional = true;
    }
    for bad in &mut duty.followups {
        bad.matter_name = long.clone();
        bad.remark = long.clone();
        bad.reasons = vec![long.clone()];
        bad.level = 1;
    }
    duty.by_hour = [u32::MAX; 24];
    duty.lamps.red = u64::MAX;
    duty.alarms = alarm::check(&duty.live, &Norms::default(), UtcMs(0), NOW);
    duty
}

/// Ways to every screen and question of the post.
fn ways() -> Vec<Vec<Key>> {
    let d = Key::Digit;
    vec![
        vec![],
        vec![Key::F(2)],
        vec![Key::F(2), Key::Enter],
        vec![Key::F(2), Key::Enter, d(2)],
        vec![Key::F(3)],
        vec![Key::F(3), d(3), d(1), d(1)],
        vec![Key::F(5)],
        vec![Key::F(5), Key::Enter],
        vec![Key::F(6)],
        vec![Key::F(6), Key::Enter],
        vec![Key::F(6), Key::Enter, d(1)],
        vec![Key::F(7)],
        vec![Key::F(7), d(2)],
        vec![Key::F(8)],
        vec![Key::F(9)],
        vec![Key::F(9), Key::Enter],
        vec![Key::F(9), Key::Enter, Key::Char('字')],
        vec![Key::F(9), Key::F(4), Key::F(9)],
        vec![Key::Ctrl('d')],
        vec![d(1)],
        vec![d(1), Key::Char('字')],
    ]
}

#[test]
fn hostile_words_at_every_size_neither_break_a_screen_nor_reach_the_terminal() {
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |least: u16, most: u16| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        least + (random % u64::from(most - least + 1)) as u16
    };
    for way in ways() {
        let mut p = post(hostile());
        press(&mut p, &way);
        p.news(News::Day(Box::new(day())), NOW);
        p.said = Some((Tone::Wrong, Said::Plain(HOSTILE.repeat(20))));
        let mut sizes = vec![(60, 15), (200, 60), (76, 18), (110, 25)];
        sizes.extend((0..3).map(|_| (next(60, 200), next(15, 60))));
        for size in sizes {
            for lang in Lang::ALL {
                let screen = show(&p, size, lang);
                let safe = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
                assert!(screen.chars().all(safe), "{way:?} at {size:?}");
                let bar = screen.lines().last().unwrap_or_default();
                assert!(bar.contains("F1"), "{way:?} at {size:?}: {bar}");
            }
        }
    }
}

#[test]
fn a_terminal_of_any_size_is_survived_before_and_after_the_figures_are_there() {
    let unread = Duty::new(setting(Who::System));
    for size in [(1, 1), (2, 4), (10, 5), (59, 14), (60, 15)] {
        show(&unread, size, Lang::ZhCn);
        show(&post(busy()), size, Lang::En);
    }
}

#[test]
fn a_lamp_is_never_told_by_colour_alone() {
    let mut p = post(busy());
    let screen = show(&p, (80, 24), Lang::ZhCn);
    for lamp in ["●正常 214", "▲临期 9", "■超期 2", "■超时", "■急"] {
        assert!(screen.contains(lamp), "{lamp}\n{screen}");
    }
    press(&mut p, &[Key::F(3)]);
    assert!(show(&p, (80, 24), Lang::ZhCn).contains("○关"));
}

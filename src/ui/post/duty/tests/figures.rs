//! The figures of the hall at the duty post, what each is made of, and posting them.

use super::*;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Measured;
use crate::domain::measure::Period;
use crate::domain::results::SilentFair;
use crate::ops::post_results::PostResults;
use crate::ops::read::Behind;
use crate::ops::read::BehindLine;
use crate::ops::read::FiguresRead;

fn read((from, to): (NaiveDate, NaiveDate)) -> News {
    let figures = Indicator::ALL.iter().map(|indicator| {
        let items = (0..41).map(|n| Measured {
            holds: n % 10 > 0,
            amount: 60 * n,
        });
        Figure::of(*indicator, items)
    });
    News::Figures(Box::new(FiguresRead {
        from,
        to,
        min_for_percent: 10,
        figures: figures.collect(),
        silent_fair: None,
    }))
}

fn behind((from, to): (NaiveDate, NaiveDate)) -> News {
    let line = |n: i64| BehindLine {
        about: format!("YZ260312-{n:04}\u{1b}[2J"),
        day: Some(from),
        centre: "social".to_owned(),
        window: Some(3),
        holds: n > 2,
        amount: 0,
        entries: vec![format!("up:{}", 100 + n), format!("up:{}", 200 + n)],
    };
    let lines: Vec<BehindLine> = (0..30).map(line).collect();
    let items = lines.iter().map(|line| Measured::asked(line.holds));
    News::Behind(Box::new(Behind {
        figure: Figure::of(Indicator::OnTime, items),
        from,
        to,
        all: 30,
        lines,
    }))
}

fn month() -> (NaiveDate, NaiveDate) {
    let month = Period::month_of(today());
    (month.first(), month.last())
}

#[test]
fn each_figure_opens_what_it_is_made_of_and_leads_back_to_its_line() {
    for (lang, tag) in [(Lang::ZhCn, "zh"), (Lang::En, "en")] {
        let mut post = post(busy());
        let day = (today(), today());
        let asked = press(&mut post, &[Key::Ctrl('l')]);
        assert_eq!(asked, [Effect::Look(Want::Figures(day.0, day.1))]);
        post.news(read(day), NOW);
        for size in [(80, 24), (130, 36)] {
            let screen = show(&post, size, lang);
            snapshot!(format!("duty_figures_{}x{}_{tag}", size.0, size.1), screen);
        }
        let at = Indicator::ALL
            .iter()
            .position(|i| *i == Indicator::OnTime)
            .unwrap();
        press(&mut post, &vec![Key::Down; at]);
        let asked = press(&mut post, &[Key::Enter]);
        let want = Want::Behind(Indicator::OnTime, day.0, day.1);
        assert_eq!(asked, [Effect::Look(want)]);
        post.news(behind(day), NOW);
        for size in [(80, 24), (130, 36)] {
            let screen = show(&post, size, lang);
            assert!(!screen.contains('\u{1b}'));
            snapshot!(format!("duty_behind_{}x{}_{tag}", size.0, size.1), screen);
        }
        press(&mut post, &[Key::Esc]);
        assert_eq!(post.at, at);
        press(&mut post, &[Key::Esc]);
        assert!(matches!(post.screen, Screen::Watch));
    }
}

#[test]
fn a_case_that_a_figure_is_made_of_opens_as_one_that_was_searched_for() {
    let mut post = post(busy());
    let day = (today(), today());
    press(&mut post, &[Key::Ctrl('l')]);
    post.news(read(day), NOW);
    let place = |wanted| Indicator::ALL.iter().position(|i| *i == wanted).unwrap();
    press(&mut post, &vec![Key::Down; place(Indicator::OnTime)]);
    press(&mut post, &[Key::Enter]);
    post.news(behind(day), NOW);
    let asked = press(&mut post, &[Key::Down, Key::Enter]);
    let Screen::Cases(field, _) = &post.screen else {
        panic!("{:?}", post.screen);
    };
    let number = field.value().to_owned();
    assert!(number.starts_with("YZ260312-0001"), "{number:?}");
    assert!(!number.contains('\u{1b}'), "{number:?}");
    assert_eq!(asked, [Effect::Look(Want::Cases(number))]);
}

#[test]
fn r4_what_a_trial_counts_as_fair_stands_apart_and_only_where_the_hall_tells_it() {
    for (lang, tag) in [(Lang::ZhCn, "zh"), (Lang::En, "en")] {
        let mut post = post(busy());
        press(&mut post, &[Key::Ctrl('l')]);
        let day = (today(), today());
        post.news(read(day), NOW);
        let without = show(&post, (80, 24), lang);
        let News::Figures(mut told) = read(day) else {
            unreachable!()
        };
        told.silent_fair = Some(SilentFair { days: 7, n: 1204 });
        post.news(News::Figures(told), NOW);
        let shown = show(&post, (80, 24), lang);
        snapshot!(format!("duty_silent_80x24_{tag}"), shown);
        let other = shown.lines().zip(without.lines()).filter(|(a, b)| a != b);
        assert_eq!(other.count(), 1, "one line more, and no figure is another");
        assert!(show(&post, (130, 36), lang).contains("1204"));
    }
}

#[test]
fn a_digit_changes_the_span_and_arrows_go_through_time_but_not_ahead() {
    let mut post = post(busy());
    press(&mut post, &[Key::Ctrl('l')]);
    let (from, to) = month();
    let asked = press(&mut post, &[digit(2)]);
    assert_eq!(asked, [Effect::Look(Want::Figures(from, to))]);
    assert_eq!(press(&mut post, &[Key::Right]), [Effect::Beep]);
    let before = Period::month_of(today()).before();
    let asked = press(&mut post, &[Key::Left]);
    let want = Want::Figures(before.first(), before.last());
    assert_eq!(asked, [Effect::Look(want)]);
    // What was asked for before is not shown under another span.
    post.news(read((from, to)), NOW);
    assert!(matches!(&post.screen, Screen::Figures(board) if board.read.is_none()));
    assert_eq!(press(&mut post, &[digit(9)]), [Effect::Beep]);
    let asked = press(&mut post, &[digit(4)]);
    let year = Period::year_of(today());
    assert_eq!(
        asked,
        [Effect::Look(Want::Figures(year.first(), year.last()))]
    );
}

#[test]
fn a_leader_posts_a_span_and_a_day_is_posted_by_nobody() {
    let mut post = post(busy());
    press(&mut post, &[Key::Ctrl('l')]);
    assert_eq!(press(&mut post, &[Key::F(4)]), [Effect::Beep]);
    press(&mut post, &[digit(2), Key::F(4)]);
    let period = Period::month_of(today());
    assert_eq!(plan(&post), Some(&Plan::Post(period)));
    // What stays for ever is never what Enter does at once.
    assert_eq!(press(&mut post, &[Key::Enter]), []);
    press(&mut post, &[Key::F(4)]);
    assert_eq!(press(&mut post, &[digit(1)]), doing(PostResults { period }));
}

use super::*;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::estimate::Estimate;
use crate::domain::ids::Centre;
use crate::domain::live::WindowState;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ops::read::BoardWindow;
use crate::ops::read::CentreChoice;
use crate::ui::paint;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Theme;

/// 2026-03-12 10:00 in China.
const T: UtcMs = UtcMs(1_773_280_800_000);

fn at(seconds: i64) -> UtcMs {
    T.plus(Seconds(seconds))
}

fn post() -> Board {
    Board::new(Setting {
        zone: Zone::china(),
        config: Config::default(),
        calendar: Calendar::shipped(),
        who: Who::System,
    })
}

fn call(ticket: &str, window: u16, seconds: i64) -> CallRow {
    CallRow {
        ticket: ticket.to_owned(),
        window: WindowNo(window),
        at: at(seconds),
        waiting: true,
    }
}

fn window(no: u16, centre: Centre, state: WindowState, ticket: Option<&str>) -> BoardWindow {
    BoardWindow {
        no: WindowNo(no),
        centres: vec![centre],
        state,
        ticket: ticket.map(ToOwned::to_owned),
    }
}

fn choice(centre: Centre, waiting: usize, estimate: Estimate) -> CentreChoice {
    CentreChoice {
        centre,
        waiting,
        longest: Seconds(0),
        windows: 2,
        estimate,
    }
}

/// The hall with these calls, the oldest first.
fn hall(calls: &[CallRow]) -> read::Board {
    let open = WindowState::Open;
    let paused = |until| WindowState::Paused {
        reason: "去开会".to_owned(),
        until,
    };
    read::Board {
        hall: "郝各庄镇便民服务中心".to_owned(),
        day: Zone::china().day(T),
        calls: calls.iter().rev().cloned().collect(),
        windows: vec![
            window(1, Centre::Economy, open.clone(), Some("A010")),
            window(2, Centre::Economy, open.clone(), None),
            window(3, Centre::Social, open, Some("B023")),
            window(4, Centre::Governance, WindowState::Closed, None),
            window(5, Centre::Social, paused(Some(at(900))), None),
            window(6, Centre::Social, paused(None), None),
        ],
        centres: vec![
            choice(Centre::Economy, 3, Estimate::About { minutes: 8 }),
            choice(Centre::Social, 17, Estimate::NoWindow),
            choice(Centre::Governance, 0, Estimate::AtOnce),
        ],
        leaders: vec!["李四".to_owned()],
        doors_open: true,
        head: Some(read::BoardHead {
            code: "K7Q-5231-8Q2M0-ZK4TD-9F".to_owned(),
            at: at(-3_300),
        }),
    }
}

fn hear(post: &mut Board, calls: &[CallRow], now: UtcMs) -> Vec<Effect> {
    post.news(News::Board(hall(calls)), now)
}

fn look(lang: Lang, glyphs: Glyphs) -> Look {
    Look {
        theme: Theme::probe(),
        glyphs,
        lang,
    }
}

fn drawn(post: &Board, (columns, rows): (u16, u16), look: &Look, now: UtcMs) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal
        .draw(|frame| {
            post.view(frame, look, now);
            if look.glyphs == Glyphs::Ascii {
                paint::to_ascii(frame.buffer_mut());
            }
        })
        .unwrap();
    terminal.backend().buffer().clone()
}

fn screen(post: &Board, now: UtcMs) -> String {
    let look = look(Lang::ZhCn, Glyphs::Unicode);
    paint::screen(&drawn(post, (80, 24), &look, now))
}

fn snapshot(name: &str, post: &Board, size: (u16, u16), look: &Look, now: UtcMs) {
    let drawn = paint::screen(&drawn(post, size, look, now));
    snapshot!(name, drawn);
}

/// Says which call the large line shows.
fn large(post: &Board, now: UtcMs) -> &str {
    post.large(now).map_or("", |call| call.ticket.as_str())
}

#[test]
fn a_board_just_switched_on_shows_the_latest_call_without_a_ring() {
    let mut post = post();
    let calls = [call("B022", 3, -60), call("B023", 3, -2)];
    assert!(hear(&mut post, &calls, T).is_empty());
    assert_eq!(large(&post, T), "B023");
    assert!(post.tick(at(30)).is_empty());
    assert!(!post.is_fresh(T));
}

#[test]
fn a_new_call_rings_once_and_is_inverted_for_eight_seconds() {
    let mut post = post();
    let calls = [call("B022", 3, -60), call("B023", 3, 1)];
    hear(&mut post, &calls[..1], T);
    assert_eq!(hear(&mut post, &calls, at(1)), [Effect::Ring]);
    assert!(hear(&mut post, &calls, at(2)).is_empty());
    let reversed = |now: UtcMs| {
        let look = look(Lang::ZhCn, Glyphs::Unicode);
        drawn(&post, (80, 24), &look, now)
            .content
            .iter()
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
            .count()
    };
    assert!(reversed(at(1)) >= 80 * 8);
    assert!(reversed(at(8)) > 0);
    assert_eq!(reversed(at(9)), 0);
    assert_ne!(post.pulse(at(8)), post.pulse(at(9)), "it is drawn anew");
}

#[test]
fn the_first_call_of_a_board_that_showed_none_rings() {
    let mut post = post();
    hear(&mut post, &[], T);
    assert_eq!(
        hear(&mut post, &[call("A001", 1, 5)], at(5)),
        [Effect::Ring]
    );
}

#[test]
fn a_number_called_again_rings_again() {
    let mut post = post();
    hear(&mut post, &[call("B023", 3, 0)], T);
    assert_eq!(
        hear(&mut post, &[call("B023", 3, 40)], at(40)),
        [Effect::Ring]
    );
    assert!(hear(&mut post, &[call("B023", 3, 40)], at(41)).is_empty());
}

#[test]
fn calls_that_come_together_are_each_shown_for_four_seconds_the_latest_last() {
    let mut post = post();
    hear(&mut post, &[], T);
    let calls = [call("A001", 1, 1), call("B001", 3, 1), call("C001", 4, 2)];
    assert_eq!(hear(&mut post, &calls, at(2)), [Effect::Ring]);
    assert_eq!(large(&post, at(2)), "A001");
    assert!(post.tick(at(5)).is_empty());
    assert_eq!(post.tick(at(6)), [Effect::Ring]);
    assert_eq!(large(&post, at(6)), "B001");
    assert_eq!(post.tick(at(10)), [Effect::Ring]);
    assert_eq!(large(&post, at(10)), "C001");
    assert!(post.tick(at(14)).is_empty());
    assert_eq!(large(&post, at(99)), "C001", "the latest stays");
}

#[test]
fn a_number_called_again_before_its_turn_has_one_turn() {
    let mut post = post();
    hear(&mut post, &[], T);
    hear(&mut post, &[call("A001", 1, 1), call("B001", 3, 2)], at(2));
    hear(&mut post, &[call("A001", 1, 1), call("B001", 3, 3)], at(3));
    assert_eq!(post.tick(at(6)), [Effect::Ring]);
    assert_eq!(large(&post, at(6)), "B001");
    assert!(post.tick(at(10)).is_empty());
}

#[test]
fn a_call_taken_back_disappears_and_gets_no_turn() {
    let mut post = post();
    let first = call("A001", 1, 1);
    hear(&mut post, &[], T);
    hear(&mut post, &[first.clone(), call("B001", 3, 2)], at(2));
    hear(&mut post, std::slice::from_ref(&first), at(3));
    assert!(post.tick(at(6)).is_empty());
    assert_eq!(large(&post, at(6)), "A001");
    hear(&mut post, &[], at(7));
    assert_eq!(large(&post, at(7)), "");
}

#[test]
fn an_older_call_that_comes_back_into_the_list_does_not_ring() {
    let mut post = post();
    let calls: Vec<CallRow> = (0..9).map(|n| call(&format!("A00{n}"), 1, n)).collect();
    hear(&mut post, &calls[1..], at(20));
    let without_the_latest = &calls[..8];
    assert!(hear(&mut post, without_the_latest, at(21)).is_empty());
}

#[test]
fn after_a_while_the_large_line_is_the_latest_whose_resident_is_still_on_the_way() {
    let mut post = post();
    let mut calls = [
        call("B020", 2, -90),
        call("B021", 3, -60),
        call("B022", 1, -30),
    ];
    calls[2].waiting = false;
    hear(&mut post, &calls, T);
    assert_eq!(large(&post, T), "B021");
    calls.iter_mut().for_each(|call| call.waiting = false);
    hear(&mut post, &calls, T);
    assert_eq!(large(&post, T), "B022");
}

#[test]
fn another_day_begins_without_yesterdays_calls_and_rings_for_its_first() {
    let mut post = post();
    hear(&mut post, &[call("A001", 1, 0)], T);
    let mut tomorrow = hall(&[call("A001", 1, 86_400)]);
    tomorrow.day = Zone::china().day(at(86_400));
    assert_eq!(post.news(News::Board(tomorrow), at(86_400)), [Effect::Ring]);
}

#[test]
fn a_clock_put_back_delays_no_call() {
    let mut post = post();
    hear(&mut post, &[], T);
    hear(&mut post, &[call("A001", 1, 3600)], at(3600));
    let calls = [call("A001", 1, 3600), call("B001", 2, 1)];
    assert!(hear(&mut post, &calls, at(1)).is_empty());
    assert_eq!(post.tick(at(5)), [Effect::Ring]);
    assert_eq!(large(&post, at(5)), "B001");
}

#[test]
fn a_board_forgets_no_more_than_it_must_and_grows_no_further() {
    let mut post = post();
    hear(&mut post, &[], T);
    for n in 0..200 {
        hear(&mut post, &[call(&format!("A{n:03}"), 1, n)], at(n / 100));
    }
    assert!(post.waiting.len() <= MOST_WAITING);
}

#[test]
fn keys_do_nothing_at_a_board() {
    let mut post = post();
    for key in [Key::Digit(1), Key::Enter, Key::Char('张'), Key::F(1)] {
        assert!(post.key(key, T).is_empty());
    }
    assert!(post.is_public() && post.hints().is_empty() && !post.takes_text());
}

#[test]
fn windows_that_do_not_fit_turn_every_eight_seconds() {
    let mut post = post();
    let mut board = hall(&[]);
    board.windows = (1..=40)
        .map(|no| window(no, Centre::Social, WindowState::Open, Some("B001")))
        .collect();
    post.news(News::Board(board), T);
    let mut seen = String::new();
    for turn in 0..10 {
        let now = at(turn * PAGE.0);
        assert_ne!(post.pulse(now), post.pulse(at(turn * PAGE.0 + PAGE.0)));
        seen.push_str(&screen(&post, now));
        seen.push('\n');
    }
    for no in 1..=40 {
        let row = format!(" {no:>2}    B001");
        assert!(seen.contains(&row), "window {no} is never shown");
    }
    assert!(seen.contains("1/") && seen.contains("2/"));
}

#[test]
fn the_public_learns_when_a_window_is_back_and_not_why_it_pauses() {
    let mut post = post();
    hear(&mut post, &[], T);
    let drawn = screen(&post, T);
    assert!(drawn.contains("暂停，10:15 回来"));
    assert!(drawn.contains("未开窗") && drawn.contains("空闲"));
    assert!(!drawn.contains("开会"));
}

#[test]
fn when_the_doors_are_closed_it_says_so() {
    let mut post = post();
    let mut board = hall(&[]);
    board.doors_open = false;
    board.leaders = vec!["李四".repeat(40)];
    post.news(News::Board(board), T);
    assert!(screen(&post, T).contains("今天已停止取号，手里有号的继续办理"));
}

#[test]
fn the_board_is_read_from_across_the_hall() {
    let mut post = post();
    let calls = [
        call("A009", 1, -900),
        call("B021", 3, -800),
        call("C003", 4, -700),
        call("B022", 3, -600),
        call("A010", 1, -500),
        call("B023", 3, -2),
    ];
    hear(&mut post, &calls, T);
    let zh = look(Lang::ZhCn, Glyphs::Unicode);
    let en = look(Lang::En, Glyphs::Unicode);
    let ascii = look(Lang::ZhCn, Glyphs::Ascii);
    snapshot("board_80x24", &post, (80, 24), &zh, T);
    snapshot("board_80x24_en", &post, (80, 24), &en, T);
    snapshot("board_80x24_ascii", &post, (80, 24), &ascii, T);
    snapshot("board_120x40", &post, (120, 40), &zh, T);
    snapshot("board_120x40_en", &post, (120, 40), &en, T);
    snapshot("board_60x15", &post, (60, 15), &zh, T);
}

#[test]
fn a_board_without_a_call_welcomes() {
    let mut post = post();
    let zh = look(Lang::ZhCn, Glyphs::Unicode);
    assert!(
        screen(&post, T).contains("10:00"),
        "before anything was read"
    );
    hear(&mut post, &[], T);
    snapshot("board_welcome_80x24", &post, (80, 24), &zh, T);
}

#[test]
fn no_text_moves_the_screen_and_no_size_breaks_it() {
    let hostile = [
        "\u{1b}[2J\u{202e}\n\0".to_owned(),
        "长".repeat(999),
        String::new(),
    ];
    let sizes = [
        (60, 15),
        (61, 16),
        (79, 23),
        (80, 24),
        (101, 33),
        (200, 15),
        (60, 60),
        (200, 60),
    ];
    for text in &hostile {
        let mut post = post();
        hear(&mut post, &[], T);
        let mut board = hall(&[call(text, u16::MAX, 1), call("B1023", 12, 2)]);
        board.hall.clone_from(text);
        board.leaders = vec![text.clone(); 3];
        board.windows[1].ticket = Some(text.clone());
        board.windows[1].centres = [Centre::Social; 40].to_vec();
        board.centres[0].waiting = usize::MAX;
        board.centres[0].estimate = Estimate::About { minutes: i64::MAX };
        post.news(News::Board(board), at(2));
        for size in sizes {
            for lang in Lang::ALL {
                for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                    for now in [at(2), at(7), UtcMs(i64::MIN), UtcMs(i64::MAX)] {
                        let buffer = drawn(&post, size, &look(lang, glyphs), now);
                        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
                        assert!(!paint::screen(&buffer).contains(steers));
                    }
                }
            }
        }
    }
}

/// A hall in which nobody waits, is called or is served.
fn quiet() -> read::Board {
    let mut board = hall(&[]);
    board.windows.iter_mut().for_each(|w| w.ticket = None);
    board.centres.iter_mut().for_each(|c| c.waiting = 0);
    board
}

fn with_results() -> Board {
    let mut post = post();
    let told = crate::ui::results::tests::sample("2026-Q1");
    post.news(News::Posted(vec![told]), T);
    post
}

#[test]
fn results_hang_out_while_the_hall_is_quiet_and_give_way_to_whoever_comes() {
    let look = look(Lang::ZhCn, Glyphs::Unicode);
    let title = "2026年第1季度";
    let mut post = with_results();
    let shows = |post: &Board, now| {
        let text = paint::screen(&drawn(post, (80, 24), &look, now));
        text.contains(title)
    };
    post.news(News::Board(hall(&[])), T);
    assert!(!shows(&post, at(600)), "somebody waits");
    post.news(News::Board(quiet()), at(600));
    assert!(!shows(&post, at(659)), "the hall was not quiet for long");
    let turns: Vec<bool> = (0..14).map(|n| shows(&post, at(661 + 15 * n))).collect();
    assert!(!turns[0] && turns[1..].contains(&true), "{turns:?}");
    assert!(
        turns[2..].contains(&false),
        "the usual board has its turn: {turns:?}"
    );
    let pulses = [at(661), at(677)].map(|now| post.pulse(now));
    assert_ne!(pulses[0], pulses[1], "a turn is drawn");
    let shown = (0..14)
        .map(|n| at(661 + 15 * n))
        .find(|now| shows(&post, *now));
    let now = shown.unwrap();
    post.news(News::Board(hall(&[call("B024", 3, 900)])), now);
    assert!(!shows(&post, now));
    // Without anything posted the board stays what it is.
    let mut bare = super::tests::post();
    bare.news(News::Board(quiet()), T);
    assert!(!shows(&bare, at(900)));
}

#[test]
fn a_clock_put_back_holds_no_results_off() {
    let mut post = with_results();
    post.news(News::Board(quiet()), at(100_000));
    post.news(News::Board(quiet()), at(0));
    assert_eq!(post.turn(at(61)), Some(0));
}

#[test]
fn posted_results_look_right() {
    for (lang, name) in [(Lang::ZhCn, "zh"), (Lang::En, "en")] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let mut post = with_results();
            post.news(News::Board(quiet()), T);
            let name = format!("board_posted_{columns}x{rows}_{name}");
            let look = look(lang, Glyphs::Unicode);
            snapshot(&name, &post, (columns, rows), &look, at(60 + 15));
        }
    }
}

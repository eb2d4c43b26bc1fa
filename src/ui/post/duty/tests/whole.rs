//! The post in a session over a real hall: what was chosen is what was done.

use super::*;
use crate::clock::Clock;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ui::app::App;
use crate::ui::app::Input;

fn call(word: &str, fields: serde_json::Value) -> Call {
    Call::parse(word, fields).unwrap()
}

/// A hall with a leader, a free clerk, one closed window, and somebody who waits.
fn hall(dir: &std::path::Path) -> Hall {
    let new = NewHall {
        name: "清河镇便民服务中心".to_owned(),
        code: "YZ".to_owned(),
        trial: true,
    };
    let mut hall = Hall::create(dir, &new, ago(60)).unwrap();
    for (word, fields) in [
        (
            "save_staff",
            serde_json::json!({"staff": 1, "name": "王芳", "role": "leader"}),
        ),
        (
            "save_staff",
            serde_json::json!({"staff": 2, "name": "李四"}),
        ),
        (
            "save_window",
            serde_json::json!({"window": 3, "centres": "social"}),
        ),
        ("post_staff", serde_json::json!({"staff": 1})),
        ("post_staff", serde_json::json!({"staff": 2})),
        (
            "take_ticket",
            serde_json::json!({"centre": "social", "slip": "no_paper"}),
        ),
    ] {
        hall.perform(&call(word, fields), Who::System, ago(30))
            .unwrap();
    }
    hall
}

fn screen(app: &App) -> String {
    trial::session(app, (80, 24))
}

fn keys(app: &mut App, keys: &[Key]) {
    for key in keys {
        app.input(Input::Key(*key));
    }
}

#[test]
fn a_leader_opens_a_window_lifts_a_number_and_closes_the_doors_on_a_real_hall() {
    let dir = tempfile::tempdir().unwrap();
    let d = Key::Digit;
    let hall = hall(dir.path());
    let clock = Clock::Fixed(NOW);
    let mut app = App::new(hall, clock, Look::probe(), PostName::Duty, Who::System).unwrap();
    assert!(
        screen(&app).contains("社会事务没有开窗，1人在等"),
        "{}",
        screen(&app)
    );
    // Signs in, opens window 3 with 李四.
    keys(&mut app, &[d(1), Key::Enter, d(1), d(1), d(2)]);
    assert!(screen(&app).contains("3号窗口已开"), "{}", screen(&app));
    let live = app.hall().live(NOW).unwrap();
    assert_eq!(live.window(WindowNo(3)).unwrap().staff, Some(StaffNo(2)));
    // B001 has waited half an hour.
    keys(&mut app, &[d(1)]);
    assert!(screen(&app).contains("B001 怎么办"), "{}", screen(&app));
    keys(&mut app, &[d(1), d(5), d(2)]);
    assert!(
        screen(&app).contains("B001 的优先已改好"),
        "{}",
        screen(&app)
    );
    let live = app.hall().live(NOW).unwrap();
    assert_eq!(
        live.ticket(no("B001")).unwrap().priority,
        Some(PriorityKind::Urgent)
    );
    keys(
        &mut app,
        &[Key::F(3), d(3), Key::Esc, Key::Esc, Key::Ctrl('d'), d(1)],
    );
    assert!(!app.hall().live(NOW).unwrap().doors_open);
    assert!(screen(&app).contains("已停止取号"), "{}", screen(&app));
    // The ledger names the leader for each deed.
    let lines = app.hall().ledger(100).unwrap();
    let led = lines.iter().filter(|line| line.actor == "1").count();
    assert_eq!(led, 3, "{lines:#?}");
}

#[test]
fn every_post_says_that_the_clock_fell_behind_the_ledger_and_works_on() {
    let dir = tempfile::tempdir().unwrap();
    drop(hall(dir.path()));
    let at = |minutes: i64, post| {
        let clock = Clock::Fixed(UtcMs(NOW.0 - minutes * 60_000));
        let hall = Hall::open(dir.path()).unwrap();
        App::new(hall, clock, Look::probe(), post, Who::System).unwrap()
    };
    let posts = [
        PostName::Launcher,
        PostName::Kiosk,
        PostName::Window(WindowNo(3)),
        PostName::Pad(WindowNo(3)),
        PostName::Board,
        PostName::Duty,
    ];
    for post in posts {
        assert!(!screen(&at(35, post)).contains("时钟可疑"), "{post:?}");
        let shown = screen(&at(105, post));
        let top = shown.lines().next().unwrap();
        assert!(
            top.contains("时钟可疑：") && top.contains("慢1小时15分，请校时"),
            "{shown}"
        );
    }
    let mut app = at(105, PostName::Duty);
    keys(&mut app, &[Key::Digit(1), Key::Enter]);
    assert!(!screen(&app).contains('⟦'));
}

#[test]
fn a_half_written_reason_is_there_again_in_the_next_session() {
    let dir = tempfile::tempdir().unwrap();
    let session = |hall| {
        let clock = Clock::Fixed(NOW);
        App::new(
            hall,
            clock,
            Look::probe(),
            PostName::Duty,
            Who::Staff(LEADER),
        )
        .unwrap()
    };
    let mut app = session(hall(dir.path()));
    keys(
        &mut app,
        &[Key::F(2), Key::Enter, Key::Digit(3), Key::Char('走')],
    );
    drop(app);
    let app = session(Hall::open(dir.path()).unwrap());
    let screen = screen(&app);
    assert!(screen.contains("B001") && screen.contains("走"), "{screen}");
}

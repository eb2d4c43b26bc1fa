//! The kiosk in a session over a real store.

use super::*;
use crate::clock::Clock;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::save_matters::SaveMatters;
use crate::ui::app::App;
use crate::ui::app::Input;
use crate::ui::slip::NO_PAPER_FILE;

fn hall(dir: &std::path::Path, printer: &str) -> Hall {
    let text = format!("[kiosk]\nprinter = \"{printer}\"\n");
    std::fs::write(dir.join("hall.toml"), text).unwrap();
    let new = NewHall {
        name: "便民服务中心".into(),
        code: "YZ".into(),
        trial: true,
    };
    let mut hall = Hall::create(dir, &new, NOW).unwrap();
    let save = SaveMatters { matters: matters() };
    hall.perform(&save.into(), Who::System, NOW).unwrap();
    hall
}

fn session(hall: Hall) -> App {
    let clock = Clock::Fixed(NOW);
    App::new(hall, clock, Look::probe(), PostName::Kiosk, Who::Resident).unwrap()
}

fn press(app: &mut App, keys: &str) {
    for key in keys.chars().filter_map(Key::of_char) {
        app.input(Input::Key(key));
    }
}

fn shown(app: &App) -> String {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    paint::screen(terminal.backend().buffer())
}

fn waiting(app: &mut App) -> usize {
    let figures = app.hall().kiosk(NOW).unwrap();
    figures.centres.iter().map(|c| c.waiting).sum()
}

#[test]
fn a_printed_slip_puts_the_number_into_the_line() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("slips")).unwrap();
    let mut app = session(hall(dir.path(), "file:slips"));
    press(&mut app, "21");
    assert!(shown(&app).contains("请 拿 好 小 票"), "{}", shown(&app));
    assert_eq!(waiting(&mut app), 1);
    let slips = std::fs::read_dir(dir.path().join("slips")).unwrap();
    let texts: Vec<String> = slips
        .map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap())
        .collect();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].contains("B001") && texts[0].contains("最低生活保障"));
}

#[test]
fn without_a_printer_the_number_still_stands_in_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = session(hall(dir.path(), "none"));
    press(&mut app, "21");
    assert!(shown(&app).contains("本机不打小票，请记住 B001"));
    assert_eq!(waiting(&mut app), 1);
    press(&mut app, "029");
    assert!(shown(&app).contains("B002"), "{}", shown(&app));
}

#[test]
fn a_number_without_paper_waits_for_the_answer_and_survives_a_power_cut() {
    let dir = tempfile::tempdir().unwrap();
    let slips = dir.path().join("slips");
    std::fs::create_dir(&slips).unwrap();
    std::fs::write(slips.join(NO_PAPER_FILE), "").unwrap();
    let mut app = session(hall(dir.path(), "file:slips"));
    press(&mut app, "21");
    assert!(shown(&app).contains("没有打印出来，请记住 B001"));
    assert_eq!(
        waiting(&mut app),
        0,
        "not in line before it is accounted for"
    );
    drop(app);
    let mut app = session(Hall::open(dir.path()).unwrap());
    assert!(
        shown(&app).contains("B001 的小票没有确认"),
        "{}",
        shown(&app)
    );
    press(&mut app, "1");
    assert_eq!(waiting(&mut app), 1);
    std::fs::remove_file(slips.join(NO_PAPER_FILE)).unwrap();
    press(&mut app, "0");
    assert!(shown(&app).contains("我 说 不 清"), "{}", shown(&app));
    press(&mut app, "21");
    assert_eq!(waiting(&mut app), 2);
}

/// A hall with one promised case whose phone ends in 0000; returns its number.
fn hall_with_a_case(dir: &std::path::Path) -> (Hall, String) {
    let mut hall = hall(dir, "none");
    let mut number = String::new();
    for (word, fields) in [
        (
            "save_staff",
            serde_json::json!({"staff": 7, "name": "王芳"}),
        ),
        (
            "save_window",
            serde_json::json!({"window": 3, "centres": "social"}),
        ),
        ("post_staff", serde_json::json!({"staff": 7})),
        ("open_window", serde_json::json!({"window": 3, "staff": 7})),
        ("quick_serve", serde_json::json!({"window": 3})),
        (
            "accept_case",
            serde_json::json!({"window": 3, "matter": matters()[0].code, "name": "张三丰",
                "phone": "13800000000", "papers": "all"}),
        ),
    ] {
        let call = Call::parse(word, fields).unwrap();
        if let Done::AcceptCase(done) = hall.perform(&call, Who::System, NOW).unwrap() {
            number = done.number;
        }
    }
    (hall, number)
}

#[test]
fn guessing_the_last_four_ends_after_five_and_leaving_does_not_begin_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (hall, number) = hall_with_a_case(dir.path());
    let clock = Clock::Fixed(NOW);
    let launcher = PostName::Launcher;
    let mut app = App::new(hall, clock, Look::probe(), launcher, Who::Resident).unwrap();
    let ask = |app: &mut App, digits: &str| {
        press(app, "5");
        press(app, &number);
        app.input(Input::Key(Key::Enter));
        press(app, digits);
        app.input(Input::Key(Key::Enter));
        shown(app)
    };
    let back = |app: &mut App| {
        app.input(Input::Key(Key::Esc));
        app.input(Input::Key(Key::Esc));
    };
    let open = |app: &mut App| {
        for n in 1..=5 {
            app.input(Input::Key(Key::Digit(n)));
            if shown(app).contains("我 说 不 清") {
                return;
            }
            app.input(Input::Key(Key::Esc));
        }
        panic!("{}", shown(app));
    };
    open(&mut app);
    for wrong in ["1111", "2222", "3333", "4444"] {
        assert!(ask(&mut app, wrong).contains("没有查到"), "{wrong}");
        back(&mut app);
    }
    let right = ask(&mut app, "0000");
    assert!(
        !right.contains("没有查到"),
        "four slips are forgiven: {right}"
    );
    back(&mut app);
    assert!(ask(&mut app, "5555").contains("没有查到"));
    for _ in 0..2 {
        app.input(Input::Key(Key::F(12)));
        open(&mut app);
        let refused = ask(&mut app, "0000");
        assert!(refused.contains("试得太多"), "{refused}");
    }
}

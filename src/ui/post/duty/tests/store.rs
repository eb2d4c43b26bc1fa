//! The tray and the register over a real store: verbs fill them, the post reads and empties them.

use super::*;
use crate::clock::Clock;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ui::app::App;
use crate::ui::app::Input;

/// A hall with a leader, two clerks, an open window and the shipped matters; `now` is 09:42.
fn hall(dir: &std::path::Path) -> Hall {
    let new = NewHall {
        name: "清河镇便民服务中心".to_owned(),
        code: "YZ".to_owned(),
        trial: true,
    };
    let hall = Hall::create(dir, &new, ago(60)).unwrap();
    let mut hall = hall;
    let matters = crate::domain::matter_file::shipped();
    let save = crate::ops::save_matters::SaveMatters { matters };
    hall.perform(&save.into(), Who::System, ago(60)).unwrap();
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
            serde_json::json!({"window": 3, "centres": "social", "regular": 2}),
        ),
        ("post_staff", serde_json::json!({"staff": 1})),
        ("post_staff", serde_json::json!({"staff": 2})),
        ("open_window", serde_json::json!({"window": 3, "staff": 2})),
    ] {
        does(&mut hall, word, fields, Who::System);
    }
    hall
}

fn does(hall: &mut Hall, word: &str, fields: serde_json::Value, who: Who) -> Done {
    let call = Call::parse(word, fields).unwrap();
    hall.perform(&call, who, ago(30)).unwrap()
}

fn accept(hall: &mut Hall, name: &str, phone: &str) -> String {
    does(
        hall,
        "quick_serve",
        serde_json::json!({"window": 3}),
        Who::System,
    );
    let fields = serde_json::json!({"window": 3, "matter": "S001", "name": name, "phone": phone,
        "number": "11010519491231002X", "papers": "all"});
    let done = does(hall, "accept_case", fields, Who::System);
    does(
        hall,
        "end_visit",
        serde_json::json!({"window": 3}),
        Who::System,
    );
    match done {
        Done::AcceptCase(accepted) => accepted.number,
        other => panic!("{other:?}"),
    }
}

fn session(hall: Hall) -> App {
    let who = Who::Staff(LEADER);
    App::new(hall, Clock::Fixed(NOW), Look::probe(), PostName::Duty, who).unwrap()
}

fn screen(app: &App) -> String {
    trial::session(app, (120, 40))
}

/// Presses the digit of the line that holds a text, then others.
fn press(app: &mut App, text: &str, digits: &str) {
    let shown = screen(app);
    let line = shown.lines().find(|line| line.contains(text));
    let line = line.unwrap_or_else(|| panic!("no {text} in\n{shown}"));
    let (before, _) = line.split_once(text).unwrap();
    let digit = before.chars().rfind(char::is_ascii_digit).unwrap();
    for key in digit.to_string().chars().chain(digits.chars()) {
        app.input(Input::Key(Key::of_char(key).unwrap()));
    }
}

#[test]
fn a_case_passed_to_the_leader_is_signed_from_the_tray() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = hall(dir.path());
    let number = accept(&mut hall, "张三丰", "13800000000");
    let pass = serde_json::json!({"case": number, "to_leader": true, "reason": "要领导签字"});
    does(&mut hall, "pass_case", pass, Who::Staff(StaffNo(2)));
    assert_eq!(hall.duty(NOW).unwrap().tray.len(), 1);
    let mut app = session(hall);
    press(&mut app, "待签字", "");
    let asked = screen(&app);
    assert!(
        asked.contains("最低生活保障") && asked.contains("张*丰"),
        "{asked}"
    );
    app.input(Input::Key(Key::Digit(1)));
    assert!(app.hall().duty(NOW).unwrap().tray.is_empty());
    assert!(!screen(&app).contains("待签字"), "{}", screen(&app));
    let page = app.hall().case_page(&number, NOW).unwrap().unwrap();
    let signed = page.history.iter().any(|h| h.kind == "case.signed");
    assert!(signed, "{:#?}", page.history);
}

#[test]
fn a_no_and_a_hard_matter_leave_the_tray_when_the_leader_has_dealt_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = hall(dir.path());
    let clerk = Who::Staff(StaffNo(2));
    does(
        &mut hall,
        "quick_serve",
        serde_json::json!({"window": 3}),
        clerk,
    );
    let no = serde_json::json!({"window": 3, "what": "开无房证明", "reason": "法规不允许",
        "clause": "第六条"});
    does(&mut hall, "say_no", no, clerk);
    does(
        &mut hall,
        "add_errand",
        serde_json::json!({"window": 3}),
        clerk,
    );
    let hard = serde_json::json!({"window": 3, "what": "补发土地证", "blocked": "几家都说不归自己",
        "size": "joint"});
    does(&mut hall, "hand_over", hard, clerk);
    let duty = hall.duty(NOW).unwrap();
    assert_eq!((duty.noes.len(), duty.hards.len()), (1, 1));
    let mut app = session(hall);
    press(&mut app, "否定答复待看", "1");
    assert!(
        app.hall().duty(NOW).unwrap().noes.is_empty(),
        "{}",
        screen(&app)
    );
    // Called about once, then ended as solved: three digits each.
    press(&mut app, "一号窗口：", "111");
    let duty = app.hall().duty(NOW).unwrap();
    assert_eq!(duty.hards[0].calls.len(), 1, "{}", screen(&app));
    press(&mut app, "一号窗口：", "21");
    assert!(
        app.hall().duty(NOW).unwrap().hards.is_empty(),
        "{}",
        screen(&app)
    );
}

#[test]
fn who_was_shown_in_full_is_seen_with_the_reason_and_alike_records_are_merged() {
    let dir = tempfile::tempdir().unwrap();
    let mut hall = hall(dir.path());
    let number = accept(&mut hall, "张三丰", "13800000000");
    // The same number under another name: a slip of the pen, kept as a record of its own.
    accept(&mut hall, "张三峰", "");
    let look = serde_json::json!({"case": number, "reason": "核对受理信息"});
    does(&mut hall, "reveal_person", look, Who::Staff(StaffNo(2)));
    let (groups, _) = hall.duplicates(9).unwrap();
    let day = hall.register_day(today()).unwrap();
    assert_eq!((day.reveals.len(), day.duplicates.len()), (1, groups.len()));
    let mut app = session(hall);
    app.input(Input::Key(Key::Ctrl('r')));
    let shown = screen(&app);
    insta::with_settings!({
        snapshot_path => "../../../../../tests/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("duty_register_120x40_zh", shown) });
    assert!(
        shown.contains("核对受理信息") && shown.contains("李四"),
        "{shown}"
    );
    assert!(
        shown.contains("张*丰") && !shown.contains("13800000000"),
        "{shown}"
    );
    press(&mut app, "核对受理信息", "");
    let read = screen(&app);
    assert!(read.contains("看了谁：张*丰"), "{read}");
    app.input(Input::Key(Key::Esc));
    assert!(!groups.is_empty(), "the records do not look alike");
    press(&mut app, "疑似重复", "11");
    assert!(screen(&app).contains("两条登记已合并"), "{}", screen(&app));
    let (left, _) = app.hall().duplicates(9).unwrap();
    assert!(left.len() < groups.len() || left[0].people.len() < groups[0].people.len());
    // The day before nobody was shown.
    app.input(Input::Key(Key::Left));
    assert!(!screen(&app).contains("核对受理信息"));
}

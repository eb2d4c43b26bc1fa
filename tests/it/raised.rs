//! A matter that a resident brought up in a village, over three real stores and a folder between them.

use std::path::Path;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::Value;
use tempfile::TempDir;
use yizhan::clock::Clock;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::ops::read::RaisedLine;
use yizhan::ops::read::RaisedState;
use yizhan::ui::app::App;
use yizhan::ui::app::Input;
use yizhan::ui::key::Key;
use yizhan::ui::post::PostName;
use yizhan::ui::theme::Look;

use crate::pg::county::hub_at;
use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::pg::county::site_at;

const HALL: &str = "120115103";
const VILLAGE: &str = "120115103001";

fn act(dir: &Path, verb: &str, fields: &[&str]) -> Value {
    let words = [&["do", verb, "--by", "11", "--json"][..], fields].concat();
    let done: Value = serde_json::from_str(&must(dir, &words)).unwrap();
    done["done"].clone()
}

/// Where each matter stands for a site, by number, and at which levels something was said of it.
fn stands(dir: &Path) -> Vec<(String, RaisedState, usize)> {
    let hall = Hall::open(dir).unwrap();
    let lines = hall.raised(Clock::Wall.now()).unwrap();
    let line = |line: RaisedLine| (line.number, line.state, line.levels.len());
    lines.into_iter().map(line).collect()
}

/// Presses keys at a site's duty post as its leader; returns the screen.
fn at_the_duty_post(dir: &Path, keys: &str) -> String {
    let (hall, who) = (Hall::open(dir).unwrap(), Who::Staff(StaffNo(99)));
    let clock = Clock::Fixed(UtcMs(1_773_273_600_000));
    let mut app = App::new(hall, clock, Look::probe(), PostName::Duty, who).unwrap();
    let mut control = false;
    for c in keys.chars() {
        match c {
            '^' => control = true,
            c if std::mem::take(&mut control) => app.input(Input::Key(Key::Ctrl(c))),
            '\n' => app.input(Input::Key(Key::Enter)),
            c => app.input(Input::Key(Key::of_char(c).unwrap())),
        }
    }
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
    let frame = terminal.draw(|frame| app.draw(frame)).unwrap();
    yizhan::ui::paint::screen(frame.buffer)
}

fn shared(dir: &Path, number: &str) -> Value {
    let query = format!("SELECT body FROM shared_cases WHERE number = '{number}'");
    serde_json::from_str(&crate::support::sql(dir, &query)).unwrap()
}

#[test]
fn a_matter_raised_to_the_county_comes_back_down_every_level() {
    let root = TempDir::new().unwrap();
    let county = hub_at(root.path());
    let hall = site_at(&root.path().join("hall"), "hall", HALL);
    let village = site_at(&root.path().join("village"), "village", VILLAGE);
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let all = [&village, &hall, &county];
    for dir in all {
        set_clock(dir, yizhan::domain::time::UtcMs(1_773_273_600_000));
        settings(dir, &format!("\"dir:{}\"", stick.display()));
    }
    meet(&county, &hall, root.path());
    meet(&hall, &village, root.path());
    let night = || all.iter().for_each(|dir| drop(must(dir, &["sync"])));
    night();
    let what = [
        "--what",
        "涵管堵了",
        "--name",
        "张三丰",
        "--block",
        "三块区",
    ];
    let low = act(&village, "raise_matter", &what)["number"].clone();
    let low = low.as_str().unwrap();
    night();
    let high = act(&hall, "raise_matter", &["--of", low])["number"].clone();
    let high = high.as_str().unwrap();
    assert_ne!(low, high);
    let at = |number: &str, state, levels| vec![(number.to_owned(), state, levels)];
    assert_eq!(stands(&village), at(low, RaisedState::Above, 1));
    assert_eq!(
        stands(&hall),
        at(low, RaisedState::Above, 2),
        "once, with both levels"
    );
    // Raised on, it waits for the answer from above; what the resident said goes up as it is.
    let (code, _, why) = crate::pg::command::yizhan(
        &hall,
        None,
        &["do", "answer_raised", "--by", "11", "--matter", low],
    );
    assert_eq!(code, 3, "{why}");
    night();
    let seen = shared(&county, high);
    assert_eq!(seen["what"], "涵管堵了");
    assert_eq!(seen["applicant"], "张三丰");
    assert_eq!(seen["matter_name"], "三块区");
    assert_eq!(stands(&county), at(high, RaisedState::Open, 1));
    let answered = at_the_duty_post(&county, "^p11县水务局周一清淤\n");
    assert!(
        answered.contains(high) && answered.contains("已答复，下级去告诉"),
        "{answered}"
    );
    assert_eq!(stands(&county), at(high, RaisedState::BelowTells, 2));
    night();
    // The county does not take it for settled: down there nobody knows yet.
    assert!(shared(&village, low)["told"].is_null());
    assert_eq!(shared(&village, low)["stage"], "received");
    night();
    assert_eq!(stands(&hall), at(low, RaisedState::AnsweredAbove, 3));
    act(&hall, "answer_raised", &["--matter", low]);
    let text = must(&hall, &["show", "raised"]);
    assert!(
        text.contains("县水务局周一清淤") && !text.contains("张三丰"),
        "{text}"
    );
    assert_eq!(stands(&hall), at(low, RaisedState::BelowTells, 4));
    night();
    night();
    assert_eq!(shared(&village, low)["stage"], "done");
    assert!(shared(&county, high)["told"].is_null());
    assert_eq!(stands(&village), at(low, RaisedState::ToTell, 2));
    act(&village, "tell_raised", &["--matter", low, "--how", "上门"]);
    night();
    night();
    for (dir, number) in [
        (&village, low),
        (&hall, low),
        (&hall, high),
        (&county, high),
    ] {
        let seen = shared(dir, number);
        assert_eq!(seen["told"]["text"], "上门", "{number}: {seen}");
        assert_eq!(seen["history"][2]["text"], "县水务局周一清淤");
        let over = format!("SELECT over FROM shared_cases WHERE number = '{number}'");
        assert_eq!(crate::support::sql(dir, &over), "1");
        assert_eq!(stands(dir), []);
        assert!(must(dir, &["verify"]).contains("ok"));
    }
}

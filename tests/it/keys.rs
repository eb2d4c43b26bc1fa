//! How many keys a returning resident's errand takes: counted on a real terminal, from the call to
//! the case accepted. What is counted is what was really sent.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::terminal::Screen;
use crate::support::yizhan;

/// A demo hall in whose register 张三丰 is known from an earlier case, and somebody who waits for
/// window 4; returns the number.
fn returning() -> (TempDir, String) {
    let dir = TempDir::new().unwrap();
    let store = dir.path().join("hall");
    yizhan(&store, &["demo"]);
    let ticket = [
        "do",
        "take_ticket",
        "--centre",
        "governance",
        "--slip",
        "printed",
        "--json",
    ];
    let taken: Value = serde_json::from_str(&yizhan(&store, &ticket)).unwrap();
    let number = taken["done"]["ticket"].as_str().unwrap().to_owned();
    (dir, number)
}

/// Returns the digit before the first line of a list that holds a text.
fn digit(screen: &Screen, text: &str) -> String {
    let shown = screen.text();
    let line = shown.lines().find(|line| line.contains(text));
    let before = line.and_then(|line| line.split(text).next()).unwrap_or("");
    let digit = before.chars().rfind(char::is_ascii_digit);
    digit
        .unwrap_or_else(|| panic!("no digit before {text} in\n{shown}"))
        .to_string()
}

#[test]
fn a_returning_resident_is_done_on_the_spot_in_fifteen_keys() {
    let (dir, ticket) = returning();
    let store = &dir.path().join("hall");
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees(&ticket);
    assert_eq!(window.pressed(), 0);
    window.keys("<F2>");
    window.sees("正在叫");
    window.keys("gs");
    window.sees("社会保障卡挂失");
    window.keys(&digit(&window, "社会保障卡挂失"));
    window.sees("材料 0/1");
    window.keys("zsf");
    window.sees("张三丰");
    window.keys(&digit(&window, "张三丰"));
    window.wait("the known number", |screen| screen.contains("✓校验"));
    window.keys("<F7><F8>");
    window.sees("当场办结");
    let keys = window.pressed();
    assert!(keys <= 15, "{keys} keys");
}

#[test]
fn a_returning_resident_with_five_papers_is_accepted_in_twenty_five_keys() {
    let (dir, ticket) = returning();
    let store = &dir.path().join("hall");
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees(&ticket);
    window.keys("<F2>");
    window.sees("正在叫");
    window.keys("db");
    window.sees("最低生活保障");
    window.keys(&digit(&window, "最低生活保障"));
    window.sees("材料 0/5");
    window.keys("zsf");
    window.sees("张三丰");
    window.keys(&digit(&window, "张三丰"));
    window.wait("the known number", |screen| screen.contains("✓校验"));
    // Each paper is looked at and ticked by its own digit.
    for (paper, done) in ["1", "2", "3", "4", "5"].iter().zip(1..) {
        window.keys(paper);
        window.sees(&format!("材料 {done}/5"));
    }
    window.keys("<F8>");
    window.sees("已受理");
    let keys = window.pressed();
    assert!(keys <= 25, "{keys} keys");
}

#[test]
fn keys_typed_ahead_of_the_screen_are_all_taken() {
    let (dir, ticket) = returning();
    let store = &dir.path().join("hall");
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees(&ticket);
    window.keys("<F2>S001<Enter>zsf1<F7><F8>");
    window.sees("已受理");
    assert!(window.pressed() <= 25);
}

//! The program on a real pseudo-terminal: the whole errand by keyboard, and what terminals do.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::terminal::Screen;

fn yizhan(store: &Path, words: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(words)
        .arg("--store")
        .arg(store)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// A demo hall; its folder goes away with it.
fn demo() -> TempDir {
    let dir = TempDir::new().unwrap();
    yizhan(&dir.path().join("hall"), &["demo"]);
    dir
}

fn verified(store: &Path) {
    let report = yizhan(store, &["verify", "--json"]);
    assert!(report.contains("\"ok\": true"), "{report}");
}

#[test]
fn the_whole_errand_goes_by_keyboard_over_five_posts() {
    let dir = demo();
    let store = &dir.path().join("hall");
    let mut board = Screen::start(store, &["board"]);
    board.sees("最近叫号");
    let mut duty = Screen::start(store, &["duty", "--by", "101"]);
    duty.sees("要您处理");

    // A resident takes a number for the governance centre without choosing a matter.
    let mut kiosk = Screen::start(store, &["kiosk"]);
    kiosk.sees("请 选 择 要 办 的 事");
    kiosk.keys("３");
    kiosk.sees("人民调解申请");
    kiosk.keys("9");
    kiosk.sees("请记住");
    let queue: serde_json::Value =
        serde_json::from_str(&yizhan(store, &["show", "queue", "--json"])).unwrap();
    let ticket = queue["waiting"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["centre"] == "governance")
        .and_then(|row| row["ticket"].as_str())
        .unwrap()
        .to_owned();

    // The clerk at window 4 calls, takes the errand in with typed Chinese, and accepts it.
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees(&ticket);
    window.keys("<F2>");
    window.sees(&format!("正在叫 {ticket}"));
    board.sees(&ticket);
    window.keys("<F4>");
    window.sees("事项");
    window.keys("人民调解");
    window.sees("人民调解申请");
    window.keys("1");
    window.sees("申请人");
    window.keys("买买提·吐尔逊<F7><F8>");
    window.sees("请居民");

    // The resident rates at the pad, unseen, and gets a receipt code.
    let mut pad = Screen::start(store, &["pad", "4"]);
    pad.sees("请您对刚才的服务打分");
    pad.keys("５");
    pad.wait("the receipt", |screen| {
        screen.contains("凭") || screen.contains("回执")
    });
    window.keys("<F9>");
    window.wait("an empty desk", |screen| !screen.contains("请居民"));

    let day = yizhan(store, &["show", "ticket", &ticket, "--json"]);
    assert!(day.contains("\"end\": \"served\""), "{day}");
    verified(store);
}

#[test]
fn a_post_gives_the_terminal_back_when_it_is_left_and_when_it_is_ended() {
    let dir = demo();
    let store = &dir.path().join("hall");
    let mut left = Screen::start(store, &["board"]);
    left.sees("等候");
    left.keys("<F12>");
    assert!(left.ends(), "left by key");
    let back = b"\x1b[?1049l";
    assert!(left.sent().windows(back.len()).any(|bytes| bytes == back));

    let mut ended = Screen::start(store, &["duty", "--by", "101"]);
    ended.sees("要您处理");
    // Only the child this test started.
    Command::new("kill")
        .args(["-TERM", &ended.pid().to_string()])
        .status()
        .unwrap();
    assert!(ended.ends(), "ended by SIGTERM");
    assert!(ended.sent().windows(back.len()).any(|bytes| bytes == back));
}

#[test]
fn a_post_whose_line_is_lost_ends_and_its_draft_comes_back() {
    let dir = demo();
    let store = &dir.path().join("hall");
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees("4号窗口");
    yizhan(store, &["do", "quick_serve", "--window", "4"]);
    window.sees("事项");
    window.keys("宅基地");
    window.sees("宅基地");
    Command::new("kill")
        .args(["-HUP", &window.pid().to_string()])
        .status()
        .unwrap();
    assert!(!window.ends(), "a lost line is no orderly end");
    let mut again = Screen::start(store, &["window", "4"]);
    again.sees("宅基地");
    verified(store);
}

#[test]
fn resizing_keeps_what_was_typed_and_a_small_window_says_so_calmly() {
    let dir = demo();
    let store = &dir.path().join("hall");
    yizhan(store, &["do", "quick_serve", "--window", "4"]);
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees("事项");
    window.keys("养老");
    window.sees("养老");
    window.resize(40, 10);
    window.wait("the notice", |screen| {
        screen.contains("60") && !screen.contains("养老")
    });
    window.resize(120, 40);
    window.sees("养老");
}

#[test]
fn broken_bytes_and_a_pasted_megabyte_leave_a_post_standing() {
    let dir = demo();
    let store = &dir.path().join("hall");
    yizhan(store, &["do", "quick_serve", "--window", "4"]);
    let mut window = Screen::start(store, &["window", "4"]);
    window.sees("事项");
    // An unpaired surrogate, a lone continuation byte, a cut sequence, NUL.
    window.send(b"\xed\xa0\x80\xbf\xe7\x8e\0");
    window.send(b"\x1b[200~");
    window.send("王\u{1b}[31m芳".repeat(100_000).as_bytes());
    window.send(b"\x1b[201~");
    window.wait("a bounded field", |screen| {
        screen.contains("太长") || screen.contains("王")
    });
    window.keys("<Esc><F1>");
    window.sees("帮助");
}

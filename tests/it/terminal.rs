//! The program on a real pseudo-terminal: the whole errand by keyboard, and what terminals do.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use tempfile::TempDir;

use crate::cli::sites;
use crate::support::terminal::PATIENCE;
use crate::support::terminal::Screen;
use crate::support::yizhan;

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
    // The desk may be empty before: a resident who has rated is asked for nothing more.
    let until = Instant::now() + PATIENCE;
    let served = || yizhan(store, &["show", "ticket", &ticket, "--json"]);
    while !served().contains("\"end\": \"served\"") {
        assert!(Instant::now() < until, "{}\n{}", served(), window.text());
        std::thread::sleep(Duration::from_millis(50));
    }
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
fn escape_and_a_digit_typed_right_after_it_are_both_taken() {
    let dir = demo();
    let store = &dir.path().join("hall");
    let mut duty = Screen::start(store, &["duty", "--by", "101"]);
    duty.sees("要您处理");
    duty.keys("<F5>1");
    duty.sees("怎么办");
    // The dialog goes, and the menu comes: its title stands beside its key's word at the foot.
    duty.keys("<Esc>0");
    duty.wait("the menu alone", |screen| {
        screen.matches("菜单").count() == 2 && !screen.contains("怎么办")
    });
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

#[test]
fn an_assistant_takes_an_errand_in_chinese_and_hands_it_in_over_a_lost_line() {
    let hall = sites::site("hall", "330182001", "龙河镇便民服务中心");
    let village = sites::site("village", "330182001001", "杨树村");
    sites::meet(&hall, &village);
    let store = &village.store();
    let mut post = Screen::start(store, &["village"]);
    post.sees("请输入工号");
    post.keys("１０２<Enter>");
    post.sees("这里没有代办");
    post.keys("<F2>");
    post.sees("数字键选定");
    post.keys("最低生活保障");
    post.sees("1 最低生活保障");
    post.keys("1买买提·吐尔逊<Enter>");
    post.sees("买买提·吐尔逊");
    Command::new("kill")
        .args(["-HUP", &post.pid().to_string()])
        .status()
        .unwrap();
    assert!(!post.ends(), "a lost line is no orderly end");

    let mut post = Screen::start(store, &["village", "--by", "102"]);
    post.sees("买买提·吐尔逊");
    post.keys("<Enter><Enter>12");
    post.sees("材料 2/");
    post.keys("<F8>");
    post.sees("已接下");
    post.sees("收费 0 元");
    post.keys("<Enter>");
    post.sees("收下材料");
    post.keys("<F8>");
    post.sees("下一步 交大厅");
    post.keys("<F8>");
    post.sees("在去大厅的路上");
    post.keys("<F7>");
    post.sees("┌ 谁拿着");
    // Escape stands alone before the next key, else the two are one sequence.
    post.keys("<Esc>");
    post.wait("the board", |screen| !screen.contains("┌ 谁拿着"));
    post.keys("<F12>");
    assert!(post.ends(), "left by key");
    verified(store);
    let sql = "SELECT applicant, custodian FROM shared_cases";
    let rows = yizhan(store, &["query", sql, "--json"]);
    assert!(
        rows.contains("买买提·吐尔逊") && rows.contains("330182001"),
        "{rows}"
    );
}

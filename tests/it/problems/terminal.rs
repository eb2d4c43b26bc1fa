//! The problem register on a real terminal: a criticism in Chinese, led to its end by two people.

use serde_json::Value;
use tempfile::TempDir;
use yizhan::domain::time::UtcMs;

use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::site_at;
use crate::support::sql;
use crate::support::terminal::Screen;

#[test]
fn a_criticism_is_written_down_on_a_terminal_and_closed_by_another_than_who_saw_to_it() {
    let root = TempDir::new().unwrap();
    let hall = site_at(&root.path().join("hall"), "hall", "120115103");
    set_clock(&hall, UtcMs(1_773_273_600_000));
    let more = [
        "do",
        "save_staff",
        "--by",
        "99",
        "--staff",
        "12",
        "--name",
        "孙助理",
    ];
    must(&hall, &more);
    let mut post = Screen::start(&hall, &["problems", "--by", "11"]);
    post.sees("没有问题");
    post.keys("<F2>1路灯坏了没人管<Enter>王芳");
    post.sees("路灯坏了没人管");
    // The line drops: what was typed is there again.
    drop(post);
    let mut post = Screen::start(&hall, &["problems", "--by", "11"]);
    post.sees("王芳");
    post.keys("<F8>");
    post.sees("登记了就得受理");
    drop(post);
    let mut other = Screen::start(&hall, &["problems", "--by", "12"]);
    other.sees("待接办");
    other.keys("<F8><Enter>");
    other.sees("已接办");
    other.keys("<F6>本周修<Enter>");
    other.sees("答复已记下");
    other.keys("<F7>三盏都亮了<Enter>1<F8>");
    other.sees("怎样办的已记下");
    other.keys("<Enter>9");
    other.sees("还不能销号，还缺：回访");
    drop(other);
    let mut back = Screen::start(&hall, &["problems", "--by", "11"]);
    back.sees("待回访");
    back.keys("<F8>1都亮了<F8>");
    back.sees("已回访");
    back.keys("<Enter>9");
    back.sees("已销号");
    drop(back);
    let body: Value = serde_json::from_str(&sql(&hall, "SELECT body FROM problems")).unwrap();
    assert_eq!(body["ending"], "solved");
    assert_eq!(body["lock"]["round"]["called"]["hand"]["by"], 11);
    must(&hall, &["verify"]);
    must(&hall, &["rebuild"]);
    let again: Value = serde_json::from_str(&sql(&hall, "SELECT body FROM problems")).unwrap();
    assert_eq!(again, body, "folded anew it is the same");
}
